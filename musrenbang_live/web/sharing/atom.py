"""Feeds as XML: Atom (RFC 4287)."""

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.web.cells import utc
from musrenbang_live.web.keeping import open_data

_TYPE: Final = "application/atom+xml; charset=utf-8"


class Entry(Struct, frozen=True, kw_only=True):
    """One entry: the path of its page (`name` tells apart entries of one page), its title, what
    there is to say in a sentence, and when it was (ms)."""

    path: str
    title: str
    words: str
    at: int
    name: str = ""


class Feed(Struct, frozen=True, kw_only=True):
    """A feed: the path of its own (`path`) and of what it is about (`page`), who speaks in it, when
    it was changed (ms), and its entries as they stand in it. `id` is the path that names it, `next`
    that of the page behind this one (RFC 5005), empty on the last."""

    id: str
    path: str
    page: str
    title: str
    author: str
    changed: int
    entries: Sequence[Entry]
    next: str = ""


def send(request: Request, feed: Feed, base: str) -> Response:
    """The feed; `base` is the address of this site, before all paths."""
    return open_data(request, written(feed, base).encode(), _TYPE)


def written(feed: Feed, base: str) -> str:
    """The feed as XML, in Indonesian."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id">',
        f"<id>{_text(base + feed.id)}</id>",
        f"<title>{_text(feed.title)}</title>",
        f"<updated>{utc(feed.changed)}</updated>",
        f"<author><name>{_text(feed.author)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(base + feed.path)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(base + feed.page)}/>',
    ]
    if feed.next:
        lines.append(f'<link rel="next" href={quoteattr(base + feed.next)}/>')
    for entry in feed.entries:
        lines += [
            "<entry>",
            f"<id>{_text(base + entry.path + entry.name)}</id>",
            f"<title>{_text(entry.title)}</title>",
            f"<updated>{utc(entry.at)}</updated>",
            f'<link rel="alternate" type="text/html" href={quoteattr(base + entry.path)}/>',
            f"<summary>{_text(entry.words)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _text(said: str) -> str:
    # XML 1.0 has no place for these signs; what people typed was cleaned of most of them before.
    plain = (sign if sign >= " " else " " for sign in said if sign not in "\ufffe\uffff")
    return escape("".join(plain))
