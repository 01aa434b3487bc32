"""The server under test: the whole application as `musrenbang-live serve` runs it.

Run as a process of its own: `python -m benchmarks.ours DATABASE_URL DATA`. Beside serving, it takes
orders that stand for what happens in a meeting, so that nothing else has to run for that.
"""

import asyncio
import contextlib
import cProfile
import json
import random
import sys
import uuid
from pathlib import Path
from typing import Any

from benchmarks.meeting import hold, some_participants
from benchmarks.orders import Beat, orders, say
from musrenbang_live.cli import hosting
from musrenbang_live.cli.event_loop import new_event_loop
from musrenbang_live.config import WARDS, Settings, folder
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.room import Pace, Room
from musrenbang_live.store import counts
from musrenbang_live.web.site import Site

FREE = Pace(phones=0.0, walls=0.0, share=1.0)
"""No frame waits for the next: what the engine can do, where the product would rest."""
MOVED = 11
"""Proposals whose support changes between two frames: they make a frame of about 250 bytes."""
SUPPORTERS = 500
SUPPORTS_A_FRAME = 12
"""Supports in the time of one frame while the hall is supporting."""


class Bench:
    """Takes the orders."""

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        self.port = port
        self.room: Room
        self.participants: list[str] = []
        self.chance = random.Random(2027)
        self.profiler = cProfile.Profile()
        self.rev = 0
        self.beat = Beat(self.happen)
        self.happening = self.made_up

    async def obey(self, word: str, rest: str) -> dict[str, Any]:
        """Do one order; the answer."""
        match word:
            case "hold":
                room = await hold(self.site, **json.loads(rest))
                voting = room.meeting.open_round
                return {"code": room.code, "round": voting.number if voting else 0}
            case "open":
                code, _, crowd = rest.partition(" ")
                self.room = await self.site.service.room(code)
                self.participants = some_participants(crowd, SUPPORTERS)
                return {}
            case "rate":
                return self.rate(float(rest))
            case "profile":
                return self.profile(rest)
        return {"error": f"unknown order {word}"}

    def rate(self, rate: float) -> dict[str, Any]:
        """Frames a second. As many as go: counts made up, no pace; else real supports."""
        self.room.pace = FREE if rate < 0 else Pace()
        self.happening = self.made_up if rate < 0 else self.support
        counts.supports = self.counted_nothing if rate < 0 else REAL_SUPPORTS
        self.beat.set(rate * SUPPORTS_A_FRAME if rate > 0 else rate)
        return {}

    async def happen(self) -> None:
        """Whatever makes the next frame."""
        await self.happening()

    async def made_up(self) -> None:
        """The rows changed, says the bell; see `counted_nothing` for what is then counted."""
        self.room.look_at_rows("supports")

    async def counted_nothing(self, db: object, session: int, meeting: Any) -> dict[int, int]:
        """Peers ask no database for what they send, so at full rate we do not either.

        Everything after the count is real: view, painting, the step, its encoding, the walk.
        """
        self.rev += 1
        return dict.fromkeys(list(meeting.proposals)[:MOVED], 100 + self.rev % 900)

    async def support(self) -> None:
        """Somebody supports something, or no longer, as far as the disk."""
        self.rev += 1
        proposals = [p.number for p in self.room.meeting.standing()]
        with contextlib.suppress(Rejected):  # busy: this one is not counted, the next may be
            await self.site.service.support(
                self.room,
                self.chance.choice(self.participants),
                str(uuid.uuid4()),
                self.rev,
                self.chance.choice(proposals[: 4 * MOVED]),
                on=True,
            )

    def profile(self, path: str) -> dict[str, Any]:
        """Profile from now on; with a path: until now, written there."""
        if not path:
            self.profiler.enable()
            return {}
        self.profiler.disable()
        self.profiler.dump_stats(path)
        return {"written": path}


REAL_SUPPORTS = counts.supports


async def main(database_url: str, data: str) -> None:
    """Serve until told to quit."""
    settings = Settings(
        data=Path(data),
        database_url=database_url,
        secret=b"b" * 32,
        wards=folder("sessions") / "site" / WARDS,
    )
    opened = hosting.listening("127.0.0.1", 0)
    async with hosting.running(settings, opened) as server:
        bench = Bench(server.lifespan.state["site"], opened.getsockname()[1])
        say({"port": bench.port})
        async for word, rest in orders():
            try:
                say(await bench.obey(word, rest))
            except Exception as error:
                say({"error": repr(error)})
                raise


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(main(*sys.argv[1:]))
