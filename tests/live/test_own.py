"""What belongs to one resident alone reaches the devices it belongs to, and no others."""

from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.live import own
from musrenbang_live.store import counts
from tests.builders import PHASES
from tests.held import held
from tests.live.house import House, Visitor, open_house
from tests.patience import until
from tests.phone import Line, Phone
from tests.store.hall import new_id


def told(visitor: Visitor) -> list[dict[str, Any]]:
    """The personal messages a device was sent, oldest first."""
    return [message["me"] for message in visitor.line.sent if "me" in message]


async def back(house: House, code: str, participant: str) -> Visitor:
    """A device that shows an older page and comes back."""
    return await house.visit(code, who=f"p:{participant}", line=Line(Phone()))


async def voting(house: House) -> str:
    code = await house.begun()
    for number in range(3):
        await house.propose(code, f"Lampu jalan {number}")
    await house.act(code, c.EnterPhase(PHASES["pemungutan"]))
    return code


async def test_a_hall_that_comes_back_is_told_with_few_questions(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(database_url) as house:
        code = await voting(house)
        people = [await house.join(code) for _ in range(40)]
        for place, person in enumerate(people):
            await house.vote(code, [1 + place % 3], person)
        asked: list[int] = []
        personal_many = counts.personal_many

        async def counted(*what: Any) -> Any:
            asked.append(len(what[-1]))
            return await personal_many(*what)

        monkeypatch.setattr(counts, "personal_many", counted)
        monkeypatch.setattr(own, "BATCH", 15)
        phones = [await back(house, code, person) for person in people]
        await until(lambda: all(told(phone) for phone in phones))
        for place, phone in enumerate(phones):
            assert told(phone)[-1]["votes"] == {"1": [1 + place % 3]}
        assert sum(asked) == 40
        assert max(asked) <= 15


async def test_one_that_shows_what_is_now_is_not_told_again(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await voting(house)
        person = await house.join(code)
        room = await house.service.room(code)
        channel = room.gallery("resident", "id").channel
        line = Line()
        line.phone.epoch, line.phone.version = channel.epoch, channel.version
        fresh = Visitor(house.hub, room, "resident", f"p:{person}", line)
        other = await back(house, code, await house.join(code))
        await until(lambda: told(other))
        assert told(fresh) == []
        await fresh.leave()


async def test_a_second_device_of_the_same_person_is_told_and_the_first_knows(
    database_url: str,
) -> None:
    async with open_house(database_url) as house:
        code = await voting(house)
        person, stranger = await house.join(code), await house.join(code)
        first, second = [await back(house, code, person) for _ in range(2)]
        other = await back(house, code, stranger)
        await until(lambda: told(first) and told(second) and told(other))
        room = await house.service.room(code)
        await house.service.vote(room, person, new_id(), 1, 1, [2])
        room.own.changed(f"p:{person}", by=first.screen)
        await until(lambda: told(second)[-1]["votes"] == {"1": [2]})
        assert len(told(first)) == 1
        assert len(told(other)) == 1


async def test_what_was_read_before_a_vote_is_not_told_after_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The phone would show the older choice for a moment, and believe it."""
    async with open_house(database_url) as house:
        code = await voting(house)
        person = await house.join(code)
        room = await house.service.room(code)
        keeper = held(monkeypatch, counts, "personal_many")
        phone = await back(house, code, person)
        await keeper.asked.wait()
        await house.service.vote(room, person, new_id(), 1, 1, [3])
        room.own.changed(f"p:{person}", by=phone.screen)
        keeper.release()
        await until(lambda: told(phone))
        assert [me["votes"] for me in told(phone)] == [{"1": [3]}]


async def test_one_that_hangs_up_while_it_is_read_for_is_forgotten(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(database_url) as house:
        code = await voting(house)
        room = await house.service.room(code)
        keeper = held(monkeypatch, counts, "personal_many")
        gone, stays = [await back(house, code, await house.join(code)) for _ in range(2)]
        await keeper.asked.wait()
        await gone.leave()
        keeper.release()
        await until(lambda: told(stays))
        assert told(gone) == []
        assert gone.screen.who not in room.own._screens
        assert room.own._stale == {}


async def test_while_the_database_is_away_it_waits(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "PAUSE", 0.05)
    async with open_house(database_url) as house:
        code = await voting(house)
        tries, personal_many = 0, counts.personal_many

        async def away(*what: Any) -> Any:
            nonlocal tries
            tries += 1
            if tries < 4:
                raise OSError("nobody there")
            return await personal_many(*what)

        monkeypatch.setattr(counts, "personal_many", away)
        phone = await back(house, code, await house.join(code))
        await until(lambda: told(phone))
        assert tries == 4
