"""Everything that is counted, counted from the rows each time; nothing here is kept anywhere.

Refuses to count an open round's marks unless its plan shows live totals.
"""

from collections.abc import Mapping
from itertools import chain, repeat

import asyncpg
from msgspec import Struct

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.tally import Tally, tally
from musrenbang_live.store.pool import Db


class Vote(Struct, frozen=True):
    """A participant's own ballot in the open round, for that participant's eyes only."""

    mark: Mark
    rev: int
    at: int


class Personal(Struct, frozen=True):
    """What one participant has done: for that participant's eyes only.

    `supports`: numbers of the proposals supported; `votes`: the open round only, round → ballot;
    `turned_out`: closed rounds with a counted ballot of this participant.
    """

    supports: frozenset[int] = frozenset()
    votes: dict[int, Vote] = {}
    turned_out: frozenset[int] = frozenset()


async def read_counts(db: Db, meeting: Meeting, known: Mapping[int, Tally] | None = None) -> Counts:
    """Everything of this meeting that is a number of rows.

    `known` are tallies of closed rounds from an earlier call: they cannot change any more, and
    their marks are not read again.
    """
    return Counts(
        supports=await _supports(db, meeting.code),
        attendance=await _attendance(db, meeting.code),
        turnout=await _turnout(db, meeting.code),
        tallies=await _tallies(db, meeting, known or {}),
    )


async def personal(db: Db, meeting: Meeting, participant: str) -> Personal:
    """What this participant has done in the meeting."""
    rows = await db.fetch(
        """
        WITH here AS (SELECT id FROM session WHERE code = $1)
        SELECT 'support' AS kind, proposal AS number, NULL::jsonb AS mark, 0 AS rev, 0 AS at
        FROM support
        WHERE session_id = (SELECT id FROM here) AND participant = $2::uuid AND supporting
        UNION ALL
        SELECT 'ballot', round, mark, rev, ms(cast_at) FROM ballot
        WHERE session_id = (SELECT id FROM here) AND participant = $2::uuid
            AND round = ANY (SELECT number FROM round WHERE session_id = (SELECT id FROM here))
        UNION ALL
        SELECT 'turnout', round, NULL, 0, 0 FROM turnout
        WHERE session_id = (SELECT id FROM here) AND participant = $2::uuid
            AND round = ANY (SELECT number FROM round WHERE session_id = (SELECT id FROM here))
        """,
        meeting.code,
        participant,
    )
    return Personal(
        supports=frozenset(row["number"] for row in rows if row["kind"] == "support"),
        votes={
            row["number"]: Vote(row["mark"], row["rev"], row["at"])
            for row in rows
            if row["kind"] == "ballot"
        },
        turned_out=frozenset(row["number"] for row in rows if row["kind"] == "turnout"),
    )


async def _supports(db: Db, code: str) -> dict[int, int]:
    """Whoever supports several proposals of one merge is one person."""
    rows = await db.fetch(
        """
        SELECT root, count(DISTINCT participant) AS people
        FROM support JOIN proposal
            ON proposal.session_id = support.session_id AND number = support.proposal
        WHERE support.session_id = (SELECT id FROM session WHERE code = $1) AND supporting
        GROUP BY root
        """,
        code,
    )
    return {row["root"]: row["people"] for row in rows}


async def _attendance(db: Db, code: str) -> Attendance:
    rows = await db.fetch(
        """
        SELECT gender, neighborhood, organisation, count(*) AS people,
            count(*) FILTER (WHERE assisted) AS assisted,
            grouping(gender, neighborhood, organisation) AS told
        FROM participant WHERE session_id = (SELECT id FROM session WHERE code = $1)
        GROUP BY GROUPING SETS ((), (gender), (neighborhood), (organisation))
        """,
        code,
    )
    everybody = next(row for row in rows if row["told"] == 0b111)
    return Attendance(
        joined=everybody["people"],
        assisted=everybody["assisted"],
        by_gender=_by(rows, "gender", 0b011),
        by_neighborhood=_by(rows, "neighborhood", 0b101),
        by_organisation=_by(rows, "organisation", 0b110),
    )


def _by(rows: list[asyncpg.Record], column: str, grouped: int) -> dict[str, int]:
    return {row[column]: row["people"] for row in rows if row["told"] == grouped and row[column]}


async def _turnout(db: Db, code: str) -> dict[int, int]:
    """A ballot is in exactly one of the two tables at any moment: one look is always right."""
    rows = await db.fetch(
        """
        WITH here AS (SELECT id FROM session WHERE code = $1)
        SELECT round, count(*) AS ballots FROM (
            SELECT round FROM ballot WHERE session_id = (SELECT id FROM here) AND NOT blank
            UNION ALL
            SELECT round FROM turnout WHERE session_id = (SELECT id FROM here)
        ) AS handed_in GROUP BY round
        """,
        code,
    )
    return {row["round"]: row["ballots"] for row in rows}


async def _tallies(db: Db, meeting: Meeting, known: Mapping[int, Tally]) -> dict[int, Tally]:
    settled = {
        number: known[number]
        for number, round_ in meeting.rounds.items()
        if number in known and round_.stage != "open"
    }
    wanted = [
        round_
        for number, round_ in meeting.rounds.items()
        if number not in settled and (round_.stage != "open" or round_.plan.live_totals)
    ]
    if not wanted:
        return settled
    found = await _marks(db, meeting.code, [round_.number for round_ in wanted])
    return settled | {
        round_.number: tally(round_.plan.kind, round_.options, found.get(round_.number, ()))
        for round_ in wanted
    }


async def _marks(db: Db, code: str, rounds: list[int]) -> dict[int, chain[Mark]]:
    """The marks of these rounds; equal ones are counted in the database and come as one row."""
    rows = await db.fetch(
        """
        WITH here AS (SELECT id FROM session WHERE code = $1)
        SELECT round, mark, count(*) AS times FROM (
            SELECT round, mark FROM ballot
            WHERE session_id = (SELECT id FROM here) AND round = ANY($2::int[]) AND NOT blank
            UNION ALL
            SELECT round, mark FROM mark
            WHERE session_id = (SELECT id FROM here) AND round = ANY($2::int[])
        ) AS handed_in GROUP BY round, mark
        """,
        code,
        rounds,
    )
    by_round: dict[int, list[repeat[Mark]]] = {}
    for row in rows:
        by_round.setdefault(row["round"], []).append(repeat(row["mark"], row["times"]))
    return {number: chain.from_iterable(marks) for number, marks in by_round.items()}
