"""The running application, a meeting in it, and somebody whose browser runs no script."""

from collections.abc import AsyncIterator, Iterator

import pytest
from argon2 import PasswordHasher

from musrenbang_live.web.identity import passwords
from musrenbang_live.web.rate_limit import RateLimit
from tests.warm import database_url, stable
from tests.web.browsing import Hall, Visitor, opened
from tests.web.residents import Gathering, gathered

__all__ = ["database_url", "stable"]


@pytest.fixture(scope="module", autouse=True)
def program_hasher() -> Iterator[PasswordHasher]:
    """What hashes passwords in the program; here something else does it with hardly any work, a
    quarter of a second each time otherwise.
    """
    known = passwords._hasher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
        passwords._nobodys.cache_clear()
        yield known
    passwords._nobodys.cache_clear()


@pytest.fixture
def at_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the limits stands: what a program sends at its own speed comes at one moment,
    also where a slow machine takes longer for it than a window of a limit lasts.
    """
    step = RateLimit.step
    monkeypatch.setattr(RateLimit, "step", lambda limit, who, clock: step(limit, who, 100.0))


@pytest.fixture
async def hall(database_url: str) -> AsyncIterator[Hall]:
    """The application over a database of its own."""
    async with opened(database_url) as running:
        yield running


@pytest.fixture
async def gathering(hall: Hall) -> Gathering:
    """A meeting that has not begun."""
    return await gathered(hall)


@pytest.fixture
async def visitor(hall: Hall) -> AsyncIterator[Visitor]:
    """A resident's phone."""
    async with hall.visitor() as somebody:
        yield somebody
