"""The fields of the minutes as a form: what was typed, and the same as `MinutesFields`."""

from collections.abc import Mapping
from typing import Final

from musrenbang_live.core.minutes import MinutesFields, Representative, checked
from musrenbang_live.core.minutes.fields import MOST_REPRESENTATIVES
from musrenbang_live.web.forms import Form

TEXTS: Final = ("number", "date", "place", "chair", "chair_function", "lurah", "nip", "method")
LISTS: Final = ("speeches", "presentations", "team")
PLACES: Final = range(1, MOST_REPRESENTATIVES + 1)


def values_of(fields: MinutesFields) -> dict[str, str]:
    """The form as these fields fill it."""
    values = {name: str(getattr(fields, name)) for name in TEXTS}
    values |= {name: "\n".join(getattr(fields, name)) for name in LISTS}
    for place, person in enumerate(fields.representatives, 1):
        values |= {
            f"name_{place}": person.name,
            f"age_{place}": str(person.age or ""),
            f"gender_{place}": person.gender,
            f"organisation_{place}": person.organisation,
        }
    return values


def read(form: Form) -> MinutesFields:
    """The fields that were typed, checked. Raises `Rejected` with the `field` it is about."""
    lists = {name: tuple(form.text(name).splitlines()) for name in LISTS}
    return checked(
        MinutesFields(
            number=form.text("number"),
            date=form.text("date"),
            place=form.text("place"),
            chair=form.text("chair"),
            chair_function=form.text("chair_function"),
            lurah=form.text("lurah"),
            nip=form.text("nip"),
            speeches=lists["speeches"],
            presentations=lists["presentations"],
            team=lists["team"],
            representatives=tuple(_person(form, place) for place in PLACES),
            method=form.text("method"),
        )
    )


def _person(form: Form, place: int) -> Representative:
    gender = form.text(f"gender_{place}")
    return Representative(
        name=form.text(f"name_{place}"),
        age=form.number(f"age_{place}"),
        gender="P" if gender == "P" else "L" if gender == "L" else "",
        organisation=form.text(f"organisation_{place}"),
    )


def changed(typed: Mapping[str, str], stored: Mapping[str, str]) -> list[tuple[str, str]]:
    """The fields that somebody else filled in another way, with what stands there now."""
    names = [*TEXTS, *LISTS, *(f"name_{place}" for place in PLACES)]
    return [
        (name, stored.get(name, ""))
        for name in names
        if _evened(typed.get(name, "")) != _evened(stored.get(name, ""))
    ]


def _evened(text: str) -> str:
    return "\n".join(text.split("\n")).replace("\r", "").strip()
