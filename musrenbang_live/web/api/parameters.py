"""Parameters of the API: one description reads what was sent and makes the schema in the document,
so that the two cannot disagree.
"""

import re
from typing import Any, Final, Literal

from msgspec import Struct

from musrenbang_live.core.codes import ALPHABET
from musrenbang_live.web.bilingual import Said

Value = str | int
Place = Literal["path", "query"]
CODE: Final = f"^[{ALPHABET}]{{6}}$"
"""The join code of a meeting."""


class Malformed(ValueError):
    """The value of a parameter is not what the document says of it."""


class Parameter(Struct, frozen=True, kw_only=True):
    """One parameter. `usual` is what holds where it is not sent, None: nothing is asked.

    `example` is put into the form on the page and into the example of a command.
    """

    name: str
    meaning: Said
    place: Place = "query"
    usual: Value | None = None
    example: str = ""

    def read(self, sent: str) -> Value:
        """The value that was sent. Raises `Malformed`."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        raise NotImplementedError

    @property
    def choices(self) -> tuple[str, ...]:
        """What it may be, where that is a short list."""
        return ()


class Number(Parameter, frozen=True, kw_only=True):
    """A whole number from `least` to `most`."""

    least: int = 1
    most: int = 999_999_999

    def read(self, sent: str) -> Value:
        """See `Parameter`."""
        if not re.fullmatch("[0-9]{1,9}", sent) or not self.least <= int(sent) <= self.most:
            raise Malformed
        return int(sent)

    def schema(self) -> dict[str, Any]:
        """See `Parameter`."""
        found: dict[str, Any] = {"type": "integer", "minimum": self.least, "maximum": self.most}
        return found if self.usual is None else found | {"default": self.usual}


class Word(Parameter, frozen=True, kw_only=True):
    """A text of one to `longest` characters; with `pattern`, of this form."""

    pattern: str = ""
    longest: int = 200

    def read(self, sent: str) -> Value:
        """See `Parameter`."""
        if not 1 <= len(sent) <= self.longest:
            raise Malformed
        if self.pattern and ("\n" in sent or not re.search(self.pattern, sent)):
            raise Malformed
        return sent

    def schema(self) -> dict[str, Any]:
        """See `Parameter`."""
        found: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": self.longest}
        return found | {"pattern": self.pattern} if self.pattern else found


class Choice(Parameter, frozen=True, kw_only=True):
    """One of a few words."""

    among: tuple[str, ...]

    def read(self, sent: str) -> Value:
        """See `Parameter`."""
        if sent not in self.among:
            raise Malformed
        return sent

    def schema(self) -> dict[str, Any]:
        """See `Parameter`."""
        found: dict[str, Any] = {"type": "string", "enum": list(self.among)}
        return found if self.usual is None else found | {"default": self.usual}

    @property
    def choices(self) -> tuple[str, ...]:
        """See `Parameter`."""
        return self.among
