"""`python -m benchmarks.scaling`: writes the tables of `docs/scaling.md` anew from `city.json`."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from benchmarks.model import USED, Costs, Needs, Scenario, Window, cost, happenings, needs
from benchmarks.processes import HERE

PAGE: Final = HERE.parent / "docs" / "scaling.md"
MEASURED: Final = HERE / "city.json"
FAR: Final = 0.25
"""A prediction that is further off than this is marked, but for five in the last digit."""

DAY: Final = Scenario("One city on one day", 31, 31, 150)
SCENARIOS: Final = (
    Scenario("One hall", 1, 1, 150, vote_seconds=10),
    Scenario("A large hall", 1, 1, 2_000, vote_seconds=10, join_seconds=1_200),
    Scenario("A session of the whole city", 1, 1, 10_000, vote_seconds=10, join_seconds=1_800),
    DAY,
    replace(DAY, name="The same, all within ten seconds", vote_seconds=10),
    Scenario("The largest kabupaten in a week", 852, 170, 150),
    Scenario("A province in a week", 2_204, 441, 150, groups=14),
    Scenario("The whole country in the same week", 83_762, 16_752, 150, groups=514),
)
"""Halls in all, halls open at once, phones in each; groups are kabupaten and kota.

8,496 kelurahan and 75,266 desa lie in 514 kabupaten and kota and 38 provinces; Aceh Utara has most,
852 (Kepmendagri 300.2.2-2138/2025). In a week a fifth of the halls are open at the same time.
"""
QUANTITIES: Final = (
    ("Server, CPU-s", "server_cpu", 2),
    ("PostgreSQL, CPU-s", "postgres_cpu", 2),
    ("Redis, CPU-s", "redis_cpu", 3),
    ("Sheets painted", "painted", 0),
    ("Frames to phones", "frames", 0),
    ("Commits", "batches", 0),
    ("Bells", "bells", 0),
    ("Sent, MB", "sent", 2),
    ("Write-ahead log, kB", "wal", 0),
)
TITLES: Final = {
    "openings": "a hall opened in a process",
    "room_seconds": "a hall for a second, nothing happening",
    "phone_seconds": "a phone for a second, nothing happening",
    "process_seconds": "a process for a second, empty",
    "connects": "a phone connects (without pages)",
    "rows": "a vote, as one of many in a commit",
    "batches": "a commit",
    "looks": "a hall counted and shown on its wall",
    "counted": "a row read for counting",
    "steps": "the next sheet for phones painted",
    "stirs": "a process stirred from its sleep",
    "phone_frames": "a frame to a phone",
    "wall_frames": "a frame to a wall",
    "bells": "a bell (two processes listening)",
}


class Measured(msgspec.Struct, frozen=True):
    """What `city.json` holds."""

    machine: dict[str, Any]
    costs: Costs
    calibration: list[dict[str, Any]]
    alone: dict[str, Any]
    city: list[dict[str, Any]]
    rss_kb: dict[str, float]
    seconds: float


def read(path: Path = MEASURED) -> Measured:
    """The committed measurement."""
    return msgspec.json.decode(path.read_bytes(), type=Measured)


def compared(costs: Costs, one: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Predicted and measured of one window."""
    window = replace(
        msgspec.convert(one["window"], Window),
        commit_ms=costs.commit_ms,
        rows_a_second=costs.rows_a_second,
        together_ms=costs.together_ms,
    )
    done, used, seen = happenings(window), one["used"], one["seen"]
    phones = window.phones * window.halls
    walls = done["wall_frames"]
    pairs = {
        "server_cpu": (cost(costs.server, done), used["server_cpu"]),
        "postgres_cpu": (cost(costs.postgres, done), used["postgres_cpu"]),
        "redis_cpu": (cost(costs.redis, done), used["redis_cpu"]),
        "painted": (done["painted"], used["painted"]),
        "batches": (done["batches"], used["batches"]),
        "bells": (done["bells"], used["bells"]),
        "sent": (cost(costs.bytes, done) / 1e6, used["sent"] / 1e6),
        "wal": (cost(costs.wal, done) / 1e3, used["wal"] / 1e3),
    }
    if "frames" in seen and window.votes:
        # Only one client counts frames; its share of the phones stands for all.
        watching = seen["watching"] - window.walls * window.halls
        pairs["frames"] = (done["phone_frames"], (seen["frames"] - walls) / watching * phones)
    return pairs


def checked(found: Measured) -> str:
    """Predicted beside measured."""
    windows = [("one hall votes", found.alone)]
    windows += [(f"31 halls: {one['name']}", one) for one in found.city]
    pairs = [compared(found.costs, one) for _, one in windows]
    rows = []
    for title, name, digits in QUANTITIES:
        cells = [_beside(pair.get(name), digits) for pair in pairs]
        rows.append([title, *cells])
    return _table(["predicted / measured", *(name for name, _ in windows)], rows)


def _beside(pair: tuple[float, float] | None, digits: int) -> str:
    if pair is None or not max(pair):
        return "–"
    predicted, measured = pair
    text = f"{predicted:,.{digits}f} / {measured:,.{digits}f}"
    noise = 10**-digits * 5
    return f"**{text}**" if abs(predicted - measured) > max(FAR * measured, noise) else text


def memory(found: Measured) -> str:
    """Resident memory of the processes in the city, predicted and measured."""
    of_one, window = found.costs.rss_kb, found.city[0]["window"]
    workers, halls, phones = window["workers"], window["halls"], window["phones"] + 1
    grown = halls * (workers * of_one["room"] + phones * of_one["phone"]) / 1024
    measured = (found.rss_kb["full"] - found.rss_kb["empty"]) / 1024
    rows = [
        ["of a process before anybody came", f"{of_one['process'] / 1024:.0f} MB", ""],
        ["of a hall in a process", f"{of_one['room']:.0f} kB", ""],
        ["of a phone", f"{of_one['phone']:.1f} kB", ""],
        ["31 halls: growth", f"{grown:.0f} MB predicted", f"{measured:.0f} MB measured"],
    ]
    return _table(["memory", "", ""], rows)


def acknowledged(found: Measured) -> str:
    """What voters saw in the city."""
    rows = []
    for one in found.city:
        seen = one["seen"]
        if "ack_ms" in seen:
            ack, late = seen["ack_ms"], seen["latency_ms"]
            name, rate = one["name"], f"{seen['votes_s']:,.0f}"
            times = [f"{ack['p50']:.0f} ms", f"{ack['p99']:.0f} ms", f"{late['p99']:.0f} ms"]
            rows.append([name, f"{seen['acked']:,}", rate, *times])
    heads = ["31 halls", "votes", "a second", "acknowledged p50", "p99", "frame to phone p99"]
    return _table(heads, rows)


def unit_costs(found: Measured) -> str:
    """What one of everything costs."""
    costs = found.costs
    rows = []
    for name, title in TITLES.items():
        cells = [_micro(part.get(name)) for part in (costs.server, costs.postgres, costs.redis)]
        rows.append([title, *cells, _bytes(costs.bytes.get(name))])
    for title, part in (("a resident joins, pages and form", costs.join),
                        ("a proposal is handed in", costs.proposal)):  # fmt: skip
        cells = [_micro(part["server"]), _micro(part["postgres"]), "", _bytes(part.get("bytes"))]
        rows.append([title, *cells])
    return _table(["one …", "server, µs", "PostgreSQL, µs", "Redis, µs", "bytes sent"], rows)


def _micro(seconds: float | None) -> str:
    if seconds is None:
        return ""
    micro = seconds * 1e6
    return f"{micro:,.0f}" if micro >= 10 else f"{micro:.2g}"


def _bytes(size: float | None) -> str:
    return "" if size is None else f"{size:,.0f}" if size >= 2 else f"{size:.1f}"


def stored(found: Measured) -> str:
    """Bytes on disk of one of each."""
    of_one, wal = found.costs.stored, found.costs.wal
    names = {
        "participant": "a participant",
        "support": "a support",
        "ballot": "a ballot while its round is open",
        "sealed_ballot": "a ballot after its round is closed",
        "proposal": "a proposal with its two events",
    }
    rows = [[title, f"{of_one[name]:,.0f}"] for name, title in names.items()]
    rows.append(
        ["write-ahead log of a row, and of a commit", f"{wal['rows']:,.0f} + {wal['batches']:,.0f}"]
    )
    return _table(["on disk", "bytes"], rows)


LINES: Final[tuple[tuple[str, Callable[[Needs], str]], ...]] = (
    ("phones at once", lambda n: f"{n.phones:,}"),
    ("votes a second", lambda n: _short(n.votes_s)),
    ("commits a second", lambda n: _short(n.commits_s)),
    ("frames a second", lambda n: _short(n.frames_s)),
    ("server processors busy", lambda n: _cores(n.server_cores)),
    ("**processes**", lambda n: f"**{n.processes:,}**"),
    ("PostgreSQL processors busy", lambda n: _cores(n.postgres_cores)),
    ("bells a second", lambda n: _short(n.bells_s)),
    ("Redis processors busy", lambda n: _cores(n.redis_cores)),
    ("out, Mbit/s", lambda n: _short(n.mbit_s)),
    ("memory of the processes, MB", lambda n: _short(n.memory_mb)),
    ("stored in all, MB", lambda n: _short(n.stored_mb)),
    ("write-ahead log in all, MB", lambda n: _short(n.wal_mb)),
)


def scenarios(found: Measured) -> str:
    """What each scenario needs."""
    rows = []
    for of in SCENARIOS:
        need = needs(found.costs, of)
        shape = [of.name, f"{of.halls:,}", f"{of.at_once:,} × {of.phones:,}", f"{of.groups:,}"]
        rows.append([*shape, *(_said(need, say) for _, say in LINES)])
    heads = [
        "",
        "halls in all",
        "halls at once × phones",
        "databases",
        *(name for name, _ in LINES),
    ]
    return _table(*_turned(heads, rows))


def _said(need: Needs | None, say: Callable[[Needs], str]) -> str:
    return say(need) if need else "none is enough"


def _turned(
    heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[list[str]]]:
    columns = [list(column) for column in zip(heads, *rows, strict=True)]
    return columns[0], columns[1:]


def spread(found: Measured) -> str:
    """Processes for more and more halls in one place, by how far a hall is spread."""
    rows = []
    for halls in (31, 100, 150, 200, 300, 1_000, 10_000):
        of = Scenario("", halls, halls, 150)
        every = needs(found.costs, of)
        one = needs(found.costs, of, spread=1)
        database = _said(one, lambda n: _cores(n.postgres_cores))
        wide = _said(every, lambda n: f"{n.processes:,}")
        rows.append([f"{halls:,}", wide, _said(one, lambda n: f"{n.processes:,}"), database])
    heads = ["halls, all vote in one minute", "processes, each hall over all of them"]
    heads += ["processes, each hall in one", "PostgreSQL processors then"]
    return _table(heads, rows)


def limits(found: Measured) -> str:
    """Where each part is full if it does nothing else."""
    costs = found.costs
    halls, busy = _most_halls(costs)
    rates = (
        ("a server process", "frames to phones", 1 / costs.server["phone_frames"]),
        ("", "votes at once, all else on the same two processors", costs.rows_a_second),
        ("", "residents who join, with pages", 1 / costs.join["server"]),
        ("", "phones that come back", 1 / costs.server["connects"]),
        ("PostgreSQL, one processor", "votes in full commits", 1 / costs.postgres["rows"]),
        ("Redis, one processor", "bells, two listening", 1 / costs.redis["bells"]),
        ("a line of 1 Gbit/s", "phones that come back", 1e9 / 8 / costs.bytes["connects"]),
    )
    rows = [[part, what, f"{rate:,.0f} a second"] for part, what, rate in rates]
    voting = f"halls that vote in one minute, {USED:.0%} busy"
    rows.insert(4, ["", voting, f"{halls:,}"])
    rows.insert(6, ["", voting, f"{halls * USED / busy:,.0f}"])
    return _table(["part", "does", "is full at"], rows)


def _most_halls(costs: Costs) -> tuple[int, float]:
    """Halls that one process can serve while they vote, and what PostgreSQL has to do then."""
    halls, busy = 0, 0.0
    while (need := needs(costs, Scenario("", halls + 1, halls + 1, 150))) and need.processes == 1:
        halls, busy = halls + 1, need.postgres_cores
    return halls, busy


def conditions(found: Measured) -> str:
    """Where it was measured."""
    of = found.machine
    return (
        f"{of['processor']}, {of['processors']} processors, Linux {of['kernel']}, "
        f"Python {of['python']}; {of['workers']} server processes, PostgreSQL, Redis and the load "
        f"clients all on it; load {of['load_before']} before; {found.seconds:.0f} s in all."
    )


TABLES: Final[dict[str, Callable[[Measured], str]]] = {
    "conditions": conditions,
    "costs": unit_costs,
    "stored": stored,
    "checked": checked,
    "acknowledged": acknowledged,
    "memory": memory,
    "scenarios": scenarios,
    "limits": limits,
    "spread": spread,
}
PLACE: Final = re.compile(r"(<!-- (\w+) -->\n)(?:.*?\n)??(<!-- end -->)", re.DOTALL)


def filled(page: str, found: Measured) -> str:
    """The page with all its tables made anew. Raises KeyError for one that nobody knows."""
    return PLACE.sub(lambda place: f"{place[1]}{TABLES[place[2]](found)}\n{place[3]}", page)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _cores(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}"


def main() -> int:
    """Write the page; the exit code."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(filled(page, read()), encoding="utf-8")
    print(json.dumps({"page": str(PAGE), "tables": len(TABLES)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
