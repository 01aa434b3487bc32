"""Gathering what the documents of a meeting print, from its state and the rows beside it."""

from msgspec import Struct, structs

from musrenbang_live.core.counts import SignedRoot
from musrenbang_live.core.minutes import Door, Minutes, Note, Seal, minutes
from musrenbang_live.core.words import root_words
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.room import Room
from musrenbang_live.store import minutes as rows
from musrenbang_live.store import proofs
from musrenbang_live.store.pool import Pool


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
        door=Door(),
        notes=await _notes(pool, session),
        example=room.row.example,
        public=public,
    )
    return Gathered(made, form.content if form else None)


async def _notes(pool: Pool, session: int) -> tuple[Note, ...]:
    return ()


async def _signed(pool: Pool, session: int) -> SignedRoot | None:
    found = await proofs.newest(pool, session)
    if found is None:
        return None
    size, root = found
    return SignedRoot(size, root.hex(), root_words(root))
