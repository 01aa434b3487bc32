"""What stands on the shelf, in the words people read."""

from typing import Final

from musrenbang_live.core.deliberating import OTHER_REASON
from musrenbang_live.web.language import Language
from musrenbang_live.web.words.decisions import REASONS


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


TIERS: Final[dict[str, str]] = {
    "lingkungan": _("Lingkungan"),
    "kelurahan": _("Kelurahan"),
    "kecamatan": _("Kecamatan"),
    "kota": _("Kota"),
}


def tier(language: Language, of: str) -> str:
    """The name of a tier; one that has none is called as it is written."""
    return language.gettext(TIERS[of]) if of in TIERS else of


def reason(language: Language, code: str, words: str) -> str:
    """Why something was decided: the reason of the official list, and the words beside it."""
    listed = REASONS.get(code, "") if code != OTHER_REASON else ""
    return ": ".join(filter(None, (language.gettext(listed) if listed else "", words)))
