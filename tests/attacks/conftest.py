"""A vote by card that is on, and browsers without any script."""

from collections.abc import AsyncIterator

import pytest

from tests.web.browsing import Hall, Visitor, opened
from tests.web.voters import CardGathering, by_card


@pytest.fixture
async def hall(database_url: str) -> AsyncIterator[Hall]:
    """The application over a database of its own."""
    async with opened(database_url) as running:
        yield running


@pytest.fixture
async def voting(hall: Hall) -> CardGathering:
    """Three proposals; the cards 1 to 4 of 8 are handed out."""
    return await by_card(hall)


@pytest.fixture
async def visitor(hall: Hall) -> AsyncIterator[Visitor]:
    """A resident's phone."""
    async with hall.visitor() as somebody:
        yield somebody
