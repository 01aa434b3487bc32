"""Rehearsals started from a page: a program of its own plays them, and rows say how far it is.

The program gets its order on standard input and tells one JSON object a line: a step it begins, or
a finding. Whoever looks at the page may be answered by another process; so all is in the database.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.rehearsing import FEWEST, MOST, Finding
from musrenbang_live.live.clock import now
from musrenbang_live.live.service import Service
from musrenbang_live.store import rehearsals
from musrenbang_live.store.pool import Pool

log = logging.getLogger(__name__)

LIFE: Final = 15 * 60.0
"""Seconds after which a rehearsal that goes on is ended."""
SILENT: Final = int(LIFE * 1000)
"""Milliseconds without a word after which it is taken for dead: its server was stopped."""
SPARE_PLACES: Final = 50


class Rehearsals:
    """Starts rehearsals; `command` is the program that plays them."""

    def __init__(self, pool: Pool, service: Service, command: Sequence[str]) -> None:
        self._pool = pool
        self._service = service
        self._command = tuple(command)
        self._playing: asyncio.Task[None] | None = None

    async def start(
        self, person: int, plan: SessionPlan, base: str, phones: int, token: str
    ) -> int:
        """Play `plan` as practice with so many phones at the address `base`; its number.

        `token` is that of a login link of `person`. Raises `number_invalid`, `rehearsal_running`.
        """
        if not FEWEST <= phones <= MOST:
            raise Rejected("number_invalid", field="phones")
        if await rehearsals.runs(self._pool, at=now(), silent=SILENT):
            raise Rejected("rehearsal_running")
        practice = rehearsed(plan, phones)
        code = await self._service.create_session(practice, person, example=True)
        room = await self._service.room(code)
        number = await rehearsals.begin(
            self._pool,
            session_id=room.row.id,
            person_id=person,
            phones=phones,
            address=base,
            at=now(),
            silent=SILENT,
        )
        if number is None:
            raise Rejected("rehearsal_running")
        order = {"base": base, "token": token, "code": code, "plan": practice, "phones": phones}
        self._playing = asyncio.create_task(self._play(number, msgspec.json.encode(order)))
        return number

    async def _play(self, number: int, order: bytes) -> None:
        try:
            async with asyncio.timeout(LIFE):
                await self._follow(number, order)
        except TimeoutError:
            log.warning("a rehearsal did not come to its end")
        finally:
            await rehearsals.end(self._pool, number, now())

    async def _follow(self, number: int, order: bytes) -> None:
        pipe = asyncio.subprocess.PIPE
        program = await asyncio.create_subprocess_exec(*self._command, stdin=pipe, stdout=pipe)
        assert program.stdin is not None
        assert program.stdout is not None
        try:
            program.stdin.write(order + b"\n")
            await program.stdin.drain()
            step, done, findings = "", 0, list[Finding]()
            async for line in program.stdout:
                said = msgspec.json.decode(line)
                if "step" in said:
                    step, done = said["step"], said["done"]
                else:
                    finding = msgspec.convert(said, Finding)
                    findings = [one for one in findings if one.check != finding.check]
                    findings.append(finding)
                await rehearsals.tell(
                    self._pool, number, step=step, done=done, findings=findings, at=now()
                )
            await program.wait()
        finally:
            if program.returncode is None:
                program.terminate()
                await program.wait()

    async def close(self) -> None:
        """End what is being played: the server stops."""
        if self._playing is not None:
            self._playing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._playing


def rehearsed(plan: SessionPlan, phones: int) -> SessionPlan:
    """The plan as it is rehearsed: as practice, with places for all phones, and with cards where
    votes are rights that a desk approves, since a simulated phone cannot walk up to a desk."""
    rules = replace(
        plan.rules,
        participant_limit=max(plan.rules.participant_limit, phones + SPARE_PLACES),
        access="kartu" if plan.by_card else "tautan",
        waiting_limit=100,
    )
    return replace(plan, practice=True, rules=rules)
