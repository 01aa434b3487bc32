"""The peers as processes: how each is installed where that is needed, and started."""

import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.processes import HERE, Missing, Server, built, python

PEERS: Final = HERE / "peers"
NODE: Final = PEERS / "node_modules" / "ws"
ENVIRONMENT: Final = PEERS / ".venv"
NCHAN: Final = (
    Path("/usr/lib/nginx/modules/ngx_nchan_module.so"),
    Path("/usr/lib64/nginx/modules/ngx_nchan_module.so"),
)

Start = Callable[[int, int], Server]
"""Starts a peer whose first frames have so many bytes, and whose others so many."""


def install() -> None:
    """Fetch what npm and pip have for the peers. What cannot be had is told by `Missing` later."""
    if shutil.which("npm") and not NODE.exists():
        quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
        subprocess.run(["npm", "ci", "--prefix", PEERS, *quiet], check=False)
    if not _socketify_works():
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        pip = [ENVIRONMENT / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
        locked = ["--require-hashes", "-r", PEERS / "requirements.txt"]
        subprocess.run([*pip, *locked], check=False)


def limit(first: int, size: int) -> Server:
    """The plain loop over send() in C."""
    return Server([built("limit", "limit.c"), str(first), str(size)])


def naive(first: int, size: int) -> Server:
    """Starlette with `await send_text`."""
    return Server(python("benchmarks.peers.naive", first, size))


def node_ws(first: int, size: int) -> Server:
    """Node.js with `ws`."""
    node = shutil.which("node")
    if node is None:
        raise Missing("Node.js 20 is not installed (Debian: apt install nodejs npm)")
    if not NODE.exists():
        raise Missing("ws is not installed (npm ci --prefix benchmarks/peers)")
    return Server([node, PEERS / "node_ws.mjs", str(first), str(size)])


def nchan(first: int, size: int) -> Server:
    """nginx with nchan, sending each frame at once as all others do."""
    return _nchan("nodelay", first, size)


def nchan_as_installed(first: int, size: int) -> Server:
    """nginx with nchan, which lets the kernel gather frames."""
    return _nchan("as-installed", first, size)


def _nchan(sending: str, first: int, size: int) -> Server:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    module = next((path for path in NCHAN if path.exists()), None)
    if nginx is None or module is None:
        raise Missing("nginx with nchan is not installed (apt install nginx libnginx-mod-nchan)")
    return Server(python("benchmarks.peers.nchan", nginx, module, sending, first, size))


def socketify(first: int, size: int) -> Server:
    """uWebSockets by socketify."""
    if not _socketify_works():
        locked = "benchmarks/peers/requirements.txt"
        raise Missing(f"socketify {locked} cannot be installed or loaded on this machine")
    program = ENVIRONMENT / "bin" / "python"
    return Server([program, PEERS / "socketify_server.py", str(first), str(size)])


def _socketify_works() -> bool:
    program = ENVIRONMENT / "bin" / "python"
    if not program.exists():
        return False
    tried = subprocess.run([program, "-c", "import socketify"], check=False, capture_output=True)
    return tried.returncode == 0


PEERS_OF_FANOUT: Final[dict[str, Start]] = {
    "c_loop": limit,
    "nchan": nchan,
    "nchan_as_installed": nchan_as_installed,
    "node_ws": node_ws,
    "socketify": socketify,
    "naive": naive,
}


def insert_per_vote(database_url: str) -> Server:
    """One INSERT for each vote, through a pool. Not pinned: it shares with PostgreSQL as we do."""
    return Server([sys.executable, "-m", "benchmarks.peers.insert_per_vote", database_url], None)
