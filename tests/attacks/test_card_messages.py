"""The same by the socket: messages replayed and out of order, cards that a device does not hold."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.lines import Device, House, opened


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The running server with a vote by card: the cards 1 to 8 are handed out."""
    async with opened(database_url, tmp_path, by_card=True) as running:
        yield running


async def printed(house: House) -> dict[int, str]:
    """The codes of eight cards that were handed out, the vote being on."""
    room = await house.room()
    made = await house.site.cards.print(room, "f:1", 8)
    await house.facilitator.act("cards-activate", first=1, last=8)
    await house.ballot()
    return {card.number: card.code for card in made}


async def with_card(house: House, code: str, card: int) -> Device:
    """A phone that has entered this card, its line open on the ballot of it."""
    phone = await house.phone()
    page = await phone.visitor.get(f"/s/{house.code}/kartu")
    await phone.visitor.send(f"/s/{house.code}/kartu", page.token, {"code": code})
    page = await phone.visitor.get(f"/s/{house.code}?kartu={card}")
    return await Device(phone.visitor, "resident", page).open(card=card)


def vote(mark: list[int], rev: int, card: int = 1) -> dict[str, Any]:
    """A ballot as a page sends it."""
    ref = str(uuid.uuid4())
    return {"do": "vote", "ref": ref, "rev": rev, "round": 1, "mark": mark, "card": card}


async def stored(house: House) -> list[list[int]]:
    """The marks that are on disk for the open round."""
    rows = await house.site.pool.fetch("SELECT mark FROM ballot ORDER BY cast_at")
    return [row["mark"] for row in rows]


async def test_a_replayed_message_changes_nothing(house: House) -> None:
    codes = await printed(house)
    phone = await with_card(house, codes[1], 1)
    first, second = vote([1], 5), vote([2], 6)
    answer = await phone.asked(first)
    assert answer["ok"]
    assert (await phone.asked(second))["ok"]
    for _ in range(3):
        await phone.asked(first)  # caught on its way and sent again
        await phone.asked(second)
    assert await stored(house) == [[2]]


async def test_a_message_replayed_by_another_phone_is_that_phones_own(house: House) -> None:
    codes = await printed(house)
    one, two = await with_card(house, codes[1], 1), await with_card(house, codes[2], 2)
    caught = vote([1], 5)
    assert (await one.asked(caught))["ok"]
    answer = await two.asked(caught)  # it names a card that this phone does not hold
    assert answer["code"] == "card_needed"
    assert await stored(house) == [[1]]


async def test_two_phones_with_one_card_see_each_other_and_count_once(house: House) -> None:
    codes = await printed(house)
    one, two = await with_card(house, codes[1], 1), await with_card(house, codes[1], 1)
    assert (await one.asked(vote([1], 5)))["ok"]
    assert (await two.asked(vote([2], 6)))["ok"]
    assert (await one.asked(vote([1], 4)))["ok"]  # older: it is told what counts, and stays so
    assert await stored(house) == [[2]]


@pytest.mark.parametrize("card", [0, 3, 99, -1, 2**40])
async def test_a_card_that_is_not_held_cannot_be_named(house: House, card: int) -> None:
    codes = await printed(house)
    phone = await with_card(house, codes[1], 1)
    answer = await phone.asked(vote([1], 5, card))
    assert answer["code"] == "card_needed"
    assert await stored(house) == []


async def test_who_came_by_link_cannot_vote_by_the_socket(house: House) -> None:
    await printed(house)
    phone = await (await house.phone()).open()
    message = vote([1], 5)
    del message["card"]
    assert (await phone.asked(message))["code"] == "card_needed"
    assert await stored(house) == []
