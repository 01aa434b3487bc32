"""What a dataset and its columns are: one description for the headings of files, for the values
below them, and for the data dictionary.
"""

from collections.abc import Callable
from typing import Any, Final, Literal

from msgspec import Struct

from musrenbang_live.web.bilingual import Said

Cell = str | int | float | bool | None
Kind = Literal["text", "whole", "number", "yesno", "time", "code", "address"]

KINDS: Final[dict[Kind, Said]] = {
    "text": Said("teks", "text"),
    "whole": Said("bilangan bulat", "whole number"),
    "number": Said("bilangan", "number"),
    "yesno": Said("ya atau tidak (JSON: true, false)", "yes or no (ya, tidak; JSON: true, false)"),
    "time": Said("waktu UTC, ISO 8601", "UTC time, ISO 8601"),
    "code": Said("kode", "code"),
    "address": Said("alamat web", "web address"),
}
"""What a column holds, in words."""
NO_UNIT: Final = Said("", "")
RUPIAH: Final = Said("rupiah", "rupiah")


class Column(Struct, frozen=True):
    """One column. `value` gives its cell from a row and from the address of the site."""

    name: str
    kind: Kind
    meaning: Said
    value: Callable[[Any, str], Cell]
    unit: Said = NO_UNIT


class Dataset(Struct, frozen=True):
    """A list that can be downloaded whole or narrowed. `path` without the ending of the file."""

    key: str
    path: str
    title: Said
    about: Said
    columns: tuple[Column, ...]
    filters: tuple[str, ...]

    def cells(self, row: Any, base: str) -> list[Cell]:
        """The cells of a row in the order of the columns."""
        return [column.value(row, base) for column in self.columns]


def plain(name: str, kind: Kind, attribute: str, id: str, en: str, unit: Said = NO_UNIT) -> Column:
    """A column that holds an attribute of the row as it is."""
    return Column(name, kind, Said(id, en), lambda row, _: getattr(row, attribute), unit)
