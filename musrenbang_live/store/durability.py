"""Whether the database promises to keep what it is given, and has the room to do so.

Refuses to guess: what cannot be seen from here (a disk on another machine) is not reported.
"""

import asyncio
import ipaddress
import shutil
from typing import Final

from musrenbang_live.store.pool import Db

FREE_BYTES: Final = 256 * 1024 * 1024
"""Below this the disk counts as nearly full: PostgreSQL stops for good when it cannot write."""

_MUST_BE_ON: Final = ("fsync", "full_page_writes", "synchronous_commit")


async def check(db: Db, free_bytes: int = FREE_BYTES) -> list[str]:
    """What is wrong: any of `fsync_off`, `full_page_writes_off`, `synchronous_commit_off`,
    `disk_nearly_full`; empty when a round may be opened.
    """
    rows = await db.fetch(
        """
        SELECT name, setting, host(inet_server_addr()) AS server FROM pg_settings
        WHERE name = ANY($1::text[]) OR name = 'data_directory'
        """,
        _MUST_BE_ON,
    )
    settings = {row["name"]: row["setting"] for row in rows}
    problems = [f"{name}_off" for name in _MUST_BE_ON if settings[name] == "off"]
    folder = settings.get("data_directory")  # only a superuser is told
    if folder and _on_this_machine(rows[0]["server"]):
        free = await asyncio.to_thread(_free_bytes, folder)
        if free is not None and free < free_bytes:
            problems.append("disk_nearly_full")
    return problems


def _on_this_machine(server: str | None) -> bool:
    """A server reached through a Unix socket has no address."""
    return server is None or ipaddress.ip_address(server).is_loopback


def _free_bytes(folder: str) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
