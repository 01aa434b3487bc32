"""How long the papers take: from the closing of a meeting to its Berita Acara as PDF and in Word.

    python -m benchmarks.minutes [--times N]

A meeting of forty proposals and sixty people at the door, in the whole application over a private
PostgreSQL, asked over HTTP without a network. Each time is another meeting.
"""

import argparse
import asyncio
import statistics
import time
from typing import Final

from musrenbang_live.core import commands as c
from tests.servers import postgres_server
from tests.web.browsing import Hall, opened
from tests.web.musyawarah import held
from tests.web.officers import at_desk

PEOPLE: Final = 60
FILES: Final = ("berita-acara.pdf", "berita-acara.docx", "usulan.xlsx", "dokumen.zip")


async def once(hall: Hall) -> list[float]:
    """Seconds from the closing until each file is there, PDF and Word one after the other."""
    gathering = await held(hall, PEOPLE)
    async with at_desk(gathering) as visitor:
        began = time.perf_counter()
        await gathering.act(c.CloseMeeting())
        reached = []
        for name in FILES:
            path = f"/fasilitator/{gathering.room.code}/dokumen/{name}"
            answer = await visitor.client.get(path)
            assert answer.status_code == 200
            reached.append(time.perf_counter() - began)
    return reached


async def measured(url: str, times: int) -> list[list[float]]:
    """So many meetings, one after the other."""
    async with opened(url) as hall:
        return [await once(hall) for _ in range(times)]


def main() -> None:
    """Print the median, and the longest, for each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    with postgres_server() as server, server.database() as url:
        found = asyncio.run(measured(url, times))
    for name, reached in zip(FILES, zip(*found, strict=True), strict=True):
        print(f"{name:20} {statistics.median(reached):.2f} s  (longest {max(reached):.2f} s)")


if __name__ == "__main__":
    main()
