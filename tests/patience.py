"""Waiting for what must come, by looking, never by a pause that happens to be long enough."""

import asyncio
from collections.abc import Callable

SOON = 90.0
"""Seconds after which what has not come will not come. Nobody waits so long for what comes: it only
keeps a test from hanging for ever, also on a machine that has ten other things to do."""


async def until(true: Callable[[], object], within: float = SOON) -> None:
    """Return as soon as `true()` is; fail after `within` seconds."""
    clock = asyncio.get_running_loop().time
    patience = clock() + within
    while not true():
        assert clock() < patience, f"not within {within} s"
        await asyncio.sleep(0.005)
