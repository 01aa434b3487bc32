"""Deliveries in the database: each in the hands of one process, and none lost with it."""

import asyncio

from musrenbang_live.live.announcing import Announced, Announcer, WebhookKeys
from musrenbang_live.live.webhook_sending import WebhookSender
from musrenbang_live.store import webhooks
from musrenbang_live.store.pool import Pool
from tests.patience import SOON
from tests.store.hall import until_waiting
from tests.web.receiving import receiving

NOW = 1_795_000_000_000


async def hook(db: Pool, url: str) -> int:
    person = await db.fetchval(
        """
        INSERT INTO person (username, name, password_hash, role, created_at)
        VALUES ($1, 'Siti', '', 'admin', now()) RETURNING id
        """,
        url,
    )
    kinds = ["session.opened"]
    async with db.acquire() as conn:
        return await webhooks.add(
            conn, url=url, kinds=kinds, salt=bytes(16), created_by=person, at=NOW - 1
        )


async def told(db: Pool, event: str) -> int:
    return await webhooks.put(
        db, event=event, kind="session.opened", body='{"kind":1}', happened=NOW, at=NOW
    )


async def taken(db: Pool, at: int = NOW, each: int = 4) -> list[str]:
    due = await webhooks.take(db, at=at, lease=1_000, limit=5, each=each)
    return [f"{each.url} {each.event}" for each in due]


async def test_two_processes_never_take_the_same_and_what_a_dead_one_took_comes_back(
    db: Pool,
) -> None:
    await hook(db, "https://a.example")
    events = [f"e{n}" for n in range(8)]
    assert [await told(db, event) for event in events] == [1] * 8
    assert await told(db, "e0") == 0, "told already"
    both = await asyncio.gather(*(taken(db) for _ in range(4)))
    every = [each for one in both for each in one]
    while more := await taken(db):
        every += more
    assert sorted(every) == [f"https://a.example {event}" for event in events]
    assert await taken(db, NOW + 999) == []
    assert len(await taken(db, NOW + 1_000)) == 4, "the lease is over"


async def test_a_receiver_with_much_to_be_told_leaves_room_for_the_others(db: Pool) -> None:
    first = await hook(db, "https://slow.example")
    for n in range(20):
        await told(db, f"e{n}")
    await hook(db, "https://quick.example")
    await told(db, "later")
    found = await taken(db, each=2)
    assert [each for each in found if "quick" in each] == ["https://quick.example later"]
    assert len(found) == 3
    await webhooks.switch(db, first, active=False, at=NOW)
    assert await taken(db, NOW + 10) == [], "what is off waits"


async def test_what_is_on_its_way_takes_the_places_of_its_webhook(db: Pool) -> None:
    slow, quick = await hook(db, "https://slow.example"), await hook(db, "https://quick.example")
    for n in range(3):
        await told(db, f"e{n}")
    due = await webhooks.take(db, at=NOW, lease=1_000, limit=9, each=2, going={slow: 1, 999: 5})
    assert sorted(each.webhook for each in due) == sorted([slow, quick, quick])
    assert await webhooks.take(db, at=NOW, lease=1_000, limit=0, each=2) == []


async def test_a_receiver_that_never_answers_keeps_nobody_waiting(db: Pool) -> None:
    async with receiving() as silent, receiving() as quick:
        silent.silent = True
        for receiver in (silent, quick):
            await hook(db, receiver.url)
        for n in range(12):
            await told(db, f"e{n}")
        sender = WebhookSender(inside=True, within=10 * SOON)
        announcer = Announcer(db, Announced("Situs", ""), WebhookKeys(b"s" * 32), sender)
        telling = asyncio.create_task(announcer.deliver())
        got = {(await quick.next()).headers["x-musrenbang-delivery"] for _ in range(12)}
        assert got == {f"e{n}" for n in range(12)}
        for _ in range(4):
            await silent.next()
        assert silent.got.empty(), "no more at once than there is room for"
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        await sender.close()


async def test_what_is_done_is_forgotten_and_what_is_not_is_kept(db: Pool) -> None:
    number = await hook(db, "https://a.example")
    await told(db, "done")
    await told(db, "waits")
    due = await webhooks.take(db, at=NOW, lease=1_000, limit=1, each=1)
    await webhooks.arrived(db, due[0].id, answer="204", at=NOW)
    await webhooks.clear(db, NOW + 1)
    assert [line.event for line in await webhooks.log(db, number, limit=9)] == ["waits"]


async def test_what_is_told_is_numbered_without_gaps_whoever_sees_it_first(db: Pool) -> None:
    await hook(db, "https://a.example")
    await hook(db, "https://b.example")
    events = [f"e{n}" for n in range(5)] * 3
    made = await asyncio.gather(*(told(db, event) for event in events))
    assert sum(made) == 10
    found = []
    for at in (NOW, NOW + 1, NOW + 2, NOW + 3):
        found += await webhooks.take(db, at=at, lease=1_000, limit=5, each=4)
    for url in ("https://a.example", "https://b.example"):
        own = sorted(each.sequence for each in found if each.url == url)
        assert own == [1, 2, 3, 4, 5]
    assert all(each.body == f'{{"sequence":{each.sequence},"kind":1}}' for each in found)


async def test_who_tells_waits_for_the_first_webhook_before_holding_the_second(db: Pool) -> None:
    first, second = await hook(db, "https://a.example"), await hook(db, "https://b.example")
    await db.execute("UPDATE webhook SET told = told WHERE id = $1", first)  # now behind the other
    hold = "SELECT FROM webhook WHERE id = $1 FOR UPDATE NOWAIT"
    async with db.acquire() as conn, conn.transaction():
        await conn.execute(hold, first)
        telling = asyncio.create_task(told(db, "e"))
        await until_waiting(db, 1)
        await conn.execute(hold, second)
    assert await telling == 2
