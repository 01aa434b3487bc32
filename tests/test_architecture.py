"""The shape of the code, as tests; what import-linter and ruff cannot see is checked here."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "musrenbang_live"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"

LONGEST = 400
UNBUDGETED = {
    STATIC / "shared" / "components.css",
    STATIC / "verify.py",  # one file, so that a sceptic can read it from beginning to end
}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}

SQL = re.compile(
    r"\bSELECT\b.+\bFROM\b|\bINSERT\s+INTO\b|\bUPDATE\s+\S+\s+SET\b|\bDELETE\s+FROM\b", re.DOTALL
)
CLOCK = re.compile(r"\.(now|utcnow|today)\(|\btime\.time|\bmonotonic\(")
PHASES = re.compile(r"pemungutan|musyawarah", re.IGNORECASE)
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
INLINE = re.compile(
    r"<[a-z][^>]*\sstyle\s*="  # style attributes
    r"|<[a-z][^>]*\son[a-z]+\s*="  # event attributes
    r"|<script(?![^>]*\s(?:src\s*=|type=\"application/(?:ld\+)?json\"))|<style\b"  # data is not run
    r"|[\"']\s*javascript:",
    re.IGNORECASE,
)

# Runs in a process of its own: an audit hook cannot be removed again.
IMPORT_ALL = r"""
import importlib, json, os, pkgutil, sys, tempfile, threading

ACTS = {
    "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen",
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "os.mkdir", "os.remove",
    "os.rename",
}

def refuse(event, args):
    writes = event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if event in ACTS or writes:
        raise RuntimeError(f"{event} {args[0]!r} during import")

def refuse_thread(self):
    raise RuntimeError(f"{self.name} starts during import")

tempfile.gettempdir()  # the first call writes a file, and some libraries make it when imported
threading.Thread.start = refuse_thread
sys.addaudithook(refuse)

import musrenbang_live

failures, names = {}, []
for module in pkgutil.walk_packages(musrenbang_live.__path__, "musrenbang_live."):
    names.append(module.name)
    try:
        importlib.import_module(module.name)
    except BaseException as error:
        failures[module.name] = repr(error)
print(json.dumps({"names": names, "failures": failures}))
"""


def sources(*suffixes: str) -> Iterator[Path]:
    for folder in (PACKAGE, TEMPLATES, STATIC):
        for path in sorted(folder.rglob("*")):
            if path.suffix in suffixes and STATIC / "vendor" not in path.parents:
                yield path


def modules(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*.py"))
    assert found, f"no modules in {folder}"
    return found


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string that is not documentation, f-strings with their gaps closed."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in documentation:
            yield node.lineno, str(node.value)


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def matches(pattern: re.Pattern[str], path: Path, text: str) -> list[str]:
    return [where(path, text.count("\n", 0, hit.start()) + 1) for hit in pattern.finditer(text)]


@pytest.mark.parametrize("suffix", [".py", ".js", ".html", ".css"])
def test_no_file_is_longer_than_a_reader_can_hold(suffix: str) -> None:
    lengths = {path: path.read_text("utf-8").count("\n") for path in sources(suffix)}
    assert lengths, f"no {suffix} files found"
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path, lines in lengths.items()
        if lines > LONGEST and path not in UNBUDGETED
    }
    assert too_long == {}


def test_nothing_is_put_in_a_drawer_without_a_name() -> None:
    drawers = [
        str(path.relative_to(ROOT)) for path in PACKAGE.rglob("*") if path.stem.lower() in DRAWERS
    ]
    assert drawers == []


def test_importing_does_nothing(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-I", "-B", "-c", IMPORT_ALL],
        env={},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)  # a module that prints while it is imported fails here
    assert report["failures"] == {}
    files = [path for path in modules(PACKAGE) if path != PACKAGE / "__init__.py"]
    assert len(report["names"]) == len(files), "a folder lacks its __init__.py"


def slow_to_import() -> list[str]:
    """The libraries that ruff keeps from the top of modules."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    rules = settings["tool"]["ruff"]["lint"]["flake8-tidy-imports"]
    return list(rules["banned-module-level-imports"])


@pytest.mark.parametrize(
    ("needed", "spared"),
    [
        (["musrenbang_live.app", "musrenbang_live.cli.serve"], slow_to_import()),
        (
            [f"musrenbang_live.cli.{name}" for name in ("settings_shown", "plans", "verify")],
            ["musrenbang_live.app", "musrenbang_live.web.site", "starlette.routing", "uvicorn"],
        ),
    ],
    ids=["server", "commands"],
)
def test_a_start_imports_no_more_than_it_needs(needed: list[str], spared: list[str]) -> None:
    imports = f"import sys, {', '.join(needed)}; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", imports], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert set(needed) <= set(run.stdout.split())
    assert set(spared) & set(run.stdout.split()) == set()


def test_the_core_has_no_clock() -> None:
    found = [
        hit
        for path in modules(PACKAGE / "core")
        for hit in matches(CLOCK, path, path.read_text("utf-8"))
    ]
    assert found == []


def test_sql_is_written_only_in_store() -> None:
    assert any(
        SQL.search(text)
        for path in modules(PACKAGE / "store")
        for _, text in strings(ast.parse(path.read_text("utf-8")))
    ), "the pattern no longer recognises our own SQL"
    elsewhere = [
        where(path, line)
        for path in modules(PACKAGE)
        if PACKAGE / "store" not in path.parents
        for line, text in strings(ast.parse(path.read_text("utf-8")))
        if SQL.search(text)
    ]
    assert elsewhere == []


def test_scripts_do_not_know_the_phases_of_a_meeting() -> None:
    scripts = list(sources(".js"))
    assert scripts
    found = [hit for path in scripts for hit in matches(PHASES, path, path.read_text("utf-8"))]
    assert found == []


def test_templates_hold_no_inline_script_or_style() -> None:
    templates = sorted(TEMPLATES.rglob("*.html"))
    assert templates
    found = []
    for path in templates:
        written = path.read_text("utf-8")
        if path.name == "_base.html":  # the one whose digest the policy of the site allows
            written = written.replace("<script>{{ recovery }}</script>", "")
        # Line breaks stay, so that the reported line is the true one.
        text = JINJA.sub(lambda tag: "\n" * tag[0].count("\n"), written)
        found += matches(INLINE, path, text)
    assert found == []


@pytest.mark.parametrize(
    "path", [STATIC / "shared" / "tokens.css", STATIC / "charts" / "tiles.css"]
)
def test_the_dark_that_is_preferred_is_the_dark_that_is_chosen(path: Path) -> None:
    """Both stand in the file: `light-dark()` is unknown to phones from before 2024."""
    preferred, chosen = (
        re.search(re.escape(begin) + r"\s*\{([^}]*)\}", path.read_text("utf-8"))
        for begin in (':root:not([data-theme="light"])', ':root[data-theme="dark"]')
    )
    assert preferred
    assert chosen
    assert preferred[1].split() == chosen[1].split()
