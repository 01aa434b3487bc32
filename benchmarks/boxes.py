"""`python -m benchmarks.boxes`: what a ballot box costs, for growing numbers of voters.

The statement of the durable writer on one connection, over a private PostgreSQL with fsync on.
First all ballots come at once, five hundred to a commit, as the writer gathers them. Then some come
alone into the full box: each of them rewrites all of it.
"""

import asyncio
import os
import statistics
import tempfile
import time
import uuid
from itertools import cycle
from typing import Final

from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from musrenbang_live.cli import hosting
from musrenbang_live.cli.plans import load
from musrenbang_live.config import WARDS, Settings, folder, from_environment
from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from musrenbang_live.live.clock import now
from musrenbang_live.live.writer import BATCH
from musrenbang_live.store import intake, urns
from musrenbang_live.store.intake import BallotIntake, JoinIntake
from musrenbang_live.store.pool import Conn, connect
from musrenbang_live.web.site import Site

VOTERS: Final = (300, 2_000, 10_000)
ALONE: Final = 40
CANDIDATES: Final = 12
PLAN: Final = "musrenbang-anggaran.toml"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as data:
        settings = from_environment({**os.environ, "MUSRENBANG_DATA": data})
        with hosting.database(replace(settings, database_url="")) as ready:
            asyncio.run(_measure(ready))


async def _measure(settings: Settings) -> None:
    table = Table("voters", "at once, votes/s", "longest commit, ms", "alone, ms", "longest, ms")
    connection = await connect(settings.database_url)
    async with hosting.running(settings, hosting.listening("127.0.0.1", 0)) as server:
        site: Site = server.lifespan.state["site"]
        for voters in VOTERS:
            ballots = await _ballots(site, voters + ALONE)
            full, rest = ballots[:voters], ballots[voters:]
            at_once = [
                await _seconds(connection, full[start : start + BATCH])
                for start in range(0, voters, BATCH)
            ]
            await urns.sweep(connection)
            alone = [await _seconds(connection, [ballot]) for ballot in rest]
            table.add_row(
                f"{voters:,}",
                f"{voters / sum(at_once):,.0f}",
                f"{1000 * max(at_once):.0f}",
                f"{1000 * statistics.median(alone):.1f}",
                f"{1000 * max(alone):.0f}",
            )
    await connection.close()
    Console().print(table)


async def _ballots(site: Site, count: int) -> list[BallotIntake]:
    """An election that is open, and the ballots of so many voters of it."""
    plan = load(folder("sessions") / PLAN, folder("sessions") / "site" / WARDS, site.city)
    code = await site.service.create_session(replace(plan, rules=Rules()), None)
    room = await site.service.room(code)
    await site.service.act(room, "f:1", c.OpenMeeting())
    for number in range(1, CANDIDATES + 1):
        ref = str(uuid.uuid4())
        await site.service.act(room, "f:1", c.Nominate(ref, f"Calon {number}", woman=False), ref)
    await site.service.act(room, "f:1", c.OpenRound("delegasi"))
    joins = [
        JoinIntake(id=str(uuid.uuid4()), session=room.row.id, ref=str(uuid.uuid4()), at=now())
        for _ in range(count)
    ]
    async with site.pool.acquire() as conn:
        people = await intake.record_joins(conn, joins)
        await conn.execute("ANALYZE participant")  # as PostgreSQL does by itself within a minute
    marks = cycle([[1, 2, 3], [4, 5], [2, 8, 12], [7]])
    return [
        BallotIntake(
            session=room.row.id,
            round=1,
            participant=person,
            ref=str(uuid.uuid4()),
            rev=1,
            mark=next(marks),
            blank=False,
            at=now(),
            receipt=str(uuid.uuid4()),
        )
        for person in people
    ]


async def _seconds(conn: Conn, batch: list[BallotIntake]) -> float:
    """How long one commit takes; all of it must be cast."""
    began = time.perf_counter()
    verdicts = await urns.cast_ballots(conn, batch)
    taken = time.perf_counter() - began
    assert all(verdict.outcome == "stored" for verdict in verdicts)
    return taken


if __name__ == "__main__":
    main()
