"""What the wall shows when it does not just follow the meeting: one screen a kind of `SHOWS`.

Also what the present moment asks for by itself, where there is something to show. A screen that
would be empty is None, and the wall goes on following the meeting.
"""

from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.ballots import AnyRule
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting, Proposal, Round
from musrenbang_live.core.views.parts import Card, Option, card, current_round, options
from musrenbang_live.core.views.priorities import How, placed
from musrenbang_live.core.views.promises import PromiseLine
from musrenbang_live.core.views.promises import promises as promise_lines
from musrenbang_live.core.views.questions import Asked, asked, by_support, supporters
from musrenbang_live.core.views.results import results

AGENDA_ROWS: Final = 7
"""Phases on the wall at a time, those around the present one."""
QUESTION_ROWS: Final = 5

_MINUTE: Final = 60_000


class AgendaLine(Struct, frozen=True):
    """A phase on the wall. `at`: when it began, or is to begin (ms UTC); 0 before the opening,
    where `offset` is its beginning in minutes after the start of the meeting.
    """

    title: str
    minutes: int
    state: Literal["done", "now", "coming"]
    at: int
    offset: int


class AgendaScreen(Struct, frozen=True):
    """The agenda around the present phase; so many phases come `before` and `after` what is shown.

    `starts` is the plan's local start; `stage` of the meeting.
    """

    lines: tuple[AgendaLine, ...]
    before: int
    after: int
    starts: str


class PlaceLine(Struct, frozen=True):
    """A lingkungan: proposals that are for it, and the supports of these. Never who voted where."""

    neighborhood: str
    proposals: int
    supports: int


class PlacesScreen(Struct, frozen=True):
    """The totals of all lingkungan, in the order of the plan; `elsewhere` is for none of them."""

    label: str
    lines: tuple[PlaceLine, ...]
    most_proposals: int
    most_supports: int


class QuestionScreen(Struct, frozen=True):
    """One question, large."""

    asked: Asked
    supports: int


class QuestionsScreen(Struct, frozen=True):
    """The questions with most supports; `waiting` more are shown on the phones only."""

    lines: tuple[QuestionScreen, ...]
    all: int
    answered: int


class PromisesScreen(Struct, frozen=True):
    """What last year's meeting agreed, all of it."""

    year: int
    lines: tuple[PromiseLine, ...]


class PromiseScreen(Struct, frozen=True):
    """One thing that last year's meeting agreed, large."""

    line: PromiseLine
    label: str


class BallotScreen(Struct, frozen=True):
    """What stands on the ballot, and nothing that was counted."""

    title: str
    rule: AnyRule
    options: tuple[Option, ...]


Basis = Literal["ranks", "mufakat", "vote", "both"]
"""What a list was made by: the agreed order, consensus, a vote, or consensus and then a vote."""


class SummaryScreen(Struct, frozen=True):
    """What the Berita Acara will say in figures. `agreed` first first; `basis` by what they were.

    `total` rupiah of those that have a cost, `uncosted` have none; `ceiling` 0 for unknown.
    `attended`: on the attendance list, where one is kept (`listed`), else who joined by phone.
    """

    agreed: tuple[Card, ...]
    basis: Basis
    total: int
    uncosted: int
    ceiling: int
    attended: int
    listed: bool


Screen = (
    AgendaScreen
    | PlacesScreen
    | QuestionScreen
    | QuestionsScreen
    | PromisesScreen
    | PromiseScreen
    | BallotScreen
    | SummaryScreen
)


def chosen(meeting: Meeting, counts: Counts) -> Screen | None:
    """The screen that was chosen at the desk, if it has anything to show."""
    make = SCREENS.get(meeting.show)
    return make(meeting, counts, meeting.show_number) if make else None


def by_itself(meeting: Meeting, counts: Counts) -> Screen | None:
    """What the moment asks for where the wall follows the meeting; None for its usual scenes.

    A question that is being answered comes before all but a vote.
    """
    about = current_round(meeting)
    if meeting.stage != "open" or about:
        return None
    if meeting.question_focus:
        return _question(meeting, counts, meeting.question_focus)
    phase = meeting.agenda_phase
    make = SCREENS.get(_OF_PHASE.get(phase.kind, "")) if phase else None
    return make(meeting, counts, 0) if make else None


def agenda(meeting: Meeting, counts: Counts, number: int = 0) -> AgendaScreen | None:
    """The agenda with its times: as they were, and as they will be if nothing takes longer."""
    phases = meeting.plan.phases
    if not phases:
        return None
    entered = dict(meeting.phase_times)
    lines: list[AgendaLine] = []
    coming, offset = meeting.deadline, 0
    for index, phase in enumerate(phases):
        state = _state(meeting, index)
        at = entered.get(index, 0)
        if state == "coming" and meeting.stage == "open":
            at, coming = coming, coming + phase.minutes * _MINUTE
        lines.append(AgendaLine(phase.title, phase.minutes, state, at, offset))
        offset += phase.minutes
    first = min(max(0, meeting.phase - 2), max(0, len(lines) - AGENDA_ROWS))
    shown = lines[first : first + AGENDA_ROWS]
    after = len(lines) - first - len(shown)
    return AgendaScreen(tuple(shown), first, after, meeting.plan.starts)


def _state(meeting: Meeting, index: int) -> Literal["done", "now", "coming"]:
    if meeting.stage == "open" and index == meeting.phase:
        return "now"
    over = meeting.stage in ("closed", "published") or index < meeting.phase
    return "done" if over else "coming"


def places(meeting: Meeting, counts: Counts, number: int = 0) -> PlacesScreen | None:
    """Proposals and their supports by the lingkungan that they are for."""
    standing = meeting.standing()
    if not standing:
        return None
    lines = [
        _place(counts, name, [p for p in standing if p.content.neighborhood == name])
        for name in meeting.plan.neighborhoods
    ]
    return PlacesScreen(
        label=meeting.plan.neighborhood_label,
        lines=tuple(lines),
        most_proposals=max(line.proposals for line in lines),
        most_supports=max(line.supports for line in lines),
    )


def _place(counts: Counts, name: str, proposals: list[Proposal]) -> PlaceLine:
    supports = sum(counts.supports.get(each.number, 0) for each in proposals)
    return PlaceLine(name, len(proposals), supports)


def questions(
    meeting: Meeting, counts: Counts, number: int = 0
) -> QuestionScreen | QuestionsScreen | None:
    """The question `number`, large; with 0 those with most supports."""
    if number:
        return _question(meeting, counts, number)
    shown = by_support(meeting, counts)
    if not shown:
        return None
    lines = [QuestionScreen(each, supporters(counts, each.number)) for each in shown]
    return QuestionsScreen(
        lines=tuple(lines[:QUESTION_ROWS]),
        all=len(lines),
        answered=sum(each.is_answered for each in shown),
    )


def _question(meeting: Meeting, counts: Counts, number: int) -> QuestionScreen | None:
    found = meeting.questions.get(number)
    if found is None or found.status != "shown":
        return None
    return QuestionScreen(asked(meeting, found), supporters(counts, number))


def promises(
    meeting: Meeting, counts: Counts, number: int = 0
) -> PromiseScreen | PromisesScreen | None:
    """What last year's meeting agreed under `number`; with 0 all of it."""
    lines = promise_lines(meeting, counts)
    if number:
        label = meeting.plan.neighborhood_label
        return next((PromiseScreen(each, label) for each in lines if each.number == number), None)
    return PromisesScreen(max(line.year for line in lines), lines) if lines else None


def ballot(meeting: Meeting, counts: Counts, number: int = 0) -> BallotScreen | None:
    """The paper of the vote at hand, else of the last one."""
    about = current_round(meeting) or _last(meeting)
    if about is None:
        return None
    return BallotScreen(about.plan.title, about.plan.rule, options(meeting, about))


def _last(meeting: Meeting) -> Round | None:
    return next(reversed(meeting.rounds.values()), None)


def summary(meeting: Meeting, counts: Counts, number: int = 0) -> SummaryScreen | None:
    """What was agreed, as the Berita Acara lists it."""
    found = placed(meeting, results(meeting, counts))
    listed = {number: each.how for number, each in found.items() if each.list == "priority"}
    if not listed:
        return None
    agreed = tuple(card(meeting, meeting.proposals[number]) for number in listed)
    costs = [each.cost for each in agreed]
    return SummaryScreen(
        agreed=agreed,
        basis=_basis(meeting, set(listed.values())),
        total=sum(cost for cost in costs if cost is not None),
        uncosted=costs.count(None),
        ceiling=meeting.plan.ceiling,
        attended=counts.present.people or counts.attendance.joined,
        listed=counts.present.people > 0,
    )


def _basis(meeting: Meeting, ways: set[How]) -> Basis:
    if meeting.ranks:
        return "ranks"
    return "both" if len(ways) > 1 else "vote" if "suara" in ways else "mufakat"


SCREENS: Final[dict[str, Callable[[Meeting, Counts, int], Screen | None]]] = {
    "agenda": agenda,
    "lingkungan": places,
    "pertanyaan": questions,
    "tahun-lalu": promises,
    "suara": ballot,
    "ringkasan": summary,
}
"""How to make the screen of each kind of `core.plan.SHOWS`; the others are usual scenes."""
_OF_PHASE: Final = {
    "evaluasi": "tahun-lalu",
    "paparan": "agenda",
    "tanya": "pertanyaan",
    "tandatangan": "ringkasan",
}
"""What the wall shows by itself in phases that have no scene of their own."""
