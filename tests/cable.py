"""A cable to PostgreSQL that a test can cut: everything passes through, until it is told not to."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

_SOCKET = ".s.PGSQL.5432"
_HOST = re.compile(r"host=([^&]+)")

Cut = Literal["before", "after"]
"""Where the next COMMIT is cut off: before it reaches the server, or after, so that only the
answer is lost."""


class Cable:
    """`url` leads through the cable. Set `cut` to break it at the next COMMIT, once."""

    def __init__(self, url: str, folder: Path) -> None:
        found = _HOST.search(url)
        assert found
        self._server = Path(unquote(found[1]), _SOCKET)
        self.here = folder / _SOCKET
        self.url = url.replace(found[1], str(folder))
        self.cut: Cut | None = None
        self.cuts = 0
        self.away_after = 0.0
        """Seconds after the cut in which nobody gets through either."""
        self._away_until = 0.0
        self._ends: set[asyncio.StreamWriter] = set()
        self._way_in: asyncio.Server | None = None

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its beginning to its end."""
        if asyncio.get_running_loop().time() < self._away_until:
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_unix_connection(self._server)
        ends = {writer, far_writer}
        self._ends |= ends
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._there(reader, far_writer, far_reader, writer))
                tasks.create_task(self._back(far_reader, writer))
        except* (OSError, EOFError):
            pass
        finally:
            self._ends -= ends
            for end in ends:
                end.transport.abort()

    async def _there(
        self,
        reader: asyncio.StreamReader,
        far: asyncio.StreamWriter,
        answers: asyncio.StreamReader,
        near: asyncio.StreamWriter,
    ) -> None:
        while True:
            sent = await reader.read(65536)
            if not sent:
                raise EOFError
            if self.cut and b"COMMIT" in sent:
                await self._break(sent, far, near)
            far.write(sent)
            await far.drain()

    async def _break(
        self, sent: bytes, far: asyncio.StreamWriter, near: asyncio.StreamWriter
    ) -> None:
        where, self.cut = self.cut, None
        self.cuts += 1
        self._away_until = asyncio.get_running_loop().time() + self.away_after
        near.transport.abort()
        if where == "after":
            far.write(sent)
            await far.drain()
            far.write_eof()
            await far.wait_closed()
        raise EOFError

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while answer := await reader.read(65536):
            if not writer.transport.is_closing():
                writer.write(answer)
                await writer.drain()
        raise EOFError

    async def plug_in(self) -> None:
        """Let people through."""
        self._way_in = await asyncio.start_unix_server(self.carry, self.here)

    def unplug(self) -> None:
        """Cut everything, and let nobody through until it is plugged in again."""
        if self._way_in:
            self._way_in.close()
        self.here.unlink(missing_ok=True)
        self.end()

    def end(self) -> None:
        """Cut all that is open."""
        for writer in self._ends:
            writer.transport.abort()


@asynccontextmanager
async def laid(url: str) -> AsyncIterator[Cable]:
    """A cable to the server at `url`."""
    with tempfile.TemporaryDirectory(prefix="cable-") as folder:
        cable = Cable(url, Path(folder))
        await cable.plug_in()
        try:
            yield cable
        finally:
            cable.unplug()
