"""The WebSocket side of uvicorn: `ws="musrenbang_live.web.wire.protocol:WireProtocol"`.

uvicorn makes one for every request to upgrade, calls `connection_made` and `data_received` with
the request written out again, and only then makes it the protocol of the transport. What this
needs of uvicorn beyond its documentation is tried by tests/web/wire/test_guard.py.

There are no pings here: a connection that is to last is handed over (`WireProtocol.adopt`), and
the owner of a `Line` beats it. Compression is not offered: it costs 50 kB a connection.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any, Final, cast

from uvicorn.config import Config
from uvicorn.protocols.utils import (
    ClientDisconnected,
    get_client_addr,
    get_local_addr,
    get_path_with_query_string,
    get_remote_addr,
    is_ssl,
)
from uvicorn.server import ServerState

from musrenbang_live.live.outlet import Listener, Outlet
from musrenbang_live.web.wire.adoption import EXTENSION
from musrenbang_live.web.wire.connection import ENDED, OPEN, SHAKING
from musrenbang_live.web.wire.control import NO_GOODBYE, NORMAL, OUR_MISTAKE
from musrenbang_live.web.wire.conversation import Conversation
from musrenbang_live.web.wire.line import Line
from musrenbang_live.web.wire.reading import Reader
from musrenbang_live.web.wire.request import (
    Headers,
    Refused,
    Request,
    acceptance,
    located,
    read_request,
    refusal,
)
from musrenbang_live.web.wire.tuning import tune

MOST_EARLY: Final = 64 * 1024
"""Bytes a client may send before it was told that there is a WebSocket. None is polite."""

log = logging.getLogger("uvicorn.error")


class WireProtocol(Conversation):
    """A connection from its handshake to its end, or until the application hands it over."""

    __slots__ = ("_app_state", "_config", "_key", "_line", "_named", "_state")

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(server_state.connections)
        if not config.loaded:
            config.load()
        self._config = config
        self._state = server_state
        self._app_state = app_state
        self._key = b""
        self._line: Line | None = None
        self._named = ("", "")  # for the log

    def adopt(self, listener: Listener) -> Outlet:
        """Hand the connection over to a new `Line`, and with it what was received and not taken.

        The application has nothing more to do with it and may return. Raises RuntimeError before
        the handshake was answered, and the second time.
        """
        if self._phase == SHAKING or self._line is not None:
            raise RuntimeError("only an open connection can be handed over, and only once")
        line = self._line = Line(self._connections, listener)
        self._connections.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if not self._is_reading:
            self._go_on_reading()
        held = tuple(self._inbox)
        line.take_over(self._transport, self._phase, self.full, self._reader, held)
        self._inbox.clear()
        self._transport = self._reader = self._timer = None
        self._set_phase(ENDED)
        self._over(NO_GOODBYE, "")
        return line

    # Told by the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        self._transport = cast(asyncio.Transport, transport)
        self._connections.add(self)
        tune(self._transport)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`. The first call brings the whole request."""
        if self._phase == ENDED:
            return
        if self._phase != SHAKING:
            self._take(data)
        elif not self._key:
            self._shake(data)
        else:
            self._keep(data)

    def shutdown(self) -> None:
        """See `Connection.shutdown`; a handshake that was not answered yet fails."""
        if self._phase == SHAKING:
            self._refuse(500, [], b"Internal Server Error")
        else:
            super().shutdown()

    # The handshake

    def _shake(self, head: bytes) -> None:
        _part_from_http(self._transport)
        try:
            request = read_request(head)
        except Refused as refused:
            self._refuse(refused.status, refused.headers, refused.sentence.encode())
            return
        self._key = request.key
        task = asyncio.get_running_loop().create_task(self._run(self._scope(request)))
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    def _scope(self, request: Request) -> dict[str, Any]:
        transport = cast(asyncio.Transport, self._transport)
        scope = {
            "type": "websocket",
            "asgi": {"version": self._config.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "wss" if is_ssl(transport) else "ws",
            "server": get_local_addr(transport),
            "client": get_remote_addr(transport),
            "headers": request.headers,
            "subprotocols": request.subprotocols,
            "state": self._app_state.copy(),
            "extensions": {"websocket.http.response": {}, EXTENSION: self},
        }
        scope.update(located(request.target, self._config.root_path))
        if log.isEnabledFor(logging.INFO):
            whole = cast(Any, scope)
            self._named = get_client_addr(whole), get_path_with_query_string(whole)
        return scope

    def _keep(self, data: bytes) -> None:
        """A client that does not wait for the answer; what it says is read after the answer."""
        if self._reader is None:
            self._reader = Reader()
        self._reader.feed(data)
        if self._reader.waiting > MOST_EARLY:
            self.cut()

    def _accept(self, subprotocol: str | None, headers: Iterable[tuple[bytes, bytes]]) -> None:
        if self._transport is None or self._transport.is_closing():
            raise ClientDisconnected
        said = [*self._state.default_headers, *headers]
        if subprotocol:
            said.append((b"sec-websocket-protocol", subprotocol.encode("latin-1")))
        answer = acceptance(self._key, said)
        log.info('%s - "WebSocket %s" [accepted]', *self._named)
        self._set_phase(OPEN)
        self._transport.write(answer)
        if self._reader is not None:
            self._read(self._reader)

    def _refuse(self, status: int, headers: Headers, body: bytes) -> None:
        if self._phase == SHAKING and self._transport is not None:
            log.info('%s - "WebSocket %s" %d', *self._named, status)
            self._transport.write(refusal(status, [*self._state.default_headers, *headers], body))
            self._finish()
            self._over(NO_GOODBYE, "")

    # The application

    async def _run(self, scope: dict[str, Any]) -> None:
        failed = True
        try:
            result = await self._config.loaded_app(scope, self.receive, self.send)
            failed = False
            if result is not None:
                log.error("ASGI callable should return None, but returned '%s'.", result)
        except ClientDisconnected:
            failed = False
        except asyncio.CancelledError:
            (self._line or self).cut()
            raise
        except Exception:
            log.exception("Exception in ASGI application\n")
        self._conclude(failed)

    def _conclude(self, failed: bool) -> None:
        """The application has returned, or failed."""
        if self._line is not None:
            if failed:
                self._line.close(OUR_MISTAKE, "")
        elif self._phase == SHAKING:
            if not failed:
                log.error("ASGI callable returned without completing handshake.")
            self._refuse(500, [], b"Internal Server Error")
        else:
            self.close(OUR_MISTAKE if failed else NORMAL, "")


def _part_from_http(transport: asyncio.Transport | None) -> None:
    """Let uvicorn's HTTP side be freed at once.

    It and its httptools parser point at each other; uvicorn undoes that only when the HTTP side
    loses its connection, which it does not any more, so a storm of ten thousand phones would
    leave ten thousand of them to the collector.
    """
    http = transport.get_protocol() if transport is not None else None
    if getattr(http, "parser", None) is not None:
        http.parser = None  # type: ignore[union-attr]
