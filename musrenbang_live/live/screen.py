"""One connected device: it remembers only which version it has, so it can never hold a queue.

Nothing here waits and nothing runs by itself: a screen is moved by its gallery when there is
something new, and by its line when that has drained. One that cannot keep up is not sent what it
missed but what is now: everything since its version, in steps or as one whole.
"""

import time
from collections.abc import Callable
from typing import Final, Literal

from musrenbang_live.live.busy import moment
from musrenbang_live.live.clock import now
from musrenbang_live.live.frames import Channel, encoded
from musrenbang_live.live.outlet import Outlet

Audience = Literal["resident", "facilitator", "projector"]

STUCK_AFTER: Final = 20.0
"""Seconds in which a line that is full must drain; after that it is given up."""
MOST_ANSWERS: Final = 200
"""Answers that may wait for a full line; a device that asks without listening is sent away."""

SCREEN: Final = "screen"
"""`Screen.who` of every projector: nobody in particular."""
NOBODY: Final = "p:"
"""`Screen.who` of a device that looks on without having joined."""

COME_BACK: Final = 4001
FELL_BEHIND: Final = 4002
NOT_ALLOWED: Final = 4500
LOGIN_REVOKED: Final = 4501
SESSION_UNKNOWN: Final = 4504
BAD_MESSAGE: Final = 4509

_BLANK: Final = -1
"""The version of a device that shows nothing yet."""
_STRANGER: Final = -2
"""The version of a device that shows what another channel has told it."""


class Screen:
    """A device that follows one channel. `who` is `p:<participant>`, `f:<login>` or `SCREEN`.

    `voter` is `p:<participant>` of the voter card whose ballot its page shows, empty for none.
    `at` is the epoch and version it shows; `version` the one it was sent last.
    """

    __slots__ = ("_answers", "audience", "channel", "language", "outlet", "version", "voter", "who")

    def __init__(
        self,
        outlet: Outlet,
        channel: Channel,
        audience: Audience,
        language: str,
        who: str,
        at: tuple[str, int],
        voter: str = "",
    ) -> None:
        self.channel = channel
        self.audience = audience
        self.language = language
        self.who = who
        self.voter = voter
        self.outlet = outlet
        epoch, version = at
        self.version = version if epoch == channel.epoch else _STRANGER if epoch else _BLANK
        self._answers: list[bytes] | None = None  # most lines never have one waiting

    @property
    def is_current(self) -> bool:
        """Whether the device has been sent the newest version."""
        return self.version == self.channel.version

    @property
    def is_stranger(self) -> bool:
        """Whether the device shows something, and it does not come from this channel."""
        return self.version == _STRANGER

    def follow(self) -> bool:
        """Send what is new; whether the line took it."""
        channel, outlet = self.channel, self.outlet
        if self.version == channel.version:
            return True
        if outlet.full:
            return False
        if self.version == channel.version - 1 and channel.latest:
            outlet.send(channel.latest)
        else:
            outlet.send(channel.since(channel.epoch, self.version, now()))
        self.version = channel.version
        return True

    def answer(self, message: object) -> None:
        """Send something to this device alone, before anything shared that comes later."""
        frame = encoded(message)
        if not self.outlet.full:
            self.outlet.send(frame)
            return
        if self._answers is None:
            self._answers = []
        self._answers.append(frame)
        if len(self._answers) > MOST_ANSWERS:
            self._answers = None
            self.fell_behind()

    def drained(self) -> None:
        """The line takes frames again: first the answers, then one step to what is now."""
        if self._answers:
            waiting, self._answers = self._answers, None
            while waiting and not self.outlet.full:
                self.outlet.send(waiting.pop(0))
            if waiting:
                self._answers = waiting
                return
        self.follow()

    def beat(self, frame: bytes) -> None:
        """Pass a sign of life on; a device that gives none itself is sent away."""
        if not self.outlet.beat(frame):
            self.fell_behind()

    def fell_behind(self) -> None:
        """Send the device away; it finds out when it listens again, and comes back."""
        self.dismiss(FELL_BEHIND, moment(1_000, 5_000))

    def dismiss(self, code: int, reason: str) -> None:
        """End the line with a close code; see `Outlet.close`."""
        self.outlet.close(code, reason)


class Slow:
    """The screens whose lines are full: since when, and which version each was sent last."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._noted: dict[Screen, tuple[float, int]] = {}

    def note(self, screen: Screen) -> None:
        """`screen` could not be sent what is new. One that got something meanwhile begins anew."""
        known = self._noted.get(screen)
        if known is None or known[1] != screen.version:
            self._noted[screen] = self._clock(), screen.version

    def forget(self, screen: Screen) -> None:
        """`screen` follows again, or is gone."""
        self._noted.pop(screen, None)

    def give_up(self, after: float) -> None:
        """Send those away that got nothing for so many seconds, to come back one by one."""
        clock = self._clock()
        for screen, (since, version) in list(self._noted.items()):
            if screen.is_current or screen.version != version:
                del self._noted[screen]
            elif clock - since >= after:
                del self._noted[screen]
                screen.fell_behind()
