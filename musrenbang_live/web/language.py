"""The languages of the interface: Indonesian as it is written, English from its catalogue.

Catalogues are read from their .po files, so nothing has to be compiled or installed. Reading them
takes long beside the rest of a start: what was read is kept (`web.made_once`).
"""

import io
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Final

import msgspec
from msgspec import Struct
from starlette.requests import HTTPConnection

from musrenbang_live.web.made_once import MadeOnce

CODES: Final = ("id", "en")
DEFAULT: Final = "id"
COOKIE: Final = "bahasa"


class Language(Struct, frozen=True, eq=False):
    """One language: `gettext` and `ngettext` as the templates know them, and its `code`."""

    code: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]


class Catalogue(Struct, frozen=True):
    """The sentences of a language by how they stand in the program; forms of plurals likewise."""

    messages: dict[str, str]
    plurals: dict[str, tuple[str, ...]]


def load(kept: MadeOnce | None = None) -> dict[str, Language]:
    """All languages by code; `kept` is where catalogues that were read before may be."""
    return {code: _language(code, kept or MadeOnce(None)) for code in CODES}


def _language(code: str, kept: MadeOnce) -> Language:
    catalogue = _catalogue(code, kept)
    messages, plurals = catalogue.messages, catalogue.plurals

    def gettext(message: str) -> str:
        return messages.get(message) or message

    def ngettext(singular: str, plural: str, number: int) -> str:
        forms = plurals.get(singular)
        if forms is None:
            return gettext(singular if number == 1 else plural)
        return forms[0] if number == 1 else forms[-1]

    return Language(code, gettext, ngettext)


def _catalogue(code: str, kept: MadeOnce) -> Catalogue:
    path = resources.files("musrenbang_live") / "locale" / code / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return Catalogue({}, {})
    source = path.read_bytes()
    name = f"catalogue of {path}"
    made = kept.get(name, source)
    if made is not None:
        return msgspec.json.decode(made, type=Catalogue)
    catalogue = _read(source, code)
    kept.put(name, source, msgspec.json.encode(catalogue))
    return catalogue


@lru_cache(maxsize=len(CODES))
def _read(source: bytes, code: str) -> Catalogue:
    """A .po file read."""
    from babel.messages.pofile import read_po

    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    for message in read_po(io.BytesIO(source), locale=code):
        if isinstance(message.id, (tuple, list)):
            forms = message.string if isinstance(message.string, (tuple, list)) else ()
            if any(forms):
                plurals[message.id[0]] = tuple(forms)
        elif message.id and isinstance(message.string, str):
            messages[message.id] = message.string
    return Catalogue(messages, plurals)


def chosen(connection: HTTPConnection, languages: Mapping[str, Language]) -> Language:
    """The language this visitor chose; Indonesian unless they said otherwise.

    The browser's own language is not asked: many phones in the hall are set to English by whoever
    sold them, and the meeting is held in Indonesian.
    """
    return languages.get(connection.cookies.get(COOKIE, DEFAULT), languages[DEFAULT])
