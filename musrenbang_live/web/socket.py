"""The WebSocket door: who is it, follow the meeting, take what residents send.

Nothing on the way in asks the database or Redis for a resident or a projector: cookies and page
tokens are recognised by their signature, so that a whole hall can come back at once. Once a device
is known its line is adopted (`web.wire`): no task and no queue of its own is left behind.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Final, cast

import msgspec
from msgspec import Struct
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.busy import moment
from musrenbang_live.live.gallery import VIEWS
from musrenbang_live.live.room import Room
from musrenbang_live.live.screen import (
    BAD_MESSAGE,
    COME_BACK,
    NOBODY,
    NOT_ALLOWED,
    SCREEN,
    SESSION_UNKNOWN,
    Audience,
    Screen,
)
from musrenbang_live.store.pool import unreachable
from musrenbang_live.web.identity import access
from musrenbang_live.web.intake import Answer, Ask, Opine, Propose, Sent, Support, Vote, receive
from musrenbang_live.web.language import Language, chosen
from musrenbang_live.web.site import Site, site_of
from musrenbang_live.web.wire import adopted

log = logging.getLogger(__name__)

HELLO_WITHIN: Final = 10.0
"""Seconds in which a device must say who it is."""
PAGE_TOO_OLD: Final = 4503
TOO_MANY: Final = 1008
"""See `web.rate_limit`."""


class Hello(Struct, frozen=True, tag_field="do", tag="hello"):
    """The first message: the token of the page, and which version of which channel it shows.

    `card` is the number of the voter card whose ballot stands on the page.
    """

    token: str
    epoch: str = ""
    v: int = 0
    card: int = 0


Up = Hello | Support | Vote | Propose | Opine | Ask
_decoder: Final[msgspec.json.Decoder[Up]] = msgspec.json.Decoder(Up)


class Goodbye(Exception):
    """The connection ends here, with this close code and reason."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Caller:
    """A known device: the `Listener` of its line, and the owner of its screen."""

    __slots__ = ("_cards", "_language", "_room", "_site", "screen")

    screen: Screen

    def __init__(
        self, site: Site, room: Room, language: Language, cards: Mapping[int, str]
    ) -> None:
        self._site = site
        self._room = room
        self._language = language
        self._cards = cards

    def hear(self, message: bytes) -> None:
        """See `Listener.hear`."""
        who = self.screen.who
        # Those who only look on are limited one by one: together they may be a whole city.
        sender = f"{who}{id(self)}" if who == NOBODY else who
        try:
            self._site.limit.step(sender, asyncio.get_running_loop().time())
            sent = _decoded(message)
        except Rejected:
            self.screen.dismiss(TOO_MANY, "")
            return
        except Goodbye as end:
            self.screen.dismiss(end.code, end.reason)
            return
        if isinstance(sent, Hello) or self.screen.audience != "resident":
            self.screen.dismiss(BAD_MESSAGE, "")
            return
        receive(
            self._site.service,
            self._room,
            self._sender(who, sent),
            sent,
            self._language,
            self._reply,
        )

    def _sender(self, who: str, sent: Sent) -> str:
        """Who sends this: the person of the device, or for a ballot the voter card it names."""
        if isinstance(sent, Vote) and sent.card:
            return self._cards.get(sent.card, "")
        return who.removeprefix(NOBODY)

    def _reply(self, answer: Answer) -> None:
        self.screen.answer(answer)
        if answer.ok:  # the same person may look on from a second device
            self._room.own.changed(self.screen.who, by=self.screen)
            if self.screen.voter:
                self._room.own.changed(self.screen.voter, by=self.screen)

    def drained(self) -> None:
        """See `Listener.drained`."""
        self.screen.drained()

    def lost(self) -> None:
        """See `Listener.lost`."""
        self._site.hub.leave(self._room, self.screen)


async def connect(socket: WebSocket) -> None:
    """One connection until it is known whose it is; what follows is the caller's."""
    await socket.accept()
    try:
        room, audience, who = await _known(socket)
        hello = await _hello(socket)
    except Goodbye as end:
        await _close(socket, end)
        return
    except (WebSocketDisconnect, OSError):
        return
    site = site_of(socket)
    language = chosen(socket, site.languages)
    cards = _cards(socket, room) if audience == "resident" else {}
    caller = Caller(site, room, language, cards)
    async with adopted(socket, caller) as line:
        channel = room.channel(audience, language.code)
        at = hello.epoch, hello.v
        voter = f"{NOBODY}{cards[hello.card]}" if hello.card in cards else ""
        caller.screen = Screen(line, channel, audience, language.code, who, at, voter)
        site.hub.enter(room, caller.screen)


def _cards(socket: WebSocket, room: Room) -> dict[int, str]:
    """The participant of each voter card of the device, by number."""
    return {card.number: card.participant for card in access.cards(socket, room)}


async def _close(socket: WebSocket, end: Goodbye) -> None:
    try:
        await socket.close(end.code, end.reason)
    except (WebSocketDisconnect, RuntimeError, OSError):
        return


async def _known(socket: WebSocket) -> tuple[Room, Audience, str]:
    """See `_recognised`; while the database is away devices are asked to come back."""
    try:
        return await _recognised(socket)
    except Exception as error:
        if not unreachable(error):
            raise
        raise Goodbye(COME_BACK, moment(3_000, 6_000)) from error


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
            message = await _first(socket)
    except TimeoutError:
        raise Goodbye(COME_BACK, moment(3_000, 6_000)) from None
    if not isinstance(message, Hello):
        raise Goodbye(BAD_MESSAGE)
    if not access.is_page_token(socket, message.token):
        raise Goodbye(PAGE_TOO_OLD)
    return message


async def _first(socket: WebSocket) -> Up:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    text = message.get("text")
    if text is None:
        raise Goodbye(BAD_MESSAGE)
    return _decoded(text)


def _decoded(message: bytes | str) -> Up:
    try:
        return _decoder.decode(message)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise Goodbye(BAD_MESSAGE) from None


def routes() -> list[WebSocketRoute]:
    """The sockets of all audiences."""
    return [WebSocketRoute("/ws/{audience}/{code}", connect, name="socket")]
