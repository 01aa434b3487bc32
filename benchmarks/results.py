"""From raw figures to `results.json`: the machine, the ratios of one run, the figures by name."""

import os
import platform
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
Rounds = list[Figures]


def machine() -> Figures:
    """What the figures are of."""
    return {
        "processor": _cpu_model(),
        "processors": os.cpu_count(),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), "")


def ratios(fanout: Figures, intake: Figures) -> Figures:
    """Ours against each peer, medians of the rounds; None where one of them is missing."""
    found: Figures = {}
    for peer in ("c_loop", "nchan", "node_ws", "naive", "socketify", "nchan_as_installed"):
        found[f"fanout_vs_{peer}"] = _over(fanout, peer, _flat_out)
        found[f"fanout_10k_vs_{peer}"] = _over(fanout, peer, _flat_out_large)
        found[f"fanout_cpu_vs_{peer}"] = _over(fanout, peer, _cpu)
        found[f"connect_vs_{peer}"] = _over(fanout, peer, lambda one: one["connect"]["seconds"])
    for name, peer in (("insert_per_vote", "insert_per_vote"), ("pgbench16", "pgbench16")):
        found[f"intake_vs_{name}"] = _over(intake, peer, _votes)
    return found


def raw(
    fanout: Figures, intake: Figures, growth: Figures, reopen: Figures, stopped: Figures
) -> Figures:
    """The figures that have names, and all that was measured."""
    ours, storm, steady = fanout.get("ours"), intake.get("storm"), intake.get("steady")
    return {
        "rss_kb_per_phone": median(ours, lambda one: one["rss_kb_each"]),
        "connect_10k_s": median(ours, lambda one: one["connect"]["seconds"]),
        "reconnect_10k_s": median(ours, lambda one: one["reconnect"]["seconds"]),
        "flat_out_server_cpu_share": _least_share(ours),
        "five_hz_p50_ms": median(ours, lambda one: one["five_hz"]["latency_ms"]["p50"]),
        "five_hz_p99_ms": median(ours, lambda one: one["five_hz"]["latency_ms"]["p99"]),
        "intake_votes_s": median(intake.get("ours"), _votes),
        "intake_p99_ms": median(intake.get("ours"), lambda one: one["small"]["ack_ms"]["p99"]),
        "intake_10k_votes_s": median(intake.get("ours"), lambda one: one["large"]["per_second"]),
        "storm_10k_ack_p99_ms": median(storm, lambda one: one["small"]["ack_ms"]["p99"]),
        "storm_10k_projector_after_ms": median(
            storm, lambda one: one["small"]["wall_after_last_ack_ms"]
        ),
        "vote_to_projector_p50_ms": median(steady, lambda one: one["small"]["wall_ms"]["p50"]),
        "vote_to_projector_p99_ms": median(steady, lambda one: one["small"]["wall_ms"]["p99"]),
        "reopen_200k_s": reopen.get("process_to_current_s"),
        "reopen_200k_read_s": reopen.get("socket_to_current_s"),
        "stopped_grew_kb": stopped.get("grew_kb"),
        "fanout": fanout,
        "intake": intake,
        "growth": growth,
        "reopen": reopen,
        "stopped": stopped,
    }


def flat_out(rounds: Rounds | None, size: str = "small") -> float | None:
    """Delivered frames a second, the median of all windows."""
    return median(rounds, _flat_out if size == "small" else _flat_out_large)


def votes(rounds: Rounds | None) -> float | None:
    """Votes acknowledged a second by the small hall."""
    return median(rounds, _votes)


def _least_share(rounds: Rounds | None) -> float | None:
    """What our server had of its processor flat out, at least; much below 1: others ran too."""
    windows = [window for one in rounds or () for window in one["flat_out_small"]]
    return min((round(window["server_cpu_share"], 2) for window in windows), default=None)


def _flat_out(one: Figures) -> float:
    return statistics.median(window["per_second"] for window in one["flat_out_small"])


def _flat_out_large(one: Figures) -> float:
    return float(one["flat_out_large"]["per_second"])


def _cpu(one: Figures) -> float:
    return statistics.median(window["cpu_s_per_million"] or 0 for window in one["flat_out_small"])


def _votes(one: Figures) -> float:
    return float(one["small"]["per_second"])


def median(rounds: Rounds | None, of: Callable[[Figures], float]) -> float | None:
    """The median over the rounds; None where there is nothing."""
    try:
        return round(statistics.median(of(one) for one in rounds), 3) if rounds else None
    except KeyError:  # nothing was measured there, such as the latency of no frames
        return None


def _over(found: Figures, peer: str, of: Callable[[Figures], float]) -> float | None:
    ours, theirs = median(found.get("ours"), of), median(found.get(peer), of)
    return round(ours / theirs, 3) if ours is not None and theirs else None
