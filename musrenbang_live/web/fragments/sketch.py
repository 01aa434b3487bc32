"""What an audience's sheet consists of, before it is rendered."""

from typing import Any, NamedTuple


class Fragment(NamedTuple):
    """A part of a page with an id: its template, and everything the template is given.

    The context compares by value; the fragment is rendered again only when it differs.
    """

    id: str
    template: str
    context: dict[str, Any]


class Sketch(NamedTuple):
    """All fragments, the live texts by key, and the children of each container in order."""

    fragments: list[Fragment]
    text: dict[str, str]
    order: dict[str, list[str]]
