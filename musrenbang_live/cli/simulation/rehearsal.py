"""A rehearsal (geladi bersih): a whole meeting of simulated phones, and what it shows is ready.

Every check is what somebody in the hall would feel. The first that cannot be finished ends the
rehearsal: what comes after it would only repeat that it is broken.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

import msgspec

from musrenbang_live.cli.simulation.checking import differences
from musrenbang_live.cli.simulation.play import Play
from musrenbang_live.cli.simulation.resident import AWAY
from musrenbang_live.cli.simulation.visitor import UnexpectedAnswer, Visitor
from musrenbang_live.cli.simulation.wall import SimulatedWall
from musrenbang_live.core.plan import PhaseKind
from musrenbang_live.core.rehearsing import WITHIN, Check, Finding, judged

CUT_EVERY: Final = 5
"""One phone of so many loses its line before the vote."""
ANY_TROUBLE: Final = (*AWAY, TimeoutError)

Told = Callable[[Check, int], None]
"""Takes what is looked at now, and how many phones are through."""


class Rehearsal:
    """One rehearsal over a `play`; `findings` grow check by check."""

    def __init__(self, play: Play, phones: int, told: Told, found: Callable[[Finding], None]):
        self.play = play
        self.phones = phones
        self.findings: list[Finding] = []
        self._wall = SimulatedWall(play.bases[0])
        self._told = told
        self._found = found
        self._check: Check = "alamat"

    async def run(self, token: str) -> list[Finding]:
        """Play it to its end, or to the first check that cannot be finished."""
        try:
            await self._whole(token)
        except ANY_TROUBLE as trouble:
            self._note(Finding(self._check, fine=False, problem=_said(trouble)))
        finally:
            with contextlib.suppress(*ANY_TROUBLE):
                await self._wall.close()
                await self.play.leave()
        return self.findings

    async def _whole(self, token: str) -> None:
        await self._reach()
        await self.play.facilitator.log_in(token)
        await self._join()
        await self._wall.open(await self.play.facilitator.screen_link())
        await self.play.facilitator.act("open")
        for index, phase in enumerate(self.play.plan.phases):
            await self._phase(index, phase.kind)
        await self._publish()

    async def _phase(self, index: int, kind: PhaseKind) -> None:
        if kind == "usulan":
            await self._propose(index)
        elif kind == "pemungutan":
            await self._vote(index)
        else:
            await self.play.facilitator.act("phase", index=index)

    async def _reach(self) -> None:
        """The address that phones would open."""
        self._begin("alamat")
        page = await Visitor(self.play.bases[0]).get("/healthz")
        self._note(judged("alamat", int(page.status == 200), 1, []))

    async def _join(self) -> None:
        self._begin("masuk")
        await self.play.hand_out(self.phones)
        await self.play.join(self.phones)
        waits = [resident.joined_in for resident in self.play.residents]
        self._note(judged("masuk", len(waits), self.phones, waits))

    async def _propose(self, index: int) -> None:
        self._begin("usulan")
        await self.play.facilitator.act("phase", index=index)
        await self.play.see(lambda resident: resident.seen.may_propose)
        await self.play.propose()
        await self.play.look_through()
        of = len(self.play.examples)
        self._note(judged("usulan", len(self.play.numbers), of, self._waits("propose")))
        self._begin("dukungan")
        await self.play.support()
        supports = self._waits("support")
        self._note(judged("dukungan", len(supports), len(supports), supports))
        await self.play.nominate()

    async def _vote(self, index: int) -> None:
        number = await self.play.open_round(index)
        await self.play.see(lambda resident: resident.seen.ballot == number)
        if "putus" not in {finding.check for finding in self.findings}:
            await self._cut_lines(number)
        self._begin("suara")
        await self.play.vote(number)
        votes = self._waits("vote")
        self._note(judged("suara", len(votes), len(votes), votes))
        await self.play.facilitator.act("close-round", number=number)
        await self._reveal(number)

    async def _cut_lines(self, number: int) -> None:
        """Some phones lose their line without a word and must see the ballot again."""
        self._begin("putus")
        unlucky = self.play.residents[::CUT_EVERY]
        for resident in unlucky:
            resident.lose_line()
        begun = asyncio.get_running_loop().time()
        await self.play.see(lambda resident: resident.seen.ballot == number)
        took = asyncio.get_running_loop().time() - begun
        self._note(judged("putus", len(unlucky), len(unlucky), [took]))

    async def _reveal(self, number: int) -> None:
        self._begin("layar")
        self._wall.revealed.clear()
        begun = asyncio.get_running_loop().time()
        await self.play.facilitator.act("reveal", number=number)
        async with asyncio.timeout(5 * WITHIN["layar"]):
            await self._wall.revealed.wait()
        took = asyncio.get_running_loop().time() - begun
        self._note(judged("layar", 1, 1, [took]))

    async def _publish(self) -> None:
        self._begin("hasil")
        await self.play.facilitator.act("publish")
        visitor = Visitor(self.play.bases[0])
        published = msgspec.json.decode(await visitor.file(f"/arsip/{self.play.code}.json"))
        wrong = differences(self.play, published)
        sent = sum(len(waits) for each in self.play.residents for waits in each.waits.values())
        right = 0 if wrong else sent
        self._note(judged("hasil", right, sent, [], wrong[0] if wrong else ""))

    def _waits(self, what: str) -> list[float]:
        return [wait for each in self.play.residents for wait in each.waits.get(what, ())]

    def _begin(self, check: Check) -> None:
        self._check = check
        self._told(check, len(self.play.residents))

    def _note(self, finding: Finding) -> None:
        """Of a check that is made again, after each vote, the worse finding stays."""
        before = next((one for one in self.findings if one.check == finding.check), None)
        if before is not None:
            if (before.fine, -before.seconds) <= (finding.fine, -finding.seconds):
                return
            self.findings.remove(before)
        self.findings.append(finding)
        self._found(finding)


def _said(trouble: BaseException) -> str:
    """What went wrong, for who runs the server."""
    if isinstance(trouble, TimeoutError):
        return "no answer in time"
    if isinstance(trouble, UnexpectedAnswer):
        return str(trouble)[:300]
    return f"{type(trouble).__name__}: {trouble}"[:300]
