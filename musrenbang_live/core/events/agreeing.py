"""What a meeting agrees without a vote, and where it puts what was voted on."""

from typing import Literal

from musrenbang_live.core.events.base import Event

Verdict = Literal["", "mufakat", "voting", "cadangan", "belum"]
"""`mufakat`: agreed by consensus; `voting`: consensus failed, and a vote decides; `cadangan`: a
reserve; `belum`: not accommodated. Empty: not decided, or not any more."""


class ProposalDecided(Event, frozen=True):
    """The meeting decided about a proposal. `code` and `reason` say why one is `belum`."""

    number: int
    verdict: Verdict
    code: str
    reason: str


class RanksAgreed(Event, frozen=True):
    """The meeting agreed on `order`, the first priority first; empty: on none any more.

    `reason` says why it is not the order of the vote, where it is not.
    """

    order: tuple[int, ...]
    reason: str


class DelegatesAcclaimed(Event, frozen=True):
    """These candidates are delegates by acclamation; none: nobody is any more."""

    candidates: tuple[int, ...]
