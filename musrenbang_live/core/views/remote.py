"""What the projector's remote shows: what can be put on the wall, and what is on it now."""

from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.views.questions import by_support
from musrenbang_live.core.views.screens import (
    SCREENS,
    AgendaScreen,
    PromisesScreen,
    QuestionScreen,
    QuestionsScreen,
    SummaryScreen,
    by_itself,
)

Walk = Literal["usulan", "pertanyaan", "tahun-lalu"]
_KINDS: Final[dict[type, str]] = {
    AgendaScreen: "agenda",
    PromisesScreen: "tahun-lalu",
    QuestionScreen: "pertanyaan",
    QuestionsScreen: "pertanyaan",
    SummaryScreen: "ringkasan",
}
"""What each screen that the wall chooses by itself is called in `core.plan.SHOWS`."""
_WALKS: Final[dict[str, Walk]] = {"pertanyaan": "pertanyaan", "tahun-lalu": "tahun-lalu"}


class Remote(Struct, frozen=True):
    """The remote of one meeting. `show` is what was chosen, "" where the wall follows by itself;
    `can` are the kinds of `core.plan.SHOWS` that have something to show.

    The two big keys step through the things of kind `walk`: `previous` and `next` are numbers, 0
    for none, and the wall is at `place` of `places`, 0 for none of them. `number` and `title` say
    what is on the wall, where that has a number; `kind` of what. `begin` is the proposal that the
    key for proposals shows: the one in focus, else the first. `itself` is the kind of screen that
    the wall has chosen by itself, "" while it shows a usual scene or what was chosen at the desk.
    """

    show: str
    can: frozenset[str]
    begin: int
    walk: Walk
    previous: int
    next: int
    place: int
    places: int
    kind: str
    number: int
    title: str
    itself: str = ""


def remote(meeting: Meeting, counts: Counts) -> Remote:
    """What the remote shows at this moment."""
    kind, number = _on_wall(meeting, counts)
    walk = _WALKS.get(kind, "usulan")
    numbers = _numbers(meeting, counts, walk)
    at = numbers.index(number) if kind == walk and number in numbers else -1
    return Remote(
        show=meeting.show,
        can=_can(meeting, counts),
        begin=_begin(meeting),
        walk=walk,
        previous=numbers[at - 1] if at > 0 else 0,
        next=numbers[at + 1] if at + 1 < len(numbers) else 0,
        place=at + 1,
        places=len(numbers),
        kind=kind,
        number=number,
        title=_title(meeting, kind, number),
        itself="" if meeting.show else _KINDS.get(type(by_itself(meeting, counts)), ""),
    )


def _can(meeting: Meeting, counts: Counts) -> frozenset[str]:
    can = {kind for kind, make in SCREENS.items() if make(meeting, counts, 0) is not None}
    if meeting.standing():
        can.add("usulan")
    if not meeting.open_round and any(r.stage == "revealed" for r in meeting.rounds.values()):
        can.add("hasil")
    return frozenset(can | {"kode"})


def _begin(meeting: Meeting) -> int:
    standing = [proposal.number for proposal in meeting.standing()]
    return meeting.focus if meeting.focus in standing else next(iter(standing), 0)


def _on_wall(meeting: Meeting, counts: Counts) -> tuple[str, int]:
    """What the wall is about: a kind of `SHOWS` and a number; "" for a usual scene."""
    if meeting.show:
        return meeting.show, meeting.show_number
    seen = by_itself(meeting, counts)
    if isinstance(seen, QuestionScreen):
        return "pertanyaan", seen.asked.number
    focused = meeting.proposals.get(meeting.focus)
    in_talk = meeting.agenda_phase and meeting.agenda_phase.kind in ("usulan", "musyawarah")
    shown = focused and focused.stands and in_talk and not seen
    return ("usulan", meeting.focus) if shown and not meeting.open_round else ("", 0)


def _numbers(meeting: Meeting, counts: Counts, walk: Walk) -> list[int]:
    if walk == "pertanyaan":
        return [asked.number for asked in by_support(meeting, counts)]
    if walk == "tahun-lalu":
        return list(meeting.promises)
    return [proposal.number for proposal in meeting.standing()]


def _title(meeting: Meeting, kind: str, number: int) -> str:
    if kind == "usulan" and number in meeting.proposals:
        said = meeting.proposals[number].content
        return said.screen_title or said.title
    if kind == "pertanyaan" and number in meeting.questions:
        return meeting.questions[number].text
    if kind == "tahun-lalu" and number in meeting.promises:
        return meeting.promises[number].title
    return ""
