"""Texts that are erased because somebody asks for it: which one an address means.

The line of the log, the figures and every signed root stay as they are; only the words go.
"""

import re
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.codes import is_code
from musrenbang_live.core.errors import Rejected

ERASED: Final = "Teks dihapus atas permintaan"
"""What the public reads in place of an erased text."""

ThingKind = Literal["usulan", "pertanyaan", "catatan", "tanya", "aspirasi"]
"""A proposal or question of a meeting or an entry of its notes; a question to the council; a report
of a resident."""

_CODE: Final = r"([A-Za-z0-9]{6})"
_NOTE: Final = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_PLACES: Final[tuple[tuple[ThingKind, str], ...]] = (
    ("usulan", rf"/arsip/{_CODE}#usulan-(\d{{1,6}})"),
    ("usulan", rf"/usulan/{_CODE}-(\d{{1,6}})"),
    ("usulan", rf"/(?:s|fasilitator)/{_CODE}/usulan/(\d{{1,6}})"),
    ("pertanyaan", rf"/arsip/{_CODE}#pertanyaan-(\d{{1,6}})"),
    ("catatan", rf"/arsip/{_CODE}/notulen(?:#catatan-{_NOTE})?"),
    ("tanya", r"/(tanya)/(\d{1,9})"),
    ("aspirasi", r"/(?:aspirasi|lapor)/([A-Za-z]{2}-\d{4}-\d{6})(?:/.*)?"),
)


class Thing(Struct, frozen=True):
    """What is to be erased. `code`: of its meeting, empty for a question to the council, and of a
    report its number; `note`: the id of an entry of the notes, empty while it is not said which."""

    kind: ThingKind
    code: str = ""
    number: int = 0
    note: str = ""

    @property
    def address(self) -> str:
        """Where it is read, in the one form in which it is written."""
        if self.kind == "tanya":
            return f"/tanya/{self.number}"
        if self.kind == "aspirasi":
            return f"/aspirasi/{self.code}"
        if self.kind == "catatan":
            return f"/arsip/{self.code}/notulen" + (f"#catatan-{self.note}" if self.note else "")
        return f"/arsip/{self.code}#{self.kind}-{self.number}"


def thing_at(address: str) -> Thing:
    """What stands at an address, with or without the name of the site. Raises `address_unknown`."""
    place = re.sub(r"^https?://[^/]*", "", address.strip()[:300]).rstrip("/")
    for kind, pattern in _PLACES:
        found = re.fullmatch(pattern, place, re.ASCII)
        if found is None:
            continue
        if kind == "tanya":
            return Thing(kind, number=int(found[2]))
        code = found[1].upper()
        if kind == "aspirasi":
            return Thing(kind, code)
        if not is_code(code):
            break
        if kind == "catatan":
            return Thing(kind, code, note=found[2] or "")
        return Thing(kind, code, int(found[2]))
    raise Rejected("address_unknown", field="alamat")
