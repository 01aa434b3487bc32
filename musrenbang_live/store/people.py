"""The people with a login and how they get one, and the participants of a session.

Tokens and passwords come in hashed and are never seen here in the clear. Refuses to judge who may
do what; that is asked of `store.sessions.may_facilitate` and of the role.
"""

from typing import Final, Literal

import asyncpg
import msgspec
from msgspec import Struct

from musrenbang_live.store.pool import Conn, Db, storable

Role = Literal["admin", "facilitator", "officer"]
Purpose = Literal["first_admin", "person", "login"]
DEVICE_LIMIT: Final = 200
"""Characters kept of what a browser says of itself."""
_SEEN_EVERY: Final = 60_000
"""Milliseconds between two notes that a login was used; a row a request would be too many."""


class NameTaken(Exception):
    """Somebody else has this user name, in whatever mix of capitals."""


class Person(Struct, frozen=True, kw_only=True):
    """Somebody with a login of their own; an officer's is for the office `office_id`."""

    id: int
    username: str
    name: str
    password_hash: str
    role: Role
    created_at: int
    disabled_at: int
    office_id: int | None = None


class Invitation(Struct, frozen=True, kw_only=True):
    """A link that makes a person (`first_admin`, `person`) or logs one in (`login`)."""

    purpose: Purpose
    role: Role
    person_id: int | None
    created_by: int | None
    created_at: int
    expires_at: int
    uses_left: int
    office_id: int | None = None


class Login(Struct, frozen=True, kw_only=True):
    """One device on which a person is logged in."""

    id: int
    device: str
    created_at: int
    last_seen: int
    expires_at: int


class LoginRow(Struct, frozen=True):
    """A login that is good now, and whose it is."""

    login: Login
    person: Person


class Participant(Struct, frozen=True, kw_only=True):
    """Somebody who joined a session, and what they chose to tell."""

    id: str
    name: str
    neighborhood: str
    gender: str
    organisation: str
    assisted: bool
    joined_at: int


async def add_person(
    db: Db,
    *,
    username: str,
    name: str,
    password_hash: str,
    role: Role,
    at: int,
    office_id: int | None = None,
) -> Person:
    """Add a person, an officer with the office. Raises `NameTaken`."""
    try:
        row = await db.fetchrow(
            """
            INSERT INTO person (username, name, password_hash, role, created_at, office_id)
            VALUES ($1, $2, $3, $4, moment($5), $6)
            RETURNING id, username, name, password_hash, role, ms(created_at) AS created_at,
                0 AS disabled_at, office_id
            """,
            username,
            name,
            password_hash,
            role,
            at,
            office_id,
        )
    except asyncpg.UniqueViolationError as error:
        raise NameTaken(username) from error
    return msgspec.convert(dict(row or ()), Person)


async def find_person(db: Db, username: str) -> Person | None:
    """The person with this user name as somebody typed it; disabled ones too."""
    row = await db.fetchrow(
        "SELECT * FROM person_row WHERE lower(username) = lower($1)", storable(username)
    )
    return msgspec.convert(dict(row), Person) if row else None


async def person(db: Db, person_id: int) -> Person | None:
    """The person with this id, or None; disabled ones too."""
    row = await db.fetchrow("SELECT * FROM person_row WHERE id = $1", person_id)
    return msgspec.convert(dict(row), Person) if row else None


async def list_persons(db: Db) -> list[Person]:
    """Everybody with a login, by name."""
    rows = await db.fetch("SELECT * FROM person_row ORDER BY lower(name), id")
    return [msgspec.convert(dict(row), Person) for row in rows]


async def count_admins(db: Db) -> int:
    """How many admins can log in."""
    count: int = await db.fetchval(
        "SELECT count(*) FROM person WHERE role = 'admin' AND disabled_at IS NULL"
    )
    return count


async def is_first(conn: Conn) -> bool:
    """Whether there is no admin yet; nobody else becomes anybody until the transaction ends."""
    await conn.execute("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE")
    return await count_admins(conn) == 0


async def set_password(db: Db, person_id: int, password_hash: str) -> None:
    """Give a person another password. Logins on devices stay; see `revoke_all`."""
    await db.execute("UPDATE person SET password_hash = $2 WHERE id = $1", person_id, password_hash)


async def disable(db: Db, person_id: int, *, at: int) -> bool:
    """Let a person in no more, on any device. False for the last admin, who stays."""
    status = await db.execute(
        """
        WITH admins AS (
            SELECT id FROM person WHERE role = 'admin' AND disabled_at IS NULL
            ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE person SET disabled_at = coalesce(disabled_at, moment($2))
        WHERE id = $1 AND EXISTS (SELECT FROM admins WHERE id <> $1)
        """,
        person_id,
        at,
    )
    return status == "UPDATE 1"


async def add_invitation(
    db: Db,
    *,
    token_hash: bytes,
    purpose: Purpose,
    role: Role,
    at: int,
    expires_at: int,
    person_id: int | None = None,
    created_by: int | None = None,
    uses: int = 1,
    office_id: int | None = None,
) -> None:
    """Store an invitation; `person_id` is whom a `login` invitation is for, and only then given,
    `office_id` for which office somebody becomes an officer.
    """
    await db.execute(
        """
        INSERT INTO invitation (token_hash, purpose, role, person_id, created_by, created_at,
            expires_at, uses_left, office_id)
        VALUES ($1, $2, $3, $4, $5, moment($6), moment($7), $8, $9)
        """,
        token_hash,
        purpose,
        role,
        person_id,
        created_by,
        at,
        expires_at,
        uses,
        office_id,
    )


async def look_invitation(db: Db, token_hash: bytes, *, at: int) -> Invitation | None:
    """The invitation as it is, without using it up; None when it is used up or too old."""
    row = await db.fetchrow(
        """
        SELECT purpose, role, person_id, created_by, ms(created_at) AS created_at,
            ms(expires_at) AS expires_at, uses_left, office_id
        FROM invitation WHERE token_hash = $1 AND uses_left > 0 AND expires_at > moment($2)
        """,
        token_hash,
        at,
    )
    return msgspec.convert(dict(row), Invitation) if row else None


async def consume_invitation(db: Db, token_hash: bytes, *, at: int) -> Invitation | None:
    """Use the invitation once. Of many who try at once, only as many get it as it has uses."""
    row = await db.fetchrow(
        """
        UPDATE invitation SET uses_left = uses_left - 1, used_at = moment($2)
        WHERE token_hash = $1 AND uses_left > 0 AND expires_at > moment($2)
        RETURNING purpose, role, person_id, created_by, ms(created_at) AS created_at,
            ms(expires_at) AS expires_at, uses_left, office_id
        """,
        token_hash,
        at,
    )
    return msgspec.convert(dict(row), Invitation) if row else None


async def add_login(
    db: Db, *, token_hash: bytes, person_id: int, device: str, at: int, expires_at: int
) -> int:
    """Store a login on a device; its id."""
    login_id: int = await db.fetchval(
        """
        INSERT INTO login (token_hash, person_id, device, created_at, last_seen, expires_at)
        VALUES ($1, $2, $3, moment($4), moment($4), moment($5)) RETURNING id
        """,
        token_hash,
        person_id,
        storable(device)[:DEVICE_LIMIT],
        at,
        expires_at,
    )
    return login_id


async def login_by_token(db: Db, token_hash: bytes, *, at: int) -> LoginRow | None:
    """The login with this token: None when revoked, too old, or its person is disabled."""
    row = await db.fetchrow(
        """
        SELECT to_jsonb(login_row) AS login, to_jsonb(person_row) AS person
        FROM login_row JOIN person_row ON person_row.id = person_id
        WHERE token_hash = $1 AND revoked_at = 0 AND expires_at > $2 AND disabled_at = 0
        """,
        token_hash,
        at,
    )
    if row is None:
        return None
    return LoginRow(msgspec.convert(row["login"], Login), msgspec.convert(row["person"], Person))


async def touch_login(db: Db, login_id: int, *, at: int) -> None:
    """Note that the login was used; at most once a minute is written."""
    await db.execute(
        "UPDATE login SET last_seen = moment($2) WHERE id = $1 AND last_seen < moment($3)",
        login_id,
        at,
        at - _SEEN_EVERY,
    )


async def list_logins(db: Db, person_id: int, *, at: int) -> list[Login]:
    """The devices on which this person is logged in, the last used first."""
    rows = await db.fetch(
        """
        SELECT * FROM login_row WHERE person_id = $1 AND revoked_at = 0 AND expires_at > $2
        ORDER BY last_seen DESC, id DESC
        """,
        person_id,
        at,
    )
    return [msgspec.convert(dict(row), Login) for row in rows]


async def revoke_login(db: Db, login_id: int, *, person_id: int, at: int) -> bool:
    """End a login of this person. False when it is not theirs, or ended already."""
    status = await db.execute(
        """
        UPDATE login SET revoked_at = moment($3)
        WHERE id = $1 AND person_id = $2 AND revoked_at IS NULL
        """,
        login_id,
        person_id,
        at,
    )
    return status == "UPDATE 1"


async def revoke_all(db: Db, person_id: int, *, at: int, but: int = 0) -> None:
    """End all logins of this person, except the login `but`."""
    await db.execute(
        """
        UPDATE login SET revoked_at = moment($2)
        WHERE person_id = $1 AND id <> $3 AND revoked_at IS NULL
        """,
        person_id,
        at,
        but,
    )


async def participant(db: Db, session_id: int, participant_id: str) -> Participant | None:
    """The participant with this id, if it is one of this session."""
    row = await db.fetchrow(
        """
        SELECT id::text, name, neighborhood, gender, organisation, assisted,
            ms(joined_at) AS joined_at
        FROM participant WHERE session_id = $1 AND id = $2::uuid
        """,
        session_id,
        participant_id,
    )
    return msgspec.convert(dict(row), Participant) if row else None


async def joined_as(db: Db, session_id: int, ref: str) -> str | None:
    """The participant id of whoever joined the session under this `ref`, or None."""
    found = await db.fetchval(
        "SELECT id FROM participant WHERE session_id = $1 AND ref = $2::uuid", session_id, ref
    )
    return str(found) if found else None


async def update_participant(
    db: Db,
    session_id: int,
    participant_id: str,
    *,
    name: str,
    neighborhood: str,
    gender: str,
    organisation: str,
) -> bool:
    """Change what a participant tells of themselves. False when there is none with this id."""
    status = await db.execute(
        """
        UPDATE participant SET name = $3, neighborhood = $4, gender = $5, organisation = $6
        WHERE session_id = $1 AND id = $2::uuid
        """,
        session_id,
        participant_id,
        name,
        neighborhood,
        gender,
        organisation,
    )
    return status == "UPDATE 1"
