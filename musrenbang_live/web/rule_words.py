"""What a ballot asks and how it is counted, in plain words: printed on ballots, walls and records.

The rule itself is in `core.ballots`; whoever changes it there changes the sentence here.
"""

from collections.abc import Callable
from typing import Any, Final

from musrenbang_live.core.ballots import AnyRule, Choose
from musrenbang_live.web.language import Language


def asked(language: Language, rule: AnyRule) -> str:
    """What a resident is asked to do, in one short line: the heading while the round is open."""
    return _ASKED[rule.kind](language, rule)


def explained(language: Language, rule: AnyRule) -> str:
    """How the ballots are counted, in one to three sentences."""
    return _EXPLAINED[rule.kind](language, rule)


def _asked_to_choose(language: Language, rule: Choose) -> str:
    return language.gettext("Pilih paling banyak %(most)s usulan") % {"most": rule.most}


def _choosing_explained(language: Language, rule: Choose) -> str:
    _ = language.gettext
    said = _(
        "Setiap peserta memilih paling banyak %(most)s usulan. Setiap pilihan bernilai satu suara."
    )
    return said % {"most": rule.most}


_Words = dict[str, Callable[[Language, Any], str]]
_ASKED: Final[_Words] = {"pilih": _asked_to_choose}
_EXPLAINED: Final[_Words] = {"pilih": _choosing_explained}
