"""People with logins, for tests of what a desk writes."""

import secrets
from typing import NamedTuple

from musrenbang_live.store import people
from musrenbang_live.store.pool import Pool
from tests.builders import NOW


class Officer(NamedTuple):
    """A facilitator at one browser."""

    person: int
    login: int
    name: str


async def officer(db: Pool, name: str) -> Officer:
    """A facilitator of this name, logged in."""
    person = await people.add_person(
        db, username=name.lower(), name=name, password_hash="-", role="facilitator", at=NOW
    )
    login = await people.add_login(
        db,
        token_hash=secrets.token_bytes(32),
        person_id=person.id,
        device="meja",
        at=NOW,
        expires_at=NOW + 86_400_000,
    )
    return Officer(person.id, login, name)
