"""A session with very many stored votes, opened again by a server that has just been started."""

import time
from pathlib import Path
from typing import Any

from benchmarks.processes import Load, ending
from benchmarks.setting import Setting


def run(setting: Setting) -> dict[str, Any]:
    """Seconds from the start of the process until the first phone is current, and of the reading.

    PostgreSQL runs all the time; the server starts with nothing in its memory. Every voter is a
    participant who has voted once in the open round.
    """
    began = time.monotonic()
    held = setting.held(phones=setting.sizes.stored, vote=True, voted=True)
    stored = time.monotonic() - began
    one = setting.folder / "one"
    with held.crowd.open() as lines:
        one.write_text(next(lines))
    tries = [_reopen(setting, one) for _ in range(setting.sizes.rounds + 1)]
    figures = {
        "votes": setting.sizes.stored,
        "prepared_s": stored,
        "process_to_current_s": sorted(tried[0] for tried in tries)[len(tries) // 2],
        "socket_to_current_s": sorted(tried[1] for tried in tries)[len(tries) // 2],
    }
    print(
        f"  {setting.sizes.stored:,} votes: {figures['process_to_current_s']:.2f} s from the start "
        f"of the process, {figures['socket_to_current_s']:.2f} s of it from the first socket",
        flush=True,
    )
    return figures


def _reopen(setting: Setting, one: Path) -> tuple[float, float]:
    began = time.monotonic()
    server = setting.just_started()
    with ending(server):
        load = Load(server.port, one, 1, None)
        with ending(load):
            connect = load.say("connect 1 1 60")
            return time.monotonic() - began, connect["seconds"]
