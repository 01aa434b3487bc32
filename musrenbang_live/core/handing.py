"""The rule of raised hands: counted while a vote is open; part of `core.deciding`."""

from collections.abc import Callable
from typing import Any, Final

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.ballots.hands import Hands, figures_of
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.proposing import NAME_LIMIT
from musrenbang_live.core.text import accepted


def _count_hands(meeting: Meeting, command: c.CountHands, now: int) -> list[AnyEvent]:
    round_ = meeting.rounds.get(command.number)
    if round_ is None:
        raise Rejected("round_unknown")
    if round_.stage != "open":
        raise Rejected("round_closed")
    if len({row[:1] for row in command.figures if row}) != len(command.figures):
        raise Rejected("mark_duplicate_option")
    counted = {row[0]: row[1:] for row in command.figures}
    faults = Faults()
    faults.of(_must_have_cards, meeting, command.people)
    by = faults.of(accepted, command.by, NAME_LIMIT, field="by") if command.people else ""
    figures = faults.of(figures_of, round_.plan.rule, round_.paper, command.people, counted)
    faults.tell()
    hands = Hands(command.people, figures, by) if command.people else None
    if hands == round_.hands:
        return []
    return [e.HandsCounted(command.number, command.people, figures, by)]


def _must_have_cards(meeting: Meeting, people: int) -> None:
    cards = len(meeting.cards.active)
    if meeting.plan.by_card and people > cards:
        raise Rejected("hands_over_cards", limit=cards, field="people")


RULES: Final[dict[type[Any], Callable[..., list[AnyEvent]]]] = {c.CountHands: _count_hands}
