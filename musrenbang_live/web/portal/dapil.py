"""The electoral districts (dapil) of the city's council, as a file of the site tells them."""

import csv
from pathlib import Path

from msgspec import Struct

from musrenbang_live.core.council import dapil_name


class Dapil(Struct, frozen=True):
    """A district of the council, its kecamatan, and whether a source was seen for that."""

    name: str
    districts: tuple[str, ...]
    checked: bool


def read_dapil(wards: Path) -> tuple[Dapil, ...]:
    """The dapil in the file beside the list of kelurahan, called with `_dapil` for `_kelurahan`.

    Columns dapil, kecamatan, diperiksa; where it is missing or cannot be read as that, none.
    """
    beside = wards.with_name(f"{wards.stem.removesuffix('_kelurahan')}_dapil.csv")
    found: dict[str, list[tuple[str, bool]]] = {}
    try:
        with beside.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                line = (row["kecamatan"], row["diperiksa"] == "ya")
                found.setdefault(dapil_name(row["dapil"]), []).append(line)
    except (OSError, KeyError, TypeError, ValueError, csv.Error):
        return ()
    return tuple(
        Dapil(name, tuple(district for district, _ in lines), all(ok for _, ok in lines))
        for name, lines in found.items()
    )
