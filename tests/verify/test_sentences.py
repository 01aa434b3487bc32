"""The page has a sentence for all that the script can say."""

import re

from tests.verify.bundles import ROOT

WORDS = (ROOT / "templates" / "archive" / "_verify_words.html").read_text("utf-8")
SCRIPTS = ROOT / "static" / "archive" / "verify"


def sentences(kind: str) -> dict[str, set[str]]:
    """Of each sentence of this kind, by its name: the gaps in it."""
    found = re.findall(rf'data-{kind}="([\w-]+)">{{{{ _\("(.*?)"\) }}}}', WORDS)
    return {name: set(re.findall(r"\{(\w+)\}", sentence)) for name, sentence in found}


def test_every_reason_has_its_sentence() -> None:
    told = (SCRIPTS / "bytes.js").read_text("utf-8")
    typed = told[told.index("@typedef {") : told.index("} Reason")]
    assert set(re.findall(r'"([\w-]+)"', typed)) == sentences("fail").keys()


def test_every_gap_is_filled_by_the_script() -> None:
    told = "".join(path.read_text("utf-8") for path in sorted(SCRIPTS.glob("*.js")))
    for kind in ("pass", "fail", "say"):
        assert sentences(kind)
        for name, gaps in sentences(kind).items():
            missing = [gap for gap in gaps if not re.search(rf"\b{gap}\b", told)]
            assert missing == [], name


def test_every_check_has_a_name_and_a_sentence() -> None:
    numbers = {str(number) for number in range(1, 11)}
    assert sentences("pass").keys() == sentences("check").keys() == numbers
