"""The WebSocket door: who may come in, what is taken, what is answered, and what never leaves."""

import json
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from musrenbang_live.cli.simulation.visitor import Page, Visitor
from musrenbang_live.store.pool import Pool
from musrenbang_live.web.identity.tokens import PAGE_LIFE, Signer
from tests.patience import until
from tests.web.lines import SECRET, Device, House, opened

PROPOSAL = {
    "do": "propose",
    "title": "Lampu jalan depan mesjid",
    "problem": "Gelap kali dari simpang ke mesjid",
    "neighborhood": "V",
    "landmark": "simpang",
}


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The server with a meeting."""
    async with opened(database_url, tmp_path) as running:
        yield running


async def test_a_phone_is_told_everything_at_first(house: House) -> None:
    phone = await (await house.phone()).open()
    await until(lambda: any(m.get("p") == 0 for m in phone.heard))
    await until(lambda: any("me" in m for m in phone.heard))
    await phone.close()


@pytest.mark.parametrize("token", ["", "x", "1.x", "foreign", "old"])
async def test_a_page_token_must_be_this_visitors_own(house: House, token: str) -> None:
    phone, other = await house.phone(), await house.phone()
    subject = "p" + phone.visitor.cookies[f"peserta_{house.code}"]
    old = Signer(SECRET).page_token(subject, time.time_ns() // 1_000_000 - PAGE_LIFE - 1000)
    wanted = {"foreign": other.page.token, "old": old}.get(token, token)
    assert await (await phone.open(token=wanted)).ended() == 4503


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", None])
async def test_other_sites_cannot_open_a_line(house: House, origin: str | None) -> None:
    phone = await house.phone()
    cookies = "; ".join(f"{k}={v}" for k, v in phone.visitor.cookies.items())
    address = f"{house.base.replace('http', 'ws')}/ws/resident/{house.code}"
    with pytest.raises(InvalidStatus) as refused:
        await connect(
            address,
            origin=Origin(origin) if origin else None,
            additional_headers={"Cookie": cookies},
            proxy=None,
        )
    assert refused.value.response.status_code == 403


async def test_unknown_sessions_and_audiences(house: House) -> None:
    for audience, code in (("resident", "AAAAAA"), ("resident", "x"), ("mayor", house.code)):
        phone = await house.phone()
        phone.audience = audience
        phone.page = Page(200, "", phone.page.html.replace(house.code, code))
        assert await (await phone.open()).ended() == 4504


async def test_the_console_and_the_wall_need_their_own_right(house: House) -> None:
    for audience in ("facilitator", "projector"):
        phone = await house.phone()
        phone.audience = audience
        assert await (await phone.open()).ended() == 4500


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", 4509),
        ("[]", 4509),
        ('{"do":"close-round","number":1}', 4509),
        ('{"do":"hello","token":""}', 4509),
        ('{"do":"vote","ref":"x","rev":1e999,"round":1,"mark":[]}', 4509),
        ('{"do":"vote","ref":"x","rev":1.5,"round":1,"mark":[]}', 4509),
        ('{"do":"support","ref":1,"rev":1,"proposal":1,"on":true}', 4509),
        ("[" * 2000, 4509),
        (b"\x00\x01", 4509),
        ('{"do":"vote"' + " " * 4100 + "}", 1009),
        ("\U0001f600" * 1500, 1009),
    ],
)
async def test_what_cannot_be_read_ends_the_line(
    house: House, message: str | bytes, code: int
) -> None:
    phone, neighbour = await (await house.phone()).open(), await (await house.phone()).open()
    await neighbour.shown()
    await phone.say(message)
    assert await phone.ended() == code
    await house.facilitator.act("open")
    await until(lambda: any("html" in m and m.get("p") for m in neighbour.heard))
    await neighbour.close()


@pytest.mark.usefixtures("at_one_moment")
async def test_a_device_that_floods_is_sent_away_alone(house: House) -> None:
    phone, neighbour = await (await house.phone()).open(), await (await house.phone()).open()
    for number in range(60):
        await phone.say({"do": "support", "ref": str(uuid.uuid4()), "rev": 1, "proposal": number,
                         "on": True})  # fmt: skip
    assert await phone.ended() == 1008
    answer = await neighbour.asked({"do": "support", "rev": 1, "proposal": 1, "on": True})
    assert answer["code"] == "proposal_hidden"  # there is none, but it is answered
    await neighbour.close()


async def test_the_same_ref_gets_the_same_answer(house: House, db: Pool) -> None:
    await house.facilitator.act("open")
    await house.facilitator.act("phase", index=1)
    phone = await (await house.phone()).open()
    ref = str(uuid.uuid4())
    first = await phone.asked({**PROPOSAL, "ref": ref})
    assert first["number"] == 1
    # Acknowledged means on disk: another connection sees it.
    assert await db.fetchval("SELECT count(*) FROM event WHERE ref = $1::uuid", ref) == 1
    assert (await phone.asked({**PROPOSAL, "ref": ref}))["number"] == 1
    assert await db.fetchval("SELECT count(*) FROM proposal") == 1
    refused = await phone.asked({**PROPOSAL, "title": "Hubungi 0812 3456 7890"})
    assert (refused["code"], refused["field"]) == ("text_has_phone", "title")
    await phone.close()


async def test_one_person_one_vote_until_closing(house: House, db: Pool) -> None:
    await house.ballot()
    phone = await (await house.phone()).open()
    vote = {"do": "vote", "round": 1}
    assert "ok" in await phone.asked({**vote, "rev": 5, "mark": [1]})
    assert "ok" in await phone.asked({**vote, "rev": 7, "mark": [2]})
    assert "ok" in await phone.asked({**vote, "rev": 6, "mark": [1]})  # late: changes nothing
    marks = await db.fetch("SELECT mark FROM ballot")
    assert [row["mark"] for row in marks] == [[2]]
    for mark, code in (([9], "mark_unknown_option"), ([1, 1], "mark_duplicate_option"),
                       ("1", "mark_malformed"), ([True], "mark_malformed")):  # fmt: skip
        assert (await phone.asked({**vote, "rev": 9, "mark": mark}))["code"] == code
    await house.facilitator.act("close-round", number=1)
    late = await phone.asked({**vote, "rev": 10, "mark": [1]})
    assert late["code"] == "round_closed"
    assert "tetap dihitung" in late["say"]
    await phone.close()


async def test_a_device_that_has_not_joined_only_looks_on(house: House) -> None:
    await house.ballot()
    visitor = Visitor(house.base)
    page = await visitor.get(f"/s/{house.code}")
    stranger = await Device(visitor, "resident", page).open()
    answer = await stranger.asked({"do": "vote", "round": 1, "rev": 1, "mark": [1]})
    assert answer["code"] == "participant_unknown"
    await stranger.close()


async def test_a_wall_only_listens(house: House) -> None:
    wall = await (await house.wall()).open()
    await until(lambda: wall.heard)
    await wall.say({"do": "vote", "ref": "x", "rev": 1, "round": 1, "mark": [1]})
    assert await wall.ended() == 4509


async def test_nothing_hidden_leaves_before_the_reveal(house: House, db: Pool) -> None:
    await house.ballot()
    watchers = [await (await house.phone()).open(), await (await house.wall()).open()]
    voters = [await (await house.phone()).open() for _ in range(7)]
    for voter in voters:
        await voter.asked({"do": "vote", "round": 1, "rev": 1, "mark": [1]})
    await until(lambda: all(w.said("masuk") == "7" for w in watchers))
    await house.facilitator.act("close-round", number=1)
    await until(lambda: all("Hasil segera" in json.dumps(w.heard) for w in watchers))
    people = [str(row["id"]) for row in await db.fetch("SELECT id FROM participant")]
    outside = Visitor(house.base)
    pages = [(await outside.get(path)).html for path in ("/", "/arsip", f"/s/{house.code}")]
    pages.append((await outside.get(f"/arsip/{house.code}.json")).html)
    assert (await outside.get(f"/arsip/{house.code}.json")).status == 404
    pages.append((await house.facilitator.visitor.get(f"/fasilitator/{house.code}")).html)
    shared = json.dumps([m for w in watchers for m in w.heard if "v" in m])
    for text in (shared, *pages):
        assert not any(person in text for person in people)
        assert "hasil-1" not in text
        assert '"votes"' not in text
    await house.facilitator.act("reveal", number=1)
    await until(lambda: "hasil-1" in json.dumps(watchers[1].heard))
    for device in (*watchers, *voters):
        await device.close()


async def test_a_revoked_link_ends_the_wall(house: House) -> None:
    wall = await (await house.wall()).open()
    await until(lambda: wall.heard)
    page = await house.facilitator.visitor.get(f"/fasilitator/{house.code}")
    path = f"/fasilitator/{house.code}/screen-key"
    await house.facilitator.visitor.send(path, page.token, {"yes": "1"})
    assert await wall.ended() == 4501
    assert await (await Device(wall.visitor, "projector", wall.page).open()).ended() == 4500
