"""How fast the public record is: searches over a full shelf, pages, and pages kept in the process.

    python -m benchmarks.archive [--quick] [--sessions N] [--proposals N]

A private PostgreSQL with its usual settings is filled with invented meetings (ten thousand with a
hundred proposals each, some minutes), then searched as `/cari` does it, and the program itself is
started over it as `serve` starts it and asked over HTTP. The client is this process, in Python.
"""

import argparse
import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from msgspec import Struct
from rich.console import Console
from rich.table import Table

from benchmarks.shelves import Size, fill
from musrenbang_live.core.searching import read
from musrenbang_live.store import archive, areas, pool, searching
from musrenbang_live.store.embedded import EmbeddedPostgres
from musrenbang_live.store.migrate import migrate
from musrenbang_live.store.searching import Filters
from tests.servers import free_port

QUICK: Final = Size(sessions=62, proposals=5)
WARD: Final = "12.74.04.1005"
PAGE: Final = 20
PAGES: Final = ("/arsip?", "/cari?cari=drainse", "/cari?cari=lampu+jalan", f"/kelurahan/{WARD}?")
LINES: Final = 32
"""Keep-alive lines over which a page is asked for."""
READY_WITHIN: Final = 60.0
SEARCHES: Final[dict[str, tuple[str, Filters]]] = {
    "the newest of all": ("", Filters()),
    "a very common word": ("jalan", Filters()),
    "two common words": ("lampu jalan", Filters()),
    "a word many stand for": ("parit", Filters()),
    "three words": ("drainase mawar perbaikan", Filters()),
    "common words, never together": ("tower bibit", Filters()),
    "a mistyped word": ("drainse", Filters()),
    "two mistyped words": ("jembtan sijamby", Filters()),
    "a local word": ("pajak bahagia", Filters()),
    "a phrase and an exclusion": ('"lampu jalan" -mawar', Filters()),
    "a word nobody said": ("zzzzqqq", Filters()),
    "a common word in an old year": ("jalan", Filters(year=2018)),
    "a kelurahan in an old year": ("", Filters(ward=WARD, year=2019)),
    "a state": ("", Filters(state="selesai")),
    "four filters": ("", Filters(sector="sos", year=2018, tier="kecamatan", state="selesai")),
    "words, kecamatan and year": ("jalan rusak", Filters(district="Teluk Nibung", year=2020)),
    "a word in a lingkungan": ("parit", Filters(ward=WARD, neighborhood="VI")),
}


class Pace(Struct, frozen=True):
    """How long something took, in milliseconds: the median, and the longest."""

    median: float
    longest: float


async def paced(work: Callable[[], Awaitable[object]], times: int) -> Pace:
    """How long `work` takes, after one time that is not counted."""
    await work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - began) * 1000)
    return Pace(statistics.median(taken), max(taken))


async def searched(db: pool.Pool, typed: str, filters: Filters) -> None:
    """All that the database does for one page of a search."""
    wanted = await searching.sought(db, read(typed))
    hits = await searching.proposals(db, wanted, filters)
    await searching.lines(db, hits.nodes[:PAGE])
    await searching.questions(db, wanted, filters, limit=5)
    await archive.published(
        db,
        lexemes=wanted.lexemes,
        excludes_only=wanted.excludes_only,
        ward_code=filters.ward,
        year=filters.year,
        limit=5,
    )


async def searches(db: pool.Pool, times: int) -> dict[str, Pace]:
    """Every kind of search, and the figures of the pages of places."""
    found = {}
    for name, (typed, filters) in SEARCHES.items():
        found[name] = await paced(lambda t=typed, f=filters: searched(db, t, f), times)  # type: ignore[misc]
    found["the years of a kelurahan"] = await paced(
        lambda: areas.by_year(db, ward_code=WARD), times
    )
    found["a bidang in one year"] = await paced(
        lambda: areas.of_sector(db, "infra", year=2020), times
    )
    return found


class Line(asyncio.Protocol):
    """One keep-alive line that asks for the same page again as soon as it has it."""

    def __init__(self, request: bytes, until: float) -> None:
        self.answers = 0
        self.wrong = 0
        self.over = asyncio.get_running_loop().create_future()
        self._request = request
        self._until = until
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        self._data += data
        head, found, rest = self._data.partition(b"\r\n\r\n")
        if not found or len(rest) < self._length(head):
            return
        self.answers += 1
        self.wrong += not head.startswith(b"HTTP/1.1 200")
        self._data = b""
        if time.perf_counter() < self._until:
            self._transport.write(self._request)
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self.over.set_result(None)

    @staticmethod
    def _length(head: bytes) -> int:
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                return int(line.partition(b":")[2])
        return 0


async def asked(port: int, path: str, seconds: float, lines: int) -> tuple[float, int]:
    """Answers a second for one page, asked over several lines at once; and how many were wrong."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n\r\n"
    began, loop = time.perf_counter(), asyncio.get_running_loop()
    made = [
        await loop.create_connection(
            lambda: Line(head.encode(), began + seconds), "127.0.0.1", port
        )
        for _ in range(lines)
    ]
    await asyncio.gather(*(line.over for _, line in made))
    taken = time.perf_counter() - began
    return sum(line.answers for _, line in made) / taken, sum(line.wrong for _, line in made)


async def served(
    url: str, folder: Path, seconds: float, times: int
) -> tuple[dict[str, Pace], dict[str, tuple[float, int]]]:
    """How long the program over this database takes for a page made anew, and how many answers a
    second it gives to those who ask for the same."""
    port = free_port()
    known = {"DATABASE_URL": url, "MUSRENBANG_DATA": str(folder), "MUSRENBANG_PORT": str(port)}
    program = [sys.executable, "-m", "musrenbang_live", "serve"]
    server = await asyncio.create_subprocess_exec(
        *program, env={**os.environ, **known}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await _ready(port)
        made, kept = {}, {}
        for path in PAGES:
            another = itertools.count()  # an address nobody asked for yet, with the same answer
            made[path] = await paced(
                lambda p=path, n=another: asked(port, f"{p}&n={next(n)}", 0, 1),  # type: ignore[misc]
                times,
            )
            kept[path] = await asked(port, path, seconds, LINES)
        return made, kept
    finally:
        server.terminate()
        await server.wait()


async def _ready(port: int) -> None:
    patience = time.monotonic() + READY_WITHIN
    while True:
        try:
            if (await asked(port, "/healthz", 0, 1))[1] == 0:
                return
        except OSError:
            if time.monotonic() > patience:
                raise
        await asyncio.sleep(0.1)


async def measured(url: str, size: Size, folder: Path, *, quick: bool) -> list[Table]:
    """Fill the database, measure, and the tables to print."""
    connection = await pool.connect(url)
    await migrate(connection)
    began = time.perf_counter()
    await fill(connection, size)
    filled = time.perf_counter() - began
    await connection.close()
    async with await pool.open_pool(url) as db:
        found = await searches(db, 3 if quick else 15)
    total = size.sessions * size.proposals
    first = Table("search", "median, ms", "longest, ms", title=f"{total:,} proposals")
    for name, pace in found.items():
        first.add_row(name, f"{pace.median:.1f}", f"{pace.longest:.1f}")
    first.caption = f"filled in {filled:.0f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()}"
    second = Table("page", "made anew, ms", "longest, ms", "kept, answers a second", "wrong")
    made, kept = await served(url, folder, 0.5 if quick else 8, 3 if quick else 15)
    for path, (rate, wrong) in kept.items():
        pace = made[path]
        times = (f"{pace.median:.0f}", f"{pace.longest:.0f}")
        second.add_row(path, *times, f"{rate:,.0f}", str(wrong))
    return [first, second]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only shows that everything runs")
    parser.add_argument("--sessions", type=int, default=Size().sessions)
    parser.add_argument("--proposals", type=int, default=Size().proposals)
    told = parser.parse_args()
    size = QUICK if told.quick else Size(told.sessions, told.proposals)
    with tempfile.TemporaryDirectory(prefix="musrenbang-archive-") as name:
        folder = Path(name)
        with EmbeddedPostgres(folder / "postgres") as server:
            tables = asyncio.run(measured(server.url, size, folder, quick=told.quick))
    for table in tables:
        Console().print(table)


if __name__ == "__main__":
    main()
