"""The sentence for every mistake in a session plan, in the words of whoever writes one."""

from typing import Final

from musrenbang_live.core.plan_tables import Mistake
from musrenbang_live.web.language import Language


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


SENTENCES: Final[dict[str, str]] = {
    "not_toml": _("Berkas ini tidak terbaca sebagai TOML: %(detail)s"),
    "not_a_table": _("Bagian ini harus berupa tabel."),
    "missing": _("Bagian ini belum ada."),
    "empty": _("Bagian ini belum diisi."),
    "wrong_type": _("Isinya harus berupa %(wanted)s."),
    "too_long": _("Terlalu panjang. Paling banyak %(limit)s huruf."),
    "out_of_range": _("Isi dengan angka dari %(low)s sampai %(high)s."),
    "not_one_of": _("Pilih salah satu: %(options)s."),
    "unknown_key": _("Nama bagian ini tidak dikenal. Periksa ejaannya."),
    "unknown_ward": _("Kode kelurahan %(value)s tidak ada di kota ini."),
    "not_a_time": _("Tulis tanggal dan jam seperti 2027-01-14 09:00."),
    "duplicate": _("Ada yang ditulis dua kali: %(value)s."),
    "before_meeting": _("Tahun rencana tidak boleh sebelum tahun musyawarah."),
    "unknown_round": _("Pemungutan %(value)s tidak ada dalam rencana ini."),
    "not_100": _("Jumlah semua bobot harus 100."),
    "too_many": _("Terlalu banyak. Paling banyak %(limit)s."),
    "nothing_to_score": _("Paling sedikit satu kriteria harus dinilai oleh peserta."),
    "not_so_many": _("Tulis %(count)s angka bulat, masing-masing dari %(low)s sampai %(high)s."),
    "not_rising": _("Tulis paling banyak %(count)s angka bulat yang makin besar."),
    "box_is_shut": _("Pemilihan orang tidak menampilkan jumlah sementara. Hapus bagian ini."),
    "round_never_held": _("Pemungutan %(value)s tidak dipakai oleh tahap mana pun."),
}
"""One sentence for each code of `core.plan_reading.Mistake`."""

KINDS: Final[dict[str, str]] = {
    "str": _("teks dalam tanda kutip"),
    "int": _("angka bulat"),
    "bool": _("true atau false"),
    "list": _("daftar dalam kurung siku"),
}


def say_mistake(language: Language, mistake: Mistake) -> str:
    """What is wrong, in the visitor's language; without the path."""
    details = dict(mistake.details)
    if "wanted" in details:
        details["wanted"] = language.gettext(KINDS.get(details["wanted"], details["wanted"]))
    return language.gettext(SENTENCES[mistake.code]) % details
