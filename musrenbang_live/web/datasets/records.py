"""What the columns of the CSV of one meeting mean (`web.archive.proposals_csv`); those that the
list of all proposals has too mean the same there.
"""

from typing import Final

from msgspec import Struct

from musrenbang_live.web.archive.proposals_csv import COLUMNS
from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.datasets.columns import NO_UNIT, RUPIAH, Kind
from musrenbang_live.web.datasets.proposals import PROPOSALS


class Meaning(Struct, frozen=True):
    """A column with what it means; see `columns.Column`."""

    name: str
    kind: Kind
    meaning: Said
    unit: Said = NO_UNIT


_VOTES: Final = Said("suara atau poin", "votes or points")
_OWN: Final = (
    Meaning(
        "yang_terjadi",
        "text",
        Said(
            "Apa yang terjadi dengan usulan: ikut pemungutan suara, digabung, tidak ditampilkan,"
            " tidak ikut pemungutan suara, atau belum diperiksa.",
            "What became of it: voted on, merged, not shown, not voted on, or not looked at.",
        ),
    ),
    Meaning(
        "suara_sama",
        "yesno",
        Said("Urutannya sama dengan usulan lain.", "Whether others have the same rank."),
    ),
    Meaning(
        "judul_layar", "text", Said("Judul pendek di layar depan.", "Short title on the screen.")
    ),
    Meaning("bidang", "text", Said("Nama bidang.", "Name of the sector.")),
    Meaning(
        "pengusul",
        "text",
        Said(
            "Warga sebuah lingkungan; nama hanya atas permintaan orangnya.",
            "A resident of a neighborhood; a name only where the person asked for it.",
        ),
    ),
    Meaning(
        "dibantu_panitia",
        "yesno",
        Said("Dicatat oleh panitia.", "Whether the committee wrote it down."),
    ),
    Meaning("diterima_utc", "time", Said("Waktu diterima.", "When it was received.")),
    Meaning(
        "jenis_pemungutan",
        "code",
        Said("Jenis pemungutan terakhir yang memuatnya.", "Kind of the last vote it was in."),
    ),
    Meaning(
        "putusan",
        "text",
        Said("Apa yang diputuskan pemungutan itu.", "What that vote decided of it."),
    ),
    Meaning(
        "biaya_pada_surat_suara_rp",
        "whole",
        Said("Biaya yang tertulis di surat suara.", "The cost that stood on the ballot."),
        RUPIAH,
    ),
    Meaning(
        "keputusan_musyawarah",
        "text",
        Said("Keputusan musyawarah tentangnya.", "What the meeting decided of it."),
    ),
    Meaning(
        "alasan_keputusan", "text", Said("Alasan keputusan itu.", "The reason of that decision.")
    ),
    Meaning(
        "urutan_disepakati",
        "whole",
        Said("Urutan yang disepakati.", "The priority that was agreed on."),
    ),
    Meaning(
        "alasan_urutan_disepakati",
        "text",
        Said(
            "Mengapa urutan itu berbeda dari hasil suara.",
            "Why that order differs from the one of the vote.",
        ),
    ),
    Meaning("harga_satuan_rp", "whole", Said("Harga satuan.", "Price of a unit."), RUPIAH),
    Meaning(
        "kode_kamus",
        "code",
        Said("Kode di kamus usulan kota.", "Code in the city's catalogue of proposals."),
    ),
    Meaning(
        "melebihi_pagu",
        "yesno",
        Said(
            "Dengan usulan ini jumlah biaya melewati pagu.", "With it the costs pass the ceiling."
        ),
    ),
    Meaning("suara_ponsel", "whole", Said("Suara dari ponsel.", "Votes by phone."), _VOTES),
    Meaning("suara_kertas", "whole", Said("Suara dari kertas.", "Votes on paper."), _VOTES),
    Meaning(
        "suara_angkat_tangan",
        "whole",
        Said("Suara angkat tangan.", "Votes by raised hands."),
        _VOTES,
    ),
)


def _every() -> dict[str, Meaning]:
    shared = {
        each.name: Meaning(each.name, each.kind, each.meaning, each.unit)
        for each in PROPOSALS.columns
    }
    return shared | {each.name: each for each in _OWN}


RECORD: Final[tuple[Meaning, ...]] = tuple(_every()[name] for name in ("kode_sesi", *COLUMNS))
"""The columns of `/arsip/{code}.csv`, in their order."""
