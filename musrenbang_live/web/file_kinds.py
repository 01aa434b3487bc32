"""What kind of file was sent, told by its content: a name can say anything."""

import io
import re
import unicodedata
import zipfile
from typing import Final

from musrenbang_live.core.articles import FileKind
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.text import one_line

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."
TYPES: Final[dict[FileKind, str]] = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "jpg": "image/jpeg",
}
XLSX: Final = TYPES["xlsx"]
"""What our own workbooks are sent as."""
SHOWN: Final = frozenset({"pdf", "jpg"})
"""What a browser shows by itself; all others are kept on the device and opened there."""
PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
"""How pictures begin that may be sent; they are drawn anew before they are kept."""
_PDF_END: Final = b"%%EOF"
_TAIL: Final = 2_048
_PARTS: Final[dict[str, FileKind]] = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_MOST_PARTS: Final = 5_000
_LONGEST_NAME: Final = 100
_NOT_IN_NAME: Final = re.compile(r"[^\w .()+-]+")


def is_picture(content: bytes) -> bool:
    """Whether this begins as a picture does."""
    return content.startswith(PICTURES)


def kind_of(content: bytes) -> FileKind:
    """The kind of a document. Raises `attachment_kind` for any other, and for half a PDF."""
    if content.startswith(b"%PDF-") and _PDF_END in content[-_TAIL:]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    raise Rejected("attachment_kind", field="berkas")


def _office(content: bytes) -> FileKind:
    """The kind of an office file. One with programs in it (macros) is refused like any other."""
    refused = Rejected("attachment_kind", field="berkas")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > _MOST_PARTS or any(_is_program(name) for name in names):
                raise refused
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    said = file.read(100).decode("ascii", "replace").strip()
                return {f"{_OPEN}text": "odt", f"{_OPEN}spreadsheet": "ods"}[said]  # type: ignore[return-value]
            return next(kind for part, kind in _PARTS.items() if part in names)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError) as broken:
        raise refused from broken
    except (KeyError, StopIteration, EOFError) as unknown:
        raise refused from unknown


def _is_program(name: str) -> bool:
    low = name.lower()
    return "vbaproject" in low or low.endswith((".exe", ".dll", ".js", ".vbs"))


def name_of(sent: str, kind: FileKind) -> str:
    """The name under which a file is kept and offered: letters, digits and a few signs, and the
    ending of what it is."""
    stem = one_line(unicodedata.normalize("NFC", sent))
    if "." in stem:
        stem = stem.rpartition(".")[0]
    tidy = " ".join(_NOT_IN_NAME.sub(" ", stem).split()).strip(" .")[:_LONGEST_NAME].strip(" .")
    return f"{tidy or 'berkas'}.{kind}"
