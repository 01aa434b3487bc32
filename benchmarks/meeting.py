"""A real meeting for the benchmark: a plan of the house, example proposals, people who joined.

People join straight through the store, as the door for joining does it after the form was read:
ten thousand forms would take a minute and are not what is measured. Their cookies and page tokens
are signed as `web.identity.access` signs them, so the sockets' door knows no difference.
"""

import asyncio
import uuid
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from musrenbang_live.cli.demo import EXAMPLES
from musrenbang_live.cli.demo_site import PLAN
from musrenbang_live.cli.plans import load
from musrenbang_live.cli.simulation.examples import read_examples
from musrenbang_live.config import WARDS, folder
from musrenbang_live.core import commands as c
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.live.clock import now
from musrenbang_live.live.room import Room
from musrenbang_live.store import intake
from musrenbang_live.web.site import Site

ACTOR = "f:1"
BATCH = 1_000
AT_ONCE = 50


async def hold(
    site: Site,
    *,
    crowd: str,
    phones: int,
    proposals: int,
    walls: int = 0,
    vote: bool = False,
    voted: bool = False,
) -> Room:
    """Hold a meeting up to its supports, or with `vote` up to an open round; the room.

    `crowd`: the file that gets a line for each wall and phone; see c/load.c. `voted`: everybody's
    ballot is stored already.
    """
    plan = load(folder("sessions") / PLAN, folder("sessions") / "site" / WARDS, site.city)
    code = await site.service.create_session(plan, None)
    room = await site.service.room(code)
    await site.service.act(room, ACTOR, c.OpenMeeting())
    await enter(site, room, "usulan")
    await propose(site, room, plan, proposals)
    participants = await join(site, room, phones)
    if vote:
        await enter(site, room, "pemungutan")
    if voted:
        await _vote(site, room, participants)
    lines = wall_lines(site, room, walls)
    lines += [phone_line(site, room, person) for person in participants]
    await asyncio.to_thread(Path(crowd).write_text, "".join(lines))
    return room


def some_participants(crowd: str, count: int) -> list[str]:
    """The first `count` participants of a crowd, from their cookies."""
    with Path(crowd).open() as lines:
        phones = (line for line in lines if line.endswith("phone\n"))
        cookies = [line.split("\t")[1] for line in islice(phones, count)]
    return [cookie.partition("=")[2].rpartition(".")[0] for cookie in cookies]


async def enter(site: Site, room: Room, kind: str) -> None:
    """Go to the first phase of a kind."""
    phases = [phase.kind for phase in room.meeting.plan.phases]
    await site.service.act(room, ACTOR, c.EnterPhase(phases.index(kind)))


async def propose(site: Site, room: Room, plan: SessionPlan, count: int) -> None:
    """The examples of this kelurahan over and over, as the operator's desk enters them."""
    path = folder("sessions").joinpath(*EXAMPLES)
    spoken = [example.spoken for example in read_examples(path, plan.ward_code)]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        known: dict[str, Any] = spoken[number % len(spoken)]
        content = replace(ProposalContent(**known), title=f"{known['title'][:70]} ({number + 1})")
        async with gate:
            ref = str(uuid.uuid4())
            command = c.SubmitProposal(ref=ref, author="", content=content, assisted=True)
            after = await site.service.act(room, ACTOR, command, ref)
            await site.service.act(room, ACTOR, c.ApproveProposal(after.refs[ref]))

    await asyncio.gather(*(one(number) for number in range(count)))


async def join(site: Site, room: Room, count: int) -> list[str]:
    """So many people join, by the statement of the store; their participant ids."""
    participants: list[str] = []
    places = room.meeting.plan.neighborhoods or ("",)
    async with site.pool.acquire() as connection:
        for first in range(0, count, BATCH):
            batch = [
                intake.JoinIntake(
                    id=str(uuid.uuid4()),
                    session=room.row.id,
                    ref=str(uuid.uuid4()),
                    at=now(),
                    gender="PL"[number % 2],
                    neighborhood=places[number % len(places)],
                )
                for number in range(first, min(first + BATCH, count))
            ]
            participants += await intake.record_joins(connection, batch)
    room.look_at_rows("attendance")
    return participants


async def _vote(site: Site, room: Room, participants: list[str]) -> None:
    """Store a ballot of everybody, as the durable writer does when they come in."""
    open_round = room.meeting.open_round
    assert open_round
    options = open_round.options
    async with site.pool.acquire() as connection:
        for first in range(0, len(participants), BATCH):
            batch = [
                intake.BallotIntake(
                    session=room.row.id,
                    round=open_round.number,
                    participant=participant,
                    ref=str(uuid.uuid4()),
                    rev=1,
                    mark=sorted({options[(place * step) % len(options)] for step in range(1, 6)}),
                    blank=False,
                    at=now(),
                )
                for place, participant in enumerate(participants[first : first + BATCH], first)
            ]
            await intake.record_ballots(connection, batch)


def phone_line(site: Site, room: Room, participant: str) -> str:
    """The line of a crowd file for a phone that has joined."""
    cookie = site.signer.sign(f"participant:{room.code}", participant)
    token = site.signer.page_token(f"p{cookie}", now())
    return f"/ws/resident/{room.code}\tpeserta_{room.code}={cookie}\t{token}\tphone\n"


def wall_lines(site: Site, room: Room, count: int) -> list[str]:
    """The lines of a crowd file for so many projectors."""
    text = f"{room.code}-{room.row.screen_generation}"
    key = site.signer.sign("screen", text).rpartition(".")[2]
    token = site.signer.page_token("layar", now())
    return [f"/ws/projector/{room.code}\tlayar_{room.code}={key}\t{token}\twall\n"] * count
