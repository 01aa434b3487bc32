"""The kamus usulan of the site: a preview first, then in use, and back again."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from musrenbang_live.cli.demo_site import CATALOG
from musrenbang_live.config import folder
from musrenbang_live.core.cataloguing import read_catalog
from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices
from musrenbang_live.web.sheets_reading import rows_of
from tests.web.browsing import Hall, Page, Visitor
from tests.web.officers import let_in, officer
from tests.web.test_sheets_reading import xlsx

HOME = "/fasilitator/kamus"
TOP = ["Kode", "Nama Kegiatan", "Satuan", "Harga Satuan", "OPD", "Bidang"]
ROWS: list[list[Any]] = [
    ["1.1", "Pembangunan drainase", "meter", 850_000, "Dinas PUPR", "Infrastruktur"],
    ["1.2", "Lampu jalan", "titik", "Rp5.500.000,00", "Dinas Perhubungan", "Infrastruktur"],
]
BAD: list[list[Any]] = [
    ["1.3", "", "unit", "1,250", "Dinas PUPR", ""],
    ["1.1", "Pembangunan drainase", "meter", 850_000, "Dinas PUPR", "Infrastruktur"],
]


@pytest.fixture
async def budi(hall: Hall, visitor: Visitor) -> Visitor:
    """A facilitator, logged in."""
    await let_in(hall, visitor, await officer(hall))
    return visitor


async def send(who: Visitor, content: bytes, name: str = "kamus.xlsx", year: str = "2028") -> Page:
    """The answer to a file."""
    form = (await who.open(HOME)).form("impor")
    files = {"berkas": (name, content)}
    data = form.filled({"berkas": None, "tahun": year})
    return Page(await who.client.post(HOME, data=data, files=files))


async def test_nothing_changes_before_the_preview_is_confirmed(hall: Hall, budi: Visitor) -> None:
    office = Office(id=0, kind="opd", name="Dinas Perhubungan Kota")
    await offices.add_office(hall.site.pool, office, at=now())
    preview = await send(budi, xlsx([["KAMUS 2028"], TOP, *ROWS, *BAD]))
    assert "Dinas Perhubungan 1 kegiatan Dinas Perhubungan Kota" in preview.text
    assert "Dinas PUPR 1 kegiatan Belum ada kantornya di sini" in preview.text
    assert "Periksa kamus 2028" in preview.text
    assert "kegiatan yang terbaca baik 2 baris yang keliru 1 baris kembar" in preview.text
    assert "5 Nama Kegiatan – Belum diisi." in preview.text
    assert "5 Harga Satuan 1,250 Dapat dibaca dengan dua cara." in preview.text
    assert "1 baris yang keliru tidak ikut." in preview.text
    assert "Belum ada kamus" in (await budi.open(HOME)).text
    used = await budi.send(preview, "/pakai")
    assert "Kamus 2028 dipakai: 2 kegiatan." in used.text
    assert "Pembangunan drainase" in used.text
    assert "Rp5.500.000" in used.text


async def test_a_search_finds_what_is_meant(budi: Visitor) -> None:
    await budi.send(await send(budi, xlsx([TOP, *ROWS])), "/pakai")
    found = await budi.send(await budi.open(HOME), "cari-kamus", cari="parit")
    assert "1 kegiatan ditemukan." in found.text
    assert "Lampu jalan" not in found.text
    nothing = await budi.send(found, "cari-kamus", cari="<b>zzz</b>")
    assert "0 kegiatan ditemukan." in nothing.text
    assert "<b>zzz" not in nothing.html


async def test_a_version_gives_way_and_comes_back(budi: Visitor) -> None:
    await budi.send(await send(budi, xlsx([TOP, *ROWS]), "lama.xlsx"), "/pakai")
    preview = await send(budi, b"Kegiatan;Satuan;Harga\nPosyandu;unit;5.000\n", "baru.csv")
    assert "Kamus 2028 yang sekarang (2 kegiatan) diganti." in preview.text
    page = await budi.send(preview, "/pakai")
    assert "Posyandu" in page.text
    assert "drainase" not in page.text
    assert "lama.xlsx" in page.text
    back = await budi.send(page, "/pakai")
    assert "Pembangunan drainase" in back.text


async def test_a_preview_that_is_thrown_away_is_gone(budi: Visitor) -> None:
    preview = await send(budi, xlsx([TOP, *ROWS]))
    place = preview.answer.url.path
    gone = await budi.send(preview, "/buang")
    assert "Kamus tidak berubah." in gone.text
    assert (await budi.open(place)).status == 404


async def test_a_preview_is_for_the_one_who_sent_it(hall: Hall, budi: Visitor) -> None:
    place = (await send(budi, xlsx([TOP, *ROWS]))).answer.url.path
    async with hall.visitor() as ani:
        await let_in(hall, ani, await officer(hall, "ani"))
        assert (await ani.open(place)).status == 404
    async with hall.visitor() as nobody:
        assert "/masuk" in str((await nobody.open(HOME)).answer.url)
        assert (await nobody.client.post(HOME, files={"berkas": ("a", b"x")})).status_code == 403


@pytest.mark.parametrize(
    ("content", "year", "said"),
    [
        (b"", "2028", "Pilih dahulu berkasnya."),
        (b"%PDF-1.7", "2028", "Berkas ini tidak terbaca."),
        (b"halo\ndunia\n", "2028", "Judul kolom tidak ditemukan."),
        (b"Kegiatan;Satuan\n", "2028", "Di bawah judul kolom tidak ada isi."),
        (b"Kegiatan;Satuan\nA;m\n", "28", "Tulis tahun rencananya"),
        (b"Kegiatan;Satuan\nA;m\n", "9999", "Tulis tahun rencananya"),
        (b"a;" * 6_000_000, "2028", "Berkas ini lebih besar dari 10 MB."),
    ],
)
async def test_a_file_of_no_use_is_told_so(
    budi: Visitor, content: bytes, year: str, said: str
) -> None:
    page = await send(budi, content, year=year)
    assert page.status in (413, 422)
    assert said in page.text
    assert page.has_form("impor")


async def test_a_file_with_bad_rows_only_cannot_be_used(budi: Visitor) -> None:
    preview = await send(budi, b"Kegiatan;Harga\nA;sesuai RAB\n")
    assert "Tidak ada baris yang dapat dipakai" in preview.text
    assert not preview.has_form("/pakai")
    token = preview.form("/buang").filled({})
    place = preview.answer.url.path
    assert (await budi.client.post(f"{place}/pakai", data=token)).status_code == 404


async def test_the_empty_files_have_the_headings_that_are_read(budi: Visitor) -> None:
    csv = await budi.client.get(f"{HOME}/contoh.csv")
    assert csv.content.decode("utf-8-sig").strip() == ";".join(TOP)
    book = load_workbook(io.BytesIO((await budi.client.get(f"{HOME}/contoh.xlsx")).content))
    assert [cell.value for cell in book.worksheets[0][1]] == TOP
    filled = book.worksheets[0]
    filled["B2"], filled["C2"], filled["D2"] = "Lampu jalan", "titik", 5_500_000
    kept = io.BytesIO()
    book.save(kept)
    assert "kegiatan yang terbaca baik 1 baris" in (await send(budi, kept.getvalue())).text


async def test_the_example_has_no_mistake_and_fits_the_example_proposals() -> None:
    content = folder("sessions").joinpath(*CATALOG).read_bytes()
    read = read_catalog(await rows_of(content))
    assert (read.mistakes, read.same, read.unused) == ((), (), ())
    assert len(read.items) == 26
    assert all(item.price and item.unit and item.agency for item in read.items)
