"""All documents of a meeting as files by name, and as one folder."""

from pathlib import Path
from typing import Final

from msgspec import Struct

from musrenbang_live.core.minutes import Minutes
from musrenbang_live.web.language import Language
from musrenbang_live.web.minutes import pdf, sheets, word, zips
from musrenbang_live.web.minutes.words import told

PDF: Final = "berita-acara.pdf"
DOCX: Final = "berita-acara.docx"
XLSX: Final = "usulan.xlsx"
NOTES: Final = "notulen.pdf"
MANDATE: Final = "surat-mandat.pdf"
NAMES: Final = (PDF, DOCX, XLSX, NOTES, MANDATE)
TYPES: Final = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


class Press(Struct, frozen=True):
    """With what documents are made: the folder of print templates, and Indonesian."""

    templates: Path
    language: Language

    def form(self) -> bytes:
        """The program's own Word form."""
        return (self.templates / word.FORM).read_bytes()


def document(press: Press, of: Minutes, form: bytes | None, name: str) -> bytes:
    """One of `NAMES`. `form` is the kelurahan's own Word form, None for the program's.

    It takes a moment: to be run in a thread.
    """
    if name == XLSX:
        return sheets.workbook(of, press.language)
    texts = told(of, press.language)
    if name == DOCX:
        return word.filled(form or press.form(), of, texts)
    set_by = {PDF: pdf.MINUTES, NOTES: pdf.NOTES, MANDATE: pdf.MANDATE}
    return pdf.compiled(press.templates / set_by[name], of, texts)


def documents(press: Press, of: Minutes, form: bytes | None) -> dict[str, bytes]:
    """All of them by name; mandate letters only where somebody has the mandate."""
    names = (name for name in NAMES if name != MANDATE or of.delegation.people)
    return {name: document(press, of, form, name) for name in names}


def folder(files: dict[str, bytes], of: Minutes) -> bytes:
    """The files as one zip, in the time of the meeting."""
    return zips.zipped(files, of.at, of.zone)
