"""A result in plain words and figures: what a number counts, and what follows from it.

How a vote is asked and counted is said in `web.words.rules`; here is what came of it.
"""

from typing import Final

from musrenbang_live.core.ballots import AnyRule, Rank, Score
from musrenbang_live.core.views.outcomes import Fate
from musrenbang_live.core.views.results import ResultLine
from musrenbang_live.web import formats
from musrenbang_live.web.language import Language

BY_VOTES: Final = frozenset({"pilih", "anggaran", "delegasi", "setuju"})
"""Kinds whose figures are ballots; the others count points."""


def figure(language: Language, rule: AnyRule, line: ResultLine) -> str:
    """The figure that decides, as people read it: scores are kept in hundredths."""
    return total(language, rule, line.votes)


def total(language: Language, rule: AnyRule, votes: int) -> str:
    """A deciding figure of this rule."""
    if isinstance(rule, Score):
        return formats.two_decimals(votes / 100, language.code)
    return formats.number(votes, language.code)


def unit(language: Language, rule: AnyRule) -> str:
    """What the deciding figure counts, to stand after it."""
    _ = language.gettext
    if isinstance(rule, Rank):
        return _("poin Borda") if rule.decides == "borda" else _("kemenangan Schulze")
    words = {"setuju": _("setuju"), "poin": _("poin"), "skor": _("nilai")}
    return words.get(rule.kind) or _("suara")


def measured(language: Language, rule: AnyRule) -> str:
    """What the bars of a table are long by: the `share` of each line."""
    _ = language.gettext
    if isinstance(rule, Rank):
        return _("Panjang batang menurut bagian dari angka tertinggi yang mungkin.")
    sentences = {
        "setuju": _("Panjang batang menurut bagian yang setuju dari yang setuju dan yang tidak."),
        "poin": _("Panjang batang menurut bagian dari seluruh poin yang dibagikan."),
        "skor": _("Panjang batang menurut nilai rata-rata dari nilai tertinggi, 5."),
    }
    usual = _("Panjang batang menurut suara per peserta yang memilih.")
    return sentences.get(rule.kind) or usual


def decided(language: Language, kind: str, fate: Fate) -> str:
    """What the vote decides of one option; empty where it decides nothing of it."""
    _ = language.gettext
    if kind == "setuju":
        words = {
            "yes": _("Disetujui"),
            "no": _("Tidak disetujui"),
            "open": _("Sama kuat, belum diputuskan"),
        }
    elif kind == "delegasi":
        words = {"yes": _("Terpilih"), "open": _("Suara sama, belum terpilih")}
    else:
        words = {"yes": _("Masuk pagu"), "no": _("Tidak masuk pagu")}
    return words.get(fate, "")


def parted(language: Language, kind: str, rule: str) -> str:
    """What told an option from its equals; empty when nothing had to."""
    _ = language.gettext
    of_votes = {
        "biaya": _("Suara sama, yang lebih murah didahulukan"),
        "nomor": _("Suara sama, nomor yang lebih kecil didahulukan"),
        "undian": _("Suara sama, urutannya menurut undian"),
    }
    of_points = {
        "biaya": _("Nilai sama, yang lebih murah didahulukan"),
        "nomor": _("Nilai sama, nomor yang lebih kecil didahulukan"),
        "undian": _("Nilai sama, urutannya menurut undian"),
    }
    return (of_votes if kind in BY_VOTES else of_points).get(rule, "")


def method(language: Language, by: str) -> str:
    """The name of a way to give money."""
    _ = language.gettext
    return {"terbanyak": _("Terbanyak"), "seimbang": _("Seimbang")}.get(by, by)


def method_explained(language: Language, by: str) -> str:
    """A way to give money, in one sentence."""
    _ = language.gettext
    sentences = {
        "terbanyak": _("Terbanyak: dari urutan teratas ke bawah, selama dananya cukup."),
        "seimbang": _(
            "Seimbang: setiap pemilih memegang bagian dana yang sama besar untuk pilihannya."
        ),
    }
    return sentences.get(by, "")


def mean(language: Language, hundredths: int) -> str:
    """A mean score with one decimal: `4,2`."""
    return formats.one_decimal(hundredths / 100, language.code)
