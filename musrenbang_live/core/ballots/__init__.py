"""Kinds of ballot: what a valid mark is, how marks become figures, and what the figures decide.

Each kind is a rule (`ballots.rule.Rule`) in a file of its own. `RULES` is what plans choose from.
"""

from typing import Final

from musrenbang_live.core.ballots.agreeing import Agree
from musrenbang_live.core.ballots.budgeting import Budget
from musrenbang_live.core.ballots.channels import CameIn, Channel, channels_of
from musrenbang_live.core.ballots.choosing import Choose
from musrenbang_live.core.ballots.dotting import Dots
from musrenbang_live.core.ballots.electing import Elect
from musrenbang_live.core.ballots.hands import Hands
from musrenbang_live.core.ballots.ranking import Rank
from musrenbang_live.core.ballots.rule import (
    Decision,
    Line,
    Mark,
    Paper,
    Pile,
    Rule,
    TieRule,
    Via,
)
from musrenbang_live.core.ballots.scoring import Criterion, Score
from musrenbang_live.core.errors import Rejected

AnyRule = Choose | Agree | Dots | Rank | Score | Budget | Elect
RULES: Final[dict[str, type[AnyRule]]] = {
    rule.kind: rule for rule in (Choose, Agree, Dots, Rank, Score, Budget, Elect)
}
"""By the name that plans and files use, in the order in which plans offer them."""


def ceiling_of(rule: AnyRule) -> int:
    """The rupiah that a rule gives away; 0 where no money is given."""
    return rule.ceiling if isinstance(rule, Budget | Dots) else 0


def handed_in(rule: AnyRule, mark: object, paper: Paper) -> Mark:
    """The mark as it is stored: in the normal form of its rule. Raises `Rejected`, `mark_…`.

    A blank ballot takes back what was chosen before. One that is cast once takes nothing back and
    would only use up the vote: it is refused.
    """
    valid = rule.valid(mark, paper)
    if rule.once and not valid:
        raise Rejected("mark_empty")
    return valid


__all__ = [
    "RULES",
    "Agree",
    "AnyRule",
    "Budget",
    "CameIn",
    "Channel",
    "Choose",
    "Criterion",
    "Decision",
    "Dots",
    "Elect",
    "Hands",
    "Line",
    "Mark",
    "Paper",
    "Pile",
    "Rank",
    "Rule",
    "Score",
    "TieRule",
    "Via",
    "ceiling_of",
    "channels_of",
    "handed_in",
]
