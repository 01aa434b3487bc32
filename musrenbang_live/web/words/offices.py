"""Kinds of offices in words."""

from musrenbang_live.core.offices import OfficeKind
from musrenbang_live.web.language import Language


def kind(language: Language, of: OfficeKind) -> str:
    """What an office is."""
    _ = language.gettext
    words: dict[OfficeKind, str] = {
        "setwan": _("Sekretariat DPRD"),
        "bapperida": _("Perencana daerah (Bapperida)"),
        "kecamatan": _("Kecamatan"),
        "opd": _("Perangkat daerah (OPD)"),
        "komisi": _("Komisi DPRD"),
        "dewan": _("Anggota DPRD"),
    }
    return words[of]
