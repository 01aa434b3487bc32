"""A real Redis Cluster of three nodes, which may be killed and hand slots to each other."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from redis import Redis
from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot
from redis.exceptions import RedisError

from tests.servers import executable, free_port

NODES: Final = 3
NODE_TIMEOUT: Final = 1_000
"""Milliseconds after which the nodes take one of them for dead."""


class ClusterNode:
    """One redis-server in cluster mode; it remembers its place in the cluster in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.port, self.bus_port = free_port(), free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.admin = Redis(port=self.port, socket_timeout=5)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._folder.mkdir(exist_ok=True)
        program = executable("redis-server", how="apt install redis-server")
        settings = {
            **{"bind": "127.0.0.1", "port": str(self.port), "cluster-port": str(self.bus_port)},
            **{"cluster-enabled": "yes", "cluster-node-timeout": str(NODE_TIMEOUT)},
            **{"save": "", "appendonly": "no", "dir": str(self._folder)},
            # A replica that was not elected within twenty seconds would not stand again.
            **{"repl-diskless-sync-delay": "0", "cluster-replica-validity-factor": "0"},
        }
        written = [word for name, value in settings.items() for word in (f"--{name}", value)]
        self._process = subprocess.Popen([program, *written], stdout=subprocess.DEVNULL)
        soon(self._answers)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def ask(self, *command: str) -> str:
        """The answer to a command, as text."""
        answer = self.admin.execute_command(*command)
        return answer.decode() if isinstance(answer, bytes) else str(answer)

    def _answers(self) -> bool:
        with suppress(RedisError):
            return bool(self.admin.ping())
        return False


class RedisCluster:
    """The nodes; between them they own all slots."""

    def __init__(self, folder: Path) -> None:
        self.nodes = [ClusterNode(folder / str(number)) for number in range(NODES)]

    @property
    def url(self) -> str:
        """Where the program finds two of the nodes; it must find out about the third."""
        seeds = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes[:2])
        return f"redis+cluster://{seeds}"

    def start(self) -> None:
        """Start the nodes and make them a cluster."""
        share = REDIS_CLUSTER_HASH_SLOTS // NODES
        for number, node in enumerate(self.nodes):
            node.start()
            last = REDIS_CLUSTER_HASH_SLOTS if number == NODES - 1 else (number + 1) * share
            node.ask("CLUSTER", "ADDSLOTSRANGE", str(number * share), str(last - 1))
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", str(number + 1))
        for other in self.nodes[1:]:
            self._meet(self.nodes[0], other)
        self.settled()

    def stop(self) -> None:
        """End all nodes."""
        for node in self.nodes:
            node.kill()
            node.admin.close()

    def add_replica(self, of: ClusterNode, folder: Path) -> ClusterNode:
        """A fourth node, which takes the place of `of` when that dies."""
        replica = ClusterNode(folder)
        self.nodes.append(replica)
        replica.start()
        self._meet(of, replica)
        name = of.ask("CLUSTER", "MYID")
        soon(lambda: name in replica.ask("CLUSTER", "NODES"))
        replica.ask("CLUSTER", "REPLICATE", name)
        soon(lambda: replica.admin.info("replication").get("master_link_status") == "up")
        soon(lambda: all("slave" in node.ask("CLUSTER", "NODES") for node in self.nodes))
        return replica

    def settled(self) -> None:
        """Wait until all nodes agree that all is well."""
        soon(self._whole)

    def owner(self, channel: str) -> ClusterNode:
        """The node that the first one believes to own this channel."""
        slot = key_slot(channel.encode())
        for first, last, (_, port, *_), *_ in self.nodes[0].admin.execute_command("CLUSTER SLOTS"):
            if first <= slot <= last:
                return next(node for node in self.nodes if node.port == port)
        raise AssertionError(f"nobody owns slot {slot}")

    def hand_over(self, channel: str, to: ClusterNode) -> None:
        """Move the slot of a channel, as `redis-cli --cluster reshard` does it."""
        slot, name = str(key_slot(channel.encode())), to.ask("CLUSTER", "MYID")
        of = self.owner(channel)
        to.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", of.ask("CLUSTER", "MYID"))
        of.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", name)
        for node in (to, of, *self.nodes):
            node.ask("CLUSTER", "SETSLOT", slot, "NODE", name)

    def _meet(self, one: ClusterNode, other: ClusterNode) -> None:
        one.ask("CLUSTER", "MEET", "127.0.0.1", str(other.port), str(other.bus_port))

    def _whole(self) -> bool:
        told = [node.ask("CLUSTER", "INFO") for node in self.nodes]
        return all("cluster_state:ok" in info and f"cluster_size:{NODES}" in info for info in told)


def soon(true: Callable[[], object], within: float = 20.0) -> None:
    """Return as soon as `true()` is."""
    patience = time.monotonic() + within
    while not true():
        assert time.monotonic() < patience, f"not within {within} s"
        time.sleep(0.01)


@contextmanager
def redis_cluster(folder: Path) -> Iterator[RedisCluster]:
    """A cluster from beginning to end."""
    cluster = RedisCluster(folder)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
