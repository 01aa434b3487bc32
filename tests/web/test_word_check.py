"""A kelurahan's own Word form: what is let through, and what no form may do."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from jinja2.exceptions import SecurityError, UndefinedError

from musrenbang_live.config import folder
from musrenbang_live.web import language
from musrenbang_live.web.minutes import pack, sayings, word, words
from musrenbang_live.web.minutes.word_check import MOST_BYTES, Problem, problems, trial
from tests.minutes_made import made
from tests.word_form import PATH

INDONESIAN = language.load()["id"]
PRESS = pack.Press(folder("templates") / "print", INDONESIAN)


def form(*lines: str, head: str = "", title: str = "") -> bytes:
    """A Word document of these paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if head:
        document.sections[0].header.paragraphs[0].text = head
    document.core_properties.title = title
    document.core_properties.comments = ""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same file after `change` of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    change(parts)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return written.getvalue()


def filled(data: bytes) -> str:
    of = made()
    made_of_it = word.filled(data, of, words.told(of, INDONESIAN))
    return "\n".join(each.text for each in docx.Document(io.BytesIO(made_of_it)).paragraphs)


def test_an_own_form_is_filled() -> None:
    own = form(
        "Nomor {{ nomor }} di {{ kelurahan|upper }}",
        "{%p for r in prioritas %}",
        "{{ r.no }}. {{ r.usulan }} {% if r.gabungan %}dengan {{ r.gabungan }}{% endif %}",
        "{%p endfor %}",
        "{%p if not tim %}",
        "tanpa tim",
        "{%p endif %}",
        "{{ prioritas|length }} kegiatan",
        head="{{ forum }}",
        title="{{ judul }}",
    )
    assert problems(own) == []
    text = filled(own)
    assert "Nomor 050/12/BKK/2027 di BETING KUALA KAPIAS" in text
    assert "18 kegiatan" in text
    assert "tanpa tim" not in text
    assert made().priorities[17].title in text
    assert "dengan 41, 42" in text


def test_texts_of_people_stay_texts() -> None:
    """Signs of XML and of Jinja in a proposal are printed and never read."""
    wild = "<w:p>& {{ nomor }} {% for r in hadir %} {{ 7 * 7 }}"
    of = made(rank_reason=wild)
    data = word.filled(form("{{ urutan }}"), of, words.told(of, INDONESIAN))
    assert docx.Document(io.BytesIO(data)).paragraphs[0].text.endswith(wild)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ nomer }}", Problem("unknown", "nomer", "nomor")),
        ("{{ zzzzzzzz }}", Problem("unknown", "zzzzzzzz")),
        ("{{ prioritas }}", Problem("table", "prioritas")),
        ("{% for r in nomor %}{% endfor %}", Problem("no_table", "nomor")),
        ("{% for r in priorita %}{% endfor %}", Problem("unknown", "priorita", "prioritas")),
        (
            "{% for r in prioritas %}{{ r.usulam }}{% endfor %}",
            Problem("column", "usulam", "usulan", "prioritas"),
        ),
        (
            "{% for r in prioritas %}{% for s in belum %}{% endfor %}{% endfor %}",
            Problem("deep"),
        ),
        ("{{ r.usulan }}", Problem("unknown", "r.usulan")),
        ("{{ nomor }", Problem("unreadable", "{{ nomor }")),
    ],
)
def test_what_is_not_known_is_named_with_what_was_meant(text: str, problem: Problem) -> None:
    found = problems(form(text))
    assert found == [problem]
    assert sayings.problem(INDONESIAN, found[0])


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ nomor.__class__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler }}",
        "{{ lipsum() }}",
        "{{ range(9999999) }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ nomor * 999999999 }}",
        "{{ nomor[0] }}",
        "{{ nomor|attr('x') }}",
        "{{ nomor|format('x') }}",
        "{{ nomor|default('x') }}",
        "{{ nomor|list }}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% macro x() %}{% endmacro %}",
        "{% for r in range(9) %}{% endfor %}",
        "{% for r in prioritas recursive %}{{ loop(prioritas) }}{% endfor %}",
        "{% for r in prioritas if r.no %}{% endfor %}",
        "{% for a, b in prioritas %}{% endfor %}",
        "{% for r in prioritas %}{{ loop.__class__ }}{% endfor %}",
        "{% filter upper %}x{% endfilter %}",
        "{% raw %}x{% endraw %}{{ x() }}",
        "{{ nomor ~ nomor }}",
        "{{ 'x' if nomor else 'y' }}",
        "{% if nomor > 3 %}{% endif %}",
        "{% do x() %}",
        "{% debug %}",
    ],
)
def test_a_form_can_neither_read_nor_run_anything(text: str) -> None:
    found = problems(form(text))
    assert found
    assert all(sayings.problem(INDONESIAN, each) for each in found)


def test_heads_and_properties_are_read_as_well() -> None:
    for found in (problems(form("x", head="{{ a() }}")), problems(form("x", title="{{ a() }}"))):
        assert Problem("forbidden", "Call") in found


@pytest.mark.parametrize("text", ["{{ nomor.__class__.__mro__ }}", "{{ lipsum() }}"])
def test_even_unchecked_a_form_reaches_nothing(text: str) -> None:
    """The sandbox holds alone, whatever got past the check."""
    with pytest.raises((SecurityError, UndefinedError)):
        filled(form(text))


def test_a_form_that_cannot_be_filled_is_found_out() -> None:
    of = made()
    torn = form("{% for r in prioritas %}", "{{ r.no }}")
    assert problems(torn)[0].code == "unreadable"
    whole = form("{{ nomor }}")
    assert trial(whole, of, words.told(of, INDONESIAN)) == []
    assert [each.code for each in trial(form("{{ a() }}"), of, {"judul": ""})] == ["unfillable"]


def no_zip() -> bytes:
    return b"%PDF-1.7 not a zip"


def a_sheet() -> bytes:
    return pack.document(PRESS, made(), None, pack.XLSX)


def with_part(name: str, content: bytes) -> Callable[[], bytes]:
    return lambda: repacked(form("x"), lambda parts: parts.update({name: content}))


def bomb() -> bytes:
    return repacked(form("x"), lambda parts: parts.update({"word/media/a.bin": b"\0" * 30_000_000}))


def half() -> bytes:
    return form("x")[:3000]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (no_zip, "not_word"),
        (a_sheet, "not_word"),
        (half, "not_word"),
        (lambda: b"", "not_word"),
        (lambda: b"PK\3\4" + b"x" * MOST_BYTES, "too_large"),
        (bomb, "too_large"),
        (with_part("word/vbaProject.bin", b"x"), "active"),
        (with_part("word/embeddings/oleObject1.bin", b"x"), "active"),
        (with_part("word/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "not_word"),
        (with_part("word/x.xml", '<?xml version="1.0"?><a/>'.encode("utf-16")), "not_word"),
        (with_part("word/x.xml", b'<?xml version="1.0" encoding="utf-7"?><a/>'), "not_word"),
        (with_part("word/document.xml", b"<a"), "not_word"),
        (
            with_part(
                "word/_rels/settings.xml.rels",
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                b'relationships"><Relationship Id="a" Type="http://x/attachedTemplate"'
                b' Target="http://evil/x.dotm" TargetMode="External"/></Relationships>',
            ),
            "outside",
        ),
    ],
)
def test_what_is_no_plain_word_document_is_refused(data: Callable[[], bytes], code: str) -> None:
    found = problems(data())
    assert [each.code for each in found] == [code]
    assert sayings.problem(INDONESIAN, found[0])


def test_a_small_form_cannot_grow_without_end() -> None:
    rows = "{% for r in prioritas %}" + "x" * 60_000 + "{% endfor %}"
    assert [each.code for each in problems(form(rows, rows, rows))] == ["too_large"]


def test_marks_that_word_has_torn_apart_are_read_together() -> None:
    document = docx.Document(io.BytesIO(form("")))
    paragraph = document.paragraphs[0]
    for part in ("{", "{ no", "mor }", "}"):
        run = paragraph.add_run(part)
        run.bold = part == "mor }"
        proof = OxmlElement("w:proofErr")
        proof.set(qn("w:type"), "spellStart")
        run._r.addprevious(proof)
    written = io.BytesIO()
    document.save(written)
    assert problems(written.getvalue()) == []
    assert "050/12/BKK/2027" in filled(written.getvalue())


def test_every_name_that_is_offered_can_be_used() -> None:
    lines = [f"{{{{ {name} }}}}" for name in words.TEXTS]
    for name, (_, columns, _) in words.TABLES.items():
        cells = " ".join(f"{{{{ r.{column} }}}}" for column in columns.split())
        lines.append(f"{{% for r in {name} %}}{cells}{{% endfor %}}")
    assert problems(form(*lines)) == []
    told = words.told(made(), INDONESIAN)
    for name, (_, columns, _) in words.TABLES.items():
        assert all(set(row) == set(columns.split()) for row in told[name]), name
    assert filled(form(*lines))
    assert PATH.is_file()
