"""The attendance list in words: indicators against the targets of the plan, and ages."""

from musrenbang_live.core.attending import Reached
from musrenbang_live.web import formats
from musrenbang_live.web.language import Language


def quorum(language: Language, reached: Reached) -> str:
    """How many came, and whether they are enough: an indicator, never a condition."""
    _ = language.gettext
    if reached.quorum_met is None:
        said = _("%(n)s orang hadir")
    elif reached.quorum_met:
        said = _("%(n)s orang hadir, kuorum %(quorum)s tercapai")
    else:
        said = _("%(n)s orang hadir, kuorum %(quorum)s: kurang %(left)s")
    return said % {
        "n": formats.number(reached.people, language.code),
        "quorum": formats.number(reached.quorum, language.code),
        "left": formats.number(reached.quorum - reached.people, language.code),
    }


def women(language: Language, reached: Reached) -> str:
    """The share of women: `Perempuan 5 dari 12 (42%), sasaran 30%`; '' while nobody came."""
    if not reached.people:
        return ""
    _ = language.gettext
    said = _("Perempuan %(women)s dari %(people)s (%(percent)s%%)")
    if reached.women_met is not None:
        said = _("Perempuan %(women)s dari %(people)s (%(percent)s%%), sasaran %(target)s%%")
    return said % {
        "women": formats.number(reached.women, language.code),
        "people": formats.number(reached.people, language.code),
        "percent": reached.women_percent,
        "target": reached.women_target,
    }


def age(language: Language, band: str) -> str:
    """An age band for people: `26–45`, `di atas 60`; '' where it was not told."""
    _ = language.gettext
    if band.startswith("<"):
        return _("di bawah %(years)s") % {"years": band[1:]}
    if band.startswith(">"):
        return _("di atas %(years)s") % {"years": band[1:]}
    return band.replace("-", "–")
