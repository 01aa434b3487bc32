"""What an act of the facilitator is made of, and what its form must carry."""

from collections.abc import Callable
from typing import NamedTuple

from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.web.forms import Form

Say = Callable[[str], str]


class Question(NamedTuple):
    """What is asked before something that cannot be taken back: it, its effect, the yes button."""

    question: str
    effect: str
    yes: str


class Act(NamedTuple):
    """One act: its commands, the sentence after it, and what is asked before it, if anything."""

    commands: Callable[[Form], list[AnyCommand]]
    said: Callable[[Say, Form, Meeting], str]
    ask: Callable[[Say, Form, Meeting], Question] | None = None


def number(form: Form, name: str = "number") -> int:
    """A number that the form must carry. Raises `message_malformed`."""
    value = form.number(name)
    if value is None:
        raise Rejected("message_malformed")
    return value


def reason(form: Form) -> str:
    """Why: in words, or the one picked from the usual ones."""
    return form.text("reason_text").strip() or form.text("reason")
