"""Vote rights by the socket: what a phone hears of the desk, and what it cannot send before."""

import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.patience import until
from tests.web.lines import Device, House, opened


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The running server with a meeting whose desk approves phones; the vote is on."""
    async with opened(database_url, tmp_path, by_desk=True) as running:
        await running.ballot()
        yield running


async def asking(house: House) -> Device:
    """A phone that has joined and asked, its line open on the page of its number."""
    phone = await house.phone()
    path = f"/s/{house.code}/kartu"
    page = await phone.visitor.get(path)
    page = await phone.visitor.send(f"{path}/minta", page.token, {})
    device = Device(phone.visitor, "resident", page)
    return await (await device.open()).shown()


def vote(mark: list[int], rev: int, **card: int) -> dict[str, Any]:
    """A ballot as a page sends it."""
    ref = str(uuid.uuid4())
    return {"do": "vote", "ref": ref, "rev": rev, "round": 1, "mark": mark, **card}


async def stored(house: House) -> list[list[int]]:
    """The marks that are on disk for the open round."""
    rows = await house.site.pool.fetch("SELECT mark FROM ballot ORDER BY cast_at")
    return [row["mark"] for row in rows]


async def test_before_the_desk_decides_no_message_votes(house: House) -> None:
    phone, other = await asking(house), await asking(house)
    await house.facilitator.act("rights-approve", first=2)
    for card in ({}, {"card": 0}, {"card": 1}, {"card": 2}, {"card": 99}, {"card": -1}):
        answer = await phone.asked(vote([1], 5, **card))
        assert answer["code"] in ("card_needed", "right_needed")
    assert "minta dahulu hak suara" in (await phone.asked(vote([1], 6)))["say"]
    assert await stored(house) == []
    # A line that was open before knows nothing of the approval: the page is loaded anew.
    assert (await other.asked(vote([1], 5, card=2)))["code"] == "card_needed"
    page = await other.visitor.get(f"/s/{house.code}")
    assert page.live["card"] == "2"
    voter = await Device(other.visitor, "resident", page).open(card=2)
    message = vote([2], 7, card=2)
    assert (await voter.asked(message))["ok"]
    assert (await phone.asked(message))["code"] == "card_needed"  # caught, and sent by another
    assert await stored(house) == [[2]]


async def test_the_line_says_that_the_desk_decided_and_the_phone_learns_what(house: House) -> None:
    phone = await asking(house)
    path = f"/s/{house.code}/kartu/hak"
    assert phone.said("meja-0") == "0"
    await house.facilitator.act("rights-approve", first=1)
    await until(lambda: phone.said("meja-0") == "1")
    assert json.loads((await phone.visitor.get(path)).html) == {"asked": {"1": "approved"}}
    page = await phone.visitor.get(f"/s/{house.code}/kartu")
    assert "kartu=1" in page.path
    heard = [m for m in phone.heard if "meja-0" in m.get("text", {})]
    assert all("html" not in m or "hak-saya" not in json.dumps(m["html"]) for m in heard)


async def test_the_desk_sees_at_once_that_somebody_is_asking(house: House) -> None:
    console = await (await (await house.console()).open()).shown()
    await asking(house)
    await until(lambda: console.said("kartu-waiting") == "1")
    asked = [m for m in console.heard if m.get("order", {}).get("meminta") == ["meminta-1"]]
    assert asked
    await house.facilitator.act("rights-refuse", number=1, reason="Bukan warga")
    await until(lambda: console.said("kartu-void") == "1")


async def test_a_right_that_is_voided_while_its_line_is_open_stores_nothing(house: House) -> None:
    phone = await asking(house)
    await house.facilitator.act("rights-approve", first=1)
    page = await phone.visitor.get(f"/s/{house.code}")
    voter = await Device(phone.visitor, "resident", page).open(card=1)
    assert (await voter.asked(vote([1], 5, card=1)))["ok"]
    await house.facilitator.act("rights-void", which="1", reason_text="Terdaftar dua kali")
    answer = await voter.asked(vote([2], 6, card=1))
    assert answer["code"] == "right_void"
    assert await stored(house) == []
