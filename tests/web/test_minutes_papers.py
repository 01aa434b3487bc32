"""The documents read back: every figure that they print is that of the minutes, in every form."""

import io
import re
import zipfile
from collections.abc import Callable

import docx
import msgspec
import openpyxl
import pytest
from pypdf import PdfReader

from musrenbang_live.config import folder
from musrenbang_live.core.minutes import Minutes
from musrenbang_live.web import language
from musrenbang_live.web.formats import number, rupiah
from musrenbang_live.web.minutes import pack, word_check, words
from tests.minutes_made import endless, made, nothing
from tests.word_form import PATH, form

PRESS = pack.Press(folder("templates") / "print", language.load()["id"])
DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")', "{=1}", "'=1")


def document(of: Minutes, name: str) -> bytes:
    return pack.document(PRESS, of, None, name)


def pages(of: Minutes, name: str = pack.PDF) -> list[str]:
    reader = PdfReader(io.BytesIO(document(of, name)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def tables(of: Minutes) -> list[list[list[str]]]:
    opened = docx.Document(io.BytesIO(document(of, pack.DOCX)))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in opened.tables]


def sheets(of: Minutes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(document(of, pack.XLSX)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def squeezed(text: str) -> str:
    """Without what a break of line may add or take."""
    return re.sub(r"[\s\u00ad-]", "", text)


def test_the_pdf_says_every_line_and_every_sum() -> None:
    of = made()
    text = squeezed("".join(pages(of)))
    for line in (*of.priorities, *of.reserves, *of.declined):
        assert squeezed(line.title) in text
        assert squeezed(line.problem) in text
        assert squeezed(f"(usulan nomor {line.number}") in text
        if line.cost is not None:
            assert number(line.cost) in text
    for said in (
        "Nomor: 050/12/BKK/2027",
        "Pada hari Kamis, tanggal empat belas bulan Januari tahun dua ribu dua puluh tujuh",
        "60 (enam puluh) orang, 32 perempuan dan 28 laki-laki",
        "Menyepakati 18 (delapan belas) kegiatan prioritas",
        "Menyepakati 18 (delapan belas) usulan yang belum dapat diakomodir",
        f"Jumlah perkiraan anggaran: {rupiah(of.cost)}",
        "Siti Rahma Lubis, S.Sos",
        "NIP. 19800101 200501 1 001",
        "musyawarah mufakat untuk 2 kegiatan dan pemungutan suara untuk 16 kegiatan",
        "Drainase didahulukan karena air pasang.",
        "termasuk usulan 41, 42",
        "57 dari 60 (95%)",
        "ponsel 51, kertas 6",
        "gajah melati perahu jendela",
        "9f" * 32,
        of.key,
    ):
        assert squeezed(said) in text, said


def test_every_annex_begins_on_a_page_of_its_own_and_headings_repeat() -> None:
    found = pages(made())
    begins = {
        numeral: next(n for n, page in enumerate(found) if f"LAMPIRAN {numeral} BERITA" in page)
        for numeral in ("I", "II", "III", "IV")
    }
    assert list(begins.values()) == sorted(set(begins.values()))
    assert begins["I"] >= 1
    priorities = found[begins["II"] : begins["III"]]
    assert len(priorities) > 1
    assert all("Usulan kegiatan" in page for page in priorities)
    for place, page in enumerate(found, 1):
        assert f"Halaman {place} dari {len(found)}" in page
        assert "kode sesi HMX-4T7 · gajah melati perahu jendela" in page


def test_what_is_empty_is_nihil_and_nothing_is_invented() -> None:
    found = pages(nothing())
    text = " ".join(found)
    assert text.count("NIHIL") >= 5
    assert "Tidak ada (NIHIL) kegiatan prioritas" in text
    assert "Catatan musyawarah ini belum ditandatangani." in text
    assert "Tidak ada pemungutan suara dalam musyawarah ini." in text
    assert "None" not in text
    told = tables(nothing())
    assert sum("NIHIL" in row for table in told for row in table) >= 4
    assert [len(rows) for rows in sheets(nothing()).values()] == [1, 1, 1, 1, 1, 2, 1]


def test_endless_texts_are_printed_whole() -> None:
    of = endless()
    text = squeezed("".join(pages(of)))
    for line in (of.priorities[0], of.declined[-1]):
        assert text.count(squeezed(line.problem)) >= 40
        assert squeezed(line.reason) in text


def test_a_copy_for_the_public_says_so_and_has_no_list_of_people() -> None:
    of = made(public=True, attendees=())
    found = pages(of)
    assert all("SALINAN UNTUK UMUM" in page for page in found)
    assert "Daftar hadir bertanda tangan disimpan di kantor kelurahan" in " ".join(found)
    assert "Daftar Hadir" not in sheets(of)
    assert "RANCANGAN" in pages(made(draft=True))[0]
    assert "LATIHAN" in pages(made(practice=True))[0]


def test_word_says_the_same_as_the_minutes() -> None:
    of = made()
    told = words.told(of, PRESS.language)
    found = tables(of)
    priorities = next(t for t in found if "Cara diputuskan" in t[0] and len(t) == 19)
    for row, line in zip(priorities[1:], told["prioritas"], strict=True):
        assert row[0] == line["no"]
        assert row[1] == line["bidang"]
        assert row[2] == line["permasalahan"]
        assert row[3].startswith(f"{line['usulan']} (usulan nomor {line['nomor_usulan']}")
        assert row[4:] == [
            line["lokasi"],
            line["volume_satuan"],
            line["biaya"],
            line["opd"],
            line["keputusan"],
        ]
    declined = next(t for t in found if "Alasan" in t[0])
    assert [row[-1] for row in declined[1:]] == [line.reason for line in of.declined]
    present = next(t for t in found if len(t) == 61)
    assert [row[1] for row in present[1:]] == [each.name for each in of.attendees]
    delegates = next(t for t in found if "Asal" in t[0])
    assert [(row[1], row[4]) for row in delegates[1:]] == [
        (each.name, str(each.votes)) for each in of.delegation.people
    ]
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(document(of, pack.DOCX))).paragraphs)
    for name in ("kalimat_pembuka", "urutan", "jumlah_anggaran", "akar", "kunci", "empat_kata"):
        assert told[name] in text
    assert "{" not in text


def test_excel_has_the_official_columns_and_figures_as_numbers() -> None:
    of = made()
    found = sheets(of)
    assert list(found) == [
        *("Prioritas", "Cadangan", "Belum Diakomodir", "Daftar Hadir", "Delegasi", "Rekap", "SIPD")
    ]
    heads, *rows = found["Prioritas"]
    assert heads[:9] == (
        *("No", "Bidang Pembangunan", "Permasalahan", "Usulan Kegiatan", "Lokasi", "Volume"),
        *("Satuan", "Perkiraan Anggaran (Rp)", "OPD Penanggung Jawab"),
    )
    for row, line in zip(rows, of.priorities, strict=True):
        assert row[0] == line.rank
        assert row[2:4] == (line.problem, line.title)
        assert row[5] == line.quantity
        assert (row[7] or 0) == (line.cost or 0)
        assert row[12] == line.number
    assert sum(int(str(row[7] or 0)) for row in rows) == of.cost
    assert [row[9] for row in found["Belum Diakomodir"][1:]] == [x.reason for x in of.declined]
    assert len(found["Daftar Hadir"]) == 61
    assert len(found["SIPD"]) == 41
    sipd = dict(zip(found["SIPD"][0], found["SIPD"][1], strict=True))
    assert (sipd["tahun"], sipd["id_jenis_usul"], sipd["nama_kelurahan"]) == (2028, 8, of.ward)
    assert sipd["masalah"] == of.priorities[0].problem
    assert found["Rekap"][2][2:] == (12, 5, 1, 6, 100_000_000)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_becomes_a_formula(text: str) -> None:
    lines = [
        msgspec.structs.replace(line, title=text, problem=text, agency=text, unit=text)
        for line in made().priorities
    ]
    of = made(priorities=tuple(lines), forum=text)
    data = document(of, pack.XLSX)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        for name in opened.namelist():
            if name.startswith("xl/worksheets/"):
                content = opened.read(name)
                assert b"<f>" not in content
                assert b"<hyperlink" not in content
    book = openpyxl.load_workbook(io.BytesIO(data))
    cell = book["Prioritas"]["D2"]
    assert (cell.data_type, cell.value) == ("s", text)


@pytest.mark.parametrize("name", pack.NAMES)
@pytest.mark.parametrize("of", [made, nothing])
def test_the_same_minutes_make_the_same_bytes(name: str, of: Callable[[], Minutes]) -> None:
    assert document(of(), name) == document(of(), name)


def test_files_carry_the_time_of_the_meeting_and_no_other() -> None:
    of = made()
    files = pack.documents(PRESS, of, None)
    packed = pack.folder(files, of)
    for data in (packed, files[pack.DOCX]):
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            assert {entry.date_time for entry in opened.infolist()} == {(2027, 1, 15, 18, 0, 0)}
    opened_docx = docx.Document(io.BytesIO(files[pack.DOCX])).core_properties
    moment = "2027-01-15 11:00:00"
    assert str(opened_docx.created).startswith(moment)
    assert str(opened_docx.modified).startswith(moment)
    book = openpyxl.load_workbook(io.BytesIO(files[pack.XLSX]))
    assert str(book.properties.created).startswith(moment)
    told = PdfReader(io.BytesIO(files[pack.PDF])).metadata
    assert told is not None
    assert "/CreationDate" not in told or "20270115" in str(told["/CreationDate"])


def test_mandate_letters_and_notes() -> None:
    of = made()
    letters = pages(of, pack.MANDATE)
    assert len(letters) == 4
    for each, page in zip(of.delegation.people, letters[1:], strict=True):
        assert each.name in page
        assert "18 kegiatan prioritas" in page
    notes = " ".join(pages(of, pack.NOTES))
    for said in ("Pak Ucok: parit dulu.", "Kapan parit dikerjakan?", "Lurah: Tahun depan."):
        assert said in notes
    assert pack.MANDATE not in pack.documents(PRESS, nothing(), None)


def test_the_own_form_of_the_program_is_what_its_script_writes() -> None:
    committed = PATH.read_bytes()
    with zipfile.ZipFile(io.BytesIO(committed)) as ours, zipfile.ZipFile(io.BytesIO(form())) as new:
        assert ours.namelist() == new.namelist()
        for name in ours.namelist():
            assert ours.read(name) == new.read(name), name
    assert word_check.problems(committed) == []
