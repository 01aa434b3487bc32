"""How fast the public record is: searches over a full shelf, pages, and pages kept in the process.

    python -m benchmarks.archive [--quick] [--sessions N] [--proposals N] [--folder DIR]

A private PostgreSQL with its usual settings is filled with invented meetings (ten thousand with a
hundred proposals each, some minutes; `--folder` keeps it for the next time), then searched as
`/cari` does it, and the program itself is started over it as `serve` starts it and asked over HTTP.
The client is this process, in Python. Processor time is that of PostgreSQL: it depends least on
what else the machine does.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Final

from msgspec import Struct
from rich.console import Console
from rich.table import Table

from benchmarks.shelves import PATIENCE, Size, fill
from musrenbang_live.core.searching import read
from musrenbang_live.store import archive, areas, follow_public, pool, searching, shelf_figures
from musrenbang_live.store.embedded import EmbeddedPostgres
from musrenbang_live.store.migrate import migrate
from musrenbang_live.store.searching import Filters
from tests.servers import free_port

QUICK: Final = Size(sessions=62, proposals=5)
WARD: Final = "12.74.04.1005"
PAGE: Final = 20
PAGES: Final = (
    "/",
    "/arsip",
    "/arsip?halaman=200",
    "/cari?cari=drainse",
    "/cari?cari=lampu+jalan",
    f"/kelurahan/{WARD}",
    f"/kelurahan/{WARD}/grafik",
    "/bidang/infra",
    "/kota/grafik",
    "/kota/grafik?tahun=2018",
    "/janji",
    "/bank",
    "/bank?halaman=200",
    "/bank?cari=drainase+mawar",
)
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
    "what contradicts itself": ("jalan -jalan", Filters()),
    "seven common words": ("banjir gelap rusak nelayan bersih posyandu sekolah", Filters()),
    "twelve common words": (
        "banjir gelap rusak nelayan bersih posyandu sekolah air parit sampah warga jalan",
        Filters(),
    ),
    "twelve mistyped words": (
        "jembtan drainse posyndu sampha lampuu pasr tangkhaan nelyan puskesmsa sekolha mushlla "
        "kantro",
        Filters(),
    ),
    "three hundred words": ("jalan lampu banjir perbaikan gelap " * 60, Filters()),
    "a phrase in a wrong order": ('"sekolah lewat sulit"', Filters()),
    "one letter": ("a", Filters()),
    "small words only": ("dan di yang untuk", Filters()),
    "exclusions only": ("-jalan -banjir", Filters()),
    "an exclusion of all": ("-lingkungan", Filters(state="selesai")),
    "a state that none has": ("jalan", Filters(state="dilaksanakan")),
}


class Pace(Struct, frozen=True):
    """How long something took, in milliseconds: the median, the longest, and the processor time
    that PostgreSQL spent on it, in the mean; 0 where that was not looked at."""

    median: float
    longest: float
    processor: float = 0


async def paced(work: Callable[[], Awaitable[object]], times: int, backend: int = 0) -> Pace:
    """How long `work` takes, after one time that is not counted. `backend` is the process of
    PostgreSQL that does it."""
    await work()
    taken, spent = [], _spent(backend)
    for _ in range(times):
        began = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - began) * 1000)
    return Pace(statistics.median(taken), max(taken), (_spent(backend) - spent) / times)


def _spent(backend: int) -> float:
    """Milliseconds that a process has spent on a processor; 0 for no process."""
    if not backend:
        return 0
    return int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1_000_000


async def searched(db: pool.Conn, typed: str, filters: Filters) -> None:
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


async def searches(db: pool.Conn, times: int) -> dict[str, Pace]:
    """Every kind of search, and the figures of the pages of places."""
    backend = await db.fetchval("SELECT pg_backend_pid()")
    works: dict[str, Callable[[], Awaitable[object]]] = {
        name: lambda typed=typed, filters=filters: searched(db, typed, filters)  # type: ignore[misc]
        for name, (typed, filters) in SEARCHES.items()
    }
    works |= {
        "the years of a kelurahan": lambda: areas.by_year(db, ward_code=WARD),
        "a bidang in one year": lambda: areas.of_sector(db, "infra", year=2020),
        "the city, one year": lambda: shelf_figures.of_year(db, 2020),
        "the city, all years": lambda: shelf_figures.by_year(db),
        "what was kept, all years": lambda: follow_public.standing(db, year=0, example=True),
        "why it was not": lambda: follow_public.refusals(db, year=0, example=True),
    }
    return {name: await paced(work, times, backend) for name, work in works.items()}


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


@contextlib.asynccontextmanager
async def served(url: str, folder: Path, *, kept: int) -> AsyncIterator[int]:
    """The port of the program over this database, keeping pages for so many seconds."""
    port = free_port()
    known = {
        "DATABASE_URL": url,
        "MUSRENBANG_DATA": str(folder),
        "MUSRENBANG_PORT": str(port),
        "MUSRENBANG_PAGE_SECONDS": str(kept),
    }
    program = [sys.executable, "-m", "musrenbang_live", "serve"]
    server = await asyncio.create_subprocess_exec(
        *program, env={**os.environ, **known}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await _ready(port)
        yield port
    finally:
        server.terminate()
        await server.wait()


async def pages(
    url: str, folder: Path, seconds: float, times: int
) -> tuple[dict[str, Pace], dict[str, tuple[float, int]]]:
    """How long a page takes that is made anew, and how many answers a second are given to those who
    ask for the same while it is kept."""
    async with served(url, folder, kept=0) as port:
        made = {path: await paced(lambda p=path: asked(port, p, 0, 1), times) for path in PAGES}  # type: ignore[misc]
    async with served(url, folder, kept=3) as port:
        kept = {path: await asked(port, path, seconds, LINES) for path in PAGES}
    return made, kept


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
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM session)"):
        await fill(connection, size)
    filled = time.perf_counter() - began
    total = await connection.fetchval("SELECT count(*) FROM shelf", timeout=PATIENCE)
    found = await searches(connection, 3 if quick else 15)
    await connection.close()
    first = Table(
        "search", "median, ms", "longest, ms", "processor, ms", title=f"{total:,} proposals"
    )
    for name, pace in found.items():
        times = (f"{each:.1f}" for each in (pace.median, pace.longest, pace.processor))
        first.add_row(name, *times)
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()}"
    first.caption = f"filled in {filled:.0f} s; {load}"
    second = Table("page", "made anew, ms", "longest, ms", "kept, answers a second", "wrong")
    made, kept = await pages(url, folder, 0.2 if quick else 6, 3 if quick else 15)
    for path, (rate, wrong) in kept.items():
        pace = made[path]
        median, longest = f"{pace.median:.0f}", f"{pace.longest:.0f}"
        second.add_row(path, median, longest, f"{rate:,.0f}", str(wrong))
    second.caption = f"load {os.getloadavg()[0]:.1f}"
    return [first, second]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only shows that everything runs")
    parser.add_argument("--sessions", type=int, default=Size().sessions)
    parser.add_argument("--proposals", type=int, default=Size().proposals)
    parser.add_argument("--folder", type=Path, help="where the database is kept, filled once")
    told = parser.parse_args()
    size = QUICK if told.quick else Size(told.sessions, told.proposals)
    with tempfile.TemporaryDirectory(prefix="musrenbang-archive-") as name:
        folder = Path(name)
        with EmbeddedPostgres(told.folder or folder / "postgres") as server:
            tables = asyncio.run(measured(server.url, size, folder, quick=told.quick))
    for table in tables:
        Console().print(table)


if __name__ == "__main__":
    main()
