import asyncio
from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.gallery import NeverPainted
from musrenbang_live.live.screen import COME_BACK
from musrenbang_live.store import counts
from tests.builders import PHASES
from tests.held import held
from tests.live import house as houses
from tests.live.house import House, Studio, open_house
from tests.patience import until
from tests.store.hall import new_id


async def voting(house: House, proposals: int = 3) -> str:
    """A session with an open round; its code."""
    code = await house.begun()
    for number in range(proposals):
        await house.propose(code, f"Lampu jalan {number}")
    await house.act(code, c.EnterPhase(PHASES["pemungutan"]))
    return code


async def test_what_one_does_all_see(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await house.begun()
        phone, console, wall = [
            await house.visit(code, audience)
            for audience in ("resident", "facilitator", "projector")
        ]
        await house.propose(code, "Titi beton")
        await until(lambda: "<li>Titi beton</li>" in phone.phone.html.values())
        await house.act(code, c.EnterPhase(PHASES["pemungutan"]))
        for seen in (phone, console, wall):
            await until(lambda seen=seen: seen.phone.html["isi"] == "<p>voting</p>")
        await house.vote(code, [1])
        for seen in (phone, console, wall):
            await until(lambda seen=seen: seen.phone.text["masuk"] == "1")
        assert phone.phone.order["daftar"] == ["usulan-1"]


async def test_a_restart_in_the_middle_of_a_vote_changes_nothing(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await voting(house)
        for mark in ([1], [1, 2], [1, 2, 3]):
            await house.vote(code, mark)
        room = await house.service.room(code)
        await room.recount()
        before = room.meeting, room.counts
        voter = await house.join(code)
    async with open_house(database_url) as house:
        room = await house.service.room(code)
        assert room.meeting == before[0]
        assert room.counts.supports == before[1].supports
        assert room.counts.turnout == before[1].turnout == {1: 3}
        assert room.counts.attendance.joined == before[1].attendance.joined + 1
        await house.vote(code, [3], voter)
        await house.act(code, c.CloseRound(1), c.RevealRound(1))
        (result,) = room.view("resident").results
        assert {line.option.number: line.votes for line in result.lines} == {1: 3, 2: 2, 3: 2}


async def test_phones_get_at_most_five_frames_a_second_and_the_wall_sees_at_once(
    database_url: str,
) -> None:
    async with open_house(database_url) as house:
        code = await voting(house)
        people = [await house.join(code) for _ in range(60)]
        phone, wall = await house.visit(code), await house.visit(code, "projector")
        room = await house.service.room(code)
        clock = asyncio.get_running_loop().time
        begun, frames = clock(), phone.phone.steps
        for person in people:
            await house.vote(code, [1], person)
            await asyncio.sleep(0.01)
        took = clock() - begun
        assert phone.phone.steps - frames <= took / room.pace.phones + 2
        await until(lambda: phone.phone.text["masuk"] == wall.phone.text["masuk"] == "60")
        assert wall.phone.steps >= phone.phone.steps


async def test_counts_never_go_back(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A count whose answer is slow is not taken for newer than one that was made after it."""
    async with open_house(database_url) as house:
        code = await voting(house)
        room = await house.service.room(code)
        keeper = held(monkeypatch, counts, "ballots")
        room.look_at_rows("ballots")
        slow = asyncio.create_task(room.recount())
        await keeper.asked.wait()
        await house.vote(code, [1])
        quick = asyncio.create_task(room.recount())
        await asyncio.wait((quick,), timeout=0.2)
        keeper.release()
        await asyncio.gather(slow, quick)
        assert room.counts.turnout == {1: 1}


async def test_what_a_wall_shows_of_a_storm_only_grows(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await voting(house)
        people = [await house.join(code) for _ in range(80)]
        wall = await house.visit(code, "projector")
        await asyncio.gather(*(house.vote(code, [1], person) for person in people))
        await until(lambda: wall.phone.text["masuk"] == str(len(people)))
        shown = [message.get("text", {}).get("masuk") for message in wall.line.sent]
        turnouts = [int(turnout) for turnout in shown if turnout is not None]
        assert turnouts == sorted(turnouts)
        assert wall.phone.versions == sorted(set(wall.phone.versions))


async def test_a_resident_is_told_when_an_own_proposal_is_looked_at(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await house.begun()
        author = await house.join(code)
        room = await house.service.room(code)
        mine, other = await house.visit(code, who=f"p:{author}"), await house.visit(code)
        wanted = houses.content("Titi beton")
        number = await house.service.propose(room, author, new_id(), wanted, named=False)
        await until(lambda: mine.phone.me.get("proposals") == [number])
        told = len([message for message in mine.line.sent if "me" in message])
        await house.act(code, c.HideProposal(number, "Sudah ada"))
        await until(lambda: len([m for m in mine.line.sent if "me" in m]) > told)
        await house.propose(code, "Usulan orang lain")
        await until(lambda: other.phone.shows(room.gallery("resident", "id").channel.sheet))
        assert other.phone.me.get("proposals") == []


async def test_a_page_that_cannot_be_painted_stays_as_it_was(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_house(database_url) as house:
        code = await house.begun()
        room = await house.service.room(code)
        phone, wall = await house.visit(code), await house.visit(code, "projector")
        gallery = room.gallery("resident", "id")

        def spoiled(*_: Any) -> None:
            raise ZeroDivisionError("a template does not fit")

        with monkeypatch.context() as spell:
            spell.setattr(gallery, "painter", spoiled)
            for name in ("musyawarah", "usulan"):
                await house.act(code, c.EnterPhase(PHASES[name]))
                await until(lambda: wall.phone.shows(room.gallery("projector", "id").channel.sheet))
                await until(lambda: gallery.fresh)
        assert phone.line.closed is None
        assert len([r for r in caplog.records if "cannot be painted" in r.message]) == 1
        await house.act(code, c.EnterPhase(PHASES["musyawarah"]))
        await until(lambda: phone.phone.shows(gallery.channel.sheet))


async def test_an_audience_that_was_never_painted_does_not_stop_the_others(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_house(database_url) as house:
        code = await house.begun()
        room = await house.service.room(code)
        wall = await house.visit(code, "projector")

        def spoiled(*_: Any) -> None:
            raise ZeroDivisionError("a template does not fit")

        with monkeypatch.context() as spell:
            spell.setattr(Studio, "painter", lambda *_: spoiled)
            for name in ("musyawarah", "usulan"):
                with pytest.raises(NeverPainted):
                    room.gallery("resident", "id")
                await house.act(code, c.EnterPhase(PHASES[name]))
                await until(lambda: wall.phone.shows(room.gallery("projector", "id").channel.sheet))
        assert await house.service.room(code) is room
        assert len([r for r in caplog.records if "cannot be painted" in r.message]) == 1


async def test_a_room_that_breaks_is_loaded_anew_and_nobody_waits_for_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(database_url) as house:
        code = await house.begun()
        broken = await house.service.room(code)
        phone, console = await house.visit(code), await house.visit(code, "facilitator")

        async def spoiled() -> None:
            raise ZeroDivisionError("it is not written for this")

        with monkeypatch.context() as spell:
            spell.setattr(broken, "_look", spoiled)
            broken._stale()
            await until(lambda: phone.gone and console.gone)
        assert {v.line.closed[0] for v in (phone, console) if v.line.closed} == {COME_BACK}
        with pytest.raises(Rejected, match="many are sending"):
            async with asyncio.timeout(5):
                await house.service.act(broken, "f:1", c.ExtendTimer(5))
        await until(lambda: code not in house.hub._rooms)
        again = await house.service.room(code)
        assert again is not broken
        assert again.meeting == broken.meeting
        back = await house.visit(code)
        await house.act(code, c.EnterPhase(PHASES["musyawarah"]))
        await until(lambda: back.phone.html.get("isi") == "<p>musyawarah</p>")


async def test_who_enters_a_room_that_is_gone_is_sent_to_the_new_one(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await house.begun()
        old = await house.service.room(code)
        house.hub._running[code].cancel()
        await until(lambda: code not in house.hub._rooms)
        late = houses.Visitor(house.hub, old, "resident", "p:1", houses.Line())
        await until(lambda: late.gone)
        assert late.line.closed is not None
        assert late.line.closed[0] == COME_BACK
        await late.leave()
