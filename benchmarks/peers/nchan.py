"""nginx with nchan, one worker, fed over HTTP by this process; the figures are nginx's alone.

nchan leaves Nagle's algorithm on: the kernel holds a frame back while an earlier one is not yet
confirmed, and sends what gathered meanwhile as one packet. All other servers here send each frame
at once, so `nodelay` hands nginx a listening socket whose connections do the same; with
`as-installed` it makes its own.
"""

import asyncio
import http.client
import os
import socket
import sys
import tempfile
from pathlib import Path

from benchmarks.orders import Beat, orders, say
from benchmarks.peers.frames import Frames

CONFIGURATION = """
load_module {module};
daemon off;
pid {folder}/nginx.pid;
error_log stderr crit;
worker_processes 1;
worker_rlimit_nofile 20000;
events {{ worker_connections 16000; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  tcp_nodelay on;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /publish {{
      nchan_publisher http;
      nchan_channel_id hall;
      nchan_message_buffer_length 1;
      client_max_body_size 4m;
      client_body_buffer_size 4m;
    }}
    location / {{
      nchan_subscriber websocket;
      nchan_channel_id hall;
      nchan_subscriber_first_message oldest;
    }}
  }}
}}
"""


class Publisher:
    """Hands messages to nginx over one connection."""

    def __init__(self, port: int, frames: Frames) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._frames = frames

    def publish(self, message: str) -> None:
        """Hand one message over and wait until it was taken."""
        self._line.request("POST", "/publish", message)
        self._line.getresponse().read()

    async def next(self) -> None:
        """Publish the next message."""
        message = self._frames.next()
        await asyncio.to_thread(self.publish, message)


async def main(folder: Path, nginx: str, module: str, sending: str, sizes: list[int]) -> None:
    """Serve until told to quit; the files of nginx go to `folder`."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
    port = listening.getsockname()[1]
    inherited: tuple[int, ...] = ()
    environment = dict(os.environ)
    if sending == "nodelay":
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        inherited = (listening.fileno(),)
        environment["NGINX"] = f"{listening.fileno()};"
    else:
        listening.close()
    written = folder / "nginx.conf"
    written.write_text(CONFIGURATION.format(folder=folder, module=module, port=port))
    command = (nginx, "-e", os.devnull, "-c", str(written))
    server = await asyncio.create_subprocess_exec(*command, pass_fds=inherited, env=environment)
    try:
        await _listens(port)
        frames = Frames(*sizes)
        publisher = Publisher(port, frames)
        publisher.publish(frames.first)
        say({"port": port, "pid": server.pid})
        beat = Beat(publisher.next)
        async for _, rate in orders():
            beat.set(float(rate))
            say({})
        beat.set(0)
    finally:
        server.terminate()
        await server.wait()


async def _listens(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                await asyncio.sleep(0.02)
            else:
                return


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-nchan-") as place:
        Path(place).chmod(0o755)  # its worker is another user when this one is root
        program, nchan, how, *numbers = sys.argv[1:]
        asyncio.run(main(Path(place), program, nchan, how, [int(number) for number in numbers]))
