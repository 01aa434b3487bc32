"""JSON that means one thing to every program that reads it."""

import json
import re
from typing import Any, Final

from musrenbang_live.core.proof.malformed import Malformed

HEX_32: Final = re.compile("[0-9a-f]{32}", re.ASCII)
HEX_64: Final = re.compile("[0-9a-f]{64}", re.ASCII)
UUID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def parsed(data: bytes, what: str) -> Any:
    """The value that `data` says; a name given twice, NaN and infinity are refused.

    Raises `Malformed`, which calls it `what`.
    """
    try:
        return json.loads(data, object_pairs_hook=_once, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise Malformed(f"{what} is not JSON, or says something twice") from None


def an_object(data: bytes, what: str) -> dict[str, Any]:
    """The same of an object. Raises `Malformed`."""
    found = parsed(data, what)
    if not isinstance(found, dict):
        raise Malformed(f"{what} is not a JSON object")
    return found


def lines_of(data: bytes, what: str) -> list[bytes]:
    """The lines of a file in which each has its end. Raises `Malformed`."""
    *lines, rest = data.split(b"\n")
    if rest:
        raise Malformed(f"{what} ends in the middle of a line")
    return lines


def whole(value: object) -> int:
    """`value`, when it is a whole number from 0 on. Raises `Malformed`."""
    if type(value) is not int or value < 0:
        raise Malformed("something is not a whole number")
    return value


def a_text(value: object, form: re.Pattern[str] | None = None) -> str:
    """`value`, when it is text (of this form). Raises `Malformed`."""
    if not isinstance(value, str) or (form and not form.fullmatch(value)):
        raise Malformed("something is not text of the right form")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")
