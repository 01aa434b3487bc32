"""The log makes the state: each event changes what it names, and nothing refuses."""

import msgspec
import pytest

from musrenbang_live.core import events as e
from musrenbang_live.core.ballots import Paper
from musrenbang_live.core.events import AnyEvent, Record
from musrenbang_live.core.evolving import evolve, replay
from musrenbang_live.core.meeting import Meeting, Proposal, Round
from tests.core.making import BUTET, NOON, PRIORITY, UCOK, content, fresh

PARIT = e.ProposalSubmitted(1, BUTET, False, "", content("Parit"))
TITI = e.ProposalSubmitted(2, UCOK, True, "Ucok", content("Titi"))
PAPER = Paper((1,))
BOTH = [PARIT, TITI, e.ProposalApproved(1), e.ProposalApproved(2)]


def after(*events: AnyEvent) -> Meeting:
    """A planned meeting after these events, a second apart."""
    log = [Record(seq, NOON + seq * 1000, "f:1", event) for seq, event in enumerate(events, 1)]
    return replay(fresh(), log)


def test_opening_and_phases() -> None:
    meeting = after(e.MeetingOpened(), e.PhaseEntered(0, NOON + 600_000), e.PhaseEntered(2, 7))
    assert (meeting.seq, meeting.stage, meeting.opened_at) == (3, "open", NOON + 1000)
    assert (meeting.phase, meeting.phase_since, meeting.deadline) == (2, NOON + 3000, 7)
    assert meeting.phase_times == ((0, NOON + 2000), (2, NOON + 3000))
    assert evolve(meeting, Record(4, 0, "f:1", e.TimerMoved(9))).deadline == 9


def test_a_submitted_proposal_waits() -> None:
    meeting = after(PARIT, TITI)
    assert meeting.proposals == {
        1: Proposal(1, BUTET, content("Parit"), "waiting", NOON + 1000),
        2: Proposal(2, UCOK, content("Titi"), "waiting", NOON + 2000, True, "Ucok"),
    }
    assert meeting.refs == {}


def test_the_senders_id_leads_to_the_proposal() -> None:
    meeting = evolve(fresh(), Record(1, NOON, "p:1", PARIT, ref="kiriman-1"))
    assert meeting.refs == {"kiriman-1": 1}


@pytest.mark.parametrize(
    ("events", "changes"),
    [
        ([e.ProposalEdited(1, content("Parit besar"))], {"content": content("Parit besar")}),
        ([e.ProposalApproved(1)], {"status": "shown"}),
        ([e.ProposalHidden(1, "ganda")], {"status": "hidden", "reason": "ganda"}),
        ([e.ProposalHidden(1, "ganda"), e.ProposalApproved(1)], {"status": "shown"}),
        ([e.ProposalMerged(1, 2)], {"merged_into": 2}),
        ([e.ProposalMerged(1, 2), e.ProposalUnmerged(1)], {}),
    ],
)
def test_a_proposal_changes_in_what_was_decided_only(
    events: list[AnyEvent], changes: dict[str, object]
) -> None:
    before, now = after(PARIT, TITI), after(PARIT, TITI, *events)
    assert now.proposals[1] == msgspec.structs.replace(before.proposals[1], **changes)
    assert now.proposals[2] == before.proposals[2]


@pytest.mark.parametrize(
    ("event", "focus"),
    [
        (e.ProposalHidden(1, "ganda"), 0),
        (e.ProposalHidden(2, "ganda"), 1),
        (e.ProposalMerged(1, 2), 2),
        (e.ProposalMerged(2, 1), 1),
        (e.ProposalFocused(2), 2),
        (e.ProposalFocused(0), 0),
        (e.PhaseEntered(1, 0), 0),
        (e.MeetingClosed(), 0),
        (e.TimerMoved(0), 1),
    ],
)
def test_focus_follows_what_happens_to_the_proposal(event: AnyEvent, focus: int) -> None:
    assert after(*BOTH, e.ProposalFocused(1), event).focus == focus


def test_a_round_from_opening_to_reveal() -> None:
    opened = [*BOTH, e.RoundOpened(1, PRIORITY, Paper((1, 2)))]
    meeting = after(*opened)
    assert meeting.rounds == {1: Round(1, PRIORITY, Paper((1, 2)), "open", NOON + 5000)}
    assert meeting.open_round == meeting.rounds[1]
    meeting = after(*opened, e.RoundClosed(1))
    assert meeting.rounds == {
        1: Round(1, PRIORITY, Paper((1, 2)), "closed", NOON + 5000, NOON + 6000)
    }
    assert meeting.open_round is None
    assert after(*opened, e.RoundClosed(1), e.RoundRevealed(1)).rounds[1].stage == "revealed"


def test_the_end() -> None:
    meeting = after(e.MeetingOpened(), e.ScreenBlanked(True), e.MeetingClosed())
    assert (meeting.stage, meeting.closed_at, meeting.blank) == ("closed", NOON + 3000, True)
    assert meeting.agenda_phase is None
    meeting = after(e.MeetingClosed(), e.MeetingPublished(), e.ScreenBlanked(False))
    assert (meeting.stage, meeting.published_at, meeting.blank) == ("published", NOON + 2000, False)


def test_a_raised_limit_takes_the_place_of_the_plans() -> None:
    assert fresh().participant_limit == 2000
    assert after(e.ParticipantLimitRaised(2500)).participant_limit == 2500
    assert after(e.MeetingOpened(), e.ParticipantLimitRaised(2500)).stage == "open"


def test_the_state_before_is_untouched() -> None:
    before = after(*BOTH)
    kept = msgspec.json.encode(before)
    for event in (
        e.ProposalEdited(1, content("X")),
        e.RoundOpened(1, PRIORITY, Paper((1,))),
        PARIT,
    ):
        evolve(before, Record(9, NOON, "f:1", event, ref="baru"))
    assert msgspec.json.encode(before) == kept


def test_nothing_unknown_is_passed_over() -> None:
    with pytest.raises(AssertionError):
        evolve(fresh(), Record(1, NOON, "f:1", "bukan peristiwa"))  # type: ignore[arg-type]
