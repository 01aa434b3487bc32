"""The Berita Acara: what a meeting decided, as one plain structure that every document prints."""

from musrenbang_live.core.minutes.fields import MinutesFields, Representative, checked
from musrenbang_live.core.minutes.making import Door, Note, Seal, decided, minutes
from musrenbang_live.core.minutes.parts import (
    Delegate,
    Delegation,
    Kept,
    Line,
    Minutes,
    Present,
    PresentFigures,
    Remark,
    Share,
    Told,
    Vote,
)

__all__ = [
    "Delegate",
    "Delegation",
    "Door",
    "Kept",
    "Line",
    "Minutes",
    "MinutesFields",
    "Note",
    "Present",
    "PresentFigures",
    "Remark",
    "Representative",
    "Seal",
    "Share",
    "Told",
    "Vote",
    "checked",
    "decided",
    "minutes",
]
