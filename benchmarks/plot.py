"""The results as one SVG: four small bar charts, readable on light and dark pages, no libraries."""

from html import escape
from typing import Any, Final

from msgspec import Struct

from benchmarks import results

WIDTH: Final = 880
PANEL: Final = 420
GAP: Final = 40
LABELS: Final = 138
VALUES: Final = 62
ROW: Final = 24
BAR: Final = 14
HEAD: Final = 46
FOOT: Final = 34

NAMES: Final = {
    "ours": "Musrenbang Live",
    "c_loop": "C loop (the limit)",
    "socketify": "uWebSockets",
    "nchan": "nchan",
    "node_ws": "Node.js ws",
    "naive": "Starlette",
    "insert_per_vote": "INSERT per vote",
    "pgbench16": "pgbench -c 16",
}

STYLE: Final = """
text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #24292f; }
.title { font-weight: 600; font-size: 13px; }
.note, .value { fill: #57606a; }
.note { font-size: 11px; }
.own { font-weight: 600; fill: #24292f; }
.bar { fill: #9fb3c8; }
.bar.ours { fill: #0f766e; }
.bar.limit { fill: #d0d7de; }
@media (prefers-color-scheme: dark) {
  text, .own { fill: #e6edf3; }
  .note, .value { fill: #9198a1; }
  .own { fill: #e6edf3; }
  .bar { fill: #5b6b7d; }
  .bar.ours { fill: #2dd4bf; }
  .bar.limit { fill: #3d444d; }
}
"""


class Chart(Struct, frozen=True):
    """One panel: what it shows, which way is good, its figures in the order of the rows."""

    title: str
    note: str
    figures: dict[str, float]
    digits: int = 0


def svg(whole: dict[str, Any]) -> str:
    """The picture of `results.json`."""
    charts = _charts(whole["raw"])
    rows = [max(len(chart.figures) for chart in charts[at : at + 2]) for at in (0, 2)]
    heights = [HEAD + ROW * count for count in rows]
    height = sum(heights) + GAP + FOOT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="Benchmark results"><style>{STYLE}</style>'
    ]
    for place, chart in enumerate(charts):
        x = place % 2 * (PANEL + GAP)
        y = place // 2 * (heights[0] + GAP)
        parts.append(f'<g transform="translate({x} {y})">{_panel(chart)}</g>')
    machine = whole["machine"]
    said = (
        f"{machine['processor']}, {machine['processors']} processors shared by server and client; "
        f"kernel {machine['kernel']}, Python {machine['python']}"
    )
    parts.append(f'<text class="note" x="0" y="{height - 6}">{escape(said)}</text></svg>\n')
    return "".join(parts)


def _charts(raw: dict[str, Any]) -> list[Chart]:
    fanout, intake = raw["fanout"], raw["intake"]
    peers = [name for name in NAMES if name in fanout]
    connect = {name: _median(fanout[name], "connect", "seconds") for name in peers}
    memory = {name: _median(fanout[name], "rss_kb_each") for name in peers if name != "c_loop"}
    votes = {
        name: results.votes(intake[name]) or 0.0
        for name in ("ours", "insert_per_vote", "pgbench16")
        if intake.get(name)
    }
    flat = {name: results.flat_out(fanout[name]) or 0.0 for name in peers}
    return [
        Chart("Frames delivered a second, 2,000 sockets", "more is better", flat),
        Chart("Durable votes acknowledged a second, 2,000 voters", "more is better", votes),
        Chart("10,000 connect and are current, seconds", "less is better", connect, 2),
        Chart("Memory for each idle socket, kB", "less is better", memory, 1),
    ]


def _median(rounds: list[dict[str, Any]], *path: str) -> float:
    def of(one: dict[str, Any]) -> float:
        value: Any = one
        for key in path:
            value = value[key]
        return float(value)

    return results.median(rounds, of) or 0.0


def _panel(chart: Chart) -> str:
    most = max(chart.figures.values(), default=1) or 1
    room = PANEL - LABELS - VALUES
    parts = [
        f'<text class="title" x="0" y="16">{escape(chart.title)}</text>',
        f'<text class="note" x="0" y="33">{escape(chart.note)}</text>',
    ]
    for row, (name, value) in enumerate(chart.figures.items()):
        y = HEAD + row * ROW
        kind = {"ours": "bar ours", "c_loop": "bar limit"}.get(name, "bar")
        own = ' class="own"' if name == "ours" else ""
        width = max(1.5, value / most * room)
        parts += [
            f'<text{own} x="{LABELS - 8}" y="{y + 12}" text-anchor="end">{NAMES[name]}</text>',
            f'<rect class="{kind}" x="{LABELS}" y="{y + 1}" width="{width:.1f}" height="{BAR}"'
            ' rx="2"/>',
            f'<text class="value" x="{LABELS + width + 6:.1f}" y="{y + 12}">'
            f"{value:,.{chart.digits}f}</text>",
        ]
    return "".join(parts)
