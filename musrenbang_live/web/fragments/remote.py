"""The projector's remote as one fragment of the facilitator's sheet."""

from typing import Final

from musrenbang_live.core.views.facilitator import FacilitatorView
from musrenbang_live.web.fragments.sketch import Fragment
from musrenbang_live.web.language import Language
from musrenbang_live.web.words.screens import called

KEYS: Final = {
    "": "sync",
    "usulan": "doc",
    "pertanyaan": "ask",
    "agenda": "clock",
    "lingkungan": "pin",
    "suara": "ballot",
    "hasil": "check",
    "tahun-lalu": "back",
    "ringkasan": "people",
    "kode": "phone",
}
"""The keys in their order, by kind of `core.plan.SHOWS`, each with its icon."""
_NUMBERED: Final = frozenset({"usulan", "pertanyaan", "tahun-lalu"})


def remote(view: FacilitatorView, language: Language) -> Fragment:
    """The keys, and one line that says what the wall shows."""
    _ = language.gettext
    known = {
        "code": view.head.code,
        "blank": view.blank,
        "remote": view.remote,
        "on_wall": on_wall(view, language),
        "walked": called(_, view.remote.walk),
        "keys": tuple((show, sign, called(_, show)) for show, sign in KEYS.items()),
    }
    return Fragment("remot", "facilitator/_remot.html", known)


def on_wall(view: FacilitatorView, language: Language) -> str:
    """What the wall shows at this moment, in a few words."""
    _ = language.gettext
    seen = view.remote
    if seen.show or (seen.kind in _NUMBERED and seen.number):
        return named(seen.kind, seen.number, language)
    if view.now.situation == "planned":
        return _("Kode ikut, sebelum dimulai")
    if view.now.title:
        return _("Tahap %(phase)s") % {"phase": _(view.now.title)}
    return _("Musyawarah selesai")


def named(kind: str, number: int, language: Language) -> str:
    """A screen of the wall by its kind, with the number of what it is about: `Tahun lalu 2`."""
    said = called(language.gettext, kind)
    return f"{said} {number}" if kind in _NUMBERED and number else said
