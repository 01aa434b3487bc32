"""Musyawarah, the agreed order and delegates at the facilitator's desk, with plain forms."""

import json
import uuid

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Targets
from tests.builders import PHASES, content, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, opened, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered
from tests.web.test_faults import listed

BALLOT = f"/surat-suara?tahap={PHASES['pemungutan']}"


async def opinion(gathering: Gathering, value: int, words: str = "") -> None:
    """Somebody says what they think of the proposal in focus."""
    who = await gathering.neighbour()
    told = "usulan", gathering.meeting.focus, value, words
    await gathering.hall.service.opine(gathering.room, who, str(uuid.uuid4()), 1, *told)


async def test_a_proposal_is_discussed_and_decided(hall: Hall, gathering: Gathering) -> None:
    await opened(gathering, "musyawarah", 3)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/musyawarah"))
        assert "Belum ada usulan yang dibahas" in page.text
        assert "0 dari 3 diputuskan" in page.text
        page = await facilitator.send(page, "ke-n")
        assert said(page) == "Usulan 1 tampil di layar."
        await opinion(gathering, 1)
        for words in ("Sudah ada; lebih baik <i>titi</i>", "Sudah ada", ""):
            await opinion(gathering, 2, words)
        await gathering.room.recount()
        page = await facilitator.open(desk(gathering, "/musyawarah"))
        assert "Setuju 1 Keberatan 3" in page.text
        assert "Sudah ada 2 orang lebih baik <i>titi</i>" in page.text
        page = await facilitator.send(page, "putusan-1", verdict="mufakat")
        assert said(page) == "Usulan 1 disepakati."
        assert "1 dari 3 diputuskan" in page.text
        page = await facilitator.send(page, "ke-n")
        page = await facilitator.send(page, "belum-isi-2", code="lahan", reason="Milik Pak Ali")
        assert "Lahan milik pribadi atau masih sengketa: Milik Pak Ali" in page.text
        page = await facilitator.send(page, "ke-p")
        page = await facilitator.send(page, "putusan-1", verdict="")
        assert said(page) == "Putusan tentang usulan 1 dibatalkan."
        assert "1 dari 3 diputuskan" in page.text
    assert gathering.meeting.verdict(1) == ""
    assert gathering.meeting.verdict(2) == "belum"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"verdict": "belum", "code": ""}, "Tuliskan alasannya."),
        ({"verdict": "belum", "code": "lain", "reason": " "}, "Tuliskan alasannya."),
        ({"verdict": "belum", "code": "x"}, "Tuliskan alasannya."),
        ({"verdict": "tolak"}, "Keputusan itu tidak dikenal."),
        ({"verdict": "mufakat", "number": "99"}, "Usulan itu tidak ditemukan."),
        ({"verdict": "mufakat", "number": ""}, ""),
    ],
)
async def test_what_cannot_be_decided_is_refused_in_words(
    gathering: Gathering, fields: dict[str, str], sentence: str
) -> None:
    await opened(gathering, "musyawarah", 1)
    await gathering.act(c.FocusProposal(1))
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/musyawarah"))
        page = await facilitator.send(page, "belum-isi-1", **fields)
        assert sentence in (said(page) or page.text)
    assert gathering.meeting.decisions == {}


async def test_it_is_put_right_in_the_room(gathering: Gathering) -> None:
    await gathering.phase("usulan")
    kept = content("Parit", cost=90_000_000, quantity=150.5, unit="m", beneficiaries=40)
    await gathering.proposal(kept)
    await gathering.phase("musyawarah")
    await gathering.act(c.FocusProposal(1))
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/musyawarah"))
        fields = dict(page.form("ubah-cepat-1").fields)
        assert (fields["cost"], fields["quantity"]) == ("90.000.000", "150,5")
        page = await facilitator.send(
            page, "ubah-cepat-1", title="Parit beton", cost="75.000.000", quantity="120,5"
        )
        assert said(page) == "Usulan 1 tersimpan."
        now = gathering.meeting.proposals[1].content
        assert (now.title, now.cost, now.quantity) == ("Parit beton", 75_000_000, 120.5)
        assert (now.problem, now.landmark, now.beneficiaries, now.sector) == (
            kept.problem, kept.landmark, 40, kept.sector,
        )  # fmt: skip
        assert now.screen_title == "Parit beton"
        refused = await facilitator.send(page, "ubah-cepat-1", cost="banyak", quantity="x")
        listed(refused, "quantity", "cost")
        assert dict(refused.form("/usulan/1").fields)["cost"] == "banyak"
        await facilitator.send(refused, "/usulan/1", cost="80.000.000", quantity="2")
        assert gathering.meeting.proposals[1].content.cost == 80_000_000
        token = dict(page.form("ubah-cepat-1").fields)["_token"]
        answer = await facilitator.client.post(
            desk(gathering, "/musyawarah/ubah"),
            data={"_token": token, "number": "9", "title": "x"},
            headers={"accept": "application/json"},
        )
        assert json.loads(answer.text)["code"] == "proposal_unknown"


async def test_the_ballot_has_what_was_sent_to_a_vote(gathering: Gathering) -> None:
    await opened(gathering, "musyawarah", 3)
    async with at_desk(gathering) as facilitator:

        async def ticked() -> list[str]:
            page = await facilitator.open(desk(gathering, BALLOT))
            return [value for name, value in page.form("/phase").fields if name == "options"]

        assert sorted(await ticked()) == ["1", "2", "3"]
        await gathering.act(c.DecideProposal(1, "mufakat"))
        assert sorted(await ticked()) == ["1", "2", "3"]
        await gathering.act(c.DecideProposal(2, "voting"), c.DecideProposal(3, "voting"))
        assert sorted(await ticked()) == ["2", "3"]


async def ranked(hall: Hall) -> Gathering:
    """Three proposals, of which 3 and 2 were voted on in this order; there is money for two."""
    gathering = await gathered(hall, plan(ceiling=100_000_000))
    await opened(gathering, "usulan", 0)
    await gathering.proposals(3, cost=45_000_000)
    await gathering.act(c.DecideProposal(1, "mufakat"))
    await gathering.act(c.EnterPhase(PHASES["pemungutan"], (2, 3)))
    for mark in ([3], [3], [2]):
        await gathering.cast(mark)
    await gathering.act(c.CloseRound(1), c.RevealRound(1))
    await gathering.room.recount()
    return gathering


def places(page: Page) -> dict[str, str]:
    """The places on the page, by proposal."""
    fields = page.form("/peringkat").fields
    return {name[6:]: value for name, value in fields if name.startswith("place-")}


async def test_the_order_begins_with_the_vote_and_is_agreed(hall: Hall) -> None:
    gathering = await ranked(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/peringkat"))
        assert places(page) == {"3": "1", "2": "2", "1": "3"}
        assert "Urutan ini sama dengan hasil suara." in page.text
        assert "Pagu Rp100.000.000. Mulai di sini jumlahnya melebihi pagu." in page.text
        page = await facilitator.send(page, "/peringkat", do="simpan")
        assert said(page) == "Urutan prioritas disepakati."
    assert gathering.meeting.ranks == (3, 2, 1)


async def test_another_order_needs_a_reason(hall: Hall) -> None:
    gathering = await ranked(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/peringkat"))
        page = await facilitator.send(page, "/peringkat", do="naik-1")
        assert places(page) == {"3": "1", "1": "2", "2": "3"}
        sentence = "Usulan 1: disepakati urutan 2, tidak ada pada surat suara."
        assert sentence in page.text
        assert "Usulan 2: disepakati urutan 3, menurut suara urutan 2." in page.text
        page = await facilitator.send(page, "/peringkat", do="simpan")
        assert page.status == 422
        assert "Tuliskan alasannya." in page.text
        assert places(page) == {"3": "1", "1": "2", "2": "3"}, "nothing that was moved is lost"
        assert gathering.meeting.ranks == ()
        page = await facilitator.send(page, "/peringkat", do="simpan", reason="Banjir tiap bulan.")
        assert said(page) == "Urutan prioritas disepakati."
        assert ("reason", "Banjir tiap bulan.") in page.form("/peringkat").fields
        assert (gathering.meeting.ranks, gathering.meeting.rank_reason) == (
            (3, 1, 2), "Banjir tiap bulan.",
        )  # fmt: skip
        page = await facilitator.send(page, "/peringkat", do="batal")
        assert said(page) == "Kesepakatan dibatalkan."
    assert gathering.meeting.ranks == ()


async def test_places_are_typed(hall: Hall) -> None:
    gathering = await ranked(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/peringkat"))
        page = await facilitator.send(page, "/peringkat", do="susun", **{"place-1": "1"})
        assert places(page) == {"1": "1", "3": "2", "2": "3"}
        page = await facilitator.send(page, "/peringkat", do="susun", **{"place-2": ""})
        assert places(page) == {"1": "1", "3": "2", "2": ""}
        assert "Tidak masuk urutan" in page.text
        page = await facilitator.send(page, "/peringkat", do="susun", **{"place-3": "dua"})
        assert page.status == 422
        assert places(page) == {"1": "1", "3": "2", "2": ""}
        page = await facilitator.send(page, "/peringkat", do="turun-99")
        assert places(page) == {"1": "1", "3": "2", "2": ""}
        page = await facilitator.send(page, "/peringkat", order="1 x")
        assert page.status == 400


async def test_delegates_by_acclamation(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall, plan(targets=Targets(delegates=2, women=50)))
    await opened(gathering, "musyawarah", 1)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/delegasi"))
        assert "Belum ada calon." in page.text
        await gathering.act(*(c.Nominate(name, name, name == "Siti", "II") for name in
                              ("Siti", "Budi", "Ucok")))  # fmt: skip
        page = await facilitator.open(desk(gathering, "/delegasi"))
        assert "Sasaran rencana: 2 orang, perempuan paling sedikit 50%." in page.text
        page = await facilitator.send(page, "/acclaim", candidate=["2", "3"])
        assert said(page) == "2 delegasi ditetapkan secara aklamasi."
        assert "Perempuan 0 dari 2 (0%), sasaran 50%: belum terpenuhi." in page.text
        page = await facilitator.send(page, "/acclaim", candidate=["1", "2"])
        assert "Perempuan 1 dari 2 (50%), sasaran 50%: terpenuhi." in page.text
        page = await facilitator.send(page, "/acclaim", candidate=["9"])
        assert said(page) == "Calon itu tidak ditemukan."
    assert gathering.meeting.acclaimed == (1, 2)
    await gathering.act(c.WithdrawCandidate(2))
    assert gathering.meeting.acclaimed == (1,)


async def test_what_was_agreed_is_published(hall: Hall, visitor: Visitor) -> None:
    gathering = await ranked(hall)
    await gathering.act(
        c.DecideProposal(2, "belum", "data", "Ukuran belum ada."),
        c.AgreeRanks((1, 3), (3, 2), "Banjir tiap bulan."),
        c.Nominate("a", "Siti Aminah", True, "II"),
        c.AcclaimDelegates((1,)),
        c.PublishMeeting(),
    )
    code = gathering.room.code
    page = await visitor.open(f"/arsip/{code}")
    for shown in (
        "Urutan prioritas yang disepakati",
        "Mengapa urutannya berbeda dari hasil suara Banjir tiap bulan.",
        "Belum diakomodir",
        "Data belum cukup: Ukuran belum ada.",
        "Prioritas 1",
        "Ditetapkan secara aklamasi.",
        "Siti Aminah",
    ):
        assert shown in page.text, shown
    record = json.loads((await visitor.client.get(f"/arsip/{code}.json")).text)
    assert record["agreed"] == {"order": [1, 3], "vote": 1, "reason": "Banjir tiap bulan."}
    assert record["delegates"]["people"][0]["name"] == "Siti Aminah"
    told = {one["number"]: one for one in record["proposals"]}
    assert told[2]["verdict"] == "belum"
    assert (told[2]["verdict_code"], told[2]["verdict_reason"]) == ("data", "Ukuran belum ada.")
    assert (told[1]["agreed_rank"], told[3]["rank"]) == (1, 1)
    sheet = (await visitor.client.get(f"/arsip/{code}.csv")).text
    assert "Belum diakomodir,Data belum cukup: Ukuran belum ada.,," in sheet
    assert "Disepakati,,1,Banjir tiap bulan." in sheet
    resident = await visitor.open(f"/s/{code}/usulan/2")
    assert "Belum diakomodir Data belum cukup: Ukuran belum ada." in resident.text
