"""The file of tiles beside the list of kelurahan, and the shades."""

from pathlib import Path

import pytest

from musrenbang_live.core.charts.tiles import Ground
from musrenbang_live.web.charts.tiles import read_arrangement, tile_map

GROUNDS = [Ground("1", "Satu", "Utara"), Ground("2", "Dua", "Selatan"), Ground("3", "Tiga", "")]


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("kode_kelurahan,baris,kolom\n1,1,1\n2,2,1\n3,3,1\n", True),
        ("kode_kelurahan,baris,kolom\n1,1,1\n2,2,satu\n3,3,1\n", False),
        ("kode_kelurahan,baris\n1,1\n", False),
        ("kode_kelurahan,baris,kolom\n1\n", False),
        ("\x00", False),
        (None, False),
    ],
)
def test_a_file_that_cannot_be_read_is_as_none(
    tmp_path: Path, text: str | None, placed: bool
) -> None:
    if text is not None:
        (tmp_path / "kota_petak.csv").write_text(text, "utf-8")
    assert read_arrangement(tmp_path / "kota_kelurahan.csv", GROUNDS).placed is placed


def test_what_is_not_known_is_not_nothing(tmp_path: Path) -> None:
    found = tile_map(read_arrangement(tmp_path / "x.csv", GROUNDS), {"1": 7, "2": 0})
    assert [(tile.value, tile.step) for tile in found.tiles] == [(7, 5), (0, 0), (None, 0)]
    assert found.unknown
    assert next(tile.href for tile in found.tiles) == "/kelurahan/1"
