"""Running totals stay hidden: two meetings that differ only in their votes look the same.

Whatever a page, a frame or a file let out about the votes, in whatever form, would be a difference.
"""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Choose,
    Criterion,
    Dots,
    Elect,
    Mark,
    Rank,
    Score,
)
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.words import WORDS
from musrenbang_live.live.frames import Channel
from musrenbang_live.live.framing import payload
from musrenbang_live.live.gallery import VIEWS
from musrenbang_live.live.screen import Audience
from tests.builders import ROUND, plan
from tests.web.browsing import Hall, Visitor
from tests.web.desks import desk
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered

VOTES = (
    ([1], [1], [1], [1, 2], [1, 2, 3], [1], []),
    ([3], [2, 3], [3], [2], [2, 3], [2], []),
)
"""What the people of each meeting vote; as many hand in a ballot, and as many a blank one.
In the second 2 and 3 are equal, so that lots have something to decide."""

ALIKE: dict[str, tuple[AnyRule, tuple[Mark, ...], tuple[Mark, ...]]] = {
    "setuju": (Agree(), ([[1, 1]], [[2, 2]]), ([[1, 2]], [[3, 3]])),
    "poin": (Dots(5, ceiling=100), ([[1, 5]], [[1, 2]]), ([[2, 4]], [[3, 1]])),
    "urutan": (Rank(3), ([1, 2, 3], [1]), ([3, 2], [3, 1])),
    "skor": (Score((Criterion("m", "Mendesak", 100),)), ([[1, 5]], [[1, 4]]), ([[2, 1]], [[3, 5]])),
    "anggaran": (Budget(100), ([1, 2], [1]), ([3], [2, 3])),
    "delegasi": (Elect(seats=2, most=2), ([1, 2], [1]), ([3], [2, 3])),
}
"""Rules of every other kind, with two sets of ballots that say different things."""


async def test_votes_leave_no_trace_before_the_reveal(hall: Hall) -> None:
    meetings = [await _voted(hall, votes) for votes in VOTES]
    assert meetings[0].room.counts.turnout == meetings[1].room.counts.turnout == {1: 6}
    assert await everything(meetings[0]) == await everything(meetings[1])
    for meeting in meetings:
        await meeting.act(c.CloseRound(1))
        await meeting.room.recount()
    tallies = [meeting.room.counts.tallies[1] for meeting in meetings]
    assert tallies[0] != tallies[1], "the votes differ, and are counted"
    assert await everything(meetings[0]) == await everything(meetings[1])
    for meeting in meetings:
        for file in ("", ".json", "/1.pb"):
            assert await _statuses(meeting, f"/arsip/{meeting.room.code}{file}") == {404}
        await meeting.act(c.RevealRound(1))
    shown = [await everything(meeting) for meeting in meetings]
    same = {name for name in shown[0] if shown[0][name] == shown[1][name]}
    assert not any("undian" in name for name in same), "who is equal differs, and is shown now"
    assert same.isdisjoint({"sheet resident id", "sheet projector id", "sheet facilitator id"})


@pytest.mark.parametrize("kind", ALIKE)
async def test_no_kind_of_vote_leaves_a_trace_before_the_reveal(hall: Hall, kind: str) -> None:
    rule, *ballots = ALIKE[kind]
    secret = RoundPlan(ROUND, "Prioritas kelurahan", rule, ties=("undian",))
    meetings = [await _voted(hall, votes, rounds=(secret,)) for votes in ballots]
    assert await everything(meetings[0]) == await everything(meetings[1])
    for meeting in meetings:
        await meeting.act(c.CloseRound(1))
        await meeting.room.recount()
    tallies = [meeting.room.counts.tallies[1] for meeting in meetings]
    assert tallies[0] != tallies[1], "the votes differ, and are counted"
    assert await everything(meetings[0]) == await everything(meetings[1])


async def test_totals_that_the_plan_shows_are_shown(hall: Hall) -> None:
    """The comparison above would see them."""
    open_round = RoundPlan(ROUND, "Prioritas kelurahan", Choose(3), live_totals=True)
    meetings = [await _voted(hall, votes, rounds=(open_round,)) for votes in VOTES]
    shown = [await everything(meeting) for meeting in meetings]
    assert shown[0]["sheet resident id"] != shown[1]["sheet resident id"]


async def test_nothing_shared_names_a_participant(hall: Hall) -> None:
    meeting = await _voted(hall, VOTES[0])
    people = await hall.site.pool.fetch("SELECT id FROM participant")
    assert len(people) > len(VOTES[0])
    for stage in (c.CloseRound(1), c.RevealRound(1), c.PublishMeeting()):
        shared = await everything(meeting)
        for name, text in shared.items():
            for row in people:
                assert str(row["id"]) not in text, name
                assert row["id"].hex not in text, name
        await meeting.act(stage)


async def _voted(hall: Hall, votes: Sequence[Mark], **changes: Any) -> Gathering:
    secret = RoundPlan(ROUND, "Prioritas kelurahan", Choose(3), ties=("undian",))
    meeting = await gathered(hall, plan(**{"rounds": (secret,), **changes}))
    await meeting.phase("usulan")
    await meeting.proposals(3, cost=45)
    for number in range(3):
        await meeting.act(c.Nominate(f"{number}", f"Calon {number}", woman=number == 1))
    await meeting.phase("pemungutan")
    for mark in votes:
        await meeting.cast(mark)
    await meeting.room.recount()
    return meeting


def whole(channel: Channel) -> str:
    return payload(channel.whole(0)).decode()


async def everything(meeting: Gathering) -> dict[str, str]:
    """All that leaves the server about a meeting, without what differs between any two."""
    hall, room = meeting.hall, meeting.room
    audiences: tuple[Audience, ...] = tuple(VIEWS)
    texts = {
        f"sheet {audience} {language}": whole(room.gallery(audience, language).channel)
        for audience in audiences
        for language in ("id", "en")
    }
    home, archive = meeting.home, f"/arsip/{room.code}"
    paths = [home, f"{home}/usulan", f"{home}/usulan/1", f"{home}/tanya", f"{home}/panitia"]
    async with hall.visitor() as stranger:
        texts |= await _pages("stranger", stranger, *paths, archive, f"{archive}.json")
    async with hall.visitor() as resident:
        await meeting.joined(resident)
        await room.recount()
        texts |= await _pages("resident", resident, *paths)
    async with at_desk(meeting) as leader:
        texts |= await _pages("leader", leader, desk(meeting), desk(meeting, "/terbit"))
        texts |= await _pages("leader", leader, desk(meeting, "/undian?putaran=1"))
        links = await leader.open(desk(meeting, "/tautan"))
        (wall,) = set(re.findall(rf"/layar/{room.code}\?kunci=[\w-]+", links.html))
        texts |= await _pages("wall", leader, wall)
    return {plain(name, meeting): plain(text, meeting) for name, text in texts.items()}


async def _pages(who: str, visitor: Visitor, *paths: str) -> dict[str, str]:
    return {f"{who} {path}": (await visitor.open(path)).html for path in paths}


async def _statuses(meeting: Gathering, path: str) -> set[int]:
    async with meeting.hall.visitor() as stranger:
        return {(await stranger.open(path + kind)).status for kind in ("", ".json", ".csv")}


def plain(text: str, meeting: Gathering) -> str:
    """`text` without what is drawn at random, or told by the clock."""
    code = meeting.room.code
    text = text.replace(code, "CODE").replace(f"{code[:3]} {code[3:]}", "CODE")
    text = text.replace(f"{code[:3]}-{code[3:]}", "CODE")
    for pattern in _RANDOM:
        text = pattern.sub("…", text)
    return _ROOT.sub(lambda found: "…" if set(found[0].split()) <= _WORDS else found[0], text)


_WORDS = set(WORDS)
_ROOT = re.compile(r"(?<![a-z])[a-z]{4,8}(?: [a-z]{4,8}){3}(?![a-z])")
"""The four words of a signed root: they follow from salts and times, and differ in any case."""


_RANDOM = [
    re.compile(pattern)
    for pattern in (
        r'name="_token" value="[^"]*"',
        r'name="ref" value="[^"]*"',
        r'name="page" content="[^"]*"',
        r'data-(epoch|v|t|me)="[^"]*"',
        r'"(e|v|t)":("[0-9a-f]*"|\d+)',
        r"kunci=[\w-]+",
        r"\d\d\.\d\d",
        r'data-deadline="\d+"',
        r'datetime="[^"]*"',
        r"1[78]\d{11}",
        r'<svg class="qr".*?</svg>',
        r"(?:musyawarah|the meeting):(?:</span>)? <b>[a-z]+(?: [a-z]+){3}</b>",  # words of a root
    )
]
