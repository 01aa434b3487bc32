"""People with a login: made in the database, and logged in as they would, by the form."""

import contextlib
import secrets
from collections.abc import AsyncIterator

from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices, people, sessions
from musrenbang_live.store.people import Person, Purpose, Role
from musrenbang_live.web.identity import access, passwords
from tests.web.browsing import Hall, Page, Visitor
from tests.web.residents import Gathering

PASSWORD = "perahu kunyit teluk"
_kept: list[str] = []


async def officer(
    hall: Hall,
    username: str = "budi",
    role: Role = "facilitator",
    office_id: int | None = None,
) -> Person:
    """A person with a login, whose password is `PASSWORD`."""
    if not _kept:
        _kept.append(await passwords.hashed(PASSWORD))
    return await people.add_person(
        hall.site.pool,
        username=username,
        name=username.title(),
        password_hash=_kept[0],
        role=role,
        at=now(),
        office_id=office_id,
    )


async def leads(gathering: Gathering, person: Person) -> None:
    """This person may run the meeting."""
    await sessions.add_facilitator(gathering.hall.site.pool, gathering.room.row.id, person.id)


async def log_in(visitor: Visitor, username: str = "budi", password: str = PASSWORD) -> Page:
    """The visitor logs in by the form; the page that comes."""
    page = await visitor.send(
        await visitor.open("/masuk"), "/masuk", username=username, password=password
    )
    assert page.status == 200, page.text
    return page


async def tries(visitor: Visitor, username: str, password: str) -> Page:
    """The answer to a user name and a password in the login."""
    return await visitor.send(
        await visitor.open("/masuk"), "/masuk", username=username, password=password
    )


async def link(
    hall: Hall,
    purpose: Purpose,
    *,
    role: Role = "facilitator",
    person: Person | None = None,
    uses: int = 1,
    life: int = 3_600_000,
) -> str:
    """A new invitation of this purpose; its token."""
    token = secrets.token_urlsafe(24)
    await people.add_invitation(
        hall.site.pool,
        token_hash=access.token_hash(token),
        purpose=purpose,
        role=role,
        at=now(),
        expires_at=now() + life,
        person_id=person.id if person else None,
        uses=uses,
    )
    return token


@contextlib.asynccontextmanager
async def at_desk(gathering: Gathering) -> AsyncIterator[Visitor]:
    """The facilitator of the meeting, logged in already."""
    person = await _person(gathering.hall, "facilitator")
    await leads(gathering, person)
    async with _inside(gathering.hall, person) as visitor:
        yield visitor


@contextlib.asynccontextmanager
async def at_office(hall: Hall, office: Office) -> AsyncIterator[Visitor]:
    """An officer of this office, which is stored if it has no id yet, logged in already."""
    if not office.id:
        office = await offices.add_office(hall.site.pool, office, at=now())
    async with _inside(hall, await _person(hall, "officer", office.id)) as visitor:
        yield visitor


@contextlib.asynccontextmanager
async def at_admin(hall: Hall) -> AsyncIterator[Visitor]:
    """An administrator, logged in already."""
    async with _inside(hall, await _person(hall, "admin")) as visitor:
        yield visitor


async def _person(hall: Hall, role: Role, office_id: int | None = None) -> Person:
    return await people.add_person(
        hall.site.pool,
        username=f"{role}-{secrets.token_hex(4)}",
        name="Desk",
        password_hash="none",
        role=role,
        at=now(),
        office_id=office_id,
    )


@contextlib.asynccontextmanager
async def _inside(hall: Hall, person: Person) -> AsyncIterator[Visitor]:
    async with hall.visitor() as visitor:
        await let_in(hall, visitor, person)
        yield visitor


async def let_in(hall: Hall, visitor: Visitor, person: Person) -> None:
    """The visitor is this person from now on, without the form: checking a password is slow."""
    token = secrets.token_urlsafe(32)
    await people.add_login(
        hall.site.pool,
        token_hash=access.token_hash(token),
        person_id=person.id,
        device="",
        at=now(),
        expires_at=now() + 3_600_000,
    )
    visitor.client.cookies.set(hall.site.cookie(access.LOGIN_COOKIE), token)
