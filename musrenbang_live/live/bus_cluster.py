"""Bells over the sharded pub/sub of a Redis Cluster: each session on the node that owns its slot.

Load spreads over the nodes with the sessions, and a process listens only to sessions it has rooms
for. Who owns a slot changes while bells ring: nodes die, are replaced, or hand slots over. Every
sign of that (a refusal, a subscription that was ended, a line that broke) makes this bus ask for
the map anew and subscribe where the channel is now; each beginning of a subscription is told as
`lost` for its session. redis-py's own cluster pub/sub listens to one node after the other and does
not come back to a channel that a node gave away.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Iterator, Sequence
from typing import Final

from redis.exceptions import ClusterDownError, MovedError, ResponseError

from musrenbang_live.live.bus import Bell
from musrenbang_live.live.bus_redis import RedisMember
from musrenbang_live.live.bus_wire import CHANNEL, Waiting
from musrenbang_live.live.cluster_map import Address, ClusterMap, ConnectTo, ask
from musrenbang_live.live.redis_node import AWAY, SHARDED, RedisNode

log = logging.getLogger(__name__)

ASK_EVERY: Final = 5.0
"""Seconds between two looks at the map while nothing seems to have changed."""
ASK_AGAIN: Final = (0.1, 0.4)
"""Seconds between two looks, at least and at random, while something has."""


class ClusterBus(RedisMember):
    """See `live.bus.Bus`. `seeds` are some of the nodes, `connect` makes a connection to any."""

    def __init__(
        self, seeds: Sequence[Address], connect: ConnectTo, channel: str = CHANNEL
    ) -> None:
        super().__init__(channel)
        self._seeds = list(seeds)
        self._connect = connect
        self._map = ClusterMap()
        self._nodes: dict[Address, RedisNode] = {}
        self._keeping: dict[Address, asyncio.Task[None]] = {}
        self._wanted = {self._channel_of("")}
        self._asked: dict[str, RedisNode] = {}
        self._held: set[str] = set()
        self._doubt = asyncio.Event()
        self._ask_first: Address | None = None
        self._answered = True

    @property
    def connected(self) -> bool:
        """See `Bus.connected`: every wanted channel is subscribed."""
        return self._wanted <= self._held

    def follow(self, code: str) -> None:
        """See `Bus.follow`."""
        self._wanted.add(self._channel_of(code))
        self._settle()

    def unfollow(self, code: str) -> None:
        """See `Bus.unfollow`."""
        channel = self._channel_of(code)
        if code and channel in self._wanted:
            self._wanted.discard(channel)
            self._ledger.end(channel)
            node = self._asked.get(channel)
            self._forget(channel)
            if node is not None and node.up:
                node.unsubscribe(channel)

    async def run(self) -> None:
        """See `Bus.run`."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._doubt.clear()
                await self._look_at_map(tasks)
                await asyncio.sleep(random.uniform(*ASK_AGAIN))  # noqa: S311
                if self.connected:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(ASK_EVERY):
                            await self._doubt.wait()

    # The map

    async def _look_at_map(self, tasks: asyncio.TaskGroup) -> None:
        """Ask one node after the other until one answers, and do what follows from the answer."""
        trouble: Exception | None = None
        for address in list(self._whom_to_ask()):
            try:
                found = await ask(self._connect, address)
            except AWAY as error:
                trouble = error
                continue
            if found.owners:
                self._answered = True
                self._use(found, tasks)
                return
        if self._answered:
            self._answered = False
            log.warning("no node of the Redis Cluster tells its slots (%s)", trouble or "none has")

    def _whom_to_ask(self) -> Iterator[Address]:
        """First who refused something, as its map says why; then whose line stands; then others."""
        known = list(self._nodes)
        random.shuffle(known)
        known.sort(key=lambda address: not self._nodes[address].up)
        first, self._ask_first = self._ask_first, None
        yield from dict.fromkeys([*([first] if first else []), *known, *self._seeds])

    def _use(self, found: ClusterMap, tasks: asyncio.TaskGroup) -> None:
        self._map = found
        for gone in self._nodes.keys() - found.owners:
            del self._nodes[gone]
            self._keeping.pop(gone).cancel()
        for address in found.owners - self._nodes.keys():
            node = RedisNode(
                f"redis at {address[0]}:{address[1]}",
                lambda address=address: self._connect(address),  # type: ignore[misc]
                SHARDED,
                self,
            )
            self._nodes[address] = node
            self._keeping[address] = tasks.create_task(node.keep())
        self._settle()

    def _settle(self) -> None:
        """Ask for every wanted channel where it is now, as far as that node can be reached."""
        for channel in self._wanted:
            node, before = self._owner_of(channel), self._asked.get(channel)
            if node is None or not node.up or node is before:
                continue
            if before is not None and before.up:
                before.unsubscribe(channel)
            self._forget(channel)
            self._asked[channel] = node
            node.subscribe(channel)
        self._make_up()

    def _owner_of(self, channel: str) -> RedisNode | None:
        address = self._map.owner(channel)
        return self._nodes.get(address) if address else None

    def _forget(self, channel: str) -> None:
        self._asked.pop(channel, None)
        self._held.discard(channel)

    def _doubt_it(self, node: RedisNode) -> None:
        """The map may be out of date; `node` knows better."""
        self._ask_first = next((at for at, known in self._nodes.items() if known is node), None)
        self._doubt.set()

    # What is asked and told of by nodes

    def _node_of(self, code: str) -> RedisNode | None:
        node = self._owner_of(self._channel_of(code))
        return node if node is not None and node.up else None

    def _channel_of(self, code: str) -> str:
        return f"{self._channel}:{code}"

    def came(self, node: RedisNode) -> None:
        """See `Owner.came`."""
        self._settle()

    def went(self, node: RedisNode, unsent: list[Waiting]) -> None:
        """See `Owner.went`."""
        for channel in [channel for channel, asked in self._asked.items() if asked is node]:
            self._forget(channel)
        self._missed.update(bell.code for bell in unsent)
        self._doubt.set()

    def said(self, node: RedisNode, kind: str, channel: str, data: object) -> None:
        """See `Owner.said`."""
        if kind == "smessage":
            self._take(channel, data)
        elif kind == "ssubscribe" and self._asked.get(channel) is node:
            self._held.add(channel)
            self._ledger.begin(channel)
            code = channel.removeprefix(self._channel_of(""))
            self._tell(Bell(code, "lost", origin=self.origin))
        elif kind == "sunsubscribe" and self._asked.get(channel) is node:
            self._forget(channel)  # the node gave the slot away
            self._doubt_it(node)

    def refused(self, node: RedisNode, error: ResponseError) -> None:
        """See `Owner.refused`. The answer does not say which subscription it is about: those at
        this node that are not confirmed are asked for again, which does no harm.
        """
        if not isinstance(error, MovedError | ClusterDownError):
            raise error
        for channel in [channel for channel, asked in self._asked.items() if asked is node]:
            if channel not in self._held:
                self._forget(channel)
        self._doubt_it(node)

    def returned(self, node: RedisNode, bell: Waiting, error: ResponseError) -> None:
        """See `Owner.returned`."""
        if not isinstance(error, MovedError | ClusterDownError):
            raise error
        self._missed.add(bell.code)
        self._doubt_it(node)
