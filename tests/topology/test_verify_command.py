"""The command that checks a bundle: its sentences, its exit codes, files of no use."""

import subprocess
import sys
from pathlib import Path

import pytest

from musrenbang_live.core.words import receipt_words
from tests.commands import ask
from tests.core.verifying.meetings import Parts, parts, site
from tests.patience import SOON


@pytest.fixture(scope="module")
def made() -> Parts:
    return parts()


@pytest.fixture
def bundle(made: Parts, tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    path.write_bytes(made.packed())
    return path


def test_a_true_bundle_passes_every_question(bundle: Path) -> None:
    ran = ask("verify", bundle)
    lines = ran.stdout.splitlines()
    assert ran.returncode == 0, ran.stdout
    assert sum(line.startswith("PASS ") for line in lines) == 8
    assert not any(line.startswith("FAIL") for line in lines)
    assert "Not proved:" in ran.stdout


def test_what_a_witness_brings_is_asked_too(made: Parts, bundle: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.txt"
    older.write_text(made.checkpoints()[0], encoding="utf-8")
    words = " ".join(receipt_words(made.boxes[1].receipts[0]))
    ran = ask("verify", bundle, "--key", site(1)[0].text, "--checkpoint", older, "--receipt", words)
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.count("PASS ") == 10
    for wrong in (
        ("--key", site(2)[0].text),
        ("--receipt", "kata yang lain"),
    ):
        assert ask("verify", bundle, *wrong).returncode == 1


def test_a_changed_bundle_fails_with_a_sentence_and_an_exit_code(made: Parts, bundle: Path) -> None:
    data = bytearray(made.packed())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    ran = subprocess.run(
        [sys.executable, "-m", "musrenbang_live", "verify", bundle],
        capture_output=True,
        text=True,
        timeout=SOON,
        check=False,
    )
    assert ran.returncode == 1
    assert "FAIL " in ran.stdout
    assert "PASS   9" not in ran.stdout


@pytest.mark.parametrize("content", [b"", b"\x00", b"hello", b"PK"])
def test_what_is_no_bundle_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    ran = ask("verify", path)
    assert ran.returncode == 2
    assert len(ran.stderr.strip().splitlines()) == 1


def test_what_cannot_be_read_is_one_sentence(bundle: Path, tmp_path: Path) -> None:
    for arguments in (
        (tmp_path / "missing.zip",),
        (bundle, "--checkpoint", tmp_path / "missing.txt"),
        (bundle, "--receipt", "dua kata"),
    ):
        ran = ask("verify", *arguments)
        assert ran.returncode == 2
        assert len(ran.stderr.strip().splitlines()) == 1
