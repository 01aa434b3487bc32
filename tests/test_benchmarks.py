"""The benchmarks run, and report what they promise; how fast anything is, is not for tests."""

import json
import re
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks import archive, plot, results
from benchmarks.peers import running
from benchmarks.processes import Load, Missing, Server, built, ending
from tests.servers import executable

ROOT = Path(__file__).parent.parent
BENCHMARKS = ROOT / "benchmarks"

RATIOS = {
    "fanout_vs_c_loop",
    "fanout_vs_nchan",
    "fanout_vs_node_ws",
    "fanout_vs_naive",
    "connect_vs_node_ws",
    "intake_vs_insert_per_vote",
    "intake_vs_pgbench16",
}
FIGURES = {
    "rss_kb_per_phone",
    "connect_10k_s",
    "intake_votes_s",
    "storm_10k_ack_p99_ms",
    "vote_to_projector_p99_ms",
    "reopen_200k_s",
    "stopped_grew_kb",
}


@pytest.fixture
def compiler() -> None:
    """The load client can be made and run here."""
    if sys.platform != "linux":
        pytest.skip("the load client needs epoll, which only Linux has")
    executable("cc", how="apt install gcc libc6-dev")


@pytest.mark.usefixtures("compiler")
def test_everything_runs_and_is_reported(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    servers = ["--servers", "ours", "c_loop", "naive"]
    command = [sys.executable, "-m", "benchmarks", "--quick", *servers, "--out", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    whole = json.loads(out.read_text())
    assert whole["quick"] is True
    assert {"processor", "processors", "kernel", "python"} <= whole["machine"].keys()
    assert whole["ratios"].keys() >= RATIOS
    assert whole["raw"].keys() >= FIGURES
    assert all(whole["raw"][name] is not None for name in FIGURES)
    measured = {name for name in RATIOS if not name.endswith(("nchan", "node_ws"))}
    assert all(whole["ratios"][name] for name in measured)
    for server in ("ours", "c_loop", "naive"):
        for visit in whole["raw"]["fanout"][server]:
            assert visit["connect"]["failed"] == visit["reconnect"]["failed"] == 0
            assert visit["flat_out_small"][0]["least_per_socket"] > 0
    storm = whole["raw"]["intake"]["storm"][0]["small"]
    assert storm["acked"] == storm["voters"] == 300
    assert storm["wall_shows"] == storm["wall_expected"] == 300
    stopped = whole["raw"]["stopped"]
    assert stopped["current_again"] == stopped["stopped"] == 3
    assert stopped["frames_least"] > 0
    ET.fromstring(out.with_suffix(".svg").read_text())


@pytest.mark.usefixtures("compiler")
def test_the_load_client_counts_what_was_sent(tmp_path: Path) -> None:
    crowd = tmp_path / "crowd"
    crowd.write_text("/hall\t\t\tphone\n" * 20)
    server = running.limit(5_000, 300)
    load = Load(server.port, crowd, 20)
    with ending(load, server):
        connect = load.say("connect 20 8 5")
        assert (connect["current"], connect["failed"]) == (20, 0)
        assert connect["first_bytes"] == 5_000
        began = time.monotonic()
        server.rate(20)
        seen = load.say("watch 1 0")
        sent = 1 + 20 * (time.monotonic() - began)
        assert seen["payload_bytes"] == 300
        assert 15 <= seen["least_per_socket"] <= seen["most_per_socket"] <= sent
        assert seen["frames"] >= 20 * seen["least_per_socket"]
        assert load.say("reconnect 20 20 5")["current"] == 20
        assert load.say("keep 5") == {"current": 5}


@pytest.mark.usefixtures("compiler")
def test_the_load_client_notices_refusals(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    crowd = tmp_path / "crowd"
    crowd.write_text("/hall\t\t\tphone\n" * 3)
    load = Load(port, crowd, 3)
    with ending(load):
        connect = load.say("connect 3 3 5")
    assert (connect["current"], connect["failed"]) == (0, 3)


@pytest.mark.usefixtures("compiler")
def test_the_handshake_of_the_limit_is_the_one_of_the_standard() -> None:
    server = Server([built("limit", "limit.c"), "100", "100"])
    with ending(server), socket.create_connection(("127.0.0.1", server.port), 5) as line:
        key = "dGhlIHNhbXBsZSBub25jZQ=="  # the example of RFC 6455, section 1.3
        line.sendall(f"GET / HTTP/1.1\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
        assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in line.recv(4096)


def test_a_missing_peer_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "NCHAN", ())
    with pytest.raises(Missing, match="apt install nginx libnginx-mod-nchan"):
        running.nchan(100, 100)


def test_ratios_are_of_medians_and_empty_without_a_peer() -> None:
    visits = {
        "ours": [_visit(100.0), _visit(300.0), _visit(200.0)],
        "c_loop": [_visit(400.0)],
    }
    found = results.ratios(visits, {})
    assert found["fanout_vs_c_loop"] == 0.5
    assert found["fanout_vs_nchan"] is None
    assert found["intake_vs_pgbench16"] is None


def _visit(rate: float) -> dict[str, object]:
    window = {"per_second": rate, "cpu_s_per_million": 5.0}
    return {
        "flat_out_small": [window, window],
        "flat_out_large": window,
        "connect": {"seconds": 1.0},
        "rss_kb_each": 2.0,
    }


def test_the_plot_tells_every_figure_in_text() -> None:
    votes = [{"small": {"per_second": 12_345.0}}]
    raw = {"fanout": {"ours": [_visit(98_765.0)]}, "intake": {"ours": votes}}
    machine = {"processor": "A <fast> one", "processors": 2, "kernel": "6", "python": "3"}
    drawn = plot.svg({"raw": raw, "machine": machine})
    text = " ".join(ET.fromstring(drawn).itertext())
    assert "98,765" in text
    assert "12,345" in text
    assert "A <fast> one" in text


def test_what_is_fetched_is_pinned_and_names_no_place() -> None:
    lock = json.loads((BENCHMARKS / "peers" / "package-lock.json").read_text())
    packages = {name: found for name, found in lock["packages"].items() if name}
    assert packages
    assert all("integrity" in found and "resolved" not in found for found in packages.values())
    pinned = (BENCHMARKS / "peers" / "requirements.txt").read_text()
    assert re.findall(r"^socketify==", pinned, re.MULTILINE)
    assert re.findall(r"^[\w.-]+==[^\\\n]*$", pinned, re.MULTILINE) == []
    assert "://" not in pinned


def test_the_public_record_is_searched_and_served() -> None:
    command = [sys.executable, "-m", "benchmarks.archive", "--quick"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "310 proposals" in done.stdout
    pages = [line.split("│")[1:-1] for line in done.stdout.splitlines() if line.startswith("│ /")]
    assert len(pages) == len(archive.PAGES), done.stdout
    for _, _, _, rate, wrong in pages:
        assert int(rate.replace(",", "")) > 0
        assert int(wrong) == 0
