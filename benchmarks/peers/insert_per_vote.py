"""A vote is one INSERT through a pool of ten, behind a Starlette socket; answered when stored.

It checks nothing: who votes, whether the round is open, what was chosen.
"""

import sys
from typing import Any

import asyncpg
import msgspec
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from benchmarks.orders import orders, say
from benchmarks.peers.frames import Frames
from benchmarks.peers.serving import run, served

first = Frames(100, 100).first
pool: "asyncpg.Pool[Any]"

TABLE = """
    CREATE TABLE IF NOT EXISTS bench_vote (
        id uuid PRIMARY KEY, round int NOT NULL, participant text NOT NULL, rev bigint NOT NULL,
        mark jsonb NOT NULL, cast_at timestamptz NOT NULL DEFAULT now())
"""
INSERT = """
    INSERT INTO bench_vote (id, round, participant, rev, mark) VALUES ($1, $2, $3, $4, $5)
"""


async def vote(socket: WebSocket) -> None:
    """Take votes, one after the other, as a socket handler usually does."""
    await socket.accept()
    await socket.send_text(first)
    participant = str(id(socket))
    try:
        while True:
            sent = msgspec.json.decode(await socket.receive_text())
            if "ref" not in sent:
                continue
            mark = msgspec.json.encode(sent["mark"]).decode()
            await pool.execute(INSERT, sent["ref"], sent["round"], participant, sent["rev"], mark)
            await socket.send_text(msgspec.json.encode({"ok": sent["ref"], "say": ""}).decode())
    except WebSocketDisconnect:
        return


async def main() -> None:
    """Serve until told to quit."""
    global pool
    async with asyncpg.create_pool(sys.argv[1], min_size=10, max_size=10) as opened:
        pool = opened
        await pool.execute(TABLE)
        async with served(Starlette(routes=[WebSocketRoute("/{path:path}", vote)])):
            async for _, _ in orders():
                say({})


run(main)
