import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import msgspec
import pytest

from musrenbang_live.core.ballots import Choose, Paper
from musrenbang_live.core.codes import ALPHABET
from musrenbang_live.core.events import RoundOpened
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.store import counts, events, rounds, sessions
from musrenbang_live.store.migrate import MIGRATIONS, DatabaseTooNew, migrate
from musrenbang_live.store.pool import Db, Pool, connect, open_pool
from tests.builders import CODE, NOW, meeting, plan
from tests.servers import PostgresServer
from tests.store.hall import new_id

pytestmark = pytest.mark.fresh

NAMES = sorted(file.stem for file in MIGRATIONS.glob("*.sql"))


@pytest.fixture
def empty_database_url(postgres: PostgresServer) -> Iterator[str]:
    with postgres.database("template0") as url:
        yield url


async def _migrate(url: str) -> list[str]:
    connection = await connect(url)
    try:
        return await migrate(connection)
    finally:
        await connection.close()


async def test_a_second_run_finds_nothing_to_do(empty_database_url: str) -> None:
    assert await _migrate(empty_database_url) == NAMES
    assert await _migrate(empty_database_url) == []


async def test_of_four_servers_that_start_together_one_migrates(empty_database_url: str) -> None:
    applied = await asyncio.gather(*(_migrate(empty_database_url) for _ in range(4)))
    assert sorted(applied) == [[], [], [], NAMES]


async def test_the_limits_of_time_are_back_afterwards(db: Pool) -> None:
    async with db.acquire() as conn:
        await migrate(conn)
        assert await conn.fetchval("SHOW statement_timeout") == "5s"
        assert await conn.fetchval("SHOW lock_timeout") == "3s"


async def test_a_database_of_a_newer_version_is_refused(db: Pool) -> None:
    await db.execute("INSERT INTO schema_version (name) VALUES ('9999_later')")
    async with db.acquire() as conn:
        with pytest.raises(DatabaseTooNew, match="9999_later"):
            await migrate(conn)


async def test_a_change_that_fails_leaves_nothing_behind(
    db: Pool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in NAMES:
        (tmp_path / f"{name}.sql").touch()
    (tmp_path / "9000_broken.sql").write_text("CREATE TABLE half (); SELECT 1 / 0;")
    monkeypatch.setattr("musrenbang_live.store.migrate.MIGRATIONS", tmp_path)
    async with db.acquire() as conn:
        with pytest.raises(asyncpg.DivisionByZeroError):
            await migrate(conn)
        assert await conn.fetchval("SELECT to_regclass('half')") is None
        assert await conn.fetchval("SELECT max(name) FROM schema_version") == NAMES[-1]


async def test_the_database_knows_the_alphabet_of_the_codes(db: Pool) -> None:
    definition = await db.fetchval(
        "SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint "
        "WHERE conrelid = 'session'::regclass AND contype = 'c'"
    )
    assert f"[{ALPHABET}]" in definition


async def test_a_code_outside_the_alphabet_cannot_be_stored(db: Pool) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await db.execute(
            """
            INSERT INTO session (code, plan, created_at, forum, tier, ward_code, ward, district,
                city, year, plan_year, starts, practice)
            VALUES ('O0I1L5', '{}', now(), '', '', '', '', '', '', 0, 0, '', false)
            """
        )


def _up_to(number: int, folder: Path) -> None:
    """The migrations that there were once."""
    for name in NAMES[:number]:
        (folder / f"{name}.sql").write_text((MIGRATIONS / f"{name}.sql").read_text("utf-8"))


async def _open_session(db: Db, plan: object) -> int:
    session: int = await db.fetchval(
        """
        INSERT INTO session (code, plan, created_at, stage, opened_at, seq, forum, tier,
            ward_code, ward, district, city, year, plan_year, starts, practice)
        VALUES ($1, $2, now(), 'open', now(), 2, '', '', '', '', '', '', 0, 0, '', false)
        RETURNING id
        """,
        CODE,
        plan,
    )
    return session


PLANNED_BEFORE = {
    "key": "prioritas",
    "title": "Prioritas kelurahan",
    "kind": "pilih",
    "choose": 3,
    "live_totals": False,
}
"""A round as plans and logs held it when choosing was the only way to vote."""


async def test_rounds_of_before_there_were_rules_are_read_and_counted(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    also = {"key": "cadangan", "title": "Usulan cadangan", "choose": 1, "live_totals": True}
    planned = [PLANNED_BEFORE, {**PLANNED_BEFORE, **also}]
    before = {**msgspec.to_builtins(plan()), "rounds": planned}
    _up_to(1, tmp_path)
    with monkeypatch.context() as at_that_time:
        at_that_time.setattr("musrenbang_live.store.migrate.MIGRATIONS", tmp_path)
        assert await _migrate(empty_database_url) == ["0001_foundation"]
    async with await open_pool(empty_database_url) as db:
        session = await _open_session(db, before)
        await db.execute(
            """
            INSERT INTO round (session_id, number, key, title, kind, choose, live_totals, options,
                stage, opened_at, closed_at)
            VALUES ($1, 1, 'prioritas', 'Prioritas kelurahan', 'pilih', 3, false, '{2,5}',
                'closed', now(), now())
            """,
            session,
        )
        opened = {"number": 1, "plan": PLANNED_BEFORE, "options": [2, 5]}
        log = [("RoundOpened", opened), ("RoundClosed", {"number": 1})]
        await db.executemany(
            """
            INSERT INTO event (session_id, seq, at, actor, kind, body, words, salt)
            VALUES ($1, $2, moment($3), 'f:1', $4, $5, '{}', $6)
            """,
            [(session, seq, NOW + seq, *said, bytes(16)) for seq, said in enumerate(log, 1)],
        )
        await db.executemany(
            "INSERT INTO mark (session_id, round, mark) VALUES ($1, 1, $2)",
            [(session, mark) for mark in ([2, 5], [5])],
        )

        assert await _migrate(empty_database_url) == NAMES[1:]

        found = await sessions.find_session(db, CODE)
        assert found is not None
        first = RoundPlan("prioritas", "Prioritas kelurahan", Choose(3))
        second = RoundPlan("cadangan", "Usulan cadangan", Choose(1), live_totals=True)
        assert found.plan == plan(rounds=(first, second))
        records = await events.since(db, session, 0)
        assert records[0].event == RoundOpened(1, first, Paper((2, 5)))
        now = replay(meeting(found.plan, CODE), records)
        turnout, tallies = await counts.ballots(db, session, now, {})
        assert turnout == {1: 2}
        assert [(line.option, line.votes) for line in tallies[1].lines] == [(5, 2), (2, 1)]


async def test_an_election_that_is_open_goes_on_with_a_ballot_box(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every ballot goes along but the blank; codes and receipts sent twice lose nobody's."""
    _up_to(NAMES.index("0006_urn"), tmp_path)
    with monkeypatch.context() as at_that_time:
        at_that_time.setattr("musrenbang_live.store.migrate.MIGRATIONS", tmp_path)
        await _migrate(empty_database_url)
    code, receipt = new_id(), new_id()
    voters = sorted(new_id() for _ in range(5))
    async with await open_pool(empty_database_url) as db:
        session = await _open_session(db, msgspec.to_builtins(plan()))
        await db.executemany(
            """
            INSERT INTO round (session_id, number, key, title, kind, live_totals, options, stage,
                opened_at, closed_at)
            VALUES ($1, $2, $3, '', $4, true, '{1,2}', $5, now(), $6)
            """,
            [
                (session, 1, "a", "delegasi", "closed", datetime.now(UTC)),
                (session, 2, "b", "delegasi", "open", None),
            ],
        )
        await db.executemany(
            """
            INSERT INTO ballot (session_id, round, participant, ref, rev, mark, blank, cast_at,
                receipt)
            VALUES ($1, 2, $2, $3, 1, $4, $5, now(), $6)
            """,
            [
                (session, voters[0], code, [1], False, receipt),
                (session, voters[1], code, [2], False, receipt),
                (session, voters[2], new_id(), [1, 2], False, None),
                (session, voters[3], new_id(), [], True, new_id()),
            ],
        )
        assert "0006_urn" in await _migrate(empty_database_url)
        rows = await db.fetch("SELECT round, voters::text[], ballots, receipts::text[] FROM urn")
        assert [(row["round"], row["voters"]) for row in rows] == [(2, voters[:3])]
        marks = [mark for mark, via in rows[0]["ballots"].values() if via == "ponsel"]
        assert sorted(marks) == [[1], [1, 2], [2]]
        assert rows[0]["ballots"][code] == [[1], "ponsel"]
        assert receipt in rows[0]["receipts"]
        assert await db.fetchval("SELECT count(*) FROM ballot") == 0
        assert await db.fetchval("SELECT count(*) FROM round WHERE once AND NOT live_totals") == 2
        assert await rounds.turnout(db, session, 2) == 3
