"""The addresses of public pages that are kept, and what may stand in them.

Two addresses that ask for the same lead to one page: what a page does not read is taken out, with
what says nothing (empty fields, the first page), and the rest is put in order. So nobody has pages
made again and again by adding to an address, and pages never see what is not here: a field that a
page begins to read is written down here as well. Refuses nothing; other addresses stay as they are.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from re import Pattern
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct

from musrenbang_live.core import reporting
from musrenbang_live.web import asked
from musrenbang_live.web.charts.places import MEASURES
from musrenbang_live.web.find import KINDS
from musrenbang_live.web.inquiries.doors import ORDERS

LONGEST_PATH: Final = 300
Reader: TypeAlias = Callable[[str], str]
"""What a value says, written in one way; "" where it says nothing."""


class Page(Struct, frozen=True):
    """A kind of page: its path after the first part as an expression, and the fields it reads, in
    order. `at_once`: it tells what goes on now, and is made anew when that changes."""

    rest: Pattern[str]
    fields: Mapping[str, Reader]
    at_once: bool = False


def text(most: int) -> Reader:
    """Free text, of which a page reads so many characters."""
    return lambda value: value.replace("\0", "").strip()[:most].strip()


def one_of(*values: str) -> Reader:
    """One of these; anything else is as if it were not there."""
    return lambda value: value if value in values else ""


def number(least: int, most: int) -> Reader:
    """A whole number from `least` to `most`."""

    def read(value: str) -> str:
        found = asked.number(value, least - 1, most)
        return str(found) if found >= least else ""

    return read


def known(path: str) -> Page | None:
    """The page that is kept at this path, None for all others."""
    if len(path) > LONGEST_PATH:
        return None
    first, _, rest = path[1:].partition("/")
    return next((page for page in _PAGES.get(first, ()) if page.rest.fullmatch(rest)), None)


def canonical(page: Page, query: bytes) -> bytes:
    """The query of an address of this page, as all that ask for the same write it."""
    if not query or not page.fields:
        return b""
    said = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    return urlencode(dict(_read(page, said))).encode()


def _read(page: Page, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, read in page.fields.items():
        if value := read(said.get(name, "")):
            yield name, value


_CHOSEN: Final = text(asked.MOST_CHOSEN)
_PAGE: Final = {"halaman": number(2, asked.LAST_PAGE)}
_YEAR: Final = {"tahun": number(1, 9999)}
_WORDS: Final = {"cari": text(asked.MOST_TYPED)}
_FILTERS: Final = {
    **dict.fromkeys(("kecamatan", "kelurahan", "lingkungan", "bidang"), _CHOSEN),
    **_YEAR,
    **dict.fromkeys(("tingkat", "status"), _CHOSEN),
}
_ARTICLES: Final = {"tag": _CHOSEN, **_YEAR, "kelurahan": _CHOSEN, **_PAGE}


def _page(rest: str, fields: Mapping[str, Reader], *, at_once: bool = False) -> Page:
    return Page(re.compile(rest), fields, at_once)


_ONE: Final = "[^/.]+"
_OF_YEAR: Final = (_page(_ONE, _YEAR),)
_PAGES: Final[Mapping[str, tuple[Page, ...]]] = {
    "": (_page("", {"kode": text(40)}, at_once=True),),
    "cari": (_page("", {**_WORDS, **_FILTERS, "jenis": one_of(*KINDS), **_PAGE}),),
    "arsip": (
        _page("", {**_WORDS, **_FILTERS, **_PAGE}),
        _page(f"{_ONE}(/grafik|/notulen)?", {}),
        _page(f"{_ONE}/[0-9]+/bukti", {"kata": text(60), "halaman": number(2, 99_999)}),
    ),
    "usulan": (_page(f"{_ONE}-[0-9]+", {}),),
    "kelurahan": (_page(r"[0-9.]+", {}), _page(r"[0-9.]+/grafik", _YEAR)),
    "kecamatan": _OF_YEAR,
    "bidang": _OF_YEAR,
    "janji": (_page("", _YEAR), _page("[0-9.]+", {**_YEAR, **_PAGE})),
    "bank": (_page("", {**_WORDS, "kelurahan": _CHOSEN, "bidang": _CHOSEN, **_YEAR, **_PAGE}),),
    "kota": (
        _page("", {**_YEAR, "layar": one_of("1")}),
        _page("kini", {}),
        _page("grafik", {**_YEAR, "kecamatan": _CHOSEN, "ukuran": one_of(*MEASURES[1:])}),
    ),
    "kabar": (_page("", _ARTICLES), _page(_ONE, {})),
    "dokumen": (_page("", _ARTICLES),),
    "jadwal": (_page("", {}),),
    "dewan": (_page("", {"periode": _CHOSEN}),),
    "tanya": (
        _page(
            "", {"urut": one_of(*ORDERS[1:]), **_WORDS, "kantor": number(1, 999_999_999), **_PAGE}
        ),
        _page("[0-9]+", {}),
    ),
    "aspirasi": (
        _page(
            "",
            {
                **_WORDS,
                "jenis": one_of(*reporting.KINDS),
                "bidang": one_of(*reporting.SECTORS),
                "kelurahan": _CHOSEN,
                "keadaan": one_of(*reporting.STATES),
                **_PAGE,
            },
        ),
        _page(_ONE, {}),
    ),
    "data": (_page("", {}),),
    "kartu": (_page(_ONE, {}),),
    "panduan": (_page(f"({_ONE})?", {}),),
}
"""By the first part of the path. A page that is not here is made for each visitor."""
