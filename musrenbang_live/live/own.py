"""What belongs to one resident alone, told to the devices it belongs to.

Many devices come back at once; what is theirs is therefore read for hundreds of them with one
query, after they have been shown what everybody sees, and never on the way in.
"""

import asyncio
import logging
from collections.abc import Callable
from itertools import count, islice
from typing import Final

from msgspec.structs import replace

from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.views.questions import own_questions
from musrenbang_live.core.views.resident import Mine, Vote, own_proposals
from musrenbang_live.core.words import receipt_words
from musrenbang_live.live.screen import NOBODY, Screen
from musrenbang_live.store import counts
from musrenbang_live.store.counts import Personal
from musrenbang_live.store.pool import Pool, unreachable

log = logging.getLogger(__name__)

BATCH: Final = 250
"""Devices whose own is read with one query."""
GATHER: Final = 0.1
"""Seconds in which those who come together are gathered; nobody's vote waits for this."""
PAUSE: Final = 1.0
"""Seconds to wait while the database is away."""

OwnMessage = Callable[[Meeting, Mine, str], object]
"""The message that tells a device its own, in a language."""


class OwnTeller:
    """Tells the residents' devices of one meeting. `run` must be running."""

    def __init__(
        self, pool: Pool, session: int, current: Callable[[], Meeting], message: OwnMessage
    ) -> None:
        self._pool = pool
        self._session = session
        self._current = current
        self._message = message
        self._screens: dict[str, tuple[Screen, ...]] = {}
        self._stale: dict[Screen, int] = {}
        self._tickets = count()
        self._wake = asyncio.Event()

    def enter(self, screen: Screen) -> None:
        """A device came. One that was away may have missed what happened to what is its own."""
        if screen.audience != "resident" or screen.who == NOBODY:
            return
        for name in _names(screen):
            self._screens[name] = (*self._screens.get(name, ()), screen)
        if not screen.is_current:
            self._tell_soon(screen)

    def leave(self, screen: Screen) -> None:
        """A device went."""
        self._stale.pop(screen, None)
        for name in _names(screen):
            left = tuple(s for s in self._screens.get(name, ()) if s is not screen)
            if left:
                self._screens[name] = left
            else:
                self._screens.pop(name, None)

    def changed(self, who: str, by: Screen | None = None) -> None:
        """Something of `who` is different now; the device that did it, `by`, knows already."""
        for screen in self._screens.get(who, ()):
            if screen is not by or screen in self._stale:
                self._tell_soon(screen)

    def _tell_soon(self, screen: Screen) -> None:
        self._stale[screen] = next(self._tickets)
        self._wake.set()

    async def run(self) -> None:
        """Tell, until cancelled."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(GATHER)
            self._wake.clear()
            while self._stale:
                batch = dict(islice(self._stale.items(), BATCH))
                try:
                    await self._tell(batch)
                except Exception as error:
                    if not unreachable(error):
                        raise
                    log.warning("what is residents' own cannot be read (%s)", type(error).__name__)
                    await asyncio.sleep(PAUSE)

    async def _tell(self, batch: dict[Screen, int]) -> None:
        meeting = self._current()
        people = list({n.removeprefix(NOBODY) for screen in batch for n in _names(screen)})
        owned = await counts.personal_many(self._pool, self._session, people)
        authors = {proposal.author for proposal in meeting.proposals.values()}
        authors |= {question.author for question in meeting.questions.values()}
        for screen, ticket in batch.items():
            if self._stale.get(screen) != ticket:
                continue  # it left, or did something meanwhile: then what was read may be too old
            del self._stale[screen]
            participant = screen.who.removeprefix(NOBODY)
            personal = voting_as(owned.get(screen.voter.removeprefix(NOBODY)), owned[participant])
            mine = mine_of(meeting, participant, personal, is_author=participant in authors)
            screen.answer(self._message(meeting, mine, screen.language))


def _names(screen: Screen) -> tuple[str, ...]:
    """Under which names something may happen that the screen is to be told."""
    return (screen.who, screen.voter) if screen.voter else (screen.who,)


def voting_as(card: Personal | None, person: Personal) -> Personal:
    """What a person has done, with the ballots of the voter card whose turn it is on the phone."""
    if card is None:
        return person
    return replace(person, votes=card.votes, turned_out=card.turned_out, cast=card.cast)


def mine_of(
    meeting: Meeting, participant: str, personal: Personal, *, is_author: bool = True
) -> Mine:
    """What the rows and the log say together. `is_author` may spare a look through the log."""
    return Mine(
        proposals=own_proposals(meeting, participant) if is_author else (),
        questions=own_questions(meeting, participant) if is_author else (),
        supports=personal.supports,
        votes={number: _vote(vote) for number, vote in personal.votes.items()},
        counted=personal.turned_out,
        cast=personal.cast,
        opinions=personal.opinions,
    )


def _vote(vote: counts.Vote) -> Vote:
    words = " ".join(receipt_words(vote.receipt)) if vote.receipt and vote.mark else ""
    return Vote(vote.mark, vote.rev, vote.at, vote.ref, words)
