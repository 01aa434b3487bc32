"""Whatever people do, in whatever order: the laws of the meeting hold after every step."""

import msgspec
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.errors import CODES, Rejected
from musrenbang_live.core.events import AnyEvent, Record, join, split
from musrenbang_live.core.evolving import evolve, replay
from musrenbang_live.core.meeting import Meeting, Proposal
from musrenbang_live.core.views.archive import archive
from musrenbang_live.core.views.facilitator import Step, facilitator
from musrenbang_live.core.views.projector import projector
from musrenbang_live.core.views.resident import own_proposals, resident
from tests.core.making import (
    NOON,
    PHASES,
    RESIDENTS,
    any_text,
    content,
    contents,
    counts,
    fresh,
    records,
    tried,
)
from tests.core.pressing import (
    STEPS,
    STRANGE,
    authors,
    beginnings,
    choices,
    console,
    keys,
    picks,
    plans,
    reasons,
    refs,
    sound,
)


def frozen(meeting: Meeting) -> bytes:
    return msgspec.json.encode(meeting)


def stored(event: AnyEvent) -> AnyEvent:
    """The event as it comes back from the log."""
    return join(*msgspec.json.decode(msgspec.json.encode(split(event))))


def written_by(meeting: Meeting) -> dict[int, tuple[object, ...]]:
    """What nobody may ever change about a proposal."""
    return {
        number: (p.number, p.author, p.at, p.assisted, p.proposer)
        for number, p in meeting.proposals.items()
    }


def stands(proposal: Proposal) -> bool:
    return proposal.status == "shown" and proposal.merged_into == 0


def assert_no_cycle(meeting: Meeting) -> None:
    for number in meeting.proposals:
        into, steps = number, 0
        while into := meeting.proposals[into].merged_into:
            steps += 1
            assert steps < len(meeting.proposals), "merged in a circle"


class Hall(RuleBasedStateMachine):
    """A meeting in which everybody presses everything."""

    meeting: Meeting
    start: Meeting

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Record] = []
        self.now = NOON
        self.origins: dict[int, tuple[object, ...]] = {}
        self.ballots: dict[int, tuple[int, ...]] = {}
        self.standing: dict[int, tuple[Proposal, list[int]]] = {}

    @initialize(changes=plans, kind=beginnings)
    def begin(self, changes, kind: str) -> None:
        self.start = self.meeting = fresh(**changes)
        if not kind:
            return
        kinds = [phase.kind for phase in self.meeting.plan.phases]
        self.ask(c.OpenMeeting())
        self.ask(c.EnterPhase(kinds.index("usulan")))
        for number in range(1, 6):
            self.ask(c.SubmitProposal(f"awal-{number}", RESIDENTS[number % 3], content()))
            if number < 5:
                self.ask(c.ApproveProposal(number))
        self.ask(c.MergeProposal(4, 3))
        self.ask(c.EnterPhase(kinds.index(kind)))

    def pick(self, number: int) -> int:
        """The number of a proposal there is, or sometimes a strange one."""
        known = len(self.meeting.proposals)
        return 1 + number % known if known and number < 18 else STRANGE[number % 3]

    def counted_with(self, options) -> dict[int, tuple[Proposal, list[int]]]:
        """Each option as it is, and what is merged into it and counted with it."""
        meeting = self.meeting
        return {
            option: (meeting.proposals[option], [p.number for p in meeting.members(option)])
            for option in options
        }

    def several(self, options) -> tuple[int, ...]:
        return tuple(map(self.pick, options))

    def ask(self, command: AnyCommand) -> list[AnyEvent] | Rejected:
        """Decide, check that deciding alone changes nothing, and let it happen."""
        before = frozen(self.meeting)
        self.now += 1000
        over = self.meeting.stage == "published" and not isinstance(
            command, c.BlankScreen | c.ChooseScreen
        )
        answer = tried(decide, self.meeting, command, self.now)
        assert frozen(self.meeting) == before
        assert not over or answer == [] or isinstance(answer, Rejected)
        if isinstance(answer, Rejected):
            assert answer.code in CODES
            assert str(answer)
            return answer
        for record in records(self.meeting, answer, self.now, getattr(command, "ref", "")):
            self.happen(record)
        return answer

    def happen(self, record: Record) -> None:
        event = record.event
        if isinstance(event, e.PhaseEntered | e.MeetingClosed | e.MeetingPublished):
            assert self.meeting.open_round is None, "left a vote that is on"
        if isinstance(event, e.RoundOpened):
            assert self.meeting.open_round is None, "opened beside another"
            assert event.number == len(self.meeting.rounds) + 1
            options = event.paper.options
            assert options
            assert list(options) == sorted(set(options))
            self.ballots[event.number] = options
            self.standing = self.counted_with(options)
            assert all(stands(proposal) for proposal, _ in self.standing.values())
        assert record.seq == self.meeting.seq + 1
        before, old = self.meeting, frozen(self.meeting)
        self.meeting = evolve(before, record)
        assert frozen(before) == old, "the state before was changed too"
        assert_no_cycle(self.meeting)
        self.log.append(record)

    # What people do

    @rule(ref=refs, author=authors, said=sound)
    def propose(self, ref: str, author: str, said) -> None:
        known = ref in self.meeting.refs
        takes = self.meeting.takes_proposals
        answer = self.ask(c.SubmitProposal(ref, author, said))
        if known:
            assert answer == [], "the same proposal sent again"
        elif isinstance(answer, Rejected):
            assert not takes or answer.code == "proposal_limit"
        else:
            assert takes
            assert self.meeting.refs[ref] == len(self.meeting.proposals)

    @rule(ref=refs, author=authors, said=contents, proposer=any_text, assisted=st.booleans())
    def propose_anything(self, ref: str, author: str, said, proposer: str, assisted: bool) -> None:
        self.ask(c.SubmitProposal(ref, author, said, proposer, assisted))

    @rule(ref=refs, said=sound)
    def take_down(self, ref: str, said) -> None:
        self.ask(c.SubmitProposal(ref, "", said, "Pak Ucok", assisted=True))

    @rule(number=picks, said=st.one_of(sound, contents), author=st.sampled_from(["", *RESIDENTS]))
    def edit(self, number: int, said, author: str) -> None:
        number = self.pick(number)
        proposal = self.meeting.proposals.get(number)
        answer = self.ask(c.EditProposal(number, said, author))
        if author and proposal and (proposal.author != author or proposal.status != "waiting"):
            assert isinstance(answer, Rejected)

    @rule(number=picks)
    def approve(self, number: int) -> None:
        self.ask(c.ApproveProposal(self.pick(number)))

    @rule(number=picks, reason=reasons)
    def hide(self, number: int, reason: str) -> None:
        self.ask(c.HideProposal(self.pick(number), reason))

    @rule(number=picks, into=picks)
    def merge(self, number: int, into: int) -> None:
        self.ask(c.MergeProposal(self.pick(number), self.pick(into)))

    @rule(number=picks)
    def unmerge(self, number: int) -> None:
        merged = [p.number for p in self.meeting.proposals.values() if p.merged_into]
        aimed = merged[number % len(merged)] if merged and number < 18 else self.pick(number)
        self.ask(c.UnmergeProposal(aimed))

    @rule(number=picks, into=picks)
    def merge_and_think_again(self, number: int, into: int) -> None:
        number, into = self.pick(number), self.pick(into)
        before = self.meeting.proposals
        if self.ask(c.MergeProposal(number, into)) and self.meeting.proposals != before:
            assert isinstance(self.ask(c.UnmergeProposal(number)), list)
            assert self.meeting.proposals[number] == before[number]
            assert {n: p.merged_into for n, p in self.meeting.proposals.items()} == {
                n: p.merged_into for n, p in before.items()
            }

    @rule(number=picks)
    def focus(self, number: int) -> None:
        self.ask(c.FocusProposal(self.pick(number)))

    @rule(into=picks)
    @precondition(lambda self: self.meeting.focus)
    def merge_what_is_discussed(self, into: int) -> None:
        self.ask(c.MergeProposal(self.meeting.focus, self.pick(into)))

    @rule(reason=reasons)
    @precondition(lambda self: self.meeting.focus)
    def hide_what_is_discussed(self, reason: str) -> None:
        self.ask(c.HideProposal(self.meeting.focus, reason))

    @rule(index=st.integers(-1, len(PHASES)), options=choices)
    def enter_phase(self, index: int, options) -> None:
        self.ask(c.EnterPhase(index, self.several(options)))

    @rule(key=keys, options=choices)
    def open_round(self, key: str, options) -> None:
        self.ask(c.OpenRound(key, self.several(options)))

    @rule(command=console)
    def press(self, command: AnyCommand) -> None:
        deadline = self.meeting.deadline
        answer = self.ask(command)
        if isinstance(command, c.ExtendTimer) and isinstance(answer, list):
            assert self.meeting.deadline >= max(deadline, self.now) + 60_000
        if isinstance(command, c.RaiseParticipantLimit) and isinstance(answer, list):
            assert self.meeting.participant_limit >= command.limit
        if isinstance(command, c.BlankScreen) and isinstance(answer, list):
            assert self.meeting.blank == command.blank

    @rule(command=st.sampled_from([c.OpenMeeting(), c.CloseMeeting(), c.PublishMeeting()]))
    @precondition(lambda self: len(self.log) > 19)
    def jump(self, command: AnyCommand) -> None:
        self.ask(command)

    @rule()
    @precondition(lambda self: self.next.act != "archive" and self.next.act != "publish")
    def press_the_big_button(self) -> None:
        answer = self.ask(STEPS[self.next.act](self.next))
        if isinstance(answer, Rejected):
            assert answer.code == "round_without_options"
        else:
            assert answer, "the big button did nothing"

    @property
    def next(self) -> Step:
        step = facilitator(self.meeting, counts(self.meeting)).next
        assert step is not None
        return step

    # What always holds

    @invariant()
    def at_most_one_round_is_open(self) -> None:
        open_ = [round_ for round_ in self.meeting.rounds.values() if round_.stage == "open"]
        assert len(open_) <= 1
        assert not open_ or self.meeting.stage == "open"
        keys = [round_.plan.key for round_ in self.meeting.rounds.values()]
        assert len(set(keys)) == len(keys)

    @invariant()
    def what_is_voted_on_stands_still(self) -> None:
        options = {number: round_.options for number, round_ in self.meeting.rounds.items()}
        assert options == self.ballots
        if self.meeting.open_round:
            assert self.counted_with(self.meeting.open_round.options) == self.standing

    @invariant()
    def proposals_keep_who_wrote_them(self) -> None:
        now = written_by(self.meeting)
        assert {number: now[number] for number in self.origins} == self.origins
        assert list(now) == list(range(1, len(now) + 1))
        self.origins = now

    @invariant()
    def every_proposal_is_counted_once(self) -> None:
        meeting = self.meeting
        roots = [n for n, proposal in meeting.proposals.items() if not proposal.merged_into]
        counted = [*roots, *(member.number for root in roots for member in meeting.members(root))]
        assert sorted(counted) == sorted(meeting.proposals)
        assert all(
            proposal.merged_into in meeting.proposals
            for proposal in meeting.proposals.values()
            if proposal.merged_into
        )

    @invariant()
    def focus_is_on_something_shown(self) -> None:
        assert self.meeting.focus == 0 or stands(self.meeting.proposals[self.meeting.focus])

    @invariant()
    def no_view_tells_who_or_what_too_early(self) -> None:
        meeting = self.meeting
        may_be_seen = {
            number
            for number, round_ in meeting.rounds.items()
            if round_.stage == "revealed" or (round_.stage == "open" and round_.plan.live_totals)
        }
        for view in (resident, facilitator, projector, archive):
            shown = view(meeting, counts(meeting))
            assert shown == view(meeting, counts(meeting, only=may_be_seen))
            text = repr(msgspec.to_builtins(shown))
            assert not any(secret in text for secret in (*RESIDENTS, *meeting.refs))

    @invariant()
    def ones_own_is_ones_own(self) -> None:
        meeting = self.meeting
        for author in RESIDENTS:
            own = own_proposals(meeting, author)
            mine = [n for n, p in meeting.proposals.items() if p.author == author]
            assert [proposal.card.number for proposal in own] == mine[::-1]
            editable = [proposal.card.number for proposal in own if proposal.may_edit]
            allowed = [
                number
                for number in reversed(meeting.proposals)
                if not isinstance(
                    tried(decide, meeting, c.EditProposal(number, content("Lain"), author), 0),
                    Rejected,
                )
            ]
            assert allowed == editable
        assert own_proposals(meeting, "") == ()

    @invariant()
    def what_the_page_offers_is_accepted(self) -> None:
        can = resident(self.meeting, counts(self.meeting)).can
        asked = c.SubmitProposal("baru", "peserta-baru", content())
        answer = tried(decide, self.meeting, asked, self.now)
        assert ("propose" in can) == (not isinstance(answer, Rejected))
        assert ("vote" in can) == (self.meeting.open_round is not None)

    def teardown(self) -> None:
        if not self.log:
            return
        assert replay(self.start, self.log) == self.meeting
        again = [msgspec.structs.replace(record, event=stored(record.event)) for record in self.log]
        assert frozen(replay(self.start, again)) == frozen(self.meeting)
        half = len(self.log) // 2
        assert replay(replay(self.start, self.log[:half]), self.log[half:]) == self.meeting


TestHall = Hall.TestCase
TestHall.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    phases=[phase for phase in Phase if phase is not Phase.explain],  # takes minutes here
)
