import asyncio
import logging

import asyncpg
import pytest

from musrenbang_live.store.pool import Pool, connect, open_pool, storable, unreachable

pytestmark = pytest.mark.fresh


async def test_every_connection_commits_to_disk_and_is_bounded(db: Pool, database_url: str) -> None:
    name = await db.fetchval("SELECT current_database()")
    await db.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    await db.expire_connections()
    single = await connect(database_url)
    try:
        for asked in (db, single):
            rows = await asked.fetch("SELECT name, setting FROM pg_settings")
            settings = {row["name"]: row["setting"] for row in rows}
            assert settings["synchronous_commit"] == "on"
            assert settings["statement_timeout"] == "5000"
            assert settings["lock_timeout"] == "3000"
            assert settings["idle_in_transaction_session_timeout"] == "5000"
            assert settings["default_transaction_isolation"] == "read committed"
    finally:
        await single.close()


@pytest.mark.parametrize("value", [[1, 2], {"a": None}, "teks 🚧", 1.5, True, []])
async def test_json_comes_back_as_it_went(db: Pool, value: object) -> None:
    assert await db.fetchval("SELECT $1::jsonb", value) == value


async def test_times_come_back_to_the_millisecond(db: Pool) -> None:
    for ms in (1, 999, 1_795_000_000_001, 1_795_000_000_999, 4_102_444_800_123):
        assert await db.fetchval("SELECT ms(moment($1))", ms) == ms
    assert await db.fetchval("SELECT moment(0)") is None
    assert await db.fetchval("SELECT ms(NULL)") == 0


async def test_an_absent_server_is_unreachable() -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011
        await open_pool("postgresql://nobody@/nothing?host=/nonexistent")
    assert unreachable(caught.value)


async def test_a_server_that_goes_away_is_unreachable(db: Pool, database_url: str) -> None:
    victim = await connect(database_url)
    pid = await victim.fetchval("SELECT pg_backend_pid()")
    sleeping = asyncio.create_task(victim.execute("SELECT pg_sleep(60)"))
    asleep = "SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = $1"
    async with asyncio.timeout(5):
        while not await db.fetchval(asleep, pid):
            pass
    await db.execute("SELECT pg_terminate_backend($1)", pid)
    with pytest.raises(Exception) as caught:  # noqa: PT011
        await sleeping
    assert unreachable(caught.value)
    with pytest.raises(Exception) as again:  # noqa: PT011
        await victim.fetch("SELECT 1")
    assert unreachable(again.value)


async def test_what_takes_too_long_is_unreachable(db: Pool) -> None:
    with pytest.raises(TimeoutError) as caught:
        await db.execute("SELECT pg_sleep(5)", timeout=0.05)
    assert unreachable(caught.value)
    async with db.acquire() as conn:
        await conn.execute("SET statement_timeout = 20")
        with pytest.raises(asyncpg.QueryCanceledError) as canceled:
            await conn.execute("SELECT pg_sleep(5)")
        await conn.execute("RESET statement_timeout")
    assert unreachable(canceled.value)


@pytest.mark.parametrize(
    ("statement", "argument"),
    [
        ("SELECT 1 / $1::int", 0),
        ("SELECT $1::int", "satu"),
        ("SELECT $1::text", "\0"),
        ("SLECT", None),
    ],
)
async def test_a_refusal_is_not_unreachable(db: Pool, statement: str, argument: object) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011
        await db.fetchval(statement, *([] if argument is None else [argument]))
    assert not unreachable(caught.value)


def test_a_pool_that_cannot_be_refilled_says_so_in_one_line(
    caplog: pytest.LogCaptureFixture, database_url: str
) -> None:
    async def open_and_close() -> None:
        async with await open_pool(database_url):
            pass

    asyncio.run(open_and_close())
    try:
        raise ConnectionError("away")
    except ConnectionError:
        logging.getLogger("asyncpg.pool").warning("Failed to restore", exc_info=True)
    assert caplog.text.count("\n") == 1


def test_text_is_made_storable() -> None:
    assert storable("a\0b\ud800c 🚧") == "abc 🚧"
