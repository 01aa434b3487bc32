"""The facilitator's console without any script: who may, the course of the meeting, its end."""

import re
from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Phase
from musrenbang_live.web.desk.acts import ACTS
from musrenbang_live.web.identity import access
from tests.builders import PHASES, content, plan
from tests.web.browsing import Hall, Visitor
from tests.web.desks import desk, opened, said, waiting
from tests.web.officers import at_desk, leads, log_in, officer
from tests.web.residents import Gathering, gathered

STEPS = [
    ("Buka musyawarah", "Pembukaan"),
    ("Mulai menerima usulan", "Usulan: 2 usulan tampil, 0 menunggu"),
    ("Mulai musyawarah", "Musyawarah"),
]
"""What the big button says, and what the now-line says once it was pressed."""
PAGES = ("", "/ketik", "/mirip", "/formulir.pdf", "/tautan", "/terbit", "/gabung", "/usulan/1")


# Who may


@pytest.mark.parametrize("place", PAGES)
async def test_the_console_is_for_the_facilitator_of_this_meeting(
    gathering: Gathering, visitor: Visitor, place: str
) -> None:
    await gathering.phase("usulan")
    await gathering.proposal()
    assert (await visitor.open(desk(gathering, place))).answer.url.path == "/masuk"
    await officer(gathering.hall)
    await log_in(visitor)
    assert (await visitor.open(desk(gathering, place))).answer.url.path == "/masuk"


async def test_nobody_else_can_do_any_act(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.phase("usulan")
    await gathering.proposal()
    before = gathering.meeting
    await gathering.joined(visitor)
    fields = {"number": 1, "index": 2, "minutes": 5, "reason": "x", "yes": 1, "into": 1}
    for logged_in in (False, True):
        if logged_in:
            await officer(gathering.hall)
            await log_in(visitor)
        page = await visitor.open("/masuk")
        token = dict(page.form("/masuk").fields)["_token"]
        for act in (*ACTS, "screen-key", "catat", "usulan/1"):
            answer = await visitor.client.post(
                desk(gathering, f"/{act}"), data={"_token": token, **fields}
            )
            assert answer.status_code == 403, act
            assert gathering.meeting == before, act
    assert gathering.room.row.screen_generation == 1


async def test_an_act_needs_the_token_of_a_page(gathering: Gathering) -> None:
    async with at_desk(gathering) as facilitator:
        answer = await facilitator.client.post(desk(gathering, "/open"), data={"_token": "made.up"})
    assert answer.status_code == 403
    assert gathering.meeting.stage == "planned"


async def test_reading_changes_nothing(gathering: Gathering) -> None:
    await opened(gathering, "usulan", 2)
    before = gathering.meeting
    async with at_desk(gathering) as facilitator:
        for place in (
            "",
            "/ketik",
            "/mirip",
            "/tautan",
            "/surat-suara?tahap=3",
            "/terbit",
            "/usulan/1",
        ):
            assert (await facilitator.open(desk(gathering, place))).status == 200
        assert (await facilitator.open(desk(gathering, "/open"))).status in (404, 405)
    assert gathering.meeting == before


# The course of the meeting


async def test_the_big_button_leads_from_the_opening_to_the_archive(gathering: Gathering) -> None:
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        assert "Belum dimulai" in page.text
        for step, (button, now) in enumerate(STEPS):
            assert button in page.text
            assert page.html.count("btn-now") == 1
            page = await facilitator.send(page, "/phase" if step else "/open", index=step, yes=1)
            if step == 0:
                await gathering.act(
                    *(c.SubmitProposal(f"{n}", "", content(), assisted=True) for n in range(2))
                )
            assert now in page.text
        page = await facilitator.open(desk(gathering, "/surat-suara?tahap=3"))
        page = await facilitator.send(page, "/phase", options=["1", "2"])
        assert re.fullmatch(r"Pemungutan suara dibuka pukul \d\d\.\d\d\.", said(page))
        assert "0 dari 0 peserta sudah memilih" in page.text
        page = await facilitator.send(page, "/close-round", yes=1)
        assert "Pemungutan ditutup. Hasil belum diumumkan." in page.text
        page = await facilitator.send(page, "/reveal", yes=1)
        assert "Hasil sudah diumumkan" in page.text
        assert "Lanjut ke penutup" in page.text
        page = await facilitator.send(page, f"langkah-phase-{PHASES['penutup']}")
        assert desk(gathering, "/terbit") in page.links
        page = await facilitator.send(
            await facilitator.open(desk(gathering, "/terbit")), "/publish"
        )
    assert "Hasil sudah terbit di arsip publik" in page.text
    assert {f"/arsip/{gathering.room.code}{end}" for end in ("", ".csv", ".json")} <= {*page.links}


@pytest.mark.parametrize(
    ("kind", "button"),
    [
        ("pembukaan", "Lanjut ke pembukaan"),
        ("usulan", "Mulai menerima usulan"),
        ("musyawarah", "Mulai musyawarah"),
        ("hasil", "Lanjut ke hasil"),
        ("penutup", "Lanjut ke penutup"),
    ],
)
async def test_the_button_names_the_phase_it_leads_to(
    gathering: Gathering, kind: Any, button: str
) -> None:
    phases = (Phase("pembukaan", 1, "Pembukaan"), Phase(kind, 1, kind.title()))
    short = await gathered(gathering.hall, plan(phases=phases, rounds=()))
    await short.act(c.OpenMeeting())
    async with at_desk(short) as facilitator:
        assert button in (await facilitator.open(desk(short))).text


async def test_going_to_any_phase_asks_first(gathering: Gathering) -> None:
    await opened(gathering, "musyawarah", 1)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        asked = await facilitator.send(page, f"ke-tahap-{PHASES['pembukaan']}")
        assert "Pindah ke tahap Pembukaan?" in asked.text
        assert gathering.meeting.phase == PHASES["musyawarah"]
        page = await facilitator.send(asked, "/phase")
    assert gathering.meeting.phase == PHASES["pembukaan"]
    assert re.fullmatch(r"Pembukaan dimulai pukul \d\d\.\d\d\.", said(page))


async def test_five_more_minutes(gathering: Gathering) -> None:
    await opened(gathering, "usulan")
    before = gathering.meeting.deadline
    async with at_desk(gathering) as facilitator:
        page = await facilitator.send(await facilitator.open(desk(gathering)), "tambah-waktu")
    assert gathering.meeting.deadline == before + 5 * 60_000
    assert said(page).startswith("Waktu ditambah sampai pukul")


# Links, and the end


async def test_a_new_screen_link_makes_the_old_one_worthless(gathering: Gathering) -> None:
    old = access.screen_key(gathering.hall.site, gathering.room)
    async with at_desk(gathering) as facilitator, gathering.hall.visitor() as wall:
        assert (await wall.open(f"/layar/{gathering.room.code}?kunci={old}")).status == 200
        page = await facilitator.open(desk(gathering, "/tautan"))
        assert old in page.html
        asked = await facilitator.send(page, "/screen-key")
        assert (await wall.open(f"/layar/{gathering.room.code}")).status == 200
        page = await facilitator.send(asked, "/screen-key")
        assert said(page) == "Tautan layar sudah diganti."
        assert old not in page.html
        assert (await wall.open(f"/layar/{gathering.room.code}")).status == 403


async def test_the_code_is_there_to_be_scanned_typed_and_read_aloud(gathering: Gathering) -> None:
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/tautan"))
    assert f"http://musrenbang.test/s/{gathering.room.code}" in page.html
    assert 'role="img" aria-label="Kode QR' in page.html
    assert re.search(r"Dibaca: (\w+ ){5}\w+", page.text)


async def test_before_publishing_the_page_says_what_will_be_public(gathering: Gathering) -> None:
    await opened(gathering, "musyawarah", 2)
    await waiting(gathering)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/terbit"))
        assert "2 usulan yang tampil" in page.text
        assert "1 usulan belum diperiksa. Isinya tidak terbit." in page.text
        assert "Siapa memilih apa dan siapa mendukung apa" in page.text
        page = await facilitator.send(page, "/close")
        assert gathering.meeting.stage == "closed"
        await facilitator.send(await facilitator.open(desk(gathering, "/terbit")), "/publish")
        assert gathering.meeting.stage == "published"
        late = await facilitator.send(page, "/approve")  # from a page of before
        assert said(late) == "Hasil sudah diterbitkan dan tidak dapat diubah lagi."
        page = await facilitator.send(page, "kosongkan")
        assert said(page) == "Layar dikosongkan."  # the wall still hangs in the hall


async def test_nothing_is_published_while_a_round_is_open(gathering: Gathering) -> None:
    await opened(gathering, "musyawarah", 1)
    await gathering.phase("pemungutan")
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/terbit"))
        assert "Pemungutan suara masih dibuka." in page.text
        assert not page.has_form("/publish")


# The console's script


async def test_the_script_gets_the_sentence_as_json(gathering: Gathering) -> None:
    (number,) = await waiting(gathering)
    json = {"accept": "application/json"}
    async with at_desk(gathering) as facilitator:
        form = (await facilitator.open(desk(gathering))).form(f"tampilkan-{number}")
        done = await facilitator.client.post(form.action, data=form.filled({}), headers=json)
        assert (done.status_code, done.json()) == (200, {"ok": True, "say": "Usulan 1 tampil."})
        gone = form.filled({"number": "99"})
        refused = await facilitator.client.post(form.action, data=gone, headers=json)
    assert refused.status_code == 404
    assert refused.json() == {"code": "proposal_unknown", "say": "Usulan itu tidak ditemukan."}


@pytest.mark.parametrize("act", ["nothing", "__class__"])
async def test_an_act_that_does_not_exist_does_nothing(gathering: Gathering, act: str) -> None:
    async with at_desk(gathering) as facilitator:
        form = (await facilitator.open(desk(gathering))).form("/open")
        answer = await facilitator.client.post(desk(gathering, f"/{act}"), data=form.filled({}))
    assert answer.status_code == 400
    assert gathering.meeting.stage == "planned"


async def test_a_form_without_its_fields_is_refused_not_an_accident(
    hall: Hall, visitor: Visitor
) -> None:
    """Each in a meeting of its own, as some are done even so."""
    person = await officer(hall)
    await log_in(visitor)
    for act in sorted(ACTS):
        gathering = await gathered(hall)
        await leads(gathering, person)
        token = dict((await visitor.open(desk(gathering))).form("/open").fields)["_token"]
        answer = await visitor.client.post(desk(gathering, f"/{act}"), data={"_token": token})
        assert answer.status_code in (200, 400, 404, 422), act
