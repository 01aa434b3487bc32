"""Ballot boxes: where people are voted on, a ballot is cast once and is nobody's from then on.

Of each open round of this kind there is one row with three lists: who has voted, what the ballots
say under their codes, and their receipts, each in an order of its own. Whoever casts a ballot
rewrites the whole row, so that no value, no order and none of the stamps PostgreSQL gives a row
ties a voter to a ballot. That costs time in proportion to the ballots in the box, once a batch.

Refuses to take a ballot out, to change one, to say whose one is, and to say when it came. What
earlier versions of a row still tell until they are swept away, and logs and backups even longer, is
in docs/operations.md. Marks and ids come checked, as for `store.intake`.
"""

from collections.abc import Sequence

import asyncpg

from musrenbang_live.store.intake import (
    BallotIntake,
    BallotVerdict,
    Key,
    columns,
    instead,
    unwritten,
)
from musrenbang_live.store.pool import Conn, Db
from musrenbang_live.store.rounds import SMALL

_CAST = ("session", "round", "participant", "ref", "receipt", "via")


async def place(conn: Conn, session_id: int, number: int) -> None:
    """Put an empty box where a round opens, in the transaction that opens it."""
    await conn.execute(
        "INSERT INTO urn (session_id, round) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        session_id,
        number,
    )


async def cast_ballots(conn: Conn, batch: Sequence[BallotIntake]) -> list[BallotVerdict]:
    """Put ballots into the boxes of their rounds, at most one of each participant.

    For the contract of batches and locks see `store.intake`; after the rounds the boxes are locked,
    in the same order by all. Of one participant the first in the batch is taken. The answer to one
    whose ballot is in the box is `stored` when its ref is too, however often it is sent, and
    `already` when it is another. What the ballot says is not told.

    A code or receipt that is in the box already was sent on purpose by somebody else: the later
    ballot gets a new one, which its phone will miss and say so.

    What is in a box is asked for with IN and never joined: PostgreSQL cannot know how much that is,
    and would compare every ballot of the batch with every one in the box.
    """
    if not batch:
        return []
    keys = [(item.session, item.round, item.participant) for item in batch]
    first: dict[Key, BallotIntake] = {}
    for key, item in zip(keys, batch, strict=True):
        first.setdefault(key, item)
    written = await conn.fetchrow(
        """
        WITH sent AS (
            SELECT * FROM ROWS FROM (
                unnest($1::bigint[], $2::int[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[]),
                jsonb_array_elements($7::jsonb)
            ) AS sent(session_id, round, participant, code, receipt, via, mark)
        ), queue AS (
            SELECT pg_advisory_xact_lock_shared(71, id) FROM (
                SELECT DISTINCT session_id::int AS id FROM sent ORDER BY id) AS sessions
        ), gate AS (
            SELECT session_id, number AS round, by_card, barred FROM round
            WHERE (SELECT count(*) FROM queue) > 0
                AND (session_id, number) IN (SELECT session_id, round FROM sent)
                AND stage = 'open' AND once
            ORDER BY session_id, number FOR SHARE
        ), box AS (
            SELECT session_id, round, voters, ballots, receipts, spent FROM urn
            WHERE (session_id, round) IN (SELECT session_id, round FROM gate)
            ORDER BY session_id, round FOR UPDATE
        ), voted AS (
            SELECT session_id, round, unnest(voters) FROM box
        ), taken AS (
            SELECT session_id, round, jsonb_object_keys(ballots)::uuid FROM box
        ), held AS (
            SELECT session_id, round, unnest(receipts) FROM box
        ), fresh AS MATERIALIZED (
            SELECT sent.session_id, round, participant, mark, via,
                CASE WHEN (sent.session_id, round, code) NOT IN (TABLE taken)
                    AND row_number() OVER (
                        PARTITION BY sent.session_id, round, code ORDER BY participant) = 1
                    THEN code ELSE gen_random_uuid() END AS code,
                CASE WHEN receipt IS NOT NULL
                    AND (sent.session_id, round, receipt) NOT IN (TABLE held)
                    AND row_number() OVER (
                        PARTITION BY sent.session_id, round, receipt ORDER BY participant) = 1
                    THEN receipt ELSE gen_random_uuid() END AS receipt
            FROM sent
            JOIN gate USING (session_id, round)
            JOIN box USING (session_id, round)
            JOIN participant AS joined ON joined.id = sent.participant
                AND joined.session_id = sent.session_id
                AND (NOT by_card OR (card IS NOT NULL AND card <> ALL (barred || spent)))
            WHERE (sent.session_id, round, participant) NOT IN (TABLE voted)
        ), poured AS (
            SELECT session_id, round, array_agg(participant) AS voters,
                jsonb_object_agg(code, jsonb_build_array(mark, via)) AS ballots,
                array_agg(receipt) AS receipts
            FROM fresh GROUP BY session_id, round
        ), written AS (
            UPDATE urn SET
                voters = ARRAY(SELECT * FROM unnest(box.voters || poured.voters) ORDER BY 1),
                ballots = box.ballots || poured.ballots,
                receipts = ARRAY(SELECT * FROM unnest(box.receipts || poured.receipts) ORDER BY 1)
            FROM box JOIN poured USING (session_id, round)
            WHERE urn.session_id = box.session_id AND urn.round = box.round
            RETURNING urn.session_id, urn.round
        )
        SELECT array_agg(session_id) AS sessions, array_agg(round) AS numbers,
            array_agg(participant) AS participants
        FROM fresh JOIN written USING (session_id, round)
        HAVING count(*) < cardinality($1::bigint[])
        """,
        *columns(first.values(), _CAST),
        [item.mark for item in first.values()],
    )
    verdicts = [BallotVerdict("stored", None, item.rev, item.at) for item in batch]
    left = unwritten(keys, batch, first, written)
    if left:
        instead(verdicts, left, await _look_up(conn, [batch[place] for place in left]))
    return verdicts


async def _look_up(conn: Conn, batch: Sequence[BallotIntake]) -> list[BallotVerdict]:
    """Why these were not cast. A statement of its own: it must see what the other waited for."""
    rows = await conn.fetch(
        """
        WITH sent AS (
            SELECT * FROM unnest($1::bigint[], $2::int[], $3::uuid[], $4::uuid[]) WITH ORDINALITY
                AS sent(session_id, round, participant, code, place)
        ), box AS MATERIALIZED (
            SELECT session_id, round, voters, ballots, spent FROM urn
            WHERE (session_id, round) IN (SELECT session_id, round FROM sent)
        ), voted AS (
            SELECT session_id, round, unnest(voters) FROM box
        ), taken AS (
            SELECT session_id, round, jsonb_object_keys(ballots)::uuid FROM box
        )
        SELECT CASE WHEN (sent.session_id, sent.round, sent.participant) IN (TABLE voted) THEN
                        CASE WHEN (sent.session_id, sent.round, sent.code) IN (TABLE taken)
                            THEN 'stored' ELSE 'already' END
                    WHEN joined.id IS NULL THEN 'unknown'
                    WHEN stage = 'open' AND by_card AND joined.card IS NULL THEN 'cardless'
                    WHEN stage = 'open' AND joined.card = ANY (barred) THEN 'revoked'
                    WHEN joined.card = ANY (spent) THEN 'already'
                    ELSE 'closed' END AS outcome,
            turnout.participant IS NOT NULL AS counted
        FROM sent
        LEFT JOIN box USING (session_id, round)
        LEFT JOIN turnout USING (session_id, round, participant)
        LEFT JOIN participant AS joined ON joined.id = sent.participant
            AND joined.session_id = sent.session_id
        LEFT JOIN round ON round.session_id = sent.session_id AND round.number = sent.round
        ORDER BY place
        """,
        *columns(batch, _CAST[:4]),
    )
    return [_verdict(item, row) for item, row in zip(batch, rows, strict=True)]


def _verdict(item: BallotIntake, row: asyncpg.Record) -> BallotVerdict:
    if row["outcome"] == "stored":
        return BallotVerdict("stored", None, item.rev, item.at)
    return BallotVerdict(row["outcome"], counted=row["counted"])


async def pass_on(conn: Conn, session_id: int, old: int, new: int) -> None:
    """The card `new` replaces `old`: if that has voted in an open round, so has this one."""
    await conn.execute(
        """
        UPDATE urn SET spent = spent || $3::int
        WHERE session_id = $1 AND ($2 = ANY (spent) OR EXISTS (
            SELECT FROM participant
            WHERE participant.session_id = $1 AND card = $2 AND id = ANY (voters)))
        """,
        session_id,
        old,
        new,
    )


async def seal(conn: Conn, session_id: int, number: int) -> int:
    """Empty the box of a round into the lists of closed rounds; how many ballots were in it.

    As `rounds.seal`: in the transaction that closes the round, every list in an order of its own.
    """
    status = await conn.execute(
        """
        WITH opened AS (
            DELETE FROM urn WHERE session_id = $1 AND round = $2
            RETURNING voters, ballots, receipts
        ), cast_ AS MATERIALIZED (
            SELECT key::uuid AS code, value->0 AS mark, value->>1 AS via
            FROM opened, jsonb_each(ballots)
        ), turned_out AS (
            INSERT INTO turnout (session_id, round, participant)
            SELECT $1, $2, voter FROM opened, unnest(voters) AS voter ORDER BY voter
        ), proofs AS (
            INSERT INTO receipt (session_id, round, receipt)
            SELECT $1, $2, proof FROM opened, unnest(receipts) AS proof ORDER BY proof
        ), pseudonyms AS (
            INSERT INTO used (session_id, round, used)
            SELECT $1, $2, gen_random_uuid() FROM cast_ ORDER BY 3
        ), ways_in AS (
            INSERT INTO channel (session_id, round, via, ballots)
            SELECT $1, $2, via, count(*) FROM cast_ GROUP BY via
            ON CONFLICT (session_id, round, via)
                DO UPDATE SET ballots = channel.ballots + excluded.ballots
        )
        INSERT INTO mark (session_id, round, id, mark, via)
        SELECT $1, $2, code, mark,
            CASE WHEN (SELECT min(ballots) >= $3::int FROM (
                SELECT count(*) AS ballots FROM cast_ GROUP BY via) AS ways) THEN via ELSE '' END
        FROM cast_ ORDER BY gen_random_uuid()
        """,
        session_id,
        number,
        SMALL,
    )
    return int(status.rpartition(" ")[2])


async def sweep(db: Db, *, shut: bool = False) -> bool:
    """Clear away the earlier versions of all boxes, from which one could tell who cast what.

    `shut`: a round was closed, and the space is given back too, which would keep writers waiting.
    False when it could not be done. Not inside a transaction.
    """
    options = "INDEX_CLEANUP ON" if shut else "INDEX_CLEANUP ON, TRUNCATE OFF"
    try:
        await db.execute(f"VACUUM ({options}) urn")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False
    return True
