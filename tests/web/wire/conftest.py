"""Everything about the wire is tried on both event loops."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
import uvloop

from musrenbang_live.web.wire import connection, plain
from tests.web.wire.serving import Desk, Served, served

HURRY = 0.3


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """See pytest-asyncio."""
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@pytest.fixture
def close_within(monkeypatch: pytest.MonkeyPatch) -> float:
    """A time for goodbyes that a test can wait for, in seconds."""
    for module in (connection, plain):
        monkeypatch.setattr(module, "CLOSE_WITHIN", HURRY)
    return HURRY


@pytest.fixture
def desk() -> Desk:
    """An application that takes lines."""
    return Desk()


@pytest.fixture
async def house(desk: Desk) -> AsyncIterator[Served]:
    """A server with the wire."""
    async with served(desk.app) as house:
        yield house
