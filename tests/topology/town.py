"""Two servers, one PostgreSQL, one Redis, nginx before them: a city's set-up on one machine."""

import asyncio
import json
import random
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from musrenbang_live.cli.demo import EXAMPLES
from musrenbang_live.cli.demo_site import Prepared, prepare
from musrenbang_live.cli.processes import Server, servers
from musrenbang_live.cli.simulation.examples import read_examples
from musrenbang_live.cli.simulation.play import Play
from musrenbang_live.cli.simulation.visitor import Page, Visitor
from musrenbang_live.config import WARDS, Settings, folder
from tests.patience import SOON
from tests.phone import Phone
from tests.servers import executable, free_port

NGINX = """
daemon off; pid {folder}/nginx.pid; error_log stderr warn; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  upstream musrenbang {{ least_conn; {upstreams} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://musrenbang;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_read_timeout 60s;
    }}
  }}
}}
"""


class Town:
    """The running set-up. `bases` are the two servers, `front` is nginx."""

    def __init__(self, settings: Settings, stack: AsyncExitStack) -> None:
        self.settings = settings
        self.running: list[Server] = []
        self.prepared: Prepared
        self._stack = stack
        self._port = free_port()
        self.front = f"http://127.0.0.1:{self._port}"
        self._nginx: asyncio.subprocess.Process | None = None

    @property
    def bases(self) -> list[str]:
        """The addresses of the servers themselves."""
        return [server.base for server in self.running]

    async def mend(self) -> None:
        """See to it that two servers run, and that nginx knows them."""
        alive = [server for server in self.running if server.process.returncode is None]
        if len(alive) == 2:
            return
        new = await self._stack.enter_async_context(servers(self.settings, 2 - len(alive)))
        self.running = alive + new
        await self._lead_to_them()

    async def _lead_to_them(self) -> None:
        folder_ = self.settings.data
        upstreams = "".join(f"server {base.removeprefix('http://')};" for base in self.bases)
        written = folder_ / "nginx.conf"
        written.write_text(NGINX.format(folder=folder_, port=self._port, upstreams=upstreams))
        if self._nginx:
            self._nginx.send_signal(signal.SIGHUP)
        else:
            program = executable("nginx", "/usr/sbin/nginx", how="apt install nginx-light")
            self._nginx = await asyncio.create_subprocess_exec(program, "-c", str(written))
            self._stack.push_async_callback(_ended, self._nginx)
        await _answers(self.front)

    async def play(self) -> Play:
        """The people of a fresh meeting: the facilitator at the first server."""
        self.prepared = await prepare(self.settings)
        path = folder("sessions").joinpath(*EXAMPLES)
        examples = read_examples(path, self.prepared.plan.ward_code)
        play = Play(self.bases, self.prepared.code, self.prepared.plan, examples, random.Random(5))
        await play.facilitator.log_in(self.prepared.token)
        return play

    async def record(self, base: str = "") -> dict[str, Any]:
        """The published record, through nginx unless said otherwise."""
        page = await Visitor(base or self.front).get(f"/arsip/{self.prepared.code}.json")
        assert page.status == 200, page.html
        published: dict[str, Any] = json.loads(page.html)
        return published


class Wall:
    """A projector: it follows its page, and comes back when the line breaks."""

    def __init__(self, base: str, link: str) -> None:
        self.visitor = Visitor(base)
        self.link = link
        self.phone = Phone()
        self._following: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the device link and follow."""
        page = await self.visitor.get(self.link)
        assert page.status == 200
        self._following = asyncio.create_task(self._follow(page))

    async def close(self) -> None:
        """Switch it off."""
        if self._following:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following

    async def _follow(self, page: Page) -> None:
        line: ClientConnection = await self.visitor.socket("projector", page)
        hello = {"do": "hello", "token": page.token, "epoch": "", "v": 0}
        await line.send(json.dumps(hello))
        with suppress(ConnectionClosed):
            async for text in line:
                self.phone.hear(json.loads(text))
        await line.close()

    @property
    def shown(self) -> str:
        """All words and numbers on the wall."""
        return " ".join([*self.phone.html.values(), *self.phone.text.values()])


@asynccontextmanager
async def town(database_url: str, redis_url: str, data: Path) -> AsyncIterator[Town]:
    """The set-up, from start to end."""
    settings = Settings(
        data=data,
        database_url=database_url,
        redis_url=redis_url,
        secret=b"t" * 32,
        wards=folder("sessions") / "site" / WARDS,
    )
    async with AsyncExitStack() as stack:
        made = Town(settings, stack)
        await made.mend()
        yield made
    shutil.rmtree(data, ignore_errors=True)


async def _ended(process: asyncio.subprocess.Process) -> None:
    process.terminate()
    await process.wait()


async def _answers(front: str) -> None:
    async with asyncio.timeout(SOON):
        while True:
            with suppress(OSError):
                if (await Visitor(front).get("/healthz")).status == 200:
                    return
            await asyncio.sleep(0.02)
