"""The only clock of the program; everything below it is told the time."""

import time


def now() -> int:
    """Milliseconds since 1970, UTC. For times that people read, never for order."""
    return time.time_ns() // 1_000_000
