"""Webhooks: what is told to programs elsewhere, how it is signed, and where it may be sent.

The signature is that of other services (a time and an HMAC-SHA256 of time, dot, body), so that a
receiver finds code for it in any language. The rules for addresses are there because whoever can
name an address to a server could otherwise make it call machines that only the server can reach.
"""

import hashlib
import hmac
import ipaddress
from typing import Final, Literal, get_args
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from musrenbang_live.core.errors import Rejected

WebhookKind = Literal["session.opened", "session.closed", "session.published", "proposal.status"]
"""What may be told. Practice sessions are never told."""
KINDS: Final[tuple[WebhookKind, ...]] = get_args(WebhookKind)
PING: Final = "ping"
"""What the button for a test sends, whatever the webhook asked for."""

LONGEST_URL: Final = 500
MOST_WEBHOOKS: Final = 20
"""Webhooks of one site; each is a program that somebody looks after."""
FIRST_PAUSE: Final = 30_000
LONGEST_PAUSE: Final = 24 * 3_600_000
"""Milliseconds between the first two attempts, and the most between any two."""
MOST_ATTEMPTS: Final = 10
"""Attempts until a delivery is given up: about four days."""


class SessionTold(Struct, frozen=True, kw_only=True):
    """The session that something is told of. `url`: its record once it is published, before that
    the page on which residents take part; a path where the site does not know its own address."""

    code: str
    forum: str
    tier: str
    ward_code: str
    ward: str
    district: str
    year: int
    plan_year: int
    example: bool
    url: str


class ProposalTold(Struct, frozen=True, kw_only=True):
    """The proposal whose status changed: its meeting, its number there, where it stands now
    (`state`, see `core.following`), and its page. Its words are on the page and not here.
    `example`: its meeting is invented."""

    code: str
    number: int
    state: str
    example: bool
    url: str


class Told(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of a webhook: what happened (`kind`) and when (UTC, ISO 8601).

    `sequence` counts what was told to this webhook, from 1, in the order in which it was written
    down; it and `id` are the same however often it is sent. Of `session` and `proposal` there is
    the one that it is about; in a `ping` neither. Of people there is nothing in it.
    """

    id: str
    kind: str
    at: str
    site: str
    sequence: int = 0
    session: SessionTold | None = None
    proposal: ProposalTold | None = None


def signature(secret: str, at: int, body: bytes) -> str:
    """The header `X-Musrenbang-Signature` of `body` sent at `at` (whole seconds since 1970)."""
    signed = hmac.digest(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={signed.hex()}"


def pause(attempts: int) -> int:
    """Milliseconds until the next attempt after so many failed ones: 30 s, then four times as long
    each time, at most a day."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** min(attempts - 1, 10)) if attempts > 0 else 0


def checked_kinds(kinds: list[str]) -> tuple[WebhookKind, ...]:
    """The kinds ticked on a form, in their order. Raises `Rejected` with `webhook_kinds`."""
    chosen = tuple(kind for kind in KINDS if kind in kinds)
    if not chosen or not set(kinds) <= set(KINDS):
        raise Rejected("webhook_kinds", field="kinds")
    return chosen


def checked_url(url: str, *, inside: bool) -> str:
    """An address that webhooks may be sent to, without spaces around it.

    `inside`: the site may call plain http, and machines of its own network by their number. Raises
    `Rejected` with `webhook_url`. What a name leads to is known only when it is called: see
    `allowed`.
    """
    url = url.strip()
    parts = _parts(url)
    fits = (
        parts is not None
        and len(url) <= LONGEST_URL
        and url.isascii()
        and url.isprintable()
        and " " not in url
        and "\\" not in url
        and parts.scheme in (("https", "http") if inside else ("https",))
        and "@" not in parts.netloc
        and not parts.fragment
        and _host_fits(parts.hostname or "", inside=inside)
    )
    if not fits:
        raise Rejected("webhook_url", field="url")
    return url


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    return parts


def _host_fits(host: str, *, inside: bool) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        last = host.rpartition(".")[2]
        # Old ways to write an address (2130706433, 0x7f.1) end in a number; no public name does.
        return (inside and host == "localhost") or ("." in host and last.isalpha())
    return allowed(host, inside=inside)


def allowed(address: str, *, inside: bool) -> bool:
    """Whether a webhook may be sent to the machine with this number (IPv4 or IPv6).

    Without `inside` only to addresses of the public internet: not to this machine, its network, a
    cloud's service for its own machines (169.254.0.0/16), multicast, or what wraps one of them.
    """
    if inside:
        return True
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        wrapped = number.ipv4_mapped or number.sixtofour or _translated(number)
        if wrapped is not None:
            return allowed(str(wrapped), inside=False)
        if number.teredo is not None:
            return False
    return number.is_global and not number.is_multicast


_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")


def _translated(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address behind a NAT64 address (RFC 6052), or None."""
    if number not in _TRANSLATED:
        return None
    return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
