"""Offices that decide about proposals after the meeting, for tests."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from musrenbang_live.core.offices import Office, OfficeKind
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices
from tests.web.browsing import Hall, Page, Visitor
from tests.web.officers import let_in, officer
from tests.web.residents import Gathering
from tests.web.test_desk_tiers import kelurahan

DISTRICT = "Datuk Bandar Timur"
USUAL: dict[OfficeKind, str] = {
    "kecamatan": f"Kecamatan {DISTRICT}",
    "bapperida": "Bapperida",
    "opd": "Dinas PUPR",
    "setwan": "Sekretariat DPRD",
    "komisi": "Komisi C",
}


@contextlib.asynccontextmanager
async def acting(hall: Hall, kind: OfficeKind, name: str = "") -> AsyncIterator[Visitor]:
    """Somebody of an office of this kind, logged in."""
    wanted = Office(
        id=0,
        kind=kind,
        name=name or USUAL[kind],
        district=DISTRICT if kind == "kecamatan" else "",
    )
    office = await offices.add_office(hall.site.pool, wanted, at=now())
    username = f"{kind}{office.id}"
    person = await officer(hall, username, role="officer", office_id=office.id)
    async with hall.visitor() as visitor:
        await let_in(hall, visitor, person)
        yield visitor


async def agreed(hall: Hall, **changes: Any) -> Gathering:
    """A meeting of a kelurahan on the shelf: 2 and 1 are agreed, 3 is not accommodated."""
    below = await kelurahan(hall, **changes)
    await hall.site.shelving.look()
    return below


def at(gathering: Gathering, number: int) -> str:
    """The page of a proposal at an office."""
    return f"/kantor/usulan/{gathering.room.code}-{number}"


async def decide(who: Visitor, place: str, to: str, **fields: Any) -> Page:
    """The answer to a decision about the proposal at `place`."""
    return await who.send(await who.open(place), "putusan", to=to, **fields)
