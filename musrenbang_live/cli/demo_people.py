"""People of demonstrations: nobody knows a password of theirs, they come by a link of their own."""

import secrets
from typing import Final

from musrenbang_live.live.clock import now
from musrenbang_live.store import people
from musrenbang_live.store.people import Role
from musrenbang_live.store.pool import Db
from musrenbang_live.web.identity.access import token_hash

LINK_LIFE: Final = 24 * 3_600_000
LINK_USES: Final = 1_000
UNUSABLE: Final = "!"
"""Not a hash, so no password matches."""


async def by_link(db: Db, name: str, role: Role, office_id: int | None = None) -> tuple[int, str]:
    """Somebody of this role, and the token of that person's login link."""
    person = await people.add_person(
        db,
        username=f"demo-{secrets.token_hex(3)}",
        name=name,
        password_hash=UNUSABLE,
        role=role,
        at=now(),
        office_id=office_id,
    )
    token = secrets.token_urlsafe(24)
    await people.add_invitation(
        db,
        token_hash=token_hash(token),
        purpose="login",
        role=role,
        person_id=person.id,
        at=now(),
        expires_at=now() + LINK_LIFE,
        uses=LINK_USES,
    )
    return person.id, token
