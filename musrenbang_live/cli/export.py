"""`export`: the files of a published meeting, written without a server that runs."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from musrenbang_live.cli import hosting
from musrenbang_live.cli.terminal import OUT, Stop
from musrenbang_live.config import Settings, folder, from_environment
from musrenbang_live.core.codes import is_code, normal
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.signing import SiteKey
from musrenbang_live.store import migrate, pool, sessions
from musrenbang_live.web.archive import bundles


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this command to the program's."""
    command = commands.add_parser("export", help="write a file of a published meeting")
    command.add_argument("--format", choices=("bundle",), default="bundle", help="what to write")
    command.add_argument("code", metavar="CODE", help="the join code of the meeting")
    command.add_argument("--out", type=Path, metavar="FILE", help="where to (CODE.zip)")
    command.set_defaults(run=run)


async def run(chosen: argparse.Namespace) -> int:
    """Write the bundle. Raises `Stop` where there is none."""
    settings = from_environment()
    code = normal(chosen.code)
    if not is_code(code):
        raise Stop(f"{chosen.code} is not a join code.")
    with hosting.database(settings) as ready:
        data = await _bundle(ready, code)
    out = chosen.out or Path(f"{code}.zip")
    try:
        await asyncio.to_thread(out.write_bytes, data)
    except OSError as error:
        raise Stop(f"{out} cannot be written: {error.strerror}.") from None
    OUT.print(str(out), markup=False, soft_wrap=True)
    return 0


async def _bundle(settings: Settings, code: str) -> bytes:
    connection = await pool.connect(settings.database_url)
    try:
        await migrate.migrate(connection)
    finally:
        await connection.close()
    async with await pool.open_pool(settings.database_url, size=2) as database:
        row = await sessions.find_session(database, code)
        if row is None:
            raise Stop(f"No meeting has the code {code}.")
        notary = Notary(database, SiteKey(settings.secret))
        papers = bundles.papers(folder("static"), folder("templates"))
        made = await bundles.make(database, notary, papers, row)
        if made is None:
            raise Stop(f"The meeting {code} is not published yet.")
        return made.packed
