import asyncio
from collections.abc import AsyncIterator

import pytest

from musrenbang_live.live.bus import Bus, MemoryExchange
from tests.live.bus_conformance import BusConformance, Heard


class TestMemoryBus(BusConformance):
    @pytest.fixture
    async def members(self) -> AsyncIterator[list[Bus]]:
        exchange = MemoryExchange()
        members: list[Bus] = [exchange.member() for _ in range(3)]
        tasks = [asyncio.create_task(member.run()) for member in members]
        yield members
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_exchanges_do_not_hear_each_other() -> None:
    here, there = MemoryExchange(), MemoryExchange()
    heard, other = Heard(there.member()), here.member()
    heard_here = Heard(other)
    here.member().ring("HMX4T7", "log")
    await asyncio.sleep(0)
    assert heard == []
    assert len(heard_here) == 1
