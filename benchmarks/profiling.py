"""Where our server's time goes: Python's own profiler inside it while one thing is done.

The profiler makes Python calls dearer than they are and sees nothing below them; for shares of
the kernel use `perf record -g -p PID` on the process that is named.
"""

import pstats
import time
from typing import Any, Final

from benchmarks.measures.fanout import HZ, INFLIGHT, LAZY, PATIENCE, WARM
from benchmarks.measures.intake import CHOOSE, PROPOSALS, WARM_VOTES
from benchmarks.processes import BUILD, Load, Server, ending, until_quiet
from benchmarks.setting import Held, Setting

LINES: Final = 35

Figures = dict[str, Any]


def run(setting: Setting, kind: str) -> int:
    """Profile one of `KINDS`, print the dearest functions, keep the rest in a file."""
    BUILD.mkdir(exist_ok=True)
    path = BUILD / f"{kind}.pstats"
    large = kind in ("connect", "reconnect")
    phones = setting.sizes.large if large else setting.sizes.small
    held = setting.held(phones=phones, proposals=PROPOSALS, vote=kind == "votes")
    server, load = setting.ours(held, pinned=False)
    with ending(load, server):
        print(f"server: process {server.pid}", flush=True)
        load.say(f"connect {WARM} {WARM} {PATIENCE}")
        load.say("keep 0")
        until_quiet(server)
        print(_DO[kind](setting, server, load, held))
        server.say(f"profile {path}")
    stats = pstats.Stats(str(path))
    stats.sort_stats("tottime").print_stats(LINES)
    print(f"all of it: python -m pstats {path}")
    return 0


def _connect(setting: Setting, server: Server, load: Load, held: Held) -> Figures:
    server.say("profile")
    return load.say(f"connect {held.devices} {INFLIGHT} {PATIENCE}")


def _reconnect(setting: Setting, server: Server, load: Load, held: Held) -> Figures:
    load.say(f"connect {held.devices} {INFLIGHT} {PATIENCE}")
    until_quiet(server)
    server.rate(HZ)
    server.say("profile")
    return load.say(f"reconnect {held.devices} {INFLIGHT} {PATIENCE}")


def _fanout(setting: Setting, server: Server, load: Load, held: Held) -> Figures:
    load.say(f"connect {held.devices} {INFLIGHT} {PATIENCE}")
    server.rate(-1)
    time.sleep(0.5)
    server.say("profile")
    return load.say(f"watch {setting.sizes.seconds} {LAZY}")


def _votes(setting: Setting, server: Server, load: Load, held: Held) -> Figures:
    load.say(f"connect {held.devices} {INFLIGHT} {PATIENCE}")
    on = f"{held.round} {PROPOSALS} {CHOOSE} 0 {PATIENCE}"
    load.say(f"vote {WARM_VOTES} 0 {on}")
    until_quiet(server)
    server.say("profile")
    return load.say(f"vote {setting.sizes.votes_each} 0 {on}")


_DO: Final = {"fanout": _fanout, "connect": _connect, "reconnect": _reconnect, "votes": _votes}
KINDS: Final = tuple(_DO)
