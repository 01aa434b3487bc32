"""The line to one device, as the live ring sees it: it takes frames and makes nobody wait."""

from typing import Protocol


class Listener(Protocol):
    """What a line tells its owner. Called from the event loop: must neither block nor raise."""

    def hear(self, message: bytes) -> None:
        """The device sent one text message: UTF-8, of a size that was already checked."""
        ...

    def drained(self) -> None:
        """The line was full and takes frames again."""
        ...

    def lost(self) -> None:
        """The line is gone, whoever ended it. Told once; nothing follows."""
        ...


class Outlet(Protocol):
    """The way out to one device."""

    @property
    def full(self) -> bool:
        """Whether more was given than has left. A line that is closing or gone is full."""
        ...

    def send(self, frame: bytes) -> None:
        """Send one frame made by `live.framing.framed`. Nothing happens on a line that is gone."""
        ...

    def beat(self, frame: bytes) -> bool:
        """Send a sign of life; False when the device gave none itself since the last but one."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Say goodbye and end; codes 4000-4499 mean come back, 4500-4999 do not.

        A full line that takes no goodbye is cut a little later.
        """
        ...
