"""Ballots on paper as PDF, set by Typst: of the vote that is open, or of a planned one beforehand.

A sheet says what the ballot on a phone says, and has a field for the card code where cards vote.
Every sheet of a vote is the same, so the file has one page, or one sheet of several.
"""

from collections.abc import Sequence
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Final

from msgspec import Struct

from musrenbang_live.core.ballots import AnyRule, Score, ceiling_of
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.views.parts import Option
from musrenbang_live.web.formats import rupiah_short
from musrenbang_live.web.language import Language
from musrenbang_live.web.printing.typesetting import typeset
from musrenbang_live.web.words.rules import explained, ties_explained

BINDING: Final = "Suara mengikat"
POLL: Final = "Jajak pendapat, tidak mengikat"
PRACTICE: Final = "Latihan, bukan hasil resmi"
TASKS: Final = {
    "pilih": "Beri tanda ✗ pada paling banyak {most} usulan.",
    "delegasi": "Beri tanda ✗ pada paling banyak {most} calon.",
    "setuju": "Beri tanda ✗ pada satu kotak untuk setiap usulan.",
    "poin": "Tulis poin di kotak, semuanya paling banyak {points} poin.",
    "urutan": "Tulis 1 untuk yang terbaik, lalu 2, dan seterusnya, paling banyak {most} usulan.",
    "skor": "Tulis nilai 1 sampai 5 di setiap kotak usulan yang dinilai.",
    "anggaran": "Beri tanda ✗ pada usulan, jumlah biayanya paling banyak {money}.",
}
"""What to do with a pen. On paper everything is in Indonesian, whoever prints it."""
FREE_BUDGET: Final = "Beri tanda ✗ pada usulan yang perlu dibiayai."


class SheetHead(Struct, frozen=True):
    """Which meeting a sheet belongs to; `card` where it asks for the code of a voter card."""

    forum: str
    place: str
    date: str
    spoken: str
    fingerprint: str
    neighborhood_label: str
    binding: bool
    card: bool
    practice: bool = False


async def ballot_sheet(
    template: Path,
    head: SheetHead,
    planned: RoundPlan,
    options: Sequence[Option],
    language: Language,
) -> bytes:
    """The PDF. `language` is Indonesian; setting takes a moment, so it is done beside all else."""
    data = _data(head, planned, options, language)
    return await typeset(template, data)


def _data(
    head: SheetHead, planned: RoundPlan, options: Sequence[Option], language: Language
) -> dict[str, Any]:
    rule = planned.rule
    return {
        "title": f"Surat suara – {planned.title}",
        "kind": rule.kind,
        "round": planned.title,
        "forum": head.forum,
        "place": head.place,
        "date": head.date,
        "spoken": head.spoken,
        "fingerprint": head.fingerprint,
        "label": PRACTICE if head.practice else BINDING if head.binding else POLL,
        "card": head.card,
        "task": _task(rule),
        "rule": explained(language, rule),
        "ties": ties_explained(language, planned.ties),
        "criteria": [
            {"letter": letter, "name": criterion.name}
            for letter, criterion in zip(ascii_uppercase, _scored(rule), strict=False)
        ],
        "options": [
            {
                "number": str(option.number),
                "title": option.title,
                "more": _more(head, rule, option),
            }
            for option in options
        ],
    }


def _task(rule: AnyRule) -> str:
    if rule.kind == "anggaran" and not getattr(rule, "fits", True):
        return FREE_BUDGET
    figures = {
        "most": getattr(rule, "most", 0),
        "points": getattr(rule, "points", 0),
        "money": rupiah_short(ceiling_of(rule)),
    }
    return TASKS[rule.kind].format(**figures)


def _scored(rule: AnyRule) -> Sequence[Any]:
    return rule.scored if isinstance(rule, Score) else ()


def _more(head: SheetHead, rule: AnyRule, option: Option) -> str:
    """Where it is, and what it costs where money is given."""
    told = []
    if option.neighborhood:
        told.append(f"{head.neighborhood_label} {option.neighborhood}")
    if ceiling_of(rule) and option.cost:
        told.append(rupiah_short(option.cost))
    return ", ".join(told)
