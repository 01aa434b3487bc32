"""A disk of the test's own that can be full: a small file system in memory."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.root import as_root, needs_root

SIZE = 768 * 2**20
"""Bytes; much of it stays unused, but a vote is opened only where 256 MB are free."""

TRIES = 50
"""Looks at a disk that is being written to."""


class Disk:
    """A file system mounted at `place`."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def mount(self) -> None:
        """Make it."""
        mine = f"size={SIZE},uid={os.getuid()},gid={os.getgid()},mode=755"
        as_root("mount", "-t", "tmpfs", "-o", mine, "musrenbang-test", self.place)

    def fill(self) -> None:
        """From now on not one block more fits, unless something is removed."""
        for _ in range(TRIES):
            used = shutil.disk_usage(self.place).used
            # Refused where PostgreSQL has written since the look: then it is looked again.
            as_root("mount", "-o", f"remount,size={used}", self.place, check=False)
            if shutil.disk_usage(self.place).free < 2**20:
                return
        raise AssertionError("the disk cannot be filled")

    def empty(self) -> None:
        """There is room again."""
        as_root("mount", "-o", f"remount,size={SIZE}", self.place)

    def unmount(self) -> None:
        """It is gone, with all that is on it, even where somebody still looks into it."""
        as_root("umount", "--lazy", self.place, check=False)


@contextmanager
def disk(place: Path) -> Iterator[Disk]:
    """A disk at `place`, an empty folder."""
    needs_root("mount", "umount")
    made = Disk(place)
    made.mount()
    try:
        yield made
    finally:
        made.unmount()
