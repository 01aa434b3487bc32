"""The datasets of what the city is asked outside of meetings: questions to the council, reports."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from musrenbang_live.core.inquiring import days_between
from musrenbang_live.store.open_city import OpenInquiry, OpenReport
from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.cells import utc
from musrenbang_live.web.datasets.columns import Cell, Column, Dataset, plain

_DAYS: Final = Said("hari", "days")
_INVENTED: Final = Column(
    "contoh",
    "yesno",
    Said("Data rekaan untuk contoh.", "Invented data of a demonstration."),
    lambda row, _: _of(row).example,
)


class PlacedReport(Struct, frozen=True):
    """A report with the name of its kelurahan."""

    report: OpenReport
    ward: str


def _of(row: OpenInquiry | PlacedReport) -> OpenInquiry | OpenReport:
    return row.report if isinstance(row, PlacedReport) else row


def _waited(row: OpenInquiry) -> int | None:
    return days_between(row.asked_at, row.answered_at) if row.answered_at else None


INQUIRIES: Final = Dataset(
    key="tanya-dprd",
    path="/tanya",
    title=Said("Tanya DPRD", "Questions to the council"),
    about=Said(
        "Pertanyaan dan masukan kepada DPRD yang tayang, dengan jawabannya. Nama penanya tidak"
        " ada.",
        "Public questions and feedback to the council, with the answers. Who asked is not told.",
    ),
    filters=("cari", "kantor", "urut"),
    columns=(
        plain("nomor", "whole", "id", "Nomor pertanyaan.", "Number of the question."),
        plain("jenis", "code", "kind", "pertanyaan atau masukan.", "Question or feedback."),
        plain("judul", "text", "title", "Dalam satu kalimat.", "In one sentence."),
        plain("keterangan", "text", "text", "Keterangannya.", "The explanation."),
        plain(
            "keadaan",
            "code",
            "state",
            "tayang, diteruskan, atau dijawab.",
            "Public (tayang), routed (diteruskan) or answered (dijawab).",
        ),
        plain("kantor", "text", "office", "Kantor yang menjawab.", "The office that answers."),
        plain("jawaban", "text", "answer", "Jawabannya.", "The answer."),
        plain(
            "dijawab_oleh",
            "text",
            "answered_by",
            "Jabatan yang menjawab.",
            "The function of whoever answered.",
        ),
        plain(
            "ingin_tahu",
            "whole",
            "supports",
            "Perangkat yang juga ingin tahu.",
            "Devices that want to know too.",
        ),
        Column(
            "ditanyakan_utc",
            "time",
            Said("Waktu dikirim.", "When it was sent."),
            lambda row, _: utc(row.asked_at),
        ),
        Column(
            "dijawab_utc",
            "time",
            Said("Waktu jawaban pertama terbit.", "When the first answer was published."),
            lambda row, _: utc(row.answered_at),
        ),
        Column(
            "hari_menunggu",
            "whole",
            Said(
                "Hari dari dikirim sampai dijawab; kosong bila belum.",
                "Days from the question to the answer; empty where there is none yet.",
            ),
            lambda row, _: _waited(row),
            _DAYS,
        ),
        _INVENTED,
        Column(
            "halaman",
            "address",
            Said("Halamannya.", "Its page."),
            lambda row, base: f"{base}/tanya/{row.id}",
        ),
    ),
)


def _told(name: str) -> Callable[[PlacedReport, str], Cell]:
    return lambda row, _: getattr(row.report, name)


REPORTS: Final = Dataset(
    key="aspirasi",
    path="/aspirasi",
    title=Said("Aspirasi dan keluhan warga", "Wishes and complaints of residents"),
    about=Said(
        "Laporan warga yang sudah diperiksa dan ditampilkan. Pelapor, kontak, dan letak tepatnya"
        " tidak ada.",
        "Reports that were checked and made public. Who reported, how to reach them and the exact"
        " place are not told.",
    ),
    filters=("cari", "jenis", "bidang", "kelurahan", "keadaan"),
    columns=(
        Column("nomor", "code", Said("Nomor laporan.", "Its number."), _told("number")),
        Column(
            "jenis", "code", Said("aspirasi atau keluhan.", "Wish or complaint."), _told("kind")
        ),
        Column("judul", "text", Said("Judul singkat.", "Short title."), _told("title")),
        Column("isi", "text", Said("Isi yang ditampilkan.", "The public text."), _told("text")),
        Column("bidang", "code", Said("Kode bidang.", "Code of the sector."), _told("sector")),
        Column(
            "kode_kelurahan",
            "code",
            Said("Kode Kemendagri kelurahan.", "Kemendagri code of the kelurahan."),
            _told("ward_code"),
        ),
        Column(
            "kelurahan",
            "text",
            Said("Nama kelurahan.", "Name of the kelurahan."),
            lambda row, _: row.ward,
        ),
        Column(
            "lingkungan",
            "text",
            Said("Lingkungan, bila disebut.", "Neighborhood, where it was named."),
            _told("neighborhood"),
        ),
        Column(
            "keadaan",
            "code",
            Said(
                "diterima, diperiksa, diteruskan, dikerjakan, selesai, atau ditolak.",
                "Received, checked, routed, worked on, done or turned down.",
            ),
            _told("state"),
        ),
        Column("kantor", "text", Said("Di tangan siapa.", "Whose it is."), _told("office")),
        Column(
            "juga_mengalami",
            "whole",
            Said("Perangkat dan laporan lain yang sama.", "Devices and reports that say the same."),
            _told("supports"),
        ),
        Column(
            "diterima_utc",
            "time",
            Said("Waktu diterima.", "When it was received."),
            lambda row, _: utc(row.report.received_at),
        ),
        Column(
            "keadaan_sejak_utc",
            "time",
            Said("Sejak kapan keadaannya begitu.", "Since when it stands so."),
            lambda row, _: utc(row.report.state_at),
        ),
        _INVENTED,
        Column(
            "halaman",
            "address",
            Said("Halamannya.", "Its page."),
            lambda row, base: f"{base}/aspirasi/{row.report.number}",
        ),
    ),
)
