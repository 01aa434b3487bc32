"""How the kernel is to treat a connection to a phone."""

import contextlib
import socket
import sys
from asyncio import Transport
from typing import Final

HIGH_WATER: Final = 64 * 1024
"""A line with more bytes than this to send is full."""
LOW_WATER: Final = 16 * 1024
"""A full line takes frames again when no more than this is left. (uvloop's default: 16 bytes.)"""

UNSENT: Final = 16 * 1024
"""What the kernel may hold back. Without a bound it takes megabytes for a phone that is out of
reach, and all of it is old by the time it arrives."""
UNACKNOWLEDGED: Final = 20_000
"""Milliseconds after which a connection ends whose other side confirms nothing."""

# asyncio sends small frames at once only on sockets that were made naming TCP (`proto`).
_OPTIONS = [(socket.TCP_NODELAY, 1)]
if sys.platform == "linux":
    _OPTIONS += [(socket.TCP_NOTSENT_LOWAT, UNSENT), (socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED)]


def tune(transport: Transport) -> None:
    """Set the marks and options above, as far as this platform and this socket know them."""
    transport.set_write_buffer_limits(high=HIGH_WATER, low=LOW_WATER)
    line = transport.get_extra_info("socket")
    if line is None or line.family not in (socket.AF_INET, socket.AF_INET6):
        return
    with contextlib.suppress(OSError):
        for option, value in _OPTIONS:
            line.setsockopt(socket.IPPROTO_TCP, option, value)
