"""`verify`: check a published meeting offline, without database and without trusting its server."""

import argparse
import asyncio
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rich.text import Text

from musrenbang_live.cli.terminal import OUT, complain
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.verifying import (
    NOT_PROVED,
    PROVED,
    Asked,
    Finding,
    NoBundle,
    Tools,
    verify,
)
from musrenbang_live.core.views.archive import archive
from musrenbang_live.core.words import RECEIPT_WORDS
from musrenbang_live.web.archive.record import json_file

BAD_FILE: Final = 2
"""The exit code when the file is no bundle at all, or cannot be read."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this command to the program's."""
    command = commands.add_parser("verify", help="check a bundle of a published meeting")
    command.add_argument("file", type=Path, metavar="FILE", help="a bundle.zip of the archive")
    command.add_argument("--key", default="", metavar="VKEY", help="the site's key, as you know it")
    command.add_argument(
        "--checkpoint", type=Path, metavar="OLDER", help="an older checkpoint that you have kept"
    )
    command.add_argument(
        "--receipt", default="", metavar='"WORD WORD WORD"', help="the three words of a receipt"
    )
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """0 when everything holds, 1 when something does not, 2 for a file of no use."""
    words = tuple(chosen.receipt.lower().split())
    if chosen.receipt and len(words) != RECEIPT_WORDS:
        complain(f"--receipt takes {RECEIPT_WORDS} words.")
        return BAD_FILE
    try:
        data = chosen.file.read_bytes()
        older = chosen.checkpoint.read_text(encoding="utf-8") if chosen.checkpoint else ""
        findings = [_told(each) for each in verify(data, TOOLS, Asked(chosen.key, older, words))]
    except NoBundle:
        complain(f"{chosen.file} is not a bundle of a meeting.")
        return BAD_FILE
    except (OSError, UnicodeDecodeError) as error:
        complain(str(error))
        return BAD_FILE
    holds = all(findings)
    OUT.print()
    OUT.print(PROVED if holds else _BROKEN, markup=False)
    OUT.print(NOT_PROVED if holds else _WHAT_TO_DO, markup=False)
    return 0 if holds else 1


_BROKEN: Final = "This bundle is not what it claims to be, or it was changed."
_WHAT_TO_DO: Final = (
    "Load it again from the archive; if the answer stays the same, show it to a witness of the "
    "meeting together with the lines above."
)


def _told(finding: Finding) -> bool:
    """Print a finding as soon as it is known; whether it holds."""
    verdict = Text("PASS" if finding.passed else "FAIL", "green" if finding.passed else "bold red")
    said = Text(f"  {finding.number:>2} {finding.name}: {finding.sentence}")
    OUT.print(verdict + said, soft_wrap=True)
    return finding.passed


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature (RFC 8032) of this public key is one of the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _record(meeting: Meeting, counts: Counts) -> bytes:
    return json_file(archive(meeting, counts))


TOOLS: Final = Tools(is_signed, _record)


async def verified(data: bytes, asked: Asked | None = None) -> list[Finding]:
    """The findings about a bundle, computed beside the event loop."""
    return await asyncio.to_thread(lambda: list(verify(data, TOOLS, asked or Asked())))
