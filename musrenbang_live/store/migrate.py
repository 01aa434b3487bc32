"""The numbered changes of the database's form, run once each, in order, by one process at a time.

Refuses a database that a newer version of the program has already changed; never goes backward.
"""

import re
from pathlib import Path
from typing import Final

from musrenbang_live.store.pool import Conn

MIGRATIONS: Final = Path(__file__).parent / "migrations"

_LOCK: Final = 0x6D757372  # "musr": any number that nobody else takes in this database
_SECONDS: Final = 300.0
_NAME: Final = re.compile(r"(\d{4})_\w+\.sql")


class DatabaseTooNew(Exception):
    """The database was changed by a newer version of the program; `found` is the newest change."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"the database was already changed by a newer version of the program ({found}); "
            "install that version or a later one"
        )
        self.found = found


async def migrate(conn: Conn) -> list[str]:
    """Bring the database up to date and give the names of what was applied now, in order.

    Safe to call from many processes at once: one works, the others wait and find nothing to do.
    Raises `DatabaseTooNew`.
    """
    # The limits of time are for serving; here others may have to wait for a long change.
    await conn.execute("SET statement_timeout = 0; SET lock_timeout = 0")
    try:
        await conn.execute("SELECT pg_advisory_lock($1)", _LOCK, timeout=_SECONDS)
        try:
            return await _apply(conn)
        finally:
            await conn.execute("SELECT pg_advisory_unlock($1)", _LOCK)
    finally:
        await conn.execute("RESET statement_timeout; RESET lock_timeout")


async def _apply(conn: Conn) -> list[str]:
    await conn.execute(
        """
        CREATE TABLE IF NOT EXISTS schema_version (
            name       text PRIMARY KEY,
            applied_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    done = {row["name"] for row in await conn.fetch("SELECT name FROM schema_version")}
    files = {file.stem: file for file in MIGRATIONS.iterdir() if _NAME.fullmatch(file.name)}
    newest = max(done, default="")
    if newest > max(files):
        raise DatabaseTooNew(newest)
    wanted = sorted(files.keys() - done)
    for name in wanted:
        async with conn.transaction():
            await conn.execute(files[name].read_text("utf-8"), timeout=_SECONDS)
            await conn.execute("INSERT INTO schema_version (name) VALUES ($1)", name)
    return wanted
