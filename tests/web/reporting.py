"""Reports sent by plain forms, and the desks that they come to."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices, reports
from tests.web.browsing import Hall, Page, Visitor
from tests.web.officers import at_office

WARD = "12.74.04.1005"  # Beting Kuala Kapias
WHAT = {
    "kind": "aspirasi",
    "sector": "infra",
    "title": "Lampu jalan di Gang Nelayan",
    "text": "Gang gelap sejak Lebaran.\nIbu-ibu takut pulang dari wirid.",
}
WHERE = {"ward": WARD, "neighborhood": "II", "landmark": "depan rumah Pak Leman"}
CONTACT = "0812 3456 7890"
SECRET_WORDS = ("Leman", "3456", "2.9659", "99.80", "lat", "Samsung")
SETWAN = Office(id=0, kind="setwan", name="Sekretariat DPRD Kota")
PU = Office(id=0, kind="opd", name="Dinas PUPR")
MEMBER = Office(id=0, kind="dewan", name="Hj. Rosmawati", dapil="Dapil 2")


Desks = dict[str, Visitor]


async def walked(visitor: Visitor, **changes: Any) -> Page:
    """The last step, with the first two behind it."""
    page = await visitor.send(await visitor.open("/lapor"), "lapor", **{**WHAT, **changes})
    return await visitor.send(page, "lapor", **WHERE)


async def reported(visitor: Visitor, *photos: bytes, **changes: Any) -> str:
    """A report that was sent by plain forms; the path of its secret page."""
    page = await walked(visitor, **changes)
    data = page.form("lapor").filled({"contact": CONTACT})
    data = {name: value for name, value in data.items() if not name.startswith("foto")}
    files = {f"foto{n}": ("a.jpg", content) for n, content in enumerate(photos, 1)}
    answer = await visitor.client.post("/lapor", data=data, files=files or {"foto1": ("", b"")})
    assert answer.status_code == 200, Page(answer).text
    return answer.url.path


def number_in(place: str) -> str:
    return place.split("/")[2]


async def seen_by_all(hall: Hall, path: str) -> Page:
    async with hall.visitor() as somebody:
        return await somebody.open(path)


@contextlib.asynccontextmanager
async def desks(hall: Hall) -> AsyncIterator[Desks]:
    """The secretariat, two agencies and a member of the council, all logged in."""
    async with contextlib.AsyncExitStack() as stack:
        people = {}
        for name, office in (
            ("setwan", SETWAN), ("pu", PU), ("other", Office(id=0, kind="opd", name="Dinkes")),
            ("dewan", MEMBER),
        ):  # fmt: skip
            stored = await offices.add_office(hall.site.pool, office, at=now())
            people[name] = await stack.enter_async_context(at_office(hall, stored))
        yield people


async def desk_page(hall: Hall, visitor: Visitor, number: str) -> Page:
    row = await reports.by_number(hall.site.pool, number)
    assert row
    return await visitor.open(f"/kantor/lapor/{row.id}")


async def office_id(hall: Hall, name: str) -> str:
    every = await offices.list_offices(hall.site.pool)
    return str(next(office.id for office in every if office.name == name))
