"""Databases for tests, made, emptied and dropped by the process that keeps their server.

Making one copies some eight hundred files, and whoever connects to it reads anew how everything
looks. Emptying takes a tenth of that, and connections that stay know their way around.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

import asyncpg

from musrenbang_live.store.embedded import DATABASE

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

_USES: Final = 60
"""After so many tests a database goes: what was deleted still lies in its files."""
_LARGE: Final = 2**20
"""Bytes of a table after which its database goes."""

_FORM: Final = """
    SELECT concat_ws(' ',
        (SELECT concat_ws('/', count(*), sum(relfilenode::bigint), sum(relnatts), sum(relchecks),
            count(*) FILTER (WHERE relrowsecurity), count(reloptions))
         FROM pg_class WHERE oid >= 16384 AND relpersistence <> 't'),
        (SELECT concat_ws('/', count(*), sum(xmin::text::bigint))
         FROM pg_attribute WHERE attrelid >= 16384),
        (SELECT concat_ws('/', count(*), sum(xmin::text::bigint)) FROM pg_proc WHERE oid >= 16384),
        (SELECT concat_ws('/', count(*), sum(xmin::text::bigint)) FROM pg_trigger),
        (SELECT concat_ws('/', count(*), sum(xmin::text::bigint)) FROM pg_constraint),
        (SELECT concat_ws('/', count(*), sum(xmin::text::bigint)) FROM pg_rewrite),
        (SELECT concat_ws('/', count(*), sum(xmin::text::bigint)) FROM pg_attrdef),
        (SELECT concat_ws('/', count(*), sum(xmin::text::bigint))
         FROM pg_index WHERE indrelid >= 16384),
        (SELECT concat_ws('/', count(*), sum(xmin::text::bigint)) FROM pg_extension),
        (SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'),
        (SELECT count(*) FROM pg_event_trigger),
        (SELECT count(*) FROM pg_statistic WHERE starelid >= 16384),
        (SELECT count(*) FROM pg_db_role_setting),
        (SELECT concat_ws('/', count(*), sum(xmin::text::bigint)) FROM schema_version))
"""
"""Everything about a database that emptying does not put right: if any of it was changed, this
text is another one."""

_OTHERS: Final = """
    SELECT coalesce(bool_and(pg_terminate_backend(pid, 10000)), true) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend' AND NOT pid = ANY ($1::int[])
"""
_FULL: Final = """
    SELECT quote_ident(relname) AS name, pg_relation_size(oid) AS bytes, relpages, reltuples
    FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'schema_version'
        AND (pg_relation_size(oid) > 0 OR relpages > 0 OR reltuples >= 0)
"""
_SEQUENCES: Final = """
    SELECT setval(seqrelid, seqstart, false)
    FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""


class Keeper:
    """Whoever makes and ends databases. `address` gives the address of a database."""

    def __init__(self, admin: Connection, address: Callable[[str], str]) -> None:
        self._admin = admin
        self._address = address
        self._inside: dict[str, Connection] = {}
        self._form = ""
        self._uses: dict[str, int] = {}

    async def do(self, what: str, name: str, *more: str) -> str:
        """`make` (from a template), `empty` (but for connections of these numbers) or `drop`;
        what became of it: "made", "empty", "changed" or "dropped".
        """
        if what == "make":
            (template,) = more
            await self._admin.execute(
                f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
            )
            return "made"
        if what == "empty":
            return "empty" if await self._emptied(name, [int(pid) for pid in more]) else "changed"
        assert what == "drop"
        if inside := self._inside.pop(name, None):
            await inside.close()
        await self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        return "dropped"

    async def _emptied(self, name: str, stay: list[int]) -> bool:
        """Whether the database can be used again."""
        inside = await self._within(name)
        all_gone = await inside.fetchval(_OTHERS, stay)
        self._uses[name] = self._uses.get(name, 0) + 1
        full = await inside.fetch(_FULL)
        large = any(row["bytes"] > _LARGE for row in full)
        if large or self._uses[name] >= _USES or not all_gone:  # or it might still write something
            return False
        async with inside.transaction():
            await inside.execute("SET LOCAL session_replication_role = replica")  # no triggers
            for row in full:
                await inside.fetch(f"DELETE FROM {row['name']}")
            await inside.fetch(_SEQUENCES)
        for row in full:
            if row["relpages"] > 0 or row["reltuples"] >= 0:  # the planner must not remember
                await inside.execute(f"SELECT pg_clear_relation_stats('public', '{row['name']}')")
        return await inside.fetchval(_FORM) == await self._untouched()

    async def _within(self, name: str) -> Connection:
        known = self._inside.get(name)
        if known is None or known.is_closed():
            known = self._inside[name] = await asyncpg.connect(
                self._address(name), server_settings={"application_name": "keeper", "jit": "off"}
            )
        return known

    async def _untouched(self) -> str:
        """The form of a database that nobody has used."""
        if not self._form:
            await self.do("make", "untouched", DATABASE)
            inside = await self._within("untouched")
            self._form = await inside.fetchval(_FORM)
            await self.do("drop", "untouched")
        return self._form

    async def close(self) -> None:
        """Leave all databases."""
        for connection in (*self._inside.values(), self._admin):
            await connection.close()


@asynccontextmanager
async def kept(address: Callable[[str], str]) -> AsyncIterator[Keeper]:
    """A keeper for the server at these addresses."""
    keeper = Keeper(await asyncpg.connect(address("postgres")), address)
    try:
        yield keeper
    finally:
        await keeper.close()
