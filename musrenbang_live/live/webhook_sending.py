"""One attempt to tell something to a program elsewhere, at an address that may be called.

The name is looked up here and the number that was looked at is the one that is called, so that a
name cannot mean one machine while it is checked and another while it is called.
"""

import asyncio
import socket
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from musrenbang_live.core.webhooks import allowed, signature

if TYPE_CHECKING:
    import httpx2

WITHIN: Final = 10.0
"""Seconds within which the other side must have answered."""
AGENT: Final = f"musrenbang-live/{version('musrenbang-live')}"


class Answer(Struct, frozen=True):
    """How an attempt went: whether the other side took it, and its status, or a word for why there
    is none (`slow`, `unknown_name`, `not_public`, `no_line`, or the name of another error)."""

    taken: bool
    words: str


class WebhookSender:
    """Sends signed bodies. `inside`: addresses that only this network has may be called too.

    Proxies of the environment are not used: through one, nobody could say what is called.
    """

    def __init__(self, *, inside: bool, within: float = WITHIN) -> None:
        self._inside = inside
        self._within = within
        self._client: httpx2.AsyncClient | None = None

    async def send(self, url: str, secret: str, headers: dict[str, str], body: bytes, at: int) -> (
        Answer
    ):  # fmt: skip
        """Post `body` to `url`, signed with `secret` at `at` (ms). Never raises."""
        import httpx2

        headers = {
            "content-type": "application/json",
            "user-agent": AGENT,
            "x-musrenbang-signature": signature(secret, at // 1000, body),
            **headers,
        }
        try:
            async with asyncio.timeout(self._within):
                return await self._post(httpx2.URL(url), headers, body)
        except TimeoutError:
            return Answer(False, "slow")
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            return Answer(False, _reason(error))

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _post(self, url: "httpx2.URL", headers: dict[str, str], body: bytes) -> Answer:
        import httpx2

        port = url.port or (443 if url.scheme == "https" else 80)
        numbers = await self._look_up(url.host, port)
        if not numbers or not all(allowed(number, inside=self._inside) for number in numbers):
            return Answer(False, "not_public")
        for number in numbers[:-1]:
            try:
                return await self._call(number, url, headers, body)
            except httpx2.ConnectError:
                continue
        return await self._call(numbers[-1], url, headers, body)

    async def _look_up(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    async def _call(
        self, number: str, url: "httpx2.URL", headers: dict[str, str], body: bytes
    ) -> Answer:
        import httpx2

        if self._client is None:
            # Nothing is kept open: the next body may be hours away.
            few = httpx2.Limits(max_keepalive_connections=0)
            self._client = httpx2.AsyncClient(
                trust_env=False, follow_redirects=False, timeout=self._within, limits=few
            )
        named = {"host": url.netloc.decode("ascii"), **headers}
        called = self._client.stream(
            "POST",
            url.copy_with(host=number),
            headers=named,
            content=body,
            extensions={"sni_hostname": url.host},  # the certificate must be of the name
        )
        async with called as answer:  # what it says beyond its status is not read
            return Answer(answer.is_success, str(answer.status_code))


def _reason(error: Exception) -> str:
    import httpx2

    if isinstance(error, socket.gaierror):
        return "unknown_name"
    return "no_line" if isinstance(error, httpx2.ConnectError) else type(error).__name__
