"""Proposals at the console: shown, held back, put into words, kept together, typed in."""

import pytest

from tests.builders import content
from tests.web.desks import desk, opened, said, waiting
from tests.web.officers import at_desk
from tests.web.residents import Gathering

# At the console


async def test_a_waiting_proposal_is_shown_with_one_press(gathering: Gathering) -> None:
    (number,) = await waiting(gathering)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        assert "Perbaikan titi 0" in page.text
        page = await facilitator.send(page, f"tampilkan-{number}")
    assert gathering.meeting.proposals[number].status == "shown"
    assert said(page) == f"Usulan {number} tampil."
    assert "Tidak ada usulan yang menunggu." in page.text


async def test_all_are_shown_after_a_question_and_none_that_was_not_seen(
    gathering: Gathering,
) -> None:
    seen = await waiting(gathering, 2)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        asked = await facilitator.send(page, "/approve-all")
        assert "Tampilkan 2 usulan?" in asked.text
        assert "Perbaikan titi 1" in asked.text
        who = await gathering.neighbour()
        late = await gathering.hall.service.propose(
            gathering.room, who, "00000000-0000-4000-8000-00000000ffff", content(), named=False
        )
        page = await facilitator.send(asked, "/approve-all")
    states = {n: p.status for n, p in gathering.meeting.proposals.items()}
    assert states == dict.fromkeys(seen, "shown") | {late: "waiting"}
    assert said(page) == "2 usulan tampil."


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reason": "Bukan kewenangan kota."}, "Bukan kewenangan kota."),
        ({"reason_text": "Sudah dikerjakan tahun lalu"}, "Sudah dikerjakan tahun lalu"),
        ({"reason": "Bukan kewenangan kota.", "reason_text": " Lain "}, "Lain"),
    ],
)
async def test_a_proposal_is_hidden_for_a_reason(
    gathering: Gathering, fields: dict[str, str], reason: str
) -> None:
    (number,) = await waiting(gathering)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        assert "Bukan kewenangan kota." in page.form(f"tahan-{number}").choices["reason"]
        page = await facilitator.send(page, f"tahan-{number}", **fields)
        assert said(page) == f"Usulan {number} ditahan."
        assert gathering.meeting.proposals[number].reason == reason
        page = await facilitator.send(page, f"kembali-{number}")
    assert gathering.meeting.proposals[number].status == "shown"


async def test_hiding_without_a_reason_is_refused_in_words(gathering: Gathering) -> None:
    (number,) = await waiting(gathering)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        page = await facilitator.send(page, f"tahan-{number}")
    assert said(page) == "Tuliskan alasannya. Alasan ini ikut diterbitkan."
    assert gathering.meeting.proposals[number].status == "waiting"


async def test_every_field_of_a_proposal_can_be_put_right(gathering: Gathering) -> None:
    (number,) = await waiting(gathering)
    changes = {
        "title": "Penggantian titi kayu menjadi titi beton",
        "screen_title": "Titi beton Lingkungan III",
        "problem": "Titi kayu sudah lapuk.",
        "sector": "lain",
        "neighborhood": "III",
        "landmark": "Paluh belakang",
        "quantity": "12,5",
        "unit": "meter",
        "cost": "Rp85.000.000",
        "beneficiaries": "1.040",
        "beneficiary_unit": "KK",
    }
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, f"/usulan/{number}"))
        assert "Perbaikan titi 0" in page.html
        page = await facilitator.send(page, f"/usulan/{number}", then="approve", **changes)
        assert said(page) == f"Usulan {number} tersimpan."
        again = await facilitator.open(desk(gathering, f"/usulan/{number}"))
    proposal = gathering.meeting.proposals[number]
    assert proposal.status == "shown"
    kept = proposal.content
    assert (kept.quantity, kept.cost, kept.beneficiaries) == (12.5, 85_000_000, 1040)
    assert kept.screen_title == "Titi beton Lingkungan III"
    fields = dict(again.form(f"/usulan/{number}").fields)
    assert {name: fields[name] for name in changes} == changes | {"cost": "85.000.000"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cost": "banyak"}, "misalnya 153.000.000"),
        ({"quantity": "-1"}, "Isi dengan angka saja"),
        ({"title": " "}, "Bagian ini belum diisi."),
        ({"screen_title": "x" * 29}, "paling banyak 28 huruf"),
        ({"problem": "Hubungi 0812 3456 7890"}, "Nomor telepon tidak perlu ditulis."),
        ({"neighborhood": "XL"}, "Pilih lingkungan dari daftar."),
    ],
)
async def test_what_was_typed_stays_when_something_must_be_mended(
    gathering: Gathering, changes: dict[str, str], sentence: str
) -> None:
    (number,) = await waiting(gathering)
    before = gathering.meeting
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, f"/usulan/{number}"))
        told = {"landmark": "Simpang baru"} | changes
        page = await facilitator.send(page, f"/usulan/{number}", **told)
    assert page.status == 422
    assert sentence in page.text
    fields = dict(page.form(f"/usulan/{number}").fields)
    assert fields["landmark"] == "Simpang baru"
    assert 'aria-invalid="true"' in page.html
    assert gathering.meeting == before


async def test_ticked_proposals_become_part_of_one_and_stand_alone_again(
    gathering: Gathering,
) -> None:
    one, two, three = await opened(gathering, "musyawarah", 3)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        page = await facilitator.send(page, "gabung", usulan=[str(one), str(three)])
        assert "Usulan mana yang menjadi induk?" in page.text
        page = await facilitator.send(page, "/merge", into=str(three))
        assert said(page) == f"Usulan {one} digabung ke usulan {three}."
        assert gathering.meeting.root(one) == three
        assert gathering.meeting.proposals[two].stands
        page = await facilitator.send(page, f"pisah-{one}")
    assert gathering.meeting.proposals[one].stands
    assert said(page) == f"Usulan {one} berdiri sendiri lagi."


async def test_the_likeliest_place_to_merge_into_comes_first(gathering: Gathering) -> None:
    await gathering.phase("usulan")
    await gathering.proposal(content("Pelatihan menjahit", problem="Ibu-ibu ingin usaha"))
    alike = await gathering.proposal(content("Lampu jalan simpang masjid", problem="Gelap"))
    number = await gathering.proposal(content("pasang lampu dekat masjid", problem="gelap sekali"))
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, f"/gabung?usulan={number}"))
        assert page.form("/merge").choices["into"][0] == str(alike)
        page = await facilitator.open(desk(gathering, "/gabung"))
        assert said(page) == "Pilih dahulu usulan yang akan digabung."


async def test_a_proposal_comes_before_everybodys_eyes_and_leaves_again(
    gathering: Gathering,
) -> None:
    number, _other = await opened(gathering, "musyawarah", 2)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.send(await facilitator.open(desk(gathering)), f"bahas-{number}")
        assert gathering.meeting.focus == number
        assert f"usulan {number} sedang dibahas" in page.text
        page = await facilitator.send(page, "selesai-dibahas")
    assert gathering.meeting.focus == 0
    assert said(page) == "Pembahasan usulan selesai."


async def test_the_panic_button_empties_the_wall_and_brings_it_back(gathering: Gathering) -> None:
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        assert 'data-key="k"' in page.html
        page = await facilitator.send(page, "kosongkan")
        assert gathering.meeting.blank
        assert said(page) == "Layar dikosongkan."
        page = await facilitator.send(page, "kosongkan")
    assert not gathering.meeting.blank
