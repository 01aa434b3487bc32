"""`rehearse`: a whole meeting of simulated phones against a running server, said check by check.

The page of rehearsals starts it as a program of its own, so that the phones do not share the
server's process, and reads what it prints with `--lines`.
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from rich.table import Table

from musrenbang_live.cli import open_files
from musrenbang_live.cli.simulation.examples import EXAMPLES, Example, read_examples
from musrenbang_live.cli.simulation.play import Play
from musrenbang_live.cli.simulation.rehearsal import Rehearsal
from musrenbang_live.cli.terminal import OUT, Stop, words
from musrenbang_live.config import folder
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.rehearsing import FEWEST, MOST, USUAL, Check, Finding
from musrenbang_live.web.desk.rehearsal_words import name_of, sentence_of

SEED: Final = 2027
PROPOSALS: Final = 20
"""Examples brought in; the file has them for this ward."""
WARD: Final = "12.74.04.1005"


class Order(msgspec.Struct, frozen=True):
    """What the page asks for. It comes on standard input: nobody reads it off a process list."""

    base: str
    token: str
    code: str
    plan: SessionPlan
    phones: int


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this command to the program's."""
    rehearse = commands.add_parser(
        "rehearse", help="play a meeting of simulated phones against a running server"
    )
    rehearse.add_argument(
        "--lines", action="store_true", help="read the order from standard input, print JSON lines"
    )
    rehearse.add_argument("--phones", type=int, default=USUAL, metavar="N", help="simulated phones")
    rehearse.add_argument("order", nargs="?", type=Path, metavar="FILE", help="the order as JSON")
    rehearse.set_defaults(run=run)


async def run(chosen: argparse.Namespace) -> int:
    """0 when every check is fine, 1 when not."""
    order = await asyncio.to_thread(_order, chosen)
    if not FEWEST <= order.phones <= MOST:
        raise Stop(f"A rehearsal has {FEWEST} to {MOST} phones.")
    open_files.allow_many()
    chance = random.Random(SEED)  # noqa: S311
    play = Play([order.base], order.code, order.plan, _examples(order.plan), chance)
    told, found = (_print_step, _print_finding) if chosen.lines else (_quiet, _quiet)
    findings = await Rehearsal(play, order.phones, told, found).run(order.token)
    if not chosen.lines:
        _show(findings)
    return 0 if all(finding.fine for finding in findings) else 1


def _order(chosen: argparse.Namespace) -> Order:
    text = chosen.order.read_bytes() if chosen.order else sys.stdin.buffer.readline()
    try:
        return msgspec.json.decode(text, type=Order)
    except msgspec.MsgspecError as wrong:
        raise Stop(f"The order of the rehearsal cannot be read: {wrong}") from None


def _examples(plan: SessionPlan) -> list[Example]:
    """The examples, moved to the lingkungan and sectors of this plan."""
    rows = read_examples(folder("sessions").joinpath(*EXAMPLES), WARD)[:PROPOSALS]
    places = plan.neighborhoods
    return [
        replace(
            row,
            spoken={
                **row.spoken,
                "neighborhood": places[index % len(places)],
                "sector": row.spoken["sector"] if plan.sector(row.spoken["sector"]) else "",
            },
        )
        for index, row in enumerate(rows)
    ]


def _print_step(check: Check, done: int) -> None:
    _print({"step": check, "done": done})


def _print_finding(finding: Finding) -> None:
    _print(finding)


def _print(said: object) -> None:
    sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
    sys.stdout.flush()


def _quiet(*_: object) -> None:
    """Nothing is said before the end."""


def _show(findings: Sequence[Finding]) -> None:
    say = words().gettext
    table = Table()
    table.add_column(say("Pemeriksaan"))
    table.add_column(say("Temuan"))
    for finding in findings:
        style = "green" if finding.fine else "red"
        table.add_row(name_of(finding.check, say), sentence_of(finding, say), style=style)
    OUT.print(table)
