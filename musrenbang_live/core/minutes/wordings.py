"""Set words of the official lists. Documents always speak Indonesian, whoever prints them."""

from typing import Final

REASONS: Final = {
    "kewenangan": "Bukan kewenangan kota (kewenangan provinsi atau pusat)",
    "lahan": "Lahan milik pribadi atau dalam sengketa",
    "psu": "Prasarana, sarana dan utilitas perumahan belum diserahkan",
    "aset": "Aset instansi lain",
    "hibah": "Hibah: penerima belum berbadan hukum (UU 23/2014 pasal 298 ayat 5)",
    "digabung": "Digabung dengan usulan lain",
    "program": "Sudah masuk program perangkat daerah",
    "pagu": "Melebihi pagu",
    "rpjmd": "Tidak sesuai RPJMD atau kamus usulan",
    "data": "Data usulan belum lengkap",
    "lain": "Lain-lain",
}
"""The reason codes of `core.deliberating`, as they are printed."""
UNSETTLED: Final = "Belum dibahas atau belum diputuskan dalam musyawarah"
NO_VOTE: Final = "Diserahkan kepada pemungutan suara, tetapi tidak ada di surat suara mana pun"
NOT_LISTED: Final = "Tidak masuk urutan prioritas yang disepakati"
EQUAL: Final = "Suara sama kuat dan belum diputuskan"
NO_VOICES: Final = "Tidak memperoleh suara"
LOST: Final = {
    "setuju": "Tidak disetujui dalam pemungutan suara",
    "anggaran": "Tidak termuat dalam pagu menurut hasil pemungutan suara",
    "poin": "Tidak termuat dalam pagu menurut hasil pemungutan suara",
}
"""What a vote says of those that it does not choose, by kind."""
STATES: Final = {
    "selesai": "Selesai",
    "sebagian": "Selesai sebagian",
    "berjalan": "Sedang dikerjakan",
    "belum": "Belum dikerjakan",
    "batal": "Batal",
}
"""What became of a promise; the states of `core.promising`."""


def reason(code: str, words: str) -> str:
    """Why a proposal is not accommodated: the reason of its code, and what was said besides."""
    said = "" if code == "lain" else REASONS.get(code, code)
    return ". ".join(filter(None, (said, words)))
