"""Signed notes and checkpoints: how a root is signed so that anybody can check it.

A note is text, a blank line and a signature line (https://c2sp.org/signed-note); a checkpoint is
such a note about the first lines of a log (https://c2sp.org/tlog-checkpoint). Ours carry one
signature and no extension lines. Ed25519 itself is handed in: this package computes hashes only.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from musrenbang_live.core.proof.malformed import Malformed

Sign = Callable[[bytes], bytes]
"""From a message to its 64 bytes of signature."""
Verify = Callable[[bytes, bytes, bytes], bool]
"""Whether public key, signature and message, in this order, belong together."""

NAME: Final = "musrenbang-live"
ED25519: Final = b"\x01"
ROOT_BYTES: Final = 32
MOST_LINES: Final = 10**15
"""No log is longer: a size with more digits is not one."""

_PUBLIC_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_DASH: Final = "\u2014 "
_SIZE: Final = re.compile("[1-9][0-9]{0,15}", re.ASCII)
_KEY_NAME: Final = re.compile("[!-*,-~]+")
"""Printable ASCII without a plus: narrower than the specification, and wide enough for sites."""


class VerifierKey(Struct, frozen=True):
    """A public key of Ed25519 under a name."""

    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        """Four bytes by which a signature names its key."""
        hashed = hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public)
        return hashed.digest()[:4]

    @property
    def text(self) -> str:
        """The key on one line, as tools for signed notes take it."""
        return f"{self.name}+{self.hash.hex()}+{_encoded(ED25519 + self.public)}"


class Checkpoint(Struct, frozen=True):
    """The first `size` lines of the log `origin` have this Merkle root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\n"


def fingerprint(public: bytes) -> str:
    """Eight hex digits of a public key: what stands on printed cards."""
    return hashlib.sha256(public).hexdigest()[:8]


def site_key(public: bytes) -> VerifierKey:
    """The key of a site under its usual name."""
    return VerifierKey(f"{NAME}/{fingerprint(public)}", public)


def origin(key: VerifierKey, code: str) -> str:
    """The name of a meeting's log; `code` is its join code."""
    return f"{key.name}/{code}"


def read_key(text: str) -> VerifierKey:
    """The key that `VerifierKey.text` wrote. Raises `Malformed`."""
    name, _, rest = text.partition("+")
    _, _, encoded = rest.partition("+")
    data = _decoded(encoded)
    if len(data) != 1 + _PUBLIC_BYTES or data[:1] != ED25519 or not _KEY_NAME.fullmatch(name):
        raise Malformed("the key is not an Ed25519 key of a signed note")
    key = VerifierKey(name, data[1:])
    if key.text != text:
        raise Malformed("the key does not fit its own hash")
    return key


def signed(text: str, key: VerifierKey, sign: Sign) -> str:
    """The note that says `text`, which ends with a line break."""
    return f"{text}\n{_DASH}{key.name} {_encoded(key.hash + sign(text.encode()))}\n"


def opened(note: str, key: VerifierKey, verify: Verify) -> str:
    """The text of a note that carries one signature, which is by `key`. Raises `Malformed`."""
    text, _, line = note.rpartition("\n\n")
    before = f"{_DASH}{key.name} "
    if not text or not line.startswith(before) or not line.endswith("\n"):
        raise Malformed(f"the note is not signed by {key.name}")
    signature = _decoded(line[len(before) : -1])
    if len(signature) != len(key.hash) + _SIGNATURE_BYTES or signature[:4] != key.hash:
        raise Malformed(f"the note is not signed by the key of {key.name}")
    text += "\n"
    if not verify(key.public, signature[4:], text.encode()):
        raise Malformed(f"the signature of {key.name} does not fit the note")
    return text


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that `Checkpoint.text` wrote. Raises `Malformed`."""
    lines = text.split("\n")
    if len(lines) != 4 or not lines[0] or lines[3] or not _SIZE.fullmatch(lines[1]):
        raise Malformed("the note is not a checkpoint of three lines")
    found = Checkpoint(lines[0], int(lines[1]), _decoded(lines[2]))
    if len(found.root) != ROOT_BYTES or found.size > MOST_LINES:
        raise Malformed("the checkpoint has no root of 32 bytes, or an impossible size")
    return found


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes:
    """Base64 in the one form in which it is written: no other text means the same bytes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("something is not base64") from None
    if _encoded(data) != text:
        raise Malformed("something is not base64 in its usual form")
    return data
