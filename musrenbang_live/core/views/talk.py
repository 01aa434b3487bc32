"""Musyawarah as the desk leads it: a proposal in focus, what people say of it, what is decided."""

from collections import Counter

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Decision, Meeting
from musrenbang_live.core.topics import Topic, held
from musrenbang_live.core.views.parts import Card, card

BETWEEN = ";"
"""What parts the reasons of one person: those that were ticked, and the one that was written."""


class TalkLine(Struct, frozen=True):
    """A proposal that is talked about, was, or will be; `decision` None while there is none."""

    card: Card
    decision: Decision | None
    on_screen: bool


class Talk(Struct, frozen=True):
    """The course of the musyawarah, in the order of the numbers of the proposals.

    `previous` and `following` are proposals to go to, 0 for none. `decided` of `lines` have a
    decision. `opinions` as in `core.topics.held`, and those of proposals talked about before.
    `objections`: reasons with how many gave each, the most frequent first; nobody's names.
    """

    lines: tuple[TalkLine, ...]
    focus: TalkLine | None
    previous: int
    following: int
    decided: int
    opinions: dict[Topic, tuple[int, ...]]
    objections: tuple[tuple[str, int], ...]
    neighborhoods: tuple[str, ...]


def talk(meeting: Meeting, counts: Counts) -> Talk:
    """The view of the desk. Proposals that do not stand are not talked about."""
    lines = tuple(
        TalkLine(
            card=card(meeting, proposal),
            decision=meeting.decisions.get(proposal.number),
            on_screen=proposal.number == meeting.focus,
        )
        for proposal in meeting.standing()
    )
    numbers = [line.card.number for line in lines]
    undecided = [line.card.number for line in lines if not line.decision]
    before = [number for number in numbers if number < meeting.focus]
    after = [number for number in numbers if number > meeting.focus]
    return Talk(
        lines=lines,
        focus=next((line for line in lines if line.on_screen), None),
        previous=before[-1] if before else 0,
        following=next(iter(after if meeting.focus else undecided or numbers), 0),
        decided=len(lines) - len(undecided),
        opinions=counts.opinions | held(meeting, counts),
        objections=tuple(_grouped(counts.objections)),
        neighborhoods=meeting.plan.neighborhoods,
    )


def _grouped(reasons: tuple[str, ...]) -> list[tuple[str, int]]:
    """Each reason once; of equally frequent ones the newest first."""
    parts = (part.strip() for reason in reasons for part in reason.split(BETWEEN))
    return Counter(part for part in parts if part).most_common()
