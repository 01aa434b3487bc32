"""Questions on the facilitator's sheet: one fragment each, in three lists."""

from typing import Final

from musrenbang_live.core.views.facilitator import FacilitatorView
from musrenbang_live.core.views.questions import QuestionRow
from musrenbang_live.web.fragments.sketch import Fragment

ANSWERERS: Final = ("Lurah", "Camat", "Bapperida", "Perangkat daerah", "Anggota DPRD")
"""Who usually answers. Kept and published as they stand, in every language of the page."""
LISTS: Final = {"waiting": "soal-antre", "shown": "soal-tampil", "hidden": "soal-ditahan"}
"""The list that holds the questions of a status."""
PLACES: Final = {"waiting": "soal-baru", "shown": "soal", "hidden": "soal-sisih"}
"""What their ids begin with: one that changes its list is gone from one and new in the other."""


def fragments(view: FacilitatorView) -> list[Fragment]:
    """Every question of the meeting."""
    return [_row(view, row) for row in view.questions]


def order(view: FacilitatorView) -> dict[str, list[str]]:
    """The lists of questions, each in its order."""
    return {
        name: [_id(row) for row in view.questions if row.status == status]
        for status, name in LISTS.items()
    }


def numbers(view: FacilitatorView) -> dict[str, int]:
    """Supports of each, and how many wait."""
    supports = {f"pendapat-pertanyaan-{r.asked.number}-1": r.supports for r in view.questions}
    return supports | {"soal-menunggu": sum(r.status == "waiting" for r in view.questions)}


def _id(row: QuestionRow) -> str:
    return f"{PLACES[row.status]}-{row.asked.number}"


def _row(view: FacilitatorView, row: QuestionRow) -> Fragment:
    known = {
        "id": _id(row),
        "code": view.head.code,
        "zone": view.head.zone,
        "asked": row.asked,
        "status": row.status,
        "reason": row.reason,
        "frozen": view.stage == "published",
        "talk": view.stage == "open",
        "answerers": ANSWERERS,
    }
    return Fragment(_id(row), "facilitator/_soal.html", known)
