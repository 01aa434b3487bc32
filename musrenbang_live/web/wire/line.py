"""A connection that was handed over: no task, no queue, no timer, and an `Outlet` for its owner."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Final

from musrenbang_live.live.outlet import Listener
from musrenbang_live.live.screen import BAD_MESSAGE
from musrenbang_live.web.wire.connection import CLOSING, ENDED, OPEN, Connection
from musrenbang_live.web.wire.control import OUR_MISTAKE, PING_FRAME
from musrenbang_live.web.wire.reading import TEXT, Reader, single
from musrenbang_live.web.wire.tuning import HIGH_WATER

log = logging.getLogger(__name__)

MOST_UNSENT: Final = 4 * HIGH_WATER
"""A full line may be sent this many bytes in all, and is cut after that: its owner does not look
at `full`, and memory is for everybody."""
MOST_SILENT: Final = 2
"""Beats that may go unanswered."""

_EMPTY_PONG: Final = b"\x8a\x80"


class _Nobody:
    """Hears what comes after the owner was told that the line is gone: nothing."""

    def hear(self, message: bytes) -> None:
        """See `Listener.hear`."""

    def drained(self) -> None:
        """See `Listener.drained`."""

    def lost(self) -> None:
        """See `Listener.lost`."""


NOBODY: Final[Listener] = _Nobody()


class Line(Connection):
    """See `live.outlet.Outlet`."""

    __slots__ = ("_held", "_listener", "_silent")

    def __init__(self, connections: set[Any], listener: Listener) -> None:
        super().__init__(connections, OPEN)
        self._listener = listener
        self._held: Sequence[tuple[int, bytes]] = ()
        self._silent = 0

    def take_over(
        self,
        transport: asyncio.Transport | None,
        phase: int,
        full: bool,
        reader: Reader | None,
        held: Sequence[tuple[int, bytes]],
    ) -> None:
        """Go on where the handshake's connection stood. `held` was received and not yet read.

        The owner is told of `held`, and of a connection that is gone already, a moment later.
        """
        self._transport = transport
        self._phase = phase
        self.full = full or phase != OPEN
        self._reader = reader
        self._held = held
        if transport is not None:
            self._connections.add(self)
            transport.set_protocol(self)
            if phase in (CLOSING, ENDED):
                self._give_time()
        if transport is None:
            asyncio.get_running_loop().call_soon(self._lost)
        elif held:
            asyncio.get_running_loop().call_soon(self._tell_held)

    # Outlet

    def send(self, frame: bytes) -> None:
        """See `Outlet.send`. Ten thousand times a tick: a line that is not full is open."""
        if self.full:
            self._send_when_full(frame)
        else:
            self._transport.write(frame)  # type: ignore[union-attr]

    def _send_when_full(self, frame: bytes) -> None:
        transport = self._transport
        if transport is None or self._phase != OPEN:
            return
        if transport.get_write_buffer_size() > MOST_UNSENT:
            log.warning("a line was cut that did not take %d bytes", MOST_UNSENT)
            self.cut()
            return
        transport.write(frame)

    def beat(self, frame: bytes) -> bool:
        """See `Outlet.beat`. A full line is sent nothing, but its silence counts."""
        if self._phase != OPEN:
            return True  # it is ending already
        if self._silent >= MOST_SILENT:
            return False
        self._silent += 1
        if not self.full and self._transport is not None:
            self._transport.write(frame + PING_FRAME)
        return True

    # Told by the transport

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        self._silent = 0
        if self._held:
            self._tell_held()
        if self._phase == ENDED:
            return
        if self._reader is None and self._phase == OPEN:
            message = single(data)
            if message is not None:
                self._hear(message)
                return
            if len(data) == 6 and data.startswith(_EMPTY_PONG):
                return
        self._take(data)

    def pause_writing(self) -> None:
        """See `asyncio.Protocol`."""
        self.full = True

    def resume_writing(self) -> None:
        """See `asyncio.Protocol`."""
        if self._phase == OPEN:
            self.full = False
            self._listener.drained()

    # What becomes of it

    def _message(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            self._hear(payload)
        else:
            self.close(BAD_MESSAGE, "")

    def _hear(self, message: bytes) -> None:
        try:
            self._listener.hear(message)
        except Exception:
            log.exception("a message could not be handled")
            self.close(OUR_MISTAKE, "")

    def _tell_held(self) -> None:
        held, self._held = self._held, ()
        phase = self._phase
        for kind, payload in held:
            self._message(kind, payload)
            if self._phase != phase:  # its owner has had enough
                break

    def _lost(self) -> None:
        self._tell_held()
        listener, self._listener = self._listener, NOBODY
        listener.lost()
