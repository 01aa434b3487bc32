"""Ballots on paper: what is printed for each kind, short and long, read back from the PDF."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from musrenbang_live.config import folder
from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Choose
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.views.parts import Option
from musrenbang_live.web import language
from musrenbang_live.web.printing.ballot_sheets import SheetHead, ballot_sheet
from tests.builders import PHASES, ROUND
from tests.outcomes import RULES, TITLES
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered
from tests.web.voters import by_card

HEAD = SheetHead(
    forum="Musrenbang tahunan",
    place="Kelurahan Selat Lancang",
    date="Kamis, 14 Januari 2027",
    spoken="HMX 4T7",
    fingerprint="3f9a1c2b",
    neighborhood_label="Lingkungan",
    binding=True,
    card=True,
)
TASKS = {
    "pilih": "pada paling banyak 3 usulan",
    "setuju": "satu kotak untuk setiap usulan",
    "poin": "semuanya paling banyak 5 poin",
    "urutan": "Tulis 1 untuk yang terbaik",
    "skor": "Tulis nilai 1 sampai 5",
    "anggaran": "pada usulan yang perlu dibiayai",
    "delegasi": "pada paling banyak 2 calon",
}


def options(count: int) -> list[Option]:
    return [
        Option(n, f"{TITLES[n % len(TITLES)]} nomor {n}", "", "", "", "", "II", 25_000_000)
        for n in range(1, count + 1)
    ]


async def pages(kind: str, count: int, head: SheetHead = HEAD) -> list[str]:
    """The text of each page, with single spaces."""
    planned = RoundPlan(ROUND, "Prioritas kelurahan", RULES[kind], ties=("undian",))
    template = folder("templates") / "print" / "surat.typ"
    pdf = await ballot_sheet(template, head, planned, options(count), language.load()["id"])
    return read(pdf)


def read(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("count", [1, 6, 40])
async def test_every_sheet_has_all_that_belongs_on_it(kind: str, count: int) -> None:
    text = " ".join(found := await pages(kind, count))
    copies = text.count("SURAT SUARA")
    assert copies == (2 if count < 40 else 1), "short ones are two to a page"
    assert len(found) == 1 or count == 40
    for words in (
        *(
            "SURAT SUARA Prioritas kelurahan",
            HEAD.forum,
            HEAD.place,
            HEAD.date,
            HEAD.spoken,
            HEAD.fingerprint,
        ),
        *("Suara mengikat", "Jangan difoto.", "Kode kartu.", TASKS[kind]),
        "diundi di ruang musyawarah",
    ):
        assert text.count(words) == copies, words
    for n in range(1, count + 1):
        assert f"nomor {n} ·" in text, "no option is lost where columns and pages break"
    assert ("Rp25 juta" in text) == (kind in ("poin", "anggaran"))
    assert ("Setuju Tidak Abstain" in text) == (kind == "setuju")


async def test_a_list_that_flows_over_pages_says_so_on_each() -> None:
    found = await pages("skor", 120)
    assert len(found) > 2
    for place, text in enumerate(found, 1):
        assert f"halaman {place} dari {len(found)} · jangan dipisahkan" in text
    assert all(f"nomor {n} ·" in " ".join(found) for n in range(1, 121))


async def test_a_poll_says_so_and_asks_for_no_code() -> None:
    head = SheetHead(**{**_fields(HEAD), "binding": False, "card": False})
    [text] = await pages("pilih", 3, head)
    assert text.count("Jajak pendapat, tidak mengikat") == 2
    assert "Kode kartu" not in text


async def test_a_sheet_for_practice_does_not_say_that_it_binds() -> None:
    [text] = await pages("pilih", 3, SheetHead(**{**_fields(HEAD), "practice": True}))
    assert text.count("Latihan, bukan hasil resmi") == 2
    assert "mengikat" not in text


def _fields(head: SheetHead) -> dict[str, Any]:
    return {name: getattr(head, name) for name in head.__struct_fields__}


async def test_what_people_wrote_cannot_set_type() -> None:
    """Texts are data: signs that mean something to the typesetter are printed as they are."""
    title = '#panic("x") *tebal* $x$ \\ <b> @label // [1]'
    option = Option(1, title, "", "", "", "", "", None)
    planned = RoundPlan(ROUND, "Suara _satu_", Choose(1))
    template = folder("templates") / "print" / "surat.typ"
    pdf = await ballot_sheet(template, HEAD, planned, [option], language.load()["id"])
    [text] = read(pdf)
    assert text.replace(" ", "").count(title.replace(" ", "")) == 2
    assert text.count("Suara _satu_") == 2


# At the desk


async def printed(
    gathering: Gathering, visitor: Visitor, page: Page, part: str, **more: Any
) -> Any:
    """The answer to a button that prints the ballot of this form."""
    fields = page.form(part).filled(more)
    return await visitor.client.post(desk(gathering, "/kertas/cetak"), data=fields)


async def test_a_planned_vote_is_printed_with_the_options_ticked(hall: Hall) -> None:
    gathering = await gathered(hall)
    await gathering.phase("usulan")
    await gathering.proposals(3)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, f"/surat-suara?tahap={PHASES['pemungutan']}"))
        assert 'formaction="' + desk(gathering, "/kertas/cetak") in page.html
        answer = await printed(gathering, facilitator, page, "phase", options=["1", "3"])
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-store"
        [text] = read(answer.content)
        assert "Perbaikan jalan 1" in text
        assert "Perbaikan jalan 3" in text
        assert "Perbaikan jalan 2" not in text
        assert gathering.meeting.open_round is None
        page = Page(await printed(gathering, facilitator, page, "phase", options=["9"]))
        assert said(page) == "Usulan itu tidak ditemukan."


async def test_an_open_vote_is_printed_as_it_is(hall: Hall) -> None:
    voting = await by_card(hall)
    async with at_desk(voting) as facilitator:
        page = await facilitator.open(desk(voting, "/kertas"))
        answer = await printed(voting, facilitator, page, "cetak")
        [text] = read(answer.content)
        assert "surat-suara" in answer.headers["content-disposition"]
        for n in (1, 2, 3):
            assert text.count(f"Perbaikan jalan {n}") == 2
        assert text.count("Suara mengikat") == text.count("Kode kartu.") == 2
        await voting.act(c.CloseRound(1))
        page = Page(await printed(voting, facilitator, page, "cetak"))
        assert said(page) == "Pemungutan suara itu tidak ada."


async def test_strangers_print_nothing(hall: Hall, visitor: Visitor) -> None:
    voting = await by_card(hall)
    answer = await visitor.client.post(desk(voting, "/kertas/cetak"), data={})
    assert answer.status_code == 403
