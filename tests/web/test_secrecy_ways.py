"""Paper and raised hands stay as hidden as phones: what differs in them shows nowhere too soon."""

from collections.abc import Sequence

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Agree, AnyRule, Choose, Elect
from musrenbang_live.core.plan import RoundPlan
from tests.builders import ROUND, plan
from tests.web.browsing import Hall
from tests.web.desks import desk
from tests.web.officers import at_desk
from tests.web.pile import election
from tests.web.residents import Gathering, gathered
from tests.web.test_secrecy import everything, plain
from tests.web.voters import CardGathering

RAISED: dict[str, tuple[AnyRule, Sequence[int], Sequence[int]]] = {
    "pilih": (Choose(3), (7, 2, 1), (1, 2, 6)),
    "setuju": (Agree(), (7, 2, 1), (2, 7, 1)),
    "delegasi": (Elect(2, 2), (7, 2, 1), (1, 2, 6)),
}
"""Rules, and figures of ten people that say different things."""
PAPERS = (("1", "1 2"), ("3", "2 3"))


async def raised(hall: Hall, rule: AnyRule, figures: Sequence[int]) -> Gathering:
    """A poll on three proposals or candidates; a neighbour votes, ten people raise hands."""
    rounds = (RoundPlan(ROUND, "Prioritas kelurahan", rule, ties=("undian",)),)
    meeting = await gathered(hall, plan(rounds=rounds))
    await meeting.phase("usulan")
    await meeting.proposals(3)
    for number in range(3):
        await meeting.act(c.Nominate(f"{number}", f"Calon {number}", woman=number == 1))
    await meeting.phase("pemungutan")
    await meeting.cast([[2, 3]] if rule.kind == "setuju" else [2])
    rows = (
        ((1, *figures),)
        if rule.kind == "setuju"
        else tuple((option, figure) for option, figure in enumerate(figures, 1))
    )
    await meeting.act(c.CountHands(1, 10, rows, "Ketua LPM"))
    await meeting.room.recount()
    return meeting


@pytest.mark.parametrize("kind", RAISED)
async def test_hands_leave_no_trace_before_the_reveal(hall: Hall, kind: str) -> None:
    rule, *counts = RAISED[kind]
    meetings = [await raised(hall, rule, figures) for figures in counts]
    assert await everything(meetings[0]) == await everything(meetings[1])
    for meeting in meetings:
        await meeting.act(c.CloseRound(1))
        await meeting.room.recount()
    tallies = [meeting.room.counts.tallies[1] for meeting in meetings]
    assert tallies[0].lines != tallies[1].lines, "the hands differ, and are counted"
    assert await everything(meetings[0]) == await everything(meetings[1])
    for meeting in meetings:
        await meeting.act(c.RevealRound(1))
    shown = [await everything(meeting) for meeting in meetings]
    assert shown[0]["sheet projector id"] != shown[1]["sheet projector id"]


async def test_outside_the_desk_nobody_learns_that_hands_were_counted(hall: Hall) -> None:
    """Not even how many people there were, or who counted them."""
    with_hands, without = [await raised(hall, Choose(3), (7, 2, 1)) for _ in range(2)]
    await without.act(c.CountHands(1, 0))
    for stage in (None, c.CloseRound(1)):
        if stage:
            for meeting in (with_hands, without):
                await meeting.act(stage)
                await meeting.room.recount()
        one, other = await everything(with_hands), await everything(without)
        differing = {name for name in one if one[name] != other[name]}
        assert all("facilitator" in name or "leader" in name for name in differing), differing
        assert not any("LPM" in text for text in one.values())


async def typed(hall: Hall, texts: Sequence[str]) -> CardGathering:
    """A vote by card: one paper counted, one waiting for its second entry, one that differs."""
    meeting = await election(hall, Choose(3))
    papers, room, codes = hall.site.papers, meeting.room, meeting.codes
    for place in (1, 2):
        await papers.type(room, 7, 1, codes[1], place, texts[0])
    await papers.type(room, 7, 1, codes[2], 1, texts[1])
    await papers.type(room, 7, 1, codes[3], 1, texts[0])
    await papers.type(room, 7, 1, codes[3], 2, texts[1])
    await meeting.room.refresh()
    return meeting


async def test_paper_leaves_no_trace_before_the_reveal(hall: Hall) -> None:
    meetings = [await typed(hall, texts) for texts in PAPERS]
    pages = [await everything(meeting) for meeting in meetings]
    for meeting, texts in zip(meetings, pages, strict=True):
        async with at_desk(meeting) as leader:
            for place in ("/kertas", "/kertas?ke=2", "/kertas?ke=3", "/tangan"):
                texts[place] = plain((await leader.open(desk(meeting, place))).html, meeting)
    assert pages[0] == pages[1]
    assert any("belum selesai diketik dua kali" in text for text in pages[0].values())
    for meeting in meetings:
        await meeting.act(c.CloseRound(1))
        await meeting.room.recount()
    tallies = [meeting.room.counts.tallies[1] for meeting in meetings]
    assert tallies[0] != tallies[1], "the papers differ, and one is counted"
    assert await everything(meetings[0]) == await everything(meetings[1])
