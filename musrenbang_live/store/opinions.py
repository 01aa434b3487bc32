"""Opinions of residents about proposals, questions and promises: stored in batches, and counted.

Storing is like that of supports in `store.intake`: one statement a batch decides "still open?" and
stores, and the same batch may be sent again and gets the same answers. Ids, refs and revs come
checked. A reason is told without anybody's name: nothing here gives the participant of one.
"""

from collections.abc import Sequence
from typing import Final, Literal

import asyncpg
from msgspec import Struct

from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.topics import OBJECTS, Topic, open_topics
from musrenbang_live.store.intake import columns
from musrenbang_live.store.pool import Conn, Db

Outcome = Literal["stored", "older", "closed", "unknown"]
"""As in `store.intake`: it counts; a newer one does; opinions on this are not taken now; nobody
with this id has joined."""

MOST_REASONS: Final = 200
"""Reasons that are told of one proposal, the newest first."""

_FIELDS: Final = ("session", "topic", "number", "participant", "ref", "rev", "value", "words")


class OpinionIntake(Struct, frozen=True, kw_only=True, gc=False):
    """What a participant thinks of a topic, replacing what has a lower `rev`."""

    session: int
    topic: str
    number: int
    participant: str
    ref: str
    rev: int
    value: int
    words: str = ""


class OpinionVerdict(Struct, frozen=True, gc=False):
    """What became of an opinion, and the value that is stored now (0: none)."""

    outcome: Outcome
    value: int = 0


_Key = tuple[int, str, int, str]


async def record_opinions(conn: Conn, batch: Sequence[OpinionIntake]) -> list[OpinionVerdict]:
    """Store opinions while their topic is open."""
    if not batch:
        return []
    newest = _newest(batch)
    rows = await conn.fetch(
        """
        WITH sent AS (
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::uuid[],
                $6::bigint[], $7::smallint[], $8::text[])
                AS sent(session_id, topic, number, participant, ref, rev, value, words)
        ), queue AS (
            SELECT pg_advisory_xact_lock_shared(71, id) FROM (
                SELECT DISTINCT session_id::int AS id FROM sent ORDER BY id) AS sessions
        ), gate AS (
            SELECT session_id, topic, number FROM topic
            WHERE (SELECT count(*) FROM queue) > 0
                AND (session_id, topic, number) IN (SELECT session_id, topic, number FROM sent)
                AND open
            ORDER BY session_id, topic, number FOR SHARE
        )
        INSERT INTO opinion (session_id, topic, number, participant, ref, rev, value, words)
        SELECT sent.session_id, sent.topic, sent.number, sent.participant, sent.ref, rev, value,
            words
        FROM sent
        JOIN gate ON (gate.session_id, gate.topic, gate.number)
            = (sent.session_id, sent.topic, sent.number)
        JOIN participant ON participant.id = sent.participant
            AND participant.session_id = sent.session_id
        ORDER BY 1, 2, 3, 4
        ON CONFLICT (session_id, topic, number, participant) DO UPDATE
            SET ref = excluded.ref, rev = excluded.rev, value = excluded.value,
                words = excluded.words
            WHERE opinion.rev < excluded.rev AND opinion.ref <> excluded.ref
        RETURNING session_id, topic, number, participant
        """,
        *columns(newest.values(), _FIELDS),
    )
    written = {(*row[:3], str(row["participant"])) for row in rows}
    verdicts = [OpinionVerdict("stored", item.value) for item in batch]
    left = [
        place
        for place, item in enumerate(batch)
        if newest[_key(item)] is not item or _key(item) not in written
    ]
    if left:
        await _look_again(conn, batch, newest, left, verdicts)
    return verdicts


async def _look_again(
    conn: Conn,
    batch: Sequence[OpinionIntake],
    newest: dict[_Key, OpinionIntake],
    left: Sequence[int],
    verdicts: list[OpinionVerdict],
) -> None:
    """Put right the verdicts at the places `left`, of which the statement said nothing."""
    found = await _look_up(conn, [batch[place] for place in left])
    for place, verdict in zip(left, found, strict=True):
        verdicts[place] = verdict
    # Found closed only because a newer one, stored long ago, stood before them in the batch.
    behind = [
        place
        for place in left
        if verdicts[place].outcome == "closed" and newest[_key(batch[place])] is not batch[place]
    ]
    again = await record_opinions(conn, [batch[place] for place in behind])
    for place, verdict in zip(behind, again, strict=True):
        verdicts[place] = verdict


async def _look_up(conn: Conn, batch: Sequence[OpinionIntake]) -> list[OpinionVerdict]:
    """Why these were not written. A statement of its own: it must see what the other waited for."""
    rows = await conn.fetch(
        """
        SELECT CASE WHEN opinion.ref = sent.ref THEN 'stored'
                    WHEN opinion.rev >= sent.rev THEN 'older'
                    WHEN participant.id IS NULL THEN 'unknown'
                    ELSE 'closed' END AS outcome,
            coalesce(opinion.value, 0) AS value
        FROM unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::uuid[], $6::bigint[])
            WITH ORDINALITY
            AS sent(session_id, topic, number, participant, ref, rev, place)
        LEFT JOIN opinion USING (session_id, topic, number, participant)
        LEFT JOIN participant ON participant.id = sent.participant
            AND participant.session_id = sent.session_id
        ORDER BY place
        """,
        *columns(batch, _FIELDS[:6]),
    )
    return [OpinionVerdict(row["outcome"], row["value"]) for row in rows]


def _key(item: OpinionIntake) -> _Key:
    return item.session, item.topic, item.number, item.participant


def _newest(batch: Sequence[OpinionIntake]) -> dict[_Key, OpinionIntake]:
    """One item for each row it goes to, as a statement may touch a row only once."""
    newest: dict[_Key, OpinionIntake] = {}
    for item in batch:
        kept = newest.setdefault(_key(item), item)
        if kept.rev < item.rev:
            newest[_key(item)] = item
    return newest


async def put_topics(conn: Conn, session: int, before: Meeting, after: Meeting) -> None:
    """Open and close topics as the log says. Closing waits here for opinions in flight."""
    old, new = open_topics(before), open_topics(after)
    changed = sorted(old ^ new)
    if not changed:
        return
    await conn.execute(
        """
        INSERT INTO topic (session_id, topic, number, open)
        SELECT $1::bigint, topic, number, open
        FROM unnest($2::text[], $3::int[], $4::bool[]) AS changed(topic, number, open)
        ON CONFLICT (session_id, topic, number) DO UPDATE SET open = excluded.open
        """,
        session,
        [kind for kind, _ in changed],
        [number for _, number in changed],
        [topic in new for topic in changed],
    )


async def count(db: Db, session: int) -> dict[Topic, tuple[int, ...]]:
    """How many hold each opinion: topic → those of value 1, those of value 2."""
    rows = await db.fetch(
        """
        SELECT topic, number, count(*) FILTER (WHERE value = 1) AS ones,
            count(*) FILTER (WHERE value = 2) AS twos
        FROM opinion WHERE session_id = $1::bigint GROUP BY topic, number
        """,
        session,
    )
    return {(row["topic"], row["number"]): (row["ones"], row["twos"]) for row in rows}


async def reasons(db: Db, session: int, topic: str, number: int) -> list[str]:
    """Why people object, the newest first, without names; the same words once for each person."""
    rows: Sequence[asyncpg.Record] = await db.fetch(
        """
        SELECT words FROM opinion
        WHERE session_id = $1::bigint AND topic = $2 AND number = $3 AND value = $4 AND words <> ''
        ORDER BY rev DESC, participant LIMIT $5
        """,
        session,
        topic,
        number,
        OBJECTS,
        MOST_REASONS,
    )
    return [row["words"] for row in rows]
