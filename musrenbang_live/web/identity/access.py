"""Who is asking. There is no way to a room or a person's data but through here.

A resident is known by a signed cookie, one for each meeting, recognised without the database. A
facilitator is known by a login: a random token in a cookie, kept only as a hash, revocable.
"""

import hashlib
import uuid
from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from starlette.requests import HTTPConnection
from starlette.responses import Response

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.offices import Office, OfficeKind
from musrenbang_live.live.cards import Held
from musrenbang_live.live.clock import now
from musrenbang_live.live.room import Room
from musrenbang_live.store import offices, people, sessions
from musrenbang_live.web.site import Site, site_of

LOGIN_COOKIE: Final = "masuk"
LOGIN_LIFE: Final = 24 * 3_600_000
"""Milliseconds after which a login ends whatever happens."""
LOGIN_IDLE: Final = 8 * 3_600_000
"""Milliseconds without a sign of life after which a login ends."""
PARTICIPANT_LIFE: Final = 7 * 24 * 3600
"""Seconds a phone stays known to a meeting."""


class Person(Struct, frozen=True):
    """Somebody who is logged in: a facilitator, an administrator, or an officer."""

    id: int
    login: int
    username: str
    name: str
    role: str

    @property
    def actor(self) -> str:
        """The name in the log."""
        return f"f:{self.id}"


class Officer(Struct, frozen=True):
    """Somebody who is logged in, and the office they act for."""

    person: Person
    office: Office


async def room(connection: HTTPConnection) -> Room:
    """The meeting that the address names, for a page as it is now. Raises `session_unknown`."""
    site = site_of(connection)
    meeting = await site.service.room(connection.path_params["code"])
    if connection.scope["type"] == "http":
        await site.hub.refresh(meeting)
    return meeting


def participant(connection: HTTPConnection, meeting: Room) -> str | None:
    """The participant id this device has in the meeting, or None. No database is asked."""
    site = site_of(connection)
    token = connection.cookies.get(participant_cookie(site, meeting.code), "")
    return site.signer.text(f"participant:{meeting.code}", token)


def require_participant(connection: HTTPConnection, meeting: Room) -> str:
    """The participant id of this device. Raises `participant_unknown`."""
    known = participant(connection, meeting)
    if known is None:
        raise Rejected("participant_unknown")
    return known


def participant_cookie(site: Site, code: str) -> str:
    """The name of the cookie by which a phone is known to one meeting."""
    return site.cookie(f"peserta_{code}")


def remember_participant(
    response: Response, connection: HTTPConnection, meeting: Room, participant_id: str
) -> None:
    """Make this device known to the meeting as this participant."""
    name, purpose = f"peserta_{meeting.code}", f"participant:{meeting.code}"
    _remember(response, connection, name, purpose, participant_id)


def forget_participant(response: Response, connection: HTTPConnection, meeting: Room) -> None:
    """Make this device unknown to the meeting, its voter cards, what it asked for, and whom it
    checked in."""
    site = site_of(connection)
    known_by = (f"{name}_{meeting.code}" for name in ("peserta", "kartu", "minta", "hadir"))
    for name in map(site.cookie, known_by):
        response.delete_cookie(name, path="/", secure=site.secure, httponly=True, samesite="lax")


def cards(connection: HTTPConnection, meeting: Room) -> tuple[Held, ...]:
    """The voter cards this device votes with, the last one entered first. No database is asked."""
    site = site_of(connection)
    token = connection.cookies.get(site.cookie(f"kartu_{meeting.code}"), "")
    text = site.signer.text(f"cards:{meeting.code}", token)
    if not text:
        return ()
    pairs = (pair.partition("-") for pair in text.split("_"))
    return tuple(Held(int(number), str(uuid.UUID(hex=card))) for number, _, card in pairs)


def remember_cards(
    response: Response, connection: HTTPConnection, meeting: Room, held: Iterable[Held]
) -> None:
    """Let this device vote with these cards and no others."""
    text = "_".join(f"{card.number}-{uuid.UUID(card.participant).hex}" for card in held)
    _remember(response, connection, f"kartu_{meeting.code}", f"cards:{meeting.code}", text)


def asked(connection: HTTPConnection, meeting: Room) -> tuple[int, ...]:
    """The numbers this device was given when it asked for vote rights, and does not vote with yet.

    With such a number nobody votes: it says which of those the desk approves are this device's.
    """
    site = site_of(connection)
    token = connection.cookies.get(site.cookie(f"minta_{meeting.code}"), "")
    text = site.signer.text(f"asked:{meeting.code}", token)
    return tuple(map(int, text.split("_"))) if text else ()


def remember_asked(
    response: Response, connection: HTTPConnection, meeting: Room, numbers: Iterable[int]
) -> None:
    """Let this device wait for these numbers and no others."""
    text = "_".join(map(str, numbers))
    _remember(response, connection, f"minta_{meeting.code}", f"asked:{meeting.code}", text)


def attended(connection: HTTPConnection, meeting: Room) -> tuple[str, ...]:
    """The lines of the attendance list that this device filled in. Nothing on the server knows."""
    site = site_of(connection)
    token = connection.cookies.get(site.cookie(f"hadir_{meeting.code}"), "")
    text = site.signer.text(f"attended:{meeting.code}", token)
    return tuple(str(uuid.UUID(hex=line)) for line in text.split("_")) if text else ()


def remember_attended(
    response: Response, connection: HTTPConnection, meeting: Room, lines: Iterable[str]
) -> None:
    """Let this device know these lines of the attendance list as its own."""
    text = "_".join(uuid.UUID(line).hex for line in lines)
    _remember(response, connection, f"hadir_{meeting.code}", f"attended:{meeting.code}", text)


def wrong_codes(connection: HTTPConnection, meeting: Room) -> tuple[int, int]:
    """How many wrong card codes were typed on this device, and when the last.

    Whoever clears the cookies begins anew: only the budget of the meeting cannot be got round.
    """
    site = site_of(connection)
    token = connection.cookies.get(site.cookie(f"tebak_{meeting.code}"), "")
    count, _, at = (site.signer.text(f"guesses:{meeting.code}", token) or "0-0").partition("-")
    return int(count), int(at)


def remember_wrong_code(
    response: Response, connection: HTTPConnection, meeting: Room, at: int
) -> None:
    """Count one more wrong card code of this device."""
    count, _ = wrong_codes(connection, meeting)
    text = f"{count + 1}-{at}"
    _remember(response, connection, f"tebak_{meeting.code}", f"guesses:{meeting.code}", text)


def _remember(
    response: Response, connection: HTTPConnection, name: str, purpose: str, text: str
) -> None:
    site = site_of(connection)
    response.set_cookie(
        site.cookie(name),
        site.signer.sign(purpose, text),
        max_age=PARTICIPANT_LIFE,
        path="/",
        secure=site.secure,
        httponly=True,
        samesite="lax",
    )


async def person(connection: HTTPConnection) -> Person | None:
    """Who is logged in on this device, or None."""
    site = site_of(connection)
    token = connection.cookies.get(site.cookie(LOGIN_COOKIE), "")
    if not token:
        return None
    row = await people.login_by_token(site.pool, token_hash(token), at=now())
    if row is None or now() - row.login.last_seen > LOGIN_IDLE:
        return None
    await people.touch_login(site.pool, row.login.id, at=now())
    known = row.person
    return Person(known.id, row.login.id, known.username, known.name, known.role)


async def require_person(connection: HTTPConnection) -> Person:
    """Who is logged in. Raises `not_allowed`."""
    known = await person(connection)
    if known is None:
        raise Rejected("not_allowed")
    return known


async def leader(connection: HTTPConnection) -> Person:
    """Somebody who may lead meetings: a facilitator or administrator. Raises `not_allowed`."""
    known = await require_person(connection)
    if known.role == "officer":
        raise Rejected("not_allowed")
    return known


async def officer(connection: HTTPConnection, *kinds: OfficeKind) -> Officer:
    """Who acts for an office, of one of `kinds` where any are given. Raises `not_allowed`."""
    known = await require_person(connection)
    office = await offices.office_of(site_of(connection).pool, known.id)
    if office is None or (kinds and office.kind not in kinds):
        raise Rejected("not_allowed")
    return Officer(known, office)


async def admin(connection: HTTPConnection) -> Person:
    """The administrator who is logged in. Raises `not_allowed`."""
    known = await require_person(connection)
    if known.role != "admin":
        raise Rejected("not_allowed")
    return known


async def facilitator(connection: HTTPConnection) -> tuple[Room, Person]:
    """A meeting with the person who may lead it. Raises `not_allowed`, `session_unknown`."""
    known = await require_person(connection)
    meeting = await room(connection)
    site = site_of(connection)
    if not await sessions.may_facilitate(site.pool, meeting.row.id, known.id, known.role):
        raise Rejected("not_allowed")
    return meeting, known


def screen_key(site: Site, meeting: Room) -> str:
    """The key in the projector's link; worthless once the facilitator makes a new one."""
    text = f"{meeting.code}-{meeting.row.screen_generation}"
    return site.signer.sign("screen", text).rpartition(".")[2]


def is_screen(connection: HTTPConnection, meeting: Room, key: str = "") -> bool:
    """Whether this device may show the meeting: by the key given, or its cookie."""
    site = site_of(connection)
    given = key or connection.cookies.get(screen_cookie(site, meeting.code), "")
    text = f"{meeting.code}-{meeting.row.screen_generation}"
    return site.signer.text("screen", f"{text}.{given}") is not None


def screen_cookie(site: Site, code: str) -> str:
    """The name of the cookie by which a projector is known."""
    return site.cookie(f"layar_{code}")


def kiosk_key(site: Site, meeting: Room) -> str:
    """The key in the kiosk's link; it ends when the facilitator changes the projector's."""
    text = f"{meeting.code}-{meeting.row.screen_generation}"
    return site.signer.sign("kiosk", text).rpartition(".")[2]


def is_kiosk(connection: HTTPConnection, meeting: Room, key: str = "") -> bool:
    """Whether this is a shared device on which residents vote one after another.

    There is none where vote rights are on phones: no code could be typed on it.
    """
    if meeting.meeting.plan.by_desk:
        return False
    site = site_of(connection)
    given = key or connection.cookies.get(site.cookie(f"kios_{meeting.code}"), "")
    text = f"{meeting.code}-{meeting.row.screen_generation}"
    return site.signer.text("kiosk", f"{text}.{given}") is not None


def token_hash(token: str) -> bytes:
    """How login and invitation tokens are kept: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def subject(connection: HTTPConnection) -> str:
    """Whom a page is made for, so that its token is worth nothing to anybody else.

    Residents' pages are bound to the device's place in that meeting, all others to the login.
    """
    site = site_of(connection)
    path: str = connection.scope["path"]
    if path.startswith(("/s/", "/ws/resident/")):
        code = str(connection.path_params.get("code", "")).upper()
        return "p" + connection.cookies.get(participant_cookie(site, code), "")
    if path.startswith(("/layar/", "/ws/projector/")):
        return "layar"
    return "f" + connection.cookies.get(site.cookie(LOGIN_COOKIE), "")


def page_token(connection: HTTPConnection) -> str:
    """The token for the page that is being made."""
    return site_of(connection).signer.page_token(subject(connection), now())


def is_page_token(connection: HTTPConnection, token: str) -> bool:
    """Whether `token` was given to a page for this visitor within the last day."""
    return site_of(connection).signer.is_page_token(subject(connection), token, now())
