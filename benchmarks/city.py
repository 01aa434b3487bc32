"""`python -m benchmarks.city`: what everything costs in one hall, then 31 halls at once.

Writes `city.json`: the costs, the windows they come from, and the windows of the city, which had
no part in the costs and so check the model. Then: `python -m benchmarks.scaling`. About two
minutes, on a machine that does nothing else.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks import calibration, storage
from benchmarks.calibration import Watch
from benchmarks.costing import Observed, costs
from benchmarks.processes import HERE, raise_limits
from benchmarks.results import machine
from benchmarks.town import WORKERS, Town, running
from musrenbang_live.store.embedded import EmbeddedPostgres

HALLS: Final = 31
"""Kelurahan of the city."""
PARTS: Final = (40, 40, 40, 30)
"""Phones in each hall: three crowds that vote in turn, and one that only watches."""
PACES: Final = ((60.0, "votes over 20 s"), (310.0, "votes over 4 s"), (0.0, "votes at once"))
OUT: Final = HERE / "city.json"


def main() -> int:
    """Measure, or with `--refit` only find the costs anew, and write; the exit code."""
    if sys.argv[1:] == ["--refit"]:
        kept = json.loads(OUT.read_text())
        return _write(kept, msgspec.convert(kept["calibration"], list[Observed]))
    raise_limits()
    began = time.monotonic()
    described = {**machine(), "workers": WORKERS}
    with tempfile.TemporaryDirectory(prefix="musrenbang-city-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database server is another user when this one is root
        room = {"max_connections": "100"}
        with EmbeddedPostgres(folder / "postgres", settings=room) as postgres:
            print("a few halls")
            with running(folder, postgres) as town:
                windows, parts = calibration.measured(town)
                alone = calibration.alone(town)
            print("the city")
            with running(folder, postgres) as town:
                city, memory = _city(town)
                # Last: one giant session among small ones would mislead the query planner.
                parts["stored"] = storage.measured(town)
    whole = {
        "machine": described,
        "seconds": round(time.monotonic() - began),
        "parts": parts,
        "calibration": windows,
        "alone": alone,
        "city": city,
        "rss_kb": memory,
    }
    return _write(whole, windows)


def _write(whole: dict[str, Any], windows: list[Observed]) -> int:
    found = costs(windows, calibration.results(), whole["parts"])
    text = json.dumps(_rounded(msgspec.to_builtins({**whole, "costs": found})), indent=1)
    OUT.write_text(text + "\n")
    print(f"{OUT} ({whole['seconds']} s)")
    return 0


def _city(town: Town) -> tuple[list[Observed], dict[str, float]]:
    """Everybody comes, nothing happens for a while, and they vote: slowly, fast, at once."""
    calibration.warm_up(town)
    watch = Watch(town)
    phones = sum(PARTS)
    halls = town.hold(*PARTS, halls=HALLS)
    empty = town.rss()
    with town.crowds(halls) as loads:
        watch.connect("connect", halls, loads, phones)
        time.sleep(2)
        with watch.window("quiet", halls=HALLS, phones=phones, walls=1):
            time.sleep(6)
        full = town.rss()
        for (pace, name), voting, voters in zip(PACES, PARTS, loads, strict=False):
            watch.votes(
                name, halls, voters, loads[-1], each=1, pace=pace, voting=voting, phones=phones
            )
    return watch.done, {"empty": empty, "full": full}


def _rounded(value: Any) -> Any:
    """Six digits say more than these figures know."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(main())
