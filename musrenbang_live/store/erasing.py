"""Erasing texts that people wrote, wherever they are kept; the log they stand in still holds.

Of an event only `words` and the salt go: its line was made when it was stored and stays as it was
signed. Rows made from the log lose the same texts. Doing any of it twice does no harm.
"""

from collections.abc import Collection
from typing import Final

import asyncpg
from msgspec import Struct

from musrenbang_live.core.erasing import ERASED, Thing
from musrenbang_live.core.report_numbers import origin_of
from musrenbang_live.store import proofs, shelf
from musrenbang_live.store.pool import Conn, Db

FURTHEST: Final = 12
"""Meetings to which a proposal is followed: tiers and years."""


class Copy(Struct, frozen=True):
    """A place where a text stands: in which meeting, as the proposal of which number; 0 where it
    is only named among the results of an earlier year."""

    session_id: int
    code: str
    forum: str
    number: int


class Erasure(Struct, frozen=True):
    """One erasure as it is told: what, where, by whom (their name in this site) and when."""

    at: int
    thing: Thing
    by: str


async def copies(db: Db, code: str, number: int) -> list[Copy]:
    """Where the text of a proposal stands: itself, what it continues and what continues it, and
    where a later meeting names it among the results of an earlier year."""
    rows = await db.fetch(
        """
        WITH RECURSIVE life AS (
            SELECT $1::text AS code, $2::int AS number, 0 AS step
            UNION
            SELECT near.code, near.number, step + 1 FROM life, LATERAL (
                SELECT session.code, (body ->> 'number')::int AS number
                FROM event JOIN session ON session.id = session_id
                WHERE kind = 'ProposalSubmitted' AND body ->> 'origin' <> ''
                    AND split_part(body ->> 'origin', '/', 1) = life.code
                    AND body ->> 'origin' = life.code || '/' || life.number
                UNION ALL
                SELECT split_part(body ->> 'origin', '/', 1),
                    split_part(body ->> 'origin', '/', 2)::int
                FROM event JOIN session ON session.id = session_id
                WHERE session.code = life.code AND kind = 'ProposalSubmitted'
                    AND (body ->> 'number')::int = life.number
                    AND body ->> 'origin' ~ '^[A-Z0-9]{6}/[0-9]{1,6}$'
            ) AS near WHERE step < $3
        ), node AS (SELECT DISTINCT code, number FROM life)
        SELECT session.id AS session_id, session.code, forum, node.number
        FROM node JOIN session USING (code)
            JOIN proposal ON proposal.session_id = session.id AND proposal.number = node.number
        UNION
        SELECT session.id, session.code, forum, 0
        FROM node JOIN event ON kind = 'PromiseBrought'
                AND body ->> 'origin' = node.code || '/' || node.number
            JOIN session ON session.id = session_id
        ORDER BY 1, 4
        """,
        code,
        number,
        FURTHEST,
    )
    return [Copy(**dict(row)) for row in rows]


async def hold(conn: Conn, sessions: Collection[int]) -> None:
    """Wait for the shelf and for whoever writes these logs, all of them in one order, and tell all
    who remember one of them that texts went. Until the transaction ends."""
    await shelf.alone(conn)
    for session_id in sorted(set(sessions)):
        await conn.execute("SELECT pg_advisory_xact_lock(71, $1::bigint::int)", session_id)
        await proofs.lines(conn, session_id)  # a line that was not made yet could not be made later
        await conn.execute("UPDATE session SET erasures = erasures + 1 WHERE id = $1", session_id)
        await conn.execute("DELETE FROM shelved WHERE session_id = $1", session_id)


async def in_vote(conn: Conn, copies: Collection[Copy]) -> int:
    """The number of one of these proposals on which people vote now, 0 for none; once they are
    held, no round opens any more."""
    found: int | None = await conn.fetchval(
        """
        SELECT asked.number FROM unnest($1::bigint[], $2::int[]) AS asked (session_id, number)
            JOIN round ON round.session_id = asked.session_id
        WHERE stage = 'open' AND NOT once AND asked.number = ANY (options) LIMIT 1
        """,
        [copy.session_id for copy in copies],
        [copy.number for copy in copies],
    )
    return found or 0


async def proposal(conn: Conn, copy: Copy, origins: list[str]) -> None:
    """Erase the texts of a proposal in one meeting; or, where its number is 0, its title among
    the results of an earlier year, which came from `origins` (CODE/number). It must be held."""
    if copy.number:
        await conn.execute(
            """
            UPDATE event SET words = NULL, salt = uuid_send(gen_random_uuid())
            WHERE session_id = $1 AND kind IN ('ProposalSubmitted', 'ProposalEdited')
                AND (body ->> 'number')::int = $2
            """,
            copy.session_id,
            copy.number,
        )
        await proposal_rows(conn, copy.session_id, copy.number)
    else:
        await conn.execute(
            """
            UPDATE event SET words = NULL, salt = uuid_send(gen_random_uuid())
            WHERE session_id = $1 AND kind = 'PromiseBrought' AND body ->> 'origin' = ANY ($2)
            """,
            copy.session_id,
            origins,
        )


async def proposal_rows(conn: Conn, session_id: int, number: int) -> None:
    """Erase the texts of a proposal in all rows that are made from the log, and what residents
    wrote about it in their objections."""
    for query in (
        """
        UPDATE proposal SET title = '', problem = '', landmark = '', screen_title = '', unit = '',
            beneficiary_unit = '', agency = '', proposer = ''
        WHERE session_id = $1 AND number = $2
        """,
        "UPDATE proposal_words SET plain = '' WHERE session_id = $1 AND number = $2",
        "DELETE FROM proposal_pair WHERE session_id = $1 AND (low = $2 OR high = $2)",
        """
        UPDATE opinion SET words = ''
        WHERE session_id = $1 AND number = $2 AND topic = 'usulan' AND words <> ''
        """,
    ):
        await conn.execute(query, session_id, number)
    await conn.execute(
        """
        UPDATE shelf SET title = $3, problem = '', unit = '', beneficiary_unit = '', agency = ''
        WHERE session_id = $1 AND number = $2
        """,
        session_id,
        number,
        ERASED,
    )


async def question(conn: Conn, session_id: int, number: int) -> None:
    """Erase the text of a question of a meeting and the name of whoever asked. It must be held."""
    await conn.execute(
        """
        UPDATE event SET words = NULL, salt = uuid_send(gen_random_uuid())
        WHERE session_id = $1 AND kind = 'QuestionAsked' AND (body ->> 'number')::int = $2
        """,
        session_id,
        number,
    )
    await conn.execute(
        "DELETE FROM shelf_question WHERE session_id = $1 AND number = $2", session_id, number
    )


async def note(conn: Conn, session_id: int, note_id: str) -> None:
    """Erase what an entry of the notes says, and what is being typed for it."""
    await conn.execute(
        "UPDATE note SET text = $3, rev = rev + 1 WHERE session_id = $1 AND id = $2::uuid",
        session_id,
        note_id,
        ERASED,
    )
    await conn.execute(
        "DELETE FROM note_draft WHERE session_id = $1 AND note = $2::uuid", session_id, note_id
    )


async def inquiry(conn: Conn, number: int) -> None:
    """Erase what a question to the council says and who asked; the answer stays."""
    await conn.execute(
        """
        UPDATE inquiry SET title = $2, text = '', name = '', link_hash = NULL, device = NULL,
            rev = rev + 1
        WHERE id = $1
        """,
        number,
        ERASED,
    )


async def report(conn: Conn, number: str) -> None:
    """Erase what a report says, where it was and how its reporter is reached; its photos go too,
    and what the reporter added. The steps and the words of offices stay."""
    report_id: int = await conn.fetchval(
        """
        UPDATE report SET title = $2, text = '', own_title = $2, own_text = '', landmark = '',
            lat = NULL, lng = NULL
        WHERE number = $1 RETURNING id
        """,
        number,
        ERASED,
    )
    await conn.execute("DELETE FROM report_contact WHERE report_id = $1", report_id)
    await conn.execute(
        """
        WITH gone AS (DELETE FROM report_photo WHERE report_id = $1 RETURNING photo_id)
        DELETE FROM photo USING gone WHERE id = photo_id
        """,
        report_id,
    )
    await conn.execute(
        """
        UPDATE report_step SET words = CASE WHEN act = 'word' THEN '' ELSE words END,
            before = before || jsonb_build_object('title', $2::text, 'text', '')
        WHERE report_id = $1
        """,
        report_id,
        ERASED,
    )


async def made_of_report(db: Db, number: str) -> list[tuple[str, int]]:
    """The proposals that were made of a report: join code and number."""
    rows = await db.fetch(
        """
        SELECT code, (body ->> 'number')::int AS number
        FROM event JOIN session ON session.id = session_id
        WHERE kind = 'ProposalSubmitted' AND body ->> 'origin' <> ''
            AND split_part(body ->> 'origin', '/', 1) = 'lapor' AND body ->> 'origin' = $1
        """,
        origin_of(number),
    )
    return [(row["code"], row["number"]) for row in rows]


async def record(conn: Conn, thing: Thing, person_id: int, at: int) -> None:
    """Write down that something was erased, and by whom."""
    await conn.execute(
        """
        INSERT INTO erasure (at, kind, code, number, note, person_id)
        VALUES (moment($1), $2, $3, $4, nullif($5, '')::uuid, $6)
        """,
        at,
        thing.kind,
        thing.code,
        thing.number,
        thing.note,
        person_id,
    )


async def listed(db: Db, limit: int) -> list[Erasure]:
    """The last erasures, the newest first."""
    rows = await db.fetch(
        """
        SELECT ms(at) AS at, kind, code, number, coalesce(note::text, '') AS note, name AS by
        FROM erasure JOIN person ON person.id = person_id ORDER BY erasure.id DESC LIMIT $1
        """,
        limit,
    )
    return [
        Erasure(row["at"], Thing(row["kind"], row["code"], row["number"], row["note"]), row["by"])
        for row in rows
    ]


async def sweep(db: Db) -> bool:
    """Clear away earlier versions of rows, in which erased texts still stand. False: not done."""
    try:
        await db.execute(
            "VACUUM (INDEX_CLEANUP ON) event, proposal, proposal_words, opinion, shelf, shelf_word,"
            " inquiry, report, report_step, photo"
        )
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False
    return True
