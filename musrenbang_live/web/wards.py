"""The list of kelurahan of a city."""

import csv
from pathlib import Path

from msgspec import Struct


class Ward(Struct, frozen=True):
    """A kelurahan with its Kemendagri code and its kecamatan."""

    code: str
    name: str
    district: str


def read_wards(path: Path) -> tuple[Ward, ...]:
    """The kelurahan in a CSV file with the columns kode_kelurahan, kelurahan, kecamatan."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Ward(row["kode_kelurahan"], row["kelurahan"], row["kecamatan"])
            for row in csv.DictReader(file)
        )
