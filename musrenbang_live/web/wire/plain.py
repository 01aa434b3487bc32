"""A line over plain ASGI, for servers that do not know how to hand a connection over."""

import asyncio
import logging
from collections import deque
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from musrenbang_live.live.framing import payload
from musrenbang_live.live.outlet import Listener
from musrenbang_live.live.screen import BAD_MESSAGE
from musrenbang_live.web.wire.connection import CLOSE_WITHIN
from musrenbang_live.web.wire.control import OUR_MISTAKE
from musrenbang_live.web.wire.line import MOST_UNSENT, NOBODY
from musrenbang_live.web.wire.reading import MAX_MESSAGE, NOT_UTF8, TOO_BIG
from musrenbang_live.web.wire.tuning import HIGH_WATER, LOW_WATER

log = logging.getLogger(__name__)

_GONE: Final = (WebSocketDisconnect, OSError, RuntimeError)
"""What Starlette and servers raise for a WebSocket that has ended."""


class PlainLine:
    """See `live.outlet.Outlet`. The endpoint must stay in `run` for as long as the line lasts.

    ASGI knows no pings: `beat` leaves it to the server to notice that a device is gone. Nor can it
    be seen what the server still holds back; `full` speaks of what waits here.
    """

    __slots__ = (
        "_frames",
        "_goodbye",
        "_listener",
        "_queued",
        "_socket",
        "_tasks",
        "_timer",
        "_work",
        "full",
    )

    def __init__(self, socket: WebSocket, listener: Listener) -> None:
        self.full = False
        self._socket = socket
        self._listener = listener
        self._frames: deque[bytes] = deque()
        self._queued = 0
        self._work = asyncio.Event()
        self._goodbye: tuple[int, str] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    # Outlet

    def send(self, frame: bytes) -> None:
        """See `Outlet.send`."""
        if self._goodbye is not None:
            return
        self._frames.append(frame)
        self._queued += len(frame)
        self._work.set()
        if self._queued > HIGH_WATER:
            self.full = True
            if self._queued > MOST_UNSENT:
                log.warning("a line was cut that did not take %d bytes", MOST_UNSENT)
                self._cut()

    def beat(self, frame: bytes) -> bool:
        """See `Outlet.beat`."""
        if not self.full:
            self.send(frame)
        return True

    def close(self, code: int, reason: str) -> None:
        """See `Outlet.close`."""
        if self._goodbye is None:
            self._goodbye = code, reason
            self.full = True
            self._work.set()
            self._timer = asyncio.get_running_loop().call_later(CLOSE_WITHIN, self._cut)

    def _cut(self) -> None:
        self._goodbye = self._goodbye or (OUR_MISTAKE, "")
        self.full = True
        self._frames.clear()
        for task in self._tasks:
            task.cancel()

    # Carrying

    async def run(self) -> None:
        """Carry messages both ways until the line is gone and its owner was told."""
        sending = asyncio.create_task(self._send())
        hearing = asyncio.create_task(self._hear())
        self._tasks = sending, hearing
        try:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            if sending.done() and not sending.cancelled() and sending.exception() is None:
                await asyncio.wait((hearing,))  # for the other side's goodbye
        finally:
            await self._end(sending, hearing)

    async def _end(self, *tasks: asyncio.Task[None]) -> None:
        self._cut()
        if self._timer is not None:
            self._timer.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        listener, self._listener = self._listener, NOBODY
        self._tasks = ()
        listener.lost()
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, _GONE):
                raise end

    async def _send(self) -> None:
        """Send what is given, and the goodbye at last. Raises one of `_GONE`."""
        while True:
            while self._frames:
                frame = self._frames.popleft()
                await self._socket.send_text(payload(frame).decode())
                self._queued -= len(frame)
                if self.full and self._goodbye is None and self._queued <= LOW_WATER:
                    self.full = False
                    self._listener.drained()
            if self._goodbye is not None:
                await self._socket.close(*self._goodbye)
                return
            self._work.clear()
            await self._work.wait()

    async def _hear(self) -> None:
        """Receive until the device is gone. Raises one of `_GONE`."""
        while (event := await self._socket.receive())["type"] != "websocket.disconnect":
            if self._goodbye is None:
                self._take(event.get("text"))

    def _take(self, text: str | None) -> None:
        if text is None:
            self.close(BAD_MESSAGE, "")
            return
        try:
            message = text.encode()
        except UnicodeEncodeError:
            self.close(NOT_UTF8, "")
            return
        if len(message) > MAX_MESSAGE:
            self.close(TOO_BIG, "")
            return
        try:
            self._listener.hear(message)
        except Exception:
            log.exception("a message could not be handled")
            self.close(OUR_MISTAKE, "")
