"""The dataset of proposals: every line of the public shelf."""

from typing import Final

from musrenbang_live.store.shelf import ShelfRow
from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.cells import utc
from musrenbang_live.web.datasets.columns import RUPIAH, Column, Dataset, plain
from musrenbang_live.web.datasets.places import EXAMPLE, MEETING, PLAN_YEAR, PUBLISHED


def _origin(row: ShelfRow, _: str) -> str:
    return f"{row.origin_code}-{row.origin_number}" if row.origin_code else ""


def _next(row: ShelfRow, _: str) -> str:
    return f"{row.next_code}-{row.next_number}" if row.next_code else ""


PROPOSALS: Final = Dataset(
    key="usulan",
    path="/usulan",
    title=Said("Usulan", "Proposals"),
    about=Said(
        "Setiap usulan dalam musyawarah yang diterbitkan, dan keadaannya sekarang. Usulan yang"
        " disembunyikan tidak ada di sini.",
        "Every proposal of a published meeting, and where it stands now. Proposals that were"
        " hidden are not here.",
    ),
    filters=(
        *("cari", "kecamatan", "kelurahan", "lingkungan", "bidang", "tahun", "tingkat"),
        "status",
    ),
    columns=(
        *MEETING,
        PLAN_YEAR,
        plain(
            "nomor", "whole", "number", "Nomor usulan di musyawarah itu.", "Number in that meeting."
        ),
        plain("usulan", "text", "title", "Usulan.", "What is proposed."),
        plain("masalah", "text", "problem", "Masalah yang mendasarinya.", "The problem behind it."),
        plain("bidang", "code", "sector", "Kunci bidang.", "Key of the sector."),
        plain("nama_bidang", "text", "sector_name", "Nama bidang.", "Name of the sector."),
        plain(
            "lingkungan",
            "text",
            "neighborhood",
            "Lingkungan tempatnya; tidak lebih teliti dari itu.",
            "The neighborhood it is in; no place is told more exactly.",
        ),
        plain(
            "perangkat_daerah", "text", "agency", "Perangkat daerah.", "City agency it concerns."
        ),
        plain(
            "volume",
            "number",
            "quantity",
            "Banyaknya, dalam satuan di kolom berikut; kosong bila tidak disebut.",
            "How much, in the unit of the next column; empty where it is not told.",
        ),
        plain("satuan", "text", "unit", "Satuan volume.", "Unit of the quantity."),
        plain(
            "perkiraan_biaya_rp",
            "whole",
            "cost",
            "Perkiraan biaya; kosong bila tidak disebut.",
            "Estimated cost; empty where it is not told.",
            RUPIAH,
        ),
        plain(
            "penerima_manfaat",
            "whole",
            "beneficiaries",
            "Banyaknya penerima manfaat, dalam satuan di kolom berikut.",
            "How many benefit, in the unit of the next column.",
        ),
        plain(
            "satuan_penerima",
            "text",
            "beneficiary_unit",
            "Satuan penerima manfaat.",
            "Unit of those who benefit.",
        ),
        plain(
            "dukungan",
            "whole",
            "supports",
            "Peserta yang mendukung, termasuk pendukung usulan yang digabungkan ke sini.",
            "Participants who support it, with those of proposals merged into it.",
            Said("orang", "people"),
        ),
        plain(
            "suara",
            "whole",
            "votes",
            "Suara atau poin dalam pemungutan terakhir; 0 juga bila tidak ikut.",
            "Votes or points in the last vote; 0 also where it was not in one.",
        ),
        Column(
            "urutan",
            "whole",
            Said(
                "Urutan dalam hasil; kosong bila tidak berurutan.",
                "Rank in the result; empty where it has none.",
            ),
            lambda row, _: row.rank or None,
        ),
        plain(
            "status",
            "code",
            "state",
            "Keadaannya sekarang, dari kabar terakhir di seluruh perjalanannya.",
            "Where it stands now, by the newest of its whole way.",
        ),
        Column(
            "status_sejak_utc",
            "time",
            Said("Sejak kapan.", "Since when."),
            lambda row, _: utc(row.state_at),
        ),
        plain(
            "kode_alasan",
            "code",
            "reason_code",
            "Kode alasan bila belum diakomodir.",
            "Code of the reason where it was not accommodated.",
        ),
        plain("alasan", "text", "reason", "Alasan itu dalam kata.", "That reason in words."),
        Column(
            "digabung_ke",
            "whole",
            Said(
                "Nomor usulan tempatnya digabungkan.", "Number of the proposal it is merged into."
            ),
            lambda row, _: row.merged_into or None,
        ),
        Column(
            "asal",
            "code",
            Said(
                "Usulan yang dilanjutkannya, sebagai KODE-nomor.",
                "The proposal that it continues, as CODE-number.",
            ),
            _origin,
        ),
        Column(
            "berlanjut_ke",
            "code",
            Said(
                "Usulan tempat ia berlanjut, sebagai KODE-nomor.",
                "The proposal in which it went on, as CODE-number.",
            ),
            _next,
        ),
        PUBLISHED,
        EXAMPLE,
        Column(
            "halaman",
            "address",
            Said("Halaman tetap usulan ini.", "Its permanent page."),
            lambda row, base: base + row.address,
        ),
    ),
)
