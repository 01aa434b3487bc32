"""A Berita Acara as plain texts: what PDF and Word print, and what a kelurahan's own form may name.

Every value is a text, or a list of rows of texts. The names are those that people write into their
Word form, so they are Indonesian and never renamed.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from musrenbang_live.core.minutes import Delegate, Line, Minutes, Share, Vote
from musrenbang_live.core.minutes.fields import MOST_REPRESENTATIVES
from musrenbang_live.core.minutes.terbilang import terbilang
from musrenbang_live.web import formats
from musrenbang_live.web.formats import number, quantity
from musrenbang_live.web.language import Language
from musrenbang_live.web.minutes import sentences as s
from musrenbang_live.web.words import results, rules

Row = dict[str, str]
Told = dict[str, Any]
NOTHING: Final = "–"
GENDERS: Final = {"P": "P", "L": "L", "": ""}


def told(of: Minutes, language: Language) -> Told:
    """All texts by name. `language` is Indonesian."""
    return {name: say(of, language) for name, (_, say) in TEXTS.items()} | {
        name: rows(of, language) for name, (_, _, rows) in TABLES.items()
    }


def _line(of: Minutes, line: Line, language: Language) -> Row:
    volume = quantity(line.quantity) if line.quantity is not None else ""
    return {
        "no": str(line.rank),
        "nomor_usulan": str(line.number),
        "bidang": line.sector,
        "permasalahan": line.problem,
        "usulan": line.title,
        "lokasi": f"{of.neighborhood_label} {line.neighborhood}".strip(),
        "patokan": line.landmark,
        "volume": volume,
        "satuan": line.unit,
        "volume_satuan": f"{volume} {line.unit}".strip() or NOTHING,
        "biaya": number(line.cost) if line.cost is not None else NOTHING,
        "opd": line.agency or NOTHING,
        "penerima": _beneficiaries(line),
        "keputusan": decision(line, language),
        "suara": results.total(language, line.rule, line.votes)
        if line.rule and line.votes is not None
        else NOTHING,
        "peringkat_suara": f"{line.voted_rank}{'=' if line.tied else ''}"
        if line.voted_rank
        else NOTHING,
        "dukungan": number(line.supports),
        "gabungan": ", ".join(map(str, line.merged)),
        "alasan": line.reason or NOTHING,
        "asal": line.origin,
    }


def _beneficiaries(line: Line) -> str:
    if line.beneficiaries is None:
        return ""
    return f"{number(line.beneficiaries)} {line.beneficiary_unit}".strip()


def decision(line: Line, language: Language) -> str:
    """How it was decided, with the figures of the vote: `Mufakat`, `Suara: 34, peringkat 2`."""
    ways = {"mufakat": "Mufakat", "suara": "Pemungutan suara", "": NOTHING}
    said = ways[line.how]
    if line.rule is None or line.votes is None:
        return said
    figure = results.total(language, line.rule, line.votes)
    said += f"; {figure} {results.unit(language, line.rule)}"
    if line.voted_rank:
        said += f", peringkat {line.voted_rank}{' (sama)' if line.tied else ''}"
    return said


def _lines(pick: Callable[[Minutes], Sequence[Line]]) -> Callable[[Minutes, Language], list[Row]]:
    return lambda of, language: [_line(of, line, language) for line in pick(of)]


def _attendees(of: Minutes, _: Language) -> list[Row]:
    return [
        {
            "no": str(each.number),
            "nama": each.name,
            "lembaga": each.organisation,
            "alamat_telepon": ", ".join(filter(None, (each.address, each.phone))),
            "usia": each.age,
            "jk": GENDERS.get(each.gender, ""),
            "lingkungan": each.neighborhood,
        }
        for each in of.attendees
    ]


def _representatives(of: Minutes, _: Language) -> list[Row]:
    """Always ten rows: who is not named signs by hand."""
    signing = of.fields.representatives
    rows = [
        {
            "no": str(place),
            "nama": each.name,
            "usia": str(each.age or ""),
            "jk": each.gender,
            "lembaga": each.organisation,
        }
        for place, each in enumerate(signing, 1)
    ]
    free = range(len(rows) + 1, MOST_REPRESENTATIVES + 1)
    return rows + [
        {"no": str(place), "nama": "", "usia": "", "jk": "", "lembaga": ""} for place in free
    ]


def _named(names: Sequence[str]) -> list[Row]:
    return [{"no": str(place), "nama": name} for place, name in enumerate(names, 1)]


def _delegates(of: Minutes, _: Language) -> list[Row]:
    return [_delegate(of, place, each) for place, each in enumerate(of.delegation.people, 1)]


def _delegate(of: Minutes, place: int, each: Delegate) -> Row:
    where = f"{of.neighborhood_label} {each.neighborhood}" if each.neighborhood else NOTHING
    return {
        "no": str(place),
        "nama": each.name,
        "jk": "P" if each.woman else "L",
        "lokasi": where,
        "suara": "aklamasi" if each.votes is None else number(each.votes),
    }


def _votes(of: Minutes, language: Language) -> list[Row]:
    return [_vote(each, language) for each in of.votes]


def _vote(each: Vote, language: Language) -> Row:
    return {
        "judul": each.title,
        "aturan": rules.explained(language, each.rule),
        "sifat": "mengikat" if each.binding else "jajak pendapat, tidak mengikat",
        "suara": number(each.voices),
        "berhak": number(each.entitled),
        "persen": str(formats.percent(each.voices, each.entitled)),
        "saluran": ", ".join(f"{way} {number(count)}" for way, count in each.ways) or NOTHING,
    }


def _shares(shares: Sequence[Share]) -> list[Row]:
    return [
        {
            "nama": each.name,
            "usulan": number(each.received),
            "prioritas": number(each.priorities),
            "cadangan": number(each.reserves),
            "belum": number(each.declined),
            "biaya": number(each.cost),
        }
        for each in shares
    ]


def _remarks(of: Minutes, _: Language) -> list[Row]:
    """A row for each note; phases in which nothing was noted have one row without a text."""
    rows: list[Row] = []
    for each in of.remarks:
        begun = formats.clock(each.since, of.zone) if each.since else ""
        ended = formats.clock(each.until, of.zone) if each.until else ""
        time = f"{begun}–{ended}" if begun and ended else begun or NOTHING
        rows += [{"tahap": each.title, "waktu": time, "isi": text} for text in each.texts or ("",)]
    return rows


def _questions(of: Minutes, _: Language) -> list[Row]:
    return [
        {
            "no": str(each.number),
            "penanya": each.name or "Peserta",
            "pertanyaan": each.text,
            "penjawab": each.by,
            "jawaban": each.answer or ("Dijawab lisan" if each.by else "Belum dijawab"),
        }
        for each in of.questions
    ]


def _promises(of: Minutes, _: Language) -> list[Row]:
    return [
        {
            "no": str(each.number),
            "tahun": str(each.year),
            "kegiatan": each.title,
            "lokasi": f"{of.neighborhood_label} {each.neighborhood}" if each.neighborhood else "",
            "keadaan": each.state,
            "jawaban": ": ".join(filter(None, (each.by, each.answer))) or NOTHING,
            "usulan": str(each.carried or NOTHING),
        }
        for each in of.promises
    ]


def _seal(pick: Callable[[Minutes], str]) -> Callable[[Minutes, Language], str]:
    return lambda of, _: pick(of) if of.signed else NOTHING


def _t(pick: Callable[[Minutes], object]) -> Callable[[Minutes, Language], str]:
    return lambda of, _: str(pick(of))


TEXTS: Final[dict[str, tuple[str, Callable[[Minutes, Language], str]]]] = {
    "judul": ("Judul lengkap", _t(lambda of: " ".join(s.title(of)))),
    "forum": ("Nama forum", _t(lambda of: of.forum)),
    "kelurahan": ("Nama kelurahan", _t(lambda of: of.ward)),
    "kecamatan": ("Nama kecamatan", _t(lambda of: of.district)),
    "kota": ("Nama kota", _t(lambda of: of.city)),
    "wilayah": ("Kelurahan dan kecamatan", _t(s.area)),
    "tahun": ("Tahun musyawarah", _t(lambda of: of.year)),
    "tahun_rencana": ("Tahun rencana", _t(lambda of: of.plan_year)),
    "nomor": ("Nomor register", _t(lambda of: of.fields.number or s.BLANK)),
    "keterangan": ("Latihan, rancangan, atau salinan untuk umum", _t(s.mark)),
    "hari_tanggal": ("Hari dan tanggal", _t(s.day)),
    "tanggal_terbilang": ("Hari dan tanggal dengan huruf", _t(s.day_words)),
    "waktu": ("Waktu mulai dan selesai", _t(s.hours)),
    "tempat": ("Tempat", _t(lambda of: of.place or s.BLANK)),
    "kalimat_pembuka": ("Kalimat 'Pada hari …' lengkap", _t(s.opening)),
    "peserta": ("Jumlah peserta dengan angka dan huruf", _t(s.present)),
    "jumlah_peserta": ("Jumlah peserta", _t(lambda of: number(s.people(of)))),
    "pimpinan": ("Nama pimpinan sidang", _t(lambda of: of.fields.chair or s.BLANK)),
    "jabatan_pimpinan": ("Jabatan pimpinan sidang", _t(lambda of: of.fields.chair_function)),
    "lurah": ("Nama lurah", _t(lambda of: of.fields.lurah or s.BLANK)),
    "nip": ("NIP lurah", _t(lambda of: nip(of.fields.nip))),
    "kesatu": ("Kesepakatan kesatu", _t(lambda of: s.agreed(of)[0][1])),
    "kedua": ("Kesepakatan kedua", _t(lambda of: s.agreed(of)[1][1])),
    "ketiga": ("Kesepakatan ketiga", _t(lambda of: s.agreed(of)[2][1])),
    "keempat": ("Kesepakatan keempat", _t(lambda of: s.agreed(of)[3][1])),
    "cara_memutuskan": ("Cara keputusan diambil", _t(s.method)),
    "urutan": ("Dasar urutan prioritas, dengan alasan bila berbeda", _t(s.order)),
    "ringkasan_usulan": ("Usulan masuk dan hasilnya", _t(s.received)),
    "jumlah_usulan": ("Banyaknya usulan masuk", _t(lambda of: number(of.received))),
    "jumlah_prioritas": ("Banyaknya prioritas", _t(lambda of: number(len(of.priorities)))),
    "jumlah_cadangan": ("Banyaknya cadangan", _t(lambda of: number(len(of.reserves)))),
    "jumlah_belum": ("Banyaknya yang belum diakomodir", _t(lambda of: number(len(of.declined)))),
    "jumlah_mufakat": ("Prioritas secara mufakat", _t(lambda of: number(of.by_consensus))),
    "jumlah_suara": ("Prioritas dengan pemungutan suara", _t(lambda of: number(of.by_vote))),
    "total_biaya": ("Jumlah perkiraan anggaran prioritas", _t(lambda of: number(of.cost))),
    "total_biaya_terbilang": ("Jumlah itu dengan huruf", _t(lambda of: terbilang(of.cost))),
    "pagu": ("Pagu indikatif", _t(lambda of: number(of.ceiling) if of.ceiling else NOTHING)),
    "jumlah_anggaran": ("Kalimat jumlah anggaran dan pagu", _t(lambda of: " ".join(s.money(of)))),
    "keterangan_hadir": (
        "Keterangan pengganti daftar hadir, kosong bila daftarnya ada",
        _t(lambda of: "" if of.attendees else s.attendance(of)),
    ),
    "cara_delegasi": ("Cara delegasi ditetapkan", _t(s.delegation)),
    "kalimat_penutup": ("Kalimat 'Demikian …'", _t(lambda of: s.CLOSING)),
    "tempat_singkat": ("Nama tempat sebelum tanggal", _t(lambda of: of.ward or of.city)),
    "tanggal": ("Tanggal tanpa hari", _t(lambda of: s.day(of).rpartition(", ")[2])),
    "tembusan": ("Penerima tembusan", _t(s.copies)),
    "sebutan": ("Sebutan lingkungan", _t(lambda of: of.neighborhood_label)),
    "salinan": ("Berisi bila salinan untuk umum", _t(lambda of: "ya" if of.public else "")),
    "kode_sesi": ("Kode sesi", _t(lambda of: of.spoken)),
    "empat_kata": (
        "Empat kata catatan yang ditandatangani",
        _seal(lambda of: " ".join(of.signed.words) if of.signed else ""),
    ),
    "akar": ("Akar Merkle catatan", _seal(lambda of: of.signed.root if of.signed else "")),
    "ukuran_catatan": (
        "Banyaknya baris catatan",
        _seal(lambda of: number(of.signed.size) if of.signed else ""),
    ),
    "tanda_situs": ("Tanda situs", _t(lambda of: of.fingerprint)),
    "kunci": ("Kunci pemeriksa", _t(lambda of: of.key)),
}
"""Every text by its name: what it is, and how it is made."""

_OF_LINES: Final = (
    "no nomor_usulan bidang permasalahan usulan lokasi patokan volume satuan volume_satuan biaya"
    " opd penerima keputusan suara peringkat_suara dukungan gabungan alasan asal"
)
_OF_SHARES: Final = "nama usulan prioritas cadangan belum biaya"
TABLES: Final[dict[str, tuple[str, str, Callable[[Minutes, Language], list[Row]]]]] = {
    "sambutan": ("Sambutan", "no nama", lambda of, _: _named(of.fields.speeches)),
    "pemaparan": ("Pemaparan", "no nama", lambda of, _: _named(of.fields.presentations)),
    "tim": ("Tim pendamping", "no nama", lambda of, _: _named(of.fields.team)),
    "wakil": (
        "Wakil peserta yang menandatangani, sepuluh baris",
        "no nama usia jk lembaga",
        _representatives,
    ),
    "hadir": (
        "Lampiran I, daftar hadir",
        "no nama lembaga alamat_telepon usia jk lingkungan",
        _attendees,
    ),
    "prioritas": ("Lampiran II, prioritas", _OF_LINES, _lines(lambda of: of.priorities)),
    "cadangan": ("Lampiran II, cadangan", _OF_LINES, _lines(lambda of: of.reserves)),
    "belum": ("Lampiran III, belum diakomodir", _OF_LINES, _lines(lambda of: of.declined)),
    "delegasi": ("Lampiran IV, delegasi", "no nama jk lokasi suara", _delegates),
    "pemungutan": (
        "Pemungutan suara",
        "judul aturan sifat suara berhak persen saluran",
        _votes,
    ),
    "rekap_lingkungan": (
        "Rekap per lingkungan",
        _OF_SHARES,
        lambda of, _: _shares(of.by_neighborhood),
    ),
    "rekap_bidang": ("Rekap per bidang", _OF_SHARES, lambda of, _: _shares(of.by_sector)),
    "notulen": ("Catatan per tahap", "tahap waktu isi", _remarks),
    "tanya_jawab": (
        "Tanya jawab",
        "no penanya pertanyaan penjawab jawaban",
        _questions,
    ),
    "tahun_lalu": (
        "Hasil musyawarah yang lalu",
        "no tahun kegiatan lokasi keadaan jawaban usulan",
        _promises,
    ),
}
"""Every table by its name: what it is, its columns, and how its rows are made."""


def nip(digits: str) -> str:
    """A civil servant number in its groups: birth, appointment, gender, serial."""
    if not digits:
        return ""
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"
