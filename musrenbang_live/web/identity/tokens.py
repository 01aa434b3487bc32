"""Signed words: what the server said once and can recognise later without looking it up.

A token is `<text>.<HMAC-SHA256 of purpose and text>`; tokens of one purpose are worth nothing for
another. Nothing in a token is secret, only its signature is hard to make.
"""

import base64
import hashlib
import hmac
from typing import Final

PAGE_LIFE: Final = 24 * 3600 * 1000
"""Milliseconds for which a page may send forms and open sockets."""


class Signer:
    """Signs and recognises with one secret of at least 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ValueError("the secret must have at least 32 bytes")
        self._secret = secret

    def sign(self, purpose: str, text: str) -> str:
        """`text` with its signature. `text` must not contain a dot."""
        return f"{text}.{self._signature(purpose, text)}"

    def text(self, purpose: str, token: str) -> str | None:
        """The text of a token of this purpose, or None when the signature is not ours."""
        text, _, signature = token.rpartition(".")
        if not signature:
            return None
        genuine = hmac.compare_digest(
            signature.encode(errors="replace"), self._signature(purpose, text).encode()
        )
        return text if genuine else None

    def page_token(self, subject: str, now: int) -> str:
        """A token for the forms and the socket of one page shown to `subject`."""
        return self.sign(f"page:{subject}", str(now))

    def is_page_token(self, subject: str, token: str, now: int) -> bool:
        """Whether `token` was given to `subject` within the last day."""
        text = self.text(f"page:{subject}", token)
        if text is None or not text.isdigit():
            return False
        return -PAGE_LIFE < now - int(text) < PAGE_LIFE

    def _signature(self, purpose: str, text: str) -> str:
        message = f"{len(purpose)}:{purpose}:{text}".encode()
        digest = hmac.digest(self._secret, message, hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:18]).decode()
