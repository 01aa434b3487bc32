"""The invented example proposals, as the simulated people of one kelurahan bring them."""

import csv
from pathlib import Path
from typing import Final

from msgspec import Struct

EXAMPLES: Final = ("contoh", "usulan_contoh.csv")
"""Where they are, below the folder of sessions."""
SECTORS: Final = {
    "Infrastruktur": "infra",
    "Ekonomi": "eko",
    "Sosial Budaya": "sos",
    "Pemerintahan & Ketertiban": "tib",
}
"""The names of the file and the keys of the ready plan."""


class Example(Struct, frozen=True):
    """One row: what a resident says (`spoken`), and what the committee adds (`figures`).

    `cluster` names proposals that ask exactly the same; empty for those that stand alone.
    """

    spoken: dict[str, str]
    figures: dict[str, str]
    assisted: bool
    cluster: str


def read_examples(path: Path, ward_code: str) -> list[Example]:
    """The examples of one kelurahan, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kode_kelurahan"] == ward_code]
    return [_example(row) for row in rows]


def _example(row: dict[str, str]) -> Example:
    cluster = row["klaster_duplikat"]
    return Example(
        spoken={
            "title": row["usulan_kegiatan"],
            "problem": row["permasalahan"],
            "neighborhood": row["lingkungan"],
            "landmark": row["detail_lokasi"],
            "sector": SECTORS[row["bidang"]],
        },
        figures={
            "quantity": row["volume"].replace(".", ","),
            "unit": row["satuan"],
            "cost": row["perkiraan_biaya_rp"],
            "beneficiaries": row["penerima_manfaat"],
            "beneficiary_unit": row["satuan_penerima_manfaat"],
        },
        assisted=row["cara_masuk"] == "dibantu operator",
        cluster="" if "-" in cluster else cluster,
    )
