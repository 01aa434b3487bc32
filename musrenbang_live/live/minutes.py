"""Gathering what the documents of a meeting print, from its state and the rows beside it."""

from typing import Final

from msgspec import Struct, structs

from musrenbang_live.core.attending import Attendee, published
from musrenbang_live.core.counts import SignedRoot
from musrenbang_live.core.minutes import (
    Door,
    Minutes,
    Note,
    Present,
    PresentFigures,
    Seal,
    minutes,
)
from musrenbang_live.core.words import root_words
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.room import Room
from musrenbang_live.store import attendance, notes, proofs
from musrenbang_live.store import minutes as rows
from musrenbang_live.store.pool import Pool

ERASED: Final = "(nama sudah dihapus)"
"""In place of a name whose time of keeping is over."""


class Gathered(Struct, frozen=True):
    """The minutes as they are now, and the kelurahan's own Word form, None for the program's."""

    minutes: Minutes
    form: bytes | None


async def gathered(pool: Pool, notary: Notary, room: Room, *, public: bool) -> Gathered:
    """Everything for the documents of `room`, which was refreshed a moment ago.

    Roots that are due are signed first, so that a paper printed the moment after the closing
    carries the same words as one printed later.
    """
    session = room.row.id
    await notary.sign(session, room.code)
    typed = await rows.typed(pool, session)
    form = await rows.form(pool, session)
    signed = await _signed(pool, session)
    made = minutes(
        room.meeting,
        structs.replace(room.counts, signed=signed),
        typed.fields,
        Seal(notary.key.fingerprint, notary.key.public.text),
        door=await _door(pool, session, public=public),
        notes=await _notes(pool, session),
        example=room.row.example,
        public=public,
    )
    return Gathered(made, form.content if form else None)


async def _door(pool: Pool, session: int, *, public: bool) -> Door:
    """Who signed in; for the public only the figures from which nobody can be told."""
    counted = await attendance.counted(pool, session)
    if public:
        told = published(counted)
        return Door(
            PresentFigures(told.people, told.women, told.men, by_neighborhood=told.by_neighborhood)
        )
    figures = PresentFigures(
        counted.people,
        counted.women,
        counted.men,
        counted.by_neighborhood,
        counted.by_organisation,
        counted.by_age,
    )
    listed = await attendance.listed(pool, session)
    return Door(figures, tuple(_present(each) for each in listed))


def _present(each: Attendee) -> Present:
    return Present(
        number=each.number,
        name=each.name or ERASED,
        organisation=each.organisation,
        age=each.age_band,
        gender=each.gender,
        neighborhood=each.neighborhood,
        address=each.address,
        phone=each.phone,
    )


async def _notes(pool: Pool, session: int) -> tuple[Note, ...]:
    return tuple(Note(each.phase, each.text) for each in await notes.listed(pool, session))


async def _signed(pool: Pool, session: int) -> SignedRoot | None:
    found = await proofs.newest(pool, session)
    if found is None:
        return None
    size, root = found
    return SignedRoot(size, root.hex(), root_words(root))
