"""Messages of a given size that begin as the product's do, so that one client measures all."""

import time


class Frames:
    """A first message of `first` bytes, and any number of `size` bytes, each with its time."""

    def __init__(self, first: int, size: int) -> None:
        self._size = size
        self._version = 1
        self.first = _message(1, 0, first)

    def next(self) -> str:
        """The next message."""
        self._version += 1
        return _message(self._version, self._version - 1, self._size)


def _message(version: int, before: int, size: int) -> str:
    t = time.time_ns() // 1_000_000
    head = f'{{"v":{version},"p":{before},"e":"c0c0c0c0","t":{t},"x":"'
    return head + "x" * (size - len(head) - 2) + '"}'
