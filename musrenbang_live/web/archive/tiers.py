"""Last year and the other tiers in the record for machines: what was promised, what came of it.

What this meeting decided follows from its own log, and stands in the bundle too. What other
meetings made of its proposals came later: only the archive tells that.
"""

from collections.abc import Mapping, Sequence

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import asdict

from musrenbang_live.core.tiers import Change, Continuation, TierDecision, TierVerdict
from musrenbang_live.core.views.promises import PromiseLine


class PromiseRecord(Struct, frozen=True):
    """What an earlier meeting had agreed: `state` and `answer` are the official's (`by`), `kept`
    and `unkept` so many residents. `proposal` carries it on here; `origin` is `CODE/number`."""

    number: int
    year: int
    title: str
    neighborhood: str
    cost: int | None
    origin: str
    state: str
    by: str
    answer: str
    proposal: int | None
    kept: int
    unkept: int


class TierRecord(Struct, frozen=True):
    """What a tier decided of a proposal that the one below had agreed.

    `verdict`: `terima`, `ubah` (accepted with `changes`), `cadangan`, `tolak`, or null while
    nothing is decided; `code` and `reason` why it was refused; `rank` on the agreed list.
    """

    verdict: TierVerdict | None
    changes: tuple[Change, ...]
    code: str
    reason: str
    rank: int | None
    merged_into: int | None


class NextRecord(Struct, frozen=True):
    """Where a proposal went on: in which meeting, as which number; `decision` as in `TierRecord`,
    null where a later meeting of the same tier took it up again."""

    session: str
    number: int
    forum: str
    year: int
    decision: TierRecord | None


def promise_records(lines: Sequence[PromiseLine]) -> list[PromiseRecord] | UnsetType:
    """The promises; no field at all where there were none."""
    return [_promise(line) for line in lines] or UNSET


def _promise(line: PromiseLine) -> PromiseRecord:
    known = {name: value for name, value in asdict(line).items() if name in _OF_PROMISES}
    return PromiseRecord(**{**known, "proposal": line.proposal or None})


_OF_PROMISES = frozenset(PromiseRecord.__struct_fields__)


def tier_record(made: TierDecision | None) -> TierRecord | UnsetType:
    """What was decided here; no field where the tier below had not agreed it."""
    return _tier(made) if made else UNSET


def _tier(made: TierDecision) -> TierRecord:
    return TierRecord(
        verdict=made.verdict or None,
        changes=made.changes,
        code=made.code,
        reason=made.reason,
        rank=made.rank or None,
        merged_into=made.merged_into or None,
    )


def next_records(
    beyond: Mapping[int, Sequence[Continuation]], number: int
) -> list[NextRecord] | UnsetType:
    """What other meetings made of proposal `number`; no field where none took it up."""
    return [_next(each) for each in beyond.get(number, ())] or UNSET


def _next(each: Continuation) -> NextRecord:
    return NextRecord(
        session=each.code,
        number=each.number,
        forum=each.forum,
        year=each.year,
        decision=_tier(each.decision) if each.decision else None,
    )
