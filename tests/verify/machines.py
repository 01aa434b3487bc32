"""Both verifiers as tests ask them: the file of Python, and the browser's modules in Node.js."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from musrenbang_live.core.ballots import Mark, Paper
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import Tally
from tests.servers import executable
from tests.verify.bundles import ROOT, VERIFY, compact

Failed = Callable[..., set[int]]
"""From a bundle, and what is asked besides, to the checks that fail."""
SCRIPT = ROOT / "tests" / "js" / "verify.mjs"


def alone(name: str = "standalone_verify") -> ModuleType:
    """`verify.py`, imported from its file."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, VERIFY)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


def quick() -> ModuleType:
    """The same with a fast check of signatures, for the hundreds of bundles of which something
    else is asked; that its own check finds the same, `test_alone` tries."""
    module = alone("standalone_verify_quick")
    module.is_signed = is_signed
    return module


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 as the library checks it."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def failed_alone(bundle: bytes, **asked: Any) -> set[int]:
    """The checks that fail for `verify.py`; 0 stands for a file that is no bundle."""
    verify = quick()
    try:
        held = verify.Bundle(bundle)
    except (verify.Refuted, *verify.MALFORMED):
        return {0}
    found = list(verify.findings(held, verify.Asked(**asked)))
    assert all(sentence for _, _, sentence in found)
    return {number for number, fine, _ in found if not fine}


class Node:
    """The browser's modules; every question is a line, and so is the answer."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "asked.zip"
        self._process = subprocess.Popen(
            [executable("node", how="apt install nodejs"), str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def _ask(self, **question: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def findings(self, bundle: bytes, **asked: Any) -> list[dict[str, Any]]:
        """What it finds, check by check."""
        self._file.write_bytes(bundle)
        found: list[dict[str, Any]] = self._ask(file=str(self._file), **asked)
        return found

    def failed(self, bundle: bytes, **asked: Any) -> set[int]:
        """The checks that fail."""
        return {one["check"] for one in self.findings(bundle, **asked) if not one["fine"]}

    def recount(self, rounds: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The results of rounds (`as_round`)."""
        found: list[dict[str, Any]] = self._ask(rounds=rounds)
        return found

    def is_signed(self, key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether it takes the signature for a good one."""
        fine: bool = self._ask(signed=[part.hex() for part in (key, message, signature)])
        return fine

    def hashes(self, data: bytes) -> list[str]:
        """SHA-256 and SHA-512."""
        found: list[str] = self._ask(hashed=data.hex())
        return found

    def close(self) -> None:
        """Let it end."""
        self._process.communicate(timeout=10)


@contextmanager
def node(folder: Path) -> Iterator[Node]:
    """A running `Node`."""
    running = Node(folder)
    try:
        yield running
    finally:
        running.close()


def as_round(
    plan: RoundPlan, paper: Paper, marks: list[Mark], drawn: tuple[int, ...] = ()
) -> dict[str, Any]:
    """A vote in plain data, as it stands in a log."""
    told = {"plan": plan, "paper": paper, "marks": marks, "lots": drawn}
    plain: dict[str, Any] = json.loads(compact(told))
    return plain


def recounted_alone(told: dict[str, Any]) -> dict[str, Any]:
    """What `verify.py` counts."""
    verify = alone()
    round_ = verify.Round(1, told["plan"], told["paper"], lots=told["lots"])
    assert all(verify.legal(mark, round_) for mark in told["marks"])
    found = verify.recount(round_, told["marks"])
    return {
        "lines": [vars(line) for line in found.lines],
        "ballots": found.ballots,
        "decisions": [vars(decision) for decision in found.decisions],
        "people": found.people,
    }


def expected(tally: Tally) -> dict[str, Any]:
    """The result of the program in the same plain data."""
    plain: dict[str, Any] = json.loads(compact(tally))
    return {name: plain[name] for name in ("lines", "ballots", "decisions")} | {"people": 0}
