"""Set words of the official lists. Documents always speak Indonesian, whoever prints them."""

from typing import Final

from musrenbang_live.core.views.priorities import Why

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
NO_VOICES: Final = "Tidak memperoleh suara"
WHY: Final[dict[Why, str]] = {
    "unsettled": "Belum dibahas atau belum diputuskan dalam musyawarah",
    "no_vote": "Diserahkan kepada pemungutan suara, tetapi tidak ada di surat suara mana pun",
    "not_listed": "Tidak masuk urutan prioritas yang disepakati",
    "equal": "Suara sama kuat dan belum diputuskan",
    "no_voices": NO_VOICES,
}
"""Why a proposal is not accommodated where the meeting gave no reason itself."""
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
