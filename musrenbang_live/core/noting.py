"""Notes of a meeting (notulen): short entries under the phases of its agenda, and who may write.

They are no events: nothing is decided by them, and they are written by several people at once. What
keeps these from overwriting each other is `rev`, compared where a note is stored.
"""

from typing import Final

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.text import accepted

MOST_SAID: Final = 1_000
"""Characters of one entry: a paragraph of a record, not the whole of it."""


class Note(Struct, frozen=True):
    """An entry. `rev` counts how often it was written, from 1; `gone`: deleted, not yet for good.

    `at` is when it was written first, in ms, `by` by whom; `changed_*` the last change, if any.
    """

    id: str
    phase: int
    text: str
    rev: int
    by: str
    at: int
    changed_by: str = ""
    changed_at: int = 0
    gone: bool = False


class Draft(Struct, frozen=True):
    """What somebody is typing for the entry `note`; `rev` is that of the text it began with, 0
    for a new entry. `login` is the browser, `by` the name of the person.
    """

    note: str
    login: int
    phase: int
    text: str
    rev: int
    by: str
    at: int


def noted(meeting: Meeting, phase: int, text: str) -> str:
    """The text of an entry under this phase, ready to keep.

    Raises `session_published`, `phase_unknown`, and what `core.text.accepted` raises.
    """
    may_note(meeting)
    if not 0 <= phase < len(meeting.plan.phases):
        raise Rejected("phase_unknown")
    return accepted(text, MOST_SAID, field="text", lines=True)


def may_note(meeting: Meeting) -> None:
    """Raises `session_published`: what is published is not changed any more."""
    if meeting.stage == "published":
        raise Rejected("session_published")
