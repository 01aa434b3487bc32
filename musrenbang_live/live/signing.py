"""The key of a site, by which its checkpoints are signed and its cards are known.

It is derived from the site's secret: whoever changes the secret has another key, and the meetings
held before can then no longer be signed by this site.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from musrenbang_live.core.proof.notes import VerifierKey, fingerprint, site_key
from musrenbang_live.live.card_keys import derived


class SiteKey:
    """The signing key of one site; `public` is what everybody may have."""

    def __init__(self, secret: bytes) -> None:
        seed = derived(secret, b"checkpoints: ed25519")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: VerifierKey = site_key(self._private.public_key().public_bytes_raw())

    @property
    def fingerprint(self) -> str:
        """Eight hex digits of the public key, as printed on cards."""
        return fingerprint(self.public.public)

    def sign(self, message: bytes) -> bytes:
        """The signature of a message: 64 bytes, always the same for the same message."""
        return self._private.sign(message)


def verified(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` is by the owner of the 32 bytes `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
