"""What a Berita Acara says that the meeting does not know: typed at the desk, checked here."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.text import accepted

NUMBER_LIMIT: Final = 60
NAME_LIMIT: Final = 80
PLACE_LIMIT: Final = 160
METHOD_LIMIT: Final = 400
MOST_SPEECHES: Final = 5
MOST_PRESENTATIONS: Final = 3
MOST_REPRESENTATIVES: Final = 10
MOST_TEAM: Final = 5
MOST_AGE: Final = 120
_NIP: Final = re.compile(r"\d{18}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

Gender = Literal["P", "L", ""]


class Representative(Struct, frozen=True):
    """Somebody who signs for the participants. Age and gender may be left to the pen."""

    name: str
    age: int | None = None
    gender: Gender = ""
    organisation: str = ""


class MinutesFields(Struct, frozen=True):
    """The fields, all of them empty at first. `number` is of the kelurahan's own register.

    `date` is `YYYY-MM-DD`, empty for the day on which the meeting was opened; `place` empty for
    the plan's. `nip` is the lurah's civil servant number, digits only. `method`: how decisions
    were made, empty for the sentence that follows from them.
    """

    number: str = ""
    date: str = ""
    place: str = ""
    chair: str = ""
    chair_function: str = ""
    lurah: str = ""
    nip: str = ""
    speeches: tuple[str, ...] = ()
    presentations: tuple[str, ...] = ()
    representatives: tuple[Representative, ...] = ()
    team: tuple[str, ...] = ()
    method: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of fields that a paper which is signed should not lack."""
        wanted = ("number", "chair", "chair_function", "lurah", "representatives")
        return tuple(name for name in wanted if not getattr(self, name))


def checked(fields: MinutesFields) -> MinutesFields:
    """The fields as they will be kept: clean, in their limits, empty lines gone.

    Raises `Rejected` with the `field` it is about: those of `core.text.accepted`, `date_invalid`,
    `number_invalid`, `list_too_long`.
    """
    return MinutesFields(
        number=_text(fields.number, NUMBER_LIMIT, "number"),
        date=_day(fields.date.strip()),
        place=_text(fields.place, PLACE_LIMIT, "place"),
        chair=_text(fields.chair, NAME_LIMIT, "chair"),
        chair_function=_text(fields.chair_function, NAME_LIMIT, "chair_function"),
        lurah=_text(fields.lurah, NAME_LIMIT, "lurah"),
        nip=_nip(fields.nip),
        speeches=_lines(fields.speeches, MOST_SPEECHES, "speeches"),
        presentations=_lines(fields.presentations, MOST_PRESENTATIONS, "presentations"),
        representatives=_people(fields.representatives),
        team=_lines(fields.team, MOST_TEAM, "team"),
        method=_text(fields.method, METHOD_LIMIT, "method"),
    )


def _text(text: str, limit: int, field: str) -> str:
    return accepted(text, limit, field=field, required=False)


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        if _DAY.fullmatch(text) and date.fromisoformat(text).year >= 2000:
            return text
    except ValueError:
        pass
    raise Rejected("date_invalid", field="date")


def _nip(text: str) -> str:
    """Civil servant numbers have eighteen digits, often written in groups."""
    digits = re.sub(r"[\s.]", "", text)
    if digits and not _NIP.fullmatch(digits):
        raise Rejected("nip_invalid", field="nip")
    return digits


def _lines(lines: Sequence[str], most: int, field: str) -> tuple[str, ...]:
    kept = tuple(filter(None, (_text(line, PLACE_LIMIT, field) for line in lines)))
    if len(kept) > most:
        raise Rejected("list_too_long", field=field, limit=most)
    return kept


def _people(people: Sequence[Representative]) -> tuple[Representative, ...]:
    kept: list[Representative] = []
    for number, person in enumerate(people, 1):
        field = f"name_{number}"
        name = _text(person.name, NAME_LIMIT, field)
        organisation = _text(person.organisation, NAME_LIMIT, field)
        if person.age is not None and not 0 < person.age <= MOST_AGE:
            raise Rejected("number_invalid", field=f"age_{number}")
        if not name and (organisation or person.age is not None or person.gender):
            raise Rejected("text_missing", field=field)
        if name:
            kept.append(Representative(name, person.age, person.gender, organisation))
    if len(kept) > MOST_REPRESENTATIVES:
        raise Rejected("list_too_long", field="representatives", limit=MOST_REPRESENTATIVES)
    return tuple(kept)
