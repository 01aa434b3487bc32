"""One table of a plan file, read key by key, with every mistake told at once."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from msgspec import Struct

from musrenbang_live.core.text import one_line

MOST_LIMITS: Final = 4
"""Limits between the scores 1 to 5."""


class Mistake(Struct, frozen=True):
    """One thing wrong in a plan: where (`path`), what (`code`), and the figures of the sentence."""

    path: str
    code: str
    details: dict[str, str] = {}


class Table:
    """One table of the file, read key by key; what is wrong is noted and reading goes on."""

    def __init__(self, data: object, path: str, mistakes: list[Mistake]) -> None:
        self.path = path
        self.mistakes = mistakes
        self.data: Mapping[str, object] = {}
        self._read: set[str] = set()
        self._is_table = isinstance(data, Mapping)
        if isinstance(data, Mapping):
            self.data = cast(Mapping[str, object], data)
        else:
            mistakes.append(Mistake(path, "not_a_table"))

    def wrong(self, key: str, code: str, **details: str) -> None:
        self.mistakes.append(Mistake(self._path(key), code, details))

    def sound(self, *keys: str) -> bool:
        """Whether nothing is wrong with these keys so far: one slip is told once."""
        paths = {self._path(key) for key in keys}
        return not any(mistake.path in paths for mistake in self.mistakes)

    def _path(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _take(self, key: str, kind: type, default: object) -> object:
        self._read.add(key)
        if key not in self.data:
            if default is None and self._is_table:
                self.wrong(key, "missing")
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.wrong(key, "wrong_type", wanted=kind.__name__)
            return default
        return value

    def text(self, key: str, default: str | None = None, limit: int = 120) -> str:
        value = one_line(str(self._take(key, str, default) or ""))
        if len(value) > limit:
            self.wrong(key, "too_long", limit=str(limit))
        if default != "" and not value and key in self.data and self.sound(key):
            self.wrong(key, "empty")
        return value

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self._take(key, int, default)
        number = value if isinstance(value, int) else low
        if not low <= number <= high:
            self.wrong(key, "out_of_range", low=str(low), high=str(high))
        return number

    def flag(self, key: str, default: bool) -> bool:
        return bool(self._take(key, bool, default))

    def choice(self, key: str, options: Sequence[str], default: str | None = None) -> str:
        value = one_line(str(self._take(key, str, default) or ""))
        if value in options:
            return value
        if key in self.data and self.sound(key):
            self.wrong(key, "not_one_of", options=", ".join(options))
        return options[0]

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._take(key, list, default)
        if value == [] and default is None:
            self.wrong(key, "empty")
        found: list[str] = []
        for index, item in enumerate(cast(Sequence[object], value or ())):
            if isinstance(item, str) and one_line(item):
                found.append(one_line(item))
            else:
                self.wrong(f"{key}[{index + 1}]", "wrong_type", wanted="str")
        for item in sorted({item for item in found if found.count(item) > 1}):
            self.wrong(key, "duplicate", value=item)
        return tuple(found)

    def is_text(self, key: str) -> bool:
        """Whether the file has a text here: some keys take a name or a whole list."""
        return isinstance(self.data.get(key), str)

    def numbers(self, key: str, count: int, low: int, high: int) -> tuple[int, ...]:
        """Exactly `count` whole numbers, each from `low` to `high`."""
        values = cast(Sequence[object], self._take(key, list, None) or ())
        found = [v for v in values if type(v) is int and low <= v <= high]
        if key in self.data and self.sound(key) and not len(found) == len(values) == count:
            self.wrong(key, "not_so_many", count=str(count), low=str(low), high=str(high))
        return tuple((found + [low] * count)[:count])

    def limits(self, key: str) -> tuple[int, ...]:
        """Rising whole numbers above 0, or nothing."""
        values = cast(Sequence[object], self._take(key, list, ()) or ())
        found = [v for v in values if type(v) is int and v > 0]
        if len(found) != len(values) or found != sorted(set(found)) or len(found) > MOST_LIMITS:
            self.wrong(key, "not_rising", count=str(MOST_LIMITS))
        return tuple(found[:MOST_LIMITS])

    def tables(self, key: str, *, required: bool) -> list["Table"]:
        value = self._take(key, list, None if required else ())
        items = cast(Sequence[object], value or ())
        if required and key in self.data and isinstance(value, list) and not items:
            self.wrong(key, "empty")
        return [
            Table(item, f"{key}[{index}]", self.mistakes) for index, item in enumerate(items, 1)
        ]

    def table(self, key: str) -> "Table":
        self._read.add(key)
        return Table(self.data.get(key, {}), key, self.mistakes)

    def skip_rest(self) -> None:
        """Say nothing more about this table."""
        self._read.update(self.data)

    def done(self) -> None:
        for key in self.data:
            if key not in self._read:
                self.wrong(key, "unknown_key")
