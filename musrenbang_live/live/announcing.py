"""Tells programs elsewhere what happened: it looks, it writes down what is to be told, it sends.

A meeting never waits for it and knows nothing of it. What happened is read from the rows that were
committed, so nothing is lost when a process dies, and nothing is told twice whoever sees it first.
"""

import asyncio
import base64
import hashlib
import hmac
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.webhooks import (
    MOST_ATTEMPTS,
    MOST_WEBHOOKS,
    PING,
    ProposalTold,
    SessionTold,
    Told,
    pause,
)
from musrenbang_live.live.card_keys import derived
from musrenbang_live.live.clock import now
from musrenbang_live.live.webhook_sending import WITHIN, WebhookSender
from musrenbang_live.store import webhooks
from musrenbang_live.store.pool import Pool, unreachable

log = logging.getLogger(__name__)

EVERY: Final = 2.0
"""Seconds between two looks at what happened and at what is due."""
LOOK_BACK: Final = 2 * 24 * 3_600_000
"""Milliseconds: what happened before is not told any more, however long nobody looked."""
KEPT: Final = 14 * 24 * 3_600_000
"""Milliseconds for which it is kept what was told; longer than `LOOK_BACK`, or it would be told
again."""
LEASE: Final = int(WITHIN * 3_000)
"""Milliseconds after which a delivery that a process took is free for the others again."""
AT_ONCE_EACH: Final = 4
AT_ONCE: Final = AT_ONCE_EACH * MOST_WEBHOOKS
"""Deliveries that a process sends at the same time to one webhook, and in all: those that never
answer leave room for all others."""
MOST_CHANGES: Final = 500
"""Changes of proposals that one look writes down; a sheet of an office may change thousands."""
CLEAR_EVERY: Final = 1_800
"""Looks between two clearings: about once an hour."""


class WebhookKeys:
    """The secrets by which bodies are signed: made of the site's secret and each webhook's salt,
    so that they stand in no database and in no backup of one."""

    def __init__(self, secret: bytes) -> None:
        self._key = derived(secret, b"webhooks: secrets")

    def secret(self, salt: bytes) -> str:
        """The secret of the webhook with this salt, as its receiver is given it."""
        made = hmac.digest(self._key, salt, hashlib.sha256)
        return "whsec_" + base64.urlsafe_b64encode(made).rstrip(b"=").decode()


class Announced(Struct, frozen=True):
    """The site that tells: its name, and its address without a slash at the end ('': unknown)."""

    name: str
    url: str


class Announcer:
    """Tells the webhooks of one site. `run` must be running while it is used."""

    def __init__(
        self, pool: Pool, site: Announced, keys: WebhookKeys, sender: WebhookSender
    ) -> None:
        self.keys = keys
        self._pool = pool
        self._site = site
        self._sender = sender
        self._due = asyncio.Event()

    async def run(self) -> None:
        """Look and send again and again, until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._again(self.look, asyncio.Event()))
                tasks.create_task(self._again(self.deliver, self._due))
                tasks.create_task(self._clear())
        finally:
            await self._sender.close()

    async def look(self) -> int:
        """Write down what happened and was not told; how many deliveries were made."""
        wanted = await webhooks.wanted(self._pool)
        if not wanted:
            return 0
        made = 0
        for event in await webhooks.untold_sessions(self._pool, now() - LOOK_BACK):
            key = f"{event.kind}/{event.code}"
            told = self._told(key, event.kind, event.at, session=self._session(event))
            made += await self._put(told, event.at)
        if "proposal.status" in wanted:
            since = now() - LOOK_BACK
            for change in await webhooks.untold_states(self._pool, since, MOST_CHANGES):
                made += await self._put(self._changed(change), change.at)
        if made:
            self._due.set()
        return made

    async def ping(self, hook: int) -> None:
        """Have a test sent to this webhook."""
        at = now()
        told = self._told(f"{PING}/{at}", PING, at)
        body = msgspec.json.encode(told).decode()
        await webhooks.put_one(self._pool, hook, event=told.id, kind=PING, body=body, at=at)
        self._due.set()

    async def send_again(self, hook: int, delivery: int) -> bool:
        """Have a delivery of this webhook sent once more; whether there is one."""
        found = await webhooks.again(self._pool, hook, delivery, at=now())
        self._due.set()
        return found

    async def deliver(self) -> int:
        """Send what is due, several at once; how many were tried. A receiver that is slow holds up
        nobody but itself: what has room is taken while others are still waited for."""
        tried = 0
        going: dict[asyncio.Task[None], int] = {}
        try:
            while True:
                for due in await self._taken(Counter(going.values())):
                    going[asyncio.create_task(self._send(due))] = due.webhook
                    tried += 1
                if not going:
                    return tried
                done, _ = await asyncio.wait(
                    going, timeout=EVERY, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    del going[task]
                    task.result()
        finally:
            for task in going:
                task.cancel()
            await asyncio.gather(*going, return_exceptions=True)

    async def _taken(self, going: Mapping[int, int]) -> list[webhooks.Due]:
        """What is due and has room beside what is on its way already, by webhook."""
        return await webhooks.take(
            self._pool,
            at=now(),
            lease=LEASE,
            limit=AT_ONCE - sum(going.values()),
            each=AT_ONCE_EACH,
            going=going,
        )

    async def _send(self, due: webhooks.Due) -> None:
        headers = {
            "x-musrenbang-event": due.kind,
            "x-musrenbang-delivery": due.event,
            "x-musrenbang-sequence": str(due.sequence),
        }
        answer = await self._sender.send(
            due.url, self.keys.secret(due.salt), headers, due.body.encode(), now()
        )
        if answer.taken:
            await webhooks.arrived(self._pool, due.id, answer=answer.words, at=now())
            return
        given_up = due.attempts >= MOST_ATTEMPTS or due.kind == PING
        again = 0 if given_up else now() + pause(due.attempts)
        await webhooks.failed(self._pool, due.id, answer=answer.words, again=again)

    async def _put(self, told: Told, happened: int) -> int:
        return await webhooks.put(
            self._pool,
            event=told.id,
            kind=told.kind,
            body=msgspec.json.encode(told).decode(),
            happened=happened,
            at=now(),
        )

    def _told(
        self,
        key: str,
        kind: str,
        at: int,
        *,
        session: SessionTold | None = None,
        proposal: ProposalTold | None = None,
    ) -> Told:
        moment = datetime.fromtimestamp(at // 1000, UTC).isoformat()
        return Told(
            id=key, kind=kind, at=moment, site=self._site.name, session=session, proposal=proposal
        )

    def _changed(self, change: webhooks.StateEvent) -> Told:
        page = f"/usulan/{change.root_code}-{change.root_number}"
        about = ProposalTold(
            code=change.code,
            number=change.number,
            state=change.state,
            example=change.example,
            url=self._site.url + page,
        )
        key = f"proposal.status/{change.key}"
        return self._told(key, "proposal.status", change.at, proposal=about)

    def _session(self, event: webhooks.SessionEvent) -> SessionTold:
        door = "arsip" if event.kind == "session.published" else "s"
        return SessionTold(
            code=event.code,
            forum=event.forum,
            tier=event.tier,
            ward_code=event.ward_code,
            ward=event.ward,
            district=event.district,
            year=event.year,
            plan_year=event.plan_year,
            example=event.example,
            url=f"{self._site.url}/{door}/{event.code}",
        )

    async def _again(self, work: Callable[[], Awaitable[int]], bell: asyncio.Event) -> None:
        """Do `work` every `EVERY` seconds and when the bell rings, also after the database was
        away."""
        away = False
        while True:
            bell.clear()
            try:
                await work()
                away = False
            except Exception as error:
                if not unreachable(error):
                    raise
                if not away:
                    log.warning("webhooks wait for the database: %s", type(error).__name__)
                away = True
            try:
                async with asyncio.timeout(EVERY):
                    await bell.wait()
            except TimeoutError:
                continue

    async def _clear(self) -> None:
        """Forget what was told long ago, now and then."""
        while True:
            try:
                await webhooks.clear(self._pool, now() - KEPT)
            except Exception as error:
                if not unreachable(error):
                    raise
            await asyncio.sleep(EVERY * CLEAR_EVERY)
