"""Several hosts on one machine: network namespaces on a bridge, whose links can be cut.

The machine itself is one more host on the bridge: there are the phones. The addresses are of
198.18.0.0/15, which is for tests of networks (RFC 2544) and belongs to nobody.

No address is given to the machine: the one its phones have is but a route to itself. A browser
that hears of a new address takes all that it waits for as lost (`net::ERR_NETWORK_CHANGED`): one
that another test drives, or that of whoever runs the tests.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.faults.root import as_root, located, needs_root, rooted

_PREFIX = "mbl"
_numbers = count()


class Host:
    """One namespace. `before` are the words before a command that is to run there."""

    def __init__(self, network: "Network", number: int) -> None:
        self.name = f"{network.name}-{number}"
        self.address = f"{network.subnet}.{number}"
        self.before = [*rooted(), located("ip"), "netns", "exec", self.name, *_as_me()]
        self._link = f"{network.name}v{number}"
        self._bridge = network.name

    def make(self) -> None:
        """Bring it up."""
        as_root("ip", "netns", "add", self.name)
        inside = ("peer", "name", "eth0", "netns", self.name)
        _add_link(self._link, "veth", *inside)
        as_root("ip", "link", "set", self._link, "master", self._bridge, "up")
        as_root("ip", "-n", self.name, "addr", "add", f"{self.address}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            as_root("ip", "-n", self.name, "link", "set", device, "up")
        self._nft("add", "table", "inet", "cuts")
        for chain in ("input", "output"):
            hook = f"{{ type filter hook {chain} priority 0; }}"
            self._nft("add", "chain", "inet", "cuts", chain, hook)

    def remove(self) -> None:
        """Take it away with all that still runs in it."""
        for pid in as_root("ip", "netns", "pids", self.name, check=False).split():
            as_root("kill", "-9", pid, check=False)
        as_root("ip", "netns", "del", self.name, check=False)
        as_root("ip", "link", "del", self._link, check=False)

    def set(self, name: str, value: str) -> None:
        """Change a setting of its kernel, such as `net.ipv4.tcp_wmem`."""
        place = "/proc/sys/" + name.replace(".", "/")
        shell = ("sh", "-c", f"echo {value} > {place}")
        as_root("ip", "netns", "exec", self.name, *shell)

    def unplug(self) -> None:
        """Pull the cable."""
        as_root("ip", "link", "set", self._link, "down")

    def plug_in(self) -> None:
        """Put it back."""
        as_root("ip", "link", "set", self._link, "up")

    def drop(self, other: "Host", port: str = "") -> None:
        """Whatever goes to the other host or comes from there is lost without a word."""
        self._cut(other, port, "drop")

    def reject(self, other: "Host", port: str = "") -> None:
        """Whoever sends something from one of the two to the other is told to give up (RST)."""
        self._cut(other, port, "reject with tcp reset")

    def _cut(self, other: "Host", port: str, verdict: str) -> None:
        there = (
            "ip",
            "daddr",
            other.address,
            "tcp",
            *(("dport", port) if port else ("dport", ">0")),
        )
        back = (
            "ip",
            "saddr",
            other.address,
            "tcp",
            *(("sport", port) if port else ("sport", ">0")),
        )
        self._nft("add", "rule", "inet", "cuts", "output", *there, *verdict.split())
        self._nft("add", "rule", "inet", "cuts", "input", *back, *verdict.split())

    def heal(self) -> None:
        """Everything passes again."""
        for chain in ("input", "output"):
            self._nft("flush", "chain", "inet", "cuts", chain)

    def _nft(self, *words: str) -> None:
        as_root("ip", "netns", "exec", self.name, "nft", *words)


class Network:
    """A bridge and its hosts. The name holds our process id, so that workers never meet."""

    def __init__(self) -> None:
        pid = os.getpid()
        self.name = f"{_PREFIX}{pid:x}x{next(_numbers)}"
        self.subnet = f"198.{18 + (pid >> 8) % 2}.{pid % 256}"
        self.hosts: list[Host] = []
        self._machine = f"{self.subnet}.1"

    def make(self, count: int) -> None:
        """Bring `count` hosts up."""
        _add_link(self.name, "bridge")
        as_root("ip", "link", "set", self.name, "up")
        as_root("ip", "route", "replace", "local", self._machine, "dev", "lo")
        there = (f"{self.subnet}.0/24", "dev", self.name)
        as_root("ip", "route", "add", *there, "src", self._machine)
        for number in range(2, 2 + count):
            self.hosts.append(Host(self, number))
            self.hosts[-1].make()

    def remove(self) -> None:
        """Take everything away."""
        for host in self.hosts:
            host.remove()
        as_root("ip", "link", "del", self.name, check=False)  # and its route with it
        as_root("ip", "route", "del", "local", self._machine, check=False)


@contextmanager
def hosts(count: int) -> Iterator[list[Host]]:
    """So many hosts, gone afterwards whatever happens."""
    needs_root("ip", "nft")
    _clear_leftovers()
    network = Network()
    try:
        network.make(count)
        yield network.hosts
    finally:
        network.remove()


def _add_link(name: str, kind: str, *words: str) -> None:
    """A link of the machine that never gives itself an address."""
    as_root("ip", "link", "add", name, "type", kind, *words)
    setting = Path(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6")
    if setting.exists():
        as_root("sh", "-c", f"echo 1 > {setting}")


def _clear_leftovers() -> None:
    """What a test run that was killed has left behind."""
    for line in as_root("ip", "netns", "list").splitlines():
        if _is_dead(name := line.split()[0]):
            as_root("ip", "netns", "del", name, check=False)
    for line in as_root("ip", "-o", "link", "show", "type", "bridge").splitlines():
        if _is_dead(name := line.split()[1].rstrip(":")):
            as_root("ip", "link", "del", name, check=False)


def _is_dead(name: str) -> bool:
    found = re.match(rf"{_PREFIX}([0-9a-f]+)x", name)
    return bool(found) and not Path(f"/proc/{int(found[1], 16)}").exists()


def _as_me() -> list[str]:
    """Root opens the namespace; the program in it runs as who runs the tests."""
    if os.geteuid() == 0:
        return []
    who = (f"--reuid={os.getuid()}", f"--regid={os.getgid()}", "--init-groups")
    return ["setpriv", *who, "env", *(f"{key}={value}" for key, value in os.environ.items())]
