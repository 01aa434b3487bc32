"""The program's commands asked within this process, where the process is not what is tested.

A process of its own takes longer to start than most commands run. What only a process shows, such
as the exit code that a shell sees, is tested with one for each command.
"""

import io
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

import pytest

from musrenbang_live.cli import main, terminal


class Ran(NamedTuple):
    """How a command ended, and what it said; named as in `subprocess.CompletedProcess`."""

    returncode: int
    stdout: str
    stderr: str


def ask(*arguments: object, **environment: str) -> Ran:
    """Run the command as a person does who has set `environment`."""
    out, error = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment.items():
            patched.setenv(name, value)
        patched.setattr(tempfile, "tempdir", None)  # or TMPDIR would be read only once
        terminal.words.cache_clear()
        try:
            with redirect_stdout(out), redirect_stderr(error):
                code = main([str(each) for each in arguments])
        finally:
            terminal.words.cache_clear()
    return Ran(code, out.getvalue(), error.getvalue())
