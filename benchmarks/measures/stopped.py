"""Phones that stop reading in the middle: what the server keeps for them, what others feel."""

import os
import signal
from typing import Any, Final

from benchmarks.measures.fanout import HZ, INFLIGHT, PATIENCE, WATCHED
from benchmarks.processes import CLIENT_CPU, Load, ending
from benchmarks.setting import Held, Setting

SHARE: Final = 0.01
"""Of the phones, those that are stopped."""


def run(setting: Setting) -> dict[str, Any]:
    """A hall at five frames a second, one phone of a hundred stopped with SIGSTOP for a while.

    Stopped phones are a load client of their own. `grew_kb` is the most the server had in the time
    beyond what it had before; `gave_up` how many lines it had closed when they went on.
    """
    held = setting.held(phones=setting.sizes.large)
    few, look = max(1, round(setting.sizes.large * SHARE)), setting.sizes.look
    with held.crowd.open() as lines:
        (setting.folder / "few").write_text("".join(next(lines) for _ in range(few)))
        many = setting.folder / "many"
        many.write_text(lines.read())
    rest = Held(held.code, held.round, many, held.devices - few)
    server, load = setting.ours(rest)
    stopped = Load(server.port, setting.folder / "few", few, CLIENT_CPU)
    with ending(stopped, load, server):
        for client, count in ((load, setting.sizes.large - few), (stopped, few)):
            assert client.say(f"connect {count} {INFLIGHT} {PATIENCE}")["failed"] == 0
        server.rate(HZ)
        before = load.say(f"watch {3 * look} 0 {WATCHED}")
        start = server.rss
        os.kill(stopped.process.pid, signal.SIGSTOP)
        times, second = setting.sizes.stopped, f"watch {look} 0 {WATCHED}"
        seconds = [(load.say(second), server.rss) for _ in range(times)]
        os.kill(stopped.process.pid, signal.SIGCONT)
        lost = stopped.say(f"watch {2 * look} 0")["lost"]
        back = stopped.say(f"connect {few} {INFLIGHT} {PATIENCE}")
    worst = [second["latency_ms"]["p99"] for second, _ in seconds]
    figures = {
        "phones": setting.sizes.large,
        "stopped": few,
        "seconds": setting.sizes.stopped,
        "rss_before_kb": start,
        "grew_kb": max(rss for _, rss in seconds) - start,
        "p99_before_ms": before["latency_ms"]["p99"],
        "p99_median_ms": sorted(worst)[len(worst) // 2],
        "frames_least": min(second["least_per_socket"] for second, _ in seconds),
        "gave_up": sum(lost.values()),
        "lost": lost,
        "current_again": back["current"],
    }
    print(f"  {figures}", flush=True)
    return figures
