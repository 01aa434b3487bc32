"""Two desks at one paper, a closing while somebody types: nothing counts twice or stays."""

import asyncio

import pytest

from musrenbang_live.core import commands as c
from tests.web.browsing import Hall
from tests.web.desks import desk
from tests.web.officers import at_desk
from tests.web.pile import cast, kept
from tests.web.voters import CardGathering, by_card


@pytest.fixture
async def voting(hall: Hall) -> CardGathering:
    """A vote by card, which is on: cards 1 to 4 of 8 are handed out."""
    return await by_card(hall)


async def test_two_desks_that_type_the_same_paper_at_once(voting: CardGathering) -> None:
    papers, room = voting.hall.site.papers, voting.room
    code = voting.codes[1]
    firsts = await asyncio.gather(
        *(papers.type(room, login, 1, code, 1, "1") for login in range(6)), return_exceptions=True
    )
    assert [str(each) for each in firsts if isinstance(each, Exception)] == [
        "this paper was typed a first time and waits for the second"
    ] * 5
    seconds = await asyncio.gather(
        *(papers.type(room, login, 1, code, 2, "1") for login in range(6)), return_exceptions=True
    )
    assert {getattr(each, "code", "") for each in seconds} <= {"", "paper_counted"}
    assert await cast(voting) == [(1, "kertas", [1])]
    assert await kept(voting) == [(1, "counted", None)]


async def test_entries_that_differ_at_the_same_moment(voting: CardGathering) -> None:
    papers, room = voting.hall.site.papers, voting.room
    code = voting.codes[1]
    await papers.type(room, 1, 1, code, 1, "1")
    await asyncio.gather(
        *(papers.type(room, login, 1, code, 2, str(login)) for login in (1, 2, 3)),
        return_exceptions=True,
    )
    [(card, state, _)] = await kept(voting)
    assert (card, state) in ((1, "counted"), (1, "differs"))
    assert await cast(voting) == ([(1, "kertas", [1])] if state == "counted" else [])


async def test_nothing_that_was_typed_is_left_after_the_closing(voting: CardGathering) -> None:
    papers, room = voting.hall.site.papers, voting.room
    await papers.type(room, 7, 1, voting.codes[1], 1, "1")
    await papers.type(room, 7, 1, voting.codes[2], 1, "2")
    await papers.type(room, 7, 1, voting.codes[2], 2, "3")
    for place in (1, 2):
        await papers.type(room, 7, 1, voting.codes[3], place, "3")
    await voting.act(c.CloseRound(1))
    assert await voting.hall.site.pool.fetchval("SELECT count(*) FROM paper") == 0
    [mark] = await voting.hall.site.pool.fetch("SELECT mark, via FROM mark")
    assert (mark["mark"], mark["via"]) == ([3], ""), "one ballot is too few to say that it is paper"
    assert room.counts.tallies[1].channels[0].via == "kertas"
    async with at_desk(voting) as facilitator:
        page = await facilitator.open(desk(voting, "/kertas"))
        assert "Tidak ada pemungutan suara yang sedang dibuka." in page.text
        assert not page.has_form("ketik")


async def test_a_paper_that_meets_the_closing_leaves_nothing(voting: CardGathering) -> None:
    """Whoever closes waits for what is being typed; what comes later is told."""
    papers, room = voting.hall.site.papers, voting.room
    typed = [papers.type(room, 7, 1, code, 1, "1") for code in list(voting.codes.values())[:4]]
    done = await asyncio.gather(voting.act(c.CloseRound(1)), *typed, return_exceptions=True)
    assert {each.code for each in done if hasattr(each, "code")} <= {"round_closed"}
    assert await voting.hall.site.pool.fetchval("SELECT count(*) FROM paper") == 0
