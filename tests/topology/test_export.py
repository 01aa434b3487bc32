"""`export`: the bundle of a published meeting from the database alone, as a command."""

import asyncio
import os
import sys
from pathlib import Path

from musrenbang_live.cli.verify import verified
from musrenbang_live.core import commands as c
from tests.commands import ask
from tests.web.browsing import opened
from tests.web.residents import gathered

SECRET = "s" * 32
"""That of the application in `tests.web.browsing`."""


def set_for(url: str, data: Path) -> dict[str, str]:
    """What the command is told by its environment."""
    return {"DATABASE_URL": url, "MUSRENBANG_DATA": str(data), "MUSRENBANG_SECRET": SECRET}


async def refused(url: str, data: Path, code: str) -> str:
    """The one sentence that the command says to the code, and nothing else."""
    ran = await asyncio.to_thread(ask, "export", code, **set_for(url, data))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.count("\n") == 1
    return ran.stderr


async def test_it_writes_what_the_archive_gives_out(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as hall:
        it = await gathered(hall)
        await it.phase("usulan")
        await it.proposals(2)
        code = it.room.code
        assert await refused(database_url, tmp_path, code) == (
            f"musrenbang-live: The meeting {code} is not published yet.\n"
        )
        await it.phase("pemungutan")
        for mark in ([1], [2], [1, 2]):
            await it.cast(mark)
        await it.act(c.CloseRound(1), c.RevealRound(1), c.PublishMeeting())
        async with hall.visitor() as visitor:
            served = (await visitor.client.get(f"/arsip/{code}/bundle.zip")).content
    out = tmp_path / "sidang.zip"
    spoken = f"{code[:3].lower()} {code[3:]}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "musrenbang_live", "export"),
        *("--format", "bundle", spoken, "--out", str(out)),
        env={**os.environ, **set_for(database_url, tmp_path)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    assert process.returncode == 0, told
    assert out.read_bytes() == served
    assert all(each.passed for each in await verified(served))


async def test_what_cannot_be_written_is_one_sentence(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url):
        pass
    for code, said in (("ACDEFG", "No meeting has the code ACDEFG."), ("0", "0 is not a")):
        assert said in await refused(database_url, tmp_path, code)
