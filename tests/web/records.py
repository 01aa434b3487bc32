"""Published meetings to read in the archive, in which everything that can happen has happened."""

from typing import Any, Final

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import SessionPlan
from tests.builders import content, plan
from tests.web.browsing import Hall
from tests.web.residents import Gathering, gathered

PEOPLE: Final = (
    *(("Butet Manurung", "P"), ("Ijah binti Saleh", "P"), ("Sorta Sinaga", "P")),
    *(("Ucok Tanjung", "L"), ("Rusli Marpaung", "L"), ("Amat Sitorus", "L")),
)
HOUSE: Final = "sebelah rumah nek Timah"
UNSEEN: Final = "Mohon dana untuk anak saya Poltak"
VOTES: Final = ([1, 2], [1, 2], [1, 3], [2], [])
"""What five people vote: 1 and 2 get three votes each, 3 gets one; the empty ballot is blank."""


async def eventful(hall: Hall, of: SessionPlan | None = None) -> tuple[Gathering, list[str]]:
    """A published meeting, and its participants.

    Proposals 1 to 3 were voted on, 1 and 2 with equal votes; 4 is merged into 1, 5 hidden, 6 was
    shown but not on the ballot, 7 nobody looked at. Ijah asked to be named for proposal 2.
    """
    gathering = await gathered(hall, of)
    await gathering.phase("usulan")
    people = [
        await gathering.neighbour(name=name, gender=gender, neighborhood="II")
        for name, gender in PEOPLE
    ]
    titles = ("Drainase Gang Mawar", "Lampu jalan", "Titi beton", "Parit tumpat")
    for title, author in zip(titles, people, strict=False):
        await gathering.proposal(content(title, landmark=HOUSE, cost=85_000_000), by=author)
    await gathering.proposal(content(UNSEEN, problem=UNSEEN, landmark=HOUSE), by=people[4])
    await gathering.proposal(content("Gapura baru", neighborhood="III"), by=people[4])
    await _waiting(gathering, people[5])
    await gathering.act(c.MergeProposal(4, 1), c.HideProposal(5, "Menyebut nama orang."))
    await gathering.phase("musyawarah")
    await gathering.act(c.EnterPhase(3, (1, 2, 3)))
    for person, mark in zip(people, VOTES, strict=False):
        await gathering.cast(list(mark), by=person)
    await gathering.act(c.CloseRound(1), c.RevealRound(1), c.PublishMeeting())
    return gathering, people


async def _waiting(gathering: Gathering, author: str) -> None:
    room = gathering.room
    said = content(UNSEEN, problem=UNSEEN, landmark=HOUSE)
    ref = "7f0c0d3e-0000-4000-8000-000000000007"
    await gathering.hall.service.propose(room, author, ref, said, named=False)


async def brief(hall: Hall, title: str = "", **changes: Any) -> Gathering:
    """A published meeting in which little happened: one proposal, if it has a title."""
    gathering = await gathered(hall, plan(**changes))
    await gathering.phase("usulan")
    if title:
        await gathering.proposal(content(title))
    await gathering.act(c.PublishMeeting())
    return gathering
