"""The event loop: uvloop where there is one, Python's own on Windows."""

import asyncio
import sys

if sys.platform != "win32":
    import uvloop


def new_event_loop() -> asyncio.AbstractEventLoop:
    """A new loop, not yet running."""
    return asyncio.new_event_loop() if sys.platform == "win32" else uvloop.new_event_loop()
