"""Fan-out, connects and memory: our server and each peer in turn, and again."""

import time
from collections.abc import Iterator
from typing import Any, Final

from benchmarks.peers.running import PEERS_OF_FANOUT
from benchmarks.processes import Load, Missing, Server, ending, until_quiet
from benchmarks.setting import Setting

INFLIGHT: Final = 1_024
"""Handshakes at a time: below the backlog of every server, so that no SYN is lost."""
PATIENCE: Final = 15
"""Seconds a connect may take; what takes longer is reported as this."""
WATCHED: Final = 60
"""Seconds in which every phone must have had a frame, however short the time that is measured."""
WARM: Final = 50
LAZY: Final = 2
"""Milliseconds the client sleeps between two looks while the server goes flat out: it reads every
frame within a moment, and has the time of its processor left over."""
HZ: Final = 5
ONCE: Final = frozenset({"nchan_as_installed"})
"""Visited in the first round only: no ratio that anything is judged by."""
USUAL_FIRST, USUAL_SIZE = 20_000, 250
"""Bytes of frames when only peers are asked for; else what ours were measured to be."""

Figures = dict[str, Any]


def run(setting: Setting, only: tuple[str, ...] = ()) -> tuple[Figures, dict[str, str]]:
    """Figures of each server, one set for each round; and who is missing, with the reason."""
    found: Figures = {}
    missing: dict[str, str] = {}
    for _ in range(setting.sizes.rounds):
        for name, figures in _one_round(setting, found, missing, only):
            found.setdefault(name, []).append(figures)
            print(f"  {name}: {_line(figures)}", flush=True)
    return found, missing


def _one_round(
    setting: Setting, found: Figures, missing: dict[str, str], only: tuple[str, ...]
) -> Iterator[tuple[str, Figures]]:
    if not only or "ours" in only:
        yield "ours", _ours(setting)
    ours = found.get("ours")
    first = round(ours[0]["connect"]["first_bytes"]) if ours else USUAL_FIRST
    size = round(ours[0]["flat_out_small"][0]["payload_bytes"]) if ours else USUAL_SIZE
    for name, start in PEERS_OF_FANOUT.items():
        if name in missing or (only and name not in only) or (name in ONCE and name in found):
            continue
        try:
            server = start(first, size)
        except Missing as reason:
            missing[name] = str(reason)
            print(f"  {name}: missing. {reason}", flush=True)
            continue
        crowd = setting.plain_crowd(setting.sizes.large)
        load = Load(server.port, crowd, setting.sizes.large)
        with ending(load, server):
            yield name, _visit(setting, server, load)


def _ours(setting: Setting) -> Figures:
    server, load = setting.ours(setting.held(phones=setting.sizes.large))
    with ending(load, server):
        return _visit(setting, server, load)


def _visit(setting: Setting, server: Server, load: Load) -> Figures:
    """Everything about one server that has just started."""
    sizes = setting.sizes
    load.say(f"connect {WARM} {WARM} {PATIENCE}")
    load.say("keep 0")
    until_quiet(server, sizes.quiet)
    empty = server.rss
    used = server.cpu
    connect = load.say(f"connect {sizes.large} {INFLIGHT} {PATIENCE}")
    connect["server_cpu"] = server.cpu - used
    until_quiet(server, sizes.quiet)
    idle = server.rss
    steady = _watch(server, load, HZ, sizes.seconds * 1.5, 0)
    server.rate(HZ)
    used = server.cpu
    reconnect = load.say(f"reconnect {sizes.large} {INFLIGHT} {PATIENCE}")
    reconnect["server_cpu"] = server.cpu - used
    server.rate(0)
    until_quiet(server, sizes.quiet)
    large = _watch(server, load, -1, sizes.seconds, LAZY)
    load.say(f"keep {sizes.small}")
    until_quiet(server, sizes.quiet)
    small = [_watch(server, load, -1, sizes.seconds, LAZY) for _ in range(2)]
    return {
        "rss_empty_kb": empty,
        "rss_kb_each": (idle - empty) / sizes.large,
        "connect": connect,
        "reconnect": reconnect,
        "five_hz": steady,
        "flat_out_large": large,
        "flat_out_small": small,
        "rss_end_kb": server.rss,
    }


def _watch(server: Server, load: Load, rate: float, seconds: float, lazy: int) -> Figures:
    """Frames at this rate, after a moment to get going."""
    server.rate(rate)
    time.sleep(min(0.7, seconds))
    used = server.cpu
    seen = load.say(f"watch {seconds} {lazy} {WATCHED}")
    used = server.cpu - used
    server.rate(0)
    time.sleep(min(0.2, seconds))
    million = used / seen["frames"] * 1e6 if seen["frames"] else None
    share = used / seen["seconds"]
    return {**seen, "server_cpu_share": share, "cpu_s_per_million": million}


def _line(figures: Figures) -> str:
    flat = figures["flat_out_small"][-1]
    return (
        f"connect {figures['connect']['seconds']:.2f} s, "
        f"reconnect {figures['reconnect']['seconds']:.2f} s, "
        f"{figures['rss_kb_each']:.1f} kB each, "
        f"{figures['flat_out_large']['per_second']:,.0f} and {flat['per_second']:,.0f} frames/s, "
        f"{flat['cpu_s_per_million'] or 0:.1f} CPU-s per million, "
        f"5 Hz p50 {figures['five_hz']['latency_ms'].get('p50', 0):.0f} "
        f"p99 {figures['five_hz']['latency_ms'].get('p99', 0):.0f} ms"
    )
