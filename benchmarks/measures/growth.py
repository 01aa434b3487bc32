"""What one more phone and one more proposal cost."""

import time
from typing import Any, Final

from benchmarks.measures.fanout import HZ, INFLIGHT, LAZY, PATIENCE, WARM, WATCHED
from benchmarks.processes import Load, Server, ending, until_quiet
from benchmarks.setting import Setting

PHONES: Final = 200
"""In the meetings with more and more proposals."""

Figures = dict[str, Any]


def run(setting: Setting) -> Figures:
    """Over sockets with the usual proposals, and over proposals with few phones."""
    found: Figures = {"sockets": [], "proposals": []}
    for count in setting.sizes.sockets:
        found["sockets"].append(_point(setting, count, 20, walk=True))
    for count in setting.sizes.proposals:
        found["proposals"].append(_point(setting, PHONES, count, walk=False))
    return found


def _point(setting: Setting, phones: int, proposals: int, *, walk: bool) -> Figures:
    server, load = setting.ours(setting.held(phones=phones, proposals=proposals))
    with ending(load, server):
        warm = min(WARM, phones)
        load.say(f"connect {warm} {warm} {PATIENCE}")
        load.say("keep 0")
        until_quiet(server, setting.sizes.quiet)
        figures = _measured(setting, server, load, phones, walk)
    figures = {"phones": phones, "proposals": proposals, **figures}
    print("  " + ", ".join(f"{key} {value:,.3g}" for key, value in figures.items()), flush=True)
    return figures


def _measured(setting: Setting, server: Server, load: Load, phones: int, walk: bool) -> Figures:
    rss, used = server.rss, server.cpu
    connect = load.say(f"connect {phones} {INFLIGHT} {PATIENCE}")
    connected = server.cpu - used
    until_quiet(server, setting.sizes.quiet)
    figures = {
        "rss_kb_each": (server.rss - rss) / phones,
        "connect_s": connect["seconds"],
        "connect_cpu_ms_each": connected / phones * 1000,
        "whole_bytes": connect["first_bytes"],
    }
    seconds = setting.sizes.seconds
    server.rate(-1 if walk else HZ)
    time.sleep(min(0.7, seconds))
    used = server.cpu
    seen = load.say(f"watch {seconds} {LAZY if walk else 0} {WATCHED}")
    used = server.cpu - used
    server.rate(0)
    figures["frames"] = seen["frames"]
    if walk:
        return figures | {"cpu_us_per_frame": used / max(1, seen["frames"]) * 1e6}
    latency = seen["latency_ms"]
    return figures | {"cpu_share_at_5hz": used / seen["seconds"], "p99_ms": latency.get("p99", 0)}
