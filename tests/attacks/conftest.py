"""A vote by card that is on, and browsers without any script."""

import pytest

from tests.warm import database_url, stable
from tests.web.browsing import Hall
from tests.web.conftest import at_one_moment, hall, visitor
from tests.web.voters import CardGathering, by_card

__all__ = ["at_one_moment", "database_url", "hall", "stable", "visitor", "voting"]


@pytest.fixture
async def voting(hall: Hall) -> CardGathering:
    """Three proposals; the cards 1 to 4 of 8 are handed out."""
    return await by_card(hall)
