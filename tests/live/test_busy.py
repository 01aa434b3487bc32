import asyncio
from collections import Counter

import pytest
from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live import busy
from musrenbang_live.live import writer as writers
from musrenbang_live.live.busy import again_after
from musrenbang_live.live.writer import Lane
from musrenbang_live.store.pool import Conn
from tests.store.hall import new_id


class Row(Struct):
    """Something handed in."""

    ref: str


async def test_those_turned_away_come_back_later_the_more_there_are_and_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never(conn: Conn, batch: list[Row]) -> list[int]:
        raise AssertionError("nobody runs the writer")

    def told(waiting: int) -> dict[str, int]:
        """When those may come back that find so many waiting."""
        monkeypatch.setattr(writers, "MOST_WAITING", waiting)
        lane: Lane[Row, int] = Lane(never, asyncio.Event())
        for _ in range(waiting):
            lane.submit(Row(new_id()), lambda answer: None)
        found: dict[str, int] = {}
        for ref in refs:

            def note(answer: int | Rejected, ref: str = ref) -> None:
                assert isinstance(answer, Rejected)
                assert answer.code == "busy"
                found[ref] = int(answer.details["again"])

            lane.submit(Row(ref), note)
        return found

    refs = [new_id() for _ in range(4_000)]
    few, many = told(100), told(20_000)
    assert min(few.values()) >= 1_000 * busy.LEAST
    rows_a_second = writers.FIRST_RATE
    assert min(many.values()) >= 1_000 * 20_000 / rows_a_second, "the queue has gone by then"
    assert max(many.values()) <= 2_000 * 20_000 / rows_a_second
    assert told(20_000) == many, "the same one is told the same again"
    assert all(many[ref] > few[ref] for ref in refs)
    tenths = Counter(min((again - 4_000) // 400, 9) for again in many.values())
    assert len(tenths) == 10
    assert max(tenths.values()) < 2 * min(tenths.values()), "no wave comes back at once"


async def test_a_slow_database_makes_the_times_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(conn: Conn, batch: list[Row]) -> list[int]:
        await asyncio.sleep(0.25)
        return [0] * len(batch)

    monkeypatch.setattr(writers, "MOST_WAITING", 4_000)
    lane: Lane[Row, int] = Lane(slow, asyncio.Event())

    async def told() -> int:
        """The lane is filled to the brim, and one more comes."""
        while len(lane._items) < 4_000:
            lane.submit(Row(new_id()), lambda answer: None)
        with pytest.raises(Rejected) as refused:
            await lane.put(Row("the same each time"))
        return int(refused.value.details["again"])

    before = await told()
    for _ in range(4):
        assert await lane.flush(None)  # type: ignore[arg-type]
    assert await told() > 1.2 * before


def test_nobody_waits_for_nothing_or_for_ever() -> None:
    for ref in ("", "\ud800", *(new_id() for _ in range(200))):
        for seconds in (0, 0.1, 3, 10_000):
            assert 1_000 * busy.LEAST <= again_after(ref, seconds) <= 1_000 * busy.MOST
