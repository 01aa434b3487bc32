"""What the tests of the facilitator's console share: addresses, meetings, the flash."""

import re
import uuid

from tests.builders import content
from tests.web.browsing import Page
from tests.web.residents import Gathering


def desk(gathering: Gathering, place: str = "") -> str:
    """The address of the console of this meeting, or of a page beside it."""
    return f"/fasilitator/{gathering.room.code}{place}"


async def opened(gathering: Gathering, kind: str, proposals: int = 0) -> list[int]:
    """The meeting goes to a phase, with so many proposals shown; their numbers."""
    await gathering.phase("usulan")
    numbers = await gathering.proposals(proposals)
    if kind != "usulan":
        await gathering.phase(kind)
    return numbers


def said(page: Page) -> str:
    """The sentence shown once after a form."""
    found = re.search(r'class="note flash".*?<p>(.*?)</p>', page.html, re.DOTALL)
    return found.group(1) if found else ""


async def waiting(gathering: Gathering, count: int = 1) -> list[int]:
    """So many proposals of neighbours wait to be looked at; their numbers."""
    await gathering.phase("usulan")
    numbers = []
    for n in range(count):
        who = await gathering.neighbour()
        said_ = content(f"Perbaikan titi {n}")
        ref = str(uuid.uuid4())
        numbers.append(
            await gathering.hall.service.propose(gathering.room, who, ref, said_, named=False)
        )
    return numbers
