"""The languages of the interface: Indonesian as it is written, English from its catalogue.

Catalogues are read from their .po files at the start, so nothing has to be compiled or installed.
"""

from collections.abc import Callable, Mapping
from importlib import resources
from typing import Final

from babel.messages.pofile import read_po
from msgspec import Struct
from starlette.requests import HTTPConnection

CODES: Final = ("id", "en")
DEFAULT: Final = "id"
COOKIE: Final = "bahasa"


class Language(Struct, frozen=True, eq=False):
    """One language: `gettext` and `ngettext` as the templates know them, and its `code`."""

    code: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]


def load() -> dict[str, Language]:
    """All languages by code."""
    return {code: _language(code) for code in CODES}


def _language(code: str) -> Language:
    messages, plurals = _catalogue(code)

    def gettext(message: str) -> str:
        return messages.get(message) or message

    def ngettext(singular: str, plural: str, number: int) -> str:
        forms = plurals.get(singular)
        if forms is None:
            return gettext(singular if number == 1 else plural)
        return forms[0] if number == 1 else forms[-1]

    return Language(code, gettext, ngettext)


def _catalogue(code: str) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    path = resources.files("musrenbang_live") / "locale" / code / "LC_MESSAGES" / "messages.po"
    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    if not path.is_file():
        return messages, plurals
    with path.open("rb") as file:
        for message in read_po(file, locale=code):
            if isinstance(message.id, (tuple, list)):
                forms = message.string if isinstance(message.string, (tuple, list)) else ()
                if any(forms):
                    plurals[message.id[0]] = tuple(forms)
            elif message.id and isinstance(message.string, str):
                messages[message.id] = message.string
    return messages, plurals


def chosen(connection: HTTPConnection, languages: Mapping[str, Language]) -> Language:
    """The language this visitor chose; Indonesian unless they said otherwise.

    The browser's own language is not asked: many phones in the hall are set to English by whoever
    sold them, and the meeting is held in Indonesian.
    """
    return languages.get(connection.cookies.get(COOKIE, DEFAULT), languages[DEFAULT])
