"""What a resident does, kept until the server has answered it: static/resident/outbox.js."""

import uuid
from collections.abc import Callable
from typing import Any

from msgspec import Struct

ANSWER_WITHIN = 10.0
"""Seconds after which what was not answered is sent again."""


class Item(Struct, kw_only=True, eq=False):
    """One thing a resident did. `sent` counts how often it was put on a line."""

    do: str
    ref: str
    rev: int
    content: dict[str, Any]
    sent: int = 0
    answer: dict[str, Any] | None = None
    """The answer that decided it: `ok`, or a refusal for good."""

    @property
    def message(self) -> dict[str, Any]:
        """As it is sent."""
        rev = {} if self.do == "propose" else {"rev": self.rev}
        return {"do": self.do, "ref": self.ref, **rev, **self.content}

    @property
    def stored(self) -> bool:
        """Whether the server said that it is stored."""
        return self.answer is not None and "ok" in self.answer

    @property
    def about(self) -> tuple[str, object]:
        """A newer item about the same thing takes the place of an older one."""
        subject = self.content.get("proposal") or self.content.get("round")
        return self.do, subject or self.ref


class Outbox:
    """Everything unanswered, oldest first. `clock` gives seconds that only go forward."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.items: list[Item] = []
        self._clock = clock
        self._rev = 0
        self._not_before: dict[str, float] = {}

    def put(self, do: str, content: dict[str, Any], at: int) -> Item:
        """Keep something new; `at` is the time of day on the phone, in ms."""
        self._rev = max(at, self._rev + 1)
        item = Item(do=do, ref=str(uuid.uuid4()), rev=self._rev, content=content)
        self.items = [*(old for old in self.items if old.about != item.about), item]
        return item

    def due(self) -> list[Item]:
        """What is to be sent now. The caller sends it."""
        now = self._clock()
        ready = [item for item in self.items if self._not_before.get(item.ref, 0) <= now]
        for item in ready:
            self._not_before[item.ref] = now + ANSWER_WITHIN
        return ready

    def take(self, ref: str) -> None:
        """It was answered for good."""
        self.items = [item for item in self.items if item.ref != ref]
        self._not_before.pop(ref, None)

    def postpone(self, ref: str, seconds: float) -> None:
        """The server is busy."""
        self._not_before[ref] = self._clock() + seconds

    def resend_all(self) -> None:
        """The line was lost: nothing is on its way any more."""
        self._not_before.clear()
