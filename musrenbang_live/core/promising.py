"""The rules of what an earlier meeting agreed (tahun lalu); part of `core.deciding`."""

from collections.abc import Callable
from typing import Any, Final, get_args

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent, PromiseState
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.meeting import Meeting, Promise
from musrenbang_live.core.proposing import (
    MAX_COST,
    NAME_LIMIT,
    REASON_LIMIT,
    TITLE_LIMIT,
    checked,
)
from musrenbang_live.core.text import accepted, one_line

STATES: Final[tuple[PromiseState, ...]] = get_args(PromiseState)
MOST_PROMISES: Final = 500
NEIGHBORHOOD_LIMIT: Final = 40
ORIGIN_LIMIT: Final = 20


def _bring(meeting: Meeting, command: c.BringPromise, now: int) -> list[AnyEvent]:
    _must_go_on(meeting)
    known = meeting.promises.values()
    if any(_is_same(promise, command) for promise in known):
        return []  # brought before, perhaps by another console
    if len(known) >= MOST_PROMISES:
        raise Rejected("promise_limit", limit=MOST_PROMISES)
    _must_be_state(command.state)
    faults = Faults()
    brought = e.PromiseBrought(
        number=len(known) + 1,
        title=faults.of(accepted, command.title, TITLE_LIMIT, field="title"),
        neighborhood=faults.of(
            accepted, command.neighborhood, NEIGHBORHOOD_LIMIT, field="neighborhood", required=False
        ),
        year=faults.of(_within, "year", command.year, 2000, meeting.plan.plan_year),
        cost=None
        if command.cost is None
        else faults.of(_within, "cost", command.cost, 0, MAX_COST),
        origin=command.origin[:ORIGIN_LIMIT],
        state=command.state,
    )
    faults.tell()
    return [brought]


def _within(field: str, value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise Rejected("number_invalid", field=field)
    return value


def _is_same(promise: Promise, command: c.BringPromise) -> bool:
    """Whether it comes from the same place, or says the same where that is not known."""
    if command.origin or promise.origin:
        return promise.origin == command.origin
    asked = command.year, one_line(command.title), one_line(command.neighborhood)
    return asked == (promise.year, promise.title, promise.neighborhood)


def _answer(meeting: Meeting, command: c.AnswerPromise, now: int) -> list[AnyEvent]:
    promise = _known(meeting, command.number)
    _must_be_state(command.state)
    faults = Faults()
    by = faults.of(accepted, command.by, NAME_LIMIT, field="by")
    text = faults.of(accepted, command.text, REASON_LIMIT, field="text", required=False)
    faults.tell()
    if (command.state, by, text) == (promise.state, promise.by, promise.answer):
        return []
    return [e.PromiseAnswered(promise.number, command.state, by, text)]


def _carry(meeting: Meeting, command: c.CarryPromise, now: int) -> list[AnyEvent]:
    _must_go_on(meeting)
    promise = _known(meeting, command.number)
    if promise.proposal:
        return []
    content, _ = checked(meeting.plan, command.content, "")
    number = len(meeting.proposals) + 1
    return [
        e.ProposalSubmitted(number, "", True, "", content, promise.origin),
        e.ProposalApproved(number),
        e.PromiseCarried(promise.number, number),
    ]


def _must_go_on(meeting: Meeting) -> None:
    if meeting.stage == "closed":
        raise Rejected("session_not_open")


def _must_be_state(state: str) -> None:
    if state not in STATES:
        raise Rejected("promise_state_unknown")


def _known(meeting: Meeting, number: int) -> Promise:
    promise = meeting.promises.get(number)
    if promise is None:
        raise Rejected("promise_unknown", number=number)
    return promise


RULES: Final[dict[type[Any], Callable[..., list[AnyEvent]]]] = {
    c.BringPromise: _bring,
    c.AnswerPromise: _answer,
    c.CarryPromise: _carry,
}
