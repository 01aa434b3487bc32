"""What the documents list is what the program has: settings, codes, commands."""

import contextlib
import re
from pathlib import Path

import pytest

from musrenbang_live.cli import main
from musrenbang_live.config import SETTINGS
from musrenbang_live.core.errors import CODES
from musrenbang_live.live import screen
from musrenbang_live.web import socket
from musrenbang_live.web.sayings import SENTENCES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", OPERATIONS, re.MULTILINE))
    assert listed == SETTINGS


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
        socket.TOO_BIG,
        socket.TOO_MANY,
    }
    assert listed == used


def test_every_command_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    listed = set(re.findall(r"^\| `([a-z ]+)` \|", README, re.MULTILINE))
    with contextlib.suppress(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    commands = set(re.findall(r"^    ([a-z]+) ", shown, re.MULTILINE))
    assert {name.split()[0] for name in listed} == commands


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in (ROOT / "README.md", ROOT / "docs" / "operations.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
