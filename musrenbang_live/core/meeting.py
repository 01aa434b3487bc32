"""The state of a meeting: a fold over its events, and nothing that is counted from rows."""

from functools import cached_property
from typing import Literal

from msgspec import Struct

from musrenbang_live.core.ballots import Elect, Hands, Paper
from musrenbang_live.core.cards import Cards
from musrenbang_live.core.events import PromiseState, ProposalContent, Verdict
from musrenbang_live.core.plan import Phase, RoundPlan, SessionPlan, Show

Stage = Literal["planned", "open", "closed", "published"]
ProposalStatus = Literal["waiting", "shown", "hidden"]
RoundStage = Literal["open", "closed", "revealed"]


class Proposal(Struct, frozen=True):
    """One proposal. `merged_into` is 0, or the number of the proposal it is part of.

    `author` is a participant id and never leaves the views of its own author. `origin`: the
    proposal of another meeting that it continues, as `<join code>/<number>`, or empty; then
    `brought` is what it said when it came. `continues`: the year of the promise that it carries on,
    0 for none.
    """

    number: int
    author: str
    content: ProposalContent
    status: ProposalStatus
    at: int
    assisted: bool = False
    proposer: str = ""
    reason: str = ""
    merged_into: int = 0
    origin: str = ""
    brought: ProposalContent | None = None
    continues: int = 0

    @property
    def stands(self) -> bool:
        """Shown to everybody, by itself."""
        return self.status == "shown" and not self.merged_into


class Decision(Struct, frozen=True):
    """What the meeting decided about a proposal, when, and for `belum` why."""

    verdict: Verdict
    code: str
    reason: str
    at: int


class Question(Struct, frozen=True):
    """One question. `author` as in `Proposal`; `reason` why it is hidden.

    `by` is who answered, as a function, empty until then; `answer` what was written, empty when it
    was said aloud.
    """

    number: int
    author: str
    name: str
    text: str
    status: ProposalStatus
    at: int
    reason: str = ""
    by: str = ""
    answer: str = ""
    answered_at: int = 0


class Promise(Struct, frozen=True):
    """What a meeting of `year` agreed; `proposal` is the one that carries it on, or 0."""

    number: int
    year: int
    title: str
    neighborhood: str
    cost: int | None
    origin: str
    state: PromiseState
    by: str = ""
    answer: str = ""
    proposal: int = 0


class Candidate(Struct, frozen=True):
    """Somebody who stands for election as a delegate, or did (`stands` false)."""

    number: int
    name: str
    woman: bool
    neighborhood: str
    stands: bool = True


class Round(Struct, frozen=True):
    """One vote that was opened: its rule, and its frozen paper; `drawn` are lots, first first.

    `cards` is how many voter cards could have voted when it was closed, `barred` those that were
    handed out and void by then. `hands` were counted in the hall, None where nobody did.
    """

    number: int
    plan: RoundPlan
    paper: Paper
    stage: RoundStage
    opened_at: int
    closed_at: int = 0
    drawn: tuple[int, ...] = ()
    cards: int = 0
    barred: frozenset[int] = frozenset()
    hands: Hands | None = None

    @property
    def options(self) -> tuple[int, ...]:
        """What can be marked: numbers of proposals, or of candidates where it elects."""
        return self.paper.options

    @property
    def elects(self) -> bool:
        """Whether people are voted on and not proposals."""
        return isinstance(self.plan.rule, Elect)

    @property
    def proposals(self) -> tuple[int, ...]:
        """The proposals that can be marked; none where people are elected."""
        return () if self.elects else self.options


class Meeting(Struct, frozen=True, dict=True):
    """A meeting at `seq`. `phase` is -1 before the opening; `refs` maps sender ids to proposals,
    `nominated` those to candidates, `issued` those to voter cards that phones asked for, `asked`
    those to questions.

    `raised_limit` is the ceiling of participants that the facilitator set, 0 for the plan's own.
    `ranks` are the agreed priorities, the first first, and `rank_reason` says why they are not the
    order of the vote. `acclaimed` are delegates without a vote. `show` is what the projector was
    told to show, and of it the one with `show_number`; empty: what the meeting is about.
    """

    code: str
    plan: SessionPlan
    seq: int = 0
    stage: Stage = "planned"
    phase: int = -1
    phase_since: int = 0
    deadline: int = 0
    proposals: dict[int, Proposal] = {}
    rounds: dict[int, Round] = {}
    refs: dict[str, int] = {}
    candidates: dict[int, Candidate] = {}
    nominated: dict[str, int] = {}
    focus: int = 0
    blank: bool = False
    raised_limit: int = 0
    cards: Cards = Cards()
    issued: dict[str, int] = {}
    opened_at: int = 0
    closed_at: int = 0
    published_at: int = 0
    phase_times: tuple[tuple[int, int], ...] = ()
    decisions: dict[int, Decision] = {}
    ranks: tuple[int, ...] = ()
    rank_reason: str = ""
    acclaimed: tuple[int, ...] = ()
    questions: dict[int, Question] = {}
    asked: dict[str, int] = {}
    question_focus: int = 0
    promises: dict[int, Promise] = {}
    show: Show = ""
    show_number: int = 0

    @property
    def agenda_phase(self) -> Phase | None:
        """The phase of the agenda that is on, or None when the meeting is not open."""
        return self.plan.phases[self.phase] if self.stage == "open" and self.phase >= 0 else None

    @property
    def open_round(self) -> Round | None:
        """The round that takes ballots now. There is never more than one."""
        return next((round_ for round_ in self.rounds.values() if round_.stage == "open"), None)

    @property
    def takes_proposals(self) -> bool:
        """Whether residents may hand in proposals now."""
        phase = self.agenda_phase
        return phase is not None and phase.kind in self.plan.rules.propose_in

    @property
    def takes_supports(self) -> bool:
        """Whether residents may support proposals now."""
        phase = self.agenda_phase
        return phase is not None and phase.kind in self.plan.rules.support_in

    @property
    def takes_questions(self) -> bool:
        """Whether residents may ask now."""
        phase = self.agenda_phase
        return phase is not None and phase.kind in self.plan.rules.ask_in

    def verdict(self, number: int) -> Verdict:
        """What was decided about a proposal, empty while nothing is."""
        decision = self.decisions.get(number)
        return decision.verdict if decision else ""

    @property
    def participant_limit(self) -> int:
        """How many may join by the open link."""
        return self.raised_limit or self.plan.rules.participant_limit

    def root(self, number: int) -> int:
        """The proposal that `number` is counted with: itself, or what it was merged into."""
        while self.proposals[number].merged_into:
            number = self.proposals[number].merged_into
        return number

    def members(self, number: int) -> list[Proposal]:
        """The proposals merged into `number`, directly or through another, by number."""
        return self._merged.get(number, [])

    @cached_property
    def _merged(self) -> dict[int, list[Proposal]]:
        """Found once for all: whoever shows proposals asks for the members of each."""
        found: dict[int, list[Proposal]] = {}
        for proposal in self.proposals.values():
            if proposal.merged_into:
                found.setdefault(self.root(proposal.number), []).append(proposal)
        return found

    def standing(self) -> list[Proposal]:
        """Proposals shown by themselves, by number."""
        return [proposal for proposal in self.proposals.values() if proposal.stands]
