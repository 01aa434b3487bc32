"""News and documents: what an article may be, and at what moment who may read it.

A time that people type is the wall clock of western Indonesia, as everywhere in the project.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, get_args

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.text import accepted, one_line
from musrenbang_live.core.zones import CITY

Kind = Literal["kabar", "dokumen"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FileKind = Literal["pdf", "docx", "xlsx", "pptx", "odt", "ods", "jpg"]
Standing = Literal["draf", "terjadwal", "terbit", "tersembunyi"]
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)

MOST_TITLE: Final = 140
MOST_SUMMARY: Final = 300
MOST_BODY: Final = 20_000
MOST_VENUE: Final = 120
MOST_TAGS: Final = 8
LONGEST_TAG: Final = 30
MOST_FILES: Final = 12
MOST_EVENT_MINUTES: Final = 24 * 60
WHOLE_MEETING: Final = -1
"""The phase of what belongs to a meeting and to none of its agenda points."""
_LONGEST_SLUG: Final = 80
_MOST_INDENT: Final = 8
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+")
_NOT_IN_TAG: Final = re.compile(r"[^\w -]+")


class Text(Struct, frozen=True, kw_only=True):
    """What an article says, and what it announces. `happens` as in plans, `minutes` how long."""

    kind: Kind
    title: str
    summary: str
    body: str
    tags: tuple[str, ...]
    happens: str = ""
    minutes: int = 0
    venue: str = ""


class Reading(Struct, frozen=True):
    """An article for the phones of one hall. `files` are (id, name, kind, bytes); `phase` the
    index of the agenda point it belongs to, or `WHOLE_MEETING`."""

    article: int
    title: str
    phase: int
    has_text: bool
    files: tuple[tuple[str, str, FileKind, int], ...] = ()


def title_of(text: str) -> str:
    """A title ready to keep. Raises as `core.text.accepted`, with the field `title`."""
    return accepted(text, MOST_TITLE, field="title")


def summary_of(text: str) -> str:
    """A summary ready to keep; it may be empty. Raises as `core.text.accepted`."""
    return accepted(text, MOST_SUMMARY, field="summary", required=False)


def body_of(text: str) -> str:
    """Markdown ready to keep. Spaces at the beginning of a line mean something there and stay.

    Raises as `core.text.accepted`; it may be empty, for a document is often only its file.
    """
    accepted(text, MOST_BODY, field="body", required=False, lines=True)
    lines = [_indented(line) for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _indented(line: str) -> str:
    spaces = line.expandtabs(4)
    indent = min(len(spaces) - len(spaces.lstrip(" ")), _MOST_INDENT)
    said = one_line(spaces)
    return " " * indent + said if said else ""


def tags_of(typed: str) -> tuple[str, ...]:
    """The tags in `rkpd, Paripurna`, small, each once, in order.

    Raises `Rejected` with `text_too_long` for one that is, and `tags_too_many`.
    """
    tags: list[str] = []
    for part in one_line(typed).split(","):
        tag = " ".join(_NOT_IN_TAG.sub(" ", accepted(part, 200, field="tags", required=False)
                                       .lower()).split())  # fmt: skip
        if len(tag) > LONGEST_TAG:
            raise Rejected("text_too_long", field="tags", limit=LONGEST_TAG)
        if tag and tag not in tags:
            tags.append(tag)
    if len(tags) > MOST_TAGS:
        raise Rejected("tags_too_many", field="tags", limit=MOST_TAGS)
    return tuple(tags)


def slug_of(title: str) -> str:
    """The name of an article in its address, of its first title: `rapat-paripurna-rkpd-2028`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = _NOT_IN_SLUG.sub("-", plain).strip("-")[:_LONGEST_SLUG].strip("-")
    return slug or "kabar"


def wall(day: str, clock: str, field: str) -> str:
    """`2027-01-14` and `09:00` or `09.00` as the text of a plan: `2027-01-14 09:00`.

    Raises `Rejected`: `date_invalid`, `time_invalid`, with the field `field`-day or `field`-clock.
    """
    try:
        date = datetime.strptime(day.strip(), "%Y-%m-%d")  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise Rejected("date_invalid", field=f"{field}-day") from None
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", clock.strip(), re.ASCII)
    if not found or not 2000 <= date.year < 2200:
        wrong = "date_invalid" if found else "time_invalid"
        raise Rejected(wrong, field=f"{field}-{'day' if found else 'clock'}")
    return f"{date:%Y-%m-%d} {int(found[1]):02}:{found[2]}"


def moment_of(wall_clock: str) -> int:
    """The moment of a wall clock text of `wall` in western Indonesia, in ms UTC."""
    local = datetime.strptime(wall_clock, "%Y-%m-%d %H:%M").replace(tzinfo=CITY)
    return round(local.timestamp() * 1000)


def standing(published_at: int, hidden_at: int, at: int) -> Standing:
    """How an article stands at the moment `at`; all in ms UTC, 0 for never."""
    if hidden_at:
        return "tersembunyi"
    if not published_at:
        return "draf"
    return "terbit" if published_at <= at else "terjadwal"


def of_phase(readings: Sequence[Reading], phase: int) -> tuple[Reading, ...]:
    """What belongs to this agenda point, before it what belongs to the whole meeting.

    `phase` below zero: no point is on.
    """
    fitting = (reading for reading in readings if reading.phase in (WHOLE_MEETING, phase))
    return tuple(sorted(fitting, key=lambda reading: reading.phase == WHOLE_MEETING))
