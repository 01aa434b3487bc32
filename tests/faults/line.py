"""One line to the server that comes back by itself: static/shared/socket.js."""

import asyncio
import json
import os
import random
import re
import socket
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from musrenbang_live.cli.simulation.visitor import Visitor

LONG = bool(os.environ.get("MUSRENBANG_FAULTS_FOR"))
SHORTEST, LONGEST = 0.5, 8.0 if LONG else 1.0
"""Seconds between two tries; a phone waits up to 8, which only makes the short part longer."""
SILENCE = 35.0
"""Seconds of silence after which a line is left."""
CONNECT_WITHIN = 16.0
STOP = 4500
"""Close codes from here on mean: do not come back."""


class Line:
    """`hello` makes the first message of every connection; `up` is told of every connection,
    `hear` of every message. `room` is the receive buffer in bytes, 0 for the usual one.
    """

    def __init__(
        self,
        visitor: Visitor,
        path: str,
        hello: Callable[[], dict[str, Any]],
        hear: Callable[[dict[str, Any]], None],
        up: Callable[[], Awaitable[None]],
        room: int = 0,
    ) -> None:
        self.closes: Counter[tuple[int, str]] = Counter()
        self.stopped: tuple[int, str] | None = None
        self.is_up = False
        self.received = 0
        """Bytes of all messages so far."""
        self._visitor = visitor
        self._path = path
        self._hello, self._hear, self._up = hello, hear, up
        self._room = room
        self._tries = 0
        self._connection: ClientConnection | None = None

    async def keep(self) -> None:
        """Keep the line up until it is cancelled or the server says to stay away."""
        while True:
            code, reason = await self._connected()
            self.closes[code, reason] += 1
            if code >= STOP:
                self.stopped = code, reason
                return
            await asyncio.sleep(self._pause(reason))
            self._tries += 1

    def _pause(self, reason: str) -> float:
        if re.fullmatch(r"\d{1,6}", reason):
            return int(reason) / 1000 + random.random() * SHORTEST
        return random.random() * min(LONGEST, SHORTEST * 2 ** min(self._tries, 10))

    async def _connected(self) -> tuple[int, str]:
        """One connection, to its end; how it was closed."""
        try:
            connection = await self._open()
        except (OSError, EOFError, TimeoutError, WebSocketException):
            return 1006, ""
        clock = asyncio.get_running_loop().time
        try:
            await connection.send(json.dumps(self._hello()))
            self._connection, self.is_up = connection, True
            await self._up()
            async with asyncio.timeout(SILENCE) as silence:
                async for text in connection:
                    silence.reschedule(clock() + SILENCE)
                    self._tries = 0
                    self.received += len(text)
                    self._hear(json.loads(text))
        except TimeoutError:
            return 4000, ""
        except ConnectionClosed:
            pass
        finally:
            self._connection, self.is_up = None, False
            connection.transport.abort()
        return connection.close_code or 1006, connection.close_reason or ""

    async def _open(self) -> ClientConnection:
        base = self._visitor.base
        cookies = "; ".join(f"{name}={value}" for name, value in self._visitor.cookies.items())
        return await connect(
            f"ws://{self._visitor.host}{self._path}",
            sock=await self._small() if self._room else None,
            origin=Origin(base),
            additional_headers={"Cookie": cookies},
            compression=None,
            max_size=None,
            proxy=None,
            ping_interval=None,
            open_timeout=CONNECT_WITHIN,
        )

    async def _small(self) -> socket.socket:
        """A socket that holds little of what is not read."""
        address = urlsplit(self._visitor.base)
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._room)
        made.setblocking(False)
        await asyncio.get_running_loop().sock_connect(made, (address.hostname, address.port))
        return made

    async def send(self, message: dict[str, Any]) -> bool:
        """Whether it was put on the line. That says nothing of whether it arrives."""
        if self._connection is None:
            return False
        try:
            await self._connection.send(json.dumps(message))
        except (OSError, WebSocketException):
            return False
        return True

    def restart(self) -> None:
        """Hang up; a new connection follows."""
        if self._connection is not None:
            self._connection.transport.abort()
