"""Durable votes: acknowledged after the commit, our rules checked, against the obvious ways."""

import re
import subprocess
import time
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from benchmarks.measures.fanout import INFLIGHT
from benchmarks.peers.running import insert_per_vote
from benchmarks.processes import Load, ending, until_quiet
from benchmarks.setting import Setting
from musrenbang_live.store.embedded_host import program

WARM_VOTES: Final = 2
PROPOSALS: Final = 20
CHOOSE: Final = 5
STEADY_RATE: Final = 500
PATIENCE: Final = 60

SCRIPT: Final = """
INSERT INTO bench_vote (id, round, participant, rev, mark)
VALUES (gen_random_uuid(), 1, '00000000-0000-4000-8000-000000000000', 1, '[1, 2, 3, 4, 5]');
"""
RATE: Final = re.compile(r"tps = ([\d.]+)")

Figures = dict[str, Any]


def run(setting: Setting) -> Figures:
    """Each way in turn, and again; then the storm and the wall."""
    found: Figures = {"ours": [], "insert_per_vote": [], "pgbench16": []}
    for _ in range(setting.sizes.rounds):
        for name, measure in (("ours", ours), ("insert_per_vote", inserts), ("pgbench16", pgbench)):
            figures = measure(setting)
            found[name].append(figures)
            print(f"  {name}: {_line(figures)}", flush=True)
    found["storm"] = [_wall(setting, setting.sizes.large, 0) for _ in range(setting.sizes.rounds)]
    found["steady"] = [_wall(setting, setting.sizes.steady, STEADY_RATE)]
    for name in ("storm", "steady"):
        for figures in found[name]:
            print(f"  {name}: {_line(figures)}", flush=True)
    return found


def ours(setting: Setting) -> Figures:
    """Votes over the socket of the application: small hall, then a large one."""
    sizes = setting.sizes
    return {
        "small": _ours(setting, sizes.small, sizes.votes_each),
        "large": _ours(setting, sizes.large, max(2, sizes.votes_each // 4)),
    }


def _ours(setting: Setting, voters: int, each: int) -> Figures:
    held = setting.held(phones=voters, walls=1, proposals=PROPOSALS, vote=True)
    server, load = setting.ours(held, pinned=False)
    with ending(load, server):
        load.say(f"connect {held.devices} {INFLIGHT} {PATIENCE}")
        _vote(load, WARM_VOTES, held.round)
        until_quiet(server, 2 * setting.sizes.quiet)
        used = server.cpu
        figures = _vote(load, each, held.round)
        return {**figures, "server_cpu": server.cpu - used}


def inserts(setting: Setting) -> Figures:
    """The same votes at a server that stores each by itself."""
    sizes = setting.sizes
    return {
        "small": _inserts(setting, sizes.small, sizes.peer_votes_each),
        "large": _inserts(setting, sizes.large, max(1, sizes.peer_votes_each // 4)),
    }


def _inserts(setting: Setting, voters: int, each: int) -> Figures:
    server = insert_per_vote(setting.database_url)
    load = Load(server.port, setting.plain_crowd(voters), voters, None)
    with ending(load, server):
        load.say(f"connect {voters} {INFLIGHT} {PATIENCE}")
        _vote(load, 1, 1)
        return _vote(load, each, 1)


def pgbench(setting: Setting) -> Figures:
    """Single-row inserts by 16 connections, with nothing between them and PostgreSQL."""
    script = setting.folder / "insert.sql"
    script.write_text(SCRIPT)
    place = {key: value[0] for key, value in parse_qs(urlsplit(setting.database_url).query).items()}
    seconds = max(1, round(setting.sizes.seconds * 2))
    command = [
        *(program("pgbench"), "-n", "-M", "prepared", "-c", "16", "-j", "2", "-T", str(seconds)),
        *("-f", script, "-h", place["host"], "-p", place["port"], "-U", "musrenbang", "musrenbang"),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rate = RATE.search(done.stdout)
    assert rate, done.stdout
    return {"small": {"per_second": float(rate[1])}}


def _wall(setting: Setting, voters: int, pace: float) -> Figures:
    """Everybody votes once, at once or at a pace; how long until the wall shows it."""
    held = setting.held(phones=voters, walls=1, proposals=PROPOSALS, vote=True)
    server, load = setting.ours(held, pinned=False)
    with ending(load, server):
        load.say(f"connect {held.devices} {INFLIGHT} {PATIENCE}")
        until_quiet(server, 2 * setting.sizes.quiet)
        time.sleep(min(0.5, setting.sizes.seconds))
        used = server.cpu
        figures = _vote(load, 1, held.round, pace=pace, wall=True)
        return {"small": {**figures, "server_cpu": server.cpu - used}}


def _vote(load: Load, each: int, number: int, *, pace: float = 0, wall: bool = False) -> Figures:
    on = f"{number} {PROPOSALS} {CHOOSE}"
    return load.say(f"vote {each} {pace} {on} {int(wall)} {PATIENCE}")


def _line(figures: Figures) -> str:
    said = []
    for size, seen in figures.items():
        ack = seen.get("ack_ms", {})
        text = f"{seen['per_second']:,.0f} votes/s ({size})"
        if ack.get("count"):
            text += f", ack p50 {ack['p50']:.0f} p99 {ack['p99']:.0f} ms"
        if "wall_ms" in seen and seen["wall_ms"]["count"]:
            wall, late = seen["wall_ms"], seen["wall_after_last_ack_ms"]
            text += f", wall p50 {wall['p50']:.0f} p99 {wall['p99']:.0f} ms, {late:.0f} after last"
        said.append(text)
    return "; ".join(said)
