"""The datasets of meetings, and of what residents asked in them."""

from typing import Final

from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.cells import utc
from musrenbang_live.web.datasets.columns import Column, Dataset, plain
from musrenbang_live.web.datasets.places import (
    EXAMPLE,
    MEETING,
    PLAN_YEAR,
    PUBLISHED,
    page_of_meeting,
)

PEOPLE: Final = Said("orang", "people")

SESSIONS: Final = Dataset(
    key="musyawarah",
    path="/arsip",
    title=Said("Musyawarah", "Meetings"),
    about=Said(
        "Setiap musyawarah yang diterbitkan. Latihan tidak pernah ada di sini.",
        "Every published meeting. Practice is never here.",
    ),
    filters=("kecamatan", "kelurahan", "tahun", "tingkat"),
    columns=(
        *MEETING,
        plain("forum", "text", "forum", "Nama musyawarah.", "Name of the meeting."),
        plain("kota", "text", "city", "Nama kota.", "Name of the city."),
        PLAN_YEAR,
        Column(
            "dibuka_utc",
            "time",
            Said("Waktu musyawarah dibuka.", "When it was opened."),
            lambda row, _: utc(row.opened_at),
        ),
        Column(
            "ditutup_utc",
            "time",
            Said("Waktu musyawarah ditutup.", "When it was closed."),
            lambda row, _: utc(row.closed_at),
        ),
        PUBLISHED,
        plain(
            "peserta",
            "whole",
            "participants",
            "Yang ikut dari ponsel atau dibantu panitia.",
            "Who took part by phone or was helped by the committee.",
            PEOPLE,
        ),
        plain(
            "usulan",
            "whole",
            "proposals",
            "Usulan yang berdiri sendiri, tanpa yang digabungkan atau disembunyikan.",
            "Proposals that stand by themselves, without those merged or hidden.",
        ),
        plain(
            "suara",
            "whole",
            "ballots",
            "Surat suara semua pemungutan, dengan yang mengangkat tangan.",
            "Ballots of all votes, with people who raised hands.",
        ),
        EXAMPLE,
        page_of_meeting(Said("Halaman musyawarah ini.", "Its page.")),
    ),
)

QUESTIONS: Final = Dataset(
    key="tanya-jawab",
    path="/tanya-jawab",
    title=Said("Tanya jawab dalam musyawarah", "Questions asked in meetings"),
    about=Said(
        "Pertanyaan warga dalam musyawarah yang diterbitkan, dengan jawaban pejabat. Nama penanya"
        " tidak ada.",
        "What residents asked in published meetings, with what officials answered. Who asked is"
        " not told.",
    ),
    filters=("cari", "kecamatan", "kelurahan", "tahun", "tingkat"),
    columns=(
        *MEETING,
        plain("nomor", "whole", "number", "Nomor pertanyaan.", "Number of the question."),
        plain("pertanyaan", "text", "text", "Pertanyaannya.", "What was asked."),
        plain(
            "dijawab_oleh",
            "text",
            "answered_by",
            "Jabatan yang menjawab; kosong bila belum dijawab.",
            "The office of whoever answered; empty where nobody did.",
        ),
        plain("jawaban", "text", "answer", "Jawaban tertulis.", "The answer in writing."),
        PUBLISHED,
        EXAMPLE,
        page_of_meeting(Said("Halaman musyawarahnya.", "The page of its meeting.")),
    ),
)
