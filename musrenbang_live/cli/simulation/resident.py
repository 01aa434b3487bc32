"""A simulated resident: joins, proposes, supports, votes, and remembers each acknowledgement."""

import asyncio
import contextlib
import re
import uuid
from collections.abc import Mapping
from html import unescape
from http.client import HTTPException
from typing import Any, Final

import msgspec
from msgspec import Struct
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, WebSocketException

from musrenbang_live.cli.simulation.visitor import Page, UnexpectedAnswer, Visitor
from musrenbang_live.core.ballots import Mark

ANSWER_WITHIN: Final = 60.0
"""Seconds in which every message must have its answer, resends included."""
RESEND_AFTER: Final = 2.0
RECONNECT_AFTER: Final = 0.3
AWAY: Final = (OSError, UnexpectedAnswer, WebSocketException, HTTPException)
"""What a visitor meets while the server, or the line to it, is away."""
_OPTION: Final = re.compile(r'data-option="(\d+)"(?: data-cost="(\d+)")?')
_BALLOT: Final = re.compile(r'(?:id="suara-|data-box=")(\d+)".*?<h2><bdi>(.*?)</bdi>', re.DOTALL)
"""A ballot and its title: of a box the title stands before the form, so the box is looked for."""


class Seen(Struct):
    """What the resident's page shows, taken from the page and its frames.

    `ballot` is the number of the round that is open, 0 for none, `title` what stands above its
    paper, `costs` the rupiah of each option where the paper tells them.
    """

    proposals: list[int] = []
    ballot: int = 0
    title: str = ""
    options: list[int] = []
    costs: dict[int, int] = {}
    may_propose: bool = False


class SimulatedResident:
    """One phone. `supported`, `voted` and `proposed` hold only what the server acknowledged.

    `card_code` is that of the voter card its owner was given, empty for none. `joined_in` and
    `waits` are the seconds it waited: until its page was live, and for each answer by what it sent.
    """

    def __init__(self, base: str, code: str, told: Mapping[str, str], card_code: str = "") -> None:
        self.visitor = Visitor(base)
        self.code = code
        self.told = told
        self.card_code = card_code
        self._card = 0
        self.seen = Seen()
        self.proposed: dict[int, str] = {}
        self.supported: set[int] = set()
        self.voted: dict[int, Mark] = {}
        self.changed = asyncio.Event()
        self._line: ClientConnection | None = None
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._rev = 0
        self.joined_in = 0.0
        self.waits: dict[str, list[float]] = {}
        self._following: asyncio.Task[None] | None = None

    async def join(self) -> None:
        """Join by the button, then follow the page, coming back whenever the line breaks."""
        begun = asyncio.get_running_loop().time()
        page = await self.visitor.get(f"/s/{self.code}")
        await self.visitor.send(f"/s/{self.code}/ikut", page.token, self.told)
        if self.card_code:
            page = await self.visitor.get(f"/s/{self.code}/kartu")
            code = {"code": self.card_code}
            await self.visitor.send(f"/s/{self.code}/kartu", page.token, code)
        line = await self._connected()
        self.joined_in = asyncio.get_running_loop().time() - begun
        self._following = asyncio.create_task(self._follow(line))

    async def _connected(self) -> ClientConnection:
        """Load the page and open its line."""
        page = await self.visitor.get(f"/s/{self.code}")
        if page.status != 200 or not page.live.get("me"):
            raise UnexpectedAnswer(f"joining {self.code} did not work: {page.status}")
        self._card = int(page.live.get("card", 0))
        line = await self.visitor.socket("resident", page)
        await line.send(_hello(page, self._card))
        self._line = line
        return line

    async def _follow(self, line: ClientConnection) -> None:
        while True:
            with contextlib.suppress(ConnectionClosed):
                async for text in line:
                    self._take(msgspec.json.decode(text))
            self._line = None
            line = await self._reconnected()

    async def _reconnected(self) -> ClientConnection:
        while True:
            await asyncio.sleep(RECONNECT_AFTER)
            with contextlib.suppress(*AWAY):
                return await self._connected()

    def lose_line(self) -> None:
        """The line is cut without a word; the phone comes back by itself. What it has seen so far
        is forgotten, so that seeing it again shows that it is back."""
        if self._line is not None:
            self._line.transport.abort()
        self.seen = Seen()

    async def leave(self) -> None:
        """Put the phone away."""
        if self._following is not None:
            self._following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._following
        if self._line is not None:
            await self._line.close()

    async def propose(self, fields: Mapping[str, str]) -> int:
        """Hand in a proposal; its number."""
        answer = await self._send({"do": "propose", **fields})
        self.proposed[answer["number"]] = fields["title"]
        return int(answer["number"])

    async def support(self, proposal: int) -> None:
        """Support a proposal."""
        await self._send({"do": "support", "proposal": proposal, "on": True, "rev": self._next()})
        self.supported.add(proposal)

    async def vote(self, round_: int, mark: Mark) -> None:
        """Choose; the last acknowledged choice is the one that counts, or the first for good."""
        ballot = {"do": "vote", "round": round_, "mark": mark, "card": self._card}
        await self._send(ballot | {"rev": self._next()})
        self.voted[round_] = mark

    def _next(self) -> int:
        self._rev += 1
        return self._rev

    async def _send(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send until answered; the same id each time. Raises `UnexpectedAnswer` on refusal."""
        ref = str(uuid.uuid4())
        text = msgspec.json.encode({**message, "ref": ref}).decode()
        begun = asyncio.get_running_loop().time()
        async with asyncio.timeout(ANSWER_WITHIN):
            while True:
                answer = await self._answered(ref, text)
                if answer is not None and "again" not in answer:
                    break
                await asyncio.sleep((answer or {}).get("again", 200) / 1000)
        if "no" in answer:
            raise UnexpectedAnswer(f"{message['do']}: {answer.get('code')} {answer.get('say')}")
        waited = asyncio.get_running_loop().time() - begun
        self.waits.setdefault(message["do"], []).append(waited)
        return answer

    async def _answered(self, ref: str, text: str) -> dict[str, Any] | None:
        """The answer to one sending, or None when there was none: then it is sent again."""
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[ref] = waiting
        try:
            if self._line is None:
                return None
            await self._line.send(text)
            return await asyncio.wait_for(waiting, RESEND_AFTER)
        except (TimeoutError, ConnectionClosed):
            return None
        finally:
            self._answers.pop(ref, None)

    def _take(self, message: dict[str, Any]) -> None:
        ref = message.get("ok") or message.get("no")
        if ref and ref in self._answers and not self._answers[ref].done():
            self._answers[ref].set_result(message)
        if "v" in message:
            self._look(message)

    def _look(self, frame: dict[str, Any]) -> None:
        listed = frame.get("order", {}).get("daftar-usulan")
        if listed is not None:
            self.seen.proposals = [int(name.removeprefix("usulan-")) for name in listed]
        moment = frame.get("html", {}).get("isi")
        if moment is not None:
            ballot = _BALLOT.search(moment)
            self.seen.ballot = int(ballot.group(1)) if ballot else 0
            self.seen.title = unescape(ballot.group(2)) if ballot else ""
            listed_costs = {int(n): int(cost or 0) for n, cost in _OPTION.findall(moment)}
            self.seen.options, self.seen.costs = list(listed_costs), listed_costs
            self.seen.may_propose = f"/s/{self.code}/tulis" in moment
        self.changed.set()


def _hello(page: Page, card: int) -> str:
    """Asks for a whole: a simulated phone has no page to put steps into."""
    first = {"do": "hello", "token": page.token, "epoch": "", "v": 0, "card": card}
    return msgspec.json.encode(first).decode()
