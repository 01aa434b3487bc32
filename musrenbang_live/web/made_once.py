"""Work that every start of the program would do again, kept in a folder of whoever runs it.

Nothing here is needed: what is missing, broken, of another version or not to be written is made
anew. What is kept is run as code, so a folder that others can write to is not used.
"""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

_DIGEST_BYTES = 32


class MadeOnce:
    """What was made, by name. `folder` is made when something is put there; None: keep nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder if folder is None or _is_ours(folder) else None

    def get(self, name: str, of: bytes) -> bytes | None:
        """What was made `of` exactly this, under a name; None where there is none."""
        if self._folder is None:
            return None
        try:
            kept = self._place(self._folder, name).read_bytes()
        except OSError:
            return None
        made = kept[_DIGEST_BYTES:]
        return made if kept[:_DIGEST_BYTES] == _digest(of, made) else None

    def put(self, name: str, of: bytes, made: bytes) -> None:
        """Keep what was made `of` this, in place of what has the name now. Never raises OSError."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError):  # no room, or no right to write: it is made again
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            number, unfinished = tempfile.mkstemp(dir=self._folder, prefix="new-")
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(_digest(of, made) + made)
                Path(unfinished).replace(self._place(self._folder, name))
            except OSError:
                Path(unfinished).unlink()
                raise

    @staticmethod
    def _place(folder: Path, name: str) -> Path:
        return folder / hashlib.sha256(name.encode()).hexdigest()[:40]


def _digest(of: bytes, made: bytes) -> bytes:
    """It fits only to what was made of this and is whole."""
    return hashlib.sha256(hashlib.sha256(of).digest() + made).digest()


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can put something into the folder; also where there is none yet."""
    try:
        found = folder.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return os.name == "nt" or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)
