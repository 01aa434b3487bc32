"""A published meeting with enough in it for every chart."""

import uuid
from typing import Any

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import Told
from musrenbang_live.core.plan import Sector, SessionPlan, Targets
from tests.builders import content, plan
from tests.web.browsing import Hall
from tests.web.residents import Gathering, gathered

SECTORS = (
    Sector("infra", "Infrastruktur", "infra", ("drainase", "jalan", "lampu")),
    Sector("eko", "Ekonomi", "eko"),
    Sector("sos", "Sosial budaya", "sos"),
    Sector("lain", "Lainnya", "lain"),
)
PLACES = ("I", "II", "III", "IV", "V", "VI")
PROPOSALS = (
    ("Drainase Gang Mawar", "infra", "II", 120_000_000),
    ("Semenisasi Gang Bersama", "infra", "II", 85_000_000),
    ("Lampu jalan Pantai Burung", "infra", "I", 40_000_000),
    ("Pelatihan ikan asin ibu PKK", "eko", "IV", 35_000_000),
    ("Titi beton Paluh Kecil", "infra", "V", 150_000_000),
    ("Posyandu lansia", "sos", "III", None),
    ("Tempat sampah pasar", "lain", "II", 12_500_000),
)
HIDDEN = "Tulisan yang tidak diterbitkan"


def chart_plan(**changes: Any) -> SessionPlan:
    """Six lingkungan, four bidang, Rp300 million and a target for women."""
    fields: dict[str, Any] = {
        "sectors": SECTORS,
        "neighborhoods": PLACES,
        "ceiling": 300_000_000,
        "targets": Targets(quorum=20, women=30),
    }
    return plan(**(fields | changes))


async def charted(hall: Hall, of: SessionPlan | None = None) -> Gathering:
    """Seven proposals, one of them merged into another, and a hidden one; nine people support the
    first and vote; 12 people on the list, five of them women. Lingkungan VI proposes nothing.
    """
    gathering = await gathered(hall, of or chart_plan())
    await gathering.act(c.OpenMeeting(), c.EnterPhase(1))
    people = [await gathering.neighbour(gender="P" if n < 4 else "L") for n in range(9)]
    for title, sector, place, cost in PROPOSALS:
        said = content(title, sector=sector, neighborhood=place, cost=cost)
        await gathering.proposal(said, by=people[0])
    await gathering.proposal(content(HIDDEN, neighborhood="VI"), by=people[1])
    await gathering.act(c.MergeProposal(7, 1), c.HideProposal(8, "Menyebut nama orang."))
    await _supported(gathering, people)
    await _present(gathering)
    await gathering.act(c.EnterPhase(2), c.EnterPhase(3, (1, 2, 3, 4, 5, 6)))
    for person in people:
        await gathering.cast([1, 2, 5] if person != people[0] else [1, 4], by=person)
    await gathering.act(c.CloseRound(1), c.RevealRound(1), c.PublishMeeting())
    return gathering


async def _supported(gathering: Gathering, people: list[str]) -> None:
    for number in (1, 2, 5):
        for person in people[number:]:
            ref = str(uuid.uuid4())
            await gathering.hall.service.support(gathering.room, person, ref, 1, number, on=True)


async def _present(gathering: Gathering) -> None:
    for n in range(12):
        told = Told(
            f"Rahasia {n}", gender="P" if n < 5 else "L", neighborhood="II" if n < 6 else ""
        )
        attending = gathering.hall.site.attending
        await attending.check_in(gathering.room, str(uuid.uuid4()), told, "meja")
