"""`serve`: the real thing. Says where phones find it, and how the first administrator is made."""

import argparse
import logging
import secrets
from typing import Any, Final

from musrenbang_live.cli import hosting, open_files, worker, workers
from musrenbang_live.cli.terminal import OUT, Stop, hall_address, show_qr, words
from musrenbang_live.config import MOST_WORKERS, Settings, from_environment
from musrenbang_live.live.clock import now
from musrenbang_live.store import people, pool
from musrenbang_live.web.identity.access import token_hash

log = logging.getLogger(__name__)

FIRST_ADMIN_LIFE: Final = 3_600_000
"""Milliseconds for which the link of the first administrator is good."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this command to the program's."""
    serve = commands.add_parser("serve", help="run the server for real meetings")
    serve.add_argument("--host", help="address to listen on (MUSRENBANG_HOST, else 0.0.0.0)")
    serve.add_argument("--port", type=int, help="port to listen on (MUSRENBANG_PORT, else 8000)")
    serve.add_argument(
        *("--workers", "-w"),
        type=int,
        metavar="N",
        help="server processes (MUSRENBANG_WORKERS, else 1; more than one need REDIS_URL)",
    )
    serve.add_argument("--worker", help=argparse.SUPPRESS)  # how `cli.workers` starts one
    serve.set_defaults(run=run)


async def run(chosen: argparse.Namespace) -> int:
    """Serve until interrupted."""
    settings = from_environment()
    if chosen.worker:
        listening, line = map(int, chosen.worker.split(","))
        return await worker.run(settings, listening, line)
    open_files.allow_many()
    host = chosen.host or settings.host
    port = settings.port if chosen.port is None else chosen.port
    count = settings.workers if chosen.workers is None else chosen.workers
    if not 1 <= count <= MOST_WORKERS:
        raise Stop(f"--workers takes a number from 1 to {MOST_WORKERS}.")
    if count > 1:
        return await _by_many(settings, count, host, port)
    opened = hosting.listening(host, port)
    with hosting.database(settings) as ready:
        async with hosting.running(ready, opened) as server:
            await _greet(settings, ready, host, opened.getsockname()[1])
            await hosting.until_stopped(server)
    return 0


async def _by_many(settings: Settings, count: int, host: str, port: int) -> int:
    workers.check(settings)
    with hosting.database(settings, count) as ready:
        await hosting.reach(ready)
        async with workers.running(ready, count, host, port) as team:
            if not team.stopping.is_set():
                await _greet(settings, ready, host, team.port)
                await team.until_stopped()
    return 0


async def _greet(settings: Settings, ready: Settings, host: str, port: int) -> None:
    base = settings.public_url or hall_address(port, host)
    _show(base, settings)
    try:
        await _invite_first_admin(ready, base)
    except Exception as error:  # it serves already, and goes on when the database is back
        if not pool.unreachable(error):
            raise
        log.warning("the database is away; a link for the first administrator comes at next start")


def _show(base: str, settings: Settings) -> None:
    _ = words().gettext
    OUT.print(f"\n{settings.site} · {settings.city}", style="bold")
    OUT.print(_("Buka dari ponsel atau laptop di jaringan yang sama:"))
    OUT.print(f"  {base}", style="bold", soft_wrap=True)
    show_qr(base)
    if not settings.database_url:
        OUT.print(_("Data disimpan di %(folder)s") % {"folder": settings.data}, soft_wrap=True)
    OUT.print(_("Berhenti: tekan Ctrl+C."))


async def _invite_first_admin(settings: Settings, base: str) -> None:
    """While there is no administrator: a link, good once and for an hour, that makes one."""
    connection = await pool.connect(settings.database_url)
    try:
        if await people.count_admins(connection):
            return
        token = secrets.token_urlsafe(32)
        await people.add_invitation(
            connection,
            token_hash=token_hash(token),
            purpose="first_admin",
            role="admin",
            at=now(),
            expires_at=now() + FIRST_ADMIN_LIFE,
        )
    finally:
        await connection.close()
    _ = words().gettext
    OUT.print(_("\nBelum ada pengelola. Buat yang pertama di sini (berlaku satu jam, satu kali):"))
    OUT.print(f"  {base}/kelola/awal/{token}\n", style="bold", soft_wrap=True)
