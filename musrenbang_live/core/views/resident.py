"""What residents see: what everybody in the hall may know, and apart from it what is one's own."""

from typing import Literal

from msgspec import Struct

from musrenbang_live.core.articles import Reading, of_phase
from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Decision, Meeting, Proposal
from musrenbang_live.core.topics import Topic, held
from musrenbang_live.core.views.floor import Turns, turns
from musrenbang_live.core.views.parts import (
    BallotPaper,
    Card,
    Head,
    Now,
    ballot_paper,
    card,
    head,
    now_line,
)
from musrenbang_live.core.views.promises import PromiseLine, promises
from musrenbang_live.core.views.proofs import Figures, all_figures
from musrenbang_live.core.views.questions import (
    Asked,
    OwnQuestion,
    asked,
    by_support,
    supporters,
)
from musrenbang_live.core.views.results import Result, results

Can = Literal["propose", "support", "vote", "ask"]


class ResidentView(Struct, frozen=True):
    """The shared page of all residents. `cards` newest first; `supports` by proposal number.

    `decided`: how far the desk has come with the numbers that phones asked for (`Cards.decided`).
    `proofs` are of all closed rounds, newest first; `words` as on the wall. `opinions` as in
    `core.topics.held`. `decisions` of the musyawarah by proposal; `agreed` the order it agreed on.
    `turns`: asking to speak. `questions` by support, which is in `asking`, by number; `asked` is
    the one being answered. `readings`: what can be opened now, for the whole meeting and for its
    agenda point.
    """

    head: Head
    now: Now
    can: frozenset[Can]
    cards: tuple[Card, ...]
    focus: Card | None
    ballot: BallotPaper | None
    results: tuple[Result, ...]
    proofs: tuple[Figures, ...]
    supports: dict[int, int]
    joined: int
    turnout: int
    decided: tuple[int, ...]
    words: tuple[str, ...] = ()
    opinions: dict[Topic, tuple[int, ...]] = {}
    decisions: dict[int, Decision] = {}
    agreed: tuple[Card, ...] = ()
    turns: Turns = Turns()
    questions: tuple[Asked, ...] = ()
    asked: Asked | None = None
    asking: dict[int, int] = {}
    promises: tuple[PromiseLine, ...] = ()
    readings: tuple[Reading, ...] = ()


class OwnProposal(Struct, frozen=True):
    """A resident's own proposal with what became of it; `may_edit` while nobody looked at it."""

    card: Card
    status: Literal["waiting", "shown", "hidden", "merged"]
    reason: str
    merged_into: int
    may_edit: bool


class Vote(Struct, frozen=True):
    """The choice a resident has stored in the open round; `at` is when.

    `ref` names the message that brought it; `words` are those of its receipt, if it has one and is
    not blank.
    """

    mark: Mark
    rev: int
    at: int
    ref: str = ""
    words: str = ""


class Mine(Struct, frozen=True):
    """What belongs to one participant alone; `counted`: closed rounds the person took part in.

    `cast`: the open round, when the ballot is in its box: nobody can show it any more. `opinions`:
    topic → value.
    """

    proposals: tuple[OwnProposal, ...] = ()
    questions: tuple[OwnQuestion, ...] = ()
    supports: frozenset[int] = frozenset()
    votes: dict[int, Vote] = {}
    counted: frozenset[int] = frozenset()
    cast: frozenset[int] = frozenset()
    opinions: dict[tuple[str, int], int] = {}


def resident(meeting: Meeting, counts: Counts) -> ResidentView:
    """The shared view. It is the same for every resident, so it is rendered once."""
    standing = meeting.standing()
    focused = meeting.proposals.get(meeting.focus)
    voting = meeting.open_round
    about = meeting.questions.get(meeting.question_focus)
    return ResidentView(
        head=head(meeting),
        now=now_line(meeting),
        can=_can(meeting),
        cards=tuple(card(meeting, proposal) for proposal in reversed(standing)),
        focus=card(meeting, focused) if focused and focused.stands else None,
        ballot=ballot_paper(meeting),
        results=results(meeting, counts),
        proofs=all_figures(meeting, counts),
        supports={p.number: counts.supports.get(p.number, 0) for p in standing},
        joined=counts.attendance.joined,
        turnout=counts.turnout.get(voting.number, 0) if voting else 0,
        decided=meeting.cards.decided if meeting.plan.by_desk else (),
        words=counts.words,
        opinions=held(meeting, counts),
        decisions=dict(meeting.decisions),
        agreed=_agreed(meeting),
        turns=turns(meeting, counts.speakers),
        questions=by_support(meeting, counts),
        asked=asked(meeting, about) if about and about.status == "shown" else None,
        asking={number: supporters(counts, number) for number in meeting.questions},
        promises=promises(meeting, counts),
        readings=of_phase(counts.readings, meeting.phase if meeting.agenda_phase else -1),
    )


def _agreed(meeting: Meeting) -> tuple[Card, ...]:
    """Once the musyawarah is over: before, the desk may still be moving lines."""
    phase = meeting.agenda_phase
    if phase and phase.kind in ("usulan", "musyawarah", "pemungutan"):
        return ()
    ranked = (meeting.proposals[number] for number in meeting.ranks)
    return tuple(card(meeting, proposal) for proposal in ranked if proposal.stands)


def _can(meeting: Meeting) -> frozenset[Can]:
    allowed: set[Can] = set()
    if meeting.takes_proposals:
        allowed.add("propose")
    if meeting.takes_supports:
        allowed.add("support")
    if meeting.takes_questions:
        allowed.add("ask")
    if meeting.open_round:
        allowed.add("vote")
    return frozenset(allowed)


def own_proposals(meeting: Meeting, participant: str) -> tuple[OwnProposal, ...]:
    """The proposals of one participant, newest first."""
    own = (p for p in meeting.proposals.values() if p.author and p.author == participant)
    return tuple(reversed([_own(meeting, proposal) for proposal in own]))


def _own(meeting: Meeting, proposal: Proposal) -> OwnProposal:
    merged = proposal.merged_into != 0
    return OwnProposal(
        card=card(meeting, proposal),
        status="merged" if merged else proposal.status,
        reason=proposal.reason,
        merged_into=meeting.root(proposal.number) if merged else 0,
        may_edit=proposal.status == "waiting"
        and not merged
        and meeting.stage in ("planned", "open"),
    )
