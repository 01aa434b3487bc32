"""A chart as its page needs it: what is drawn, the sentence that says it, and the table behind it.

The numbers of the picture are those of the table, and the CSV file is the table.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final, Literal, Protocol

from msgspec import Struct

from musrenbang_live.core.charts.bars import Bars, Span, drawn
from musrenbang_live.core.charts.flow import Flow
from musrenbang_live.web.cells import disarmed

Look = Literal["main", "second", "third", "hatch", "outline"]
"""How a bar is filled; a bar is always named beside it, too."""
Kind = Literal["text", "number", "rupiah", "percent"]
Cell = str | int | None
MOST_LINES: Final = 20
"""Labels of one picture; whatever is beyond them stands in the table only."""
LABEL_LIMIT: Final = 34
"""Signs of a label that fit above a bar on a phone of 360 px."""


class Value(Struct, frozen=True):
    """A bar and the number that stands behind it."""

    value: float
    text: str
    look: Look = "main"
    start: float = 0


class Line(Struct, frozen=True):
    """The bars under one label."""

    label: str
    values: tuple[Value, ...]


class Column(Struct, frozen=True):
    """A column of a table; amounts are whole rupiah, shares whole percent."""

    head: str
    kind: Kind = "number"


class Row(Struct, frozen=True):
    """A row of a table; the first cell names it, and leads to `href` where there is one."""

    cells: tuple[Cell, ...]
    href: str = ""


class Table(Struct, frozen=True):
    """The numbers behind a chart. The first column is what the rows are called."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Chart(Struct, frozen=True):
    """A chart of bars. `key` is its name in addresses, `finding` what it says in a sentence.

    `mark` names the line that bars are measured by, empty for none; `left` counts labels that are
    only in the table; `note` is what has to be known to read it.
    """

    key: str
    title: str
    finding: str
    lines: tuple[Line, ...]
    picture: Bars
    table: Table
    mark: str = ""
    note: str = ""
    left: int = 0
    drawing: Literal["bars"] = "bars"


class Branch(Struct, frozen=True):
    """What leaves a flow at a stage: its name, how many, and whether they may still go on."""

    name: str
    count: int
    waits: bool


class FlowStage(Struct, frozen=True):
    """A stage of a flow: its name, how many came to it, and what left it there."""

    name: str
    count: int
    branches: tuple[Branch, ...]


class FlowChart(Struct, frozen=True):
    """A flow diagram; what is not said here is as in `Chart`."""

    key: str
    title: str
    finding: str
    stages: tuple[FlowStage, ...]
    picture: Flow
    table: Table
    note: str = ""
    left: int = 0
    drawing: Literal["flow"] = "flow"


AnyChart = Chart | FlowChart


def bar_chart(
    key: str,
    title: str,
    finding: str,
    lines: Iterable[Line],
    table: Table,
    *,
    mark: tuple[float, str] = (0, ""),
    whole: float = 0,
    note: str = "",
) -> Chart:
    """The chart of these lines, the first `MOST_LINES` of them drawn.

    `mark`: a value, with its name; `whole`: the scale ends there at least.
    """
    listed = tuple(lines)
    shown = listed[:MOST_LINES]
    spans = [[Span(each.value, each.start) for each in line.values] for line in shown]
    return Chart(
        key=key,
        title=title,
        finding=finding,
        lines=shown,
        picture=drawn(
            spans,
            mark=mark[0],
            whole=whole,
            signs=max((len(each.text) for line in shown for each in line.values), default=0),
        ),
        table=table,
        mark=mark[1] if mark[0] else "",
        note=note,
        left=len(listed) - len(shown),
    )


def label(text: str) -> str:
    """`text` so that it fits above a bar on a phone; the table has the whole of it."""
    return text if len(text) <= LABEL_LIMIT else f"{text[: LABEL_LIMIT - 1].rstrip()}…"


def csv_file(table: Table) -> bytes:
    """The table as a file for spreadsheets: UTF-8 with a byte order mark, otherwise RFC 4180."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([disarmed(column.head) for column in table.columns])
    for row in table.rows:
        writer.writerow([disarmed(cell) if isinstance(cell, str) else cell for cell in row.cells])
    return b"\xef\xbb\xbf" + sheet.getvalue().encode()


class Keyed(Protocol):
    """Whatever has a name and a table."""

    @property
    def key(self) -> str:
        """Its name in addresses."""

    @property
    def table(self) -> Table:
        """Its numbers."""


def named(charts: Sequence[Keyed], key: str) -> Keyed | None:
    """The chart with this name, if it is among them."""
    return next((chart for chart in charts if chart.key == key), None)
