"""The rule of what the projector is told to show; part of `core.deciding`."""

from collections.abc import Callable
from typing import Any, Final

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import SHOWS


def _choose(meeting: Meeting, command: c.ChooseScreen, now: int) -> list[AnyEvent]:
    if command.show not in SHOWS:
        raise Rejected("show_unknown")
    if command.number and not _is_there(meeting, command):
        raise Rejected("show_unknown")
    if (command.show, command.number) == (meeting.show, meeting.show_number):
        return []
    return [e.ScreenChosen(command.show, command.number)]


def _is_there(meeting: Meeting, command: c.ChooseScreen) -> bool:
    """Whether there is one with this number, and everybody may see it."""
    match command.show:
        case "usulan":
            proposal = meeting.proposals.get(command.number)
            return proposal is not None and proposal.stands
        case "pertanyaan":
            question = meeting.questions.get(command.number)
            return question is not None and question.status == "shown"
        case "tahun-lalu":
            return command.number in meeting.promises
        case "hasil":
            round_ = meeting.rounds.get(command.number)
            return round_ is not None and round_.stage == "revealed"
        case _:
            return False


RULES: Final[dict[type[Any], Callable[..., list[AnyEvent]]]] = {c.ChooseScreen: _choose}
