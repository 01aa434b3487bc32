"""The record (notulen) at the desk: nobody overwrites another, nothing typed is lost."""

import uuid
from typing import Any

import pytest

from musrenbang_live.core import commands as c
from tests.web.browsing import Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering

JSON = {"accept": "application/json"}


async def wrote(gathering: Gathering, visitor: Visitor, text: str, **more: str) -> Page:
    """The page after an entry was written."""
    return await visitor.send(
        await visitor.open(desk(gathering, "/notulen")), "tulis", text=text, **more
    )


async def rows(gathering: Gathering) -> list[dict[str, Any]]:
    """The entries as they are stored."""
    found = await gathering.hall.site.pool.fetch("SELECT * FROM note ORDER BY position")
    return [dict(row) for row in found]


async def posted(visitor: Visitor, page: Page, part: str, **fields: str) -> Any:
    """The answer to a script that sends a form of this page."""
    form = page.form(part)
    data = form.filled(fields)
    return await visitor.client.post(form.action, data=data, headers=JSON)


async def test_entries_stand_under_the_phase_of_their_moment(gathering: Gathering) -> None:
    async with at_desk(gathering) as siti:
        await gathering.phase("pembukaan")
        page = await wrote(gathering, siti, "  Sambutan dari Lurah  ")
        assert said(page) == "Catatan tersimpan."
        await gathering.phase("usulan")
        page = await wrote(gathering, siti, "Usulan pertama\ndari Lingkungan II")
        page = await wrote(gathering, siti, "Terlambat ditulis", phase="0")
    assert [(row["phase"], row["text"]) for row in await rows(gathering)] == [
        (0, "Sambutan dari Lurah"),
        (1, "Usulan pertama\ndari Lingkungan II"),
        (0, "Terlambat ditulis"),
    ]
    places = [page.text.find(text) for text in ("Lurah", "Terlambat", "Usulan pertama")]
    assert 0 < places[0] < places[1] < places[2]


async def test_of_two_who_change_an_entry_the_second_sees_both_texts(gathering: Gathering) -> None:
    async with at_desk(gathering) as siti, at_desk(gathering) as budi:
        await wrote(gathering, siti, "Paparan dari camat")
        note = (await rows(gathering))[0]["id"]
        seen = await budi.open(desk(gathering, "/notulen"))
        first = await siti.open(desk(gathering, "/notulen"))
        await siti.send(first, f"ubah-{note}", text="Paparan dari Sekcam")

        page = await budi.send(seen, f"ubah-{note}", text="Paparan dari Camat Teluk Nibung")

        assert page.status == 409
        assert "Paparan dari Sekcam" in page.text
        assert page.form("tulis").filled({})["text"] == ["Paparan dari Camat Teluk Nibung"]
        assert [row["text"] for row in await rows(gathering)] == ["Paparan dari Sekcam"]
        page = await budi.send(page, "tulis", text="Paparan dari Sekcam Teluk Nibung")
        assert page.status == 200
    assert [(row["text"], row["rev"]) for row in await rows(gathering)] == [
        ("Paparan dari Sekcam Teluk Nibung", 3)
    ]


async def test_a_script_is_told_the_other_text(gathering: Gathering) -> None:
    async with at_desk(gathering) as siti:
        await wrote(gathering, siti, "Satu")
        note = (await rows(gathering))[0]["id"]
        page = await siti.open(desk(gathering, "/notulen"))
        done = await posted(siti, page, f"ubah-{note}", text="Dua")
        again = await posted(siti, page, f"ubah-{note}", text="Dua")
        other = await posted(siti, page, f"ubah-{note}", text="Tiga")
    assert done.json() == again.json() == {"ok": True, "say": ""}
    assert other.status_code == 409
    assert other.json()["theirs"] == {"text": "Dua", "rev": 2, "by": "Desk", "gone": False}


async def test_what_was_deleted_comes_back_and_a_change_of_it_is_not_lost(
    gathering: Gathering,
) -> None:
    async with at_desk(gathering) as siti, at_desk(gathering) as budi:
        await wrote(gathering, siti, "Salah")
        note = (await rows(gathering))[0]["id"]
        seen = await budi.open(desk(gathering, "/notulen"))
        page = await siti.send(await siti.open(desk(gathering, "/notulen")), f"hapus-{note}")
        assert said(page) == "Catatan dihapus."

        clash = await budi.send(seen, f"ubah-{note}", text="Sudah benar")
        assert clash.status == 409
        page = await budi.send(clash, "tulis")
        assert said(page) == "Catatan tersimpan."
        page = await siti.send(await siti.open(desk(gathering, "/notulen")), "kembalikan")
        assert said(page) == "Catatan dikembalikan."
    assert [(row["text"], row["gone"]) for row in await rows(gathering)] == [
        ("Salah", False),
        ("Sudah benar", False),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hubungi Pak Amir 0812-3456-7890", "text_has_phone"),
        ("NIK 1274 0512 3456 7890", "text_has_nik"),
        ("…", "text_missing"),
        ("a" * 1001, "text_too_long"),
    ],
)
async def test_refused_text_stays_in_the_field(gathering: Gathering, text: str, code: str) -> None:
    async with at_desk(gathering) as siti:
        page = await siti.open(desk(gathering, "/notulen"))
        answer = await posted(siti, page, "tulis", text=text)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        page = await siti.send(page, "tulis", text=text)
        assert page.form("tulis").filled({})["text"] == [text]
    assert await rows(gathering) == []


@pytest.mark.parametrize(
    "fields", [{"phase": "6"}, {"ref": "bukan-id"}, {"rev": "99999999999"}, {"phase": "x"}]
)
async def test_a_malformed_entry_is_refused(gathering: Gathering, fields: dict[str, str]) -> None:
    async with at_desk(gathering) as siti:
        page = await siti.open(desk(gathering, "/notulen"))
        answer = await posted(siti, page, "tulis", text="Baik", **fields)
    assert answer.status_code in (400, 422)
    assert await rows(gathering) == []


async def test_a_draft_is_shown_to_the_other_desk_and_can_be_saved_there(
    gathering: Gathering,
) -> None:
    async with at_desk(gathering) as siti, at_desk(gathering) as budi:
        page = await siti.open(desk(gathering, "/notulen"))
        fields = page.form("tulis").filled({"text": "Tanggapan dari kader Posy"})
        answer = await siti.client.post(desk(gathering, "/notulen/draf"), data=fields)
        assert answer.status_code == 204
        await gathering.room.refresh()

        other = await budi.open(desk(gathering, "/notulen"))
        assert "Desk sedang menulis" in other.text
        assert "Tanggapan dari kader Posy" in other.text
        adopt = next(f for f in other.forms if dict(f.fields).get("text", "").startswith("Tang"))
        answer = await budi.client.post(adopt.action, data=adopt.filled({}), headers=JSON)
        assert answer.json()["ok"]
        await gathering.room.refresh()
        assert "sedang menulis" not in (await budi.open(desk(gathering, "/notulen"))).text

        late = await posted(siti, page, "tulis", text="Tanggapan dari kader Posyandu")
    assert late.json()["theirs"]["text"] == "Tanggapan dari kader Posy"


async def test_a_draft_with_a_number_of_a_person_is_not_kept(gathering: Gathering) -> None:
    async with at_desk(gathering) as siti:
        page = await siti.open(desk(gathering, "/notulen"))
        fields = page.form("tulis").filled({"text": "telepon 081234567890"})
        answer = await siti.client.post(desk(gathering, "/notulen/draf"), data=fields, headers=JSON)
    assert answer.json()["code"] == "text_has_phone"
    assert not await gathering.hall.site.pool.fetchval("SELECT count(*) FROM note_draft")


async def test_a_published_record_is_closed(gathering: Gathering) -> None:
    async with at_desk(gathering) as siti:
        await gathering.phase("pembukaan")
        page = await wrote(gathering, siti, "Selesai")
        await gathering.act(c.CloseMeeting(), c.PublishMeeting())
        answer = await posted(siti, page, "tulis", text=str(uuid.uuid4()))
        assert answer.json()["code"] == "session_published"
        page = await siti.open(desk(gathering, "/notulen"))
        assert not page.has_form("tulis")
        assert "Selesai" in page.text


async def test_only_facilitators_see_it(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.joined(visitor)
    page = await visitor.open(desk(gathering, "/notulen"))
    assert "Notulen" not in page.text
