"""What a Berita Acara says in whole sentences. Documents are in Indonesian, whoever prints them."""

from datetime import date
from typing import Final

from musrenbang_live.core.minutes import Minutes
from musrenbang_live.core.minutes.terbilang import day_in_words, terbilang, written
from musrenbang_live.web import formats
from musrenbang_live.web.formats import number, rupiah

NIHIL: Final = "NIHIL"
BLANK: Final = "……………………"
"""Where a pen writes what nobody typed."""


def area(of: Minutes) -> str:
    """Where the meeting was held: `Kelurahan Karya Kecamatan Tanjungbalai Utara`."""
    named = (("Kelurahan", of.ward), ("Kecamatan", of.district))
    return " ".join(f"{kind} {name}" for kind, name in named if name) or of.city


def title(of: Minutes) -> list[str]:
    """The lines of the title block."""
    return [
        "BERITA ACARA",
        f"HASIL KESEPAKATAN {of.forum.upper()}",
        f"DI {area(of).upper()}",
        f"TAHUN {of.year}",
    ]


def head(of: Minutes) -> list[str]:
    """The letter head: city, district, ward."""
    lines = [f"PEMERINTAH {of.city.upper()}"]
    lines += [f"KECAMATAN {of.district.upper()}"] if of.district else []
    return lines + ([f"KELURAHAN {of.ward.upper()}"] if of.ward else [])


def mark(of: Minutes) -> str:
    """What a reader must know before all else; empty for the paper that is signed."""
    said = []
    if of.practice:
        said.append("LATIHAN, BUKAN HASIL RESMI")
    elif of.example:
        said.append("CONTOH, DATA REKAAN")
    if of.draft:
        said.append("RANCANGAN, MUSYAWARAH BELUM SELESAI")
    if of.public:
        said.append("SALINAN UNTUK UMUM")
    return " · ".join(said)


def day(of: Minutes) -> str:
    """`Kamis, 14 Januari 2027`."""
    return written(date.fromisoformat(of.held_on)) if of.held_on else BLANK


def day_words(of: Minutes) -> str:
    """The same in words, as the first sentence has it."""
    return day_in_words(date.fromisoformat(of.held_on)) if of.held_on else BLANK


def hours(of: Minutes) -> str:
    """`09.00–12.10 WIB`."""
    if not of.opened_at:
        return BLANK
    until = formats.clock(of.closed_at, of.zone) if of.closed_at else "selesai"
    return f"{formats.clock(of.opened_at, of.zone)}–{until} {of.zone}"


def people(of: Minutes) -> int:
    """How many took part: signed in at the door, or else joined."""
    return of.present.people or of.joined


def opening(of: Minutes) -> str:
    """The first sentence."""
    return (
        f"Pada hari {day_words(of)}, bertempat di {of.place or BLANK}, telah diselenggarakan"
        f" {of.forum} di {area(of)}, {of.city}, untuk penyusunan rencana pembangunan"
        f" Tahun {of.plan_year}, yang dihadiri pemangku kepentingan sesuai dengan daftar hadir"
        " peserta yang tercantum dalam LAMPIRAN I berita acara ini."
    )


def present(of: Minutes) -> str:
    """`60 (enam puluh) orang, 32 perempuan dan 28 laki-laki`."""
    said = f"{counted(people(of))} orang"
    if of.present.women is not None and of.present.men is not None and of.present.people:
        return (
            f"{said}, {number(of.present.women)} perempuan dan {number(of.present.men)} laki-laki"
        )
    return said


def method(of: Minutes) -> str:
    """How decisions were made: what the desk wrote, or what follows from them."""
    if of.fields.method:
        return of.fields.method
    ways = []
    if of.by_consensus:
        ways.append(f"musyawarah mufakat untuk {number(of.by_consensus)} kegiatan")
    if of.by_vote:
        ways.append(f"pemungutan suara untuk {number(of.by_vote)} kegiatan")
    if not ways:
        return "Keputusan diambil dengan musyawarah untuk mufakat."
    return f"Keputusan diambil dengan {' dan '.join(ways)}."


def order(of: Minutes) -> str:
    """Who fixed the order of the priorities, and why it differs from the vote."""
    if of.ranked_by == "mufakat":
        said = "Urutan prioritas adalah urutan yang disepakati musyawarah."
        if of.rank_reason:
            said += f" Alasan urutan berbeda dari hasil pemungutan suara: {of.rank_reason}"
        return said
    if of.ranked_by == "suara":
        return (
            "Urutan prioritas mengikuti hasil pemungutan suara; kegiatan yang disepakati secara"
            " mufakat ditulis lebih dahulu."
            if of.by_consensus
            else "Urutan prioritas mengikuti hasil pemungutan suara."
        )
    return ""


def counted(count: int) -> str:
    """`18 (delapan belas)`."""
    return f"{number(count)} ({terbilang(count)})"


def agreed(of: Minutes) -> list[tuple[str, str]]:
    """KESATU to KEEMPAT."""
    where = f"pembangunan {area(of)} Tahun {of.plan_year}"
    first = (
        f"Menyepakati {counted(len(of.priorities))} kegiatan prioritas {where} beserta urutannya,"
        f" dengan perkiraan anggaran seluruhnya {rupiah(of.cost)}"
        if of.priorities
        else f"Tidak ada ({NIHIL}) kegiatan prioritas {where}"
    )
    second = (
        f"Menyepakati {counted(len(of.declined))} usulan yang belum dapat diakomodir beserta"
        " alasannya"
        if of.declined
        else f"Tidak ada ({NIHIL}) usulan yang belum dapat diakomodir"
    )
    return [
        ("KESATU", f"{first}, sebagaimana tercantum dalam LAMPIRAN II."),
        ("KEDUA", f"{second}, sebagaimana tercantum dalam LAMPIRAN III."),
        (
            "KETIGA",
            "Menetapkan hasil musyawarah, daftar hadir (LAMPIRAN I) dan delegasi (LAMPIRAN IV)"
            " sebagai satu kesatuan yang tidak terpisahkan dari berita acara ini.",
        ),
        (
            "KEEMPAT",
            "Menjadikan berita acara ini beserta lampirannya sebagai bahan penyusunan rancangan"
            f" dokumen rencana pembangunan daerah {of.city} Tahun {of.plan_year}.",
        ),
    ]


CLOSING: Final = (
    "Demikian berita acara ini dibuat dan disahkan untuk digunakan sebagaimana mestinya."
)


def received(of: Minutes) -> str:
    """What came in and what became of it, in one sentence whose figures add up."""
    parts = [
        f"{number(len(of.priorities))} menjadi prioritas",
        f"{number(len(of.reserves))} cadangan",
        f"{number(len(of.declined))} belum diakomodir",
        f"{number(of.merged)} digabung dengan usulan lain",
        f"{number(of.hidden)} tidak ditampilkan panitia",
    ]
    if of.waiting:
        parts.append(f"{number(of.waiting)} belum diperiksa")
    return f"Usulan yang masuk {number(of.received)}: {', '.join(parts)}."


def money(of: Minutes) -> list[str]:
    """The sums under the list of priorities."""
    said = [f"Jumlah perkiraan anggaran: {rupiah(of.cost)} ({terbilang(of.cost)} rupiah)."]
    if of.without_cost:
        said.append(f"{number(of.without_cost)} kegiatan belum mempunyai perkiraan anggaran.")
    if of.ceiling:
        rest = of.ceiling - of.cost
        beyond = "sisa" if rest >= 0 else "melebihi pagu sebesar"
        said.append(f"Pagu indikatif: {rupiah(of.ceiling)}, {beyond} {rupiah(abs(rest))}.")
    return said


def attendance(of: Minutes) -> str:
    """What stands in place of a list of those who were there, where there is none."""
    if of.public:
        return (
            "Daftar hadir bertanda tangan disimpan di kantor kelurahan. Nama, alamat dan nomor"
            " telepon peserta tidak dimuat dalam salinan untuk umum."
        )
    return (
        "Kehadiran tidak dicatat dengan program ini. Lampirkan daftar hadir kertas yang sudah"
        " ditandatangani."
    )


def delegation(of: Minutes) -> str:
    """How the delegates were found."""
    chosen = of.delegation
    if chosen.how == "aklamasi":
        return f"{number(len(chosen.people))} delegasi ditetapkan secara aklamasi."
    if chosen.how == "suara":
        women = sum(each.woman for each in chosen.people)
        said = (
            f"{number(len(chosen.people))} delegasi dipilih dengan pemungutan suara,"
            f" {number(women)} di antaranya perempuan."
        )
        if chosen.places:
            names = ", ".join(each.name for each in chosen.undecided)
            said += f" Suara sama untuk {number(chosen.places)} kursi lagi: {names}."
        return said
    return ""


def copies(of: Minutes) -> str:
    """Who gets a copy."""
    to = [f"Camat {of.district}"] if of.district else []
    return "; ".join([*to, f"perangkat daerah perencanaan {of.city}", "arsip"])
