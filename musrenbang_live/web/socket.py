"""The WebSocket door: who is it, follow the channel, take what residents send.

Nothing on the way in asks the database or Redis for a resident or a projector: cookies and page
tokens are recognised by their signature, so that a whole hall can come back at once.
"""

import asyncio
import contextlib
import logging
from functools import partial
from typing import Final, cast

import msgspec
from msgspec import Struct
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.room import VIEWS, Room
from musrenbang_live.live.screen import (
    BAD_MESSAGE,
    COME_BACK,
    NOT_ALLOWED,
    SCREEN,
    SESSION_UNKNOWN,
    Audience,
    Screen,
)
from musrenbang_live.live.service import Service
from musrenbang_live.store.pool import unreachable
from musrenbang_live.web import access
from musrenbang_live.web.intake import Propose, Sent, Support, Vote, handle
from musrenbang_live.web.language import Language, chosen
from musrenbang_live.web.own import own_message
from musrenbang_live.web.site import site_of

log = logging.getLogger(__name__)

MAX_FRAME: Final = 4096
"""Bytes of one message from a device; longer ones end the connection with 1009."""
HELLO_WITHIN: Final = 10.0
"""Seconds in which a device must say who it is."""
MOST_MESSAGES: Final = 40
PER_SECONDS: Final = 10.0
"""A device that sends more than `MOST_MESSAGES` in this time is sent away with 1008."""
CLOSE_WITHIN: Final = 2.0
PAGE_TOO_OLD: Final = 4503
TOO_BIG: Final = 1009
TOO_MANY: Final = 1008


class Hello(Struct, frozen=True, tag_field="do", tag="hello"):
    """The first message: the token of the page, and which version of which channel it shows."""

    token: str
    epoch: str = ""
    v: int = 0


Up = Hello | Support | Vote | Propose
_decoder = msgspec.json.Decoder(Up)


NOBODY: Final = "p:"
"""A device that looks on without having joined."""


class SocketOutlet:
    """A Starlette WebSocket as an `Outlet`."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def send(self, text: str) -> None:
        """See `Outlet.send`."""
        try:
            await self._socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise OSError("the line is gone") from error

    async def close(self, code: int, reason: str) -> None:
        """See `Outlet.close`. A full line is left to its own end: it would take no goodbye."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN):
                await self._socket.close(code, reason)


class Goodbye(Exception):
    """The connection ends here, with this close code and reason."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


async def connect(socket: WebSocket) -> None:
    """One connection from its acceptance to its end."""
    await socket.accept()
    try:
        room, audience, who = await _known(socket)
        hello = await _hello(socket)
        await _follow(socket, room, audience, who, hello)
    except Goodbye as end:
        await SocketOutlet(socket).close(end.code, end.reason)
    except (WebSocketDisconnect, OSError):
        return


async def _known(socket: WebSocket) -> tuple[Room, Audience, str]:
    """See `_recognised`; while the database is away devices are asked to come back."""
    try:
        return await _recognised(socket)
    except Exception as error:
        if not unreachable(error):
            raise
        raise Goodbye(COME_BACK, "3000") from error


async def _recognised(socket: WebSocket) -> tuple[Room, Audience, str]:
    """The meeting, the audience, and who it is. Raises `Goodbye`."""
    audience = cast(Audience, socket.path_params["audience"])
    if audience not in VIEWS:
        raise Goodbye(SESSION_UNKNOWN)
    try:
        if audience == "facilitator":
            room, person = await access.facilitator(socket)
            return room, audience, f"f:{person.login}"
        room = await access.room(socket)
    except Rejected as rejected:
        unknown = rejected.code == "session_unknown"
        raise Goodbye(SESSION_UNKNOWN if unknown else NOT_ALLOWED) from None
    if audience == "projector":
        if not access.is_screen(socket, room):
            raise Goodbye(NOT_ALLOWED)
        return room, audience, SCREEN
    return room, audience, f"p:{access.participant(socket, room) or ''}"


async def _hello(socket: WebSocket) -> Hello:
    try:
        async with asyncio.timeout(HELLO_WITHIN):
            message = await _receive(socket)
    except TimeoutError:
        raise Goodbye(COME_BACK, "5000") from None
    if not isinstance(message, Hello):
        raise Goodbye(BAD_MESSAGE)
    if not access.is_page_token(socket, message.token):
        raise Goodbye(PAGE_TOO_OLD)
    return message


async def _receive(socket: WebSocket) -> Up:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    text = message.get("text")
    if text is None:
        raise Goodbye(BAD_MESSAGE)
    if len(text) > MAX_FRAME or len(text.encode(errors="replace")) > MAX_FRAME:
        raise Goodbye(TOO_BIG)
    try:
        return cast(Up, _decoder.decode(text))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise Goodbye(BAD_MESSAGE) from None


async def _follow(
    socket: WebSocket, room: Room, audience: Audience, who: str, hello: Hello
) -> None:
    site = site_of(socket)
    language = chosen(socket, site.languages)
    channel = room.gallery(audience, language.code).channel
    own = None
    if audience == "resident" and who != NOBODY:
        own = partial(own_message, site, room, who.removeprefix("p:"), language)
    screen = Screen(SocketOutlet(socket), channel, audience, who, (hello.epoch, hello.v), own)
    site.hub.enter(room, screen, language.code)
    try:
        await _talk(socket, room, screen, language)
    finally:
        site.hub.leave(room, screen, language.code)


async def _talk(socket: WebSocket, room: Room, screen: Screen, language: Language) -> None:
    """Send and receive side by side until one of them ends; pass on how."""
    sending = asyncio.ensure_future(screen.run())
    hearing = asyncio.ensure_future(_hear(socket, room, screen, language))
    try:
        await asyncio.wait((sending, hearing), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (sending, hearing):
            task.cancel()
        ended = await asyncio.gather(sending, hearing, return_exceptions=True)
    for end in ended:
        if isinstance(end, Exception):
            raise end


async def _hear(socket: WebSocket, room: Room, screen: Screen, language: Language) -> None:
    """Take messages. Each is handled beside the loop, so that pongs are read meanwhile."""
    service = site_of(socket).service
    clock = asyncio.get_running_loop().time
    window, count = clock(), 0
    working: set[asyncio.Task[None]] = set()
    while True:
        message = await _receive(socket)
        if clock() - window > PER_SECONDS:
            window, count = clock(), 0
        count += 1
        if count > MOST_MESSAGES:
            raise Goodbye(TOO_MANY)
        if isinstance(message, Hello) or screen.audience != "resident":
            raise Goodbye(BAD_MESSAGE)
        task = asyncio.create_task(_answer(service, room, screen, message, language))
        working.add(task)
        task.add_done_callback(working.discard)


async def _answer(
    service: Service, room: Room, screen: Screen, message: Sent, language: Language
) -> None:
    """One message, to its end: what is on its way to the disk outlives the connection."""
    try:
        answer = await handle(service, room, screen.who.removeprefix("p:"), message, language)
    except Exception:
        log.exception("a message could not be handled")
        screen.dismiss(COME_BACK, "3000")
        return
    screen.answer(answer)
    if answer.ok:
        screen.own_changed()


def routes() -> list[WebSocketRoute]:
    """The sockets of all audiences."""
    return [WebSocketRoute("/ws/{audience}/{code}", connect, name="socket")]
