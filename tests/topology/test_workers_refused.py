"""Workers that cannot be: `serve --workers` says why, in one sentence, before it starts any."""

import socket
from pathlib import Path

import pytest

from tests.commands import ask
from tests.servers import free_port


def refused(data: Path, *more: str, port: int = 0, **settings: str) -> str:
    """What is said by `serve` of two workers that cannot start: one sentence."""
    given = {"DATABASE_URL": "", "REDIS_URL": "redis://127.0.0.1:1", **settings}
    where = ("--host", "127.0.0.1", "--port", port)
    ran = ask("serve", "--workers", 2, *where, *more, MUSRENBANG_DATA=str(data), **given)
    assert (ran.returncode, ran.stdout) == (1, "")
    (sentence,) = ran.stderr.splitlines()
    return sentence


def test_what_cannot_be_done_is_one_sentence(tmp_path: Path) -> None:
    assert "REDIS_URL" in refused(tmp_path, REDIS_URL="")
    for number in ("0", "65", "-1"):
        assert "1 to 64" in refused(tmp_path, f"-w{number}")
    assert "REDIS_URL must" in refused(tmp_path, REDIS_URL="http://127.0.0.1:1")
    assert "MUSRENBANG_WORKERS must" in refused(tmp_path, MUSRENBANG_WORKERS="many")


@pytest.mark.parametrize("shares", [False, True])
def test_a_port_that_is_taken(
    database_url: str, redis_url: str, tmp_path: Path, shares: bool
) -> None:
    """Also by somebody who would share it: two servers must not take each other's phones."""
    with socket.socket() as taken:
        if shares:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        given = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        assert f"Port {port}" in refused(tmp_path, port=port, **given)


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    nowhere = f"postgresql://x@127.0.0.1:{free_port()}/x"
    assert "cannot be reached" in refused(tmp_path, DATABASE_URL=nowhere)
