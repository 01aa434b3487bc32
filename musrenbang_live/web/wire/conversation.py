"""A connection as an ASGI application sees it: it receives events and sends events."""

import asyncio
from abc import abstractmethod
from collections import deque
from collections.abc import Iterable, MutableMapping
from typing import Any, Final

from uvicorn.protocols.utils import ClientDisconnected

from musrenbang_live.live.framing import framed
from musrenbang_live.web.wire.connection import ENDED, OPEN, SHAKING, Connection
from musrenbang_live.web.wire.control import NO_GOODBYE, NORMAL
from musrenbang_live.web.wire.reading import TEXT
from musrenbang_live.web.wire.request import Headers

MOST_WAITING: Final = 16
"""Messages that the application has not taken; with more, no more are read."""

Event = MutableMapping[str, Any]


class Conversation(Connection):
    """ASGI's `receive` and `send` (WebSocket specification 2.4, with denial responses)."""

    __slots__ = (
        "_arrived",
        "_denial",
        "_disconnect",
        "_inbox",
        "_is_greeted",
        "_is_reading",
        "_said_goodbye",
        "_writable",
    )

    def __init__(self, connections: set[Any]) -> None:
        super().__init__(connections, SHAKING)
        self._inbox: deque[tuple[int, bytes]] = deque()
        self._arrived = asyncio.Event()
        self._is_greeted = False
        self._is_reading = True
        self._disconnect: Event | None = None
        self._writable: asyncio.Event | None = None  # made when it is first needed
        self._said_goodbye = False
        self._denial: tuple[int, Headers, bytearray] | None = None

    # What subclasses do

    @abstractmethod
    def _accept(self, subprotocol: str | None, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Answer the handshake with a WebSocket."""

    @abstractmethod
    def _refuse(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer the handshake with something else."""

    # Receiving

    async def receive(self) -> Event:
        """See ASGI. Once the client is gone and all was received, every call says so."""
        if not self._is_greeted:
            self._is_greeted = True
            return {"type": "websocket.connect"}
        while not self._inbox:
            if self._disconnect is not None:
                return self._disconnect
            self._arrived.clear()
            await self._arrived.wait()
        kind, payload = self._inbox.popleft()
        if not self._is_reading and len(self._inbox) <= MOST_WAITING // 2:
            self._go_on_reading()
        if kind == TEXT:
            return {"type": "websocket.receive", "text": payload.decode()}
        return {"type": "websocket.receive", "bytes": payload}

    def _message(self, kind: int, payload: bytes) -> None:
        self._inbox.append((kind, payload))
        self._arrived.set()
        if self._is_reading and len(self._inbox) > MOST_WAITING and self._transport is not None:
            self._is_reading = False
            self._transport.pause_reading()

    def _go_on_reading(self) -> None:
        self._is_reading = True
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def _over(self, code: int, reason: str) -> None:
        if self._disconnect is None:
            self._disconnect = {"type": "websocket.disconnect", "code": code, "reason": reason}
        self._arrived.set()
        if not self._is_reading:  # or the other side's goodbye would never be read
            self._go_on_reading()

    def _lost(self) -> None:
        self._over(NO_GOODBYE, "")
        if self._writable is not None:
            self._writable.set()

    # Sending

    async def send(self, event: Event) -> None:
        """See ASGI. Waits while the transport has too much to send.

        Raises `ClientDisconnected`, an OSError, when nobody is there to send to, and RuntimeError
        for an event that may not be sent now.
        """
        if self._writable is not None:
            await self._writable.wait()
        if self._denial is not None:
            self._deny(event, *self._denial)
        elif self._phase == SHAKING:
            self._answer(event)
        elif self._said_goodbye:
            raise RuntimeError(f"'{event['type']}' after 'websocket.close'")
        elif event["type"] == "websocket.send":
            self._send_message(event)
        elif event["type"] == "websocket.close":
            self.close(event.get("code", NORMAL), event.get("reason") or "")
            self._said_goodbye = True
        elif self._phase == ENDED:
            raise ClientDisconnected
        else:
            raise RuntimeError(f"'{event['type']}' after 'websocket.accept'")

    def _answer(self, event: Event) -> None:
        """What the application answers the handshake with."""
        kind = event["type"]
        if kind == "websocket.accept":
            self._accept(event.get("subprotocol"), event.get("headers", ()))
        elif kind == "websocket.close":
            self._said_goodbye = True
            self._refuse(403, [], b"")
        elif kind == "websocket.http.response.start":
            status = event["status"]
            if not 200 <= status < 600:
                raise RuntimeError(f"{status} is no status to refuse with")
            self._denial = status, list(event.get("headers", ())), bytearray()
        else:
            raise RuntimeError(f"'{kind}' before 'websocket.accept'")

    def _deny(self, event: Event, status: int, headers: Headers, body: bytearray) -> None:
        if event["type"] != "websocket.http.response.body" or self._said_goodbye:
            raise RuntimeError(f"'{event['type']}' after 'websocket.http.response.start'")
        body += event.get("body", b"")
        if not event.get("more_body", False):
            self._said_goodbye = True
            self._refuse(status, headers, bytes(body))

    def _send_message(self, event: Event) -> None:
        if self._phase != OPEN or self._transport is None:
            raise ClientDisconnected
        data, text = event.get("bytes"), event.get("text")
        if data is not None:
            self._transport.write(b"\x82" + framed(data)[1:])
        elif text is not None:
            self._transport.write(framed(text.encode()))

    # Told by the transport

    def pause_writing(self) -> None:
        """See `asyncio.Protocol`."""
        self.full = True
        if self._writable is None:
            self._writable = asyncio.Event()
        self._writable.clear()

    def resume_writing(self) -> None:
        """See `asyncio.Protocol`."""
        self.full = self._phase not in (SHAKING, OPEN)
        if self._writable is not None:
            self._writable.set()
