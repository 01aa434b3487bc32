"""The three steps of a report as a form: read, checked step by step, and shown again as typed."""

import asyncio
import uuid
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from musrenbang_live.core import reporting as rules
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.photos import Photo
from musrenbang_live.core.reporting import Kind, Sector, Sent
from musrenbang_live.web import photos
from musrenbang_live.web.forms import Form

STEPS: Final = 3
FIELDS: Final = (
    "kind", "sector", "title", "text", "ward", "neighborhood", "landmark", "lat", "lng", "contact",
)  # fmt: skip
STEP_OF: Final[Mapping[str, int]] = {
    **dict.fromkeys(("kind", "sector", "title", "text"), 1),
    **dict.fromkeys(("ward", "neighborhood", "landmark"), 2),
}
"""On which step a field is; all others are on the last."""
MOST_TYPED: Final = 4000
"""Letters of a field that are shown again; what is longer was not typed by hand."""
MOST_BYTES: Final = 24 * 1024 * 1024
"""Bytes of all photos of a report; with a script they are a tenth of it."""


class Draft(Struct, frozen=True):
    """What was typed so far, the step to show, and the sentences for what is wrong by field."""

    ref: str
    values: Mapping[str, str]
    step: int = 1
    wrong: Mapping[str, str] = {}

    def hidden(self) -> list[tuple[str, str]]:
        """What goes along from the other steps."""
        return [
            (name, value)
            for name, value in self.values.items()
            if value and STEP_OF.get(name, STEPS) != self.step
        ]


def fresh(kind: str = "") -> Draft:
    """A report that nobody has begun to write."""
    values = dict.fromkeys(FIELDS, "")
    values["kind"] = kind if kind in rules.KINDS else ""
    return Draft(str(uuid.uuid4()), values)


def draft_of(form: Form, step: int) -> Draft:
    """What was sent, to be shown again."""
    return Draft(ref_of(form), {name: form.text(name)[:MOST_TYPED] for name in FIELDS}, step)


def ref_of(form: Form) -> str:
    """The id the phone made for this report. Raises `message_malformed`."""
    try:
        return str(uuid.UUID(form.ref))
    except ValueError:
        raise Rejected("message_malformed") from None


def step_of(refused: Rejected) -> int:
    """The first step on which something is to be put right."""
    return min(STEP_OF.get(each.field, STEPS) for each in (refused, *refused.also))


def on_step(step: int, wrong: Mapping[str, str]) -> dict[str, str]:
    """Of the sentences by field those that can be put right on this step, or about no field."""
    return {
        name: sentence
        for name, sentence in wrong.items()
        if not name or STEP_OF.get(name, STEPS) == step
    }


def check(values: Mapping[str, str], wards: frozenset[str], step: int) -> None:
    """Whether all steps up to `step` can be kept. Raises `Rejected` with all that cannot."""
    faults = Faults()
    _what(faults, values)
    if step > 1:
        _where(faults, values, wards)
    faults.tell()


def sent_of(values: Mapping[str, str], wards: frozenset[str]) -> Sent:
    """The report as it will be kept. Raises `Rejected` with the fields that are wrong."""
    faults = Faults()
    what, where = _what(faults, values), _where(faults, values, wards)
    contact = faults.of(rules.checked_contact, values["contact"])
    faults.tell()
    kind, sector, title, text = what
    ward, neighborhood, landmark = where
    lat, lng = rules.checked_position(_degrees(values["lat"]), _degrees(values["lng"]))
    return Sent(
        kind=kind,
        sector=sector,
        title=title,
        text=text,
        ward_code=ward,
        neighborhood=neighborhood,
        landmark=landmark,
        lat=lat,
        lng=lng,
        contact=contact,
    )


def _what(faults: Faults, values: Mapping[str, str]) -> tuple[Kind, Sector, str, str]:
    said = (values[name] for name in ("kind", "sector", "title", "text"))
    return faults.of(rules.checked_what, *said)


def _where(
    faults: Faults, values: Mapping[str, str], wards: frozenset[str]
) -> tuple[str, str, str]:
    said = (values[name] for name in ("ward", "neighborhood", "landmark"))
    return faults.of(rules.checked_where, wards, *said)


async def pictures_of(form: Form, ref: str) -> list[tuple[str, Photo]]:
    """The photos of a report, each with the id that belongs to its place in it.

    Raises `Rejected`: `photo_unreadable`, `photo_too_large`, with the `field`.
    """
    names = [f"foto{place}" for place in range(1, rules.MOST_PHOTOS + 1)]
    chosen = [(name, content) for name in names if (content := form.upload(name))]
    redrawn = await asyncio.gather(*(_freed(name, content) for name, content in chosen))
    return [
        (str(uuid.uuid5(uuid.UUID(ref), name)), photo)
        for (name, _), photo in zip(chosen, redrawn, strict=True)
    ]


async def _freed(name: str, content: bytes) -> Photo:
    try:
        return await photos.freed(content)
    except Rejected as refused:
        raise refused.about(name) from refused


def _degrees(typed: str) -> float | None:
    try:
        return float(typed) if len(typed) < 25 else None
    except ValueError:
        return None
