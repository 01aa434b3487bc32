"""The commands a person types. Every error is one plain sentence and an exit code that is not 0."""

import argparse
import asyncio
import sys
from collections.abc import Coroutine, Sequence

from musrenbang_live import __version__
from musrenbang_live.cli import (
    demo,
    export,
    plans,
    rehearse,
    serve,
    settings_shown,
    simulate,
    verify,
)
from musrenbang_live.cli.event_loop import new_event_loop
from musrenbang_live.cli.simulation.visitor import UnexpectedAnswer
from musrenbang_live.cli.terminal import Stop, complain
from musrenbang_live.config import BadSetting
from musrenbang_live.store.embedded_host import EmbeddedPostgresError
from musrenbang_live.store.migrate import DatabaseTooNew
from musrenbang_live.store.pool import unreachable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        result = chosen.run(chosen)
        return int(_finished(result) if asyncio.iscoroutine(result) else result)
    except KeyboardInterrupt:
        return 130
    except (Stop, BadSetting, EmbeddedPostgresError, DatabaseTooNew, UnexpectedAnswer) as error:
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="musrenbang-live", description="A live Musrenbang: propose, support, vote, publish."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in (demo, serve, simulate, rehearse, verify, export, plans, settings_shown):
        command.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
