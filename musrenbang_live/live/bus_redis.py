"""Bells over the pub/sub of one Redis, which loses messages silently: every loss is noticed.

Signs of loss: a gap in an origin's numbering, and every beginning of a subscription. While Redis
is away nothing waits for it; once it is back, who rang meanwhile says that bells were lost.

All sessions share one channel. A process hears bells of sessions nobody follows there, which
costs it little; in return one confirmation speaks for everything, and any later bell of a process
shows that an earlier one is missing. Where that is too much for one Redis: `live.bus_cluster`.
"""

import secrets
from abc import ABC, abstractmethod

from redis.asyncio.connection import AbstractConnection, Connection, parse_url
from redis.exceptions import ResponseError

from musrenbang_live.live.bus import Bell, Listener, What
from musrenbang_live.live.bus_wire import CHANNEL, Ledger, Waiting
from musrenbang_live.live.redis_node import PLAIN, RedisNode


class RedisMember(ABC):
    """What both kinds of Redis buses share: see `live.bus.Bus`, and `live.redis_node.Owner`."""

    shared = True

    def __init__(self, channel: str) -> None:
        self.origin = secrets.token_hex(8)
        self._channel = channel
        self._ledger = Ledger(self.origin)
        self._listeners: list[Listener] = []
        self._missed: set[str] = set()

    def listen(self, listener: Listener) -> None:
        """See `Bus.listen`."""
        self._listeners.append(listener)

    def ring(self, code: str, what: What, detail: str = "") -> None:
        """See `Bus.ring`."""
        node = self._node_of(code)
        if node is not None:
            node.outbox.put(Waiting(code, what, detail))
        elif code or what != "presence":
            self._missed.add(code)

    @abstractmethod
    def _node_of(self, code: str) -> RedisNode | None:
        """The server that carries bells of a session, while it can."""

    @abstractmethod
    def _channel_of(self, code: str) -> str:
        """The channel on which bells of a session are rung."""

    def letter(self, bell: Waiting) -> tuple[str, bytes]:
        """See `Owner.letter`."""
        channel = self._channel_of(bell.code)
        return channel, self._ledger.written(channel, bell)

    def _make_up(self) -> None:
        """Tell the others of bells that could not be sent, where that is possible by now."""
        for code in list(self._missed):
            node = self._node_of(code)
            if node is not None:
                self._missed.discard(code)
                node.outbox.put(Waiting(code, "lost", ""))

    def _take(self, channel: str, data: object) -> None:
        for bell in self._ledger.read(channel, data if isinstance(data, bytes) else b""):
            self._tell(bell)

    def _tell(self, bell: Bell) -> None:
        for listener in self._listeners:
            listener(bell)


class RedisBus(RedisMember):
    """See `live.bus.Bus`. `url` is an address of the kind redis://, rediss:// or unix://."""

    def __init__(self, url: str, channel: str = CHANNEL) -> None:
        super().__init__(channel)
        self.connected = False
        self._node = RedisNode("redis", lambda: connection_to(url), PLAIN, self)

    def follow(self, code: str) -> None:
        """See `Bus.follow`; every member hears everything."""

    def unfollow(self, code: str) -> None:
        """See `Bus.unfollow`."""

    async def run(self) -> None:
        """See `Bus.run`."""
        await self._node.keep()

    def _node_of(self, code: str) -> RedisNode | None:
        return self._node if self.connected else None

    def _channel_of(self, code: str) -> str:
        return self._channel

    def came(self, node: RedisNode) -> None:
        """See `Owner.came`."""
        node.subscribe(self._channel)

    def went(self, node: RedisNode, unsent: list[Waiting]) -> None:
        """See `Owner.went`."""
        self.connected = False
        self._missed.update(bell.code for bell in unsent)

    def said(self, node: RedisNode, kind: str, channel: str, data: object) -> None:
        """See `Owner.said`."""
        if kind == "subscribe":
            self.connected = True
            self._ledger.begin(channel)
            self._tell(Bell("", "lost", origin=self.origin))
            self._make_up()
        elif kind == "message":
            self._take(channel, data)

    def refused(self, node: RedisNode, error: ResponseError) -> None:
        """See `Owner.refused`."""
        raise error

    def returned(self, node: RedisNode, bell: Waiting, error: ResponseError) -> None:
        """See `Owner.returned`."""
        raise error


def connection_to(url: str, address: tuple[str, int] | None = None) -> AbstractConnection:
    """A connection as `url` (redis://, rediss://, unix://) describes it, to `address` if given.

    It has no limits of time of its own: on Python 3.11 those of redis-py use `asyncio.wait_for`,
    which can swallow a cancellation. Raises `ValueError` for an address of another kind.
    """
    described = dict(parse_url(url))
    kind = described.pop("connection_class", Connection)
    if address is not None:
        described |= {"host": address[0], "port": address[1]}
    bare = {"socket_timeout": None, "socket_connect_timeout": None, "protocol": 2}
    made = kind(**described | bare | {"driver_info": None})  # type: ignore[operator]
    assert isinstance(made, AbstractConnection)
    return made
