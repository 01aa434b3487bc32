"""Forms on paper for proposals, read back from the PDF."""

from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader

from musrenbang_live.config import folder
from musrenbang_live.web.printing.entry_forms import entry_forms
from tests.builders import plan
from tests.web.desks import desk
from tests.web.officers import at_desk
from tests.web.residents import Gathering

TEMPLATE = folder("templates") / "print" / "formulir.typ"
ORDER = (
    "1. Apa masalahnya?",
    "2. Apa yang diminta?",
    "3. Lingkungan",
    "4. Patokan",
    "5. Volume",
    "6. Nama",
    "7. Bidang",
)


def text_of(page: PageObject) -> str:
    return " ".join(page.extract_text().split())


def read(pdf: bytes) -> list[str]:
    return [text_of(page) for page in PdfReader(BytesIO(pdf)).pages]


async def test_two_forms_a_page_ask_what_the_entry_page_asks_in_its_order() -> None:
    pages = read(await entry_forms(TEMPLATE, plan(starts="2027-01-14 08:30"), 7, 2))
    assert len(pages) == 2
    for page, numbers in zip(pages, (("7", "8"), ("9", "10")), strict=True):
        for half, number in zip(page.split("FORMULIR USULAN")[1:], numbers, strict=True):
            assert f"Nomor formulir {number}" in half
            assert "Musrenbang Kelurahan Selat Lancang" in half
            assert "14 Januari 2027" in half
            places = [half.index(question) for question in ORDER]
            assert places == sorted(places)
            assert "Infrastruktur Lainnya" in half
            assert "Jangan menulis NIK" in half
            assert "Diisi oleh warga, diketik oleh panitia." in half


@pytest.mark.parametrize("count", [1, 30, 31])
async def test_any_number_of_lingkungan_keeps_two_forms_on_a_page(count: int) -> None:
    names = tuple(f"Bunga Tanjung {n}" if count == 31 else str(n) for n in range(1, count + 1))
    pages = read(await entry_forms(TEMPLATE, plan(neighborhoods=names), 1, 1))
    assert len(pages) == 1
    assert pages[0].count("Panitia: usulan nomor") == 2


@pytest.mark.parametrize(
    ("query", "pages", "first"),
    [
        ("", 10, "1"),
        ("?lembar=2&mulai=21", 2, "21"),
        ("?lembar=0&mulai=0", 1, "1"),
        ("?lembar=-5&mulai=x", 10, "1"),
        ("?lembar=99999999999999&mulai=²", 100, "1"),
    ],
)
async def test_they_are_fetched_at_the_desk(
    gathering: Gathering, query: str, pages: int, first: str
) -> None:
    async with at_desk(gathering) as facilitator:
        answer = await facilitator.client.get(desk(gathering, f"/formulir.pdf{query}"))
    assert answer.headers["content-type"] == "application/pdf"
    found = PdfReader(BytesIO(answer.content)).pages
    assert len(found) == pages
    assert f"Nomor formulir {first}" in text_of(found[0])
