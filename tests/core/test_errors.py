"""The refusals: every code that is raised is one that is listed, and can be said."""

import ast
from collections.abc import Iterator

import pytest

from musrenbang_live.core.errors import CODES, Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.text import accepted
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


def test_all_faults_of_a_form_are_told_at_once_in_its_order() -> None:
    faults = Faults()
    assert faults.of(accepted, "ada", 10, field="title") == "ada"
    faults.of(accepted, "", 10, field="text")
    faults.of(accepted, "x" * 11, 10, field="name")
    with pytest.raises(Rejected) as told:
        faults.tell()
    assert (told.value.code, told.value.field) == ("text_missing", "text")
    assert [(each.code, each.field) for each in told.value.also] == [("text_too_long", "name")]


def test_a_refusal_about_no_field_is_not_kept_for_later() -> None:
    def busy() -> None:
        raise Rejected("too_fast")

    with pytest.raises(Rejected, match="too"):
        Faults().of(busy)
    Faults().tell()
