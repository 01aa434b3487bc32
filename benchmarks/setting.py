"""What all measurements share: sizes, times, the database, a folder for files."""

import json
from pathlib import Path
from typing import Any

from msgspec import Struct

from benchmarks.processes import CLIENT_CPU, SERVER_CPU, Lent, Load, Server, ending, python


class Sizes(Struct, frozen=True):
    """How much of everything. The usual ones are those of the figures' names."""

    small: int = 2_000
    large: int = 10_000
    rounds: int = 2
    seconds: float = 1.5
    quiet: float = 1.0
    votes_each: int = 36
    peer_votes_each: int = 8
    steady: int = 3_000
    stored: int = 200_000
    stopped: int = 60
    look: float = 1.0
    sockets: tuple[int, ...] = (100, 1_000, 10_000)
    proposals: tuple[int, ...] = (10, 100, 1_000)


QUICK = Sizes(
    small=100,
    large=300,
    rounds=1,
    seconds=0.1,
    quiet=0.1,
    votes_each=5,
    peer_votes_each=3,
    steady=300,
    stored=2_000,
    stopped=2,
    look=0.1,
    sockets=(20,),
    proposals=(5,),
)
"""Only to see that everything runs; the figures mean nothing."""


class Held(Struct, frozen=True):
    """A meeting that stands in the database: its join code, its open round, its crowd file."""

    code: str
    round: int
    crowd: Path
    devices: int


class Setting(Struct, frozen=True):
    """Where and how large. `folder` is a fresh one for the files of this run; `holder` a server
    that holds all meetings and is the one under test too, None where each has one of its own.
    """

    sizes: Sizes
    database_url: str
    folder: Path
    holder: Server | None = None

    def held(self, *, phones: int, **wanted: Any) -> Held:
        """Hold a meeting, see `meeting.hold`; usually in a process whose memory goes with it."""
        crowd = self.folder / "crowd"
        order = {"proposals": 20, "phones": phones, "crowd": str(crowd), **wanted}
        command = f"hold {json.dumps(order)}"
        if self.holder:
            said = self.holder.say(command)
        else:
            with ending(server := self._application(None)):
                said = server.say(command)
        return Held(said["code"], said["round"], crowd, phones + int(wanted.get("walls", 0)))

    def ours(self, held: Held, *, pinned: bool = True) -> tuple[Server, Load]:
        """A fresh server that has opened this meeting, and the load client with its crowd. Where
        one holds all meetings, it is lent: what it remembers of others spoils only the figures.
        """
        server = (
            Lent(self.holder) if self.holder else self._application(SERVER_CPU if pinned else None)
        )
        server.say(f"open {held.code} {held.crowd}")
        cpu = CLIENT_CPU if pinned else None
        return server, Load(server.port, held.crowd, held.devices, cpu)

    def just_started(self) -> Server:
        """A fresh server that has opened nothing."""
        return self._application(None)

    def _application(self, cpu: int | None) -> Server:
        return Server(python("benchmarks.ours", self.database_url, self.folder), cpu)

    def plain_crowd(self, count: int) -> Path:
        """A crowd that says nothing of itself, for servers that ask nobody who they are."""
        path = self.folder / "plain"
        path.write_text("/hall\t\t\tphone\n" * count)
        return path
