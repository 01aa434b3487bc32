"""Columns that every list of what happened in meetings has."""

from typing import Final

from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.cells import utc
from musrenbang_live.web.datasets.columns import Column, plain

MEETING: Final[tuple[Column, ...]] = (
    plain("kode_sesi", "code", "code", "Kode musyawarah.", "Code of the meeting."),
    plain(
        "tingkat",
        "code",
        "tier",
        "Tingkat musyawarah: lingkungan, kelurahan, kecamatan, atau kota.",
        "Tier of the meeting: lingkungan, kelurahan, kecamatan or kota (city).",
    ),
    plain(
        "kode_kelurahan",
        "code",
        "ward_code",
        "Kode Kemendagri kelurahan; kosong bila musyawarah bukan milik satu kelurahan.",
        "Kemendagri code of the kelurahan; empty where the meeting is not of one kelurahan.",
    ),
    plain("kelurahan", "text", "ward", "Nama kelurahan.", "Name of the kelurahan."),
    plain("kecamatan", "text", "district", "Nama kecamatan.", "Name of the kecamatan."),
    plain("tahun", "whole", "year", "Tahun musyawarah.", "Year of the meeting."),
)
PUBLISHED: Final = Column(
    "diterbitkan_utc",
    "time",
    Said("Waktu hasil musyawarah diterbitkan.", "When the result was published."),
    lambda row, _: utc(row.published_at),
)
EXAMPLE: Final = plain(
    "contoh",
    "yesno",
    "example",
    "Data rekaan untuk contoh, bukan musyawarah sungguhan.",
    "Invented data of a demonstration, not of a real meeting.",
)
PLAN_YEAR: Final = plain(
    "tahun_rencana", "whole", "plan_year", "Tahun rencana.", "Year that is planned for."
)


def page_of_meeting(said: Said) -> Column:
    """The address of the meeting's page; `said` tells whose page it is."""
    return Column("halaman", "address", said, lambda row, base: f"{base}/arsip/{row.code}")
