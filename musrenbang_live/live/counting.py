"""What is counted for one meeting in this process: read from the rows, part by part, when told.

Counting takes a fixed share of the time however many rows there are: after each count a pause
follows that is longer the longer the count took. Nothing is ever added up here.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Set
from typing import Final, Literal, get_args

from msgspec.structs import replace

from musrenbang_live.core.counts import Counts, SignedRoot
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.sealed_lists import Proof
from musrenbang_live.core.tally import Tally
from musrenbang_live.core.words import root_words
from musrenbang_live.live.clock import now
from musrenbang_live.store import (
    articles,
    attendance,
    counts,
    notes,
    opinions,
    papers,
    proofs,
    similar,
    speakers,
)
from musrenbang_live.store.pool import Pool

Part = Literal[
    "attendance",
    "supports",
    "opinions",
    "ballots",
    "roots",
    "notes",
    "speakers",
    "alike",
    "readings",
]
"""`attendance`: who has joined, and who is on the attendance list; `supports`: of each proposal;
`opinions`: of each topic; `ballots`: turnout and tallies; `roots`: what was signed of the log;
`notes`: the entries of the record and what is being typed; `speakers`: who wants to speak;
`alike`: proposals that may ask the same; `readings`: articles and files for the hall."""
PARTS: Final[tuple[Part, ...]] = get_args(Part)

OF_LOG: Final[dict[str, tuple[Part, ...]]] = {
    "plan": PARTS,
    "stage": PARTS,
    "proposals": ("supports", "alike"),
    "rounds": ("ballots",),
    "cards": ("attendance", "ballots"),
    "focus": ("opinions",),
}
"""Field of a meeting → the parts that may be different once it is, though nobody wrote a row of
them: merges change what supports count for, closing a round what of its ballots may be told.
`store.events` writes the rows of proposals, rounds and cards with the log; whoever writes any other
row tells of its part."""

SHARE: Final = 0.25
"""The part of the time that counting may take."""
CHEAP: Final = SHARE / 2 / len(PARTS)
"""Seconds that a part may cost once a second without a rest: all of them half the share."""
LONG_AGO: Final = 1.0
"""Seconds after which everything is counted with the next event, whatever it says: where no screen
is looked after, a bell that was lost is made good by this."""
REMEMBERED: Final = 3
"""Of so many counts of a part the shortest is its cost: the others were kept waiting by something
else, and waiting for it once more would only make the screens late."""


class Counting:
    """The counts of one meeting, `current()` being its newest known state."""

    def __init__(self, pool: Pool, session: int, current: Callable[[], Meeting]) -> None:
        self.counts = Counts()
        self._pool = pool
        self._session = session
        self._current = current
        self._stale: set[Part] = set(PARTS)
        self._told = set(PARTS)
        self._settled: dict[counts.Settled, Tally] = {}
        self._took: dict[Part, deque[float]] = {part: deque(maxlen=REMEMBERED) for part in PARTS}
        self._rest_until = 0.0
        self._all_at = 0.0
        self._one_at_a_time = asyncio.Lock()

    def stale(self, *parts: Part) -> None:
        """The rows of these parts may have changed; none named: of all."""
        self._stale.update(parts or PARTS)
        self._told.update(parts or PARTS)

    def log_grew(self, before: Meeting, after: Meeting) -> None:
        """The log led from one state to the other: what it says nothing of is not counted again,
        unless that was counted long ago; but roots are, which whoever needs them first signs.
        """
        changed = [each for each in OF_LOG if getattr(before, each) is not getattr(after, each)]
        self.stale("roots", *(part for each in changed for part in OF_LOG[each]))
        if time.perf_counter() - self._all_at > LONG_AGO:
            self.look()

    def look(self) -> None:
        """It is time to count every part, though nobody told of any; to be called once a second."""
        self._stale.update(PARTS)

    @property
    def due(self) -> bool:
        """Whether any part is stale."""
        return bool(self._stale)

    @property
    def pause(self) -> float:
        """Seconds to let pass before the next count; 0 when it may begin."""
        return max(0.0, self._rest_until - time.perf_counter())

    async def recount(self) -> bool:
        """Count every stale part anew; whether `counts` is different now.

        One count at a time, so that no older one is taken for newer; what becomes stale meanwhile
        stays so. Raises what `store.pool.unreachable` recognises, and then all is as it was.
        """
        async with self._one_at_a_time:
            parts = [part for part in PARTS if part in self._stale]
            if not parts:  # somebody has counted meanwhile, and rests
                return False
            told = self._told & self._stale
            self._stale.clear()
            self._told -= told
            began = time.perf_counter()
            before = counted = self.counts
            meeting = self._current()
            try:
                for part in parts:
                    counted = await self._counted(part, counted, meeting)
            except BaseException:
                self._stale.update(parts)
                self._told |= told
                raise
            self.counts = counted
            self._all_at = began if len(parts) == len(PARTS) else self._all_at
            self._rest(parts, told)
            return counted != before

    async def _counted(self, part: Part, known: Counts, meeting: Meeting) -> Counts:
        began = time.perf_counter()
        counted = await _READERS[part](self, meeting, known)
        self._took[part].append(time.perf_counter() - began)
        return counted

    async def _people(self, meeting: Meeting, known: Counts) -> Counts:
        pool, session = self._pool, self._session
        people = await counts.attendance(pool, session, meeting.plan.by_card)
        return replace(known, attendance=people, present=await attendance.counted(pool, session))

    async def _supports(self, meeting: Meeting, known: Counts) -> Counts:
        found = await counts.supports(self._pool, self._session, meeting)
        return replace(known, supports=found)

    async def _ballots(self, meeting: Meeting, known: Counts) -> Counts:
        pool, session = self._pool, self._session
        turnout, tallies = await counts.ballots(pool, session, meeting, self._settled)
        self._settled = _settled(meeting, tallies)
        known = replace(known, turnout=turnout, tallies=tallies)
        known = replace(known, proofs=await self._proofs(meeting, known.proofs))
        return await self._papers(meeting, known)

    async def _roots(self, meeting: Meeting, known: Counts) -> Counts:
        return replace(known, signed=await _signed(self._pool, self._session))

    async def _notes(self, meeting: Meeting, known: Counts) -> Counts:
        written = tuple(await notes.every(self._pool, self._session))
        typed = tuple(await notes.drafts(self._pool, self._session))
        return replace(known, notes=written, drafts=typed)

    async def _speakers(self, meeting: Meeting, known: Counts) -> Counts:
        return replace(known, speakers=await speakers.board(self._pool, self._session))

    async def _alike(self, meeting: Meeting, known: Counts) -> Counts:
        return replace(known, alike=await similar.hints(self._pool, self._session))

    async def _readings(self, meeting: Meeting, known: Counts) -> Counts:
        found = await articles.readings(self._pool, self._session, at=now())
        return replace(known, readings=tuple(found))

    async def _opinions(self, meeting: Meeting, known: Counts) -> Counts:
        pool, session = self._pool, self._session
        why: tuple[str, ...] = ()
        held = await opinions.count(pool, session)
        if held.get(("usulan", meeting.focus)):
            why = tuple(await opinions.reasons(pool, session, "usulan", meeting.focus))
        return replace(known, opinions=held, objections=why)

    async def _papers(self, meeting: Meeting, known: Counts) -> Counts:
        """With how far paper is; only where there is any, ballots are counted by their ways."""
        if not meeting.plan.has_codes or not meeting.rounds:
            return known
        pool, session = self._pool, self._session
        typed = await papers.counts(pool, session, list(meeting.rounds))
        voting = meeting.open_round.number if meeting.open_round else 0
        ways = {}
        if voting in typed:
            ways = {voting: await papers.open_ways(pool, session, voting)}
        return replace(known, papers=typed, ways=ways)

    async def _proofs(self, meeting: Meeting, known: dict[int, Proof]) -> dict[int, Proof]:
        """Of the closed rounds; what was counted once is not read again, as with their tallies."""
        closed = {round_.number for round_ in meeting.rounds.values() if round_.stage != "open"}
        new = sorted(closed - known.keys())
        if not new:
            return known
        return known | await proofs.figures(self._pool, self._session, new)

    def _rest(self, parts: Iterable[Part], told: Set[Part]) -> None:
        """What nobody told of and costs next to nothing comes too seldom to need a rest: after it
        a hall would wait for its figures once a second."""
        costs = {part: min(self._took[part]) for part in parts}
        cost = sum(each for part, each in costs.items() if part in told or each > CHEAP)
        pause = cost * (1 - SHARE) / SHARE
        self._rest_until = time.perf_counter() + pause


_READERS: Final[dict[Part, Callable[[Counting, Meeting, Counts], Awaitable[Counts]]]] = {
    "attendance": Counting._people,
    "supports": Counting._supports,
    "opinions": Counting._opinions,
    "ballots": Counting._ballots,
    "roots": Counting._roots,
    "notes": Counting._notes,
    "speakers": Counting._speakers,
    "alike": Counting._alike,
    "readings": Counting._readings,
}
"""How each part is read."""


async def _signed(pool: Pool, session: int) -> SignedRoot | None:
    found = await proofs.newest(pool, session)
    if found is None:
        return None
    size, root = found
    return SignedRoot(size, root.hex(), root_words(root))


def _settled(meeting: Meeting, tallies: dict[int, Tally]) -> dict[counts.Settled, Tally]:
    """The tallies that cannot change any more, whatever is handed in."""
    closed = (round_ for round_ in meeting.rounds.values() if round_.stage != "open")
    return {(round_.number, round_.drawn): tallies[round_.number] for round_ in closed}
