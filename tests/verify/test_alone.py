"""`verify.py` as somebody runs it who has nothing but Python and the file."""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from musrenbang_live.core.words import receipt_words, root_words
from tests.verify.bundles import VERIFY, Bundle, Signer, Story, root, roots, sealed, signed
from tests.verify.machines import Failed, Node, alone, is_signed
from tests.verify.stories import RULES, told


def run(*arguments: str | Path, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """The program by itself: no environment, no site packages, a warning is an error."""
    return subprocess.run(
        [python, "-I", "-S", "-B", "-W", "error", VERIFY, *arguments],
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def file(bundle: Bundle, tmp_path: Path) -> Path:
    """The bundle as somebody saved it."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle)
    return path


@pytest.mark.parametrize("by_card", [True, False])
@pytest.mark.parametrize("seed", range(2, 5))
def test_honest_bundles_pass(failed: Failed, seed: int, by_card: bool) -> None:
    assert failed(told(seed=seed, ballots=7 * seed, by_card=by_card).bundle()) == set()


@pytest.mark.parametrize("kind", RULES)
def test_a_vote_without_any_ballot_passes(failed: Failed, kind: str) -> None:
    assert failed(told({kind: RULES[kind]}, ballots=0, proposals=3).bundle()) == set()


def test_a_meeting_without_any_vote_passes(failed: Failed) -> None:
    assert failed(told({}, proposals=6, by_card=False).bundle()) == set()


def test_a_line_for_each_check_and_what_it_means(file: Path) -> None:
    done = run(file)
    assert (done.returncode, done.stderr) == (0, "")
    *lines, proved, not_proved = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["PASS", str(n)] for n in (1, 2, 4, 5, 6, 7, 8, 9)
    ]
    assert proved.startswith("Proved: ")
    assert not_proved.startswith("Not proved: ")


def test_what_somebody_kept_is_compared(story: Story, file: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.txt"
    older.write_bytes(story.files()["checkpoint-2.txt"])
    words = [" ".join(receipt_words(story.receipts[number][0])) for number in (1, 2)]
    done = run(
        *(file, "--key", story.signer.vkey, "--checkpoint", older),
        *("--receipt", words[0].upper(), "--receipt", words[1].replace(" ", " - ")),
    )
    assert done.returncode == 0, done.stdout
    told_ = done.stdout.splitlines()
    assert told_[2].startswith("PASS  3")
    assert f"{words[0]}: vote 1; {words[1]}: vote 2" in told_[9]


def test_the_four_words_of_each_closing_are_told(story: Story, file: Path) -> None:
    told_ = run(file).stdout.splitlines()[1]
    for number in story.meeting.rounds:
        size = 1 + max(n for n, line in enumerate(story.lines) if b'{"round":%d,' % number in line)
        assert f"RoundClosed {number}: {' '.join(root_words(root(story.lines[:size])))}" in told_


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--key", Signer(b"x" * 32).vkey),
        ("--receipt", "agenda agenda agenda"),
        ("--receipt", ""),
    ],
)
def test_what_does_not_fit_fails(file: Path, option: str, value: str) -> None:
    done = run(file, option, value)
    assert done.returncode == 1
    assert "FAIL" in done.stdout
    assert not done.stderr


@pytest.mark.parametrize("content", [b"", b"PK\5\6" + bytes(18), b"{}" * 100, b"\0" * 5_000])
def test_what_is_no_bundle_is_told_apart(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "strange"
    path.write_bytes(content)
    done = run(path)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.count("\n") == 1


def test_a_file_that_is_not_there(file: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "none.zip").returncode == 2
    assert run(file, "--checkpoint", tmp_path / "none.txt").returncode == 2
    assert run(tmp_path).returncode == 2


def test_nothing_that_was_published_reaches_a_terminal_as_it_is(
    story: Story, tmp_path: Path
) -> None:
    """A name in the zip or a kind of event could hold orders for the terminal."""
    files = story.files() | {"\x1b[2J": b""}
    line = story.lines[1].replace(b"MeetingOpened", b"\\u001b[2J\xe2\x80\xae")
    files["log.ndjson"] = files["log.ndjson"].replace(story.lines[1], line)
    path = tmp_path / "bundle.zip"
    path.write_bytes(sealed(story.signer, files))
    done = run(path)
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert "\x1b" not in done.stdout


def test_it_is_one_file_that_needs_nothing() -> None:
    tree = ast.parse(VERIFY.read_bytes(), feature_version=(3, 9))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    }
    assert imported <= sys.stdlib_module_names
    assert imported.isdisjoint({"ssl", "socket", "urllib", "http", "subprocess", "os"})


def test_it_runs_with_every_python_there_is(file: Path) -> None:
    for version in range(9, 20):
        python = shutil.which(f"python3.{version}")
        if python and not subprocess.run([python, "--version"], capture_output=True).returncode:
            assert run(file, python=python).returncode == 0, python


# Test vectors 1 to 3 of RFC 8032, section 7.1.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)


def test_signatures_are_those_of_the_standard(node: Node) -> None:
    for public, message, signature in VECTORS:
        asked = [bytes.fromhex(part) for part in (public, message, signature)]
        assert alone().is_signed(*asked)
        assert is_signed(*asked)
        assert node.is_signed(*asked)
        for part in range(3):
            for at in range(0, len(asked[part]), 7):
                wrong = list(asked)
                wrong[part] = bytes(b ^ (n == at) for n, b in enumerate(asked[part]))
                assert not alone().is_signed(*wrong)
                assert not is_signed(*wrong)
                assert not node.is_signed(*wrong)


def test_keys_that_are_no_points_sign_nothing(node: Node) -> None:
    for number in (2, 2**255 - 19, 2**255 - 18, 2**256 - 1, 1 | 1 << 255):
        key = number.to_bytes(32, "little")
        assert not alone().is_signed(key, b"", bytes(64))
        assert not node.is_signed(key, b"", bytes(64))


def test_hashes_are_those_of_the_standard(node: Node) -> None:
    for size in (*range(70), *range(105, 135), 250, 1_000):
        data = bytes(range(256)) * 4
        expected = [
            getattr(hashlib, name)(data[:size]).hexdigest() for name in ("sha256", "sha512")
        ]
        assert node.hashes(data[:size]) == expected


def test_roots_are_those_of_the_standard(story: Story) -> None:
    sizes = range(1, len(story.lines) + 1, 7)
    found = alone().roots_at(story.lines, sizes)
    assert found == dict(zip(sizes, roots(story.lines, sizes), strict=True))
    assert len(signed(story.signer, story.lines, sizes)) == len(sizes)
