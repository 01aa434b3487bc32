"""What a ballot asks and how it is counted, in plain words: printed on ballots, walls and records.

The rules themselves are in `core.ballots`; whoever changes one there changes its sentence here.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Choose,
    Dots,
    Elect,
    Rank,
    Score,
    TieRule,
)
from musrenbang_live.web.formats import rupiah, rupiah_short
from musrenbang_live.web.language import Language


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


def asked(language: Language, rule: AnyRule) -> str:
    """What a resident is asked to do, in one short line: the heading while the round is open."""
    sentence, figures = _ASKED[rule.kind](language, rule)
    return language.gettext(sentence) % figures


def explained(language: Language, rule: AnyRule) -> str:
    """How the ballots are counted, in one to three sentences."""
    return " ".join(
        language.gettext(sentence) % figures
        for sentence, figures in _EXPLAINED[rule.kind](language, rule)
    )


def ties_explained(language: Language, ties: Sequence[TieRule]) -> str:
    """What happens to equals, in one sentence."""
    if not ties:
        return language.gettext(_EQUALS_STAY)
    steps = ", ".join(language.gettext(_TIES[rule]) for rule in ties)
    return language.gettext(_EQUALS_PARTED) % {"steps": steps}


_Said = tuple[str, dict[str, Any]]


def _asked_to_choose(language: Language, rule: Choose) -> _Said:
    return _("Pilih paling banyak %(most)s usulan"), {"most": rule.most}


def _asked_to_agree(language: Language, rule: Agree) -> _Said:
    return _("Setuju atau tidak? Jawab di ponsel"), {}


def _asked_for_dots(language: Language, rule: Dots) -> _Said:
    return _("Bagikan %(points)s poin kepada usulan"), {"points": rule.points}


def _asked_to_rank(language: Language, rule: Rank) -> _Said:
    return _("Urutkan usulan, paling banyak %(most)s"), {"most": rule.most}


def _asked_to_score(language: Language, rule: Score) -> _Said:
    return _("Nilai setiap usulan, 1 sampai 5"), {}


def _asked_to_spend(language: Language, rule: Budget) -> _Said:
    if not rule.fits:
        return _("Pilih usulan yang perlu dibiayai"), {}
    return _("Pilih usulan sampai %(money)s"), {"money": rupiah_short(rule.ceiling, language.code)}


def _asked_to_elect(language: Language, rule: Elect) -> _Said:
    return _("Pilih paling banyak %(most)s calon delegasi"), {"most": rule.most}


def _choosing(language: Language, rule: Choose) -> list[_Said]:
    said = _(
        "Setiap peserta memilih paling banyak %(most)s usulan. Setiap pilihan bernilai satu suara."
    )
    return [(said, {"most": rule.most})]


def _agreeing(language: Language, rule: Agree) -> list[_Said]:
    said = _(
        "Setiap usulan dijawab setuju, tidak setuju, atau abstain. Usulan disetujui bila yang"
        " setuju lebih banyak daripada yang tidak; abstain dihitung tetapi tidak menentukan."
    )
    return [(said, {})]


def _dotting(language: Language, rule: Dots) -> list[_Said]:
    said: list[_Said] = [
        (_("Setiap peserta membagikan paling banyak %(n)s poin."), {"n": rule.points})
    ]
    if rule.most_each:
        said.append((_("Satu usulan mendapat paling banyak %(n)s poin."), {"n": rule.most_each}))
    said.append((_("Poin dijumlahkan."), {}))
    if rule.ceiling:
        said.append((_MONEY_BY_MOST, {"money": rupiah(rule.ceiling, language.code)}))
    return said


def _ranking(language: Language, rule: Rank) -> list[_Said]:
    counted = _(
        "Setiap peserta mengurutkan paling banyak %(most)s usulan. Dari surat suara yang sama"
        " dihitung dua cara: Borda (makin atas, makin banyak poin) dan Schulze (usulan yang"
        " menang bila diadu satu lawan satu)."
    )
    decides = _SCHULZE_DECIDES if rule.decides == "schulze" else _BORDA_DECIDES
    return [(counted, {"most": rule.most}), (decides, {})]


def _scoring(language: Language, rule: Score) -> list[_Said]:
    weights = ", ".join(f"{each.name} {each.weight}%" for each in rule.criteria)
    said: list[_Said] = [
        (_("Setiap usulan dinilai 1 sampai 5. Bobotnya: %(weights)s."), {"weights": weights}),
        (_("Nilai dikalikan bobot lalu dijumlahkan dari semua peserta."), {}),
    ]
    given = ", ".join(each.name for each in rule.criteria if each.is_given)
    if given:
        said.append((_("%(names)s dinilai dari jumlah penerima manfaat."), {"names": given}))
    return said


def _budgeting(language: Language, rule: Budget) -> list[_Said]:
    money = {"money": rupiah(rule.ceiling, language.code)}
    fits = _("Setiap peserta memilih usulan yang jumlah biayanya tidak melebihi %(money)s.")
    free = _("Setiap peserta memilih usulan yang perlu dibiayai dari %(money)s.")
    decides = _SHARES_DECIDE if rule.decides == "seimbang" else _MOST_DECIDES
    return [(fits if rule.fits else free, money), (decides, {})]


def _electing(language: Language, rule: Elect) -> list[_Said]:
    said: list[_Said] = [
        (_("Setiap peserta memilih paling banyak %(most)s calon."), {"most": rule.most}),
        (_("Suara terbanyak mengisi %(seats)s kursi."), {"seats": rule.seats}),
    ]
    if rule.women and rule.enforced:
        said.append((_("Paling sedikit %(women)s kursi untuk perempuan."), {"women": rule.women}))
    elif rule.women:
        said.append((_("Diharapkan paling sedikit %(women)s perempuan."), {"women": rule.women}))
    said.append((_("Surat suara dimasukkan satu kali dan tidak dapat diubah."), {}))
    return said


_MONEY_BY_MOST: Final = _(
    "Dana %(money)s diberikan mulai dari yang terbanyak sampai habis; yang tidak muat dilewati."
)
_BORDA_DECIDES: Final = _("Yang menentukan adalah Borda.")
_SCHULZE_DECIDES: Final = _("Yang menentukan adalah Schulze.")
_MOST_DECIDES: Final = _(
    "Dana diberikan mulai dari suara terbanyak sampai habis; yang tidak muat dilewati. Sebagai"
    " pembanding ditampilkan pembagian seimbang, yang memberi setiap pemilih bagian dana sama."
)
_SHARES_DECIDE: Final = _(
    "Dana dibagi seimbang: setiap pemilih mempunyai bagian dana yang sama, dan usulan didanai bila"
    " bagian para pemilihnya cukup. Sebagai pembanding ditampilkan pembagian menurut suara"
    " terbanyak."
)
_EQUALS_STAY: Final = _("Suara yang sama tetap ditulis sama.")
_EQUALS_PARTED: Final = _("Bila suaranya sama: %(steps)s.")
_TIES: Final[dict[TieRule, str]] = {
    "biaya": _("yang lebih murah didahulukan"),
    "nomor": _("nomor usulan yang lebih kecil didahulukan"),
    "undian": _("diundi di ruang musyawarah"),
}
_ASKED: Final[dict[str, Callable[[Language, Any], _Said]]] = {
    "pilih": _asked_to_choose,
    "setuju": _asked_to_agree,
    "poin": _asked_for_dots,
    "urutan": _asked_to_rank,
    "skor": _asked_to_score,
    "anggaran": _asked_to_spend,
    "delegasi": _asked_to_elect,
}
_EXPLAINED: Final[dict[str, Callable[[Language, Any], list[_Said]]]] = {
    "pilih": _choosing,
    "setuju": _agreeing,
    "poin": _dotting,
    "urutan": _ranking,
    "skor": _scoring,
    "anggaran": _budgeting,
    "delegasi": _electing,
}
