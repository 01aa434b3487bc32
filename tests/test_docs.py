"""What the documents list is what the program has: settings, codes, commands."""

import contextlib
import re
import tomllib
from pathlib import Path

import pytest

from musrenbang_live.cli import main
from musrenbang_live.cli.plans import load
from musrenbang_live.config import SETTINGS, WARDS
from musrenbang_live.core.cards import CODES as CODES_OF_CARDS
from musrenbang_live.core.errors import CODES
from musrenbang_live.core.plan import Rules, Targets
from musrenbang_live.live import screen
from musrenbang_live.store import cards
from musrenbang_live.web import socket
from musrenbang_live.web.sayings import SENTENCES
from musrenbang_live.web.wire import control, reading

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
CARDS = (ROOT / "docs" / "cards.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", OPERATIONS, re.MULTILINE))
    assert listed == SETTINGS


def test_every_rule_of_a_plan_is_documented_and_the_explained_plan_shows_the_defaults() -> None:
    plan = ROOT / "sessions" / "musrenbang-kelurahan.toml"
    told = tomllib.loads(plan.read_text(encoding="utf-8"))
    explained = told["aturan"] | told["sasaran"]
    rows = re.findall(r"^\| `([a-z_]+)` \| `(.+)` \| .+ \|$", OPERATIONS, re.MULTILINE)
    assert {key: tomllib.loads(f"x = {shown}")["x"] for key, shown in rows} == explained
    read = load(plan, ROOT / "sessions" / "site" / WARDS, "")
    assert (read.rules, read.targets) == (Rules(), Targets())


def test_operators_are_told_to_limit_nothing_by_address() -> None:
    assert all(f"no `{name}`" in OPERATIONS for name in ("limit_req", "limit_conn", "connlimit"))
    example = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert not re.search(r"rate_?limit|limit_(req|conn)|connlimit|remote_ip|client_ip", example)


def test_every_refusal_is_documented_and_has_a_sentence() -> None:
    listed = dict(re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", PROTOCOL, re.MULTILINE))
    assert listed == CODES
    assert SENTENCES.keys() == CODES.keys()


def test_every_close_code_is_documented() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d{4}) \|", PROTOCOL, re.MULTILINE)}
    used = {
        screen.COME_BACK,
        screen.FELL_BEHIND,
        screen.NOT_ALLOWED,
        screen.LOGIN_REVOKED,
        screen.SESSION_UNKNOWN,
        screen.BAD_MESSAGE,
        socket.PAGE_TOO_OLD,
        socket.TOO_MANY,
        reading.PROTOCOL_ERROR,
        reading.NOT_UTF8,
        reading.FLOODED,
        reading.TOO_BIG,
        control.OUR_MISTAKE,
        control.RESTART,
    }
    assert listed == used


def test_every_command_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    listed = set(re.findall(r"^\| `([a-z ]+)` \|", README, re.MULTILINE))
    with contextlib.suppress(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    commands = set(re.findall(r"^    ([a-z]+) ", shown, re.MULTILINE))
    assert {name.split()[0] for name in listed} == commands


def test_the_chance_of_guessing_a_card_is_what_the_budget_makes_it() -> None:
    rows = re.findall(
        r"^\| ([\d,]+) \| (\d+)(, without.*?)? \| ([\d,]+) \| ([\d.]+) × 10⁻([²⁵⁶]) \|$",
        CARDS,
        re.MULTILINE,
    )
    assert len(rows) == 3
    for cards_, hours, without, guesses, factor, power in rows:
        seconds = int(hours) * 3600
        most = 1_000 * seconds if without else cards.BUDGET + cards.PER_SECOND * seconds
        assert int(guesses.replace(",", "")) == most
        chance = float(factor) * 10.0 ** -"⁰¹²³⁴⁵⁶".index(power)
        assert chance == pytest.approx(
            most * int(cards_.replace(",", "")) / CODES_OF_CARDS, rel=0.02
        )


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            is_here = "://" not in target
            assert not is_here or (document.parent / target).exists(), f"{document.name}: {target}"
