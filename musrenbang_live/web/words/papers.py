"""What the marks on a ballot amount to, in the words of its dock: said by the script as marks are
made (the sentences stand in the page, with `{n}` and `{money}`), and by a page that is loaded.
"""

from collections.abc import Mapping
from typing import Final

from musrenbang_live.core.ballots import AnyRule, Budget, Dots, Mark, Score
from musrenbang_live.core.ballots.rule import rows
from musrenbang_live.core.views.parts import BallotPaper
from musrenbang_live.web.formats import rupiah_short
from musrenbang_live.web.language import Language
from musrenbang_live.web.typed import Typed


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


SPENT: Final = _("{n} usulan, {money}")
MISSING: Final = _("Belum lengkap, jadi belum dihitung. Masih kosong: {names}.")
OVER: Final = _("Lebih {money} dari pagu")


def counted(language: Language, rule: AnyRule, options: int) -> str:
    """What stands in the dock of a ballot that is marked; `options` are on the paper."""
    figures = {"most": getattr(rule, "most", 0), "all": options}
    return language.gettext(_COUNTED[rule.kind]) % figures


def amounts(language: Language, paper: BallotPaper, mark: Mark) -> dict[str, str]:
    """The texts of a stored choice: `terisi-1` in the dock, and `terpakai-1` what it costs."""
    rule = paper.rule
    figures: dict[str, str | int] = {"n": len(mark)}
    texts = {}
    if isinstance(rule, Dots):
        figures["n"] = rule.points - sum(points for _, points in rows(mark))
    if isinstance(rule, Budget):
        costs = {option.number: option.cost or 0 for option in paper.options}
        spent = sum(costs.get(option, 0) for option in mark if isinstance(option, int))
        texts[f"terpakai-{paper.round}"] = _filled(
            language.gettext(SPENT), {**figures, "money": rupiah_short(spent, language.code)}
        )
        figures["money"] = rupiah_short(abs(rule.ceiling - spent), language.code)
        if spent > rule.ceiling:
            texts[f"terisi-{paper.round}"] = _filled(language.gettext(OVER), figures)
            return texts
    sentence = counted(language, rule, len(paper.options))
    return {f"terisi-{paper.round}": _filled(sentence, figures)} | texts


def missing(language: Language, paper: BallotPaper, typed: Typed) -> dict[str, str]:
    """What options that were scored in part still lack: the texts `kurang-1-3`."""
    if not isinstance(paper.rule, Score):
        return {}
    texts = {}
    for option in {each[0] for each in typed.values}:
        scored = {n for each, n, _ in typed.values if each == option}
        names = [each.name for n, each in enumerate(paper.rule.scored) if n not in scored]
        if names:
            said = _filled(language.gettext(MISSING), {"names": ", ".join(names)})
            texts[f"kurang-{paper.round}-{option}"] = said
    return texts


def _filled(sentence: str, figures: Mapping[str, str | int]) -> str:
    for name, value in figures.items():
        sentence = sentence.replace(f"{{{name}}}", str(value))
    return sentence


_COUNTED: Final[dict[str, str]] = {
    "pilih": _("{n} dari %(most)s dipilih"),
    "setuju": _("{n} dari %(all)s usulan dijawab"),
    "poin": _("Sisa {n} poin"),
    "urutan": _("{n} dari %(most)s diurutkan"),
    "skor": _("{n} dari %(all)s usulan sudah lengkap"),
    "anggaran": _("Sisa {money}"),
    "delegasi": _("{n} dari %(most)s calon dipilih"),
}
