"""Makes the halls of a city: `python -m benchmarks.halls DATABASE_URL DATA` and one order a line.

The meetings are those of `meeting.py`, each for a kelurahan of its own from the real list. Several
servers may then open them; this process can end.
"""

import asyncio
import json
import random
import sys
import uuid
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from benchmarks import meeting
from benchmarks.orders import orders, say
from musrenbang_live.cli import hosting
from musrenbang_live.cli.demo_site import PLAN
from musrenbang_live.cli.event_loop import new_event_loop
from musrenbang_live.cli.plans import load
from musrenbang_live.config import WARDS, Settings, folder
from musrenbang_live.live.room import Room
from musrenbang_live.store import intake
from musrenbang_live.web.site import Site
from musrenbang_live.web.wards import read_wards

SUPPORTS_EACH: Final = 10
SECRET: Final = "b" * 32
"""Of all servers of a run: what one signed the others believe."""


async def hold(
    site: Site, *, first: int, halls: int, phones: int, proposals: int, vote: bool
) -> list[dict[str, Any]]:
    """Hold meetings for `halls` kelurahan from number `first` of the list on, round and round;
    each with its code, its open round, and the lines of its crowd, the wall first.
    """
    wards = folder("sessions") / "site" / WARDS
    plan = load(folder("sessions") / PLAN, wards, site.city)
    known = read_wards(wards)
    made = []
    for place in range(first, first + halls):
        ward = known[place % len(known)]
        own = replace(plan, ward_code=ward.code, ward=ward.name, district=ward.district)
        room = await site.service.room(await site.service.create_session(own, None))
        await site.service.act(room, meeting.ACTOR, meeting.c.OpenMeeting())
        await meeting.enter(site, room, "usulan")
        await meeting.propose(site, room, plan, proposals)
        people = await meeting.join(site, room, phones)
        await _support(site, room, people)
        if vote:
            await meeting.enter(site, room, "pemungutan")
        voting = room.meeting.open_round
        lines = meeting.wall_lines(site, room, 1) + [
            meeting.phone_line(site, room, p) for p in people
        ]
        number = voting.number if voting else 0
        made.append({"code": room.code, "ward": ward.name, "round": number, "lines": lines})
    return made


async def _support(site: Site, room: Room, people: list[str]) -> None:
    """Everybody has supported some, as far as there are so many."""
    numbers = sorted(room.meeting.proposals)[:SUPPORTS_EACH]
    supports = [
        intake.SupportIntake(
            session=room.row.id,
            proposal=number,
            participant=person,
            ref=str(uuid.uuid4()),
            rev=1,
            supporting=True,
        )
        for person in people
        for number in numbers
    ]
    async with site.pool.acquire() as connection:
        for start in range(0, len(supports), meeting.BATCH):
            await intake.record_supports(connection, supports[start : start + meeting.BATCH])


async def main(database_url: str, data: str) -> None:
    """Take orders until told to quit."""
    settings = Settings(
        data=Path(data),
        database_url=database_url,
        secret=SECRET.encode(),
        wards=folder("sessions") / "site" / WARDS,
    )
    opened = hosting.listening("127.0.0.1", 0)
    async with hosting.running(settings, opened) as server:
        site: Site = server.lifespan.state["site"]
        say({"port": opened.getsockname()[1]})
        async for word, rest in orders():
            try:
                wanted = json.loads(rest)
                out = Path(wanted.pop("out"))
                made = await hold(site, **wanted)
                out.write_text(json.dumps(made))  # noqa: ASYNC240
                say({"halls": len(made)})
            except Exception as error:
                say({"error": f"{word}: {error!r}"})
                raise


if __name__ == "__main__":
    random.seed(31)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(main(*sys.argv[1:]))
