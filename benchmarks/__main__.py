"""`make bench`: everything, one after the other, under ten minutes. Or a profile of one thing."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from benchmarks import plot, profiling, results
from benchmarks.measures import fanout, growth, intake, reopen, stopped
from benchmarks.peers import running
from benchmarks.processes import (
    BUILD,
    HERE,
    Broken,
    Missing,
    ending,
    load_client,
    raise_limits,
)
from benchmarks.setting import QUICK, Setting, Sizes
from musrenbang_live.store.embedded import EmbeddedPostgres

PARTS = ("fanout", "intake", "growth", "reopen", "stopped")
_OTHERS = {"intake": intake, "growth": growth, "reopen": reopen, "stopped": stopped}
RESULTS = HERE / "results.json"


def main() -> int:
    """Run what was asked for; the exit code."""
    chosen = _parser().parse_args()
    try:
        return _run(chosen)
    except (Missing, Broken) as reason:  # a peer that is missing never comes here, it is reported
        print(f"The benchmarks have stopped: {reason}.", file=sys.stderr)
        return 1


def _run(chosen: argparse.Namespace) -> int:
    raise_limits()
    load_client()
    sizes = QUICK if chosen.quick else Sizes()
    if chosen.rounds:
        sizes = Sizes(rounds=chosen.rounds)
    with tempfile.TemporaryDirectory(prefix="musrenbang-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database server is another user when this one is root
        with EmbeddedPostgres(folder / "postgres") as postgres:
            setting = Setting(sizes, postgres.url, folder)
            if chosen.profile:
                return profiling.run(setting, chosen.profile)
            if not chosen.quick:
                return _measure(setting, chosen)
            with ending(holder := setting.just_started()):  # to start one takes longer than to hold
                return _measure(replace(setting, holder=holder), chosen)


def _measure(setting: Setting, chosen: argparse.Namespace) -> int:
    began = time.monotonic()
    if not chosen.quick:
        running.install()
    machine = results.machine()
    print(f"{machine['processor']}, {machine['processors']} processors, {machine['kernel']}")
    found: dict[str, Any] = {part: {} for part in PARTS}
    missing: dict[str, str] = {}
    for part in chosen.only or PARTS:
        print(f"{part} ({time.monotonic() - began:.0f} s)", flush=True)
        if part == "fanout":
            found[part], missing = fanout.run(setting, tuple(chosen.servers))
        else:
            found[part] = _OTHERS[part].run(setting)
    out = chosen.out or (BUILD / "quick.json" if chosen.quick or chosen.only else RESULTS)
    whole = {
        "machine": machine,
        "quick": bool(chosen.quick),
        "seconds": round(time.monotonic() - began),
        "missing": missing,
        "ratios": results.ratios(found["fanout"], found["intake"]),
        "raw": results.raw(**found),
    }
    _write(whole, out)
    _report(whole)
    print(f"{out} ({whole['seconds']} s)")
    return 0


def _write(whole: dict[str, Any], out: Path) -> None:
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(_rounded(whole), indent=1) + "\n")
    if whole["raw"]["fanout"] and whole["raw"]["intake"]:
        out.with_suffix(".svg").write_text(plot.svg(whole))


def _rounded(value: Any) -> Any:
    """Figures with as many digits as mean anything."""
    if isinstance(value, float):
        return round(value, 3) if abs(value) < 100 else round(value, 1)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value


def _report(whole: dict[str, Any]) -> None:
    for kind in ("ratios", "raw"):
        for name, value in whole[kind].items():
            if value is None or isinstance(value, int | float):
                print(f"  {name:32} {'-' if value is None else f'{value:,.3f}':>12}")
    for name, reason in whole["missing"].items():
        print(f"  missing: {name}. {reason}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that everything runs")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--servers", nargs="+", default=(), metavar="NAME", help="of the fan-out")
    parser.add_argument("--rounds", type=int, help="how often all are visited (2)")
    parser.add_argument("--out", type=Path, help="where the results go (benchmarks/results.json)")
    parser.add_argument("--profile", choices=profiling.KINDS, help="profile our server instead")
    return parser


if __name__ == "__main__":
    sys.exit(main())
