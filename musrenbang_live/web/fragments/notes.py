"""The record (notulen) on the desks: its entries, what others are typing, and their order."""

from typing import Any, Final

from musrenbang_live.core.noting import Draft, Note
from musrenbang_live.core.views.facilitator import FacilitatorView
from musrenbang_live.web.fragments.sketch import Fragment

PHASE: Final = "tahap-kini"
"""The live text with the index of the phase that is on, 0 before the first."""
DELETED: Final = "catatan-terhapus"
TYPED: Final = "ketikan"


def fragments(view: FacilitatorView) -> list[Fragment]:
    """One for each entry, and one for each new entry that somebody is typing."""
    return [
        *(_entry(view, note) for note in view.notes),
        *(_typed(view, draft) for draft in view.drafts if not draft.rev),
    ]


def order(view: FacilitatorView) -> dict[str, list[str]]:
    """The entries of each phase, those that were deleted, and those being typed."""
    listed: dict[str, list[str]] = {list_of(phase.index): [] for phase in view.phases}
    listed[DELETED] = []
    for note in view.notes:
        listed[DELETED if note.gone else list_of(note.phase)].append(_id(note))
    listed[TYPED] = [_typed_id(draft) for draft in view.drafts if not draft.rev]
    return listed


def list_of(phase: int) -> str:
    """The id of the list of the entries of a phase."""
    return f"catatan-tahap-{phase}"


def _id(note: Note) -> str:
    return f"catatan-{note.id}"


def _typed_id(draft: Draft) -> str:
    return f"ketikan-{draft.login}-{draft.note}"


def _entry(view: FacilitatorView, note: Note) -> Fragment:
    typing = (draft for draft in view.drafts if draft.rev and draft.note == note.id)
    known: dict[str, Any] = {
        "code": view.head.code,
        "zone": view.head.zone,
        "note": note,
        "typing": tuple((draft.login, draft.by) for draft in typing),
        "titles": tuple(phase.title for phase in view.phases),
        "frozen": view.stage == "published",
    }
    return Fragment(_id(note), "facilitator/_catatan.html", known)


def _typed(view: FacilitatorView, draft: Draft) -> Fragment:
    known = {"code": view.head.code, "zone": view.head.zone, "draft": draft}
    return Fragment(_typed_id(draft), "facilitator/_ketikan.html", known)
