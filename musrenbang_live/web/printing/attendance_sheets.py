"""The attendance list as PDF, in the columns of Lampiran I, set by Typst with its own fonts.

Those who are checked in stand on it, then empty rows for whoever comes later; all sign by hand.
On paper everything is in Indonesian, whoever prints it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from musrenbang_live.core.attending import Attendee
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.web import formats
from musrenbang_live.web.language import Language
from musrenbang_live.web.printing.typesetting import typeset
from musrenbang_live.web.words.attendance import age

USUAL_ROWS: Final = 50
"""Rows of the official blank."""
MOST_ROWS: Final = 500
GONE: Final = "(nama sudah dihapus)"


async def attendance_list(
    template: Path, meeting: Meeting, people: Sequence[Attendee], language: Language, rows: int
) -> bytes:
    """The PDF, with at least so many rows. `language` is Indonesian; it is set beside all else."""
    data = _data(meeting, people, language, min(rows, MOST_ROWS))
    return await typeset(template, data)


def _data(
    meeting: Meeting, people: Sequence[Attendee], language: Language, rows: int
) -> dict[str, Any]:
    plan = meeting.plan
    empty: dict[str, Any] = {"name": "", "age": "", "gender": "", "organisation": "", "contact": []}
    filled = [_row(line, language) for line in people]
    return {
        "title": f"Daftar hadir – {plan.forum}",
        "forum": plan.forum,
        "place": f"Kelurahan {plan.ward}" if plan.ward else plan.city,
        "where": _where(plan),
        "facts": [
            ["Hari, tanggal", _day(meeting)],
            ["Tempat", plan.place],
            ["Tahun rencana", str(plan.plan_year)],
        ],
        "rows": filled + [empty] * max(0, rows - len(filled)),
    }


def _where(plan: SessionPlan) -> str:
    """Of which kelurahan, kecamatan and city, as far as the plan names them."""
    parts = [
        f"Kelurahan {plan.ward}" if plan.ward else "",
        f"Kecamatan {plan.district}" if plan.district else "",
        plan.city,
    ]
    return ", ".join(filter(None, parts))


def _day(meeting: Meeting) -> str:
    """The day it was opened; before that the planned one, or nothing, to be written by hand."""
    plan = meeting.plan
    if meeting.opened_at:
        return formats.date(meeting.opened_at, "id", plan.zone)
    return formats.planned(plan.starts, "id", plan.zone).partition(", pukul")[0]


def _row(line: Attendee, language: Language) -> dict[str, Any]:
    return {
        "name": GONE if line.erased_at else line.name,
        "age": age(language, line.age_band),
        "gender": line.gender,
        "organisation": line.organisation,
        "contact": [said for said in (line.address, line.phone) if said],
    }
