"""The demonstration plays a whole meeting, and says so honestly when the record is not true."""

import copy
import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from musrenbang_live.cli.demo import PAPERS
from musrenbang_live.cli.simulation.checking import differences
from musrenbang_live.cli.simulation.play import Play, whole_meeting
from musrenbang_live.cli.simulation.visitor import Visitor
from musrenbang_live.cli.verify import TOOLS
from musrenbang_live.core.verifying import verify
from tests.commands import ask
from tests.patience import SOON
from tests.servers import RedisServer
from tests.topology.town import Town

PAPERS_OF_IT = {
    "berita-acara.pdf": b"%PDF",
    "surat-mandat.pdf": b"%PDF",
    "notulen.pdf": b"%PDF",
    "berita-acara.docx": b"PK",
    "usulan.xlsx": b"PK",
}


def test_once_over_the_private_database(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "musrenbang_live", "demo", "--once", "--residents", "30")
    ran = subprocess.run(
        [*command, "--out", tmp_path / "out"],
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


def test_once_over_two_processes(redis: RedisServer) -> None:
    two = ("--residents", "20", "--processes", "2")
    ran = ask("demo", "--once", *two, REDIS_URL=redis.url)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("arguments", [("--residents", "0"), ("--processes", "2")])
def test_what_cannot_be_done_is_one_sentence(arguments: tuple[str, ...]) -> None:
    ran = ask("demo", "--once", *arguments, REDIS_URL="")
    assert ran.returncode == 1
    assert len(ran.stderr.strip().splitlines()) == 1


async def test_the_login_link_leads_to_the_console(city: Town) -> None:
    play = await city.play()
    visitor = Visitor(city.bases[1])
    path = f"/masuk/{city.prepared.token}?lanjut=/fasilitator/{play.code}"
    page = await visitor.get(path)
    action = re.search(r'action="(/masuk/[^"]+)"', page.html)
    assert action
    console = await visitor.send(unescape(action.group(1)), page.token, {})
    assert console.path == f"/fasilitator/{play.code}"


async def test_every_untruth_is_found(city: Town) -> None:
    play: Play = await city.play()
    await whole_meeting(play, 12, city.prepared.token, lambda step: None)
    record = await city.record()
    await play.leave()
    assert differences(play, record) == []

    def altered(**changes: Any) -> dict[str, Any]:
        wrong = copy.deepcopy(record)
        for path, value in changes.items():
            *holders, name = path.split("__")
            place: Any = wrong
            for holder in holders:
                place = place[int(holder) if holder.isdigit() else holder]
            place[name] = value
        return wrong

    ranking = record["rounds"][0]["ranking"][0]
    for untruth in (
        altered(rounds__0__ranking__0__votes=ranking["votes"] + 1),
        altered(rounds__0__ballots=99),
        altered(rounds=[]),
        altered(attendance__joined=11),
        altered(proposals__0__title="Sesuatu yang lain"),
        altered(proposals__0__supports=99),
        altered(proposals=record["proposals"][1:]),
        altered(proposals__0__merged_into=7),
    ):
        assert differences(play, untruth)
