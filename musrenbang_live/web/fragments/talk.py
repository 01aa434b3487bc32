"""The desk's page of the musyawarah as fragments, and its numbers."""

from collections.abc import Sequence
from typing import Final

from musrenbang_live.core.topics import VALUES
from musrenbang_live.core.views.facilitator import FacilitatorView
from musrenbang_live.core.views.talk import TalkLine
from musrenbang_live.web.fragments.sketch import Fragment
from musrenbang_live.web.language import Language
from musrenbang_live.web.proposal_form import values_of
from musrenbang_live.web.words import decisions

LIST: Final = "daftar-bahas"
"""The container of the rows."""
SHUT: Final = frozenset({"voting", "planned", "closed", "published"})
"""Situations in which no other proposal can be put in focus."""


def fragments(view: FacilitatorView, language: Language) -> list[Fragment]:
    """The proposal in focus, what is said of it, and a row for each proposal."""
    return [
        _focus(view, language),
        _objections(view),
        _progress(view),
        *(_row(view, line, language) for line in view.talk.lines),
    ]


def order(view: FacilitatorView) -> list[str]:
    """The rows in their order."""
    return [f"bicara-{line.card.number}" for line in view.talk.lines]


def _focus(view: FacilitatorView, language: Language) -> Fragment:
    talk, line = view.talk, view.talk.focus
    held = talk.opinions.get(("usulan", line.card.number), ()) if line else ()
    return Fragment(
        "bahas",
        "facilitator/_bahas.html",
        {
            "code": view.head.code,
            "label": view.head.neighborhood_label,
            "line": line,
            "previous": talk.previous,
            "following": talk.following,
            "shares": shares(held),
            "open": view.now.situation not in SHUT,
            "reasons": decisions.choices(language),
            "neighborhoods": talk.neighborhoods,
            "values": values_of(line.card) if line else {},
            "why": decisions.why(language, line.decision) if line and line.decision else "",
        },
    )


def shares(held: Sequence[int]) -> tuple[float, ...]:
    """The lengths of bars beside each other, in percent of the longest."""
    most = max(held, default=0) or 1
    values = tuple(held) or (0,) * VALUES["usulan"]
    return tuple(round(100 * people / most, 1) for people in values)


def _objections(view: FacilitatorView) -> Fragment:
    known = {"objections": view.talk.objections, "focus": view.talk.focus is not None}
    return Fragment("keberatan", "facilitator/_keberatan.html", known)


def _progress(view: FacilitatorView) -> Fragment:
    known = {"decided": view.talk.decided, "lines": len(view.talk.lines)}
    return Fragment("kemajuan", "facilitator/_kemajuan.html", known)


def _row(view: FacilitatorView, line: TalkLine, language: Language) -> Fragment:
    return Fragment(
        f"bicara-{line.card.number}",
        "facilitator/_bicara.html",
        {
            "code": view.head.code,
            "label": view.head.neighborhood_label,
            "line": line,
            "said": any(view.talk.opinions.get(("usulan", line.card.number), ())),
            "open": view.now.situation not in SHUT,
        },
    )
