"""What the desk is told while it types paper: how to write each kind, what became of an entry."""

from typing import Final

from musrenbang_live.core.ballots import AnyRule, Paper, Score
from musrenbang_live.core.ballots.typed import written
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.papers import Became
from musrenbang_live.web.formats import rupiah
from musrenbang_live.web.language import Language
from musrenbang_live.web.sayings import say


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


HOW: Final = {
    "pilih": _("Nomor yang dicentang, dipisah spasi."),
    "anggaran": _("Nomor yang dicentang, dipisah spasi."),
    "delegasi": _("Nomor calon yang dicentang, dipisah spasi."),
    "setuju": _("Nomor, tanda sama dengan, lalu s (setuju), t (tidak), atau a (abstain)."),
    "poin": _("Nomor, tanda sama dengan, lalu poinnya."),
    "urutan": _("Nomor menurut urutan, yang terbaik dahulu, dipisah tanda lebih besar."),
    "skor": _("Nomor, tanda sama dengan, lalu satu angka untuk tiap kriteria menurut urutannya."),
}
"""How the choices of each kind are typed: the readers are in `core.ballots.typed`."""
BECAME: Final = {
    "first": _("Kartu %(card)s: ketikan pertama tersimpan. Menunggu ketikan kedua."),
    "counted": _("Kartu %(card)s: kedua ketikan sama. Kertas ini dihitung."),
    "beside": _("Kartu %(card)s sudah memberi suara lewat ponsel; kertas ini tidak dihitung."),
    "void": _("Kartu %(card)s: kedua ketikan sama, kosong atau tidak sah. Tidak ada suara."),
    "agreed": _("Kartu %(card)s: kedua ketikan sama, tetapi belum tersimpan. Ketik sekali lagi."),
}
_OF_PAPER: Final = {
    "mark_too_many": _("Lebih dari %(limit)s pilihan."),
    "mark_too_many_points": _("Lebih dari %(limit)s poin."),
    "mark_too_many_on_one": _("Lebih dari %(limit)s poin untuk satu usulan."),
    "mark_over_budget": _("Jumlah biayanya melebihi pagu %(limit)s."),
}
"""Refusals that read otherwise to who types than to who votes."""


def how(language: Language, rule: AnyRule, paper: Paper) -> tuple[str, str]:
    """How choices of this rule are typed, in words and by an example from this paper."""
    return language.gettext(HOW[rule.kind]), _example(rule, paper)


def became(language: Language, entry: Became) -> str:
    """What became of an entry."""
    return language.gettext(BECAME[entry.sheet.state]) % {"card": entry.card}


def refused(language: Language, rejected: Rejected) -> str:
    """Why something typed was not taken."""
    sentence = _OF_PAPER.get(rejected.code)
    if sentence is None:
        return say(language, rejected)
    figures = dict(rejected.details)
    if rejected.code == "mark_over_budget":
        figures["limit"] = rupiah(int(figures["limit"]), language.code)
    return language.gettext(sentence) % figures


def _example(rule: AnyRule, paper: Paper) -> str:
    """Something that could be typed; whether the rule allows all of it plays no part."""
    some = list(paper.options[:3])
    match rule.kind:
        case "setuju":
            return written(rule, [[option, 1 + place] for place, option in enumerate(some)])
        case "poin":
            return written(rule, [[option, 3 - place] for place, option in enumerate(some)])
        case "skor":
            count = len(rule.scored) if isinstance(rule, Score) else 1
            scores = [5 - place % 3 for place in range(count)]
            return written(rule, [[option, *scores] for option in some[:2]])
        case "urutan":
            return written(rule, some[::-1])
        case _:
            return written(rule, some)
