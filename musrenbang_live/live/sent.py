"""The ids and numbers that devices make for what they send, in their one normal form."""

import re
import uuid
from typing import Final

from musrenbang_live.core.errors import Rejected

MAX_REV: Final = 2**62
_USUAL_REF: Final = re.compile("[0-9a-f]{8}" + "-[0-9a-f]{4}" * 3 + "-[0-9a-f]{12}", re.ASCII)


def normal_ref(ref: str) -> str:
    """The ref in its one normal form, in which nearly all come. Raises `message_malformed`."""
    if _USUAL_REF.fullmatch(ref):
        return ref
    try:
        return str(uuid.UUID(ref))
    except (ValueError, AttributeError, TypeError):
        raise Rejected("message_malformed") from None


def normal_receipt(receipt: str, ref: str) -> str | None:
    """The receipt in its normal form, '' being none. Raises `message_malformed`, also where it is
    `ref`, given in its normal form: the code of the ballot too, it would show which it is."""
    if not receipt:
        return None
    proof = normal_ref(receipt)
    if proof == ref:
        raise Rejected("message_malformed")
    return proof


def normal_rev(rev: int) -> int:
    """A rev that can be kept. Raises `message_malformed`."""
    if not 0 < rev < MAX_REV:
        raise Rejected("message_malformed")
    return rev
