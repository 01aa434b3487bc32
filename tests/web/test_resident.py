"""The residents' door without any script: joining, reading, getting around, leaving."""

import re

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from tests.builders import content, plan
from tests.web.browsing import Hall, Visitor, bytes_of, statics
from tests.web.residents import Gathering, gathered

LIGHT = 60_000
"""Bytes in which the first visit to a page must fit, everything included."""
NOW_LINES = {
    "pembukaan": "Silakan menyimak",
    "usulan": "Sampaikan usulan, atau dukung usulan tetangga",
    "musyawarah": "Usulan dibahas bersama",
    "pemungutan": "Pilih paling banyak 3 usulan",
    "penutup": "Musyawarah selesai",
}


# Joining


async def test_the_join_page_says_what_it_is_and_asks_nothing_that_must_be_told(
    gathering: Gathering, visitor: Visitor
) -> None:
    page = await visitor.open(gathering.home)
    assert page.status == 200
    assert "Tanpa akun, tanpa aplikasi, tanpa NIK." in page.text
    assert "Selat Lancang" in page.text
    assert "Agar terlihat lingkungan mana yang belum terwakili." in page.text
    assert "required" not in page.html
    assert not page.has_form("/tulis")


async def test_one_press_joins(gathering: Gathering, visitor: Visitor) -> None:
    page = await gathering.joined(visitor)
    assert re.search(r"Tercatat ikut pukul \d\d\.\d\d\.", page.text)
    assert "Belum dimulai" in page.text
    await gathering.room.recount()
    assert gathering.room.counts.attendance.joined == 1


async def test_pressing_twice_joins_once(gathering: Gathering, visitor: Visitor) -> None:
    page = await visitor.open(gathering.home)
    await visitor.send(page, "/ikut", name="Siti")
    again = await visitor.send(page, "/ikut", name="Siti")
    assert again.status == 200
    await gathering.room.recount()
    assert gathering.room.counts.attendance.joined == 1


async def test_what_is_told_on_joining_is_counted_and_shown_to_nobody(
    gathering: Gathering, visitor: Visitor
) -> None:
    told = {"name": "Siti Aminah", "neighborhood": "II", "gender": "P", "organisation": "PKK"}
    page = await gathering.joined(visitor, **told)
    assert "Siti Aminah" not in page.html
    await gathering.room.recount()
    attendance = gathering.room.counts.attendance
    assert attendance.by_gender == {"P": 1}
    assert attendance.by_neighborhood == {"II": 1}


async def test_a_nik_beside_the_name_is_refused_and_the_rest_is_kept(
    gathering: Gathering, visitor: Visitor
) -> None:
    page = await gathering.joined(
        visitor, name="Siti 1274054107800001", neighborhood="II", gender="P"
    )
    assert page.status == 422
    assert "NIK tidak perlu ditulis di sini." in page.text
    kept = dict(page.form("/ikut").fields)
    assert kept["name"] == "Siti 1274054107800001"
    assert (kept["neighborhood"], kept["gender"]) == ("II", "P")
    assert "Tercatat ikut" in (await visitor.send(page, "/ikut", name="Siti")).text


async def test_a_link_into_the_meeting_leads_there_after_joining(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    number = await gathering.proposal(content("Titi beton"))
    page = await visitor.open(f"{gathering.home}/usulan/{number}")
    assert page.has_form("/ikut")
    page = await visitor.send(page, "/ikut")
    assert page.answer.url.path == f"{gathering.home}/usulan/{number}"
    assert "Titi beton" in page.text


@pytest.mark.parametrize("target", ["//evil.test", "../../masuk", "usulan/1/ubah", "\\evil.test"])
async def test_joining_leads_nowhere_else(
    gathering: Gathering, visitor: Visitor, target: str
) -> None:
    page = await visitor.open(gathering.home)
    page = await visitor.send(page, "/ikut", ke=target)
    assert page.answer.url.path == gathering.home


async def test_an_unknown_code_is_said_plainly(hall: Hall, visitor: Visitor) -> None:
    page = await visitor.open("/s/HMX4T9")
    assert page.status == 404
    assert "Kode HMX 4T9 tidak dikenal. Periksa sekali lagi kode di layar depan." in page.text


async def test_a_code_is_taken_as_people_type_it(gathering: Gathering, visitor: Visitor) -> None:
    code = gathering.room.code.lower()
    page = await visitor.open(f"/s/{code[:3]} {code[3:]}")
    assert page.answer.url.path == gathering.home
    assert "Tercatat ikut" in (await visitor.send(page, "/ikut")).text


# Reading


@pytest.mark.parametrize("kind", NOW_LINES)
async def test_every_page_says_first_what_is_going_on(
    gathering: Gathering, visitor: Visitor, kind: str
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(4)
    await gathering.phase(kind)
    for path in ("", "/usulan", "/usulan/1", "/tulis", "/panitia"):
        page = await visitor.open(gathering.home + path)
        assert NOW_LINES[kind] in page.text, path
        assert "Usulan (4)" in page.text, path


async def test_every_page_can_be_left_read_again_and_read_in_english(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(1)
    for path in ("", "/usulan", "/usulan/1", "/tulis", "/panitia"):
        page = await visitor.open(gathering.home + path)
        tabs = {gathering.home, f"{gathering.home}/usulan", f"{gathering.home}/panitia"}
        assert tabs <= set(page.links), path
        assert f'<noscript><a class="s nb" href="{gathering.home + path}"' in page.html, path
        assert page.has_form("/bahasa"), path
        assert 'id="sambungan"' in page.html, path
        assert all("_token" in dict(form.fields) for form in page.forms if form.method == "post")


async def test_the_proposal_under_discussion_is_before_everybody(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    said = content("Titi beton", cost=85_000_000, quantity=12.5, unit="m")
    number = await gathering.proposal(said)
    await gathering.phase("musyawarah")
    await gathering.act(c.FocusProposal(number))
    page = await visitor.open(gathering.home)
    assert f"Usulan {number} sedang dibahas" in page.text
    assert "Rp85 juta" in page.text
    assert "12,5 m" in page.text


async def test_proposals_are_filtered_by_lingkungan_and_bidang(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposal(content("Lampu jalan", neighborhood="I"))
    await gathering.proposal(content("Drainase", neighborhood="II"))
    await gathering.proposal(content("Pelatihan", neighborhood="II", sector="lain"))
    page = await visitor.open(f"{gathering.home}/usulan")
    assert "3 usulan" in page.text
    page = await visitor.send(page, "/usulan#judul-usulan", lingkungan="II", bidang="infra")
    assert "1 usulan" in page.text
    assert "Drainase" in page.text
    assert "Lampu jalan" not in page.text
    assert "Pelatihan" not in page.text
    page = await visitor.send(page, "/usulan#judul-usulan", lingkungan="III", bidang="")
    assert "Tidak ada usulan yang cocok" in page.text


async def test_a_merged_proposal_leads_to_the_one_it_is_part_of(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposal(content("Drainase Gang Mawar"))
    await gathering.proposal(content("Parit Gang Mawar tumpat"))
    await gathering.act(c.MergeProposal(2, 1))
    page = await visitor.open(f"{gathering.home}/usulan/2")
    assert page.answer.url.path == f"{gathering.home}/usulan/1"
    assert "Gabungan 2 usulan" in page.text
    assert "Parit Gang Mawar tumpat" in page.text


async def test_a_hidden_proposal_cannot_be_read(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposal(content("Rumah nek Ijah"))
    await gathering.act(c.HideProposal(1, "Menyebut nama orang."))
    for path in ("/usulan/1", "/usulan/9"):
        page = await visitor.open(gathering.home + path)
        assert page.status in (404, 422)
        assert "Rumah nek Ijah" not in page.html


async def test_nothing_of_one_resident_is_on_the_page_of_another(
    hall: Hall, gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    await gathering.proposal()
    await gathering.joined(visitor)
    page = await visitor.open(f"{gathering.home}/usulan")
    page = await visitor.send(page, "dukung-1")
    assert 'aria-pressed="true"' in page.html
    async with hall.visitor() as another:
        await gathering.joined(another)
        page = await another.open(f"{gathering.home}/usulan")
        assert 'aria-pressed="true"' not in page.html
        assert 'aria-pressed="false"' in page.html


async def test_the_first_visit_is_light(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall, plan(rules=Rules(waiting_limit=200)))
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    one = await gathering.neighbour()
    said = content(problem="Air pasang masuk ke rumah warga, parit belum ada. " * 10)
    for _ in range(80):
        await gathering.proposal(said, by=one)
    await gathering.phase("pemungutan")
    for path in ("", "/usulan"):
        page = await visitor.open(gathering.home + path)
        named = [await visitor.client.get(address) for address in statics(page)]
        assert all(file.status_code == 200 for file in named), path
        assert bytes_of(page) + sum(len(file.content) for file in named) < LIGHT, path


# After the meeting, and leaving it


async def test_when_it_is_over_anybody_reads_and_nobody_joins(
    gathering: Gathering, visitor: Visitor
) -> None:
    early = await visitor.open(gathering.home)
    await gathering.phase("usulan")
    await gathering.proposal(content("Titi beton"))
    await gathering.act(c.CloseMeeting())
    page = await visitor.send(early, "/ikut")
    assert "Musyawarah belum dimulai atau sudah selesai." in page.text
    assert "Musyawarah selesai" in page.text
    assert "Titi beton" in (await visitor.open(f"{gathering.home}/usulan")).text
    await gathering.act(c.PublishMeeting())
    page = await visitor.open(gathering.home)
    assert f"/arsip/{gathering.room.code}" in page.links


async def test_a_phone_can_be_made_to_forget(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.joined(visitor)
    page = await visitor.send(await visitor.open(f"{gathering.home}/panitia"), "/lupakan")
    assert "Ponsel ini sudah keluar dari musyawarah." in page.text
    assert page.has_form("/ikut")


async def test_help_can_be_read_before_joining(gathering: Gathering, visitor: Visitor) -> None:
    page = await visitor.open(f"{gathering.home}/panitia")
    assert "Perlu bantuan?" in page.text
    assert not page.has_form("/lupakan")


async def test_a_phone_whose_participant_is_gone_can_join_again(
    hall: Hall, gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    await gathering.proposal()
    await gathering.joined(visitor)
    page = await visitor.open(f"{gathering.home}/usulan")
    await hall.site.pool.execute("DELETE FROM participant")
    page = await visitor.send(page, "dukung-1")
    assert "Ponsel ini belum ikut musyawarah." in page.text
    assert "Tercatat ikut" in (await visitor.send(page, "/ikut")).text


async def test_a_form_of_another_visitor_is_worth_nothing(
    hall: Hall, gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    await gathering.proposal()
    await gathering.joined(visitor)
    theirs = await visitor.open(f"{gathering.home}/usulan")
    async with hall.visitor() as another:
        await gathering.joined(another)
        page = await another.send(theirs, "dukung-1")
    assert page.status == 403
    assert gathering.room.counts.supports.get(1, 0) == 0
