import asyncio
from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import PresentCounts
from musrenbang_live.core.ballots import Choose
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.speaking import Board
from musrenbang_live.core.tally import Tally
from musrenbang_live.live import counting
from musrenbang_live.live.counting import Counting
from musrenbang_live.store import (
    articles,
    attendance,
    counts,
    intake,
    notes,
    opinions,
    proofs,
    similar,
    speakers,
)
from musrenbang_live.store.pool import Pool
from tests.builders import ROUND, plan
from tests.held import held
from tests.store.hall import Hall, new_hall, voting_hall


async def cast(db: Pool, hall: Hall, *marks: list[int]) -> None:
    """New voters, each with one of these marks."""
    voters = await hall.join(len(marks))
    ballots = [hall.ballot(voter, mark) for voter, mark in zip(voters, marks, strict=True)]
    async with db.acquire() as conn:
        verdicts = await intake.record_ballots(conn, ballots)
    assert {verdict.outcome for verdict in verdicts} == {"stored"}


async def test_everything_is_stale_at_first_and_then_nothing(db: Pool) -> None:
    hall = await voting_hall(db)
    await cast(db, hall, [1], [2])
    counted = Counting(db, hall.row.id, lambda: hall.meeting)
    assert counted.due
    assert await counted.recount()
    assert counted.counts == await hall.counts()
    assert counted.counts.turnout == {1: 2}
    assert not counted.due
    assert not await counted.recount()


async def test_only_the_parts_that_are_stale_are_counted(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    counted = Counting(db, hall.row.id, lambda: hall.meeting)
    await counted.recount()
    [person] = await hall.join()
    async with db.acquire() as conn:
        await intake.record_supports(conn, [hall.support(person, 2)])
    counted.stale("supports")
    assert await counted.recount()
    assert counted.counts == Counts(supports={2: 1}), "the one who joined was not told of"
    counted.stale("attendance")
    assert await counted.recount()
    assert counted.counts == Counts(supports={2: 1}, attendance=Attendance(joined=1))
    await hall.vote()
    await cast(db, hall, [1])
    counted.stale("ballots")
    assert await counted.recount()
    assert counted.counts.turnout == {1: 1}
    assert counted.counts.attendance.joined == 1
    counted.stale()
    assert await counted.recount()
    assert counted.counts == await hall.counts()


async def test_a_closed_round_is_read_once_and_an_open_one_each_time(
    db: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = RoundPlan(ROUND, "Prioritas", Choose(2), live_totals=True)
    hall = await new_hall(db, plan(rounds=(rule,)))
    await hall.begin()
    await hall.vote()
    known: list[dict[counts.Settled, Tally]] = []
    read = counts.ballots

    async def noted(*asked: Any) -> Any:
        known.append(dict(asked[-1]))
        return await read(*asked)

    monkeypatch.setattr(counts, "ballots", noted)
    counted = Counting(db, hall.row.id, lambda: hall.meeting)
    for ballots in (1, 2):
        await cast(db, hall, [ballots])
        counted.stale("ballots")
        await counted.recount()
        assert counted.counts.tallies[1].ballots == ballots
    await cast(db, hall, [3])  # not counted before the round closes
    await hall.do(c.CloseRound(1))
    for _ in range(2):
        counted.stale("ballots")
        await counted.recount()
        assert counted.counts.tallies[1].ballots == counted.counts.turnout[1] == 3
    assert known == [{}, {}, {}, {(1, ()): counted.counts.tallies[1]}]


async def test_what_changes_during_a_count_is_counted_once_more(
    db: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = await voting_hall(db)
    counted = Counting(db, hall.row.id, lambda: hall.meeting)
    await counted.recount()
    keeper = held(monkeypatch, counts, "ballots")
    counted.stale("ballots")
    first = asyncio.create_task(counted.recount())
    await keeper.asked.wait()
    await cast(db, hall, [1])
    counted.stale("ballots")
    second = asyncio.create_task(counted.recount())
    keeper.release()
    assert not await first
    assert await second
    assert counted.counts.turnout == {1: 1}


async def test_a_count_that_fails_changes_nothing_and_stays_due(
    db: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = await voting_hall(db)
    counted = Counting(db, hall.row.id, lambda: hall.meeting)
    await counted.recount()
    before = counted.counts
    await cast(db, hall, [1])

    async def away(*given: Any) -> Any:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(counts, "ballots", away)
        counted.stale("attendance", "ballots")
        with pytest.raises(ConnectionRefusedError):
            await counted.recount()
    assert counted.due
    assert counted.counts is before, "half of a count is none"
    assert await counted.recount()
    assert counted.counts == await hall.counts()


def _costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the desk writes is read in no time."""

    def reader(found: object) -> Any:
        async def read(*given: Any, **named: Any) -> Any:
            return found

        return read

    monkeypatch.setattr(attendance, "counted", reader(PresentCounts()))
    monkeypatch.setattr(similar, "hints", reader({}))
    monkeypatch.setattr(articles, "readings", reader([]))
    monkeypatch.setattr(opinions, "count", reader({}))
    monkeypatch.setattr(notes, "every", reader([]))
    monkeypatch.setattr(notes, "drafts", reader([]))
    monkeypatch.setattr(speakers, "board", reader(Board()))


async def test_counting_takes_its_share_of_the_time_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = 100.0
    cost = {"attendance": 0.5, "supports": 2.0, "ballots": 0.25, "roots": 0.25}

    def reader(part: str, found: object) -> Any:
        async def read(*given: Any) -> Any:
            nonlocal clock
            clock += cost.get(part, 0.0)
            return found

        return read

    _costs_nothing(monkeypatch)
    monkeypatch.setattr(counting.time, "perf_counter", lambda: clock)
    monkeypatch.setattr(counts, "attendance", reader("attendance", Attendance()))
    monkeypatch.setattr(counts, "supports", reader("supports", {}))
    monkeypatch.setattr(counts, "ballots", reader("ballots", ({}, {})))
    monkeypatch.setattr(proofs, "newest", reader("roots", None))
    counted = Counting(None, 1, lambda: Meeting("ACDEFG", plan()))  # type: ignore[arg-type]
    assert counted.pause == 0
    await counted.recount()
    assert counted.pause == pytest.approx(3 * 3.0)
    clock += 100
    assert counted.pause == 0
    counted.stale("ballots")
    await counted.recount()
    assert counted.pause == pytest.approx(3 * 0.25), "each part has its own price"
    clock += 0.5
    assert counted.pause == pytest.approx(0.25)

    began, counting_time, clock = clock, 0.0, clock + counted.pause
    for _ in range(50):
        counted.stale()
        before = clock
        await counted.recount()
        counting_time += clock - before
        clock += counted.pause
    assert counting_time / (clock - began) <= counting.SHARE + 0.01


async def test_what_is_looked_at_once_a_second_needs_a_rest_only_where_it_is_dear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, cost = 0.0, 0.01

    async def read(counted: Counting, meeting: Meeting, known: Counts) -> Counts:
        nonlocal clock
        clock += cost
        return known

    monkeypatch.setattr(counting.time, "perf_counter", lambda: clock)
    monkeypatch.setattr(counting, "_READERS", dict.fromkeys(counting.PARTS, read))
    counted = Counting(None, 1, lambda: Meeting("ACDEFG", plan()))  # type: ignore[arg-type]
    everything = len(counting.PARTS)
    await counted.recount()
    assert counted.pause == pytest.approx(3 * 0.01 * everything), "the first count was asked for"
    clock += 100
    counted.look()
    await counted.recount()
    assert counted.pause == 0
    counted.look()
    counted.stale("ballots")
    await counted.recount()
    assert counted.pause == pytest.approx(3 * 0.01), "of what somebody told"
    cost = 0.1
    for _ in range(counting.REMEMBERED):
        clock += 100
        counted.look()
        await counted.recount()
    assert counted.pause == pytest.approx(3 * 0.1 * everything)


async def test_a_count_that_was_kept_waiting_does_not_make_the_next_one_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, cost = 0.0, 0.01

    async def read(*given: Any) -> Any:
        nonlocal clock
        clock += cost
        return {}, {}

    monkeypatch.setattr(counting.time, "perf_counter", lambda: clock)
    monkeypatch.setattr(counts, "ballots", read)
    counted = Counting(None, 1, lambda: Meeting("ACDEFG", plan()))  # type: ignore[arg-type]
    counted._stale.clear()
    for seen in (0.01, 0.9, 0.01, 0.9, 0.9, 0.9):
        cost = seen
        counted.stale("ballots")
        await counted.recount()
        pause = counted.pause
        if seen == 0.01:
            assert pause == pytest.approx(0.03)
    assert pause == pytest.approx(2.7), "one that is always long is long"
