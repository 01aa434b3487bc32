"""A real election played again: every voter a phone of its own, every project on the ballot."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

from musrenbang_live.cli.simulation.election_plan import (
    PLACE,
    VOTING_PHASE,
    mark_of,
    official,
    plan_of,
    proposal_of,
)
from musrenbang_live.cli.simulation.facilitator import SimulatedFacilitator
from musrenbang_live.cli.simulation.play import SEEN_WITHIN, in_groups
from musrenbang_live.cli.simulation.resident import SimulatedResident
from musrenbang_live.cli.simulation.visitor import UnexpectedAnswer, Visitor
from musrenbang_live.core.pabulib import Ballot, Election
from musrenbang_live.core.pabulib_reading import PabulibMistakes, read

ROUND: Final = 1

Told = Callable[[str], None]


class PlayedElection:
    """An election on the server at `base`. `numbers`: proposals by project, as the server says."""

    def __init__(self, base: str, election: Election) -> None:
        self.base = base
        self.election = election
        self.facilitator = SimulatedFacilitator(base, "")
        self.numbers: dict[str, int] = {}

    @property
    def code(self) -> str:
        """The join code of the meeting."""
        return self.facilitator.code

    async def play(self, token: str, told: Told) -> Election:
        """The whole meeting, led by whoever the login link `token` lets in; what was published.

        `told` hears `project` for every project entered and `vote` for every ballot stored.
        """
        await self.facilitator.log_in(token)
        ward = await self.facilitator.some_ward()
        await self.facilitator.create(plan_of(self.election, ward))
        await self.facilitator.act("open")
        for project in self.election.projects:
            self.numbers[project.id] = await self.facilitator.enter(proposal_of(project))
            told("project")
        await self.facilitator.act("phase", index=VOTING_PHASE)
        await in_groups(self._voter(ballot, told) for ballot in self.election.ballots)
        await self.facilitator.act("close-round", number=ROUND)
        await self.facilitator.act("reveal", number=ROUND)
        await self.facilitator.act("publish")
        return await self._published()

    def _voter(self, ballot: Ballot, told: Told) -> Callable[[], Awaitable[None]]:
        """Somebody who joins, waits for the ballot on the screen, votes, and goes home."""

        async def act() -> None:
            voter = SimulatedResident(self.base, self.code, {"neighborhood": PLACE})
            try:
                await voter.join()
                await _sees_ballot(voter)
                await voter.vote(ROUND, mark_of(ballot, self.numbers))
            finally:
                await voter.leave()
            told("vote")

        return act

    async def _published(self) -> Election:
        """The record of the vote, fetched as the public would."""
        path = f"/arsip/{self.code}/{ROUND}.pb"
        page = await Visitor(self.base).get(path)
        if page.status != 200:
            raise UnexpectedAnswer(f"{path} answered {page.status}")
        try:
            return read(page.html.encode())
        except PabulibMistakes as wrong:
            raise UnexpectedAnswer(f"{path} is not in order: {wrong}") from None

    def differences(self, published: Election) -> list[str]:
        """Everything in which the published vote is not the official one, as sentences."""
        return [*self._ballots(published), *self._projects(published)]

    def _ballots(self, published: Election) -> Iterator[str]:
        """Who the ballots are from cannot be compared, only what they say."""
        names = {str(number): project for project, number in self.numbers.items()}
        cast = Counter(_said(ballot, {}) for ballot in self.election.ballots if ballot.projects)
        shown = Counter(_said(ballot, names) for ballot in published.ballots)
        if missing := (cast - shown).total():
            yield f"{missing} ballots are not published as they were cast"
        if added := (shown - cast).total():
            yield f"{added} published ballots were not cast"

    def _projects(self, published: Election) -> Iterator[str]:
        shown = {project.id: project for project in published.projects}
        funded = official(self.election.projects)
        for project in self.election.projects:
            here = shown.get(str(self.numbers[project.id]))
            if here is None:
                yield f"project {project.id} is not published"
                continue
            for name in ("cost", "votes", "score"):
                was, now = getattr(project, name), getattr(here, name)
                if was is not None and now is not None and was != now:
                    yield f"project {project.id}: {name} is {now}, officially {was}"
            if project.id in funded and funded[project.id] != (here.selected == 1):
                now = "funded" if here.selected == 1 else "not funded"
                yield f"project {project.id} is {now}, officially the opposite"


async def _sees_ballot(voter: SimulatedResident) -> None:
    try:
        async with asyncio.timeout(SEEN_WITHIN):
            while voter.seen.ballot != ROUND:
                voter.changed.clear()
                await voter.changed.wait()
    except TimeoutError:
        raise UnexpectedAnswer("a voter's phone does not show the ballot") from None


def _said(ballot: Ballot, names: dict[str, str]) -> tuple[tuple[str, int], ...]:
    points = ballot.points or (1,) * len(ballot.projects)
    given = zip(ballot.projects, points, strict=True)
    return tuple(sorted((names.get(project, project), each) for project, each in given if each))
