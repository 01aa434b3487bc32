"""Notes as rows: nobody overwrites another, a draft does not outlive its note, nothing is lost."""

import asyncio

from msgspec.structs import replace

from musrenbang_live.core.noting import Draft, Note
from musrenbang_live.store import notes
from musrenbang_live.store.pool import Pool
from tests.builders import NOW
from tests.store.desk import Officer, officer
from tests.store.hall import Hall, new_hall, new_id


async def written(hall: Hall, by: Officer, text: str, phase: int = 0) -> Note:
    """A new note, as it is stored."""
    fresh = Note(new_id(), phase, text, 0, "", NOW)
    assert await notes.add(hall.pool, hall.row.id, fresh, by.person)
    found = await notes.find(hall.pool, hall.row.id, fresh.id)
    assert found is not None
    return found


async def test_notes_are_listed_by_phase_in_the_order_of_writing(db: Pool) -> None:
    hall, siti = await new_hall(db), await officer(db, "Siti")
    for phase, text in ((1, "b"), (0, "a"), (1, "c")):
        await written(hall, siti, text, phase)

    listed = await notes.listed(db, hall.row.id)

    assert [(note.phase, note.text, note.rev, note.by) for note in listed] == [
        (0, "a", 1, "Siti"),
        (1, "b", 1, "Siti"),
        (1, "c", 1, "Siti"),
    ]
    assert listed[0].at == NOW
    assert not listed[0].changed_at


async def test_a_note_sent_twice_is_one_note(db: Pool) -> None:
    hall, siti = await new_hall(db), await officer(db, "Siti")
    first = await written(hall, siti, "Sambutan dari Lurah")

    again = replace(first, text="lain", rev=0)

    assert not await notes.add(db, hall.row.id, again, siti.person)
    assert await notes.listed(db, hall.row.id) == [first]


async def test_of_two_who_change_the_same_text_one_is_told(db: Pool) -> None:
    hall = await new_hall(db)
    siti, budi = await officer(db, "Siti"), await officer(db, "Budi")
    read = await written(hall, siti, "Paparan")

    done = await asyncio.gather(
        *(
            notes.change(
                db, hall.row.id, replace(read, text=by.name, changed_at=NOW + 1), by.person
            )
            for by in (siti, budi)
        )
    )

    now = await notes.find(db, hall.row.id, read.id)
    assert now is not None
    assert sorted(done) == [False, True]
    assert now.rev == 2
    assert now.text == now.changed_by == ("Siti" if done[0] else "Budi")


async def test_a_deleted_note_is_not_listed_and_comes_back_as_it_was(db: Pool) -> None:
    hall, siti = await new_hall(db), await officer(db, "Siti")
    read = await written(hall, siti, "Salah tulis")
    gone = (hall.row.id, read.id, 1, siti.person, NOW)

    assert await notes.set_gone(db, *gone, gone=True)
    assert not await notes.set_gone(db, *gone, gone=True)
    assert not await notes.change(db, hall.row.id, replace(read, rev=2), siti.person)
    assert await notes.listed(db, hall.row.id) == []
    assert [note.gone for note in await notes.every(db, hall.row.id)] == [True]

    assert await notes.set_gone(db, hall.row.id, read.id, 2, siti.person, NOW, gone=False)
    assert [note.text for note in await notes.listed(db, hall.row.id)] == ["Salah tulis"]


async def test_drafts_belong_to_a_browser_and_end_with_their_note(db: Pool) -> None:
    hall = await new_hall(db)
    siti, budi = await officer(db, "Siti"), await officer(db, "Budi")
    fresh = new_id()
    for by in (siti, budi):
        await notes.keep_draft(db, hall.row.id, Draft(fresh, by.login, 0, by.name, 0, "", NOW))
    later = Draft(fresh, siti.login, 1, "Siti 2", 0, "", NOW + 1)
    await notes.keep_draft(db, hall.row.id, later)

    kept = await notes.drafts(db, hall.row.id)
    assert [(draft.by, draft.text, draft.phase) for draft in kept] == [
        ("Budi", "Budi", 0),
        ("Siti", "Siti 2", 1),
    ]
    await notes.drop_draft(db, hall.row.id, fresh, budi.login)
    assert [draft.by for draft in await notes.drafts(db, hall.row.id)] == ["Siti"]
    await notes.drop_draft(db, hall.row.id, fresh)
    await notes.add(db, hall.row.id, Note(fresh, 1, "Siti 2", 0, "", NOW), siti.person)

    await notes.keep_draft(db, hall.row.id, later)  # was still on its way

    assert await notes.drafts(db, hall.row.id) == []


async def test_of_a_published_meeting_neither_drafts_nor_deleted_notes_stay(db: Pool) -> None:
    hall, siti = await new_hall(db), await officer(db, "Siti")
    stays, goes = await written(hall, siti, "Tetap"), await written(hall, siti, "Dihapus")
    await notes.set_gone(db, hall.row.id, goes.id, 1, siti.person, NOW, gone=True)
    await notes.keep_draft(db, hall.row.id, Draft(stays.id, siti.login, 0, "Teta", 1, "", NOW))

    await notes.clear(db, hall.row.id)

    assert await notes.every(db, hall.row.id) == [stays]
    assert await notes.drafts(db, hall.row.id) == []
