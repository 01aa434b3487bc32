"""Passwords: hashed slowly, off the event loop; and patience with those who guess.

A name that nobody has costs as much work as one that somebody has. Wrong tries slow down one
user name, never an address: a whole hall has one address.
"""

import asyncio
import secrets
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from musrenbang_live.core.errors import Rejected

SHORTEST: Final = 10
LONGEST: Final = 200
"""Characters; nothing longer is hashed, so that nobody can make hashing expensive."""
FREE_TRIES: Final = 5
LONGEST_WAIT: Final = 30.0
"""Seconds."""
MOST_NAMES: Final = 10_000

_hasher: Final = PasswordHasher()
_threads: Final = ThreadPoolExecutor(2, "password")
"""Hashing takes 64 MiB each: a burst of logins must not take the memory of the meeting."""


def acceptable(password: str) -> str:
    """The password, if it can be one. Raises `password_too_short` or `text_too_long`."""
    if len(password) < SHORTEST:
        raise Rejected("password_too_short", field="password", limit=SHORTEST)
    if len(password) > LONGEST:
        raise Rejected("text_too_long", field="password", limit=LONGEST)
    return password


async def hashed(password: str) -> str:
    """The hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def matches(password: str, kept: str | None) -> bool:
    """Whether `password` belongs to the kept hash; without one it costs the same work."""
    typed = password[: LONGEST + 1]
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, kept, typed)


def _verify(kept: str | None, password: str) -> bool:
    try:
        genuine = _hasher.verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return genuine and kept is not None


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex())


class Patience:
    """Counts the tries for each name since the last right one. One for each process."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, name: str, clock: float) -> float:
        """Seconds until this name may be tried again; 0 when it may now."""
        count, last = self._tries.get(name, (0, clock))
        if count < FREE_TRIES:
            return 0.0
        pause = min(LONGEST_WAIT, float(2 ** min(count - FREE_TRIES + 1, 10)))
        return max(0.0, last + pause - clock)

    def tried(self, name: str, clock: float) -> None:
        """Somebody tries this name. Counted before the answer, so that tries side by side count."""
        count, _last = self._tries.pop(name, (0, clock))
        self._tries[name] = (count + 1, clock)
        while len(self._tries) > MOST_NAMES:
            self._tries.popitem(last=False)

    def right(self, name: str) -> None:
        """The password was right: forget the tries."""
        self._tries.pop(name, None)
