"""From views to sheets: which fragments an audience has, and painting only what changed."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from musrenbang_live.live.frames import Sheet
from musrenbang_live.live.gallery import Painter, Presence, View
from musrenbang_live.live.screen import Audience
from musrenbang_live.web.fragments import facilitator, projector, resident
from musrenbang_live.web.fragments.sketch import Fragment, Sketch
from musrenbang_live.web.language import Language
from musrenbang_live.web.own import own_message
from musrenbang_live.web.pages import Pages

Draw = Callable[[Any, Presence, Language], Sketch]

_SKETCHES: Final[dict[Audience, Draw]] = {
    "resident": resident.sketch,
    "facilitator": facilitator.sketch,
    "projector": projector.sketch,
}


class _Painted(NamedTuple):
    fragment: Fragment
    html: str


class _SheetPainter:
    """Remembers each fragment with what it was made from; equal again means nothing to do."""

    def __init__(self, pages: Pages, draw: Draw, language: Language) -> None:
        self._pages = pages
        self._draw = draw
        self._language = language
        self._last: dict[str, _Painted] = {}

    def __call__(self, view: View, presence: Presence) -> Sheet:
        sketch = self._draw(view, presence, self._language)
        self._last = {fragment.id: self._painted(fragment) for fragment in sketch.fragments}
        html = {key: painted.html for key, painted in self._last.items()}
        order = {container: tuple(ids) for container, ids in sketch.order.items()}
        return Sheet(html, sketch.text, order)

    def _painted(self, fragment: Fragment) -> _Painted:
        last = self._last.get(fragment.id)
        if last is not None and last.fragment == fragment:
            return last
        html = self._pages.html(fragment.template, self._language.code, fragment.context)
        return _Painted(fragment, html.strip())


class Studio:
    """The looks of all audiences in all languages of `pages`; see `live.gallery.Studio`."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self.own = own_message(pages)

    def painter(self, audience: Audience, language: str) -> Painter:
        """A painter that remembers what it painted."""
        return _SheetPainter(self._pages, _SKETCHES[audience], self._pages.languages[language])
