import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from musrenbang_live.store import embedded, embedded_host
from musrenbang_live.store.embedded import EmbeddedPostgres
from musrenbang_live.store.embedded_host import EmbeddedPostgresError
from musrenbang_live.store.pool import connect
from tests.servers import scratch_folder

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder whose name would trip a shell, with a server that has been run and stopped."""
    with scratch_folder() as above:
        place = Path(above, 'Data "Musrenbang" \'27 $HOME')
        with EmbeddedPostgres(place) as server:
            _sql(server, "CREATE TABLE note (text text)")
        yield place
        assert EmbeddedPostgres(place).pid is None


def _sql(server: EmbeddedPostgres, statement: str) -> list[str]:
    async def ask() -> list[str]:
        connection = await connect(server.url)
        try:
            return [str(row[0]) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(ask())


def _note(server: EmbeddedPostgres, text: str) -> None:
    _sql(server, f"INSERT INTO note VALUES ('{text}')")


def _notes(server: EmbeddedPostgres) -> list[str]:
    return _sql(server, "SELECT text FROM note ORDER BY text")


def _alive(pid: int) -> bool:
    """Whether the process runs; one that ended and was not buried yet does not."""
    stat = Path("/proc", str(pid), "stat")
    if stat.parent.parent.joinpath("self").exists():
        return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def test_what_was_written_is_there_after_a_stop_and_a_start(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        _note(server, "dihentikan")
        pid = server.pid
    assert pid is not None
    assert not _alive(pid)
    assert server.pid is None
    with pytest.raises(EmbeddedPostgresError, match="not running"):
        _ = server.url
    with EmbeddedPostgres(folder) as server:
        assert "dihentikan" in _notes(server)


@posix
def test_what_was_written_is_there_after_a_kill(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    server.start()
    _note(server, "dibunuh")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    with EmbeddedPostgres(folder) as again:
        assert "dibunuh" in _notes(again)
    server.stop()


@posix
def test_nothing_of_the_server_is_open_to_others(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        assert _sql(server, "SHOW listen_addresses") == [""]
        for private in (server.cluster, folder / "run"):
            assert private.stat().st_mode & 0o077 == 0
        assert server.log.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("lasting", [True, False])
def test_it_is_set_to_keep_its_promises(folder: Path, lasting: bool) -> None:
    with EmbeddedPostgres(folder, settings={"work_mem": "5MB"}, lasting=lasting) as server:
        for name, value in {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "server_encoding": "UTF8",
            "work_mem": "5MB",
            "data_checksums": "on",
        }.items():
            assert _sql(server, f"SHOW {name}") == [value], name


def test_several_objects_share_a_server_and_the_last_stops_it(folder: Path) -> None:
    with EmbeddedPostgres(folder) as first:
        second = EmbeddedPostgres(folder)
        second.start()
        assert second.url == first.url
    assert _sql(second, "SELECT 1") == ["1"]
    pid = second.pid
    assert pid is not None
    second.stop()
    assert not _alive(pid)
    second.stop()


@posix
def test_another_process_joins_and_leaves_without_stopping_it(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from musrenbang_live.store.embedded import EmbeddedPostgres\n"
        "with EmbeddedPostgres(Path(sys.argv[1])) as server: print(server.pid)\n"
    )
    with EmbeddedPostgres(folder) as server:
        done = subprocess.run(
            [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, timeout=60
        )
        assert done.stdout.strip() == str(server.pid), done.stderr
        assert done.stderr == ""
        assert _sql(server, "SELECT 1") == ["1"]


@posix
def test_processes_that_start_together_get_one_server(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from musrenbang_live.store.embedded import EmbeddedPostgres\n"
        "with EmbeddedPostgres(Path(sys.argv[1])) as server:\n"
        "    print(server.pid, flush=True); sys.stdin.read()\n"
    )
    several = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    pids = {process.stdout.readline().strip() for process in several if process.stdout}
    assert len(pids) == 1
    several[0].kill()  # it has no chance to say that it leaves
    for process in several:
        process.communicate(timeout=60)
    assert not _alive(int(pids.pop()))


@posix
def test_a_number_that_is_another_process_now_is_not_the_server(folder: Path) -> None:
    """As after the restart of a container, where the file names a process of the new life."""
    server = EmbeddedPostgres(folder)
    server.start()
    _note(server, "nomor lama")
    assert server.pid is not None
    stale = (server.cluster / "postmaster.pid").read_text()
    server.stop()
    pid_file = server.cluster / "postmaster.pid"
    pid_file.write_text(stale.replace(stale.split()[0], str(os.getpid()), 1))
    embedded._free_number(pid_file)
    assert pid_file.read_text().split()[0] == str(embedded._NOBODY)
    pid_file.write_text(stale.replace(stale.split()[0], str(os.getpid()), 1))
    with EmbeddedPostgres(folder) as again:
        assert again.pid != os.getpid()
        assert "nomor lama" in _notes(again)


@posix
def test_a_path_too_long_for_a_socket(server_folder: Path) -> None:
    deep = server_folder / ("dalam-" * 12) / ("sekali-" * 8)
    with EmbeddedPostgres(deep) as server:
        assert _sql(server, "SELECT 1") == ["1"]
        [socket_folder] = _sql(server, "SHOW unix_socket_directories")
        assert not socket_folder.startswith(str(server_folder))
        assert Path(socket_folder.strip('"')).stat().st_mode & 0o077 == 0
    Path(socket_folder.strip('"')).rmdir()


@posix
def test_a_socket_folder_that_others_can_enter_is_refused(folder: Path) -> None:
    (folder / "run").chmod(0o755)
    try:
        with pytest.raises(EmbeddedPostgresError, match="not private"):
            EmbeddedPostgres(folder).start()
    finally:
        (folder / "run").chmod(0o700)


def test_over_tcp_a_password_is_asked(server_folder: Path) -> None:
    with EmbeddedPostgres(server_folder / "pg", tcp=True) as server:
        assert _sql(server, "SELECT inet_server_addr()") == ["127.0.0.1"]
        with_password = server.url
        assert (server_folder / "pg" / "password").read_text() in with_password
        assert (server_folder / "pg" / "password").stat().st_mode & 0o077 == 0
    with EmbeddedPostgres(server_folder / "pg", tcp=True) as server:
        assert _sql(server, "SELECT 1") == ["1"]


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match=r"did not start(.|\n)*work_mem"):
        EmbeddedPostgres(folder, settings={"work_mem": "banyak"}).start()


def test_making_it_again_after_an_interruption(server_folder: Path) -> None:
    half = server_folder / "pg" / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    with EmbeddedPostgres(server_folder / "pg") as server:
        assert _sql(server, "SELECT 1") == ["1"]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs root")
def test_root_lets_the_server_pass_but_nobody_list(server_folder: Path) -> None:
    closed = server_folder / "tertutup"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(closed / "pg") as server:
        assert server.cluster.stat().st_uid != 0
    assert closed.stat().st_mode & 0o777 == 0o701


@posix
def test_the_programs_of_the_wheel_are_found() -> None:
    assert os.access(embedded_host.program("pg_dump"), os.X_OK)
