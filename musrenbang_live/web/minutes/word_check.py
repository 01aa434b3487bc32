"""Checking a kelurahan's own Word form: that it is one, does nothing, and names what is known.

Problems are told as (code, details) for `web.minutes.word_sayings`; none means that it may be used.
Only a few kinds of Jinja are let through: naming a text, going through a table, asking whether
something is there. Everything else, calls and arithmetic first of all, is refused unread.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError, TemplateSyntaxError, nodes
from msgspec import Struct

from musrenbang_live.core.minutes import Minutes
from musrenbang_live.web.minutes import word
from musrenbang_live.web.minutes.word import FILTERS, sandbox
from musrenbang_live.web.minutes.words import TABLES, TEXTS, Told

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

MOST_BYTES: Final = 2_000_000
MOST_UNPACKED: Final = 20_000_000
MOST_TEXT: Final = 1_000_000
"""Bytes of the text of the document alone."""
MOST_REPEATED: Final = 150_000
"""Characters, of all rows together, that are written again for each row of a table."""
MOST_PARTS: Final = 400
MOST_PROBLEMS: Final = 20
_DOCUMENT: Final = "word/document.xml"
_TYPES: Final = "[Content_Types].xml"
_OF_WORD: Final = b"wordprocessingml.document.main+xml"
_ACTIVE: Final = ("vbaproject.bin", "activex", "embeddings/", "vbadata.xml")
_DECLARED: Final = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)
_PROPERTIES: Final = ("author", "comments", "identifier", "language", "subject", "title")
_PLAIN: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Const,
)
Rows = Mapping[str, str]
"""Names that stand for a row at some place of the form, and the table that each is of."""
_LOOP: Final = frozenset({"first", "last", "index", "length"})


class Problem(Struct, frozen=True):
    """What is wrong. `code`: `not_word`, `too_large`, `active`, `outside`, `unreadable` (`near`),
    `forbidden` (`what`), `unknown` (`name`, `meant`), `column` (`name`, `table`, `meant`),
    `table` (`name`) where a table is named as if it were a text, `no_table` (`name`) the reverse,
    `deep` for a table in a table, which would let a small form grow without end; `unfillable`."""

    code: str
    name: str = ""
    meant: str = ""
    table: str = ""


def problems(data: bytes) -> list[Problem]:
    """What is wrong with a form, the first things first; at most `MOST_PROBLEMS`, each once."""
    from docxtpl import DocxTemplate

    if len(data) > MOST_BYTES:
        return [Problem("too_large")]
    try:
        found = _of_file(data) or list(_of_texts(DocxTemplate(io.BytesIO(data))))
    except (KeyError, ValueError, AttributeError, SyntaxError):
        found = [Problem("not_word")]
    return list(dict.fromkeys(found))[:MOST_PROBLEMS]


def trial(data: bytes, of: Minutes, told: Told) -> list[Problem]:
    """What is wrong with a form without `problems` when it is filled: marks that begin in one
    place of a table and end in another leave no document behind.
    """
    from docxtpl import DocxTemplate

    try:
        DocxTemplate(io.BytesIO(word.filled(data, of, told))).get_docx()
    except (TemplateError, KeyError, ValueError, TypeError, AttributeError, SyntaxError):
        return [Problem("unfillable")]
    return []


def _of_file(data: bytes) -> list[Problem]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            entries = opened.infolist()
            size = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_PARTS or size > MOST_UNPACKED:
                return [Problem("too_large")]
            parts = {entry.filename: opened.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return [Problem("not_word")]
    if _OF_WORD not in parts.get(_TYPES, b"") or _DOCUMENT not in parts:
        return [Problem("not_word")]
    if len(parts[_DOCUMENT]) > MOST_TEXT:
        return [Problem("too_large")]
    return _of_parts(parts)


def _of_parts(parts: Mapping[str, bytes]) -> list[Problem]:
    """Macros, and whatever would fetch something from elsewhere when the file is opened."""
    found = []
    for name, content in parts.items():
        lowered = name.lower()
        if any(sign in lowered for sign in _ACTIVE):
            found.append(Problem("active", name))
        if lowered.endswith((".xml", ".rels")):
            if not _is_plain(content):
                return [Problem("not_word")]
            if lowered.endswith(".rels") and _leads_outside(content):
                found.append(Problem("outside", name))
    return found


def _is_plain(content: bytes) -> bool:
    """Whether this is XML in UTF-8 without a document type: no entity can be declared in it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "<!DOCTYPE" not in text and not _DECLARED.match(content)


def _leads_outside(content: bytes) -> bool:
    from docx.oxml import parse_xml

    links = parse_xml(content)
    return any(
        link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink")
        for link in links
    )


def _of_texts(template: "DocxTemplate") -> Iterator[Problem]:
    """Everything that will be filled, as the library reads it: body, heads and feet, notes, and
    the properties of the file."""
    template.render_init()
    sources = [template.patch_xml(template.get_xml())]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            sources.append(template.patch_xml(template.get_part_xml(part)))
    for part in template.docx.part.package.parts:
        if "footnotes+xml" in part.content_type:
            sources.append(template.patch_xml(part.blob.decode()))
    about = template.docx.core_properties
    sources += [str(getattr(about, name) or "") for name in _PROPERTIES]
    for source in sources:
        yield from _of_source(source)


def _of_source(source: str) -> Iterator[Problem]:
    try:
        tree = sandbox().parse(source)
    except TemplateSyntaxError as error:
        yield Problem("unreadable", _near(source, error.lineno))
        return
    repeated = (text for loop in tree.find_all(nodes.For) for text in _texts_in(loop))
    if sum(len(text.data) for text in repeated) > MOST_REPEATED:
        yield Problem("too_large")
    yield from _of_node(tree, {})


def _texts_in(loop: nodes.For) -> Iterator[nodes.TemplateData]:
    return loop.find_all(nodes.TemplateData)


def _near(source: str, line: int) -> str:
    """The words around the place of a mistake."""
    lines = source.splitlines()
    words = re.sub(r"<[^>]+>", " ", lines[min(line, len(lines)) - 1] if lines else "")
    marks = re.findall(r"\{[{%].{0,60}", words)
    return (marks[0] if marks else words)[:80].strip()


def _of_node(node: nodes.Node, rows: Rows) -> Iterator[Problem]:
    check = _CHECKS.get(type(node))
    if check is not None:
        yield from check(node, rows)
    elif isinstance(node, _PLAIN):
        for child in node.iter_child_nodes():
            yield from _of_node(child, rows)
    else:
        yield Problem("forbidden", type(node).__name__)


def _of_filter(node: nodes.Filter, rows: Rows) -> Iterator[Problem]:
    if node.name not in FILTERS or node.args or node.kwargs or node.node is None:
        yield Problem("forbidden", node.name)
    elif node.name == "length":
        yield from _of_test(node.node, rows)
    else:
        yield from _of_node(node.node, rows)


def _of_operand(node: nodes.Operand, rows: Rows) -> Iterator[Problem]:
    """Same or not the same: what is greater nobody can say of texts."""
    if node.op not in ("eq", "ne"):
        yield Problem("forbidden", node.op)
    yield from _of_node(node.expr, rows)


def _of_condition(node: nodes.If, rows: Rows) -> Iterator[Problem]:
    yield from _of_test(node.test, rows)
    for child in (*node.body, *node.elif_, *node.else_):
        yield from _of_node(child, rows)


def _of_test(node: nodes.Node, rows: Rows) -> Iterator[Problem]:
    """Whether a table has rows may be asked, too."""
    for problem in _of_node(node, rows):
        if problem.code != "table":
            yield problem


def _of_loop(node: nodes.For, rows: Rows) -> Iterator[Problem]:
    if rows:
        yield Problem("deep")
        return
    if not isinstance(node.target, nodes.Name) or node.recursive or node.test:
        yield Problem("forbidden", "for")
        return
    inside = dict(rows)
    if not isinstance(node.iter, nodes.Name):
        yield Problem("forbidden", "for")
    elif node.iter.name in TABLES:
        inside[node.target.name] = node.iter.name
    elif node.iter.name in TEXTS:
        yield Problem("no_table", node.iter.name)
    else:
        yield Problem("unknown", node.iter.name, _meant(node.iter.name, TABLES))
    if node.target.name in inside:
        for child in (*node.body, *node.else_):
            yield from _of_node(child, inside)


def _of_name(node: nodes.Name, rows: Rows) -> Iterator[Problem]:
    name = node.name
    if name in rows or name in TABLES:
        yield Problem("table", name)
    elif name not in TEXTS:
        yield Problem("unknown", name, _meant(name, TEXTS))


def _of_column(node: nodes.Getattr, rows: Rows) -> Iterator[Problem]:
    if not isinstance(node.node, nodes.Name):
        yield Problem("forbidden", node.attr)
        return
    row, column = node.node.name, node.attr
    if row == "loop" and rows and column in _LOOP:
        return
    if row not in rows:
        yield Problem("unknown", f"{row}.{column}")
        return
    columns = TABLES[rows[row]][1].split()
    if column not in columns:
        meant = get_close_matches(column, columns, 1)
        yield Problem("column", column, meant[0] if meant else "", rows[row])


def _meant(name: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(name, known, 1)
    return near[0] if near else ""


_CHECKS: Final[dict[type[nodes.Node], Callable[[Any, Rows], Iterator[Problem]]]] = {
    nodes.If: _of_condition,
    nodes.For: _of_loop,
    nodes.Name: _of_name,
    nodes.Getattr: _of_column,
    nodes.Filter: _of_filter,
    nodes.Operand: _of_operand,
}
