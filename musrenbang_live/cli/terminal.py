"""What the terminal shows: Indonesian, or English where the computer is set to English."""

import os
import sys
from functools import cache
from typing import Final

import segno
from rich.console import Console

from musrenbang_live.config import cache_folder
from musrenbang_live.web import language
from musrenbang_live.web.made_once import MadeOnce
from musrenbang_live.web.own_address import own_address

OUT: Final = Console(highlight=False)
"""Standard output. Everything a command has to say goes through here."""


class Stop(Exception):
    """The command cannot go on; the text is one plain sentence for the person who typed it."""


@cache
def words() -> language.Language:
    """The language of the terminal."""
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    code = "en" if wanted.lower().startswith("en") else "id"
    return language.load(MadeOnce(cache_folder()))[code]


def complain(sentence: str) -> None:
    """Say what is wrong, on standard error."""
    sys.stderr.write(f"musrenbang-live: {sentence}\n")


def show_qr(address: str) -> None:
    """The address as a QR code made of half blocks, when the terminal can show it."""
    if OUT.is_terminal and (OUT.encoding or "").lower().startswith("utf"):
        segno.make(address, error="m", micro=False).terminal(out=sys.stdout, compact=True)


def hall_address(port: int, host: str = "") -> str:
    """The address under which phones on the same network find this computer."""
    shown = host if host not in ("", "0.0.0.0", "::") else own_address()  # noqa: S104
    return f"http://{shown}" if port == 80 else f"http://{shown}:{port}"
