"""What the hall sees on the wall: few things, large; no running totals, no names of voters."""

from msgspec import Struct

from musrenbang_live.core.attending import Reached, reached
from musrenbang_live.core.budget import Budget, budget_of
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.topics import Topic, held
from musrenbang_live.core.views.delegates import Delegates, delegates
from musrenbang_live.core.views.floor import Lectern, lectern
from musrenbang_live.core.views.parts import (
    Card,
    Head,
    Now,
    card,
    current_round,
    head,
    now_line,
)
from musrenbang_live.core.views.proofs import Figures, figures
from musrenbang_live.core.views.results import Result, result, voters
from musrenbang_live.core.views.screens import Screen, by_itself, chosen

ROWS = 5
"""Proposals listed at a time."""
RESULT_ROWS = 7
"""Lines of a result shown at a time; the rest is paged."""


class ProjectorView(Struct, frozen=True):
    """The wall. `blank` empties it. `latest` are the newest shown proposals, newest first.

    `voters`: cards handed out, or people where votes are by link. `proof` is of the round that the
    moment is about, once it is closed. `words` are those of the newest signed root of the log,
    which the hall can write down. `opinions` as in `core.topics.held`. `reached`: how many are on
    the attendance list, and how far that is from the targets of the plan. `lectern`: who speaks
    and who is next, where it is shown. `asks`: residents may ask questions now. `show` is what was
    chosen at the desk; `screen` is shown in place of the usual scene, where there is one. `ballot`
    is the title of the round that the moment is about. `verdict`: what was decided about `focus`.
    """

    head: Head
    now: Now
    blank: bool
    proposals: int
    latest: tuple[Card, ...]
    focus: Card | None
    supports: dict[int, int]
    joined: int
    voters: int
    turnout: int
    result: Result | None
    proof: Figures | None = None
    words: tuple[str, ...] = ()
    budget: Budget = Budget(0, (), 0)
    opinions: dict[Topic, tuple[int, ...]] = {}
    reached: Reached = Reached()
    delegates: Delegates | None = None
    lectern: Lectern | None = None
    asks: bool = False
    show: str = ""
    screen: Screen | None = None
    ballot: str = ""
    verdict: str = ""


def projector(meeting: Meeting, counts: Counts) -> ProjectorView:
    """The view of every projector of this meeting."""
    standing = meeting.standing()
    latest = tuple(card(meeting, proposal) for proposal in reversed(standing[-ROWS:]))
    in_focus = meeting.show_number if meeting.show == "usulan" else meeting.focus
    focused = meeting.proposals.get(in_focus)
    focus = card(meeting, focused) if focused and focused.stands else None
    shown = {*(each.number for each in latest), *((focus.number,) if focus else ())}
    about = current_round(meeting)
    seen = _shown_result(meeting, counts)
    decided = meeting.decisions.get(focus.number) if focus else None
    closed = figures(meeting, counts, about) if about else None
    return ProjectorView(
        head=head(meeting),
        now=now_line(meeting),
        blank=meeting.blank,
        proposals=len(standing),
        latest=latest,
        focus=focus,
        supports={number: counts.supports.get(number, 0) for number in sorted(shown)},
        joined=counts.attendance.joined,
        voters=voters(meeting, counts, about),
        turnout=counts.turnout.get(about.number, 0) if about else 0,
        result=seen,
        proof=closed or (seen.proof if seen else None),
        words=counts.words,
        budget=budget_of(meeting, counts.supports),
        opinions=held(meeting, counts),
        reached=reached(counts.present, meeting.plan.targets),
        delegates=delegates(meeting, counts),
        lectern=lectern(meeting, counts.speakers),
        asks=meeting.takes_questions,
        show=meeting.show,
        screen=chosen(meeting, counts) if meeting.show else by_itself(meeting, counts),
        ballot=about.plan.title if about else "",
        verdict=decided.verdict if decided else "",
    )


def _shown_result(meeting: Meeting, counts: Counts) -> Result | None:
    """The newest revealed result, from its reveal until the meeting moves on to another vote."""
    if meeting.open_round or not meeting.rounds:
        return None
    seen = [r for r in meeting.rounds.values() if r.stage == "revealed"]
    return result(meeting, counts, seen[-1]) if seen else None
