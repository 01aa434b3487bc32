"""Setting a sheet of paper with typst: the same on every machine, and none has to have any font."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst


async def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template with `data` (plain JSON), set beside all else: it may take seconds."""
    return await asyncio.to_thread(pdf, template, data)


def pdf(template: Path, data: Mapping[str, Any], at: datetime | None = None) -> bytes:
    """The same, here and now. A template may import what lies beside it; the file carries `at`."""
    return typst.compile(
        template,
        root=template.parent,
        format="pdf",
        ignore_system_fonts=True,
        timestamp=at,
        sys_inputs={"data": json.dumps(data)},
    )
