"""A hall of phones that all vote, change their minds, support and propose at the same time."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress

from tests.faults.phones import StormPhone, lasting
from tests.patience import SOON, until

AT_ONCE = 30
PROBLEM = "Air naik ke teras rumah setiap kali hujan deras, dan jalan menjadi licin."


class Ballot:
    """What is voted on: the number of the round, its options, and how many one may choose.

    `once`: a ballot is cast for good.
    """

    def __init__(
        self, round_: int, options: Sequence[int], choose: int, *, once: bool = False
    ) -> None:
        self.round = round_
        self.options = options
        self.choose = choose
        self.once = once


class Storm:
    """All phones of one meeting. `chance` decides everything they do."""

    def __init__(self, chance: random.Random) -> None:
        self.phones: list[StormPhone] = []
        self.ballot: Ballot | None = None
        self.proposals: Sequence[int] = ()
        """Those that are supported."""
        self.most_proposals = 1
        """How many each phone hands in at most."""
        self.pace = 0.4
        """Seconds between two acts of one phone, on average."""
        self._chance = chance
        self._acting: list[asyncio.Task[None]] = []
        self._over = asyncio.Event()

    async def gather(self, code: str, bases: Sequence[str], count: int) -> None:
        """Let `count` phones join, spread over `bases`, and follow."""
        new = [
            StormPhone(bases[place % len(bases)], code, random.Random(self._chance.random()))
            for place in range(count)
        ]
        self.phones += new
        gate = asyncio.Semaphore(AT_ONCE)

        async def come(phone: StormPhone) -> None:
            async with gate:
                await phone.join()
                phone.switch_on()

        await asyncio.gather(*(come(phone) for phone in new))
        await until(lambda: all(phone.shown.version for phone in new))

    def rage(self) -> None:
        """From now on everybody acts, until `calm`."""
        self._over.clear()
        self._acting = [asyncio.create_task(self._act(phone)) for phone in self.phones]

    async def calm(self) -> None:
        """Let everybody stop; what is not answered yet stays in the outboxes."""
        self._over.set()
        acting, self._acting = self._acting, []
        await asyncio.gather(*acting)

    async def settle(self, within: float = SOON) -> None:
        """Wait until the server has answered everything."""
        try:
            await until(lambda: self.left == 0, within)
        except AssertionError:
            raise AssertionError("\n".join(self._unanswered())) from None

    def _unanswered(self) -> list[str]:
        """Who waits for what, for whoever must find out why."""
        return [
            f"{phone.participant} at {phone.visitor.base}, up {phone.line.is_up},"
            f" put off {phone.put_off}, closed {dict(phone.line.closes)}, waits for"
            f" {[(item.do, item.sent) for item in phone.outbox.items]}"
            for phone in self.phones
            if phone.outbox.items
        ]

    async def send_old(self) -> None:
        """Let old messages arrive once more, after all newer ones."""
        wanted = {phone: phone.answers + await phone.send_old() for phone in self.phones}
        await until(lambda: all(phone.answers >= count for phone, count in wanted.items()))

    @property
    def left(self) -> int:
        """Things done that are not answered yet."""
        return sum(len(phone.outbox.items) for phone in self.phones)

    @property
    def acknowledged(self) -> int:
        """Things done of which the server said that they are stored."""
        return sum(item.stored for phone in self.phones for item in phone.done.values())

    @property
    def put_off(self) -> int:
        """How often the server asked for more time."""
        return sum(phone.put_off for phone in self.phones)

    async def more(self, count: int) -> None:
        """Wait until `count` more things are acknowledged."""
        wanted = self.acknowledged + count
        await until(lambda: self.acknowledged >= wanted)

    async def leave(self) -> None:
        """Everybody goes home. Raises what went wrong on a phone."""
        await self.calm()
        await asyncio.gather(*(phone.switch_off() for phone in self.phones))

    async def _act(self, phone: StormPhone) -> None:
        written = 0
        while not await self._ends_within(phone.chance.expovariate(1 / self.pace)):
            luck = phone.chance.random()
            if self.ballot and luck < 0.6:
                await self.vote(phone)
            elif written < self.most_proposals and luck < 0.75:
                written += 1
                await self._propose(phone, written)
            elif self.proposals:
                await self._support(phone)

    async def _ends_within(self, seconds: float) -> bool:
        """A pause between two acts; whether the storm ended meanwhile. Never cut in mid-act."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._over.wait()
        return self._over.is_set()

    async def vote(self, phone: StormPhone) -> None:
        """Choose anew; never nothing, so that the number of ballots only grows."""
        ballot = self.ballot
        assert ballot
        if ballot.once and any(item.do == "vote" for item in phone.outbox.items):
            return  # a paper that is on its way cannot be marked
        count = phone.chance.randint(1, min(ballot.choose, len(ballot.options)))
        mark = phone.chance.sample(list(ballot.options), count)
        await phone.put("vote", {"round": ballot.round, "mark": mark})

    async def _support(self, phone: StormPhone) -> None:
        number = phone.chance.choice(self.proposals)
        on = lasting(number) or phone.chance.random() < 0.7
        await phone.put("support", {"proposal": number, "on": on})

    async def _propose(self, phone: StormPhone, number: int) -> None:
        title = f"Perbaikan parit nomor {number} di depan rumah {phone.participant[:8]}"
        content = {"title": title, "problem": PROBLEM, "neighborhood": "I", "landmark": "Musala"}
        await phone.put("propose", content)
