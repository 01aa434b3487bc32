"""What belongs to one resident alone, as the message its device gets."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.views.resident import Mine, OwnProposal
from musrenbang_live.web.pages import Pages
from musrenbang_live.web.sheets import personal

OWN_FRAGMENT: Final = "usulan-saya"
"""The fragment with a resident's own proposals; its template is given `own` and `code`."""

OWN_QUESTIONS: Final = "tanya-saya"
"""The fragment with a resident's own questions; its template is given `questions` and `zone`."""


def own_message(pages: Pages) -> Callable[[Meeting, Mine, str], dict[str, Any]]:
    """Makes the `me` messages of the wire."""

    @lru_cache(
        maxsize=1_000
    )  # most people of a hall have handed in nothing, and all come back at once
    def nothing(code: str, zone: str, language: str) -> str:
        return _html(pages, code, zone, language, ())

    def message(meeting: Meeting, own: Mine, language: str) -> dict[str, Any]:
        code, zone = meeting.code, meeting.plan.zone
        html = (
            _html(pages, code, zone, language, own.proposals)
            if own.proposals
            else nothing(code, zone, language)
        )
        asked = _questions(pages, zone, language, own)
        return {"me": {**personal(own), "html": {OWN_FRAGMENT: html, **asked}}}

    return message


def _html(
    pages: Pages, code: str, zone: str, language: str, proposals: tuple[OwnProposal, ...]
) -> str:
    context = {"proposals": proposals, "code": code, "zone": zone}
    return pages.html("resident/_usulan_saya.html", language, context).strip()


def _questions(pages: Pages, zone: str, language: str, own: Mine) -> dict[str, str]:
    """The own questions as a fragment; of most people of a hall there are none, and none ever."""
    if not own.questions:
        return {}
    context = {"questions": own.questions, "zone": zone}
    html = pages.html("resident/_tanya_saya.html", language, context).strip()
    return {OWN_QUESTIONS: html}
