"""The ceiling of a meeting under a crowd, in one process and in several."""

import asyncio

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.plan import Rules
from musrenbang_live.live.bus import MemoryExchange
from musrenbang_live.live.service import Joining
from tests.builders import plan
from tests.live.house import House, open_house
from tests.patience import until
from tests.store.hall import new_id


async def narrow(house: House, places: int) -> str:
    """A session with so many places; its code."""
    rules = Rules(participant_limit=places)
    return await house.service.create_session(plan(rules=rules), None)


async def joins(house: House, code: str, refs: list[str], *, assisted: bool = False) -> list[str]:
    """Everybody comes at once: for each ref the participant id, or the code of the refusal."""
    room = await house.service.room(code)

    async def one(ref: str) -> str:
        try:
            return await house.service.join(room, ref, Joining(assisted=assisted))
        except Rejected as refused:
            return refused.code

    return list(await asyncio.gather(*map(one, refs)))


async def counts(house: House, code: str, joined: int) -> None:
    """Soon the process knows of so many participants, and no more."""
    room = await house.service.room(code)
    await until(lambda: room.counts.attendance.joined == joined)


def crowd(size: int) -> list[str]:
    return [new_id() for _ in range(size)]


async def test_two_thousand_at_once_in_one_process_are_as_many_as_there_are_places(
    database_url: str,
) -> None:
    async with open_house(database_url) as house:
        code = await narrow(house, 1500)
        answers = await joins(house, code, crowd(2000))
        assert answers.count("session_full") == 500
        assert len({*answers}) == 1501
        await counts(house, code, 1500)


async def test_the_same_phone_again_takes_one_place_and_is_never_turned_away(
    database_url: str,
) -> None:
    async with open_house(database_url) as house:
        code = await narrow(house, 3)
        phone, *others = crowd(3)
        first = await joins(house, code, [phone] * 2)
        assert len({*first}) == 1
        assert "session_full" not in await joins(house, code, others)
        assert await joins(house, code, [new_id(), phone]) == ["session_full", first[0]]
        await counts(house, code, 3)


async def test_a_join_that_came_to_nothing_gives_its_place_back(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await narrow(house, 2)
        room = await house.service.room(code)
        bad = Joining(name="NIK 1274054107800001")
        for _ in range(5):
            with pytest.raises(Rejected, match="16-digit"):
                await house.service.join(room, new_id(), bad)
        assert "session_full" not in await joins(house, code, crowd(2))


async def test_whoever_the_facilitator_enters_needs_no_place(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await narrow(house, 2)
        await joins(house, code, crowd(2))
        assert "session_full" not in await joins(house, code, crowd(3), assisted=True)
        assert await joins(house, code, crowd(1)) == ["session_full"]
        await house.act(code, c.RaiseParticipantLimit(3))
        assert len(await joins(house, code, crowd(1))) == 1
        await counts(house, code, 6)


async def test_two_processes_overshoot_by_no_more_than_what_was_on_its_way(
    database_url: str,
) -> None:
    shared = MemoryExchange()
    async with (
        open_house(database_url, shared.member()) as one,
        open_house(database_url, shared.member()) as other,
    ):
        code = await narrow(one, 200)
        await asyncio.gather(one.visit(code), other.visit(code))  # both rooms are looked at
        half = await asyncio.gather(*(joins(house, code, crowd(80)) for house in (one, other)))
        assert not [answer for answers in half for answer in answers if answer == "session_full"]
        for house in (one, other):
            await counts(house, code, 160)
        more = await asyncio.gather(*(joins(house, code, crowd(80)) for house in (one, other)))
        let_in = sum(answer != "session_full" for answers in more for answer in answers)
        assert 40 <= let_in <= 80  # each knew of 40 places, and not yet what the other let in
        for house in (one, other):
            await counts(house, code, 160 + let_in)
            assert await joins(house, code, crowd(5)) == ["session_full"] * 5


async def test_a_place_opened_in_one_process_is_there_in_the_other(database_url: str) -> None:
    shared = MemoryExchange()
    async with (
        open_house(database_url, shared.member()) as one,
        open_house(database_url, shared.member()) as other,
    ):
        code = await narrow(one, 1)
        await asyncio.gather(one.visit(code), other.visit(code))
        await joins(one, code, crowd(1))
        await counts(other, code, 1)
        room = await other.service.room(code)
        assert await joins(other, code, crowd(1)) == ["session_full"]
        await one.act(code, c.RaiseParticipantLimit(2))
        await until(lambda: room.meeting.participant_limit == 2)
        assert await joins(other, code, crowd(1)) != ["session_full"]
