"""Which node of a Redis Cluster carries which of its 16,384 slots, as one of its nodes tells it."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

from redis.asyncio.connection import AbstractConnection
from redis.crc import key_slot

Address: TypeAlias = tuple[str, int]
ConnectTo: TypeAlias = Callable[[Address], AbstractConnection]

ASK_WITHIN = 1.0
"""Seconds in which a node must tell its map."""


class ClusterMap:
    """The owners of the slots. `slots` is the answer to CLUSTER SLOTS by the node at `asked`."""

    def __init__(self, slots: list[Any] | None = None, asked: Address = ("", 0)) -> None:
        self._ranges = [
            (first, last, _address(owner, asked)) for first, last, owner, *_ in slots or []
        ]

    @property
    def owners(self) -> set[Address]:
        """All nodes that own slots."""
        return {address for _, _, address in self._ranges}

    def owner(self, channel: str) -> Address | None:
        """The node that carries this shard channel."""
        slot = key_slot(channel.encode())
        return next((node for first, last, node in self._ranges if first <= slot <= last), None)


def _address(node: list[Any], asked: Address) -> Address:
    """A node that does not know its own name is where it was asked."""
    host = node[0].decode() if isinstance(node[0], bytes) else ""
    return (asked[0] if host in ("", "?") else host, int(node[1]))


async def ask(connect: ConnectTo, address: Address) -> ClusterMap:
    """The map as the node at `address` knows it. Raises what `live.redis_node.AWAY` names."""
    line = connect(address)
    try:
        async with asyncio.timeout(ASK_WITHIN):
            await line.connect()  # type: ignore[no-untyped-call]
            await line.send_command("CLUSTER", "SLOTS", check_health=False)
            return ClusterMap(await line.read_response(), address)
    finally:
        await line.disconnect(nowait=True)
