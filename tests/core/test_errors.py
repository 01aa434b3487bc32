"""The refusals: every code that is raised is one that is listed, and can be said."""

import ast
from collections.abc import Iterator

import pytest

from musrenbang_live.core.errors import CODES, Rejected
from tests.core.making import ROOT


def raised() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "musrenbang_live").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Rejected":
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", code.value


def test_every_code_that_is_raised_is_listed() -> None:
    found = dict(raised())
    assert len(found) > 30
    assert {where: code for where, code in found.items() if code not in CODES} == {}


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_says_its_meaning_and_figures(code: str) -> None:
    assert str(Rejected(code)) == CODES[code]
    assert str(Rejected(code, limit=5)) == f"{CODES[code]} (limit=5)"
    assert Rejected(code, limit=5).details == {"limit": 5}
