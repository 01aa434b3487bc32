"""Starlette as its documentation shows a broadcast: `await send_text` to one after the other."""

import sys

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from benchmarks.orders import Beat, orders, say
from benchmarks.peers.frames import Frames
from benchmarks.peers.serving import run, served

connected: set[WebSocket] = set()
frames = Frames(*map(int, sys.argv[1:3]))


async def follow(socket: WebSocket) -> None:
    """Take one socket, greet it, and keep it until it goes."""
    await socket.accept()
    await socket.send_text(frames.first)
    connected.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        connected.discard(socket)


async def broadcast() -> None:
    """One more message to everybody."""
    message = frames.next()
    for socket in list(connected):
        try:
            await socket.send_text(message)
        except (WebSocketDisconnect, RuntimeError):
            connected.discard(socket)


async def main() -> None:
    """Serve until told to quit."""
    beat = Beat(broadcast)
    async with served(Starlette(routes=[WebSocketRoute("/{path:path}", follow)])):
        async for _, rate in orders():
            beat.set(float(rate))
            say({})
        beat.set(0)


run(main)
