"""The use cases of voter cards: print, hand out, enter on a device; or ask for one by phone.

A code is in this process only while it is printed and while somebody types it. Which device or
person entered or asked for a card is written nowhere.
"""

import asyncio
import secrets
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Literal
from weakref import WeakKeyDictionary

from msgspec import Struct

from musrenbang_live.core import commands as c
from musrenbang_live.core.cards import drawn, normal
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.card_keys import CardKeys
from musrenbang_live.live.clock import now
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.room import Room
from musrenbang_live.live.service import Service
from musrenbang_live.live.writer import DurableWriter
from musrenbang_live.store import cards, people
from musrenbang_live.store.cards import Found
from musrenbang_live.store.intake import JoinIntake
from musrenbang_live.store.pool import Pool

SLOW: Final = 2_000
"""Milliseconds to wait for new cards while wrong codes come at full speed."""
SHUT: Final = 0.2
"""Seconds for which the answer *slow* is given without asking again."""
TRIES: Final = 5
MOST_ASKED: Final = 20
"""Numbers that one participant can ask for, refused ones included, in each process: a family that
asks anew, and no program that asks in a loop."""
COME_AGAIN: Final = 30_000
"""Milliseconds after which to ask again while too many numbers wait for the desk."""
BY_ITSELF: Final = "sistem"
"""Who asks for a number, in the log: who it was is written nowhere."""

Tried = Found | Literal["slow"] | None


class NewCard(Struct, frozen=True):
    """A card for the printer: the only place where its code stands."""

    number: int
    code: str


class Held(Struct, frozen=True):
    """A card that a device may vote with: its number, and the participant it is."""

    number: int
    participant: str


class Entered(Struct, frozen=True):
    """A card was entered. `person`: the participant who may propose and support beside it."""

    card: Held
    person: str


class _Door:
    """Where new cards of a meeting come in: one at a time, so that a flood of guesses takes one
    connection and not all; and while they are slowed, most are sent away without asking."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._slow_until = 0.0

    async def tried(
        self, ask: Callable[[Room, str, bool], Awaitable[Tried]], room: Room, code: str, kiosk: bool
    ) -> Tried:
        """What `ask` says of the code, or `slow` at once where it has just said so."""
        clock = asyncio.get_running_loop().time
        async with self._one_at_a_time:
            if clock() < self._slow_until:
                return "slow"
            found = await ask(room, code, kiosk)
            if found == "slow":
                self._slow_until = clock() + SHUT
            return found


class Cards:
    """See the module."""

    def __init__(
        self, pool: Pool, hub: Hub, service: Service, writer: DurableWriter, keys: CardKeys
    ) -> None:
        self._pool = pool
        self._hub = hub
        self._service = service
        self._writer = writer
        self._keys = keys
        self._doors: dict[tuple[int, bool], _Door] = {}
        self._asked = WeakKeyDictionary[Room, Counter[str]]()

    async def print(self, room: Room, actor: str, count: int) -> list[NewCard]:
        """Number so many new cards and give them their codes. Nobody can ask for them again."""
        first = await self._numbered(room, actor, count)
        made = [NewCard(first + place, _fresh_code()) for place in range(count)]
        hashes = [self._keys.code_hash(room.code, card.code) for card in made]
        await cards.set_hashes(self._pool, room.row.id, first, hashes)
        return made

    async def _numbered(self, room: Room, actor: str, count: int) -> int:
        """The first of `count` numbers that are nobody else's, though two desks may print."""
        for _ in range(TRIES):
            printed = room.meeting.cards.printed
            try:
                await self._service.act(room, actor, c.PrintCards(count, printed))
            except Rejected as rejected:
                if rejected.code != "stale":
                    raise
                await room.catch_up()
                continue
            return printed + 1
        raise Rejected("busy", again=SLOW)

    async def enter(self, room: Room, typed: str, person: str, *, kiosk: bool = False) -> Entered:
        """Let the card with this code vote on a device; `person` is who the device is already.

        The same card is the same participant on every device. A well-formed code that is no card
        costs one of the meeting's budget; while that is used up no code is looked at. A `kiosk` has
        a budget of its own. Raises `Rejected`: `card_…`, `cards_…`.
        """
        if not room.meeting.plan.by_card:
            raise Rejected("cards_not_used")
        if room.meeting.plan.by_desk:
            raise Rejected("rights_by_desk")
        code = normal(typed)
        number = await self._number_of(room, code, kiosk=kiosk)
        joined = [self._joining(room, code, "card", number)]
        if not person:
            joined.append(self._joining(room, code, "person", None))
        known = await asyncio.gather(*map(self._writer.joins.put, joined))
        self._hub.told(room, "attendance")
        return Entered(Held(number, known[0]), person or known[1])

    async def issue(self, room: Room, participant: str, ref: str) -> int:
        """The number of a new card for somebody who has joined; it waits for the desk.

        The same `ref` of the same participant is one number. In the log the ref is mixed with a
        key: from another participant, or read in the database, it is worth nothing. Raises
        `Rejected`: `participant_unknown`, `rights_…`, `cards_…`, `session_not_open`.
        """
        asked_as = self._keys.ref(room.code, f"{participant}:{ref}", "ask")
        if asked_as not in room.meeting.issued:
            await self._must_be_known(room, participant)
            await self._issue(room, participant, asked_as)
        return room.meeting.issued[asked_as]

    async def _must_be_known(self, room: Room, participant: str) -> None:
        if await people.participant(self._pool, room.row.id, participant) is None:
            raise Rejected("participant_unknown")

    async def _issue(self, room: Room, participant: str, asked_as: str) -> None:
        """How many a participant asked for is known to this process alone, and not which."""
        asked = self._asked.setdefault(room, Counter())
        if asked[participant] >= MOST_ASKED:
            raise Rejected("rights_too_many", limit=MOST_ASKED)
        asked[participant] += 1
        try:
            await room.sequencer.ask(BY_ITSELF, c.IssueCard(asked_as), asked_as)
        except Rejected as rejected:
            asked[participant] -= 1
            if rejected.code == "rights_queue_full":
                raise Rejected("rights_queue_full", again=COME_AGAIN) from None
            raise
        self._hub.told(room, log_grew=True)

    async def take(self, room: Room, numbers: Sequence[int]) -> list[Held]:
        """Let the device that asked for these numbers vote with those the desk has approved.

        That it asked for them is for the caller to know. The ref by which such a card joins is
        made of its number with a key, so that no other door leads to it.
        """
        if not room.meeting.plan.by_desk:
            raise Rejected("cards_not_used")
        good = [number for number in numbers if number in room.meeting.cards.active]
        joined = [self._joining(room, str(number), "desk", number) for number in good]
        known = await asyncio.gather(*map(self._writer.joins.put, joined))
        if good:
            self._hub.told(room, "attendance")
        return [Held(number, who) for number, who in zip(good, known, strict=True)]

    async def number_of(self, room: Room, typed: str) -> int:
        """The number of the card with this code, for whoever types paper ballots at the desk.

        Costs what it costs at a kiosk. Raises `Rejected` as `enter` does.
        """
        return await self._number_of(room, normal(typed), kiosk=True)

    async def participant_of(self, room: Room, typed: str, number: int) -> str:
        """The participant that the card with this code and number is; nobody else joins by it."""
        joined = await self._writer.joins.put(self._joining(room, normal(typed), "card", number))
        self._hub.told(room, "attendance")
        return joined

    async def _number_of(self, room: Room, code: str, *, kiosk: bool) -> int:
        door = self._doors.setdefault((room.row.id, kiosk), _Door())
        found = await door.tried(self._try, room, code, kiosk)
        if found == "slow":
            raise Rejected("cards_slowed", again=SLOW)
        if found is None:
            self._hub.told(room, "attendance")
            raise Rejected("card_unknown", field="code")
        if found.state != "active":
            raise Rejected("card_inactive" if found.state == "printed" else "card_void")
        return found.number

    async def _try(self, room: Room, code: str, kiosk: bool) -> Tried:
        code_hash = self._keys.code_hash(room.code, code)
        async with self._pool.acquire() as conn:
            return await cards.try_code(conn, room.row.id, code_hash, kiosk=kiosk)

    def _joining(self, room: Room, code: str, of: str, number: int | None) -> JoinIntake:
        """Who joins by a card: the card itself, or the person who holds it and told nothing.

        That person needs no free place: there are never more of them than cards handed out.
        """
        ref = self._keys.ref(room.code, code, of)
        return JoinIntake(id=str(uuid.uuid4()), session=room.row.id, ref=ref, at=now(), card=number)


def _fresh_code() -> str:
    return drawn(secrets.token_bytes(32))
