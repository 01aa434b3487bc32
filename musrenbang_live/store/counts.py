"""Everything that is counted, counted from the rows each time; nothing here is kept anywhere.

A session is named by its id as a value, never looked up in the statement: only so does PostgreSQL
know how many rows it has, and reads a small session by index beside a large one.

Refuses to count an open round's marks unless its plan shows live totals.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.ballots import CameIn, Mark, Pile
from musrenbang_live.core.counts import Attendance
from musrenbang_live.core.meeting import Meeting, Round
from musrenbang_live.core.tally import Tally, tally
from musrenbang_live.store import cards, papers
from musrenbang_live.store.pool import Db


class Vote(Struct, frozen=True):
    """A participant's own ballot in the open round, for that participant's eyes only.

    `ref` is its code until then; `receipt` is '' where none was sent.
    """

    mark: Mark
    rev: int
    at: int
    ref: str = ""
    receipt: str = ""


class Personal(Struct, frozen=True):
    """What one participant has done: for that participant's eyes only.

    `supports`: numbers of the proposals supported; `votes`: the open round only, round → ballot;
    `turned_out`: closed rounds with a counted ballot of this participant; `cast`: the open round
    when its ballot is in the box, and nobody can say which it is; `opinions`: topic → value, those
    taken back left out.
    """

    supports: frozenset[int] = frozenset()
    votes: dict[int, Vote] = {}
    turned_out: frozenset[int] = frozenset()
    cast: frozenset[int] = frozenset()
    opinions: dict[tuple[str, int], int] = {}


NOTHING: Final = Personal()

Settled = tuple[int, tuple[int, ...]]
"""A round that was closed: its number, and the lots drawn for it."""

UNTOLD: Final = ""
"""The way of marks that are not told apart by it: see `store.rounds.SMALL`."""
_ID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


async def supports(db: Db, session: int, meeting: Meeting) -> dict[int, int]:
    """People who support each proposal or one merged into it; without those nobody supports.

    Whoever supports several proposals of one merge is one person. Only there people have to be
    told apart, which costs a sort; elsewhere a row is a person.
    """
    if not meeting.proposals:
        return {}
    rows = await db.fetch(
        """
        WITH here AS (
            SELECT number, root, count(*) OVER (PARTITION BY root) > 1 AS merged FROM proposal
            WHERE session_id = $1::bigint
        )
        SELECT root, people FROM (
            SELECT proposal, count(*) AS people FROM support
            WHERE session_id = $1::bigint AND supporting
                AND proposal <> ALL (ARRAY(SELECT number FROM here WHERE merged))
            GROUP BY proposal
        ) AS single JOIN here ON number = proposal
        UNION ALL
        SELECT root, count(DISTINCT participant) FROM support JOIN here ON number = proposal
        WHERE session_id = $1::bigint AND supporting
            AND proposal = ANY (ARRAY(SELECT number FROM here WHERE merged))
        GROUP BY root
        """,
        session,
    )
    return {row["root"]: row["people"] for row in rows}


async def attendance(db: Db, session: int, by_card: bool = False) -> Attendance:
    """Who has joined, by what they chose to tell; and, `by_card`, the voter cards in use.

    A card is a participant of its own beside the person who holds it, so it is no attendance.
    """
    rows = await db.fetch(
        """
        SELECT gender, neighborhood, organisation, count(*) AS people,
            count(*) FILTER (WHERE assisted) AS assisted,
            grouping(gender, neighborhood, organisation) AS told
        FROM participant WHERE session_id = $1::bigint AND card IS NULL
        GROUP BY GROUPING SETS ((), (gender), (neighborhood), (organisation))
        """,
        session,
    )
    everybody = next(row for row in rows if row["told"] == 0b111)
    return Attendance(
        joined=everybody["people"],
        assisted=everybody["assisted"],
        by_gender=_by(rows, "gender", 0b011),
        by_neighborhood=_by(rows, "neighborhood", 0b101),
        by_organisation=_by(rows, "organisation", 0b110),
        cards_used=await cards.used(db, session) if by_card else 0,
        cards_wrong=await cards.wrong(db, session) if by_card else 0,
    )


def _by(rows: list[asyncpg.Record], column: str, grouped: int) -> dict[str, int]:
    return {row[column]: row["people"] for row in rows if row["told"] == grouped and row[column]}


async def ballots(
    db: Db, session: int, meeting: Meeting, known: Mapping[Settled, Tally]
) -> tuple[dict[int, int], dict[int, Tally]]:
    """Ballots handed in for each round, and the tallies that may be shown.

    `known` are tallies that an earlier call gave for rounds which were closed then: nothing but
    lots can change about those rounds any more, and their rows are not read again.
    """
    tallies = {
        number: known[number, round_.drawn]
        for number, round_ in meeting.rounds.items()
        if (number, round_.drawn) in known and round_.stage != "open"
    }
    left = [round_ for number, round_ in meeting.rounds.items() if number not in tallies]
    shown = [round_ for round_ in left if round_.stage != "open" or round_.plan.shows_totals]
    secret = [round_.number for round_ in left if round_ not in shown]
    if shown:
        tallies |= await _tallies(db, session, shown)
    turnout = {number: result.ballots for number, result in tallies.items() if result.ballots}
    if secret:
        turnout |= await _turnout(db, session, secret)
    return turnout, tallies


async def _turnout(db: Db, session: int, rounds: Sequence[int]) -> dict[int, int]:
    """A ballot is in exactly one of the tables at any moment: one look is always right."""
    rows = await db.fetch(
        """
        SELECT round, sum(ballots)::bigint AS ballots FROM (
            SELECT round, count(*) AS ballots FROM ballot
            WHERE session_id = $1::bigint AND round = ANY($2::int[]) AND NOT blank GROUP BY round
            UNION ALL
            SELECT round, count(*) FROM turnout
            WHERE session_id = $1::bigint AND round = ANY($2::int[]) GROUP BY round
            UNION ALL
            SELECT round, cardinality(voters) FROM urn
            WHERE session_id = $1::bigint AND round = ANY($2::int[]) AND cardinality(voters) > 0
        ) AS handed_in GROUP BY round
        """,
        session,
        rounds,
    )
    return {row["round"]: row["ballots"] for row in rows}


async def _tallies(db: Db, session: int, rounds: Sequence[Round]) -> dict[int, Tally]:
    numbers = [round_.number for round_ in rounds]
    found = await _marks(db, session, numbers)
    came_in = await papers.ways(db, session, numbers)
    # Thousands of different ballots can take seconds: in a thread, others are served meanwhile.
    return await asyncio.to_thread(_tallied, rounds, found, came_in)


def _tallied(
    rounds: Sequence[Round],
    piles: Mapping[int, Mapping[str, Pile]],
    came_in: Mapping[int, Sequence[CameIn]],
) -> dict[int, Tally]:
    counted: dict[int, Tally] = {}
    for round_ in rounds:
        by_way = piles.get(round_.number, {})
        counted[round_.number] = tally(
            round_.plan,
            round_.paper,
            [marks for pile in by_way.values() for marks in pile],
            round_.drawn,
            hands=round_.hands,
            came_in=_told_apart(came_in.get(round_.number, ()), by_way),
            final=round_.stage != "open",
        )
    return counted


def _told_apart(ways: Sequence[CameIn], by_way: Mapping[str, Pile]) -> list[CameIn]:
    """The ways of a closed round with their ballots, where sealing left them told apart."""
    if UNTOLD in by_way:
        return list(ways)
    return [replace(way, pile=by_way.get(way.via, ())) for way in ways]


async def _marks(db: Db, session: int, rounds: Sequence[int]) -> dict[int, dict[str, Pile]]:
    """The piles of each of these rounds by the way they came, counted in the database."""
    rows = await db.fetch(
        """
        SELECT round, via, mark, count(*) AS times FROM (
            SELECT round, '' AS via, mark FROM ballot
            WHERE session_id = $1::bigint AND round = ANY($2::int[]) AND NOT blank
            UNION ALL
            SELECT round, via, mark FROM mark
            WHERE session_id = $1::bigint AND round = ANY($2::int[])
        ) AS handed_in GROUP BY round, via, mark
        """,
        session,
        rounds,
    )
    piles: dict[int, dict[str, list[tuple[Mark, int]]]] = {}
    for row in rows:
        pile = piles.setdefault(row["round"], {}).setdefault(row["via"], [])
        pile.append((row["mark"], row["times"]))
    return {number: dict(by_way) for number, by_way in piles.items()}


async def personal(db: Db, session: int, participant: str) -> Personal:
    """What this participant has done in the meeting."""
    return (await personal_many(db, session, (participant,)))[participant]


async def personal_many(db: Db, session: int, participants: Sequence[str]) -> dict[str, Personal]:
    """What each of these participants (ids as `intake.record_joins` gives them) has done.

    One question for all of them, meant for some hundreds: a hall that comes back at once. Whoever
    has done nothing, or is not known, is there too, with nothing; so is what is no id at all, or
    one strange id would leave all the others without an answer.
    """
    rows = await db.fetch(
        """
        WITH held AS (
            SELECT array_agg(number) AS rounds FROM round WHERE session_id = $1::bigint
        )
        SELECT participant, 'support' AS kind, array_agg(proposal) AS numbers,
            NULL::jsonb AS mark, 0 AS rev, 0 AS at, NULL::uuid AS ref, NULL::uuid AS receipt
        FROM support
        WHERE session_id = $1::bigint AND participant = ANY($2::uuid[]) AND supporting
        GROUP BY participant
        UNION ALL
        SELECT participant, topic || value, array_agg(number), NULL, 0, 0, NULL, NULL FROM opinion
        WHERE session_id = $1::bigint AND participant = ANY($2::uuid[]) AND value > 0
        GROUP BY participant, topic, value
        UNION ALL
        SELECT participant, 'ballot', ARRAY[round], mark, rev, ms(cast_at), ref, receipt
        FROM ballot
        WHERE session_id = $1::bigint AND participant = ANY($2::uuid[])
            AND round = ANY((SELECT rounds FROM held)::int[])
        UNION ALL
        SELECT participant, 'turnout', array_agg(round), NULL, 0, 0, NULL, NULL FROM turnout
        WHERE session_id = $1::bigint AND participant = ANY($2::uuid[])
            AND round = ANY((SELECT rounds FROM held)::int[])
        GROUP BY participant
        UNION ALL
        SELECT voter, 'cast', array_agg(round), NULL, 0, 0, NULL, NULL
        FROM urn, unnest(voters) AS voter
        WHERE session_id = $1::bigint AND voter = ANY($2::uuid[])
        GROUP BY voter
        UNION ALL
        SELECT id, 'spent', array_agg(round), NULL, 0, 0, NULL, NULL
        FROM urn JOIN participant USING (session_id)
        WHERE session_id = $1::bigint AND id = ANY($2::uuid[]) AND card = ANY(spent)
        GROUP BY id
        """,
        session,
        [each for each in participants if _ID.fullmatch(each)],
    )
    done: dict[str, list[asyncpg.Record]] = {}
    for row in rows:
        done.setdefault(str(row["participant"]), []).append(row)
    return {each: _personal(done[each]) if each in done else NOTHING for each in participants}


def _personal(rows: Iterable[asyncpg.Record]) -> Personal:
    numbers: dict[str, frozenset[int]] = {}
    votes: dict[int, Vote] = {}
    opinions: dict[tuple[str, int], int] = {}
    for row in rows:
        kind, value = row["kind"][:-1], row["kind"][-1]
        if row["kind"] == "ballot":
            votes[row["numbers"][0]] = _vote(row)
        elif value.isdigit():
            opinions |= {(kind, number): int(value) for number in row["numbers"]}
        else:
            numbers[row["kind"]] = frozenset(row["numbers"])
    nothing: frozenset[int] = frozenset()
    return Personal(
        supports=numbers.get("support", nothing),
        votes=votes,
        turned_out=numbers.get("turnout", nothing),
        cast=numbers.get("cast", nothing) | numbers.get("spent", nothing),
        opinions=opinions,
    )


def _vote(row: asyncpg.Record) -> Vote:
    receipt = str(row["receipt"] or "")
    return Vote(row["mark"], row["rev"], row["at"], str(row["ref"]), receipt)
