"""What an event says nothing of is not counted after it, and is right all the same."""

from collections.abc import Sequence
from typing import Final

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import Told
from musrenbang_live.core.ballots import Choose
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.papers import Entry, Sheet, typed
from musrenbang_live.core.plan import RoundPlan, Rules
from musrenbang_live.core.speaking import Wish
from musrenbang_live.live import counting
from musrenbang_live.live.counting import OF_LOG, Counting
from musrenbang_live.store import attendance, intake, opinions, papers, speakers
from musrenbang_live.store.opinions import OpinionIntake
from musrenbang_live.store.pool import Pool
from tests.builders import NOW, PHASES, ROUND, content, plan
from tests.store.hall import Hall, new_hall, new_id

NO_ROWS: Final = frozenset(
    "code seq phase phase_since deadline refs candidates nominated blank raised_limit issued"
    " opened_at closed_at published_at phase_times decisions ranks rank_reason acclaimed questions"
    " asked question_focus promises show show_number".split()
)
"""Fields of a meeting by which nothing is counted, and with which no counted row is written."""


def test_of_every_field_of_a_meeting_it_is_known_what_is_counted_by_it() -> None:
    assert {*OF_LOG, *NO_ROWS} == set(Meeting.__struct_fields__)
    assert not OF_LOG.keys() & NO_ROWS


async def walk(db: Pool, hall: Hall, kept: Counting, commands: Sequence[AnyCommand]) -> None:
    """After each command `kept` says what a count of everything says."""
    for command in commands:
        before = hall.meeting
        await hall.do(command)
        assert hall.meeting.seq > before.seq, command
        kept.log_grew(before, hall.meeting)
        await kept.recount()
        anew = Counting(db, hall.row.id, lambda: hall.meeting)
        await anew.recount()
        assert kept.counts == anew.counts, command


async def counted(db: Pool, hall: Hall) -> Counting:
    """Everything counted up to now."""
    made = Counting(db, hall.row.id, lambda: hall.meeting)
    await made.recount()
    return made


async def rows_of_the_hall(hall: Hall, people: Sequence[str]) -> None:
    """Everybody supports, objects, stands on the list at the door and wants to speak."""
    told = [hall.support(who, n) for who in people for n in (1, 2, 3)]
    held = [
        OpinionIntake(
            session=hall.row.id,
            topic="usulan",
            number=number,
            participant=who,
            ref=new_id(),
            rev=1,
            value=1 + place % 2,
            words=f"Jauh {number}" if place % 2 else "",
        )
        for place, who in enumerate(people)
        for number in (1, 2, 3)
    ]
    async with hall.pool.acquire() as conn:
        await intake.record_supports(conn, told)
        assert {v.outcome for v in await opinions.record_opinions(conn, held)} <= {
            "stored",
            "closed",
        }
        for number, gender in enumerate("PL"):
            await attendance.add(
                *(conn, hall.row.id, new_id()),
                Told(f"Warga {number}", "PKK", "26-45", gender, "II", "", ""),
                "meja",
                at=NOW,
                most=100,
            )
    async with speakers.held(hall.pool, hall.row.id) as conn:
        await speakers.add(conn, hall.row.id, new_id(), Wish("Bu Rohani", "II", "P", 3), NOW)


async def vote(hall: Hall, cards: Sequence[int], paper: int) -> None:
    """These cards vote by phone, and a paper of another is typed once."""
    number = len(hall.meeting.rounds)
    voters = await hall.join(cards=cards)
    async with hall.pool.acquire() as conn:
        marks = [hall.ballot(who, [1 + n % 2], round_=number) for n, who in enumerate(voters)]
        assert {v.outcome for v in await intake.record_ballots(conn, marks)} == {"stored"}
    async with papers.opened(hall.pool, hall.row.id, number, paper, new_id()) as desk:
        assert desk is not None
        await desk.keep(typed(Sheet(), 1, Entry([1], 7)), new_id())


async def test_what_nobody_told_of_is_counted_with_an_event_once_it_was_long_ago(
    db: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = await new_hall(db)
    kept = await counted(db, hall)
    await hall.join()
    for long_ago, joined in ((3_600.0, 0), (0.0, 1)):
        monkeypatch.setattr(counting, "LONG_AGO", long_ago)
        kept.log_grew(hall.meeting, hall.meeting)
        await kept.recount()
        assert kept.counts.attendance.joined == joined


async def test_after_every_event_all_is_as_if_it_had_been_counted(
    db: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "LONG_AGO", 3_600.0)
    rounds = (RoundPlan(ROUND, "Prioritas", Choose(2), ties=("undian",)),)
    hall = await new_hall(db, plan(rounds=rounds, rules=Rules(access="kartu")))
    author, *people = await hall.join(5)
    alike = content("Lampu jalan Gang Mawar")
    kept = await counted(db, hall)
    await walk(
        *(db, hall, kept),
        [
            c.OpenMeeting(),
            c.PrintCards(16, 0),
            c.ActivateCards(1, 8),
            c.RaiseParticipantLimit(5_000),
            c.BringPromise(2026, "Titi beton", "II"),
            c.EnterPhase(PHASES["usulan"]),
            *(c.SubmitProposal(new_id(), "", content(f"Parit {n}"), assisted=True) for n in "123"),
            *(c.SubmitProposal(new_id(), author, alike) for _ in range(2)),
            c.EditProposal(5, content("Perpustakaan desa")),
            c.EditProposal(5, alike),
            c.ApproveProposal(4),
            c.HideProposal(4, "Sudah ada"),
            c.ApproveProposal(4),
            c.ExtendTimer(5),
            c.CarryPromise(1, new_id(), content("Titi beton")),
        ],
    )
    await rows_of_the_hall(hall, people)
    await hall.join(cards=[1, 2])
    kept.stale()
    await kept.recount()
    assert kept.counts.supports == {1: 4, 2: 4, 3: 4}
    assert kept.counts.alike == {5: 4}
    assert kept.counts.attendance.cards_used == 2
    await walk(
        *(db, hall, kept),
        [
            c.EnterPhase(PHASES["musyawarah"]),
            c.AskQuestion(new_id(), author, "Kapan titi dibangun?"),
            c.ApproveQuestion(1),
            c.FocusProposal(2),
            c.FocusProposal(1),
        ],
    )
    await rows_of_the_hall(hall, people)
    kept.stale()
    await kept.recount()
    assert kept.counts.objections
    await walk(
        *(db, hall, kept),
        [
            c.FocusProposal(2),
            c.FocusProposal(1),
            c.MergeProposal(1, 2),
            c.UnmergeProposal(1),
            c.MergeProposal(3, 2),
            c.DecideProposal(2, "mufakat"),
            c.FocusQuestion(1),
            c.AnswerQuestion(1, "Lurah", "Tahun depan"),
            c.HideQuestion(1, "Ganda"),
            c.AnswerPromise(1, "selesai", "Dinas PU"),
            c.ChooseScreen("usulan"),
            c.BlankScreen(True),
            c.Nominate(new_id(), "Butet", True, "II"),
            c.Nominate(new_id(), "Ucok", False, "II"),
            c.WithdrawCandidate(2),
            c.AcclaimDelegates((1,)),
            c.VoidCard(1, "Hilang"),
            c.ReplaceCard(2, 9),
            c.VoidLeftovers(),
            c.EnterPhase(PHASES["pemungutan"], (1, 2)),
        ],
    )
    await vote(hall, [3, 4, 5], 6)
    kept.stale()
    await kept.recount()
    assert kept.counts.turnout == {1: 3}
    assert kept.counts.papers[1].first == 1
    await walk(
        *(db, hall, kept),
        [
            c.CountHands(1, 2, ((1, 2),), "Lurah"),
            c.VoidCard(3, "Terfoto"),
            c.VoidCard(6, "Terfoto"),
            c.CloseRound(1),
            c.RevealRound(1),
            c.DrawLots(1, (1, 2)),
            c.AgreeRanks((2, 1), (1, 2), "Mufakat"),
            c.EnterPhase(PHASES["penutup"]),
            c.CloseMeeting(),
            c.PublishMeeting(),
        ],
    )
    assert kept.counts.turnout == {1: 2}
    assert kept.counts.tallies
