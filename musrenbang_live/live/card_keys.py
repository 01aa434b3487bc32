"""What is made of a card's code with a key that is in no database and in no backup of one.

The keys are derived from the site's secret (HMAC-SHA256 as in RFC 5869, one label a purpose).
Whoever has the database alone cannot try codes against it; whoever has the secret too can, and
would need some hundred thousand million tries for a meeting (31 to the 8th).
"""

import hashlib
import hmac
import uuid


class CardKeys:
    """The keys of one site."""

    def __init__(self, secret: bytes) -> None:
        self._pepper = derived(secret, b"voter cards: pepper")
        self._refs = derived(secret, b"voter cards: participants")

    def code_hash(self, session: str, code: str) -> bytes:
        """How the code of a card is kept; `session` is the join code of its meeting."""
        return hmac.digest(self._pepper, f"{session}:{code}".encode(), hashlib.sha256)

    def ref(self, session: str, code: str, of: str = "card") -> str:
        """The ref by which a card joins, always the same: on two phones it is one participant.

        `code` is what the card is known by, `of` what the ref is for. Nobody can make it without
        the key, so nobody can join as a card through another door.
        """
        made = hmac.digest(self._refs, f"{of}:{session}:{code}".encode(), hashlib.sha256)
        return str(uuid.UUID(bytes=made[:16], version=5))


def derived(secret: bytes, label: bytes) -> bytes:
    """HKDF-SHA256 without salt, one block: 32 bytes for a label (RFC 5869, section 2)."""
    extracted = hmac.digest(bytes(32), secret, hashlib.sha256)
    return hmac.digest(extracted, label + b"\x01", hashlib.sha256)
