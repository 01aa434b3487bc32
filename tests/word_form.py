"""Writes the program's own Word form of the minutes, which a kelurahan may copy and change.

    python -m tests.word_form          templates/print/berita-acara.docx

The same bytes every time; a test compares them with the committed file.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from musrenbang_live.web.minutes.word import AUTHOR, FORM
from musrenbang_live.web.minutes.zips import rezipped

PATH = Path(__file__).parent.parent / "templates" / "print" / FORM
MADE = 1_795_000_000_000
FONT = "Times New Roman"
CENTER = WD_ALIGN_PARAGRAPH.CENTER
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
PORTRAIT, LANDSCAPE = 166, 267
"""Millimetres between the margins."""
CALLED = (
    "{{ r.usulan }} (usulan nomor {{ r.nomor_usulan }}"
    "{% if r.gabungan %}, termasuk usulan {{ r.gabungan }}{% endif %})"
)
WIDE = (
    ("No", 9, "{{ r.no }}"),
    ("Bidang", 25, "{{ r.bidang }}"),
    ("Permasalahan", 52, "{{ r.permasalahan }}"),
    ("Usulan kegiatan", 50, CALLED),
    ("Lokasi", 26, "{{ r.lokasi }}"),
    ("Volume", 22, "{{ r.volume_satuan }}"),
    ("Perkiraan anggaran (Rp)", 27, "{{ r.biaya }}"),
)
Columns = Sequence[tuple[str, int, str]]


def form() -> bytes:
    """The form as a file."""
    document = Document()
    _styles(document)
    _page(document.sections[0], landscape=False)
    _furniture(document.sections[0])
    _body(document)
    _signing(document)
    _annex_one(document)
    _page(document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
    _annex_two(document)
    document.add_page_break()
    _annex_three(document)
    _page(document.add_section(WD_SECTION.NEW_PAGE), landscape=False)
    _annex_four(document)
    about = document.core_properties
    about.author, about.last_modified_by, about.title, about.comments = AUTHOR, AUTHOR, "", ""
    about.created = about.modified = datetime(2026, 11, 1)  # noqa: DTZ001  (Word keeps no zone)
    written = io.BytesIO()
    document.save(written)
    return rezipped(written.getvalue(), MADE)


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(5)


def _page(section: Any, *, landscape: bool) -> None:
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin = section.right_margin = Mm(15 if landscape else 22)
    section.top_margin = section.bottom_margin = Mm(18 if landscape else 20)


def _furniture(section: Any) -> None:
    top = section.header.paragraphs[0]
    top.alignment = CENTER
    _run(top, "{{ keterangan }}", 8.5, bold=True)
    foot = section.footer.paragraphs[0]
    _run(foot, "Berita Acara · {{ forum }} · kode sesi {{ kode_sesi }} · {{ empat_kata }}", 8)
    _run(foot, " · halaman ", 8)
    _field(foot, "PAGE")
    _run(foot, " dari ", 8)
    _field(foot, "NUMPAGES")


def _run(paragraph: Any, text: str, size: float = 0, *, bold: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    return run


def _field(paragraph: Any, name: str) -> None:
    """A number that Word fills in."""
    for kind in ("begin", "", "end"):
        run = _run(paragraph, "", 8)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = name
        run._r.append(mark)


def _line(
    document: Any, text: str, size: float = 0, *, bold: bool = False, align: Any = None
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    _run(paragraph, text, size, bold=bold)
    return paragraph


def _heading(document: Any, text: str) -> None:
    paragraph = _line(document, text, 11.5, bold=True)
    paragraph.paragraph_format.space_before = Pt(10)
    paragraph.paragraph_format.keep_with_next = True


def _body(document: Any) -> None:
    tight = [
        _line(document, "PEMERINTAH {{ kota|upper }}", 12.5, bold=True, align=CENTER),
        _line(document, "{%p if kecamatan %}"),
        _line(document, "KECAMATAN {{ kecamatan|upper }}", 12.5, bold=True, align=CENTER),
        _line(document, "{%p endif %}"),
        _line(document, "{%p if kelurahan %}"),
        _line(document, "KELURAHAN {{ kelurahan|upper }}", 15, bold=True, align=CENTER),
        _line(document, "{%p endif %}"),
    ]
    rule = _line(document, "", 2)
    _underlined(rule)
    tight += [
        _line(document, "BERITA ACARA", 12, bold=True, align=CENTER),
        _line(document, "HASIL KESEPAKATAN {{ forum|upper }}", 12, bold=True, align=CENTER),
        _line(document, "DI {{ wilayah|upper }}", 12, bold=True, align=CENTER),
        _line(document, "TAHUN {{ tahun }}", 12, bold=True, align=CENTER),
    ]
    for paragraph in tight:
        paragraph.paragraph_format.space_after = Pt(0)
    _line(document, "Nomor: {{ nomor }}", align=CENTER)
    _line(document, "{{ kalimat_pembuka }}", align=JUSTIFY)
    _line(document, "Setelah memperhatikan, mendengar dan mempertimbangkan:")
    _line(document, "1. Sambutan: {% for r in sambutan %}{{ r.nama }}; {% endfor %}")
    _line(document, "2. Pemaparan: {% for r in pemaparan %}{{ r.nama }}; {% endfor %}")
    _line(document, "3. Tanggapan, usulan dan pendapat seluruh peserta yang hadir.")
    _line(document, "maka pada:")
    _pairs(
        document,
        [
            ("Hari dan tanggal", "{{ hari_tanggal }}"),
            ("Waktu", "{{ waktu }}"),
            ("Tempat", "{{ tempat }}"),
            ("Peserta", "{{ peserta }}"),
        ],
    )
    _line(document, "MENYEPAKATI", 12, bold=True, align=CENTER)
    names = ("kesatu", "kedua", "ketiga", "keempat")
    _pairs(document, [(name.upper(), f"{{{{ {name} }}}}") for name in names], bold=True)
    _line(document, "{{ cara_memutuskan }} {{ urutan }} {{ ringkasan_usulan }}", align=JUSTIFY)
    _line(document, "{{ kalimat_penutup }}")


def _underlined(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    below = OxmlElement("w:bottom")
    for key, value in (("val", "thinThickSmallGap"), ("sz", "18"), ("space", "1")):
        below.set(qn(f"w:{key}"), value)
    borders.append(below)
    paragraph._p.get_or_add_pPr().append(borders)


def _pairs(document: Any, pairs: Sequence[tuple[str, str]], *, bold: bool = False) -> None:
    table = document.add_table(rows=0, cols=3)
    table.autofit = False
    for name, value in pairs:
        for cell, text in zip(table.add_row().cells, (name, ":", value), strict=True):
            _put(cell, text, 11, bold=bold and text == name)
    _wide(table, (38, 5, 123))
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _signing(document: Any) -> None:
    place = _line(document, "{{ tempat_singkat }}, {{ tanggal }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    place.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=2)
    _wide(table, (PORTRAIT // 2, PORTRAIT // 2))
    left, right = table.rows[0].cells
    for cell, lines in (
        (
            left,
            ("Mengetahui,", "Lurah {{ kelurahan }}", "", "", "", "{{ lurah }}", "NIP. {{ nip }}"),
        ),
        (right, ("Pimpinan Sidang,", "{{ jabatan_pimpinan }}", "", "", "", "{{ pimpinan }}")),
    ):
        _put(cell, lines[0], 11, align=CENTER)
        for text in lines[1:]:
            paragraph = cell.add_paragraph()
            paragraph.alignment = CENTER
            paragraph.paragraph_format.space_after = Pt(0)
            _run(paragraph, text, bold=text in ("{{ lurah }}", "{{ pimpinan }}"))
    _heading(document, "Mewakili peserta")
    _line(document, "{%p if salinan %}")
    _line(document, "Nama dan tanda tangan wakil peserta ada pada naskah asli di kantor kelurahan.")
    _line(document, "{%p endif %}")
    _line(document, "{%p if not salinan %}")
    columns = (
        ("No", 9, "{{ r.no }}"),
        ("Nama", 40, "{{ r.nama }}"),
        ("Usia", 12, "{{ r.usia }}"),
        ("JK", 10, "{{ r.jk }}"),
        ("Lembaga", 32, "{{ r.lembaga }}"),
        ("Alamat dan No. Telp", 35, ""),
        ("Tanda tangan", 28, "{{ r.no }}."),
    )
    _table(document, "wakil", columns, height=9)
    _line(document, "{%p endif %}")
    _line(document, "{%p if tim %}")
    _line(document, "Tim pendamping: {% for r in tim %}{{ r.nama }}; {% endfor %}")
    _line(document, "{%p endif %}")
    _line(document, "Tembusan: {{ tembusan }}.", 9.5)
    document.add_page_break()


def _annex(document: Any, number: str, name: str, note: str) -> None:
    about = f"LAMPIRAN {number} BERITA ACARA {{{{ forum|upper }}}} · Nomor: {{{{ nomor }}}}"
    _line(document, f"{about} · {{{{ hari_tanggal }}}}", 9)
    _line(document, name, 12, bold=True, align=CENTER)
    _line(document, note, 9.5, align=CENTER)


def _annex_one(document: Any) -> None:
    _annex(document, "I", "DAFTAR HADIR", "Peserta: {{ peserta }}")
    _line(document, "{%p if hadir %}")
    columns = (
        ("No", 10, "{{ r.no }}"),
        ("Nama", 36, "{{ r.nama }}"),
        ("Lembaga atau instansi", 32, "{{ r.lembaga }}"),
        ("Alamat dan No. Telp", 40, "{{ r.alamat_telepon }}"),
        ("Usia", 13, "{{ r.usia }}"),
        ("JK", 9, "{{ r.jk }}"),
        ("Tanda tangan", 26, "{{ r.no }}."),
    )
    _table(document, "hadir", columns)
    _line(document, "{%p endif %}")
    _line(document, "{{ keterangan_hadir }}")


def _annex_two(document: Any) -> None:
    _annex(document, "II", "DAFTAR KEGIATAN PRIORITAS TAHUN {{ tahun_rencana }}", "{{ urutan }}")
    last = (
        ("OPD penanggung jawab", 26, "{{ r.opd }}"),
        ("Cara diputuskan", 30, "{{ r.keputusan }}"),
    )
    _table(document, "prioritas", (*WIDE, *last), size=8.5)
    _line(document, "{{ jumlah_anggaran }}", bold=True)
    _line(document, "{%p if cadangan %}")
    _heading(document, "Usulan cadangan")
    _table(document, "cadangan", (*WIDE, *last), size=8.5)
    _line(document, "{%p endif %}")


def _annex_three(document: Any) -> None:
    _annex(document, "III", "USULAN YANG BELUM DAPAT DIAKOMODIR", "")
    _table(document, "belum", (*WIDE, ("Alasan", 56, "{{ r.alasan }}")), size=8.5)


def _annex_four(document: Any) -> None:
    _annex(document, "IV", "DELEGASI", "{{ cara_delegasi }}")
    columns = (
        ("No", 10, "{{ r.no }}"),
        ("Nama", 70, "{{ r.nama }}"),
        ("JK", 12, "{{ r.jk }}"),
        ("Asal", 44, "{{ r.lokasi }}"),
        ("Suara", 30, "{{ r.suara }}"),
    )
    _table(document, "delegasi", columns, size=10)
    _heading(document, "Pemungutan suara")
    votes = (
        ("Pemungutan", 50, "{{ r.judul }}"),
        ("Sifat", 32, "{{ r.sifat }}"),
        ("Suara dari yang berhak", 40, "{{ r.suara }} dari {{ r.berhak }} ({{ r.persen }}%)"),
        ("Saluran", 44, "{{ r.saluran }}"),
    )
    _table(document, "pemungutan", votes)
    for title, table in (("Bidang", "rekap_bidang"), ("{{ sebutan }}", "rekap_lingkungan")):
        _heading(document, f"Rekap menurut {title}")
        shares = (
            (title, 53, "{{ r.nama }}"),
            ("Usulan", 18, "{{ r.usulan }}"),
            ("Prioritas", 20, "{{ r.prioritas }}"),
            ("Cadangan", 24, "{{ r.cadangan }}"),
            ("Belum", 18, "{{ r.belum }}"),
            ("Anggaran prioritas (Rp)", 33, "{{ r.biaya }}"),
        )
        _table(document, table, shares)
    _heading(document, "Pemeriksaan oleh siapa pun")
    _line(document, "Catatan musyawarah ditandatangani oleh situs ini. Empat kata:")
    _line(document, "{{ empat_kata }}", 14, bold=True, align=CENTER)
    _line(document, "Akar Merkle: {{ akar }}", 8)
    _line(document, "Ukuran: {{ ukuran_catatan }} baris. Tanda situs: {{ tanda_situs }}", 8)
    _line(document, "Kunci: {{ kunci }}", 8)


def _table(document: Any, name: str, columns: Columns, *, size: float = 9, height: int = 0) -> None:
    """A table of the rows of `name` as `r`, its heading on every page, and NIHIL where empty."""
    table = document.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    for cell, (title, _, _) in zip(table.rows[0].cells, columns, strict=True):
        _put(cell, title, size, bold=True, align=CENTER)
        _shaded(cell)
    _row_is(table.rows[0], "w:tblHeader")
    _only(table, f"{{%tr for r in {name} %}}")
    row = table.add_row()
    _row_is(row, "w:cantSplit")
    if height:
        row.height = Mm(height)
    for cell, (title, _, text) in zip(row.cells, columns, strict=True):
        right = WD_ALIGN_PARAGRAPH.RIGHT if "(Rp)" in title else None
        _put(cell, text, size, align=right)
    _only(table, "{%tr endfor %}")
    _only(table, f"{{%tr if not {name} %}}")
    nothing = table.add_row().cells
    _put(nothing[0].merge(nothing[-1]), "NIHIL", size, bold=True, align=CENTER)
    _only(table, "{%tr endif %}")
    _wide(table, [width for _, width, _ in columns])
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _wide(table: Any, widths: Sequence[int]) -> None:
    """Columns of so many millimetres: Word goes by the cells, LibreOffice by the grid."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        if len(set(row.cells)) > 1:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)


def _only(table: Any, mark: str) -> None:
    """A row that is gone when the form is filled."""
    table.add_row().cells[0].text = mark


def _put(cell: Any, text: str, size: float, *, bold: bool = False, align: Any = None) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, size, bold=bold)


def _shaded(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", "EBEBEB")):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _row_is(row: Any, kind: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(kind))


if __name__ == "__main__":
    PATH.write_bytes(form())
    print(PATH)
