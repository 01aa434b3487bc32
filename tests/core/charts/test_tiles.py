"""The city as tiles: every kelurahan once, and half a map never."""

import csv
from pathlib import Path

import pytest

from musrenbang_live.core.charts.tiles import Ground, arranged

SITE = Path(__file__).parents[3] / "sessions" / "site"


def rows(name: str) -> list[dict[str, str]]:
    with (SITE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


GROUNDS = [
    Ground(row["kode_kelurahan"], row["kelurahan"], row["kecamatan"])
    for row in rows("tanjungbalai_kelurahan.csv")
]
PLACES = {
    row["kode_kelurahan"]: (int(row["baris"]), int(row["kolom"]))
    for row in rows("tanjungbalai_petak.csv")
}


def test_the_file_of_the_city_places_its_31_kelurahan() -> None:
    found = arranged(GROUNDS, PLACES)
    assert found.placed
    assert sum(len(block.places) for block in found.blocks) == len(PLACES) == 31
    assert {block.span for block in found.blocks} == {3}
    north = next(block for block in found.blocks if block.district == "Teluk Nibung")
    south = next(block for block in found.blocks if block.district == "Datuk Bandar")
    assert north.row < south.row


SOME = [Ground("1", "Satu", "Utara"), Ground("2", "Dua", "Utara"), Ground("3", "Tiga", "Selatan")]


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"1": (1, 1), "2": (1, 2)},
        {"1": (1, 1), "2": (1, 1), "3": (2, 1)},
        {"1": (0, 1), "2": (1, 2), "3": (2, 1)},
        {"1": (1, 1), "2": (1, 13), "3": (2, 1)},
        {"1": (1, 1), "2": (1, 3), "3": (1, 2)},
    ],
)
def test_without_a_place_for_each_all_stand_by_kecamatan(known: dict[str, tuple[int, int]]) -> None:
    found = arranged(SOME, known)
    assert not found.placed
    assert [block.district for block in found.blocks] == ["Utara", "Selatan"]
    assert [place.name for block in found.blocks for place in block.places] == [
        "Satu",
        "Dua",
        "Tiga",
    ]


def test_a_city_without_kelurahan_has_an_empty_grid() -> None:
    assert arranged([]).blocks == ()
