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
from itertools import islice
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from musrenbang_live.live.framing import framed

KEPT_STEPS: Final = 64
"""Versions a screen may be behind and still be told only what is different; beyond, a whole."""
KEPT_BYTES: Final = 24 * 1024
"""Bytes a catch-up may have; beyond, a whole is smaller or not much bigger."""
SAME_FOR: Final = 1_000
"""Milliseconds for which a whole or a catch-up is used again: it also tells the time."""

OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"
_WHOLE: Final = -1
"""Under which version the whole is kept."""
_MARK: Final = re.compile(f"{OPEN}(text|mine|token) ?([^{CLOSE}]*){CLOSE}")


_Part = TypeVar("_Part")


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
    """Also for the value of a field: a quotation mark does not end it."""
    signs = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"))
    for sign, written in signs:
        text = text.replace(sign, written)
    return text


class Step(Struct, frozen=True):
    """Which parts of the sheet became different from version `before` to the next one."""

    before: int
    html: frozenset[str]
    text: frozenset[str]
    order: frozenset[str]


class Channel:
    """The frames of one audience in one language: a version, a ring of steps, one whole.

    Versions count from 1 within `epoch`, which is new in every process and after every restart,
    so that a version of another life is never taken for one of this. Frames are encoded here, once,
    as they go over the wire: the same bytes are written to every line.
    """

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(4)
        self.version = 0
        self.sheet = Sheet()
        self.latest = b""
        """The step from the version before this one; empty before the first."""
        self._steps: deque[Step] = deque(maxlen=KEPT_STEPS)
        self._made: dict[int, tuple[int, bytes]] = {}

    def advance(self, sheet: Sheet, now: int) -> bool:
        """Take the next sheet; whether anything changed."""
        step = _step(self.sheet, sheet, self.version)
        self.sheet = sheet
        if step is None:
            return False
        self.version += 1
        self._steps.append(step)
        self._made.clear()
        self.latest = self._catch_up(step.before, now)
        return True

    def since(self, epoch: str, version: int, now: int) -> bytes:
        """The one frame that brings a screen from (`epoch`, `version`) to what is now.

        Empty when it is there already; what changed since, or a whole. Never a part of it.
        """
        if epoch == self.epoch and version == self.version:
            return b""
        first = self._steps[0].before if self._steps else self.version
        if epoch != self.epoch or not first <= version < self.version:
            return self.whole(now)
        frame = self._kept(version, now) or self._keep(version, now, self._catch_up(version, now))
        return frame if len(frame) <= KEPT_BYTES or version == self.version - 1 else self.whole(now)

    def whole(self, now: int) -> bytes:
        """The complete sheet as one frame; many devices that come at once share one."""
        return self._kept(_WHOLE, now) or self._keep(_WHOLE, now, self._complete(now))

    def _kept(self, version: int, now: int) -> bytes:
        made_at, frame = self._made.get(version, (0, b""))
        return frame if 0 <= now - made_at < SAME_FOR else b""

    def _keep(self, version: int, now: int, frame: bytes) -> bytes:
        self._made[version] = now, frame
        return frame

    def _complete(self, now: int) -> bytes:
        sheet = self.sheet
        html = {key: filled(part, sheet.text) for key, part in sheet.html.items()}
        return encoded(
            Frame(self.version, 0, self.epoch, now, html=html, text=sheet.text, order=sheet.order)
        )

    def _catch_up(self, version: int, now: int) -> bytes:
        """What changed since `version`, as it is now: what changed twice is told once."""
        sheet = self.sheet
        steps = list(islice(self._steps, len(self._steps) - (self.version - version), None))
        touched: set[str] = set().union(*(step.html for step in steps))
        texts: set[str] = set().union(*(step.text for step in steps))
        orders: set[str] = set().union(*(step.order for step in steps))
        return encoded(
            Frame(
                self.version,
                version,
                self.epoch,
                now,
                html={k: filled(p, sheet.text) for k, p in sheet.html.items() if k in touched},
                text={key: value for key, value in sheet.text.items() if key in texts},
                order={key: ids for key, ids in sheet.order.items() if key in orders},
                gone=tuple(sorted(touched - sheet.html.keys())),
            )
        )


def encoded(message: object) -> bytes:
    """The message as JSON in a text frame, ready for the wire."""
    return framed(msgspec.json.encode(message))


def _step(old: Sheet, new: Sheet, version: int) -> Step | None:
    step = Step(
        version,
        html=_different(old.html, new.html)
        | (old.html.keys() - new.html.keys())
        | (_entering(old.order, new.order) & new.html.keys()),
        text=_different(old.text, new.text),
        order=_different(old.order, new.order),
    )
    return step if step.html or step.text or step.order else None


def _entering(old: dict[str, tuple[str, ...]], new: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """What stands in a list from now on: a page without it has not kept its HTML so far."""
    return frozenset().union(*(set(ids).difference(old.get(key, ())) for key, ids in new.items()))


def _different(old: dict[str, _Part], new: dict[str, _Part]) -> frozenset[str]:
    return frozenset(key for key, part in new.items() if old.get(key) != part)
