"""What has happened: the only things that change a meeting.

An event is a fact in the past tense. Its free text (`WORDS`) is kept apart from the rest, so that
a text can be erased one day without breaking the log it stands in.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.events.agreeing import (
    DelegatesAcclaimed,
    ProposalDecided,
    RanksAgreed,
    Verdict,
)
from musrenbang_live.core.events.base import Event
from musrenbang_live.core.events.cards import (
    CardIssued,
    CardReplaced,
    CardsActivated,
    CardsPrinted,
    CardVoided,
    LeftoversVoided,
)
from musrenbang_live.core.events.course import (
    MeetingClosed,
    MeetingOpened,
    MeetingPublished,
    ParticipantLimitRaised,
    PhaseEntered,
    ScreenBlanked,
    ScreenChosen,
    TimerMoved,
)
from musrenbang_live.core.events.promises import (
    PromiseAnswered,
    PromiseBrought,
    PromiseCarried,
    PromiseState,
)
from musrenbang_live.core.events.proposals import (
    ProposalApproved,
    ProposalContent,
    ProposalEdited,
    ProposalFocused,
    ProposalHidden,
    ProposalMerged,
    ProposalSubmitted,
    ProposalUnmerged,
)
from musrenbang_live.core.events.questions import (
    QuestionAnswered,
    QuestionApproved,
    QuestionAsked,
    QuestionFocused,
    QuestionHidden,
)
from musrenbang_live.core.events.rounds import (
    CandidateNominated,
    CandidateWithdrawn,
    HandsCounted,
    LotsDrawn,
    RoundClosed,
    RoundOpened,
    RoundRevealed,
)

__all__ = [
    "WORDS",
    "AnyEvent",
    "CandidateNominated",
    "CandidateWithdrawn",
    "CardIssued",
    "CardReplaced",
    "CardVoided",
    "CardsActivated",
    "CardsPrinted",
    "DelegatesAcclaimed",
    "Event",
    "HandsCounted",
    "LeftoversVoided",
    "LotsDrawn",
    "MeetingClosed",
    "MeetingOpened",
    "MeetingPublished",
    "ParticipantLimitRaised",
    "PhaseEntered",
    "PromiseAnswered",
    "PromiseBrought",
    "PromiseCarried",
    "PromiseState",
    "ProposalApproved",
    "ProposalContent",
    "ProposalDecided",
    "ProposalEdited",
    "ProposalFocused",
    "ProposalHidden",
    "ProposalMerged",
    "ProposalSubmitted",
    "ProposalUnmerged",
    "QuestionAnswered",
    "QuestionApproved",
    "QuestionAsked",
    "QuestionFocused",
    "QuestionHidden",
    "RanksAgreed",
    "Record",
    "RoundClosed",
    "RoundOpened",
    "RoundRevealed",
    "ScreenBlanked",
    "ScreenChosen",
    "TimerMoved",
    "Verdict",
    "join",
    "split",
]


AnyEvent = (
    MeetingOpened
    | PhaseEntered
    | TimerMoved
    | ProposalSubmitted
    | ProposalEdited
    | ProposalApproved
    | ProposalHidden
    | ProposalMerged
    | ProposalUnmerged
    | ProposalFocused
    | ProposalDecided
    | RanksAgreed
    | QuestionAsked
    | QuestionApproved
    | QuestionHidden
    | QuestionAnswered
    | QuestionFocused
    | PromiseBrought
    | PromiseAnswered
    | PromiseCarried
    | CandidateNominated
    | CandidateWithdrawn
    | DelegatesAcclaimed
    | RoundOpened
    | RoundClosed
    | RoundRevealed
    | LotsDrawn
    | HandsCounted
    | ScreenBlanked
    | ScreenChosen
    | ParticipantLimitRaised
    | CardsPrinted
    | CardIssued
    | CardsActivated
    | CardVoided
    | CardReplaced
    | LeftoversVoided
    | MeetingClosed
    | MeetingPublished
)


class Record(Struct, frozen=True):
    """An event as it stands in the log.

    `seq` counts from 1 without gaps; `actor` is `f:<person>`, `p:<participant>` or `sistem`;
    `ref` is the id the sender made for it, empty when there was none.
    """

    seq: int
    at: int
    actor: str
    event: AnyEvent
    ref: str = ""


_CONTENT_WORDS: Final = (
    "content.title",
    "content.problem",
    "content.landmark",
    "content.screen_title",
    "content.unit",
    "content.beneficiary_unit",
    "content.agency",
)
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "ProposalSubmitted": ("proposer", *_CONTENT_WORDS),
    "ProposalEdited": _CONTENT_WORDS,
    "ProposalHidden": ("reason",),
    "ProposalDecided": ("reason",),
    "RanksAgreed": ("reason",),
    "QuestionAsked": ("name", "text"),
    "QuestionHidden": ("reason",),
    "QuestionAnswered": ("by", "text"),
    "PromiseBrought": ("title",),
    "PromiseAnswered": ("by", "text"),
    "CandidateNominated": ("name",),
    "CardVoided": ("reason",),
    "HandsCounted": ("by",),
}
"""Where the free text of an event stands, by event kind."""


def split(event: AnyEvent) -> tuple[str, dict[str, Any], dict[str, str]]:
    """The event as (kind, body, words): plain JSON values, free text only in words."""
    body: dict[str, Any] = msgspec.to_builtins(event)
    kind: str = body.pop("kind")
    words: dict[str, str] = {}
    for path in WORDS.get(kind, ()):
        holder, name = _place(body, path)
        words[path] = holder.pop(name, "")
    return kind, body, words


def join(kind: str, body: dict[str, Any], words: dict[str, str] | None) -> AnyEvent:
    """The event that `split` took apart. Texts that were erased come back empty."""
    whole = {**body, "kind": kind}
    if isinstance(body.get("content"), dict):
        whole["content"] = dict(body["content"])
    for path in WORDS.get(kind, ()):
        holder, name = _place(whole, path)
        holder[name] = (words or {}).get(path, "")
    return msgspec.convert(whole, AnyEvent)  # type: ignore[no-any-return]


def _place(body: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    *holders, name = path.split(".")
    for holder in holders:
        body = body[holder]
    return body, name
