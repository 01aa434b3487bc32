"""Who may open the desk of a meeting: several people, each with a login of their own."""

import contextlib
from collections.abc import AsyncIterator

from musrenbang_live.live.clock import now
from musrenbang_live.live.screen import LOGIN_REVOKED, Screen
from musrenbang_live.store import people, sessions
from musrenbang_live.store.people import Person
from tests.builders import plan
from tests.phone import Line
from tests.web.browsing import Hall, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk, let_in, officer
from tests.web.residents import Gathering, gathered

REFUSED = "Akun ini tidak dapat membuka"


async def _colleague(hall: Hall, username: str = "sari") -> Person:
    return await officer(hall, username)


async def _inside(gathering: Gathering) -> set[int]:
    found = await sessions.facilitators_of(gathering.hall.site.pool, gathering.room.row.id)
    return {each.id for each in found}


async def _token(visitor: Visitor, gathering: Gathering) -> str:
    """A page token, from a page of the desk that always has a form."""
    form = (await visitor.open(desk(gathering, "/tautan"))).form("/screen-key")
    return str(form.filled({})["_token"][0])


@contextlib.asynccontextmanager
async def _open_at(gathering: Gathering, person: Person) -> AsyncIterator[Line]:
    """The desk as it stands open on this person's laptop; its line."""
    room, hub = gathering.room, gathering.hall.site.hub
    (login,) = await people.list_logins(gathering.hall.site.pool, person.id, at=now())
    channel, line = room.gallery("facilitator", "id").channel, Line()
    screen = Screen(line, channel, "facilitator", "id", f"f:{login.id}", ("", 0))
    hub.enter(room, screen)
    yield line
    hub.leave(room, screen)


async def test_a_colleague_opens_the_desk_once_let_in_and_not_before_or_after(hall: Hall) -> None:
    gathering = await gathered(hall)
    sari = await _colleague(hall)
    async with at_desk(gathering) as facilitator, hall.visitor() as other:
        await let_in(hall, other, sari)
        assert REFUSED in (await other.open(desk(gathering))).text
        assert desk(gathering, "/petugas") in (await facilitator.open(desk(gathering))).links
        page = await facilitator.open(desk(gathering, "/petugas"))
        again = page.form("/petugas").filled({"person": str(sari.id)})
        page = await facilitator.send(page, "/petugas", person=str(sari.id))
        assert said(page) == "Sari sekarang dapat membuka meja ini."
        answer = await facilitator.client.post(desk(gathering, "/petugas"), data=again)
        assert answer.status_code == 200, "pressed twice is once"
        assert "Petugas sesi ini" in (await other.open(desk(gathering, "/petugas"))).text
        page = await facilitator.open(desk(gathering, "/petugas"))
        async with _open_at(gathering, sari) as line:
            page = await facilitator.send(page, "/petugas/lepas", person=str(sari.id))
            assert line.closed == (LOGIN_REVOKED, "")
        assert said(page) == "Sari tidak dapat membuka meja ini lagi."
        assert REFUSED in (await other.open(desk(gathering))).text


async def test_nobody_shuts_out_themselves_or_whoever_made_the_session(hall: Hall) -> None:
    maker = await _colleague(hall, "maker")
    code = await hall.service.create_session(plan(), maker.id)
    gathering = Gathering(hall, await hall.service.room(code))
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/petugas"))
        assert not page.has_form("/petugas/lepas"), "neither of the two"
        token = await _token(facilitator, gathering)
        before = await _inside(gathering)
        for wrong in [*map(str, before), "0", "-1", "x", "", "9" * 30, "\x00"]:
            data = {"_token": token, "person": wrong}
            answer = await facilitator.client.post(desk(gathering, "/petugas/lepas"), data=data)
            assert answer.status_code == 404, wrong
        assert await _inside(gathering) == before


async def test_only_facilitators_with_an_open_account_are_let_in(hall: Hall) -> None:
    gathering = await gathered(hall)
    gone, admin = await _colleague(hall, "gone"), await officer(hall, "boss", role="admin")
    await people.disable(hall.site.pool, gone.id, at=1)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/petugas"))
        assert "Semua fasilitator di situs ini sudah dapat." in page.text
        before = await _inside(gathering)
        for each in (gone, admin):
            data = {"_token": await _token(facilitator, gathering), "person": str(each.id)}
            answer = await facilitator.client.post(desk(gathering, "/petugas"), data=data)
            assert answer.status_code == 404
        assert await _inside(gathering) == before
