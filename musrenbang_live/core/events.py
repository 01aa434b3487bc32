"""What has happened: the only things that change a meeting.

An event is a fact in the past tense. Its free text (`WORDS`) is kept apart from the rest, so that
a text can be erased one day without breaking the log it stands in.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.ballots import Paper
from musrenbang_live.core.plan import RoundPlan


class ProposalContent(Struct, frozen=True, kw_only=True):
    """What a proposal says. `cost` in rupiah; figures are None until somebody knows them."""

    title: str
    problem: str
    sector: str
    neighborhood: str
    landmark: str = ""
    screen_title: str = ""
    quantity: float | None = None
    unit: str = ""
    cost: int | None = None
    beneficiaries: int | None = None
    beneficiary_unit: str = ""


class Event(Struct, frozen=True, tag=True, tag_field="kind"):
    """Base of all events."""


class MeetingOpened(Event, frozen=True):
    """The meeting began."""


class PhaseEntered(Event, frozen=True):
    """The agenda moved to phase `index`; its time is up at `deadline`."""

    index: int
    deadline: int


class TimerMoved(Event, frozen=True):
    """The present phase got a new `deadline`."""

    deadline: int


class ProposalSubmitted(Event, frozen=True):
    """A proposal was handed in and got `number`.

    `author` is a participant id or empty; `assisted` when somebody typed it for the author;
    `proposer` is the name to publish, empty unless the author asked for it.
    """

    number: int
    author: str
    assisted: bool
    proposer: str
    content: ProposalContent


class ProposalEdited(Event, frozen=True):
    """The wording or the figures of a proposal were changed."""

    number: int
    content: ProposalContent


class ProposalApproved(Event, frozen=True):
    """The committee looked at the proposal; from now on everybody sees it."""

    number: int


class ProposalHidden(Event, frozen=True):
    """The proposal is no longer shown, for `reason`."""

    number: int
    reason: str


class ProposalMerged(Event, frozen=True):
    """The proposal is kept as part of `into`, with its author and its supports."""

    number: int
    into: int


class ProposalUnmerged(Event, frozen=True):
    """The proposal stands alone again."""

    number: int


class ProposalFocused(Event, frozen=True):
    """The proposal is the one being spoken about; 0 for none."""

    number: int


class CandidateNominated(Event, frozen=True):
    """Somebody stands for election as a delegate. `neighborhood` may be empty."""

    number: int
    name: str
    woman: bool
    neighborhood: str


class CandidateWithdrawn(Event, frozen=True):
    """The candidate stands no longer."""

    number: int


class RoundOpened(Event, frozen=True):
    """Voting began on exactly this `paper`, by the rule of `plan`."""

    number: int
    plan: RoundPlan
    paper: Paper


class RoundClosed(Event, frozen=True):
    """No ballot stored after this counts; at this moment the ballots are sealed."""

    number: int


class RoundRevealed(Event, frozen=True):
    """The result of the round is public."""

    number: int


class LotsDrawn(Event, frozen=True):
    """Lots were drawn in the hall among equals of round `number`; `order` is who came first."""

    number: int
    order: tuple[int, ...]


class HandsCounted(Event, frozen=True):
    """`people` raised hands in the open round `number`; no `people` means: none were counted.

    `figures`: for each option of its paper, in its order, the option and its figures under the
    columns of the rule. `by` is who counted. Whatever was counted before no longer counts.
    """

    number: int
    people: int
    figures: tuple[tuple[int, ...], ...]
    by: str


class ScreenBlanked(Event, frozen=True):
    """The projector shows nothing (`blank`), or the meeting again."""

    blank: bool


class ParticipantLimitRaised(Event, frozen=True):
    """Up to `limit` participants may join by the open link, more than before."""

    limit: int


class CardsPrinted(Event, frozen=True):
    """So many more voter cards have a number, following those before them."""

    count: int


class CardIssued(Event, frozen=True):
    """A phone asked for a voter card without paper, and got the next `number`."""

    number: int


class CardsActivated(Event, frozen=True):
    """The cards from `first` to `last` were handed out, those among them that are not void."""

    first: int
    last: int


class CardVoided(Event, frozen=True):
    """The card `number` votes no more, for `reason`; its ballot in an open round is taken out."""

    number: int
    reason: str


class CardReplaced(Event, frozen=True):
    """The card `old` is void, its ballot in an open round taken out, and `new` was handed out."""

    old: int
    new: int


class LeftoversVoided(Event, frozen=True):
    """All `count` cards that were printed and not handed out are void."""

    count: int


class MeetingClosed(Event, frozen=True):
    """The meeting is over."""


class MeetingPublished(Event, frozen=True):
    """The result is in the public archive."""


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
    | CandidateNominated
    | CandidateWithdrawn
    | RoundOpened
    | RoundClosed
    | RoundRevealed
    | LotsDrawn
    | HandsCounted
    | ScreenBlanked
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
)
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "ProposalSubmitted": ("proposer", *_CONTENT_WORDS),
    "ProposalEdited": _CONTENT_WORDS,
    "ProposalHidden": ("reason",),
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
