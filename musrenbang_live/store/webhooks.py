"""Webhooks and what waits to be told to them.

Whatever process looks: an event is one row for each webhook (by a unique key), and a delivery is in
one process's hands at a time (by a lease that skips rows others hold).
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.webhooks import WebhookKind
from musrenbang_live.store.pool import Conn, Db, Pool
from musrenbang_live.store.sessions import SessionNamed

NONE: Final[Mapping[int, int]] = {}
_HOOK: Final = """
    SELECT id, url, kinds, salt, active, ms(created_at) AS created_at,
        (SELECT count(*) FROM webhook_delivery WHERE webhook_id = webhook.id
            AND next_at IS NOT NULL) AS waiting,
        coalesce((SELECT ms(max(done_at)) FROM webhook_delivery WHERE webhook_id = webhook.id), 0)
            AS delivered_at
    FROM webhook
"""


class Webhook(Struct, frozen=True, kw_only=True):
    """A program that is told. `salt`: what its secret is made of; `waiting` deliveries not done;
    `delivered_at` ms, 0: never."""

    id: int
    url: str
    kinds: tuple[WebhookKind, ...]
    salt: bytes
    active: bool
    created_at: int
    waiting: int
    delivered_at: int


class Delivery(Struct, frozen=True, kw_only=True):
    """One thing told, or to be told, to one webhook.

    `next_at` 0: there is no further attempt; `done_at` 0: it has not arrived. `answer`: the last
    HTTP status, or the reason there was none; empty before the first attempt. Times in ms.
    """

    id: int
    event: str
    kind: str
    body: str
    attempts: int
    made_at: int
    next_at: int
    tried_at: int
    done_at: int
    answer: str


class Due(Struct, frozen=True):
    """A delivery in the hands of this process: where it goes, its number among those of the
    webhook (`sequence`), and the number of this attempt."""

    id: int
    webhook: int
    url: str
    salt: bytes
    sequence: int
    event: str
    kind: str
    body: str
    attempts: int


class SessionEvent(SessionNamed, frozen=True, kw_only=True):
    """What a session came to at `at` (ms) that some webhook was not told yet."""

    kind: WebhookKind
    at: int


class StateEvent(Struct, frozen=True, kw_only=True):
    """A change of where a proposal stands that some webhook was not told yet.

    `key` names it; `code`, `number`: the proposal as the office named it; `root_*`: the first of
    its life, whose page it is. Times in ms.
    """

    key: str
    at: int
    code: str
    number: int
    root_code: str
    root_number: int
    state: str
    example: bool


async def add(
    conn: Conn, *, url: str, kinds: Sequence[str], salt: bytes, created_by: int, at: int
) -> int:
    """Add a webhook that is told what happens from now on; its id.

    The same address with the same kinds is told once: that one's id.
    """
    async with conn.transaction():
        await conn.execute("LOCK TABLE webhook IN SHARE ROW EXCLUSIVE MODE")
        known: int | None = await conn.fetchval(
            "SELECT id FROM webhook WHERE url = $1 AND kinds = $2", url, list(kinds)
        )
        if known is not None:
            return known
        made: int = await conn.fetchval(
            """
            INSERT INTO webhook (url, kinds, salt, since, created_by, created_at)
            VALUES ($1, $2, $3, moment($5), $4, moment($5)) RETURNING id
            """,
            url,
            list(kinds),
            salt,
            created_by,
            at,
        )
    return made


async def listed(db: Db) -> list[Webhook]:
    """All webhooks, the oldest first."""
    rows = await db.fetch(_HOOK + "ORDER BY id")
    return [msgspec.convert(dict(row), Webhook) for row in rows]


async def webhook(db: Db, number: int) -> Webhook | None:
    """The webhook with this id, or None."""
    row = await db.fetchrow(_HOOK + "WHERE id = $1", number)
    return msgspec.convert(dict(row), Webhook) if row else None


async def switch(db: Db, number: int, *, active: bool, at: int) -> None:
    """Turn a webhook on or off. What happens while it is off is never told to it."""
    await db.execute(
        """
        UPDATE webhook SET active = $2, since = CASE WHEN $2 THEN moment($3) ELSE since END
        WHERE id = $1 AND active <> $2
        """,
        number,
        active,
        at,
    )


async def remove(db: Db, number: int) -> None:
    """Delete a webhook with all that was or is to be told to it."""
    await db.execute("DELETE FROM webhook WHERE id = $1", number)


async def wanted(db: Db) -> set[str]:
    """The kinds that some active webhook wants to be told."""
    rows = await db.fetch("SELECT DISTINCT unnest(kinds) AS kind FROM webhook WHERE active")
    return {row["kind"] for row in rows}


async def untold_sessions(db: Db, since: int) -> list[SessionEvent]:
    """What sessions came to after `since` (ms) that an active webhook wants and was not told.

    The rows of the sessions are read, not their logs: nothing waits for anything here.
    """
    rows = await db.fetch(
        """
        SELECT kind, ms(at) AS at, code, forum, tier, ward_code, ward, district, year, plan_year,
            example
        FROM session CROSS JOIN LATERAL (VALUES ('session.opened', opened_at),
            ('session.closed', closed_at), ('session.published', published_at)) AS told(kind, at)
        WHERE NOT practice AND at > moment($1) AND EXISTS (
            SELECT FROM webhook
            WHERE active AND told.kind = ANY(kinds) AND since <= at AND NOT EXISTS (
                SELECT FROM webhook_delivery
                WHERE webhook_id = webhook.id AND event = told.kind || '/' || code))
        ORDER BY at, kind
        """,
        since,
    )
    return [msgspec.convert(dict(row), SessionEvent) for row in rows]


async def untold_states(db: Db, since: int, limit: int) -> list[StateEvent]:
    """Up to `limit` decisions of offices after `since` (ms) that an active webhook wants and was
    not told, the oldest first; a decision that was taken back is told with the state it left."""
    rows = await db.fetch(
        """
        WITH changed AS (
            SELECT id::text AS key, at, code, number, state, false AS undone FROM follow_up
            WHERE at > moment($1)
            UNION ALL
            SELECT id || '/undone', undone_at, code, number, '', true FROM follow_up
            WHERE undone_at > moment($1)
        )
        SELECT changed.key, ms(changed.at) AS at, changed.code, changed.number, root_code,
            root_number, CASE WHEN undone THEN shelf.state ELSE changed.state END AS state, example
        FROM changed JOIN shelf USING (code, number)
        WHERE EXISTS (
            SELECT FROM webhook
            WHERE active AND 'proposal.status' = ANY(kinds) AND since <= changed.at AND NOT EXISTS (
                SELECT FROM webhook_delivery
                WHERE webhook_id = webhook.id AND event = 'proposal.status/' || changed.key))
        ORDER BY changed.at, changed.key LIMIT $2
        """,
        since,
        limit,
    )
    return [msgspec.convert(dict(row), StateEvent) for row in rows]


async def put(pool: Pool, *, event: str, kind: str, body: str, happened: int, at: int) -> int:
    """Have an event told to each active webhook that wants it, once; to how many of them now.

    `body`: a JSON object, which is told with the `sequence` that it has of its webhook. `happened`
    (ms): webhooks that began later are not told.
    """
    async with pool.acquire() as conn, conn.transaction():
        rows = await conn.fetch(
            """
            SELECT id FROM webhook
            WHERE active AND $1 = ANY(kinds) AND since <= moment($2)
            ORDER BY id FOR NO KEY UPDATE
            """,
            kind,
            happened,
        )
        hooks = [row["id"] for row in rows]
        return await _put(conn, hooks, event=event, kind=kind, body=body, at=at)


async def put_one(pool: Pool, number: int, *, event: str, kind: str, body: str, at: int) -> None:
    """Have something told to this one webhook, whatever it wants: a test."""
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute("SELECT FROM webhook WHERE id = $1 FOR NO KEY UPDATE", number)
        await _put(conn, [number], event=event, kind=kind, body=body, at=at)


async def _put(
    conn: Conn, hooks: Sequence[int], *, event: str, kind: str, body: str, at: int
) -> int:
    """Number an event for these webhooks, which are held, and write it down; for how many it is
    new. No number is left out: by a gap a receiver knows that something is still to come."""
    status = await conn.execute(
        """
        WITH numbered AS (
            UPDATE webhook SET told = told + 1
            WHERE id = ANY($1::bigint[]) AND NOT EXISTS (SELECT FROM webhook_delivery
                WHERE webhook_id = webhook.id AND event = $2)
            RETURNING id, told
        )
        INSERT INTO webhook_delivery (webhook_id, sequence, event, kind, body, made_at, next_at)
        SELECT id, told, $2, $3, '{"sequence":' || told || ',' || substr($4, 2), moment($5),
            moment($5)
        FROM numbered ORDER BY id
        """,
        list(hooks),
        event,
        kind,
        body,
        at,
    )
    return int(status.rpartition(" ")[2])


async def take(
    db: Db, *, at: int, lease: int, limit: int, each: int, going: Mapping[int, int] = NONE
) -> list[Due]:
    """Up to `limit` deliveries that are due, the longest waiting first, for this process alone.

    No more than `each` of one webhook, with those that this process sends already (`going`, by
    webhook): a receiver that is slow holds up nobody but itself. Who takes them and dies leaves
    them to the others after `lease` ms. Those of a webhook that is turned off wait.
    """
    rows = await db.fetch(
        """
        WITH waiting AS (
            SELECT delivery.id, coalesce(going.times, 0)
                + row_number() OVER (PARTITION BY webhook_id ORDER BY next_at, delivery.id) AS place
            FROM webhook_delivery AS delivery
            JOIN webhook ON webhook.id = webhook_id AND active
            LEFT JOIN unnest($5::bigint[], $6::int[]) AS going (id, times) ON going.id = webhook_id
            WHERE next_at <= moment($1::bigint)
        ), due AS (
            SELECT id FROM webhook_delivery
            WHERE id IN (SELECT id FROM waiting WHERE place <= $4) AND next_at <= moment($1::bigint)
            ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
        )
        UPDATE webhook_delivery AS taken
        SET attempts = attempts + 1, tried_at = moment($1),
            next_at = moment($1::bigint + $2::bigint)
        FROM due, webhook WHERE taken.id = due.id AND webhook.id = taken.webhook_id
        RETURNING taken.id, webhook.id AS webhook, url, salt, sequence, event, kind, body, attempts
        """,
        at,
        lease,
        limit,
        each,
        list(going),
        list(going.values()),
    )
    return [msgspec.convert(dict(row), Due) for row in rows]


async def arrived(db: Db, delivery: int, *, answer: str, at: int) -> None:
    """The delivery was taken by the other side."""
    await db.execute(
        """
        UPDATE webhook_delivery SET done_at = moment($2), next_at = NULL, answer = $3
        WHERE id = $1
        """,
        delivery,
        at,
        answer,
    )


async def failed(db: Db, delivery: int, *, answer: str, again: int) -> None:
    """The delivery did not arrive; it is tried again at `again` (ms), or never where that is 0."""
    await db.execute(
        "UPDATE webhook_delivery SET next_at = moment($2), answer = $3 WHERE id = $1",
        delivery,
        again,
        answer,
    )


async def again(db: Db, number: int, delivery: int, *, at: int) -> bool:
    """Send a delivery of this webhook once more, as if for the first time; whether there is one."""
    status = await db.execute(
        """
        UPDATE webhook_delivery SET next_at = moment($3), attempts = 0, done_at = NULL
        WHERE id = $2 AND webhook_id = $1
        """,
        number,
        delivery,
        at,
    )
    return bool(status == "UPDATE 1")


async def log(db: Db, number: int, *, limit: int) -> list[Delivery]:
    """The latest deliveries of a webhook, the newest first."""
    rows = await db.fetch(
        """
        SELECT id, event, kind, body, attempts, ms(made_at) AS made_at, ms(next_at) AS next_at,
            ms(tried_at) AS tried_at, ms(done_at) AS done_at, answer
        FROM webhook_delivery WHERE webhook_id = $1 ORDER BY made_at DESC, id DESC LIMIT $2
        """,
        number,
        limit,
    )
    return [msgspec.convert(dict(row), Delivery) for row in rows]


async def clear(db: Db, before: int) -> None:
    """Forget deliveries made before `before` (ms) for which nothing is to be done any more."""
    await db.execute(
        """
        DELETE FROM webhook_delivery WHERE id IN (
            SELECT id FROM webhook_delivery WHERE made_at < moment($1) AND next_at IS NULL
            FOR UPDATE SKIP LOCKED)
        """,
        before,
    )
