"""Markdown of articles as HTML that can do no harm, whoever wrote it.

No HTML of the writer passes. Links lead to http(s), to this site, or to a file of the article;
pictures are those of the article alone, so no page of ours fetches anything from elsewhere.
"""

import functools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit

from markupsafe import Markup

from musrenbang_live.store.attachments import File

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TOP: Final = 2
_LOWEST: Final = 5
"""Headings of a text stand below the title of its page, and never lower than this."""


def address(file: File) -> str:
    """Where a file of an article can be had."""
    return f"/berkas/{file.id}/{quote(file.name)}"


def html(text: str, files: Iterable[File] = ()) -> Markup:
    """`text` as HTML; `files` are those of the article, to be named by their names."""
    by_name = {file.name.lower(): file for file in files}
    reader = _reader()
    tokens = reader.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + _TOP - 1, _LOWEST)}"
        token.attrs.pop("style", None)  # of table cells; no page has styles of its own
        if token.children:
            token.children = _harmless(token.children, by_name)
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704  (escaped)


def plain(text: str) -> str:
    """The words of a text without its marks, for a summary where none was written."""
    tokens = _reader().parse(text)
    inline = [token for token in tokens if token.type == "inline"]
    said = " ".join("".join(_words(child) for child in token.children or ()) for token in inline)
    return " ".join(said.split())


def _words(token: "Token") -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline") else ""


def _harmless(children: "Sequence[Token]", files: dict[str, File]) -> "list[Token]":
    """The parts of a line, with strange pictures as their words and strange links as text."""
    kept: list[Token] = []
    closing: list[bool] = []
    for token in children:
        if token.type == "image":
            kept.append(_picture(token, files))
        elif token.type == "link_open":
            leads = _leads(token, files)
            closing.append(leads)
            if leads:
                kept.append(token)
        elif token.type != "link_close" or closing.pop():
            kept.append(token)
    return kept


def _picture(token: "Token", files: dict[str, File]) -> "Token":
    from markdown_it.token import Token

    file = files.get(unquote(str(token.attrs.get("src", ""))).lower())
    if file is None or file.kind != "jpg":
        said = Token("text", "", 0)
        said.content = token.content
        return said
    token.attrs["src"] = address(file)
    token.attrs["loading"] = "lazy"
    return token


def _leads(token: "Token", files: dict[str, File]) -> bool:
    """Whether a link leads somewhere; one that names a file is turned to it."""
    target = str(token.attrs.get("href", ""))
    if target.startswith(("/", "#")):
        return True
    if urlsplit(target).scheme:
        token.attrs["rel"] = "noopener nofollow"
        return True
    file = files.get(unquote(target).lower())
    if file is not None:
        token.attrs["href"] = address(file)
    return file is not None


def _may_lead(target: str) -> bool:
    """Whether a link may stand at all; what may not is shown as it was typed.

    `//host` and `/\\host` would leave the site without saying so.
    """
    if target.startswith(("//", "/\\", "\\")):
        return False
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return parts.scheme.lower() in ("http", "https") and bool(parts.netloc)
    return ":" not in target.partition("/")[0]


@functools.cache
def _reader() -> "MarkdownIt":
    """Reads texts; made at the first."""
    from markdown_it import MarkdownIt

    class Reader(MarkdownIt):
        def validateLink(self, url: str) -> bool:  # noqa: N802  (its name there)
            return _may_lead(url)

    reader = Reader("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    reader.enable(["table", "strikethrough"])
    return reader
