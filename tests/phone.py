"""A phone without a screen: it does with what it is sent what `static/shared/live.js` does."""

import asyncio
import json
import re
from typing import Any

from musrenbang_live.live.frames import Sheet, filled
from musrenbang_live.live.framing import payload
from musrenbang_live.live.outlet import Listener

_LIVE = re.compile(r'(<(\w+)[^>]* data-text="([^"]+)"[^>]*>)[^<]*(</\2>)')


def read(frame: bytes) -> dict[str, Any]:
    """The message in a frame as it goes over the wire."""
    return json.loads(payload(frame))


class Phone:
    """What is shown: `html`, `text` and `order`; and what was said to this phone alone.

    `steps` and `wholes` count the shared messages, `versions` are those shown one after another.
    """

    def __init__(self) -> None:
        self.epoch, self.version = "", 0
        self.html: dict[str, str] = {}
        self.text: dict[str, str] = {}
        self.order: dict[str, list[str]] = {}
        self.steps = self.wholes = 0
        self.versions: list[int] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.me: dict[str, Any] = {}
        self.time = 0

    @property
    def at(self) -> tuple[str, int]:
        """What it tells in its next hello."""
        return self.epoch, self.version

    def hear(self, message: dict[str, Any]) -> None:
        """Take one message. Fails on a step that does not follow: that is never sent."""
        self.time = message.get("t", self.time)
        if "v" in message:
            self._swap(message)
        elif "ok" in message or "no" in message:
            self.answers[message.get("ok") or message["no"]] = message
        elif "me" in message:
            self.me = message["me"]

    def _swap(self, frame: dict[str, Any]) -> None:
        if frame["p"] == 0:
            self.wholes += 1
            self.html, self.text, self.order = {}, {}, {}
        else:
            assert (frame["e"], frame["p"]) == self.at, f"a step from {frame['p']} at {self.at}"
            self.steps += 1
        self.epoch, self.version = frame["e"], frame["v"]
        self.versions.append(self.version)
        self.html |= frame.get("html", {})
        self.text |= frame.get("text", {})
        self.order |= frame.get("order", {})
        for gone in frame.get("gone", ()):
            self.html.pop(gone, None)

    def shows(self, sheet: Sheet) -> bool:
        """Whether a person would see this sheet."""
        expected = {key: filled(part, sheet.text) for key, part in sheet.html.items()}
        seen = {key: self._live(part) for key, part in self.html.items()}
        order = {key: list(ids) for key, ids in sheet.order.items()}
        return (
            seen == expected
            and order.items() <= self.order.items()
            and sheet.text.items() <= self.text.items()
        )

    @property
    def numbers(self) -> dict[str, str]:
        """The live texts that a page can show: those of the whole hall; of those of one proposal or
        topic (the key has its number) what has a place in a fragment: what is gone has none."""
        placed = {found[2] for part in self.html.values() for found in _LIVE.findall(part)}
        return {
            key: text
            for key, text in self.text.items()
            if key in placed or not any(sign.isdigit() for sign in key)
        }

    def _live(self, html: str) -> str:
        """The fragment with its live places brought up to date, as `textContent` would."""

        def put(found: re.Match[str]) -> str:
            text = self.text.get(found[3], "")
            escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return found[1] + escaped + found[4]

        return _LIVE.sub(put, html)


class Line:
    """An `Outlet` to a phone. While it is `held` it is full, and nothing may be given to it."""

    def __init__(self, phone: Phone | None = None) -> None:
        self.phone = phone or Phone()
        self.listener: Listener | None = None
        self.held = False
        self.closed: tuple[int, str] | None = None
        self.sent: list[dict[str, Any]] = []
        self.beats = 0
        self.silent = False

    @property
    def full(self) -> bool:
        """See `Outlet.full`."""
        return self.held or self.closed is not None

    def send(self, frame: bytes) -> None:
        """See `Outlet.send`."""
        assert not self.held, "a full line is given nothing"
        if self.closed:
            return
        self.sent.append(read(frame))
        self.phone.hear(self.sent[-1])

    def beat(self, frame: bytes) -> bool:
        """See `Outlet.beat`; set `silent` for a device that gives no sign."""
        if self.silent:
            return False
        if not self.full:
            self.beats += 1
            self.send(frame)
        return True

    def close(self, code: int, reason: str) -> None:
        """See `Outlet.close`."""
        if self.closed is None:
            self.closed = code, reason
            if self.listener is not None:
                asyncio.get_running_loop().call_soon(self.listener.lost)

    def release(self) -> None:
        """The phone reads on."""
        self.held = False
        if self.listener is not None:
            self.listener.drained()
