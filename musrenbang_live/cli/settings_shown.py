"""`config`: every setting, its value on this computer, and what it is for. Secrets stay hidden."""

import argparse
import os
from typing import Any, Final

from rich.table import Table

from musrenbang_live.cli.terminal import OUT
from musrenbang_live.config import SETTINGS

HIDDEN: Final = frozenset({"MUSRENBANG_SECRET", "DATABASE_URL", "REDIS_URL"})


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this command to the program's."""
    shown = commands.add_parser("config", help="show every setting and where it comes from")
    shown.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the table."""
    table = Table("setting", "value", "what it is for")
    for name, meaning in SETTINGS.items():
        value = os.environ.get(name, "")
        table.add_row(name, "(set)" if value and name in HIDDEN else value or "(default)", meaning)
    OUT.print(table)
    return 0
