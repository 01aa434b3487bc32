"""A whole meeting played by simulated people, from the first tap to the published result."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from musrenbang_live.cli.simulation.examples import Example
from musrenbang_live.cli.simulation.facilitator import SimulatedFacilitator
from musrenbang_live.cli.simulation.resident import SimulatedResident

AT_ONCE: Final = 40
"""Residents who do the same thing at the same moment."""
SEEN_WITHIN: Final = 30.0

Told = Callable[[str], None]


class Play:
    """The people of one meeting. `bases` are the servers; residents spread over all of them."""

    def __init__(
        self, bases: Sequence[str], code: str, examples: Sequence[Example], chance: random.Random
    ) -> None:
        self.bases = bases
        self.code = code
        self.examples = examples
        self.chance = chance
        self.facilitator = SimulatedFacilitator(bases[0], code)
        self.residents: list[SimulatedResident] = []
        self.codes: list[str] = []
        self.entered: dict[int, str] = {}
        self.numbers: dict[int, Example] = {}
        self.merged: dict[int, int] = {}

    async def hand_out(self, count: int) -> None:
        """Have a voter card for each of `count` residents, where votes are by card."""
        self.codes = await self.facilitator.cards(count)

    async def join(self, count: int) -> None:
        """Let `count` residents join."""
        self.residents = [self._stranger(index) for index in range(count)]
        await in_groups(resident.join for resident in self.residents)

    async def join_slowly(self, count: int, pause: float) -> None:
        """Let `count` residents join one after another, `pause` seconds apart."""
        for index in range(count):
            stranger = self._stranger(index)
            await stranger.join()
            self.residents.append(stranger)
            await asyncio.sleep(pause)

    def _stranger(self, index: int) -> SimulatedResident:
        """Somebody from one of the lingkungan of the examples."""
        places = [example.spoken["neighborhood"] for example in self.examples]
        told = {
            "neighborhood": self.chance.choice(places),
            "gender": self.chance.choice(("P", "L", "")),
        }
        card = self.codes[index] if index < len(self.codes) else ""
        return SimulatedResident(self.bases[index % len(self.bases)], self.code, told, card)

    async def propose(self) -> None:
        """Hand in all examples: on the phone, or at the operator's desk where the file says so."""
        for index in range(len(self.examples)):
            number = await self._hand_in(index)
            self.numbers[number] = self.examples[index]

    async def _hand_in(self, index: int) -> int:
        example = self.examples[index]
        if not example.assisted:
            return await self.residents[index % len(self.residents)].propose(example.spoken)
        number = await self.facilitator.enter(example.spoken)
        self.entered[number] = example.spoken["title"]
        return number

    async def look_through(self) -> None:
        """The committee completes and shows every proposal, and merges those that ask the same."""
        for number, example in self.numbers.items():
            await self._look_at(number, example)
        leaders: dict[str, int] = {}
        for number, example in self.numbers.items():
            leader = leaders.setdefault(example.cluster or str(number), number)
            if leader != number:
                await self.facilitator.act("merge", number=number, into=leader)
                self.merged[number] = leader

    async def bring(self, index: int) -> None:
        """Hand in one example and have it looked at."""
        number = await self._hand_in(index)
        await self._look_at(number, self.examples[index])

    async def _look_at(self, number: int, example: Example) -> None:
        if any(example.figures.values()):
            await self.facilitator.complete(number, {**example.spoken, **example.figures})
        await self.facilitator.act("approve", number=number)

    async def support(self) -> None:
        """Every resident supports what it likes of what its own screen shows."""
        await self.see(lambda resident: len(resident.seen.proposals) == self.standing)
        await in_groups(self._supports(resident) for resident in self.residents)

    @property
    def standing(self) -> int:
        """Proposals that stand by themselves."""
        return len(self.numbers) - len(self.merged)

    def _supports(self, resident: SimulatedResident) -> Callable[[], Awaitable[None]]:
        liked = self._taste(resident.seen.proposals, self.chance.randint(0, 6))

        async def act() -> None:
            for number in liked:
                await resident.support(number)

        return act

    async def vote(self) -> None:
        """Most residents vote, some change their minds, a few hand in nothing."""
        await self.see(lambda resident: bool(resident.seen.ballot))
        await in_groups(self.ballot_of(resident) for resident in self.residents)

    def ballot_of(self, resident: SimulatedResident) -> Callable[[], Awaitable[None]]:
        """What the resident does with the ballot on its screen: nothing, one choice, or two."""
        options, round_ = resident.seen.options, resident.seen.ballot
        times = self.chance.choice((0, 1, 1, 1, 2))
        choices = [self._taste(options, self.chance.randint(1, 5)) for _ in range(times)]

        async def act() -> None:
            for mark in choices:
                await resident.vote(round_, mark)

        return act

    def _taste(self, numbers: Sequence[int], count: int) -> list[int]:
        """Some of `numbers`; earlier ones are liked more, so that results differ."""
        left, liked = sorted(numbers), list[int]()
        while left and len(liked) < count:
            weights = [1 / (2 + place) for place in range(len(left))]
            liked.append(left.pop(self.chance.choices(range(len(left)), weights)[0]))
        return sorted(liked)

    async def see(self, wanted: Callable[[SimulatedResident], bool]) -> None:
        """Wait until every resident's own screen shows what is wanted."""

        async def shown(resident: SimulatedResident) -> None:
            while not wanted(resident):
                resident.changed.clear()
                if not wanted(resident):
                    await resident.changed.wait()

        async with asyncio.timeout(SEEN_WITHIN):
            await asyncio.gather(*(shown(resident) for resident in self.residents))

    async def leave(self) -> None:
        """Everybody goes home."""
        await asyncio.gather(*(resident.leave() for resident in self.residents))


async def whole_meeting(play: Play, residents: int, token: str, told: Told) -> None:
    """From the opening to the publication, as fast as the servers answer."""
    told("join")
    await play.facilitator.log_in(token)
    await play.hand_out(residents)
    await play.join(residents)
    await play.facilitator.act("open")
    told("propose")
    await play.facilitator.act("phase", index=1)
    await play.see(lambda resident: resident.seen.may_propose)
    await play.propose()
    await play.look_through()
    told("support")
    await play.support()
    await play.facilitator.act("phase", index=2)
    await play.facilitator.act("focus", number=1)
    told("vote")
    await play.facilitator.act("phase", index=3)
    await play.vote()
    await play.facilitator.act("close-round", number=1)
    await play.facilitator.act("reveal", number=1)
    told("publish")
    await play.facilitator.act("publish")


async def in_groups(acts: Iterable[Callable[[], Awaitable[None]]]) -> None:
    """Do all `acts`, at most `AT_ONCE` at the same time; the first failure ends all."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(act: Callable[[], Awaitable[None]]) -> None:
        async with gate:
            await act()

    try:
        async with asyncio.TaskGroup() as tasks:
            for act in acts:
                tasks.create_task(one(act))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
