"""Documents as PDF, set by Typst with the fonts it brings along: the same bytes on every machine.

Setting takes a moment. Callers run it in a thread, beside everything else.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from musrenbang_live.core.minutes import Minutes
from musrenbang_live.web.minutes import sentences as s
from musrenbang_live.web.minutes.words import Told
from musrenbang_live.web.printing import typesetting

MINUTES: Final = "berita-acara.typ"
NOTES: Final = "notulen.typ"
MANDATE: Final = "surat-mandat.typ"


def compiled(template: Path, of: Minutes, told: Told) -> bytes:
    """The PDF of a template, which lies beside what it imports; its time is that of the meeting."""
    at = datetime.fromtimestamp(of.at // 1000, tz=UTC)
    return typesetting.pdf(template, told | _layout(of), at)


def _layout(of: Minutes) -> dict[str, Any]:
    """What only a laid out paper needs beside the texts."""
    return {
        "kop": s.head(of),
        "baris_judul": s.title(of),
        "kesepakatan": [{"nama": name, "isi": said} for name, said in s.agreed(of)],
    }
