"""Several questions in one: each gets what it would have got alone."""

import pytest
from asyncpg import PostgresError
from asyncpg.connection import LoggedQuery

from musrenbang_live.store import agenda, archive, articles, follow_public, inquiries, report_lists
from musrenbang_live.store.pool import Db, Pool
from musrenbang_live.store.together import together
from tests.builders import NOW
from tests.store.shelves import season


async def _kept(db: Db) -> list[follow_public.Standing]:
    """Asks twice, the second time by what came first."""
    real = await follow_public.has_real(db)
    return await follow_public.standing(db, year=0, example=not real)


async def test_what_is_asked_together_is_answered_as_if_each_had_asked_alone(db: Pool) -> None:
    await season(db)
    askers = (
        _kept,
        archive.open_now,
        archive.ward_counts,
        lambda db: archive.published(db, district="Datuk Bandar Timur", limit=2),
        lambda db: agenda.planned(db, since="2020-01-01", coming=False),
        lambda db: articles.published(db, at=NOW, limit=3),
        lambda db: report_lists.solved(db, 3),
        lambda db: inquiries.public(db, order="dijawab", words="", office_id=0, limit=3, offset=0),
    )
    alone = [await ask(db) for ask in askers]
    assert alone[0]
    assert alone[2]
    assert alone[3]
    asked: list[LoggedQuery] = []
    async with db.acquire() as conn:
        with conn.query_logger(asked.append):
            assert await together(conn, *askers) == alone
    assert len(asked) == 2


async def test_one_that_goes_wrong_leaves_nobody_waiting(db: Pool) -> None:
    async def wrong(db: Db) -> None:
        await db.fetch("SELECT 1 / $1::int", 0)

    async def silent(db: Db) -> None:
        raise KeyError

    with pytest.raises(PostgresError):
        await together(db, wrong, archive.open_now)
    with pytest.raises(KeyError):
        await together(db, silent, archive.open_now)
    assert await together(db) == []
