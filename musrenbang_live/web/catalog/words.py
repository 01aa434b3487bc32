"""What is wrong in a row of a catalogue, said plainly: what happened, then what to write."""

from typing import Final

from musrenbang_live.core.cataloguing import Mistake, Wrong
from musrenbang_live.web import formats
from musrenbang_live.web.language import Language


def _(text: str) -> str:
    """Marks a sentence for the catalogue of languages; it is translated when it is said."""
    return text


_SENTENCES: Final[dict[Wrong, str]] = {
    "missing": _("Belum diisi. Tulis nama kegiatannya."),
    "too_long": _("Terlalu panjang. Paling banyak %(limit)s huruf."),
    "private": _("Mirip NIK atau nomor telepon. Hapus nomornya."),
    "date": _("Terbaca sebagai tanggal. Ubah kolom ini menjadi teks, lalu ketik kembali."),
    "error": _("Rumus di sel ini gagal. Isi dengan nilainya."),
    "unreadable": _("Bukan angka rupiah. Tulis misalnya 1.250.000."),
    "ambiguous": _("Dapat dibaca dengan dua cara. Tulis misalnya 1.250.000 atau 1250000."),
    "negative": _("Harga tidak dapat kurang dari nol."),
    "too_large": _("Angkanya terlalu besar. Periksa banyaknya nol."),
    "words": _("Tulis angkanya lengkap, misalnya 1.250.000 dan bukan 1,25 juta."),
    "zero": _("Harganya nol. Kosongkan bila harganya belum ada."),
    "unit_missing": _("Ada harganya, tetapi satuannya kosong."),
    "code_twice": _("Kode ini sudah ada di baris %(row)s untuk kegiatan lain."),
    "price_differs": _("Sama dengan baris %(row)s, tetapi harganya lain."),
}


def said(language: Language, mistake: Mistake) -> str:
    """The mistake as a sentence."""
    figure = formats.number(mistake.other, language.code)
    return language.gettext(_SENTENCES[mistake.wrong]) % {"limit": figure, "row": figure}
