"""The tile grid of the city, shaded by a number of each kelurahan: drawn by `charts/_tiles.html`.

It shows a number, a shade and a name on each tile, so that none of them is needed alone.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from musrenbang_live.core.charts.scales import Step, step_of, steps
from musrenbang_live.core.charts.tiles import Arrangement, Ground, arranged


class Tile(Struct, frozen=True):
    """A kelurahan: `value` is None where nothing is known of it, `step` its shade from 0.

    `href` is empty where the tile leads nowhere; rows and columns as in `core.charts.tiles`.
    """

    code: str
    name: str
    row: int
    column: int
    value: int | None
    step: int
    href: str


class TileBlock(Struct, frozen=True):
    """The tiles of a kecamatan, and where its name stands."""

    district: str
    tiles: tuple[Tile, ...]
    row: int
    column: int
    span: int


class TileMap(Struct, frozen=True):
    """The shaded grid. `shades` explain the steps; without them nothing is shaded.

    `key` tells it from other grids of the page. `unit` is what is counted, said after each number
    to those who listen; `money`: in rupiah.
    """

    key: str
    unit: str
    money: bool
    placed: bool
    blocks: tuple[TileBlock, ...]
    shades: tuple[Step, ...]

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """All tiles, by kecamatan."""
        return tuple(tile for block in self.blocks for tile in block.tiles)

    @property
    def unknown(self) -> bool:
        """Whether there are kelurahan of which nothing is known."""
        return any(tile.value is None for tile in self.tiles)


def tile_map(
    arrangement: Arrangement,
    values: Mapping[str, int],
    *,
    key: str = "kota",
    unit: str = "",
    money: bool = False,
    links: Mapping[str, str] | None = None,
) -> TileMap:
    """The grid with these values, code → number; kelurahan that are not in it are unknown.

    `links` are code → address; without, every tile leads to the page of its kelurahan.
    """
    shades = steps(max(values.values(), default=0))
    blocks = tuple(
        TileBlock(
            block.district,
            tuple(
                Tile(
                    code=place.code,
                    name=place.name,
                    row=place.row,
                    column=place.column,
                    value=values.get(place.code),
                    step=step_of(values.get(place.code, 0), shades),
                    href=f"/kelurahan/{place.code}" if links is None else links.get(place.code, ""),
                )
                for place in block.places
            ),
            block.row,
            block.column,
            block.span,
        )
        for block in arrangement.blocks
    )
    return TileMap(key, unit, money, arrangement.placed, blocks, shades)


def read_arrangement(wards: Path, grounds: Iterable[Ground]) -> Arrangement:
    """The grid of the kelurahan listed in the file `wards`, from the file of tiles beside it.

    That file is called like `wards` with `_petak` for `_kelurahan` (columns kode_kelurahan, baris,
    kolom); where it is missing or cannot be read as that, the tiles are grouped by kecamatan.
    """
    beside = wards.with_name(f"{wards.stem.removesuffix('_kelurahan')}_petak.csv")
    try:
        with beside.open(encoding="utf-8-sig", newline="") as file:
            known = {
                row["kode_kelurahan"]: (int(row["baris"]), int(row["kolom"]))
                for row in csv.DictReader(file)
            }
    except (OSError, KeyError, TypeError, ValueError, csv.Error):
        known = {}
    return arranged(grounds, known)
