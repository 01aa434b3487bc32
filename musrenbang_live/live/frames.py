"""Sheets and frames: what an audience sees, and the smallest message from one sheet to the next.

HTML may hold two kinds of marks that are filled in only when it is sent, so that a number that
changes ten times a second, or what belongs to one visitor, does not make new HTML:

    U+E000 text <key> U+E001                a number or word of `Sheet.text`
    U+E000 mine <key> | <yes> | <no> U+E001  one of two constants, by what is the visitor's own
    U+E000 token U+E001                     the visitor's page token

Text from people cannot hold these characters: `core.text.clean` drops private-use characters.
"""

import re
import secrets
from collections import deque
from collections.abc import Set
from typing import Final

import msgspec
from msgspec import Struct

KEPT_FRAMES: Final = 64
"""Steps a screen may be behind and still catch up by steps; beyond, one whole is smaller."""

OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"
_MARK: Final = re.compile(f"{OPEN}(text|mine|token) ?([^{CLOSE}]*){CLOSE}")


class Sheet(Struct, frozen=True):
    """Everything one audience sees, rendered: fragments, live texts, order of children."""

    html: dict[str, str] = {}
    text: dict[str, str] = {}
    order: dict[str, tuple[str, ...]] = {}


class Frame(Struct, frozen=True, omit_defaults=True):
    """One message to all screens of a channel; see the wire format in the README."""

    v: int
    p: int
    e: str
    t: int
    html: dict[str, str] = {}
    text: dict[str, str] = {}
    order: dict[str, tuple[str, ...]] = {}
    gone: tuple[str, ...] = ()


def text_mark(key: str) -> str:
    """The mark for a live text."""
    return f"{OPEN}text {key}{CLOSE}"


def mine_mark(key: str, yes: str, no: str) -> str:
    """The mark that becomes `yes` for the visitor whose own `key` is, else `no`."""
    return f"{OPEN}mine {key}|{yes}|{no}{CLOSE}"


def token_mark() -> str:
    """The mark that becomes the visitor's page token."""
    return f"{OPEN}token{CLOSE}"


def filled(html: str, text: dict[str, str], mine: Set[str] = frozenset(), token: str = "") -> str:
    """`html` with every mark replaced. Values of `text` are plain text and get escaped."""

    def value(found: re.Match[str]) -> str:
        kind, rest = found.group(1), found.group(2)
        if kind == "token":
            return token
        if kind == "text":
            return _escaped(text.get(rest, ""))
        key, yes, no = rest.split("|", 2)
        return yes if key in mine else no

    return _MARK.sub(value, html)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Channel:
    """The frames of one audience in one language: a version, a ring of steps, one whole.

    Versions count from 1 within `epoch`, which is new in every process and after every restart,
    so that a version of another life is never taken for one of this.
    """

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(4)
        self.version = 0
        self.sheet = Sheet()
        self._steps: deque[tuple[int, str]] = deque(maxlen=KEPT_FRAMES)
        self._whole: tuple[int, str] | None = None

    def advance(self, sheet: Sheet, now: int) -> bool:
        """Take the next sheet; whether anything changed. The step is encoded here, once."""
        frame = _step(self.sheet, sheet, self.version, self.epoch, now)
        self.sheet = sheet
        if frame is None:
            return False
        self.version = frame.v
        self._steps.append((frame.v, encoded(frame)))
        return True

    def since(self, epoch: str, version: int, now: int) -> list[str]:
        """What a screen at (`epoch`, `version`) must be sent: nothing, steps, or one whole."""
        if epoch == self.epoch and version == self.version:
            return []
        first = self._steps[0][0] if self._steps else 0
        if epoch == self.epoch and first and first - 1 <= version < self.version:
            return [frame for number, frame in self._steps if number > version]
        return [self.whole(now)]

    def whole(self, now: int) -> str:
        """The complete sheet as one frame, built at most once a version."""
        if self._whole is None or self._whole[0] != self.version:
            sheet = self.sheet
            html = {key: filled(part, sheet.text) for key, part in sheet.html.items()}
            frame = Frame(
                self.version, 0, self.epoch, now, html=html, text=sheet.text, order=sheet.order
            )
            self._whole = (self.version, encoded(frame))
        return self._whole[1]


def encoded(message: object) -> str:
    """The message as JSON text."""
    return msgspec.json.encode(message).decode()


def _step(old: Sheet, new: Sheet, version: int, epoch: str, now: int) -> Frame | None:
    html = {k: filled(part, new.text) for k, part in new.html.items() if old.html.get(k) != part}
    text = {key: value for key, value in new.text.items() if old.text.get(key) != value}
    order = {key: ids for key, ids in new.order.items() if old.order.get(key) != ids}
    gone = tuple(key for key in old.html if key not in new.html)
    if not (html or text or order or gone):
        return None
    return Frame(version + 1, version, epoch, now, html=html, text=text, order=order, gone=gone)
