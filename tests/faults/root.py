"""What only root may do: mount, and make hosts out of network namespaces."""

import os
import shutil
import subprocess
from functools import cache

import pytest

from tests.patience import SOON


@cache
def _as_root() -> list[str] | None:
    """The words before a command that make root run it; None where nobody may."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    allowed = sudo and not subprocess.run([sudo, "-n", "true"], capture_output=True).returncode
    return [sudo, "-n"] if sudo and allowed else None


def needs_root(*programs: str) -> None:
    """Skip the test, or fail it with MUSRENBANG_REQUIRE_ALL, where it cannot be done."""
    missing = [name for name in programs if not shutil.which(name, path=_path())]
    if _as_root() is not None and not missing:
        return
    message = f"{', '.join(missing)} not installed" if missing else "this needs root or sudo"
    if os.environ.get("MUSRENBANG_REQUIRE_ALL"):
        pytest.fail(message)
    pytest.skip(message)


def as_root(*command: object, check: bool = True) -> str:
    """Run a command as root; what it printed."""
    done = subprocess.run(
        [*rooted(), *map(str, command)], capture_output=True, text=True, timeout=SOON, env=_env()
    )
    assert not check or done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def rooted() -> list[str]:
    """The words before a command that make root run it."""
    words = _as_root()
    assert words is not None, "call needs_root first"
    return words


def located(program: str) -> str:
    """Where a program for administrators is."""
    return shutil.which(program, path=_path()) or program


def _path() -> str:
    """Programs for administrators are not on everybody's path."""
    return os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def _env() -> dict[str, str]:
    return {**os.environ, "PATH": _path(), "LC_ALL": "C"}
