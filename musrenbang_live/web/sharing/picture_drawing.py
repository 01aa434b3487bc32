"""Drawing a picture with typst: the same on every machine, and each only once."""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst

from musrenbang_live.core.errors import Rejected

KEPT_PICTURES: Final = 200
"""Pictures that a process keeps, some 60 kB each."""
MOST_WAITING: Final = 30
"""Who asks while so many wait comes again: the last of them waits some three seconds."""


class Pictures:
    """Draws pictures from a template; each once, and one at a time: it takes a tenth of a second of
    a processor, and nobody who asks for many may take it from a meeting."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._drawn: OrderedDict[str, bytes] = OrderedDict()
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def png(self, said: Mapping[str, Any]) -> tuple[str, bytes]:
        """The picture that says this, with the name of its content: the same for the same. Raises
        `busy` while too many wait for others."""
        text = json.dumps(said, sort_keys=True)
        name = hashlib.sha256(text.encode()).hexdigest()[:32]
        if name not in self._drawn:
            await self._draw(name, text)
        self._drawn.move_to_end(name)
        drawn = self._drawn[name]
        while len(self._drawn) > KEPT_PICTURES:
            self._drawn.popitem(last=False)
        return name, drawn

    async def _draw(self, name: str, text: str) -> None:
        if self._waiting >= MOST_WAITING:
            raise Rejected("busy")
        self._waiting += 1
        try:
            async with self._turn:
                if name not in self._drawn:
                    self._drawn[name] = await asyncio.to_thread(_drawn, self._template, text)
        finally:
            self._waiting -= 1


def _drawn(template: Path, text: str) -> bytes:
    """A picture of 1200 x 630 pixels."""
    made = typst.compile(
        template,
        root=template.parent,
        format="png",
        ppi=72.0,
        ignore_system_fonts=True,
        sys_inputs={"data": text},
    )
    assert isinstance(made, bytes)
    return made
