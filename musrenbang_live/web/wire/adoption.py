"""How an endpoint gets a line out of a WebSocket, whatever server it runs on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, cast

from starlette.websockets import WebSocket

from musrenbang_live.live.outlet import Listener, Outlet
from musrenbang_live.web.wire.control import OUR_MISTAKE
from musrenbang_live.web.wire.plain import PlainLine

EXTENSION: Final = "musrenbang.line"
"""In `scope["extensions"]` where a connection can be handed over: what has `adopt(listener)`."""


@asynccontextmanager
async def adopted(socket: WebSocket, listener: Listener) -> AsyncIterator[Outlet]:
    """Give an accepted connection to `listener`; the endpoint returns right after the block.

    The block introduces the line to its listener, which is told nothing before the block is left
    or awaits something. When the block fails, the line ends with 1011. On servers without the
    extension leaving the block lasts as long as the line.
    """
    extension: Any = socket.scope.get("extensions", {}).get(EXTENSION)
    if extension is not None:
        yield cast(Outlet, extension.adopt(listener))
        return
    line = PlainLine(socket, listener)
    try:
        yield line
    except BaseException:
        line.close(OUR_MISTAKE, "")
        await line.run()
        raise
    await line.run()
