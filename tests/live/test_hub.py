import asyncio
from collections.abc import Callable

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live import hub as hubs
from musrenbang_live.live.bus import Bell, Bus, MemoryExchange
from musrenbang_live.live.clock import now
from musrenbang_live.live.hub import LOOK_EVERY
from musrenbang_live.live.screen import COME_BACK, LOGIN_REVOKED
from musrenbang_live.store import people, sessions
from tests.builders import PHASES
from tests.live.house import Visitor, open_house
from tests.patience import until
from tests.phone import Line

SLACK = 3.0
"""Seconds a busy machine may add to what the program promises."""


async def shown_within(seconds: float, true: Callable[[], object]) -> None:
    """What the program promises within so many seconds."""
    await until(true, within=seconds + SLACK)


def exchanges() -> list[tuple[Bus, Bus]]:
    """Two members that hear each other, and two that do not."""
    shared = MemoryExchange()
    return [
        (shared.member(), shared.member()),
        (MemoryExchange().member(), MemoryExchange().member()),
    ]


@pytest.mark.parametrize("lost", [False, True], ids=["bells are heard", "every bell is lost"])
async def test_all_processes_show_the_same_within_a_second(database_url: str, lost: bool) -> None:
    here, there = exchanges()[lost]
    promised = LOOK_EVERY if lost else 0.0
    async with open_house(database_url, here) as one, open_house(database_url, there) as other:
        code = await one.begun()
        seen = [
            await house.visit(code, audience)
            for house in (one, other)
            for audience in ("resident", "facilitator", "projector")
        ]
        await one.propose(code, "Titi beton")
        await shown_within(promised, lambda: "usulan-1" in seen[3].phone.html)
        await other.act(code, c.EnterPhase(PHASES["pemungutan"]))
        for visitor in seen:
            await shown_within(promised, lambda v=visitor: v.phone.html["isi"] == "<p>voting</p>")
        await one.vote(code, [1])
        await other.vote(code, [1])
        for visitor in seen:
            await shown_within(promised, lambda v=visitor: v.phone.text["masuk"] == "2")


async def test_what_one_process_has_shown_no_other_takes_back(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process is killed before its bell is heard, and its phones come to another at once."""
    monkeypatch.setattr(hubs, "LOOK_EVERY", 3600.0)
    shared = MemoryExchange()
    async with (
        open_house(database_url, shared.member()) as one,
        open_house(database_url, shared.member()) as other,
    ):
        code = await one.begun()
        await one.propose(code)
        await one.act(code, c.EnterPhase(PHASES["pemungutan"]))
        known = await other.visit(code)
        await until(lambda: known.phone.html["isi"] == "<p>voting</p>")
        shared.members[0]._exchange = MemoryExchange()  # from now on nobody hears it
        moving = await one.visit(code)
        await one.vote(code, [1])
        await until(lambda: moving.phone.text["masuk"] == "1")
        await moving.leave()
        again = Line(moving.phone)
        wholes = moving.phone.wholes
        room = await other.service.room(code)
        came = Visitor(other.hub, room, "resident", "p:1", again)
        await until(lambda: moving.phone.wholes > wholes)
        told = [m["text"] for m in again.sent if "text" in m]
        assert [text["masuk"] for text in told if "masuk" in text] == ["1"]
        await came.leave()


async def test_each_process_may_lead(database_url: str) -> None:
    shared = MemoryExchange()
    async with (
        open_house(database_url, shared.member()) as one,
        open_house(database_url, shared.member()) as other,
    ):
        code = await one.begun()
        await asyncio.gather(
            *(house.propose(code, f"Lampu {n}") for n in range(10) for house in (one, other))
        )
        await one.act(code, c.EnterPhase(PHASES["pemungutan"]))
        await other.act(code, c.CloseRound(1))
        await one.act(code, c.RevealRound(1))
        rooms = [await house.service.room(code) for house in (one, other)]
        await until(lambda: rooms[0].meeting == rooms[1].meeting)
        assert rooms[0].meeting.rounds[1].options == tuple(range(1, 21))


async def test_bells_of_other_sessions_are_none_of_a_rooms_business(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "LOOK_EVERY", 3600.0)
    shared = MemoryExchange()
    ringer = shared.member()
    async with open_house(database_url, shared.member()) as house:
        codes = [await house.begun() for _ in range(2)]
        rooms = [await house.service.room(code) for code in codes]
        await until(lambda: not house.service._errands)  # who signs rings, too
        looked: list[str] = []
        for room in rooms:
            monkeypatch.setattr(room, "look_at_rows", lambda code=room.code: looked.append(code))
            monkeypatch.setattr(room, "look_at_log", lambda code=room.code: looked.append(code))
        for what in ("log", "rows"):
            ringer.ring(codes[0], what)
        ringer.ring("AAAAAA", "log")
        ringer.ring("AAAAAA", "presence", "3:1")
        await until(lambda: len(looked) == 2)  # what the log says of rows is known once it is read
        assert set(looked) == {codes[0]}
        looked.clear()
        house.hub._hear(Bell("", "lost"))
        assert sorted(looked) == sorted(codes * 2)


async def test_devices_are_counted_over_all_processes(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(hubs, "PRESENCE_VALID", 1.2)
    shared = MemoryExchange()
    async with open_house(database_url, shared.member()) as one:
        code = await one.begun()
        wall = await one.visit(code, "projector")
        phones = [await one.visit(code) for _ in range(2)]

        def shows(online: int, screens: int) -> bool:
            text = wall.phone.text
            return (text["terhubung"], text["layar"]) == (str(online), str(screens))

        await until(lambda: shows(2, 1))
        async with open_house(database_url, shared.member()) as other:
            await other.visit(code, "projector")
            there = [await other.visit(code) for _ in range(3)]
            await until(lambda: shows(5, 2))
            await until(lambda: there[0].phone.text["terhubung"] == "5")
            await phones[0].leave()
            await until(lambda: shows(4, 2))
            await there[0].leave()
            await until(lambda: shows(3, 2))
            # The other process is killed: it says nothing any more, not even goodbye.
            shared.members[1]._exchange = MemoryExchange()
        await until(lambda: shows(1, 1))


async def test_a_login_that_ends_closes_its_screens_in_all_processes(database_url: str) -> None:
    shared = MemoryExchange()
    async with (
        open_house(database_url, shared.member()) as one,
        open_house(database_url, shared.member()) as other,
    ):
        code, second = await one.begun(), await one.begun()
        ended_login = await one.login()
        ended = [
            await house.visit(where, "facilitator", ended_login)
            for house in (one, other)
            for where in (code, second)
        ]
        stay = [
            await other.visit(code, "facilitator"),
            await other.visit(code, "resident", ended_login.replace("f:", "p:")),
            await other.visit(code, "projector"),
        ]
        one.hub.dismiss("", ended_login)
        for visitor in ended:
            await shown_within(0, lambda v=visitor: v.line.closed == (LOGIN_REVOKED, ""))
        assert not any(visitor.line.closed for visitor in stay)
        for visitor in ended:
            await visitor.leave()
        assert {v.screen for v in stay} == set((await other.service.room(code)).screens())


async def test_a_login_that_ends_closes_its_screens_when_no_bell_is_heard(
    database_url: str,
) -> None:
    async with open_house(database_url) as one, open_house(database_url) as other:
        code = await one.begun()
        staying, ending, ageing, leaving = [await one.login() for _ in range(4)]
        screens = {who: await other.visit(code, "facilitator", who) for who in (ending, ageing)}
        stays = await other.visit(code, "facilitator", staying)
        number = int(ending.removeprefix("f:"))
        owner = await one.pool.fetchval("SELECT person_id FROM login WHERE id = $1", number)
        await people.revoke_login(one.pool, number, person_id=owner, at=now())
        await one.pool.execute(
            "UPDATE login SET expires_at = now() WHERE id = $1", int(ageing.removeprefix("f:"))
        )
        screens[leaving] = await other.visit(code, "facilitator", leaving)
        await one.pool.execute(
            "UPDATE person SET disabled_at = now() WHERE id ="
            " (SELECT person_id FROM login WHERE id = $1)",
            int(leaving.removeprefix("f:")),
        )
        for visitor in screens.values():
            await shown_within(LOOK_EVERY, lambda v=visitor: v.line.closed == (LOGIN_REVOKED, ""))
        assert stays.line.closed is None


async def test_who_is_let_go_loses_that_desk_only_when_no_bell_is_heard(database_url: str) -> None:
    async with open_house(database_url) as one, open_house(database_url) as other:
        codes = [await one.begun(), await one.begun()]
        login = await one.login("facilitator")
        number = int(login.removeprefix("f:"))
        person = await one.pool.fetchval("SELECT person_id FROM login WHERE id = $1", number)
        rooms = [await one.service.room(code) for code in codes]
        for room in rooms:
            await sessions.add_facilitator(one.pool, room.row.id, person)
        goes, stays = [await other.visit(code, "facilitator", login) for code in codes]
        await sessions.remove_facilitator(one.pool, rooms[0].row.id, person)
        await shown_within(LOOK_EVERY, lambda: goes.line.closed == (LOGIN_REVOKED, ""))
        assert stays.line.closed is None


@pytest.mark.parametrize("lost", [False, True], ids=["bells are heard", "every bell is lost"])
async def test_a_new_key_closes_the_walls_of_that_session_only(
    database_url: str, lost: bool
) -> None:
    here, there = exchanges()[lost]
    async with open_house(database_url, here) as one, open_house(database_url, there) as other:
        code, second = await one.begun(), await one.begun()
        ended = [await house.visit(code, "projector") for house in (one, other)]
        stay = [await other.visit(second, "projector"), await other.visit(code)]
        room = await one.service.room(code)
        await one.service.new_screen_key(room)
        for visitor in ended:
            await shown_within(
                LOOK_EVERY if lost else 0, lambda v=visitor: v.line.closed == (LOGIN_REVOKED, "")
            )
        assert not any(visitor.line.closed for visitor in stay)
        elsewhere = await other.service.room(code)
        await until(lambda: elsewhere.row.screen_generation == room.row.screen_generation == 2)


async def test_when_the_process_ends_everybody_is_told_when_to_come_back(
    database_url: str,
) -> None:
    async with open_house(database_url) as house:
        code = await house.begun()
        phones = [await house.visit(code) for _ in range(16)]
        assert house.hub.busy
        await house.hub.drain()
        await until(lambda: all(phone.gone for phone in phones))
        closed = [phone.line.closed for phone in phones]
        assert {end[0] for end in closed if end} == {COME_BACK}
        moments = sorted(int(end[1]) for end in closed if end)
        assert len(set(moments)) == 16, "each at its own moment"
        assert 500 <= moments[0] < moments[-1] <= 8_000


async def test_an_unknown_code_is_refused_however_many_ask(database_url: str) -> None:
    async with open_house(database_url) as house:
        for code in ("HMX4T7", "nonsense", ""):
            outcomes = await asyncio.gather(
                *(house.service.room(code) for _ in range(20)), return_exceptions=True
            )
            assert {type(outcome) for outcome in outcomes} == {Rejected}
            assert {outcome.code for outcome in outcomes} == {"session_unknown"}  # type: ignore[union-attr]
        assert house.hub._loading == {}


async def test_a_room_is_loaded_once_however_many_ask(database_url: str) -> None:
    async with open_house(database_url) as house, open_house(database_url) as other:
        code = await house.begun()
        found = await asyncio.gather(*(other.service.room(code) for _ in range(20)))
        assert len({id(room) for room in found}) == 1


async def test_a_room_nobody_uses_is_let_go_and_comes_back_when_asked(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "LOOK_EVERY", 0.02)
    async with open_house(database_url) as house:
        quiet, watched = await house.begun(), await house.begun()
        visitor = await house.visit(watched)
        old = await house.service.room(watched)
        monkeypatch.setattr(hubs, "FORGET_AFTER", 0.2)  # now that nothing more is done in them
        await until(lambda: quiet not in house.hub._rooms)
        assert (await house.service.room(quiet)).meeting.stage == "open"
        assert await house.service.room(watched) is old
        assert visitor.line.closed is None
