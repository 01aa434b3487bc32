"""A meeting in the middle of its vote, on servers that may be broken, and the check afterwards."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from musrenbang_live.cli import hosting
from musrenbang_live.cli.demo_site import prepare
from musrenbang_live.cli.simulation.facilitator import SimulatedFacilitator
from musrenbang_live.cli.simulation.visitor import Visitor
from musrenbang_live.config import WARDS, Settings, folder
from musrenbang_live.core.ballots import Elect
from musrenbang_live.core.plan import Rules, SessionPlan
from musrenbang_live.live.frames import Sheet
from musrenbang_live.store.pool import connect
from tests.faults.boxes import in_sealed
from tests.faults.invariants import (
    published,
    troubles,
    unpublished,
    unshown,
    untruths,
)
from tests.faults.parts import SECRET, AppServer
from tests.faults.phones import StormPhone
from tests.faults.sealed import unexplained
from tests.faults.stored import Stored, read
from tests.faults.storm import Ballot, Storm
from tests.patience import SOON, until

CONVERGED = 2.0
"""Seconds in which all screens are right after the last answer, or after the return of Redis."""
EVERYTHING = ("usulan", "musyawarah", "pemungutan")
RULES = Rules(moderation="sesudah", support_in=EVERYTHING, propose_in=EVERYTHING)
OPTIONS = 5
ROUND, VOTING, TALKING = 1, 3, 2


class Scene:
    """The servers, the meeting and its hall."""

    def __init__(self, url: str, apps: Sequence[AppServer], seed: int) -> None:
        print(f"seed {seed}")
        self.url = url
        self.apps = apps
        self.chance = random.Random(seed)
        self.storm = Storm(self.chance)
        self.code = ""
        self.facilitator: SimulatedFacilitator
        self._settings = Settings(
            data=apps[0].log.parent,
            database_url=url,
            secret=SECRET.encode(),
            wards=folder("sessions") / "site" / WARDS,
        )

    async def begin(self, phones: int, phase: int = VOTING, *, elects: bool = False) -> None:
        """Start the servers, open the meeting, let the hall come in, open the vote.

        `elects`: people are voted on, and ballots are cast once.
        """
        prepared = await prepare(self._settings)
        self.code = prepared.code
        plan = _electing(prepared.plan) if elects else prepared.plan
        await self._allow_everything(replace(plan, rules=RULES))
        await asyncio.gather(*(app.start() for app in self.apps))
        self.facilitator = SimulatedFacilitator(self.apps[0].base, self.code)
        await self.facilitator.log_in(prepared.token)
        await self.facilitator.act("open")
        for number in range(OPTIONS):
            fields = {"title": f"Lampu jalan gang {number}", "problem": "Gelap.", "landmark": ""}
            await self.facilitator.enter({**fields, "neighborhood": "II", "sector": "infra"})
            await self.facilitator.nominate(f"Calon {number}")
        await self.facilitator.act("phase", index=phase)
        options = range(1, OPTIONS + 1)
        if phase == VOTING:
            self.storm.ballot = Ballot(ROUND, options, plan.rounds[0].rule.most, once=elects)
        self.storm.proposals = options
        await self.storm.gather(self.code, [app.base for app in self.apps], phones)

    async def _allow_everything(self, plan: object) -> None:
        connection = await connect(self.url)
        try:
            await connection.execute(
                "UPDATE session SET plan = $1 WHERE code = $2", msgspec.to_builtins(plan), self.code
            )
        finally:
            await connection.close()

    async def move(self, base: str, phones: Sequence[StormPhone]) -> None:
        """Take phones to another address."""
        for phone in phones:
            phone.visitor.move(base)
            phone.line.restart()
        await until(lambda: all(phone.line.closes and phone.line.is_up for phone in phones))

    async def check(self, within: float = SOON, screens: float = CONVERGED) -> Stored:
        """Let the storm end, and see that all that was promised is so.

        `within`: seconds until all is answered; `screens`: and from then until all is shown.
        """
        await self.storm.calm()
        await self.storm.settle(within)
        calm = time.monotonic()
        stored = await read(self.url, self.code)
        found = untruths(stored, self.storm.phones)
        assert not found, "\n".join(found[:20])
        await self._converge(stored, calm, screens)
        await self._compare(stored)
        self.must_be_well()
        return stored

    async def _converge(self, stored: Stored, since: float, within: float) -> None:
        """Wait until every phone shows the rows; say which does not."""
        late = list(self.storm.phones)

        def all_right() -> bool:
            late[:] = [phone for phone in late if unshown(stored, phone)]
            return not late

        try:
            await until(all_right, within)
        except AssertionError:
            raise AssertionError("\n".join(unshown(stored, late[0]))) from None
        print(f"all screens were right {time.monotonic() - since:.2f} s after the last answer")

    async def _compare(self, stored: Stored) -> None:
        """All screens equal a fresh load from every server, and from one that has just been
        started: it knows nothing but the log and the rows. Nobody kills it, so it runs in here.
        """
        fresh = [await self._fresh(app.base) for app in self.apps for _ in range(app.looks)]
        opened = hosting.listening("127.0.0.1", 0)
        async with hosting.running(self._settings, opened):
            witness = f"http://127.0.0.1:{opened.getsockname()[1]}"
            fresh.append(await self._fresh(witness))
        for phone in fresh:
            wrong = unshown(stored, phone)
            assert not wrong, f"a fresh load from {phone.visitor.base}: {wrong}"
        expected = _sheet(fresh[-1])
        for phone in [*fresh, *self.storm.phones]:
            assert phone.shown.shows(expected), f"{phone.participant} at {phone.visitor.base}"

    async def _fresh(self, base: str) -> StormPhone:
        """What a page without anything is sent at this moment: one whole."""
        phone = StormPhone(base, self.code, self.chance)
        phone.identity = self.storm.phones[0].identity
        phone.switch_on()
        try:
            await until(lambda: phone.shown.wholes)
        finally:
            await phone.switch_off()
        return phone

    def must_be_well(self) -> None:
        """No server is gone by itself, none tells of what it did not expect."""
        for app in self.apps:
            assert app.runs, f"{app.base} is gone"
            assert not troubles(app.log), "\n".join(troubles(app.log))

    async def finish(self, before: Stored) -> None:
        """Close and publish, and compare the record with what was acknowledged."""
        await self.facilitator.act("close-round", number=ROUND)
        await self.facilitator.act("reveal", number=ROUND)
        await self.facilitator.act("publish")
        after = await read(self.url, self.code)
        async with asyncio.timeout(SOON):
            while not await self._same_records():  # noqa: ASYNC110 (they are other processes)
                await asyncio.sleep(0.02)
        record = await self._record(self.apps[0].base)
        found = list(unpublished(before, after, self.storm.phones, record, ROUND))
        assert not found, "\n".join(found)

    async def finish_in_the_storm(self) -> None:
        """Close while everybody votes: what was acknowledged before is in, and nothing else but
        what was on its way.
        """
        self.storm.rage()
        await self.storm.more(20)
        await self.facilitator.act("close-round", number=ROUND)
        await self.storm.calm()
        await self.storm.settle()
        await self.facilitator.act("publish")
        after = await read(self.url, self.code)
        record = await self._record(self.apps[0].base)
        phones = self.storm.phones
        once = after.meeting.rounds[ROUND].plan.rule.once
        explained = in_sealed if once else unexplained
        found = [*explained(after, phones, ROUND), *published(after, record, ROUND)]
        assert not found, "\n".join(found)

    async def _same_records(self) -> bool:
        """Whether every server has counted to the end, and tells the same."""
        first, *others = [await self._record(app.base) for app in self.apps]
        return all(record == first for record in others)

    async def _record(self, base: str) -> dict[str, Any]:
        page = await Visitor(base).get(f"/arsip/{self.code}.json")
        assert page.status == 200, page.html
        record: dict[str, Any] = json.loads(page.html)
        return record


def _electing(plan: SessionPlan) -> SessionPlan:
    """The same meeting, with delegates to be elected in place of the first vote."""
    first, *rest = plan.rounds
    delegates = replace(first, rule=Elect(seats=2, most=2), ties=("undian",))
    return replace(plan, rounds=(delegates, *rest))


def _sheet(phone: StormPhone) -> Sheet:
    """What a whole said, as a sheet."""
    shown = phone.shown
    order = {key: tuple(ids) for key, ids in shown.order.items()}
    return Sheet(dict(shown.html), dict(shown.text), order)


@asynccontextmanager
async def scene(
    url: str,
    apps: Sequence[AppServer],
    phones: int,
    seed: int,
    phase: int = VOTING,
    *,
    elects: bool = False,
) -> AsyncIterator[Scene]:
    """A meeting that has begun, to its end. Nothing stays behind, whatever happens."""
    made = Scene(url, apps, seed)
    try:
        await made.begin(phones, phase, elects=elects)
        yield made
    finally:
        for app in apps:
            print(f"{app.base} said:\n{app.said}")
        try:
            await made.storm.leave()
        finally:
            for app in apps:
                app.close()


def app_in(place: Path, url: str, redis_url: str = "", **more: str) -> AppServer:
    """A server of this machine, with its files in `place`."""
    return AppServer(place, {"DATABASE_URL": url, "REDIS_URL": redis_url, **more})
