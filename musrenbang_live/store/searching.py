"""Searching the shelf of published proposals and questions.

How a million proposals are searched in a tenth of a second: a word that many have is found by
walking from the newest on, and stops when there is enough; one that few have by an index of words
and filters together. Either is bounded, and neither counts to the end: there is "more than n". Both
are ordered by how well they fit, then the newest first. Refuses nothing a person can type.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from asyncpg import Record
from msgspec import Struct

from musrenbang_live.core.searching import Known, Part, corrected, told_by_index, tsquery
from musrenbang_live.store.pool import Db
from musrenbang_live.store.shelf import Node, ShelfRow

WINDOW: Final = 100
"""Hits of a search that are looked at; whoever gets more is asked to say more."""
WALKED: Final = 12_000
"""Newest proposals that are looked through first: some ten milliseconds."""
WALKED_APART: Final = 3_000
"""The same where they do not lie side by side, as those of one state or bidang."""
MOST_RANKED: Final = 3_000
"""Rows that the index gives to be looked at, the oldest first; what it gives beyond is not."""
ALIKE: Final = 60
"""Known words beside a mistyped one that are compared letter by letter."""
SURE: Final = 1_000
"""A word that so many proposals say is no mistake."""
_ORDER: Final = "year DESC, published_at DESC, code, number"


class Filters(Struct, frozen=True):
    """What a search is narrowed to; empty texts and year 0 mean everything."""

    district: str = ""
    ward: str = ""
    neighborhood: str = ""
    sector: str = ""
    year: int = 0
    tier: str = ""
    state: str = ""

    @property
    def keys(self) -> list[str]:
        """As they stand in `shelf.keys`."""
        named = {
            "d": self.district,
            "k": self.ward,
            "l": self.neighborhood,
            "b": self.sector,
            "y": str(self.year or ""),
            "t": self.tier,
            "s": self.state,
        }
        return [letter + value for letter, value in named.items() if value]


class Sought(Struct, frozen=True):
    """A search ready to be run: its `parts` with mistakes corrected, and as PostgreSQL reads them.

    `lexemes` is empty where nothing is looked for, `told` where only exclusions are; see
    `core.searching`.
    """

    parts: tuple[Part, ...] = ()
    lexemes: str = ""
    told: tuple[str, ...] = ()

    @property
    def excludes_only(self) -> bool:
        """Whether it says only what must not be there: no index helps to find the rest."""
        return bool(self.lexemes) and not self.told


class Hits(Struct, frozen=True):
    """The proposals found, best first, one for each life: the first of it, or the one of the tier
    that was asked for. `more`: there are others."""

    nodes: tuple[Node, ...] = ()
    more: bool = False


class QuestionHit(Struct, frozen=True, kw_only=True):
    """A question that was asked in a meeting, and what was answered."""

    code: str
    number: int
    ward: str
    district: str
    year: int
    example: bool
    text: str
    answered_by: str
    answer: str


async def sought(db: Db, parts: Sequence[Part]) -> Sought:
    """The search `parts`, with what the shelf's own words say about typing mistakes in it."""
    if not parts:
        return Sought()
    doubtful = [part.words[0] for part in parts if part.doubtful]
    if doubtful:
        parts = corrected(parts, await _known(db, doubtful))
    return Sought(tuple(parts), tsquery(parts), told_by_index(parts))


async def _known(db: Db, words: Sequence[str]) -> dict[str, list[Known]]:
    """For each word that is not said in any text: itself where it is known in any form, and the
    known words most like it."""
    rows = await db.fetch(
        """
        SELECT typed, known.word, known.said
        FROM unnest($1::text[]) AS typed
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(said), 0)::int AS said FROM shelf_word
                WHERE stem = (ts_lexize('indonesian_stem', typed))[1]
            ) AS own
            CROSS JOIN LATERAL (
                SELECT typed AS word, own.said
                UNION ALL
                (SELECT word, said FROM shelf_word
                 WHERE own.said < $3 AND word % typed AND word <> typed
                 ORDER BY similarity(word, typed) DESC, said DESC, word LIMIT $2)
            ) AS known
        WHERE ts_lexize('indonesian_stem', typed) <> '{}' AND known.said > 0
        """,
        list(words),
        ALIKE,
        SURE,
    )
    found: dict[str, list[Known]] = {}
    for row in rows:
        found.setdefault(row["typed"], []).append(Known(row["word"], row["said"]))
    return found


async def proposals(db: Db, wanted: Sought, filters: Filters) -> Hits:
    """The proposals that fit, the first `WINDOW` of them."""
    rows = await _walked(db, wanted, filters)
    more = len(rows) > WINDOW
    if not more and (wanted.told or filters.keys):
        rows = await _indexed(db, wanted, filters)
        more = len(rows) > WINDOW or any(row["looked_at"] == MOST_RANKED for row in rows[:1])
    lives: dict[Node, Node] = {}
    for row in rows[:WINDOW]:
        lives.setdefault((row["root_code"], row["root_number"]), (row["code"], row["number"]))
    return Hits(tuple(lives.values() if filters.tier else lives), more)


async def _walked(db: Db, wanted: Sought, filters: Filters) -> list[Record]:
    """The newest that fit, among the newest of all, or of a filter with an index of its own."""
    arguments: list[object] = [wanted.lexemes, filters.keys]
    where, order = "", _ORDER
    for column, value in _walks(filters):
        arguments.append(value)
        one = f"{column} = ${len(arguments)}"
        if column in ("state", "sector") and not filters.year:
            # Said as a range, and in the order of the index of this column: PostgreSQL would else
            # go through all of the newest, not knowing how few may have this value.
            one = f"{column} BETWEEN ${len(arguments)} AND ${len(arguments)}"
            order = f"{column}, {order}"
        where += f"{' AND' if where else 'WHERE'} {one}"
    steps = WALKED if filters.ward or not (filters.state or filters.sector) else WALKED_APART
    return await db.fetch(
        f"""
        SELECT code, number, root_code, root_number FROM (
            SELECT code, number, root_code, root_number, year, published_at, search
            FROM (SELECT * FROM shelf {where} ORDER BY {order} LIMIT {steps}) AS newest
            WHERE {_fits(wanted.lexemes)} AND {_within(filters)}
            ORDER BY {_ORDER} LIMIT {WINDOW + 1}
        ) AS fitting
        ORDER BY {_rank(wanted)} DESC, {_ORDER}
        """,  # noqa: S608  (made of the constants of this file)
        *arguments,
    )


def _walks(filters: Filters) -> Iterator[tuple[str, object]]:
    """The columns by which the walk begins at the right place, with their values."""
    if filters.ward:
        yield "ward_code", filters.ward
    elif filters.state:
        yield "state", filters.state
    elif filters.sector:
        yield "sector", filters.sector
    if filters.year:
        yield "year", filters.year


async def _indexed(db: Db, wanted: Sought, filters: Filters) -> list[Record]:
    """The best that fit, of at most `MOST_RANKED` that the index gives.

    Each word and each filter is a condition of its own: PostgreSQL then leaps from one row that has
    both to the next, where it would look up all of them for every row that has the rarest.
    """
    conditions = [f"search @@ {_told(place)}" for place, _ in enumerate(wanted.told, 1)]
    conditions += [f"keys @> ARRAY[($2::text[])[{n}]]" for n, _ in enumerate(filters.keys, 1)]
    return await db.fetch(
        f"""
        SELECT code, number, root_code, root_number, looked_at FROM (
            SELECT *, count(*) OVER () AS looked_at FROM (
                SELECT code, number, root_code, root_number, year, published_at, search
                FROM shelf WHERE {" AND ".join(conditions)} LIMIT {MOST_RANKED}
            ) AS given
        ) AS given
        WHERE {_fits(wanted.lexemes)} AND $2::text[] IS NOT NULL AND $3::text[] IS NOT NULL
        ORDER BY {_rank(wanted)} DESC, {_ORDER} LIMIT {WINDOW + 1}
        """,  # noqa: S608  (made of the constants of this file)
        wanted.lexemes,
        filters.keys,
        wanted.told,
    )


def _told(place: int) -> str:
    """That part of what the index tells; one in which PostgreSQL finds no word is all of it."""
    own = f"to_tsquery('indonesian', ($3::text[])[{place}])"
    return f"(SELECT CASE WHEN numnode(own) > 0 THEN own ELSE {_asked(1)} END FROM {own} AS own)"  # noqa: S608


def _asked(argument: int) -> str:
    """The query of that argument; in a SELECT of its own, or it is read anew for every row."""
    return f"(SELECT to_tsquery('indonesian', ${argument}))"


# All arguments stand in each statement, used or not: PostgreSQL must be told their types.
def _fits(lexemes: str) -> str:
    return f"search @@ {_asked(1)}" if lexemes else "$1::text IS NOT NULL"


def _within(filters: Filters) -> str:
    return "keys @> $2::text[]" if filters.keys else "$2::text[] IS NOT NULL"


def _rank(wanted: Sought) -> str:
    return f"ts_rank(search, {_asked(1)})" if wanted.lexemes else "1"


async def lines(db: Db, nodes: Sequence[Node]) -> list[ShelfRow]:
    """These proposals, in this order."""
    rows = await db.fetch(
        """
        SELECT shelf_row.* FROM unnest($1::text[], $2::int[]) WITH ORDINALITY
            AS wanted(code, number, place) JOIN shelf_row USING (code, number)
        ORDER BY place
        """,
        [code for code, _ in nodes],
        [number for _, number in nodes],
    )
    return [msgspec.convert(dict(row), ShelfRow) for row in rows]


async def questions(
    db: Db, wanted: Sought, filters: Filters, *, limit: int, offset: int = 0
) -> list[QuestionHit]:
    """The questions of meetings that fit, best first, then the newest. Filters that say nothing
    about questions (lingkungan, bidang, state) leave none."""
    if filters.neighborhood or filters.sector or filters.state:
        return []
    rows = await db.fetch(
        f"""
        SELECT code, number, ward, district, year, example, text, answered_by, answer FROM (
            SELECT * FROM shelf_question
            WHERE {_fits(wanted.lexemes)}
                AND ($2 = '' OR district = $2) AND ($3 = '' OR ward_code = $3)
                AND ($4 = 0 OR year = $4) AND ($5 = '' OR tier = $5)
            LIMIT {MOST_RANKED}
        ) AS fitting
        ORDER BY {_rank(wanted)} DESC, {_ORDER} LIMIT $6 OFFSET $7
        """,  # noqa: S608  (made of the constants of this file)
        wanted.lexemes,
        filters.district,
        filters.ward,
        filters.year,
        filters.tier,
        limit,
        offset,
    )
    return [msgspec.convert(dict(row), QuestionHit) for row in rows]


async def neighborhoods(db: Db, ward_code: str) -> list[str]:
    """The lingkungan from which something was proposed lately in a kelurahan, in their order."""
    rows = await db.fetch(
        """
        SELECT DISTINCT length(neighborhood), neighborhood FROM (
            SELECT neighborhood FROM shelf WHERE ward_code = $1
            ORDER BY year DESC, published_at DESC, code, number LIMIT 2000
        ) AS lately
        WHERE neighborhood <> '' ORDER BY neighborhood
        """,
        ward_code,
    )
    return [row["neighborhood"] for row in rows]


async def sectors(db: Db) -> dict[str, str]:
    """The bidang in which something was proposed lately: key → the name it has now."""
    rows = await db.fetch(
        """
        SELECT sector, max(sector_name) AS name, count(*) AS said FROM (
            SELECT sector, sector_name FROM shelf
            ORDER BY year DESC, published_at DESC, code, number LIMIT 5000
        ) AS lately
        WHERE sector <> '' GROUP BY sector ORDER BY said DESC, sector
        """
    )
    return {row["sector"]: row["name"] for row in rows}
