"""The invented city's offices, and somebody who acts for each: they come by a link of their own."""

from typing import Final

from msgspec import Struct

from musrenbang_live.cli.demo_people import by_link
from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices
from musrenbang_live.store.pool import Db

OFFICES: Final = (
    Office(id=0, kind="opd", name="Dinas PUPR"),
    Office(id=0, kind="bapperida", name="Bapperida"),
    Office(id=0, kind="kecamatan", name="Kecamatan Teluk Nibung", district="Teluk Nibung"),
    Office(id=0, kind="setwan", name="Sekretariat DPRD"),
)


class Desk(Struct, frozen=True):
    """An office, who acts for it, and the token of that person's login link."""

    office: Office
    person: int
    token: str


async def desks(db: Db) -> list[Desk]:
    """The offices of `OFFICES` with a person each."""
    return [await _desk(db, office) for office in OFFICES]


async def _desk(db: Db, office: Office) -> Desk:
    made = await offices.add_office(db, office, at=now())
    person, token = await by_link(db, f"Petugas {made.name} (contoh)", "officer", made.id)
    return Desk(made, person, token)
