"""What may be done with voter cards, and what it makes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.ballots import AnyRule, Choose, Elect
from musrenbang_live.core.cards import MOST_AT_ONCE
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import Rules
from musrenbang_live.core.views import archive, facilitator, projector, resident, results
from tests.core.making import NOON, VOTING, content, fresh, run

BY_CARD = Rules(access="kartu")


def with_cards(printed: int = 16) -> Meeting:
    """A meeting that has not begun, with so many cards from the printer."""
    return run(fresh(rules=BY_CARD), c.PrintCards(printed, 0))


def voting() -> Meeting:
    """Cards 1 to 8 are handed out, and the vote is on."""
    begun = run(with_cards(), c.ActivateCards(1, 8), c.OpenMeeting())
    asked = c.SubmitProposal("r", "", content(), assisted=True)
    return run(begun, asked, c.EnterPhase(VOTING))


def test_cards_are_printed_handed_out_replaced_and_voided() -> None:
    meeting = run(with_cards(), c.ActivateCards(1, 8), c.VoidCard(3, "Terfoto"))
    assert (meeting.cards.active, meeting.cards.revoked) == ({1, 2, 4, 5, 6, 7, 8}, {3})
    meeting = run(meeting, c.ReplaceCard(4, 9), c.VoidCard(16, "Rusak"))
    assert meeting.cards.active == {1, 2, 5, 6, 7, 8, 9}
    assert meeting.cards.revoked == {3, 4}
    assert meeting.cards.leftover == {16}
    after = decide(meeting, c.VoidLeftovers(), NOON)
    assert after == [e.LeftoversVoided(6)]
    meeting = run(meeting, c.VoidLeftovers())
    assert meeting.cards.waiting == frozenset()
    assert decide(meeting, c.VoidLeftovers(), NOON) == []


def test_a_range_activates_only_what_is_still_good() -> None:
    meeting = run(with_cards(), c.VoidCard(2, "Rusak"), c.ActivateCards(1, 4))
    assert meeting.cards.active == {1, 3, 4}
    assert decide(meeting, c.ActivateCards(3, 4), NOON) == []


@pytest.mark.parametrize(
    ("rule", "while_open", "at_the_end"), [(Choose(1), 7, 7), (Elect(seats=1, most=1), 9, 9)]
)
def test_a_voided_card_counts_as_a_voter_where_its_ballot_stays(
    rule: AnyRule, while_open: int, at_the_end: int
) -> None:
    """And one that is handed out or voided after the closing changes nothing."""
    begun = voting()
    voted = replace(begun.rounds[1], plan=replace(begun.rounds[1].plan, rule=rule))
    meeting = run(replace(begun, rounds={1: voted}), c.VoidCard(1, "Terfoto"), c.ReplaceCard(2, 9))
    assert results.voters(meeting, Counts(), meeting.rounds[1]) == while_open
    meeting = run(meeting, c.CloseRound(1), c.VoidCard(3, "Hilang"), c.ActivateCards(10, 12))
    assert results.voters(meeting, Counts(), meeting.rounds[1]) == at_the_end


REFUSED = [
    (fresh, c.PrintCards(8, 0), "cards_not_used"),
    (fresh, c.ActivateCards(1, 2), "cards_not_used"),
    (fresh, c.VoidLeftovers(), "cards_not_used"),
    (with_cards, c.PrintCards(0, 16), "number_invalid"),
    (with_cards, c.PrintCards(MOST_AT_ONCE + 1, 16), "number_invalid"),
    (with_cards, c.PrintCards(8, 0), "stale"),
    (with_cards, c.ActivateCards(2, 1), "number_invalid"),
    (with_cards, c.ActivateCards(0, 1), "number_invalid"),
    (with_cards, c.ActivateCards(9, 17), "card_not_printed"),
    (with_cards, c.VoidCard(17, "Rusak"), "card_not_printed"),
    (with_cards, c.VoidCard(1, " "), "reason_missing"),
    (with_cards, c.ReplaceCard(1, 2), "card_not_active"),
    (voting, c.ReplaceCard(1, 2), "card_not_waiting"),
    (lambda: run(with_cards(), c.VoidLeftovers()), c.ActivateCards(1, 2), "card_void"),
    (
        lambda: run(with_cards(), c.OpenMeeting(), c.CloseMeeting()),
        c.ActivateCards(1, 2),
        "session_not_open",
    ),
]


@pytest.mark.parametrize(("meeting", "command", "code"), REFUSED)
def test_refused(meeting, command: c.AnyCommand, code: str) -> None:
    with pytest.raises(Rejected) as no:
        decide(meeting(), command, NOON)
    assert no.value.code == code


some_act = st.one_of(
    st.builds(c.ActivateCards, st.integers(1, 20), st.integers(1, 20)),
    st.builds(c.VoidCard, st.integers(1, 20), st.just("Rusak")),
    st.builds(c.ReplaceCard, st.integers(1, 20), st.integers(1, 20)),
    st.just(c.VoidLeftovers()),
)


@given(st.lists(some_act, max_size=12))
def test_a_card_is_always_in_one_state_and_never_comes_back(acts: list[c.AnyCommand]) -> None:
    meeting = with_cards()
    for act in acts:
        before = meeting.cards
        try:
            meeting = run(meeting, act)
        except Rejected:
            continue
        cards = meeting.cards
        parts_of = (cards.waiting, cards.active, cards.leftover, cards.revoked)
        assert sorted(number for part in parts_of for number in part) == list(range(1, 17))
        assert before.revoked <= cards.revoked
        assert before.leftover <= cards.leftover
        assert not cards.active & (before.leftover | before.revoked)


def test_a_round_keeps_how_many_cards_there_were_when_it_closed() -> None:
    meeting = run(voting(), c.VoidCard(8, "Terfoto"), c.CloseRound(1), c.ActivateCards(9, 16))
    round_ = meeting.rounds[1]
    assert (round_.cards, round_.barred) == (7, {8})
    counts = Counts(attendance=Attendance(joined=40))
    assert results.voters(meeting, counts, round_) == 7
    assert results.voters(meeting, counts, None) == 15


def test_votes_bind_by_card_and_nowhere_else() -> None:
    counts = Counts(attendance=Attendance(joined=40, cards_used=5, cards_wrong=2), turnout={1: 4})
    meeting = voting()
    assert resident.resident(meeting, counts).ballot.binding
    wall = projector.projector(meeting, counts)
    assert (wall.head.binding, wall.joined, wall.voters) == (True, 40, 8)
    desk = facilitator.facilitator(meeting, counts).voter_cards
    assert desk == facilitator.CardCounts(16, waiting=8, active=8, void=0, used=5, wrong=2)
    linked = replace(meeting, plan=replace(meeting.plan, rules=Rules()))
    assert not resident.resident(linked, counts).ballot.binding
    assert projector.projector(linked, counts).voters == 40
    assert facilitator.facilitator(linked, counts).voter_cards is None


def test_the_public_record_tells_how_many_cards_and_why_some_are_void() -> None:
    meeting = run(voting(), c.VoidCard(8, "Terfoto"), c.ReplaceCard(7, 9), c.VoidCard(16, "Sobek"))
    over = run(meeting, c.CloseRound(1), c.VoidLeftovers(), c.PublishMeeting())
    shown = archive.archive(over, Counts(attendance=Attendance(joined=40, cards_used=5)))
    assert shown.attendance.cards_used == 0
    assert shown.cards == archive.CardRecord(16, 9, 2, 7, {8: "Terfoto", 16: "Sobek"})
    published = run(fresh(), c.OpenMeeting(), c.PublishMeeting())
    assert archive.archive(published, Counts()).cards is None
