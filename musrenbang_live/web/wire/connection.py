"""What the two lives of a connection share: reading frames, flow control, and how it ends."""

import asyncio
from abc import ABC, abstractmethod
from typing import Any, Final

from musrenbang_live.web.wire.control import RESTART, farewell, goodbye, pong
from musrenbang_live.web.wire.reading import CLOSE, PING, PONG, Reader, Violation

CLOSE_WITHIN: Final = 3.0
"""Seconds for the other side to say goodbye too, and for the last bytes to leave."""

SHAKING: Final = 0
"""Before the answer to the handshake."""
OPEN: Final = 1
CLOSING: Final = 2
"""We said goodbye; the other side's goodbye is still to come, and nothing else matters."""
ENDED: Final = 3
"""Nothing is read or written any more; the transport goes, or has gone."""


class Connection(asyncio.Protocol, ABC):
    """One connection, server side. Subclasses say what becomes of what is received.

    `connections` is the set by which uvicorn knows whom to shut down and wait for. `full` is true
    while the transport has more to send than its high-water mark, and from the goodbye on.
    """

    __slots__ = ("__weakref__", "_connections", "_phase", "_reader", "_timer", "_transport", "full")

    def __init__(self, connections: set[Any], phase: int) -> None:
        self.full = False
        self._phase = phase
        self._connections = connections
        self._transport: asyncio.Transport | None = None
        self._reader: Reader | None = None  # most of the time nothing is half read
        self._timer: asyncio.TimerHandle | None = None

    # What subclasses do

    @abstractmethod
    def _message(self, kind: int, payload: bytes) -> None:
        """A whole message was received: `TEXT`, as UTF-8, or `BINARY`."""

    def _over(self, code: int, reason: str) -> None:
        """The conversation ends with this code; the connection itself may last a little longer."""

    @abstractmethod
    def _lost(self) -> None:
        """The connection is gone."""

    # Reading

    def _take(self, data: bytes) -> None:
        """Read what has arrived."""
        reader = self._reader
        if reader is None:
            reader = self._reader = Reader()
        reader.feed(data)
        self._read(reader)

    def _read(self, reader: Reader) -> None:
        pinged = None
        try:
            while self._phase != ENDED and (event := reader.read()) is not None:
                kind, payload = event
                if kind == PING:
                    pinged = payload
                elif kind == CLOSE:
                    self._answer_goodbye(*farewell(payload))
                elif kind != PONG and self._phase == OPEN:
                    self._message(kind, payload)
        except Violation as broken:
            self._fail(broken.code, broken.reason)
        if self._phase == ENDED or reader.is_empty:
            self._reader = None
        # One pong for the newest ping is enough (section 5.5.3), however many came.
        if pinged is not None and not self.full and self._transport is not None:
            self._transport.write(pong(pinged))

    # Ending

    def close(self, code: int, reason: str) -> None:
        """Say goodbye, and end when the other side said it too or `CLOSE_WITHIN` is over.

        Nothing happens when the connection is ending already. Raises ValueError for a code that
        may not be sent.
        """
        if self._phase != OPEN or self._transport is None:
            return
        self._transport.write(goodbye(code, reason))
        self._set_phase(CLOSING)
        self._over(code, reason)
        self._give_time()

    def shutdown(self) -> None:
        """uvicorn stops. It waits for every connection to leave its set."""
        self.close(RESTART, "")

    def _answer_goodbye(self, code: int, reason: str) -> None:
        if self._phase == OPEN and self._transport is not None:
            self._transport.write(goodbye(code))
            self._over(code, reason)
        self._finish()

    def _fail(self, code: int, reason: str) -> None:
        """End because the client broke the protocol.

        What it still sends is read and thrown away until it hangs up: closing with something
        unread would reset the connection, and the client might never see why.
        """
        transport = self._transport
        if self._phase != OPEN or transport is None or not transport.can_write_eof():
            self.close(code, reason)
            self._finish()
            return
        transport.write(goodbye(code, reason))
        transport.write_eof()
        self._set_phase(ENDED)
        self._over(code, reason)
        self._give_time()

    def _finish(self) -> None:
        """Let go of the connection once everything has left."""
        self._set_phase(ENDED)
        if self._transport is not None:
            if self._transport.get_write_buffer_size():
                self._give_time()
            self._transport.close()

    def cut(self) -> None:
        """Let go of the connection at once."""
        self._set_phase(ENDED)
        if self._transport is not None:
            self._transport.abort()

    def _set_phase(self, phase: int) -> None:
        self._phase = phase
        self.full = phase != OPEN

    def _give_time(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(CLOSE_WITHIN, self.cut)

    # Told by the transport

    def eof_received(self) -> bool:
        """See `asyncio.Protocol`. Nobody is left to read what is still waiting to be sent."""
        if self._transport is not None and self._transport.get_write_buffer_size():
            self.cut()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self._set_phase(ENDED)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._transport = self._reader = None
        self._connections.discard(self)
        self._lost()
