"""A resident's phone from outside: real join, real page token, real hello, and the outbox."""

import asyncio
import http.client
import random
import time
import uuid
from contextlib import suppress
from typing import Any

from musrenbang_live.cli.simulation.visitor import Page, UnexpectedAnswer, Visitor
from tests.faults.line import Line
from tests.faults.outbox import Item, Outbox
from tests.phone import Phone

GROWING = ("hadir", "masuk", "jumlah-usulan")
"""Numbers of a residents' page that only grow in a storm; so does the support of `lasting`."""
JOIN_AGAIN = 0.2


def lasting(proposal: int) -> bool:
    """Supports of these proposals are never taken back in a storm."""
    return proposal % 2 == 1


class StormPhone:
    """One resident. `done` is all that was ever tried, by ref, and what was answered to it."""

    def __init__(self, base: str, code: str, chance: random.Random, room: int = 0) -> None:
        self.visitor = Visitor(base)
        self.code = code
        self.chance = chance
        self.participant = ""
        self.shown = Phone()
        self.done: dict[str, Item] = {}
        self.put_off = 0
        """How often the server asked for more time."""
        self.answers = 0
        self.gaps = 0
        """Steps that did not follow what was shown: the server must never send one."""
        self.went_back: list[str] = []
        self.contradictions: list[str] = []
        self.outbox = Outbox(time.monotonic)
        self.line = Line(
            self.visitor, f"/ws/resident/{code}", self._hello, self._hear, self._up, room
        )
        self._numbers: dict[str, int] = {}
        self._token = ""
        self._sending = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def join(self) -> None:
        """Join by the button, however often that takes; the same ref each time."""
        ref = str(uuid.uuid4())
        while not self.participant:
            with suppress(OSError, UnexpectedAnswer, http.client.HTTPException):
                page = await self.visitor.get(f"/s/{self.code}")
                if page.status == 200 and not page.live.get("me"):
                    page = await self.visitor.send(f"/s/{self.code}/ikut", page.token, {"ref": ref})
                self._arrive(page)
            if not self.participant:
                await asyncio.sleep(JOIN_AGAIN)

    def _arrive(self, page: Page) -> None:
        if page.status == 200 and page.live.get("me"):
            cookie = self.visitor.cookies[f"peserta_{self.code}"]
            self.participant, self._token = cookie.rpartition(".")[0], page.token

    @property
    def identity(self) -> list[Any]:
        """What makes this phone who it is; given to another one, that is a second page on it."""
        return [self.participant, self._token, self.visitor.cookies]

    @identity.setter
    def identity(self, known: list[Any]) -> None:
        self.participant, self._token, cookies = known
        self.visitor.cookies = dict(cookies)

    def switch_on(self) -> None:
        """Open the line and keep it."""
        self._tasks = [asyncio.create_task(self.line.keep()), asyncio.create_task(self._resend())]

    async def switch_off(self) -> None:
        """Put the phone away. Raises what went wrong on it."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def put(self, do: str, content: dict[str, Any]) -> None:
        """Do something: it is kept, and sent at once if there is a line."""
        at = self.shown.time or time.time_ns() // 1_000_000
        item = self.outbox.put(do, content, at)
        self.done[item.ref] = item
        await self._flush()

    async def send_old(self) -> int:
        """Send again what it sent long ago, as a line that keeps messages might; how much."""
        old = list(self.done.values())[:3]
        for item in old:
            await self.line.send(item.message)
        return len(old)

    async def _flush(self) -> None:
        async with self._sending:
            for item in self.outbox.due() if self.line.is_up else ():
                item.sent += 1  # even where it fails: part of it may be on its way
                await self.line.send(item.message)

    async def _resend(self) -> None:
        while True:
            await asyncio.sleep(1)
            await self._flush()

    def _hello(self) -> dict[str, Any]:
        epoch, version = self.shown.at
        return {"do": "hello", "token": self._token, "epoch": epoch, "v": version}

    async def _up(self) -> None:
        self.outbox.resend_all()
        await self._flush()

    def _hear(self, message: dict[str, Any]) -> None:
        if "v" in message:
            self._show(message)
        elif "ok" in message or "no" in message:
            self._answered(message)
        else:
            self.shown.hear(message)

    def _show(self, frame: dict[str, Any]) -> None:
        """As static/shared/live.js: a step that does not follow is not applied."""
        epoch, version = self.shown.at
        if frame["p"] and (frame["e"], frame["p"]) != (epoch, version):
            self.gaps += 1
            if frame["e"] != epoch or frame["p"] > version:
                self.shown.epoch = ""
                self.line.restart()
            return
        self.shown.hear(frame)
        for key, text in frame.get("text", {}).items():
            self._watch(key, text)

    def _watch(self, key: str, text: str) -> None:
        number = int("".join(sign for sign in text if sign.isdigit()) or 0)
        name, _, proposal = key.partition("-")
        grows = key in GROWING or (name == "dukung" and lasting(int(proposal)))
        if grows and number < self._numbers.get(key, 0):
            before = self._numbers[key]
            self.went_back.append(f"{key} went from {before} to {number} at {self.visitor.base}")
        self._numbers[key] = number

    def _answered(self, answer: dict[str, Any]) -> None:
        ref = answer.get("ok") or answer["no"]
        item = self.done[ref]
        self.answers += 1
        if "again" in answer:
            self.put_off += 1
            self.outbox.postpone(ref, answer["again"] / 1000)
            return
        earlier = item.answer
        if earlier is not None and _core(earlier) != _core(answer):
            self.contradictions.append(f"{item.do} was answered {earlier} and then {answer}")
        item.answer = earlier or answer
        self.outbox.take(ref)


def _core(answer: dict[str, Any]) -> tuple[object, ...]:
    """What two answers to the same thing must have in common."""
    return "ok" in answer, answer.get("number"), answer.get("code")
