"""A whole meeting played by simulated people, from the first tap to the published result."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from musrenbang_live.cli.simulation.examples import Example
from musrenbang_live.cli.simulation.facilitator import SimulatedFacilitator
from musrenbang_live.cli.simulation.liking import liked, marked
from musrenbang_live.cli.simulation.resident import SimulatedResident
from musrenbang_live.core.ballots import AnyRule, Elect, Mark, ceiling_of
from musrenbang_live.core.ballots.typed import written
from musrenbang_live.core.plan import PhaseKind, RoundPlan, SessionPlan

AT_ONCE: Final = 40
"""Residents who do the same thing at the same moment."""
SEEN_WITHIN: Final = 60.0
AT_DOOR: Final = 12
"""So many are checked in at the door; the others only take their phones out."""
BY_CONSENSUS: Final = 2
SIGNS: Final[dict[str, str]] = {
    "chair": "Pimpinan Contoh",
    "chair_function": "Ketua LPM",
    "lurah": "Lurah Contoh",
    "speeches": "Lurah\nCamat",
    "presentations": "Lurah: hasil tahun lalu",
}
"""What the desk types for the Berita Acara; invented, and nobody takes it for real."""

Told = Callable[[str], None]


class Play:
    """The people of one meeting. `bases` are the servers; residents spread over all of them.

    `held` are the rounds that were opened, in their order: their numbers count from 1. `on_paper`
    are the choices of those who have a voter card and no phone, by round.
    """

    def __init__(
        self,
        bases: Sequence[str],
        code: str,
        plan: SessionPlan,
        examples: Sequence[Example],
        chance: random.Random,
    ) -> None:
        self.bases = bases
        self.code = code
        self.plan = plan
        self.examples = examples
        self.chance = chance
        self.facilitator = SimulatedFacilitator(bases[0], code)
        self.residents: list[SimulatedResident] = []
        self.codes: list[str] = []
        self.entered: dict[int, str] = {}
        self.numbers: dict[int, Example] = {}
        self.merged: dict[int, int] = {}
        self.held: list[RoundPlan] = []
        self.on_paper: dict[int, list[Mark]] = {}

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

    async def check_in(self) -> None:
        """Some are written on the attendance list, as many women as men."""
        places = self.plan.neighborhoods
        for place in range(AT_DOOR):
            gender = "PL"[place % 2]
            where = places[place % len(places)]
            await self.facilitator.check_in(_guest(place), where, gender, str(24 + 3 * place))

    async def agree(self) -> None:
        """The first of what stands is agreed by consensus."""
        standing = [number for number in self.numbers if number not in self.merged]
        for number in standing[:BY_CONSENSUS]:
            await self.facilitator.act("focus", number=number)
            await self.facilitator.act("decide", number=number, verdict="mufakat")

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
        wanted = liked(self.chance, resident.seen.proposals, self.chance.randint(0, 6))

        async def act() -> None:
            for number in sorted(wanted):
                await resident.support(number)

        return act

    async def vote(self, number: int = 1) -> None:
        """Most residents vote in round `number`, some change their minds, a few hand in nothing."""
        await self.see(lambda resident: resident.seen.ballot == number)
        await in_groups(self.ballot_of(resident) for resident in self.residents)

    async def vote_on_paper(self, number: int) -> None:
        """The pile of those without a phone is typed at the desk, twice through."""
        seen, rule = self.residents[0].seen, self.held[number - 1].rule
        pile = [
            (code, marked(self.chance, rule, seen.options, seen.costs))
            for code in self.codes[len(self.residents) :]
        ]
        for place in (1, 2):
            for code, mark in pile:
                await self.facilitator.type_paper(number, place, code, written(rule, mark))
        self.on_paper[number] = [mark for _, mark in pile]

    def ballot_of(self, resident: SimulatedResident) -> Callable[[], Awaitable[None]]:
        """What the resident does with the ballot on its screen: nothing, one choice, or two.

        Whoever votes for persons does so once: such a ballot cannot be changed.
        """
        seen, rule = resident.seen, self._rule_of(resident.seen.title)
        times = self.chance.choice((0, 1, 1, 1, 1 if isinstance(rule, Elect) else 2))
        round_ = seen.ballot
        choices = [marked(self.chance, rule, seen.options, seen.costs) for _ in range(times)]

        async def act() -> None:
            for mark in choices:
                await resident.vote(round_, mark)

        return act

    def _rule_of(self, title: str) -> AnyRule:
        """The rule of the planned round that a paper names."""
        return next(planned.rule for planned in self.plan.rounds if planned.title == title)

    async def nominate(self) -> None:
        """Let so many stand for election that there is a choice, where persons are elected."""
        seats = sum(r.rule.seats for r in self.plan.rounds if isinstance(r.rule, Elect))
        for place in range(2 * seats):
            where = self.plan.neighborhoods[place % len(self.plan.neighborhoods)]
            await self.facilitator.nominate(_candidate(place), where, woman=place % 2 == 0)

    async def open_round(self, index: int) -> int:
        """Go to the voting phase `index` and open its round; its number.

        A ballot about money leaves out what nobody knows the cost of.
        """
        planned = self.plan.round_plan(self.plan.phases[index].round)
        if planned is None:
            raise ValueError(f"phase {index} holds no vote")
        chosen: dict[str, object] = {}
        if ceiling_of(planned.rule):
            chosen = {"chosen": 1, "options": self._with_cost()}
        await self.facilitator.act("phase", index=index, **chosen)
        self.held.append(planned)
        return len(self.held)

    def _with_cost(self) -> list[int]:
        return [
            number
            for number, example in self.numbers.items()
            if number not in self.merged and example.figures["cost"]
        ]

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


async def whole_meeting(
    play: Play, residents: int, token: str, told: Told, papers: int = 0
) -> None:
    """From the opening to the publication, as fast as the servers answer, in the plan's order.

    `papers`: so many more have a voter card and vote on paper, where votes are by card.
    """
    told("join")
    await play.facilitator.log_in(token)
    await play.hand_out(residents + papers)
    await play.join(residents)
    await play.facilitator.act("open")
    await play.check_in()
    for index, phase in enumerate(play.plan.phases):
        if phase.kind in _STEPS:
            await _STEPS[phase.kind](play, index, told)
    told("publish")
    await play.facilitator.fill_minutes(SIGNS)
    await play.facilitator.act("publish")


async def _propose(play: Play, index: int, told: Told) -> None:
    told("propose")
    await play.facilitator.act("phase", index=index)
    await play.see(lambda resident: resident.seen.may_propose)
    await play.propose()
    await play.look_through()
    told("support")
    await play.support()
    await play.nominate()


async def _discuss(play: Play, index: int, told: Told) -> None:
    await play.facilitator.act("phase", index=index)
    await play.agree()


async def _vote(play: Play, index: int, told: Told) -> None:
    told("vote")
    number = await play.open_round(index)
    await play.vote(number)
    await play.vote_on_paper(number)
    await play.facilitator.act("close-round", number=number)
    await play.facilitator.act("reveal", number=number)


_STEPS: Final[dict[PhaseKind, Callable[[Play, int, Told], Awaitable[None]]]] = {
    "usulan": _propose,
    "musyawarah": _discuss,
    "pemungutan": _vote,
}


def _guest(place: int) -> str:
    """An invented name on the attendance list."""
    return f"Warga contoh {chr(ord('A') + place)}"


def _candidate(place: int) -> str:
    """An invented name that nobody takes for a real one."""
    return f"Calon contoh {chr(ord('A') + place)}"


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
