"""The invented city's offices, and somebody who acts for each: they come by a link of their own."""

import secrets
from typing import Final

from msgspec import Struct

from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices, people
from musrenbang_live.store.pool import Db
from musrenbang_live.web.identity.access import token_hash

LINK_LIFE: Final = 24 * 3_600_000
LINK_USES: Final = 1_000
UNUSABLE: Final = "!"
"""Not a hash, so no password matches: these people come by link only."""
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
    person = await people.add_person(
        db,
        username=f"demo-{secrets.token_hex(3)}",
        name=f"Petugas {made.name} (contoh)",
        password_hash=UNUSABLE,
        role="officer",
        at=now(),
        office_id=made.id,
    )
    token = secrets.token_urlsafe(24)
    await people.add_invitation(
        db,
        token_hash=token_hash(token),
        purpose="login",
        role="officer",
        person_id=person.id,
        at=now(),
        expires_at=now() + LINK_LIFE,
        uses=LINK_USES,
    )
    return Desk(made, person.id, token)
