"""Proposals that may ask the same: candidates by their letters, judged by `core.similar`.

The words that are compared are projected from the log beside the proposals; pairs are judged when
one of the two is written, in the same transaction, so that reading them costs nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg
from msgspec import Struct

from musrenbang_live.core.meeting import Proposal
from musrenbang_live.core.similar import EDITION, Likeness, Pair, Said, likeness, normal, said_by
from musrenbang_live.store.pool import Conn, Db, Pool

JUDGED_AT_ONCE: Final = 50
"""Proposals compared with all others by one statement: its time must not grow with a full hall."""


class Near(Struct, frozen=True):
    """A proposal that is like a text being written."""

    number: int
    likeness: Likeness


async def put(
    conn: Conn, session: int, proposals: Mapping[int, Proposal], written: Sequence[int]
) -> None:
    """Keep the words of the proposals `written`, and judge each beside all others."""
    if not written:
        return
    said = {number: said_by(proposals[number].content) for number in proposals}
    await _put(conn, session, said, written)


async def _put(conn: Conn, session: int, said: Mapping[int, Said], written: Sequence[int]) -> None:
    plain = [_plain(said[number]) for number in written]
    places = [said[number].neighborhood for number in written]
    await conn.execute(
        """
        INSERT INTO proposal_words (session_id, number, edition, neighborhood, plain)
        SELECT $1::bigint, number, $2, place, plain
        FROM unnest($3::int[], $4::text[], $5::text[]) AS new(number, place, plain)
        ON CONFLICT (session_id, number) DO UPDATE SET edition = excluded.edition,
            neighborhood = excluded.neighborhood, plain = excluded.plain
        """,
        session,
        EDITION,
        list(written),
        places,
        plain,
    )
    await _forget_pairs(conn, session, written)
    for start in range(0, len(written), JUDGED_AT_ONCE):
        part = slice(start, start + JUDGED_AT_ONCE)
        found = await _like(conn, session, written[part], places[part], plain[part])
        await _put_pairs(conn, session, _judged(said, found))


async def _like(
    conn: Conn, session: int, numbers: Sequence[int], places: Sequence[str], plain: Sequence[str]
) -> list[asyncpg.Record]:
    """For each of `numbers`, in its lingkungan and with its words: those that may be like it."""
    return await conn.fetch(
        """
        SELECT new.number AS one, found.number AS other, trigram
        FROM unnest($2::int[], $3::text[], $4::text[]) AS new(number, place, plain)
            CROSS JOIN LATERAL like_words($1, place, plain) AS found
        WHERE found.number <> new.number
        """,
        session,
        numbers,
        places,
        plain,
    )


def _judged(said: Mapping[int, Said], rows: Sequence[asyncpg.Record]) -> list[Pair]:
    pairs: dict[tuple[int, int], Pair] = {}
    for row in rows:
        low, high = sorted((row["one"], row["other"]))
        found = likeness(said[low], said[high], row["trigram"])
        if found:
            pairs[low, high] = Pair(low, high, found.grade, found.score)
    return list(pairs.values())


async def _forget_pairs(conn: Conn, session: int, written: Sequence[int]) -> None:
    await conn.execute(
        """
        DELETE FROM proposal_pair
        WHERE session_id = $1 AND NOT apart AND (low = ANY ($2) OR high = ANY ($2))
        """,
        session,
        list(written),
    )


async def _put_pairs(conn: Conn, session: int, pairs: Sequence[Pair]) -> None:
    await conn.execute(
        """
        INSERT INTO proposal_pair (session_id, low, high, grade, score)
        SELECT $1::bigint, low, high, grade, score
        FROM unnest($2::int[], $3::int[], $4::text[], $5::real[]) AS new(low, high, grade, score)
        ON CONFLICT (session_id, low, high) DO UPDATE SET
            grade = excluded.grade, score = excluded.score
        """,
        session,
        [pair.low for pair in pairs],
        [pair.high for pair in pairs],
        [pair.grade for pair in pairs],
        [pair.score for pair in pairs],
    )


async def near(db: Db, session: int, text: Said) -> list[Near]:
    """The shown proposals of a session that are like a text, the most alike first; only of its own
    lingkungan when that is known. Of those merged, the one they are part of stands for them."""
    rows = await db.fetch(
        """
        SELECT number, title, problem, landmark, neighborhood, trigram
        FROM like_words($1, $2, $3) JOIN proposal USING (number)
        WHERE session_id = $1 AND status = 'shown' AND merged_into IS NULL
        """,
        session,
        text.neighborhood,
        _plain(text),
    )
    found = []
    for row in rows:
        alike = likeness(text, _said(row), row["trigram"])
        if alike:
            found.append(Near(row["number"], alike))
    return sorted(found, key=lambda each: (-each.likeness.score, each.number))


async def pairs(db: Db, session: int) -> list[Pair]:
    """All pairs of proposals that are not hidden and not part of the same one, also those told
    apart; the most alike first."""
    rows = await db.fetch(
        """
        SELECT low, high, grade, score, apart FROM proposal_pair AS pair
            JOIN proposal AS a ON a.session_id = pair.session_id AND a.number = low
            JOIN proposal AS b ON b.session_id = pair.session_id AND b.number = high
        WHERE pair.session_id = $1 AND a.status <> 'hidden' AND b.status <> 'hidden'
            AND a.root <> b.root
        ORDER BY score DESC, low, high
        """,
        session,
    )
    return [Pair(**row) for row in rows]


async def hints(db: Db, session: int) -> dict[int, int]:
    """For each proposal that waits: the one that most likely asks the same, if any does."""
    rows = await db.fetch(
        """
        SELECT DISTINCT ON (waits.number) waits.number, other.root
        FROM proposal AS waits
            JOIN proposal_pair AS pair ON pair.session_id = waits.session_id
                AND waits.number IN (low, high)
            JOIN proposal AS other ON other.session_id = waits.session_id
                AND other.number = low + high - waits.number
        WHERE waits.session_id = $1 AND waits.status = 'waiting' AND waits.merged_into IS NULL
            AND grade = 'sama' AND NOT apart
            AND other.status <> 'hidden' AND other.root <> waits.number
        ORDER BY waits.number, score DESC, other.root
        """,
        session,
    )
    return {row["number"]: row["root"] for row in rows}


async def tell_apart(pool: Pool, session: int, numbers: Sequence[int], *, apart: bool) -> None:
    """Note that these proposals are no duplicates of one another (`apart`), or may be again; those
    that are part of the same one now stay as they are. Whoever writes the log is waited for."""
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute("SELECT pg_advisory_xact_lock(71, $1::bigint::int)", session)
        await conn.execute(
            """
            UPDATE proposal_pair AS pair SET apart = $3 FROM proposal AS a, proposal AS b
            WHERE pair.session_id = $1 AND low = ANY ($2) AND high = ANY ($2)
                AND a.session_id = $1 AND a.number = low AND b.session_id = $1 AND b.number = high
                AND a.root <> b.root
            """,
            session,
            list(numbers),
            apart,
        )


async def refill(conn: Conn) -> int:
    """Make anew what another edition of the words made, or none; how many proposals that were.

    Other processes may be serving: each log is waited for, or a text that was just erased, or
    changed, would be written back.
    """
    sessions = await conn.fetch(
        """
        SELECT DISTINCT session_id AS id FROM proposal
            LEFT JOIN proposal_words AS words USING (session_id, number)
        WHERE words.edition IS DISTINCT FROM $1 ORDER BY id
        """,
        EDITION,
    )
    made = 0
    for session in sessions:
        async with conn.transaction():
            await conn.execute("SELECT pg_advisory_xact_lock(71, $1::bigint::int)", session["id"])
            rows = await conn.fetch(
                """
                SELECT number, title, problem, landmark, neighborhood FROM proposal
                WHERE session_id = $1 ORDER BY number
                """,
                session["id"],
            )
            said = {row["number"]: _said(row) for row in rows}
            await _put(conn, session["id"], said, list(said))
        made += len(rows)
    return made


def _plain(said: Said) -> str:
    return normal(f"{said.title}\n{said.problem}")


def _said(row: asyncpg.Record) -> Said:
    return Said(row["title"], row["problem"], row["landmark"], row["neighborhood"])
