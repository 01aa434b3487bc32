"""Vote rights that phones ask for and a desk approves: voter cards without paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.cards import BLOCK, MOST_CARDS, MOST_WAITING, Cards
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import Rules
from musrenbang_live.core.views import archive, facilitator, projector, resident
from tests.core.making import NOON, VOTING, content, fresh, run
from tests.core.making import counts as figures

BY_DESK = Rules(access="meja")
BY_CARD = Rules(access="kartu")


def asked(count: int = 8) -> Meeting:
    """A meeting that has not begun, in which so many phones have asked."""
    return run(fresh(rules=BY_DESK), *(c.IssueCard(f"minta-{n}") for n in range(1, count + 1)))


def voting() -> Meeting:
    """The numbers 1 to 4 of 8 are approved, and the vote is on."""
    begun = run(asked(), c.ActivateCards(1, 4), c.OpenMeeting())
    proposed = c.SubmitProposal("r", "", content(), assisted=True)
    return run(begun, proposed, c.EnterPhase(VOTING))


def with_cards(**parts: object) -> Meeting:
    """A meeting whose numbers stand like this, however they came to it."""
    return replace(fresh(rules=BY_DESK), cards=Cards(**parts))


def test_a_phone_asks_and_the_desk_decides() -> None:
    meeting = run(asked(3), c.ActivateCards(2, 2), c.RefuseCard(1, "Bukan warga"))
    assert meeting.cards.active == {2}
    assert meeting.cards.leftover == {1}
    assert meeting.cards.reasons == {1: "Bukan warga"}
    assert meeting.cards.waiting == {3}
    assert meeting.issued == {"minta-1": 1, "minta-2": 2, "minta-3": 3}


def test_asking_again_with_the_same_ref_gives_no_second_number() -> None:
    meeting = asked(2)
    assert decide(meeting, c.IssueCard("minta-1"), NOON) == []
    over = run(meeting, c.OpenMeeting(), c.CloseMeeting())
    assert decide(over, c.IssueCard("minta-1"), NOON) == []
    assert decide(meeting, c.IssueCard("lain"), NOON) == [e.CardIssued(3)]


def test_a_range_approves_those_that_wait_and_nobody_who_was_refused() -> None:
    meeting = run(asked(), c.RefuseCard(2, "Ganda"), c.ActivateCards(1, 4))
    assert meeting.cards.active == {1, 3, 4}


def test_a_new_phone_takes_the_place_of_an_old_one() -> None:
    meeting = run(voting(), c.IssueCard("baru"), c.ReplaceCard(1, 9))
    assert meeting.cards.active == {2, 3, 4, 9}
    assert meeting.cards.revoked == {1}


REFUSED = [
    (fresh, c.IssueCard("a"), "cards_not_used"),
    (fresh, c.RefuseCard(1, "x"), "cards_not_used"),
    (lambda: fresh(rules=BY_CARD), c.IssueCard("a"), "cards_are_printed"),
    (asked, c.PrintCards(8, 8), "rights_by_desk"),
    (asked, c.ActivateCards(9, 9), "right_not_asked"),
    (asked, c.ActivateCards(1, 9), "right_not_asked"),
    (asked, c.RefuseCard(9, "x"), "right_not_asked"),
    (asked, c.RefuseCard(0, "x"), "right_not_asked"),
    (asked, c.RefuseCard(1, " "), "reason_missing"),
    (asked, c.VoidCard(9, "x"), "right_not_asked"),
    (asked, c.ReplaceCard(1, 2), "right_not_active"),
    (voting, c.ReplaceCard(1, 2), "right_not_waiting"),
    (voting, c.RefuseCard(1, "Ganda"), "right_not_waiting"),  # it votes: that takes a question
    (voting, c.ActivateCards(1, 1), "right_not_waiting"),  # shown by a second phone, or typed wrong
    (lambda: run(asked(), c.VoidLeftovers()), c.ActivateCards(1, 1), "right_not_waiting"),
    (
        lambda: run(asked(), c.OpenMeeting(), c.CloseMeeting()),
        c.IssueCard("a"),
        "session_not_open",
    ),
    (
        lambda: run(asked(), c.OpenMeeting(), c.PublishMeeting()),
        c.IssueCard("a"),
        "session_published",
    ),
    (lambda: with_cards(printed=MOST_WAITING), c.IssueCard("a"), "rights_queue_full"),
    (
        lambda: with_cards(printed=MOST_CARDS, active=frozenset(range(1, MOST_CARDS + 1))),
        c.IssueCard("a"),
        "rights_queue_full",
    ),
]


@pytest.mark.parametrize(("meeting", "command", "code"), REFUSED)
def test_refused(meeting, command: c.AnyCommand, code: str) -> None:
    with pytest.raises(Rejected) as no:
        decide(meeting(), command, NOON)
    assert no.value.code == code


def test_a_decision_of_the_desk_makes_room_for_one_more() -> None:
    full = with_cards(printed=MOST_WAITING)
    assert run(run(full, c.ActivateCards(7, 7)), c.IssueCard("a")).cards.printed == MOST_WAITING + 1
    assert run(run(full, c.RefuseCard(7, "x")), c.IssueCard("a")).cards.printed == MOST_WAITING + 1


some_number = st.integers(1, 12)
some_act = st.one_of(
    st.builds(c.IssueCard, st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h"])),
    st.builds(c.ActivateCards, some_number, some_number),
    st.builds(c.RefuseCard, some_number, st.just("Ganda")),
    st.builds(c.VoidCard, some_number, st.just("Ganda")),
    st.builds(c.ReplaceCard, some_number, some_number),
    st.just(c.VoidLeftovers()),
)


@given(st.lists(some_act, max_size=25))
def test_a_number_is_always_in_one_state_and_never_comes_back(acts: list[c.AnyCommand]) -> None:
    meeting = asked(2)
    for act in acts:
        before = meeting
        try:
            meeting = run(meeting, act)
        except Rejected:
            continue
        cards = meeting.cards
        parts_of = (cards.waiting, cards.active, cards.leftover, cards.revoked)
        numbers = sorted(number for part in parts_of for number in part)
        assert numbers == list(range(1, cards.printed + 1))
        assert sorted(meeting.issued.values()) == numbers, "each number is one phone's"
        assert before.issued.items() <= meeting.issued.items()
        assert before.cards.revoked <= cards.revoked
        assert before.cards.leftover <= cards.leftover
        assert not cards.active & (before.cards.leftover | before.cards.revoked)
        newly = cards.active - before.cards.active
        assert newly <= before.cards.waiting, "only what waits for the desk is ever approved"
        if not isinstance(act, (c.ActivateCards, c.ReplaceCard)):
            assert not newly, "only the desk approves"
        if isinstance(act, c.RefuseCard):
            assert cards.active == before.cards.active


@given(st.sets(st.integers(1, 70)), st.sets(st.integers(1, 70)), st.integers(0, 70))
def test_a_decision_changes_the_figure_of_its_own_block_alone(
    active: set[int], leftover: set[int], number: int
) -> None:
    cards = Cards(70, frozenset(active - leftover), frozenset(leftover))
    assert sum(cards.decided) == 70 - len(cards.waiting)
    assert len(cards.decided) == 4
    if number in cards.waiting:
        after = replace(cards, active=cards.active | {number}).decided
        changed = [b for b, (x, y) in enumerate(zip(cards.decided, after, strict=True)) if x != y]
        assert changed == [(number - 1) // BLOCK]


def test_votes_bind_and_every_screen_is_told_how() -> None:
    counts = Counts(attendance=Attendance(joined=40, cards_used=3), turnout={1: 2})
    meeting = voting()
    shown = resident.resident(meeting, counts)
    assert (shown.head.binding, shown.head.by_desk, shown.decided) == (True, True, (4,))
    assert shown.ballot is not None
    assert (shown.ballot.binding, shown.ballot.by_desk) == (True, True)
    wall = projector.projector(meeting, counts)
    assert (wall.head.binding, wall.joined, wall.voters) == (True, 40, 4)
    console = facilitator.facilitator(meeting, counts)
    assert console.voter_cards == facilitator.CardCounts(8, 4, 4, 0, used=3, wrong=0)
    assert console.asking == (5, 6, 7, 8)
    printed = replace(meeting, plan=replace(meeting.plan, rules=BY_CARD))
    assert not resident.resident(printed, counts).head.by_desk
    assert resident.resident(printed, counts).decided == ()
    assert facilitator.facilitator(printed, counts).asking == ()


def test_the_list_of_the_desk_is_bounded_and_ends_with_the_meeting() -> None:
    many = with_cards(printed=MOST_WAITING, active=frozenset({1}))
    listed = facilitator.facilitator(many, Counts()).asking
    assert listed == tuple(range(2, 2 + facilitator.MOST_LISTED))
    over = run(asked(), c.OpenMeeting(), c.CloseMeeting())
    assert facilitator.facilitator(over, Counts()).asking == ()


def test_the_public_record_tells_how_many_were_asked_for_approved_and_voided() -> None:
    meeting = run(voting(), c.VoidCard(4, "Ganda"), c.RefuseCard(8, "Bukan warga"))
    over = run(meeting, c.CloseRound(1), c.PublishMeeting())
    shown = archive.archive(over, figures(over))
    reasons = {4: "Ganda", 8: "Bukan warga"}
    assert shown.cards == archive.CardRecord(8, 4, 1, 4, reasons, by_desk=True)
    result = shown.results[0]
    assert (result.binding, result.by_desk, result.joined) == (True, True, 3)
