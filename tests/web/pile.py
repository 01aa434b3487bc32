"""A pile of paper that is typed at the desk, and what the rows say of it."""

import re
import uuid

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import AnyRule
from musrenbang_live.core.plan import RoundPlan, Rules
from tests.builders import ROUND, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk
from tests.web.residents import LEADER, gathered
from tests.web.voters import CardGathering


async def look(gathering: CardGathering, visitor: Visitor, code: str, place: int = 1) -> Page:
    """Type a code and press Enter."""
    page = await visitor.open(desk(gathering, f"/kertas?ke={place}"))
    return await visitor.send(page, "ketik", code=code)


async def type_(
    gathering: CardGathering, visitor: Visitor, card: int, text: str, place: int = 1
) -> Page:
    """Type a code, Enter, the choices, Enter."""
    page = await look(gathering, visitor, gathering.codes[card], place)
    return await visitor.send(page, "ketik", mark=text)


async def twice(gathering: CardGathering, visitor: Visitor, card: int, text: str) -> Page:
    await type_(gathering, visitor, card, text)
    return await type_(gathering, visitor, card, text, 2)


async def cast(gathering: CardGathering) -> list[tuple[int, str, object]]:
    """Card, way and choice of each ballot that is stored now."""
    rows = await gathering.hall.site.pool.fetch(
        "SELECT card, via, mark FROM ballot JOIN participant ON id = participant ORDER BY card"
    )
    return [(row["card"], row["via"], row["mark"]) for row in rows]


async def kept(gathering: CardGathering) -> list[tuple[int, str, object]]:
    """Card, state and what is still known of each paper."""
    rows = await gathering.hall.site.pool.fetch("SELECT card, state, first FROM paper ORDER BY 1")
    return [(row["card"], row["state"], row["first"]) for row in rows]


def facts(page: Page) -> str:
    """The figures of the page, each behind what it counts in the source, here before it."""
    found = re.findall(r"<dt>([^<]+)</dt><dd class=\"big\">(\d+)</dd>", page.html)
    return ", ".join(f"{number} {what}" for what, number in found)


async def phone(voting: CardGathering, card: int, mark: list[int]) -> None:
    """The card votes on some phone."""
    site = voting.hall.site
    participant = await site.cards.participant_of(voting.room, voting.codes[card], card)
    now_, ref = 1_795_000_000_000, str(uuid.uuid4())
    await site.service.vote(voting.room, participant, ref, now_, 1, mark)


async def election(hall: Hall, rule: AnyRule) -> CardGathering:
    """A vote by card by this rule, on three proposals or candidates."""
    rounds = (RoundPlan(ROUND, "Prioritas kelurahan", rule),)
    plain = await gathered(hall, plan(rules=Rules(access="kartu"), rounds=rounds))
    gathering = CardGathering(hall, plain.room)
    made = await hall.site.cards.print(gathering.room, LEADER, 8)
    gathering.codes = {card.number: card.code for card in made}
    await gathering.act(c.ActivateCards(1, 4))
    await gathering.phase("usulan")
    await gathering.proposals(3)
    for number in range(3):
        await gathering.act(c.Nominate(f"{number}", f"Calon {number}", woman=number == 1))
    await gathering.phase("pemungutan")
    return gathering
