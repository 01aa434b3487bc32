"""The rule of a vote as a plan file writes it: one reader for each kind of ballot."""

from collections.abc import Callable
from typing import Final, cast, get_args

from musrenbang_live.core.ballots import AnyRule, Choose, TieRule
from musrenbang_live.core.plan_tables import Table

TIES: Final[tuple[TieRule, ...]] = get_args(TieRule)


def read_rule(table: Table) -> AnyRule:
    """The rule that a `[[pemungutan]]` table names with `jenis`."""
    return READERS[table.choice("jenis", tuple(READERS))](table)


def read_ties(table: Table) -> tuple[TieRule, ...]:
    """What tells equals apart, in the order of the file; nothing without `suara_sama`."""
    named = table.texts("suara_sama", ())
    for name in named:
        if name not in TIES:
            table.wrong("suara_sama", "not_one_of", options=", ".join(TIES))
    return cast(tuple[TieRule, ...], tuple(name for name in named if name in TIES))


def _choose(table: Table) -> Choose:
    return Choose(most=table.number("paling_banyak", 1, 50))


READERS: Final[dict[str, Callable[[Table], AnyRule]]] = {"pilih": _choose}
"""By the key of the kind, in the order in which they are offered."""
