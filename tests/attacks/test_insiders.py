"""The facilitator's own login: it leads the meeting, and sees or alters no choice of anybody."""

import asyncio
import re
import uuid
from typing import Any, get_args

import msgspec
import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.live.screen import BAD_MESSAGE
from musrenbang_live.web.routes import routes
from tests.attacks.test_card_messages import printed, stored, vote, with_card
from tests.web.lines import House, opened


@pytest.fixture
async def house(database_url: str, tmp_path: Any) -> Any:
    """The running server with a vote by card: the cards 1 to 8 are handed out."""
    async with opened(database_url, tmp_path, by_card=True) as running:
        yield running


def test_no_command_names_a_mark() -> None:
    """Whatever a console sends becomes one of these, and none can carry or change a choice."""
    for command in get_args(c.AnyCommand):
        fields = {field.name for field in msgspec.structs.fields(command)}
        assert fields.isdisjoint({"mark", "participant", "voter", "ballot"}), command


async def test_a_console_cannot_vote_on_its_line(house: House) -> None:
    codes = await printed(house)
    phone = await with_card(house, codes[1], 1)
    assert (await phone.asked(vote([1], 5)))["ok"]
    console = await (await house.console()).open()
    await console.say(vote([2], 6))
    assert await console.ended() == BAD_MESSAGE
    assert await stored(house) == [[1]]


async def test_a_facilitator_cannot_vote_with_a_card_of_somebody_else(house: House) -> None:
    codes = await printed(house)
    phone = await with_card(house, codes[1], 1)
    assert (await phone.asked(vote([1], 5)))["ok"]
    visitor = house.facilitator.visitor
    page = await visitor.get(f"/s/{house.code}")
    await visitor.send(f"/s/{house.code}/ikut", page.token, {})
    page = await visitor.get(f"/s/{house.code}?kartu=1")
    form = {"round": 1, "mark": [2], "card": 1, "ref": str(uuid.uuid4())}
    refused = await visitor.send(f"/s/{house.code}/suara", page.token, form)
    assert refused.status == 422
    assert await stored(house) == [[1]]


async def test_no_page_or_file_of_a_facilitator_tells_a_choice(house: House) -> None:
    """When everybody chooses something else, nothing that this login can open changes."""
    codes = await printed(house)
    phones = [await with_card(house, codes[number], number) for number in (1, 2)]
    for number, phone in enumerate(phones, 1):
        assert (await phone.asked(vote([1], 5, number)))["ok"]
    before = await _settled_pages(house)
    for number, phone in enumerate(phones, 1):
        assert (await phone.asked(vote([2], 6, number)))["ok"]
    after = await _all_pages(house)
    assert len(before) > 8
    assert {path for path in before if before[path] != after[path]} == set()


async def _settled_pages(house: House) -> dict[str, str]:
    """The same pages once two looks in a row agree: devices that connected have been noticed."""
    seen = await _all_pages(house)
    async with asyncio.timeout(20):
        while (again := await _all_pages(house)) != seen:
            seen = again
    return seen


async def _all_pages(house: House) -> dict[str, str]:
    """Every page that a facilitator of this meeting can open, without what differs at each load."""
    room = await house.room()
    await room.refresh()
    paths = [str(getattr(route, "path", "")) for route in routes()]
    wanted = [
        path.replace("{code}", house.code).replace("{number:int}", "1").replace("{round:int}", "1")
        for path in paths
        if path.startswith(("/fasilitator/{code}", "/arsip/{code}", "/s/{code}", "/layar/{code}"))
    ]
    found = {}
    visitor = house.facilitator.visitor
    for path in wanted:
        if path.endswith((".pdf", ".docx")) and path.startswith("/fasilitator"):
            found[path] = (await visitor.file(path)).hex()
        else:
            found[path] = re.sub(_CHANGING, "", (await visitor.get(path)).html)
    return found


_CHANGING = re.compile(
    r'name="(page|_token|ref)" (content|value)="[^"]*"|"(token|ref)":"[^"]*"|"(v|now)":\d+'
    r"|\d{1,2}\.\d{2}( WIB)?|\b\d{13}\b"
)
"""Tokens, ids, versions and the time of day."""
