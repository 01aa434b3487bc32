"""The proposals of a published meeting as a sheet: nothing that is not on the page.

It is made for spreadsheets, and therefore its texts are disarmed (`web.cells.disarmed`).
"""

import csv
import io
from typing import Final

import msgspec

from musrenbang_live.core.views.archive import ArchiveView, Fate, last_on_proposals
from musrenbang_live.web.archive.agreed import decided_words
from musrenbang_live.web.archive.record import proposal_record
from musrenbang_live.web.cells import disarmed

COLUMNS: Final[dict[str, str]] = {
    "nomor": "number",
    "yang_terjadi": "fate",
    "urutan": "rank",
    "suara_sama": "tied",
    "suara": "votes",
    "dukungan": "supports",
    "digabung_ke": "merged_into",
    "alasan": "reason",
    "usulan": "title",
    "judul_layar": "screen_title",
    "masalah": "problem",
    "bidang": "sector",
    "lingkungan": "neighborhood",
    "volume": "quantity",
    "satuan": "unit",
    "perkiraan_biaya_rp": "cost",
    "penerima_manfaat": "beneficiaries",
    "satuan_penerima": "beneficiary_unit",
    "pengusul": "proposer",
    "dibantu_panitia": "assisted",
    "diterima_utc": "received",
    "jenis_pemungutan": "vote",
    "putusan": "decided",
    "biaya_pada_surat_suara_rp": "vote_cost",
    "keputusan_musyawarah": "verdict",
    "alasan_keputusan": "verdict_reason",
    "urutan_disepakati": "agreed_rank",
    "alasan_urutan_disepakati": "agreed_reason",
    "harga_satuan_rp": "unit_cost",
    "perangkat_daerah": "agency",
    "kode_kamus": "catalog",
    "melebihi_pagu": "beyond",
    "suara_ponsel": "by_ponsel",
    "suara_kertas": "by_kertas",
    "suara_angkat_tangan": "by_angkat tangan",
}
"""Columns of the CSV after `kode_sesi`, each with its field of `ProposalRecord`.

Columns are only ever added, at the end. What the musyawarah decided is in words there. The last
three tell the votes (`suara`) by the ways in which they came; empty where nothing came by a way, or
too few by one of them to be told apart.
"""

FATES: Final[dict[Fate, str]] = {
    "ranked": "ikut pemungutan suara",
    "merged": "digabung",
    "hidden": "tidak ditampilkan",
    "not_voted": "tidak ikut pemungutan suara",
    "waiting": "belum diperiksa",
}


def csv_file(view: ArchiveView) -> bytes:
    """All proposals, one a line: UTF-8 with a byte order mark, otherwise RFC 4180.

    Always in Indonesian, so that a program that reads the columns does not depend on who asks.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(["kode_sesi", *COLUMNS])
    code = view.head.code
    for outcome in view.outcomes:
        row = msgspec.to_builtins(proposal_record(view, outcome))
        row["fate"] = FATES[outcome.fate]
        row |= decided_words(view, outcome) | _by_way(view, outcome.number)
        writer.writerow([code, *(_cell(row.get(field)) for field in COLUMNS.values())])
    return b"\xef\xbb\xbf" + sheet.getvalue().encode()


def _by_way(view: ArchiveView, number: int) -> dict[str, int]:
    """The votes of a proposal in the last vote on proposals, by way, where they are told."""
    last = last_on_proposals(view.results)
    return {
        f"by_{channel.via}": channel.figures[number][0]
        for channel in (last.channels if last else ())
        if channel.figures and number in channel.figures
    }


def _cell(value: str | int | float | bool | None) -> str | int | float | None:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return disarmed(value) if isinstance(value, str) else value
