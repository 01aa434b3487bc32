"""The minutes of a meeting: which list a proposal comes on, what is told of a vote, the fields."""

from itertools import chain

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core import commands as c
from musrenbang_live.core.deliberating import REASON_CODES
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.minutes import (
    Door,
    Minutes,
    MinutesFields,
    Note,
    Present,
    PresentFigures,
    Representative,
    Seal,
    checked,
    decided,
    minutes,
    wordings,
)
from musrenbang_live.core.minutes.making import local_day
from musrenbang_live.core.promising import STATES
from musrenbang_live.core.views.priorities import priorities
from musrenbang_live.core.views.results import results
from musrenbang_live.core.views.screens import summary
from tests.core.making import CLOSING, NOON, TALKING, VOTING, counts, run, talking, voting, wide
from tests.outcomes import RULES, voted

FIELDS = MinutesFields()
SEAL = Seal("3f9a", "key")
VERDICTS = ("", "mufakat", "voting", "cadangan", "belum")


def of(meeting: Meeting, **more: object) -> Minutes:
    return minutes(meeting, counts(meeting), FIELDS, SEAL, **more)  # type: ignore[arg-type]


def numbers(made: Minutes) -> tuple[list[int], list[int], list[int]]:
    lists = (made.priorities, made.reserves, made.declined)
    return tuple([line.number for line in lines] for lines in lists)  # type: ignore[return-value]


def test_what_the_meeting_decided_stands_on_its_list_with_its_reason() -> None:
    meeting = run(
        talking(5),
        c.DecideProposal(4, "mufakat"),
        c.DecideProposal(2, "mufakat"),
        c.DecideProposal(3, "cadangan"),
        c.DecideProposal(1, "belum", "lahan", "tanah wakaf"),
    )
    made = of(meeting)
    assert numbers(made) == ([4, 2], [3], [1, 5])
    assert [line.rank for line in made.priorities] == [1, 2]
    assert {line.how for line in made.priorities} == {"mufakat"}
    assert made.declined[0].reason == f"{wordings.REASONS['lahan']}. tanah wakaf"
    assert made.declined[0].code == "lahan"
    assert (made.declined[1].reason, made.undecided) == (wordings.WHY["unsettled"], 1)
    assert (made.by_consensus, made.by_vote, made.ranked_by) == (2, 0, "")


def test_every_reason_and_state_has_words() -> None:
    assert set(wordings.REASONS) == set(REASON_CODES)
    assert set(wordings.STATES) == set(STATES)
    assert wordings.reason("lain", "Menunggu izin") == "Menunggu izin"


def test_the_agreed_order_goes_before_the_vote_and_keeps_both() -> None:
    meeting = run(voting(3), c.CloseRound(1), c.RevealRound(1))
    order = (3, 1)
    meeting = run(meeting, c.AgreeRanks(order, (1, 2, 3), "Air pasang."))
    made = of(meeting)
    assert numbers(made) == ([3, 1], [], [2])
    assert [(line.voted_rank, line.votes) for line in made.priorities] == [
        (3, 9_010_003),
        (1, 9_010_001),
    ]
    assert (made.ranked_by, made.rank_reason, made.differs) == ("mufakat", "Air pasang.", True)
    assert made.declined[0].reason == wordings.WHY["not_listed"]
    assert made.undecided == 0
    assert not of(run(meeting, c.AgreeRanks((1, 2)))).differs


def test_without_an_agreed_order_the_vote_orders_and_consensus_stands_first() -> None:
    meeting = run(voting(3), c.CloseRound(1), c.RevealRound(1), c.DecideProposal(3, "mufakat"))
    made = of(meeting)
    assert numbers(made) == ([3, 1, 2], [], [])
    assert [line.how for line in made.priorities] == ["mufakat", "suara", "suara"]
    assert (made.ranked_by, made.differs) == ("suara", False)


def test_a_result_that_nobody_saw_decides_nothing() -> None:
    made = of(run(voting(3), c.CloseRound(1)))
    assert numbers(made) == ([], [], [1, 2, 3])
    assert {line.votes for line in made.declined} == {None}
    assert made.votes == ()


def test_left_to_a_vote_that_was_never_held() -> None:
    made = of(run(talking(1), c.DecideProposal(1, "voting")))
    assert (made.declined[0].reason, made.undecided) == (wordings.WHY["no_vote"], 1)


@pytest.mark.parametrize(
    ("kind", "marks", "lists", "reason"),
    [
        ("pilih", [[1, 2], [1]], ([1, 2], [], [3, 4]), wordings.NO_VOICES),
        ("setuju", [[1, -2, 3], [1, -2, -3]], ([1], [], [2, 3, 4]), wordings.LOST["setuju"]),
        ("anggaran", [[1, 3], [1, 4], [4]], ([1, 3], [], [4, 2]), wordings.LOST["anggaran"]),
    ],
)
def test_each_kind_of_vote_sorts_as_it_decides(
    kind: str, marks: list[list[int]], lists: tuple[list[int], ...], reason: str
) -> None:
    rule = RULES[kind]
    if kind == "setuju":
        marks = [[[abs(n), 1 if n > 0 else 2] for n in mark] for mark in marks]  # type: ignore[misc]
    meeting, figures = voted(rule, marks)  # type: ignore[arg-type]
    made = minutes(meeting, figures, FIELDS, SEAL)
    found = numbers(made)
    assert sorted(chain(*found)) == [1, 2, 3, 4]
    if kind != "anggaran":
        assert [sorted(each) for each in found] == [sorted(each) for each in lists]
    assert reason in {line.reason for line in made.declined}
    assert made.votes[0].voices == figures.tallies[1].voices
    for line in (*made.priorities, *made.declined):
        told = figures.tallies[1].line(line.number)
        assert told is not None
        assert (line.votes, line.voted_rank) == (told.votes, told.rank)


@given(st.lists(st.sampled_from(VERDICTS), min_size=1, max_size=6), st.data())
def test_no_standing_proposal_is_lost_or_listed_twice(
    verdicts: list[str], data: st.DataObject
) -> None:
    meeting = talking(len(verdicts))
    merged = data.draw(st.booleans()) and len(verdicts) > 2
    if merged:
        meeting = run(meeting, c.MergeProposal(2, 1))
    for number, verdict in enumerate(verdicts, 1):
        if number == 2 and merged:
            continue
        code = "pagu" if verdict == "belum" else ""
        meeting = run(meeting, c.DecideProposal(number, verdict, code))  # type: ignore[arg-type]
    free = [n for n, p in meeting.proposals.items() if p.stands and meeting.verdict(n) != "belum"]
    ranks = tuple(data.draw(st.permutations(free))[: data.draw(st.integers(0, len(free)))])
    if ranks:
        meeting = run(meeting, c.AgreeRanks(ranks))
    made = of(meeting)
    lists = numbers(made)
    assert sorted(chain(*lists)) == [proposal.number for proposal in meeting.standing()]
    assert lists[0][: len(ranks)] == list(ranks)
    sums = sum(map(len, lists)) + made.merged + made.hidden + made.waiting
    assert sums == made.received
    assert sum(share.received for share in made.by_sector) == sum(map(len, lists))
    assert sum(share.cost for share in made.by_neighborhood) == made.cost
    wall = summary(meeting, counts(meeting))
    assert ([card.number for card in wall.agreed] if wall else []) == lists[0]
    if merged:
        every = (*made.priorities, *made.reserves, *made.declined)
        assert next(line.merged for line in every if line.number == 1) == (2,)


def test_wall_papers_and_next_tier_agree_on_what_was_agreed() -> None:
    """Consensus and a vote together: the list has both, in one order everywhere."""
    meeting = run(
        talking(4),
        c.DecideProposal(3, "mufakat"),
        c.DecideProposal(4, "belum", "lahan"),
        c.EnterPhase(VOTING, (1, 2)),
        c.CloseRound(1),
        c.RevealRound(1),
    )
    wall = summary(meeting, counts(meeting))
    assert wall is not None
    assert ([card.number for card in wall.agreed], wall.basis) == ([3, 1, 2], "both")
    assert numbers(of(meeting))[0] == [3, 1, 2]
    assert priorities(meeting, results(meeting, counts(meeting))) == (3, 1, 2)


def test_delegates_by_acclamation_go_before_those_by_ballot() -> None:
    meeting, figures = voted(RULES["delegasi"], [[1, 2], [2], [2, 3], [3]])
    made = minutes(meeting, figures, FIELDS, SEAL)
    assert made.delegation.how == "suara"
    assert [(each.number, each.votes) for each in made.delegation.people] == [(2, 3), (3, 2)]
    acclaimed = minutes(msgspec.structs.replace(meeting, acclaimed=(4, 1)), figures, FIELDS, SEAL)
    assert acclaimed.delegation.how == "aklamasi"
    assert [(each.number, each.votes) for each in acclaimed.delegation.people] == [
        (4, None),
        (1, None),
    ]


def test_a_copy_for_the_public_names_nobody_who_holds_no_office() -> None:
    present = Present(number=1, name="Butet", address="Gg. Nelayan", phone="0812")
    fields = MinutesFields(
        chair="Ahmad",
        lurah="Siti",
        nip="1" * 18,
        team=("Togar",),
        representatives=(Representative("Ijah"),),
    )
    meeting = talking(1)
    door = Door(PresentFigures(people=1, women=1, men=0), (present,))
    notes = (Note(TALKING, "Pak Ucok marah."),)
    whole = minutes(meeting, counts(meeting), fields, SEAL, door=door, notes=notes)
    assert whole.attendees == (present,)
    assert whole.remarks[TALKING].texts == ("Pak Ucok marah.",)
    shown = minutes(meeting, counts(meeting), fields, SEAL, door=door, notes=notes, public=True)
    text = msgspec.json.encode(shown).decode()
    for kept in ("Butet", "Gg. Nelayan", "0812", "1" * 18, "Togar", "Ijah"):
        assert kept not in text
    assert "Ahmad" in text
    assert "Siti" in text


def test_the_paper_is_a_draft_until_it_is_signed() -> None:
    meeting = talking(1)
    assert not decided(meeting)
    assert of(meeting).draft
    assert decided(run(meeting, c.EnterPhase(CLOSING)))
    closed = run(meeting, c.CloseMeeting())
    assert decided(closed)
    assert of(closed).at == closed.closed_at
    assert of(meeting).at == meeting.phase_since


def test_days_are_those_of_the_place() -> None:
    late = 1_799_945_400_000  # 2027-01-14 23:50 in the west, the day after in the east
    assert local_day(late, "WIB") != local_day(late, "WIT")
    assert local_day(0, "WIB") == ""
    assert of(talking(1)).held_on == local_day(NOON, "WIB")


def test_fields_are_cleaned_and_bounded() -> None:
    kept = checked(
        MinutesFields(
            number="  050/ 12 ",
            date="2027-01-14",
            nip="19800101 200501 1 001",
            speeches=("Lurah", "  ", "Camat"),
            representatives=(Representative(" Butet "), Representative("")),
        )
    )
    assert (kept.number, kept.nip) == ("050/ 12", "198001012005011001")
    assert kept.speeches == ("Lurah", "Camat")
    assert kept.representatives == (Representative("Butet"),)
    assert checked(kept) == kept
    assert kept.missing == ("chair", "chair_function", "lurah")


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"date": "2027-02-30"}, "date_invalid", "date"),
        ({"date": "14-01-2027"}, "date_invalid", "date"),
        ({"nip": "123"}, "nip_invalid", "nip"),
        ({"nip": wide("1" * 18)}, "nip_invalid", "nip"),
        ({"speeches": ("a",) * 6}, "list_too_long", "speeches"),
        ({"presentations": ("a",) * 4}, "list_too_long", "presentations"),
        ({"representatives": (Representative("a"),) * 11}, "list_too_long", "representatives"),
        ({"representatives": (Representative("", 40),)}, "text_missing", "name_1"),
        ({"representatives": (Representative("a", 121),)}, "number_invalid", "age_1"),
        ({"chair": "a" * 81}, "text_too_long", "chair"),
        ({"lurah": "Siti 0812 3456 7890"}, "text_has_phone", "lurah"),
    ],
)
def test_fields_that_cannot_be_are_refused(
    fields: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Rejected) as no:
        checked(MinutesFields(**fields))  # type: ignore[arg-type]
    assert (no.value.code, no.value.details["field"]) == (code, field)


def test_nothing_at_all_makes_minutes_too() -> None:
    made = of(talking(0))
    assert (made.priorities, made.declined, made.cost, made.received) == ((), (), 0, 0)
    assert made.delegation.people == ()
