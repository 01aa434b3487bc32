"""The demonstration plays a whole meeting, and says so honestly when the record is not true."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from musrenbang_live.cli.demo import PAPERS
from musrenbang_live.cli.verify import TOOLS
from musrenbang_live.core.verifying import verify
from tests.commands import ask
from tests.patience import SOON

PAPERS_OF_IT = {
    "berita-acara.pdf": b"%PDF",
    "surat-mandat.pdf": b"%PDF",
    "notulen.pdf": b"%PDF",
    "berita-acara.docx": b"PK",
    "usulan.xlsx": b"PK",
}


def test_once_over_the_private_database(tmp_path: Path, server_folder: Path) -> None:
    command = (sys.executable, "-m", "musrenbang_live", "demo", "--once", "--residents", "30")
    ran = subprocess.run(
        [*command, "--out", tmp_path / "out"],
        env={**os.environ, "TMPDIR": str(server_folder)},
        capture_output=True,
        text=True,
        timeout=4 * SOON,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    record = json.loads((tmp_path / "out" / "hasil.json").read_text(encoding="utf-8"))
    assert record["attendance"]["joined"] == 30
    ways = [{way["via"]: way["ballots"] for way in held["channels"]} for held in record["rounds"]]
    assert [held["rule"]["kind"] for held in record["rounds"]] == ["anggaran", "delegasi"]
    assert all(way["kertas"] == PAPERS and way["ponsel"] >= 5 for way in ways)
    assert record["cards"]["handed_out"] == 30 + PAPERS
    assert (tmp_path / "out" / "usulan.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for name, begins in PAPERS_OF_IT.items():
        assert (tmp_path / "out" / name).read_bytes().startswith(begins), name
    found = list(verify((tmp_path / "out" / "bundle.zip").read_bytes(), TOOLS))
    assert all(each.passed for each in found), found
    assert "1. Pembangunan drainase" in ran.stdout


def test_once_over_two_processes(redis_url: str, server_folder: Path) -> None:
    two = ("--residents", "20", "--processes", "2")
    ran = ask("demo", "--once", *two, REDIS_URL=redis_url, TMPDIR=str(server_folder))
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("arguments", [("--residents", "0"), ("--processes", "2")])
def test_what_cannot_be_done_is_one_sentence(arguments: tuple[str, ...]) -> None:
    ran = ask("demo", "--once", *arguments, REDIS_URL="")
    assert ran.returncode == 1
    assert len(ran.stderr.strip().splitlines()) == 1
