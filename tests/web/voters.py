"""A meeting whose votes are by card, and the cards of its residents."""

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from tests.builders import plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.residents import LEADER, Gathering, gathered


class CardGathering(Gathering):
    """A gathering with eight cards printed, the first four of them handed out."""

    codes: dict[int, str]

    async def enter(self, visitor: Visitor, number: int, code: str = "") -> Page:
        """The visitor types the code of this card, or another one; the page after it."""
        page = await visitor.open(f"{self.home}/kartu")
        return await visitor.send(page, "kartu-suara", code=code or self.codes[number])

    async def mark(self, visitor: Visitor, number: int, *options: str) -> Page:
        """The visitor marks the ballot of one card without any script."""
        page = await visitor.open(f"{self.home}?kartu={number}")
        return await visitor.send(page, "suara-1", mark=list(options))

    async def votes(self) -> dict[int, int]:
        """The votes of round 1 by proposal, the round being closed."""
        await self.act(c.CloseRound(1))
        await self.room.recount()
        return {line.option: line.votes for line in self.room.counts.tallies[1].lines}

    async def used(self) -> int:
        """Cards that were entered and are good."""
        await self.room.refresh()
        return self.room.counts.attendance.cards_used


async def by_card(hall: Hall) -> CardGathering:
    """A vote by card on three proposals, which is on."""
    plain = await gathered(hall, plan(rules=Rules(access="kartu")))
    gathering = CardGathering(hall, plain.room)
    made = await hall.site.cards.print(gathering.room, LEADER, 8)
    gathering.codes = {card.number: card.code for card in made}
    await gathering.act(c.ActivateCards(1, 4))
    await gathering.phase("usulan")
    await gathering.proposals(3)
    await gathering.phase("pemungutan")
    return gathering
