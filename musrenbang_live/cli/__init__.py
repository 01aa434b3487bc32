"""The commands a person types. Every error is one plain sentence and an exit code that is not 0."""

import argparse
import asyncio
import gc
import importlib
import sys
from collections.abc import Coroutine, Sequence
from typing import Final

from musrenbang_live import __version__
from musrenbang_live.cli.event_loop import new_event_loop
from musrenbang_live.cli.terminal import Stop, complain
from musrenbang_live.config import BadSetting
from musrenbang_live.store.embedded_host import EmbeddedPostgresError
from musrenbang_live.store.migrate import DatabaseTooNew
from musrenbang_live.store.pool import unreachable

COMMANDS: Final = {
    "demo": "demo",
    "serve": "serve",
    "simulate": "simulate",
    "rehearse": "rehearse",
    "verify": "verify",
    "export": "export",
    "plan": "plans",
    "config": "settings_shown",
}
"""The module of each command. Only that of the one typed is imported: most need much less than the
server does.
"""
IMPORTED_OBJECTS: Final = 50_000
"""New objects after which the collector looks for garbage. What is imported stays: to look through
it every 700 objects, as Python would, takes a tenth of the time.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    gc.set_threshold(IMPORTED_OBJECTS, *gc.get_threshold()[1:])
    typed = sys.argv[1:] if arguments is None else arguments
    chosen = _parser(typed[0] if typed else "").parse_args(typed)
    try:
        result = chosen.run(chosen)
        return int(_finished(result) if asyncio.iscoroutine(result) else result)
    except KeyboardInterrupt:
        return 130
    except (Stop, BadSetting, EmbeddedPostgresError, DatabaseTooNew) as error:
        complain(str(error))
        return 1
    except Exception as error:
        if not unreachable(error):
            raise
        complain(f"The database or the network cannot be reached: {error}")
        return 1


def _finished(command: Coroutine[None, None, int]) -> int:
    """The result of a command, run on the faster event loop where there is one."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(command)


def _parser(command: str) -> argparse.ArgumentParser:
    """Reads what is typed: this command, or any where it is none, for their list."""
    parser = argparse.ArgumentParser(
        prog="musrenbang-live", description="A live Musrenbang: propose, support, vote, publish."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in [COMMANDS[command]] if command in COMMANDS else COMMANDS.values():
        importlib.import_module(f"musrenbang_live.cli.{module}").add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
