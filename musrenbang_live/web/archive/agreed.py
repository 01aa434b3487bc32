"""What a musyawarah agreed on, as the published files tell it: part of `record`.

The agreed order, the result of the vote and the reason where they differ are three things, and
each has its place: `agreed.order`, the `ranking` of the round `agreed.vote`, and `agreed.reason`.
"""

from typing import Any

from msgspec import Struct

from musrenbang_live.core.deliberating import OTHER_REASON
from musrenbang_live.core.views.archive import ArchiveView, Outcome
from musrenbang_live.web.words.decisions import REASONS, VERDICTS


class AgreedRecord(Struct, frozen=True):
    """The order of priorities, as numbers of proposals, the first first.

    `vote`: the number of the round with which it is compared, null where none was held; `reason`
    why it is another order than that one's, empty where it is not.
    """

    order: list[int]
    vote: int | None
    reason: str


class PersonRecord(Struct, frozen=True):
    """A delegate."""

    number: int
    name: str
    woman: bool
    neighborhood: str


class DelegatesRecord(Struct, frozen=True):
    """Delegates by acclamation; those who were elected stand in the round of their election."""

    by: str
    people: list[PersonRecord]


def agreed_record(view: ArchiveView) -> AgreedRecord | None:
    """The agreed order, or None where there is none."""
    if view.agreed is None:
        return None
    vote = view.agreed.vote
    return AgreedRecord(list(view.ranks), vote.round if vote else None, view.agreed_why)


def delegates_record(view: ArchiveView) -> DelegatesRecord | None:
    """The acclaimed delegates, or None where there are none."""
    if view.delegates is None or view.delegates.by != "aklamasi":
        return None
    people = [
        PersonRecord(each.number, each.name, each.woman, each.neighborhood)
        for each in view.delegates.people
    ]
    return DelegatesRecord(view.delegates.by, people)


def decided_words(view: ArchiveView, outcome: Outcome) -> dict[str, Any]:
    """The decision about a proposal in Indonesian words, for the CSV; nothing where none was."""
    told: dict[str, Any] = {"agreed_reason": view.agreed_why} if outcome.agreed else {}
    if outcome.decision is None:
        return told
    code, reason = outcome.decision.code, outcome.decision.reason
    listed = REASONS[code] if code in REASONS and code != OTHER_REASON else ""
    words = ": ".join(filter(None, (listed, reason)))
    return told | {"verdict": VERDICTS[outcome.decision.verdict], "verdict_reason": words}
