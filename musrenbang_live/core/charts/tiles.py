"""The city as a grid of tiles, one a kelurahan: a schematic arrangement, not a map.

Every kelurahan has the same size here, so that a small one is seen as well as a large one.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

MOST: Final = 12
"""Rows and columns of the largest grid: beyond it names no longer fit on a laptop."""


class Ground(Struct, frozen=True):
    """A kelurahan to be placed."""

    code: str
    name: str
    district: str


class Place(Struct, frozen=True):
    """A kelurahan on the grid; rows from the north and columns from the west begin at 1.

    Both are 0 in an arrangement that is only grouped by kecamatan.
    """

    code: str
    name: str
    row: int = 0
    column: int = 0


class Block(Struct, frozen=True):
    """The tiles of a kecamatan; its name stands above `row`, from `column` over `span` columns."""

    district: str
    places: tuple[Place, ...]
    row: int = 0
    column: int = 0
    span: int = 0


class Arrangement(Struct, frozen=True):
    """All tiles by kecamatan. `placed`: they have rows and columns; else they only follow."""

    blocks: tuple[Block, ...]
    placed: bool


def arranged(
    grounds: Iterable[Ground], known: Mapping[str, tuple[int, int]] | None = None
) -> Arrangement:
    """The grid of these kelurahan, `known` being code → (row, column).

    Where `known` does not give each of them a place of its own inside `MOST` rows and columns, or
    the names of two kecamatan would stand on one place, all are grouped by kecamatan in the order
    in which they come: half a map would look like a whole one.
    """
    districts: dict[str, list[Ground]] = {}
    for ground in grounds:
        districts.setdefault(ground.district, []).append(ground)
    blocks = [_block(district, each, known or {}) for district, each in districts.items()]
    if _fit(blocks):
        return Arrangement(tuple(blocks), placed=True)
    return Arrangement(
        tuple(_block(district, each, {}) for district, each in districts.items()), placed=False
    )


def _block(district: str, grounds: list[Ground], known: Mapping[str, tuple[int, int]]) -> Block:
    places = tuple(Place(each.code, each.name, *known.get(each.code, (0, 0))) for each in grounds)
    columns = [place.column for place in places]
    return Block(
        district,
        places,
        row=min(place.row for place in places),
        column=min(columns),
        span=max(columns) - min(columns) + 1 if min(columns) else 0,
    )


def _fit(blocks: list[Block]) -> bool:
    places = [(place.row, place.column) for block in blocks for place in block.places]
    names = [
        (block.row, column)
        for block in blocks
        for column in range(block.column, block.column + block.span)
    ]
    inside = all(1 <= row <= MOST and 1 <= column <= MOST for row, column in places)
    return inside and len(set(places)) == len(places) and len(set(names)) == len(names)
