"""uWebSockets (C++) by socketify: publish to a topic, which the library sends in one round.

Runs in an environment of its own (`requirements.txt` beside it), so it imports nothing of this
project but `frames.py`. Its loop polls without pause: processor seconds of a quiet time are not
its work.
"""

import asyncio
import os
import socket
import sys
import threading
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from frames import Frames
from socketify import App, OpCode

frames = Frames(*map(int, sys.argv[1:3]))
app = App()
asked = {"rate": 0.0}


def opened(ws: Any) -> None:
    """Greet a socket and let it follow the topic."""
    ws.send(frames.first, OpCode.TEXT)
    ws.subscribe("hall")


async def publish() -> None:
    """Publish at the rate that was asked for."""
    clock = app.loop.loop.time
    due = clock()
    while True:
        rate = asked["rate"]
        if rate and (rate < 0 or clock() >= due):
            app.publish("hall", frames.next(), OpCode.TEXT)
            due = max(due, clock() - 1) + 1 / abs(rate)
        await asyncio.sleep(0)


def obey() -> None:
    """Read orders beside the loop, which knows no pipes."""
    for line in sys.stdin:
        word, _, rate = line.partition(" ")
        if word != "rate":
            break
        asked["rate"] = float(rate)
        print("{}", flush=True)
    os._exit(0)


def main() -> None:
    """Serve until told to quit."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    behaviour = {"compression": 0, "max_backpressure": 64 * 1024, "open": opened}
    app.ws("/*", {**behaviour, "message": lambda ws, message, opcode: None})
    listening = {"host": "127.0.0.1", "port": port}
    app.listen(listening, lambda config: print(f'{{"port":{port}}}', flush=True))
    threading.Thread(target=obey, daemon=True).start()
    app.loop.ensure_future(publish())
    app.run()


main()
