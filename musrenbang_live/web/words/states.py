"""Where a proposal stands, in the words people read."""

from typing import Final

from musrenbang_live.core.following import STEPS, State
from musrenbang_live.web.language import Language


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


NAMES: Final[dict[State, str]] = {
    "diusulkan": _("Diusulkan"),
    "dibahas": _("Dibahas"),
    "disepakati": _("Disepakati"),
    "cadangan": _("Cadangan"),
    "belum_diakomodir": _("Belum diakomodir"),
    "diteruskan_kecamatan": _("Diteruskan ke kecamatan"),
    "diverifikasi_mitra": _("Diverifikasi Bapperida"),
    "diverifikasi_opd": _("Diverifikasi perangkat daerah"),
    "diakomodir_rkpd": _("Masuk RKPD"),
    "masuk_apbd": _("Masuk APBD"),
    "dilaksanakan": _("Sedang dikerjakan"),
    "selesai": _("Selesai dibangun"),
    "ditolak": _("Ditolak"),
    "dikembalikan": _("Dikembalikan"),
    "diteruskan_provinsi_pusat": _("Diteruskan ke provinsi atau pusat"),
}
STEP_NAMES: Final[tuple[str, ...]] = (
    _("Diusulkan"),
    _("Disepakati"),
    _("RKPD"),
    _("APBD"),
    _("Selesai"),
)
"""Short names of `core.following.STEPS`, below the progress bar."""
_LOOKS: Final[dict[State, tuple[str, str]]] = {
    "disepakati": ("check", "ok"),
    "diteruskan_kecamatan": ("forward", "local"),
    "diverifikasi_mitra": ("forward", "local"),
    "diverifikasi_opd": ("forward", "local"),
    "diteruskan_provinsi_pusat": ("forward", "local"),
    "diakomodir_rkpd": ("check", "ok"),
    "masuk_apbd": ("check", "ok"),
    "dilaksanakan": ("clock", "local"),
    "selesai": ("check", "ok"),
    "ditolak": ("alert", "bad"),
}
"""Sign and colour of a state; those that are not named are plain."""


def state(language: Language, of: State) -> str:
    """The name of a state."""
    return language.gettext(NAMES[of])


def steps(language: Language) -> tuple[str, ...]:
    """The short names of the steps, in their order."""
    return tuple(language.gettext(name) for name in STEP_NAMES)


def look(of: State) -> tuple[str, str]:
    """The sign and the colour by which a state is shown beside its name."""
    return _LOOKS.get(of, ("info", ""))


assert len(STEP_NAMES) == len(STEPS)
