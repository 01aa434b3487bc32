"""What is missing on a paper, and what is wrong with a Word form, in plain words."""

from typing import Final

from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.minutes import Minutes
from musrenbang_live.web.language import Language
from musrenbang_live.web.minutes.word_check import Problem


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


FIELDS: Final = {
    "number": _("Nomor register"),
    "date": _("Tanggal"),
    "place": _("Tempat"),
    "chair": _("Pimpinan sidang"),
    "chair_function": _("Jabatan pimpinan sidang"),
    "lurah": _("Lurah"),
    "nip": _("NIP lurah"),
    "method": _("Cara keputusan diambil"),
    "speeches": _("Sambutan"),
    "presentations": _("Pemaparan"),
    "team": _("Tim pendamping"),
    "representatives": _("Wakil peserta"),
}
"""The fields of the form by name."""

MISSING: Final = {
    "number": _("Nomor register belum diisi."),
    "chair": _("Nama pimpinan sidang belum diisi."),
    "chair_function": _("Jabatan pimpinan sidang belum diisi."),
    "lurah": _("Nama lurah belum diisi."),
    "representatives": _("Wakil peserta belum diisi; sepuluh baris dicetak kosong."),
}
_COUNTED: Final = {
    "undecided": _(
        "%(n)s usulan belum diputuskan. Usulan itu tercetak di Lampiran III dengan keterangan"
        " belum diputuskan."
    ),
    "waiting": _("%(n)s usulan belum diperiksa dan tidak tercetak di lampiran mana pun."),
    "without_cost": _("%(n)s kegiatan prioritas belum punya perkiraan anggaran."),
    "unseen": _("%(n)s pemungutan sudah ditutup dan belum diumumkan; hasilnya belum tercetak."),
}

PROBLEMS: Final = {
    "not_word": _("Berkas ini bukan dokumen Word (.docx), atau rusak."),
    "too_large": _("Dokumen ini terlalu besar untuk formulir. Hapus gambar yang tidak perlu."),
    "active": _("Dokumen berisi makro atau objek sisipan (%(name)s). Hapus, lalu simpan kembali."),
    "outside": _(
        "Dokumen mengambil sesuatu dari luar berkas (%(name)s), misalnya gambar tertaut. Sisipkan"
        " gambarnya ke dalam dokumen."
    ),
    "unreadable": _("Tanda kurung kurawal tidak terbaca di dekat: %(name)s"),
    "forbidden": _("Perintah ini tidak boleh dipakai dalam formulir: %(name)s"),
    "unknown": _("Isian “%(name)s” tidak dikenal."),
    "meant": _("Isian “%(name)s” tidak dikenal. Mungkin maksudnya “%(meant)s”."),
    "column": _("Tabel “%(table)s” tidak punya kolom “%(name)s”."),
    "column_meant": _(
        "Tabel “%(table)s” tidak punya kolom “%(name)s”. Mungkin maksudnya “%(meant)s”."
    ),
    "table": _("“%(name)s” adalah tabel. Tulis barisnya dengan {%%tr for r in %(name)s %%}."),
    "no_table": _("“%(name)s” bukan tabel. Tulis saja {{ %(name)s }}."),
    "unfillable": _(
        "Formulir tidak dapat diisi. Periksa apakah setiap {%% for %%} dan {%% if %%} berakhir di"
        " tabel atau paragraf tempat dimulainya."
    ),
    "deep": _("Tabel tidak boleh berada di dalam perulangan tabel lain."),
}


def missing(language: Language, of: Minutes, meeting: Meeting) -> list[str]:
    """What the paper still lacks, a sentence each; none when it is complete."""
    say = language.gettext
    said = [say(MISSING[name]) for name in of.fields.missing]
    unseen = sum(round_.stage == "closed" for round_ in meeting.rounds.values())
    counts = {
        "undecided": of.undecided,
        "waiting": of.waiting,
        "without_cost": of.without_cost,
        "unseen": unseen,
    }
    said += [say(_COUNTED[name]) % {"n": n} for name, n in counts.items() if n]
    if of.differs and not of.rank_reason:
        said.append(say(_("Urutan berbeda dari hasil pemungutan suara, dan alasannya kosong.")))
    if not of.attendees:
        said.append(say(_("Daftar hadir kosong. Catat kehadiran, atau lampirkan daftar kertas.")))
    if not of.delegation.people:
        said.append(say(_("Delegasi belum ditetapkan; Lampiran IV tercetak NIHIL.")))
    elif len(of.delegation.people) < meeting.plan.targets.delegates:
        wanted = {"n": meeting.plan.targets.delegates, "found": len(of.delegation.people)}
        said.append(say(_("Delegasi baru %(found)s dari %(n)s orang.")) % wanted)
    return said


def problem(language: Language, found: Problem) -> str:
    """What is wrong with a form."""
    code = found.code
    if found.meant:
        code = {"unknown": "meant", "column": "column_meant"}.get(code, code)
    details = {"name": found.name, "meant": found.meant, "table": found.table}
    return language.gettext(PROBLEMS[code]) % details
