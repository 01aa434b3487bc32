import asyncio
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from musrenbang_live.core.codes import ALPHABET
from musrenbang_live.store.embedded import DATABASE, EmbeddedPostgres
from musrenbang_live.store.embedded_host import program
from musrenbang_live.store.migrate import MIGRATIONS, DatabaseTooNew, migrate
from musrenbang_live.store.pool import Pool, connect

NAMES = sorted(file.stem for file in MIGRATIONS.glob("*.sql"))


@pytest.fixture
def empty_database_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    name = f"empty_{uuid.uuid4().hex}"
    where = ("-h", str(postgres.folder / "run"), "-U", DATABASE)
    subprocess.run([program("createdb"), *where, "--template=template0", name], check=True)
    yield postgres.url.replace(f"@/{DATABASE}?", f"@/{name}?")
    subprocess.run([program("dropdb"), *where, "--force", name], check=True)


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
