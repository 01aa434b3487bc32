"""What the projector's remote shows: what can be put on the wall, and what is on it now."""

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.views.screens import SCREENS, QuestionScreen, by_itself


class Remote(Struct, frozen=True):
    """The remote of one meeting. `show` is what was chosen, "" where the wall follows by itself.

    `can`: kinds of `core.plan.SHOWS` that have something to show. `proposal` is the one on the
    wall or the one to begin with, `previous` and `next` its neighbours, 0 for none; `title` says
    what is shown where it has a title. `question`: the one being answered.
    """

    show: str
    number: int
    can: frozenset[str]
    proposal: int
    previous: int
    next: int
    title: str
    question: int
    promise: int


def remote(meeting: Meeting, counts: Counts) -> Remote:
    """What the remote shows at this moment."""
    can = {kind for kind, make in SCREENS.items() if make(meeting, counts, 0) is not None}
    can.add("kode")
    standing = [proposal.number for proposal in meeting.standing()]
    if standing:
        can.add("usulan")
    if any(round_.stage == "revealed" for round_ in meeting.rounds.values()):
        can.add("hasil")
    shown = meeting.show_number if meeting.show == "usulan" else meeting.focus
    current = shown if shown in standing else 0
    return Remote(
        show=meeting.show,
        number=meeting.show_number,
        can=frozenset(can),
        proposal=current or (standing[0] if standing else 0),
        previous=max((n for n in standing if n < current), default=0),
        next=min((n for n in standing if n > current), default=0),
        title=_title(meeting, counts),
        question=meeting.question_focus,
        promise=_after(sorted(meeting.promises), _promise_shown(meeting)),
    )


def _title(meeting: Meeting, counts: Counts) -> str:
    """The words of the proposal, question or promise on the wall, if it is about one."""
    show, number = meeting.show, meeting.show_number
    if not show:
        seen = by_itself(meeting, counts)
        if isinstance(seen, QuestionScreen):
            return seen.asked.text
        show, number = ("usulan", meeting.focus) if not seen and meeting.focus else ("", 0)
    if show == "usulan" and number in meeting.proposals:
        said = meeting.proposals[number].content
        return said.screen_title or said.title
    if show == "pertanyaan" and number in meeting.questions:
        return meeting.questions[number].text
    if show == "tahun-lalu" and number in meeting.promises:
        return meeting.promises[number].title
    return ""


def _promise_shown(meeting: Meeting) -> int:
    return meeting.show_number if meeting.show == "tahun-lalu" else 0


def _after(numbers: list[int], shown: int) -> int:
    return next((number for number in numbers if number > shown), 0)
