import asyncio
from pathlib import Path

import pytest

from musrenbang_live.store import durability
from musrenbang_live.store.embedded import EmbeddedPostgres
from musrenbang_live.store.pool import Pool, connect

pytestmark = pytest.mark.fresh


async def test_the_private_server_keeps_its_promises(db: Pool) -> None:
    assert await durability.check(db) == []


async def test_a_connection_that_does_not_wait_for_the_disk_is_noticed(db: Pool) -> None:
    async with db.acquire() as conn:
        await conn.execute("SET synchronous_commit = off")
        assert await durability.check(conn) == ["synchronous_commit_off"]
        await conn.execute("SET synchronous_commit = local")
        assert await durability.check(conn) == []
        await conn.execute("RESET synchronous_commit")


async def test_a_disk_that_is_nearly_full_is_noticed(db: Pool) -> None:
    assert await durability.check(db, free_bytes=2**62) == ["disk_nearly_full"]


async def test_who_may_not_see_the_folder_is_told_nothing_of_the_disk(db: Pool) -> None:
    async with db.acquire() as conn, conn.transaction():
        await conn.execute("CREATE ROLE plain NOLOGIN; SET LOCAL ROLE plain")
        assert await durability.check(conn, free_bytes=2**62) == []


async def test_every_connection_flushes_what_it_commits(db: Pool) -> None:
    """fsync off cannot be seen by killing the server; the count of flushes shows it."""
    await db.execute("CREATE TABLE jotting (n int)")
    before = await _flushes(db)
    for n in range(20):
        await db.execute("INSERT INTO jotting VALUES ($1)", n)
    assert await _flushes(db) - before >= 20


async def _flushes(db: Pool) -> int:
    await db.execute("SELECT pg_stat_force_next_flush()")
    flushes: int = await db.fetchval(
        "SELECT sum(fsyncs)::bigint FROM pg_stat_io WHERE object = 'wal'"
    )
    return flushes


def test_a_server_that_trusts_its_luck_is_noticed(server_folder: Path) -> None:
    unsafe = {"fsync": "off", "full_page_writes": "off"}

    async def problems(url: str) -> list[str]:
        connection = await connect(url)
        try:
            return await durability.check(connection)
        finally:
            await connection.close()

    with EmbeddedPostgres(server_folder / "pg", settings=unsafe) as server:
        found = asyncio.run(problems(server.url))
    assert found == ["fsync_off", "full_page_writes_off"]
