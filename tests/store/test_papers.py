"""Papers as rows: who may touch one when, what is counted of them, and that nothing stays."""

import asyncio
import itertools

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import CameIn
from musrenbang_live.core.counts import PaperCounts
from musrenbang_live.core.papers import Entry, Sheet, settled, taken_back, typed
from musrenbang_live.core.plan import Rules
from musrenbang_live.store import intake, papers
from musrenbang_live.store.intake import BallotIntake, JoinIntake
from musrenbang_live.store.pool import Pool
from tests.builders import NOW, plan
from tests.store.hall import Hall, count, new_hall, new_id, until_waiting

pytestmark = pytest.mark.fresh

MARK = [1, 3]


async def cards_vote(db: Pool) -> Hall:
    """A round in which cards 1 to 12 may vote."""
    hall = await new_hall(db, plan(rules=Rules(access="kartu")))
    await hall.do(c.PrintCards(16, 0), c.ActivateCards(1, 12))
    await hall.begin()
    await hall.vote()
    return hall


async def put(hall: Hall, card: int, sheet: Sheet) -> None:
    """The paper of a card is as far as this."""
    async with papers.opened(hall.pool, hall.row.id, 1, card, new_id()) as desk:
        assert desk is not None
        await desk.keep(sheet, new_id())


async def cast(hall: Hall, card: int, via: str, mark: list[int], rev: int = 1) -> None:
    """The ballot of a card that came by this way."""
    who = JoinIntake(id=new_id(), session=hall.row.id, ref=new_id(), at=NOW, card=card)
    async with hall.pool.acquire() as conn:
        known = await conn.fetchval("SELECT id::text FROM participant WHERE card = $1", card)
        participant = known or (await intake.record_joins(conn, [who]))[0]
        plain = hall.ballot(participant, mark, rev)
        fields = {name: getattr(plain, name) for name in BallotIntake.__struct_fields__}
        await intake.record_ballots(conn, [BallotIntake(**{**fields, "via": via})])


FIRST = typed(Sheet(), 1, Entry(MARK, 7))
SHEETS = (
    Sheet(),
    FIRST,
    typed(FIRST, 2, Entry([2], 8)),
    typed(FIRST, 2, Entry(MARK, 8)),
    settled(typed(FIRST, 2, Entry(MARK, 8)), "counted"),
    settled(FIRST, "beside"),
    typed(Sheet(), 1, Entry(None, 7)),
    typed(Sheet(), 1, Entry([], 7)),
    taken_back(Sheet("counted", rev=1)),
)


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
async def test_a_sheet_comes_back_as_it_was_kept(db: Pool, sheet: Sheet) -> None:
    hall = await cards_vote(db)
    await put(hall, 1, sheet)
    assert await papers.sheet(db, hall.row.id, 1, 1) == sheet
    assert await papers.sheet(db, hall.row.id, 1, 2) == Sheet()


async def test_what_is_raised_while_typing_takes_everything_back(db: Pool) -> None:
    hall = await cards_vote(db)

    async def fail() -> None:
        async with papers.opened(db, hall.row.id, 1, 1, new_id()) as desk:
            assert desk is not None
            await desk.keep(FIRST, new_id())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await count(db, "paper") == 0


async def test_one_desk_at_a_time(db: Pool) -> None:
    hall = await cards_vote(db)

    async def later() -> Sheet:
        async with papers.opened(db, hall.row.id, 1, 1, new_id()) as desk:
            assert desk is not None
            return desk.kept.sheet

    async with papers.opened(db, hall.row.id, 1, 1, new_id()) as desk:
        assert desk is not None
        waits = asyncio.create_task(later())
        await until_waiting(db, 1)
        await desk.keep(FIRST, new_id())
    assert await waits == FIRST


async def test_whoever_closes_waits_for_what_is_typed_and_leaves_none_of_it(db: Pool) -> None:
    hall = await cards_vote(db)
    async with papers.opened(db, hall.row.id, 1, 1, new_id()) as desk:
        assert desk is not None
        await desk.keep(FIRST, new_id())
        closing = asyncio.create_task(hall.do(c.CloseRound(1)))
        await until_waiting(db, 1)
    await closing
    assert await count(db, "paper") == 0
    async with papers.opened(db, hall.row.id, 1, 1, new_id()) as desk:
        assert desk is None
    assert await count(db, "paper") == 0


async def test_papers_are_counted_by_how_far_they_are(db: Pool) -> None:
    hall = await cards_vote(db)
    states = (*SHEETS[1:6], settled(FIRST, "void"), SHEETS[8], Sheet())
    for card, sheet in enumerate(states, 1):
        await put(hall, card, sheet)
    found = await papers.counts(db, hall.row.id, [1])
    assert found == {
        1: PaperCounts(first=1, differs=1, agreed=1, again=1, counted=1, beside=1, void=1)
    }
    assert found[1].unsettled == 4
    assert await papers.waiting(db, hall.row.id, 1) == {
        **{"first": [1], "differs": [2], "agreed": [3], "untyped": [7]}
    }
    await cast(hall, 4, "ponsel", [2])
    found = await papers.counts(db, hall.row.id, [1])
    assert (found[1].counted, found[1].beside) == (0, 2), "a phone voted after the paper"


@pytest.mark.parametrize(("phones", "sheets"), [(5, 5), (5, 4), (4, 5), (6, 0), (0, 6), (1, 0)])
async def test_ways_are_told_apart_only_where_each_has_enough(
    db: Pool, phones: int, sheets: int
) -> None:
    """How many came by each is always known; which they are, only from five of each on."""
    hall = await cards_vote(db)
    ways = [*["ponsel"] * phones, *["kertas"] * sheets]
    for card, via in enumerate(ways, 1):
        await cast(hall, card, via, [1] if via == "ponsel" else [2])
    await put(hall, 12, settled(FIRST, "beside"))
    before = await papers.open_ways(db, hall.row.id, 1)
    await hall.do(c.CloseRound(1))
    ballots = {via: ways.count(via) for via in ("ponsel", "kertas") if via in ways}
    assert before == ballots
    kept = await papers.ways(db, hall.row.id, [1])
    assert sorted(kept[1], key=lambda way: way.via) == sorted(
        (CameIn(via, number) for via, number in ballots.items()), key=lambda way: way.via
    )
    channels = (await hall.counts()).tallies[1].channels
    apart = min(ballots.values()) >= 5
    assert {channel.via: channel.ballots for channel in channels} == ballots
    assert all((channel.figures is not None) == apart for channel in channels)
    if apart:
        figures = {channel.via: channel.figures for channel in channels}
        assert figures.get("ponsel", {}).get(1, (0,)) == (phones,)
        assert figures.get("kertas", {}).get(2, (0,)) == (sheets,)
    assert (await papers.counts(db, hall.row.id, [1]))[1] == PaperCounts(beside=1)


async def test_no_row_of_any_table_tells_what_was_typed_once_a_round_is_closed(db: Pool) -> None:
    """Neither the rows nor the stamps PostgreSQL gives them tie a card to a choice."""
    hall = await cards_vote(db)
    for card, mark in enumerate(itertools.islice(itertools.cycle(([1], [2], [3])), 12), 1):
        await put(hall, card, settled(typed(Sheet(), 1, Entry(mark, 7)), "counted"))
        await cast(hall, card, "kertas", mark)
    stamps = {row["xmin"] for row in await db.fetch("SELECT xmin::text FROM paper")}
    assert len(stamps) == 12, "each paper was a commit of its own"
    await hall.do(c.CloseRound(1))
    assert await count(db, "paper") == await count(db, "ballot") == 0
    rows = await db.fetch("SELECT xmin::text AS xmin, id FROM mark")
    assert len(rows) == 12
    assert len({row["xmin"] for row in rows}) == 1
    assert not stamps & {row["xmin"] for row in rows}
    columns = await db.fetch(
        """
        SELECT table_name FROM information_schema.columns
        WHERE table_schema = 'public' AND (column_name = 'mark'
            OR column_name = 'first' AND data_type <> 'boolean')  -- of a life on the shelf
        """
    )
    holders = {row["table_name"] for row in columns}
    assert holders == {"ballot", "mark", "paper"}, "a new table with choices belongs in this test"


async def test_dead_rows_of_papers_are_swept(db: Pool) -> None:
    hall = await cards_vote(db)
    for card in range(1, 9):
        await put(hall, card, FIRST)
        await put(hall, card, settled(FIRST, "counted"))
    await db.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
    assert await _old(db) > 0, "earlier versions still hold the choices"
    assert await papers.sweep(db)
    assert await _old(db) == 0


async def _old(db: Pool) -> int:
    """Versions of papers, live or dead, in which a choice can still be read."""
    found: int = await db.fetchval(
        """
        SELECT count(*) FROM generate_series(0, pg_relation_size('paper') / 8192 - 1) AS page,
            heap_page_item_attrs(get_raw_page('paper', page::int), 'paper'::regclass)
        WHERE t_attrs[5] IS NOT NULL
        """
    )
    return found


async def test_hands_are_a_column_of_the_round(db: Pool) -> None:
    hall = await cards_vote(db)
    for people in (9, 7, 0):
        await hall.do(c.CountHands(1, people, ((1, people),), "Ketua LPM"))
        assert await db.fetchval("SELECT hands FROM round") == people
