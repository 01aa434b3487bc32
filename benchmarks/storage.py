"""Bytes on disk of one row of each kind, indexes included, from very many of them."""

import asyncio
import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, TypeVar

from benchmarks.town import Town
from musrenbang_live.live.clock import now
from musrenbang_live.store import intake, pool, rounds

ROWS: Final = 100_000
BATCH: Final = 1_000
PROPOSALS: Final = 400
SUPPORTS_EACH: Final = 10

Item = TypeVar("Item")


def measured(town: Town, rows: int = ROWS) -> dict[str, float]:
    """By what is stored: `proposal` with its two events, `sealed_ballot` what an open `ballot`
    becomes when its round is closed.
    """
    before = _sizes(town)
    supporting = town.hold(0, vote=False, proposals=PROPOSALS)
    proposed = _grown(before, _sizes(town), "event", "proposal") / PROPOSALS
    voting = town.hold(0, vote=True)
    before = _sizes(town)
    codes = supporting.codes[0], voting.codes[0]
    ids = [town.ask("SELECT id FROM session WHERE code = $1", code) for code in codes]
    ballots = asyncio.run(_fill(town, ids, voting.round, rows))
    after = _sizes(town)
    return {
        "participant": _grown(before, after, "participant") / (rows + rows // SUPPORTS_EACH),
        "support": _grown(before, after, "support") / rows,
        "ballot": ballots / rows,
        "sealed_ballot": _grown(before, after, "turnout", "mark") / rows,
        "proposal": proposed,
    }


async def _fill(town: Town, ids: list[int], number: int, rows: int) -> float:
    """Store the rows as the application does; the bytes of the open ballots."""
    connection = await pool.connect(town.postgres.url)
    try:
        few = await _join(connection, ids[0], rows // SUPPORTS_EACH)
        many = await _join(connection, ids[1], rows)
        supports = (_support(ids[0], person, n) for n in range(SUPPORTS_EACH) for person in few)
        for batch in _batches(supports):
            verdicts = await intake.record_supports(connection, batch)
            assert all(verdict.outcome == "stored" for verdict in verdicts)
        size = "SELECT pg_total_relation_size('ballot')::float8"
        before = await connection.fetchval(size)
        for some in _batches(_ballot(ids[1], person, number) for person in many):
            answers = await intake.record_ballots(connection, some)
            assert all(answer.outcome == "stored" for answer in answers)
        grown: float = await connection.fetchval(size) - before
        async with connection.transaction():
            await connection.execute("SET LOCAL statement_timeout = 0")
            await rounds.seal(connection, ids[1], number)
        return grown
    finally:
        await connection.close()


async def _join(connection: Any, session: int, count: int) -> list[str]:
    people: list[str] = []
    joins = (
        intake.JoinIntake(
            id=str(uuid.uuid4()),
            session=session,
            ref=str(uuid.uuid4()),
            at=now(),
            gender="P",
            neighborhood="VI",
        )
        for _ in range(count)
    )
    for batch in _batches(joins):
        people += await intake.record_joins(connection, batch)
    return people


def _support(session: int, person: str, place: int) -> intake.SupportIntake:
    return intake.SupportIntake(
        session=session,
        proposal=1 + place,
        participant=person,
        ref=str(uuid.uuid4()),
        rev=now(),
        supporting=True,
    )


def _ballot(session: int, person: str, number: int) -> intake.BallotIntake:
    return intake.BallotIntake(
        session=session,
        round=number,
        participant=person,
        ref=str(uuid.uuid4()),
        rev=now(),
        mark=[1, 5, 9, 12, 17],
        blank=False,
        at=now(),
    )


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _sizes(town: Town) -> dict[str, float]:
    tables = ("event", "proposal", "participant", "support", "ballot", "turnout", "mark")
    sizes = "SELECT pg_total_relation_size($1::text::regclass)::float8"
    return {table: town.ask(sizes, table) for table in tables}


def _grown(before: dict[str, float], after: dict[str, float], *tables: str) -> float:
    return sum(after[table] - before[table] for table in tables)
