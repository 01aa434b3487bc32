"""From windows that were observed to the costs of the model."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.fitting import fitted
from benchmarks.model import Costs, Happenings, Window, cost, happenings

SERVER: Final = (
    *("process_seconds", "room_seconds", "phone_seconds", "openings", "connects"),
    *("rows", "batches", "looks", "steps", "stirs", "phone_frames", "wall_frames"),
)
POSTGRES: Final = (
    *(
        "process_seconds",
        "room_seconds",
        "openings",
        "rows",
        "batches",
        "looks",
        "counted",
        "stirs",
    ),
)
REDIS: Final = ("process_seconds", "bells")
BYTES: Final = ("phone_seconds", "connects", "rows", "phone_frames", "wall_frames")
WAL: Final = ("rows", "batches")


TOGETHER: Final = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Milliseconds tried for `model.Window.together_ms`."""


class Observed(Struct, frozen=True):
    """A window as it was: what was done, what was used, what the clients saw."""

    name: str
    window: Window
    used: dict[str, float]
    seen: dict[str, Any]


def costs(
    windows: Sequence[Observed],
    results: Mapping[str, Any],
    parts: Mapping[str, dict[str, float]],
) -> Costs:
    """The costs by which the windows are explained best; `parts` are the fields of `Costs` that
    were measured one by one, `results` what `make bench` has measured.
    """
    commit_ms, capacity = commit_times(windows)
    tried = []
    for together in TOGETHER:
        happened = [
            happenings(
                replace(
                    one.window,
                    commit_ms=commit_ms,
                    rows_a_second=capacity,
                    together_ms=together,
                )
            )
            for one in windows
        ]
        server = _fit(windows, happened, "server_cpu", SERVER, known=known_costs(results))
        postgres = _fit(windows, happened, "postgres_cpu", POSTGRES)
        wrong = sum(
            (cost(each, done) / one.used[name] - 1) ** 2
            for name, each in (("server_cpu", server), ("postgres_cpu", postgres))
            for one, done in zip(windows, happened, strict=True)
        )
        tried.append((wrong, together, happened, server, postgres))
    _, together, happened, server, postgres = min(tried, key=lambda one: one[0])
    voting = [one for one in windows if one.window.votes]
    rung = sum(one.used["bells"] for one in voting)
    return Costs(
        server=server,
        postgres=postgres,
        redis=_fit(windows, happened, "redis_cpu", REDIS),
        bytes=_fit(windows, happened, "sent", BYTES),
        wal=_fit(windows, happened, "wal", WAL, wanted=lambda one: one.window.votes > 0),
        commit_ms=commit_ms,
        rows_a_second=capacity,
        together_ms=together,
        bell_bytes=sum(one.used["bell_bytes"] for one in voting) / max(1.0, rung),
        **parts,
    )


def _fit(
    windows: Sequence[Observed],
    happened: Sequence[Happenings],
    what: str,
    names: Sequence[str],
    *,
    known: Mapping[str, float] | None = None,
    wanted: Callable[[Observed], bool] = lambda one: True,
) -> dict[str, float]:
    pairs = [
        (done, one.used[what])
        for one, done in zip(windows, happened, strict=True)
        if wanted(one) and one.used[what] > 0
    ]
    return fitted([done for done, _ in pairs], [used for _, used in pairs], names, known)


def known_costs(results: Mapping[str, Any]) -> dict[str, float]:
    """Processor seconds that `make bench` measures better than short windows can."""
    visits = results["fanout"]["ours"]
    frame = min(w["cpu_s_per_million"] for one in visits for w in one["flat_out_small"]) / 1e6
    connect = min(one["connect"]["server_cpu"] / one["connect"]["current"] for one in visits)
    return {"phone_frames": frame, "connects": connect}


def commit_times(windows: Sequence[Observed]) -> tuple[float, float]:
    """Milliseconds from vote to acknowledgement where nobody waits for others, and the rows a
    second of one process where everybody does; both from what the client saw.
    """
    voting = [one for one in windows if one.window.votes]
    storm = max(voting, key=lambda one: one.seen["votes_s"])
    calm = sorted(one.seen["ack_ms"]["p50"] for one in voting if one is not storm)
    return calm[len(calm) // 2], storm.seen["votes_s"] / storm.window.workers
