"""A meeting whose votes are by card, printed or approved by a desk, and those of its residents."""

from typing import Any

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from tests.builders import plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.residents import LEADER, Gathering, gathered


class VotingGathering(Gathering):
    """A gathering whose votes are by numbered cards, of paper or on phones."""

    async def mark(self, visitor: Visitor, number: int, *options: str) -> Page:
        """The visitor marks the ballot of one number without any script."""
        page = await visitor.open(f"{self.home}?kartu={number}")
        return await visitor.send(page, "suara-1", mark=list(options))

    async def votes(self) -> dict[int, int]:
        """The votes of round 1 by proposal, the round being closed."""
        await self.act(c.CloseRound(1))
        await self.room.recount()
        return {line.option: line.votes for line in self.room.counts.tallies[1].lines}

    async def used(self) -> int:
        """Cards, or numbers, that are good and in use on some device."""
        await self.room.refresh()
        return self.room.counts.attendance.cards_used


class CardGathering(VotingGathering):
    """A gathering with eight cards printed, the first four of them handed out."""

    codes: dict[int, str]

    async def enter(self, visitor: Visitor, number: int, code: str = "") -> Page:
        """The visitor types the code of this card, or another one; the page after it."""
        page = await visitor.open(f"{self.home}/kartu")
        return await visitor.send(page, "kartu-suara", code=code or self.codes[number])


async def by_card(hall: Hall, **changes: Any) -> CardGathering:
    """A vote by card on three proposals, or on people as the plan has it, which is on."""
    plain = await gathered(hall, plan(rules=Rules(access="kartu"), **changes))
    gathering = CardGathering(hall, plain.room)
    made = await hall.site.cards.print(gathering.room, LEADER, 8)
    gathering.codes = {card.number: card.code for card in made}
    await gathering.act(c.ActivateCards(1, 4))
    await gathering.phase("usulan")
    await gathering.proposals(3)
    for name in ("Siti Aminah", "Budi Santoso", "Rahmah"):
        if any(planned.rule.once for planned in plain.meeting.plan.rounds):
            await gathering.act(c.Nominate(name, name, woman=name != "Budi Santoso"))
    await gathering.phase("pemungutan")
    return gathering


class DeskGathering(VotingGathering):
    """A gathering in which phones ask for vote rights."""

    async def asks(self, visitor: Visitor) -> tuple[int, Page]:
        """The visitor, who has joined, asks for one more; its number and the page that shows it."""
        before = self.meeting.cards.printed
        page = await visitor.send(await visitor.open(f"{self.home}/kartu"), "minta")
        number = self.meeting.cards.printed
        assert number == before + 1, page.text
        return number, page

    async def approve(self, *numbers: int) -> None:
        """The desk approves these."""
        await self.act(*(c.ActivateCards(number, number) for number in numbers))

    async def voter(self, visitor: Visitor) -> int:
        """The visitor joins, asks, and is approved; the number, whose ballot is on its page."""
        await self.joined(visitor)
        number, _page = await self.asks(visitor)
        await self.approve(number)
        page = await visitor.open(self.home)
        assert f"Surat suara nomor {number}" in page.text
        return number


async def by_desk(hall: Hall, **rules: Any) -> DeskGathering:
    """A vote on three proposals, which is on; nobody has asked yet."""
    plain = await gathered(hall, plan(rules=Rules(access="meja", **rules)))
    gathering = DeskGathering(hall, plain.room)
    await gathering.phase("usulan")
    await gathering.proposals(3)
    await gathering.phase("pemungutan")
    return gathering
