"""What an act of the facilitator is made of, and what its form must carry."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.web.forms import Form

Say = Callable[[str], str]
FATAL: Final = frozenset({"not_allowed", "session_unknown", "page_expired", "unavailable"})
"""Refusals that no other page of the console would take away."""


class Typed(NamedTuple):
    """The form of an act that was refused: which act, its fields as typed, and why."""

    act: str
    values: Mapping[str, str]
    refused: Rejected


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


def typed_number(form: Form, name: str) -> int:
    """A number that has to be typed. Raises `number_invalid` about its field."""
    value = form.number(name)
    if value is None:
        raise Rejected("number_invalid", field=name)
    return value


def reason(form: Form) -> str:
    """Why: in words, or the one picked from the usual ones."""
    return form.text("reason_text").strip() or form.text("reason")
