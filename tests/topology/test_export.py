"""`export`: the bundle of a published meeting from the database alone, as a command."""

import asyncio
import os
import sys
from pathlib import Path

from musrenbang_live.cli.verify import verified
from musrenbang_live.core import commands as c
from tests.web.browsing import opened
from tests.web.residents import gathered

SECRET = "s" * 32
"""That of the application in `tests.web.browsing`."""


async def run(url: str, data: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and what was said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "musrenbang_live", "export", *arguments),
        env={
            **os.environ,
            "DATABASE_URL": url,
            "MUSRENBANG_DATA": str(data),
            "MUSRENBANG_SECRET": SECRET,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_it_writes_what_the_archive_gives_out(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as hall:
        it = await gathered(hall)
        await it.phase("usulan")
        await it.proposals(2)
        code = it.room.code
        assert await run(database_url, tmp_path, code) == (
            1,
            f"musrenbang-live: The meeting {code} is not published yet.\n",
        )
        await it.phase("pemungutan")
        for mark in ([1], [2], [1, 2]):
            await it.cast(mark)
        await it.act(c.CloseRound(1), c.RevealRound(1), c.PublishMeeting())
        async with hall.visitor() as visitor:
            served = (await visitor.client.get(f"/arsip/{code}/bundle.zip")).content
    out = tmp_path / "sidang.zip"
    spoken = f"{code[:3].lower()} {code[3:]}"
    done = await run(database_url, tmp_path, "--format", "bundle", spoken, "--out", str(out))
    assert done[0] == 0, done
    assert out.read_bytes() == served
    assert all(each.passed for each in await verified(served))


async def test_what_cannot_be_written_is_one_sentence(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url):
        pass
    for code, said in (("ACDEFG", "No meeting has the code ACDEFG."), ("0", "0 is not a")):
        found = await run(database_url, tmp_path, code)
        assert found[0] == 1
        assert said in found[1]
        assert found[1].count("\n") == 1
