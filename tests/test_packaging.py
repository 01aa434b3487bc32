"""What is installed: pinned, from no particular place, and complete."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import musrenbang_live

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": PROJECT["project"]["dependencies"]
    + PROJECT["dependency-groups"]["dev"],
}
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
PLACE = re.compile(r"://|\bfile:|--(?:extra-)?index-url|--find-links|^/| /\w", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text("utf-8")
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(text)}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_follows_the_project_file(lock: str) -> None:
    pinned = pins(lock)
    for line in LOCKS[lock]:
        wanted = Requirement(line)
        version = pinned.get(canonicalize_name(wanted.name))
        assert version is not None, f"{wanted.name} is not in {lock}: run make lock"
        assert version in wanted.specifier, f"{line}, but {lock} has {version}: run make lock"


def test_tests_run_with_the_versions_that_are_deployed() -> None:
    developed = pins("requirements-dev.txt")
    assert {name: developed.get(name) for name in pins("requirements.txt")} == pins(
        "requirements.txt"
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_what_is_installed_not_where_from(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert PLACE.findall(text) == []
    unhashed = re.findall(r"^[\w.-]+==[^\\\n]*$", text, re.MULTILINE)
    assert unhashed == []


def test_script_tools_are_locked_without_download_addresses() -> None:
    folder = ROOT / "tests" / "js"
    lock = json.loads((folder / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["devDependencies"]
    assert lock["packages"][""]["devDependencies"] == wanted
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or "integrity" in package, name
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


def test_version_is_the_same_everywhere() -> None:
    assert musrenbang_live.__version__ == PROJECT["project"]["version"]


def test_wheel_carries_plans_pages_and_scripts(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("sessions", "static", "templates"):
        files = [
            path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"
        ]
        assert files, f"{folder} is empty"
        for path in files:
            assert f"musrenbang_live/_data/{path.relative_to(ROOT).as_posix()}" in packed
    data = (ROOT / "musrenbang_live").rglob("*")
    for path in data:
        if path.suffix in {".py", ".sql", ".po"}:
            assert path.relative_to(ROOT).as_posix() in packed
