"""Webhooks from the page to the receiver: told once, signed, tried again, never to the inside."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.webhooks import MOST_WEBHOOKS
from musrenbang_live.live.clock import now
from musrenbang_live.live.webhook_sending import WebhookSender
from musrenbang_live.store import webhooks
from tests.builders import plan
from tests.patience import SOON
from tests.web.browsing import Hall, Page, Visitor, opened
from tests.web.following import acting, agreed, at, decide
from tests.web.officers import let_in, log_in, officer
from tests.web.receiving import Got, Receiver, receiving
from tests.web.residents import gathered

ALL = ["session.opened", "session.closed", "session.published", "proposal.status"]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made


@pytest.fixture
async def inside(database_url: str) -> AsyncIterator[Hall]:
    """A site that may call its own network, and knows its address."""
    async with opened(
        database_url, webhooks_inside=True, public_url="http://musrenbang.test"
    ) as hall:
        yield hall


def secret_on(page: Page) -> str:
    found = re.search(r'value="(whsec_[\w-]+)"', page.html)
    assert found
    return found[1]


def check(got: Got, secret: str) -> dict[str, Any]:
    """What a careful receiver does: it checks the signature before it reads."""
    at, _, made = got.headers["x-musrenbang-signature"].partition(",v1=")
    seconds = at.removeprefix("t=")
    signed = f"{seconds}.".encode() + got.body
    assert hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() == made
    assert abs(int(seconds) - now() // 1000) < 60
    told: dict[str, Any] = json.loads(got.body)
    assert got.headers["x-musrenbang-delivery"] == told["id"]
    assert got.headers["x-musrenbang-event"] == told["kind"]
    assert got.headers["x-musrenbang-sequence"] == str(told["sequence"])
    return told


async def added(admin: Visitor, url: str) -> Page:
    page = await admin.open("/kelola/webhook")
    return await admin.send(page, "tambah", url=url, kinds=ALL)


async def test_a_meeting_is_told_from_its_opening_to_its_publication_once_each(
    inside: Hall, receiver: Receiver
) -> None:
    person = await officer(inside, role="admin")
    before = await gathered(inside, plan(ward="Sebelum"))
    await before.act(c.OpenMeeting())
    async with inside.visitor() as admin:
        await let_in(inside, admin, person)
        page = await added(admin, receiver.url)
        secret = secret_on(page)
        page = await admin.send(page, "/uji")
        assert check(await receiver.next(), secret)["kind"] == "ping"
        practice, meeting = await gathered(inside, plan(practice=True)), await gathered(inside)
        code = meeting.room.code
        for each in (practice, meeting):
            await each.act(c.OpenMeeting())
            await inside.site.announcer.look()
        told = check(await receiver.next(), secret)
        assert told["session"] == {
            "code": code,
            "forum": "Musrenbang Kelurahan Selat Lancang",
            "tier": "kelurahan",
            "ward_code": "12.74.06.1003",
            "ward": "Selat Lancang",
            "district": "Datuk Bandar Timur",
            "year": 2027,
            "plan_year": 2028,
            "example": False,
            "url": f"http://musrenbang.test/s/{code}",
        }
        await meeting.act(c.EnterPhase(5), c.CloseMeeting(), c.PublishMeeting())
        # Two processes that look at the same moment tell it once.
        await asyncio.gather(inside.site.announcer.look(), inside.site.announcer.look())
        rest = [check(await receiver.next(), secret) for _ in range(2)]
        urls = {each["sequence"]: each["session"]["url"] for each in rest}  # they come in any order
        assert {each["sequence"]: each["kind"] for each in rest}[3] == "session.closed"
        assert urls[4] == f"http://musrenbang.test/arsip/{code}"
        assert await inside.site.announcer.look() == 0
        await settled(inside.site.pool, 1, lambda line: line.done_at > 0)
        page = await admin.open(page.answer.url.path)
        for each in ("session.opened", "session.closed", "session.published"):
            assert page.html.count(f"{each}/{code}") >= 1
        assert page.text.count("Diterima") == 4
        assert not any(each.room.code in page.html for each in (before, practice))
    assert receiver.got.empty()
    kept = await inside.site.pool.fetchval("SELECT string_agg(webhook::text, '') FROM webhook")
    assert secret not in kept


async def test_what_did_not_arrive_is_tried_again_later_and_by_hand_at_once(
    inside: Hall, receiver: Receiver
) -> None:
    person = await officer(inside, role="admin")
    pool = inside.site.pool
    async with inside.visitor() as admin:
        await let_in(inside, admin, person)
        page = await added(admin, receiver.url)
        receiver.statuses = ["500 No", "302 Found\r\nlocation: http://127.0.0.1:1/"]
        meeting = await gathered(inside)
        before = now()
        await meeting.act(c.OpenMeeting())
        await inside.site.announcer.look()
        first = await receiver.next()
        (line,) = await settled(pool, 1, lambda line: line.answer == "500")
        assert before + 25_000 < line.next_at < now() + 31_000
        path = page.answer.url.path
        page = await admin.send(await admin.open(path), f"/kiriman/{line.id}")
        assert (await receiver.next()).body == first.body
        (line,) = await settled(pool, 1, lambda line: line.answer == "302")
        page = await admin.send(await admin.open(path), f"/kiriman/{line.id}")
        await receiver.next()
        (line,) = await settled(pool, 1, lambda line: line.done_at > 0)
        assert (line.answer, line.next_at) == ("204", 0)
        # While it is off nothing is told, and afterwards nothing of what happened meanwhile.
        page = await admin.send(await admin.open(path), "/saklar")
        assert "Dihentikan" in page.text
        await meeting.act(c.EnterPhase(5), c.CloseMeeting())
        page = await admin.send(page, "/saklar")
        assert await inside.site.announcer.look() == 0
        page = await admin.send(page, "/hapus")
        assert "Belum ada webhook." in page.text
        assert (await admin.open(path)).status == 404
    assert receiver.got.empty()


async def settled(pool: Any, hook: int, fits: Any) -> list[webhooks.Delivery]:
    """The deliveries of a webhook, once the last attempt is written down."""
    patience = asyncio.get_running_loop().time() + SOON
    while not all(map(fits, lines := await webhooks.log(pool, hook, limit=9))):
        assert asyncio.get_running_loop().time() < patience, lines
    return lines


async def test_a_receiver_that_says_nothing_or_is_not_there_holds_up_nobody(
    receiver: Receiver,
) -> None:
    receiver.silent = True
    sender = WebhookSender(inside=True, within=0.2)
    answer = await sender.send(receiver.url, "s", {}, b"{}", now())
    assert (answer.taken, answer.words) == (False, "slow")
    gone = await sender.send("http://127.0.0.1:1/", "s", {}, b"{}", now())
    assert (gone.taken, gone.words) == (False, "no_line")
    await sender.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "[::1]"])
async def test_a_name_that_leads_inside_is_not_called(receiver: Receiver, host: str) -> None:
    sender = WebhookSender(inside=False)
    answer = await sender.send(f"http://{host}:{receiver.port}/", "s", {}, b"{}", now())
    assert not answer.taken
    assert receiver.got.empty()
    await sender.close()


async def test_the_page_is_for_administrators_and_refuses_what_cannot_be_sent(
    hall: Hall, visitor: Visitor
) -> None:
    assert (await visitor.open("/kelola/webhook")).answer.url.path == "/masuk"
    await officer(hall)
    await officer(hall, "ani", role="admin")
    async with hall.visitor() as facilitator:
        await log_in(facilitator)
        for path in ("/kelola/webhook", "/kelola/webhook/1"):
            page = await facilitator.open(path)
            assert "Tambah webhook" not in page.text
    await log_in(visitor, "ani")
    page = await visitor.open("/kelola/webhook")
    refused = await visitor.send(page, "tambah", url="http://10.0.0.1/", kinds=ALL)
    assert refused.status == 422
    assert "Alamat itu tidak dapat dipakai." in refused.text
    assert dict(refused.form("tambah").fields)["url"] == "http://10.0.0.1/"
    refused = await visitor.send(page, "tambah", url="https://example.org/x", kinds=None)
    assert "Pilih paling sedikit satu kejadian." in refused.text
    for n in [*range(MOST_WEBHOOKS), 0]:  # the last one is a button pressed twice
        async with hall.site.pool.acquire() as conn:
            await webhooks.add(
                conn,
                url=f"https://example.org/{n}",
                kinds=ALL,
                salt=bytes(16),
                created_by=1,
                at=now(),
            )
    full = await visitor.send(page, "tambah", url="https://example.org/x", kinds=ALL)
    assert "Sudah ada 20 webhook" in full.text
    assert (await visitor.open("/kelola/webhook/999")).status == 404
    untokened = await visitor.client.post("/kelola/webhook/1/hapus")
    assert untokened.status_code == 403
    assert len(await webhooks.listed(hall.site.pool)) == MOST_WEBHOOKS


async def test_a_decision_of_an_office_is_told_and_so_is_taking_it_back(
    inside: Hall, receiver: Receiver
) -> None:
    person = await officer(inside, role="admin")
    async with inside.visitor() as admin:
        await let_in(inside, admin, person)
        secret = secret_on(await added(admin, receiver.url))
        gathering = await agreed(inside)
        for _ in range(3):
            check(await receiver.next(), secret)
        async with acting(inside, "kecamatan") as camat:
            await decide(camat, at(gathering, 2), "diteruskan_kecamatan")
            told = check(await receiver.next(), secret)
            assert told["proposal"] == {
                "code": gathering.room.code,
                "number": 2,
                "state": "diteruskan_kecamatan",
                "example": False,
                "url": f"http://musrenbang.test/usulan/{gathering.room.code}-2",
            }
            assert "session" not in told
            await camat.send(await camat.open(at(gathering, 2)), "/batal/1")
            told = check(await receiver.next(), secret)
            assert told["id"] == "proposal.status/1/undone"
            assert told["proposal"]["state"] == "disepakati"
        assert await inside.site.announcer.look() == 0
