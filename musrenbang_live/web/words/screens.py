"""What the wall can show, as it is called on the remote and in answers."""

from collections.abc import Callable


def called(_: Callable[[str], str], show: str) -> str:
    """What a kind of `core.plan.SHOWS` is called on the remote."""
    words = {
        "": _("Ikuti musyawarah"),
        "agenda": _("Agenda"),
        "usulan": _("Usulan"),
        "lingkungan": _("Per lingkungan"),
        "pertanyaan": _("Tanya jawab"),
        "tahun-lalu": _("Tahun lalu"),
        "suara": _("Surat suara"),
        "hasil": _("Hasil suara"),
        "ringkasan": _("Ringkasan"),
        "kode": _("Kode ikut"),
    }
    return words.get(show, show)
