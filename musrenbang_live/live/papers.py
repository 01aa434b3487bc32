"""The use cases of paper ballots at the desk: type one by its card, take back what was typed.

A ballot that both entries agree on is handed in like any other, for the participant that the card
is, with a revision of a few: phones count theirs in milliseconds, so a choice made by phone stands
over paper, whichever came first.
"""

import uuid
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.ballots.typed import read
from musrenbang_live.core.counts import PaperCounts
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Round
from musrenbang_live.core.papers import Entry, Pass, Sheet, due, settled, taken_back, typed
from musrenbang_live.live.cards import Cards
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.room import Room
from musrenbang_live.live.service import Service
from musrenbang_live.store import papers
from musrenbang_live.store.pool import Pool

TRIES: Final = 3
VOTED_ALREADY: Final = frozenset({"card_spent", "ballot_cast"})
"""Refusals of a ballot where the first of a voter stands for good."""


class Became(Struct, frozen=True):
    """What became of one entry: the card's number, and the sheet as it is now."""

    card: int
    sheet: Sheet


class Papers:
    """See the module."""

    def __init__(self, pool: Pool, hub: Hub, service: Service, cards: Cards) -> None:
        self._pool = pool
        self._hub = hub
        self._service = service
        self._cards = cards

    async def look(self, room: Room, number: int, code: str, place: Pass) -> Became:
        """How far the paper with this card code is, before its choices are typed as entry `place`.

        Nobody need type one whose card has voted by another way. A code costs of the budget of
        guesses as at a kiosk. Raises `Rejected`, `paper_…` where another entry is due.
        """
        await self._open(room, number)
        card = await self._cards.number_of(room, code)
        sheet = await papers.sheet(self._pool, room.row.id, number, card)
        due(sheet, place)
        if place == 1:
            sheet = await self._first_look(room, number, card)
        return Became(card, sheet)

    async def _first_look(self, room: Room, number: int, card: int) -> Sheet:
        async with papers.opened(self._pool, room.row.id, number, card, _ref()) as desk:
            if desk is None:
                raise Rejected("round_closed")
            if not await desk.voted_otherwise():
                return desk.kept.sheet
            await desk.keep(settled(desk.kept.sheet, "beside"), desk.kept.ref)
        self._hub.told(room, "ballots")
        raise Rejected("paper_beside")

    async def type(
        self, room: Room, login: int, number: int, code: str, place: Pass, text: str
    ) -> Became:
        """Type the paper with this card code as its first, second or third entry.

        Raises `Rejected`: `card_…`, `cards_…` for the code, `typed_…`, `mark_…` for the choices,
        `paper_…` where another entry is due.
        """
        round_ = await self._open(room, number)
        card = await self._cards.number_of(room, code)
        mark = read(round_.plan.rule, round_.paper, text)
        async with papers.opened(self._pool, room.row.id, number, card, _ref()) as desk:
            if desk is None:
                raise Rejected("round_closed")
            sheet = typed(desk.kept.sheet, place, Entry(mark, login))
            if place == 1 and await desk.voted_otherwise():
                sheet = settled(sheet, "beside")
            if sheet.state == "agreed" and sheet.first and not sheet.first.mark:
                sheet = settled(sheet, "void")
            await desk.keep(sheet, desk.kept.ref)
            ref = desk.kept.ref
        if sheet.state == "agreed" and sheet.first:
            sheet = await self._count(room, round_, card, code, sheet, ref)
        self._hub.told(room, "ballots")
        return Became(card, sheet)

    async def take_back(self, room: Room, number: int, card: int) -> Sheet:
        """Forget what was typed for a card, so that it is typed anew. Raises `Rejected`."""
        round_ = await self._open(room, number)
        async with papers.opened(self._pool, room.row.id, number, card, _ref()) as desk:
            if desk is None:
                raise Rejected("round_closed")
            before = desk.kept.sheet
            if before.state == "counted" and round_.plan.rule.once:
                raise Rejected("paper_counted")  # cast for good
            sheet = taken_back(before)
            await desk.keep(sheet, _ref())
        self._hub.told(room, "ballots")
        return sheet

    async def progress(self, room: Room, number: int) -> tuple[PaperCounts, dict[str, list[int]]]:
        """How far the papers are at this moment, and the cards of those not settled by state."""
        found = await papers.counts(self._pool, room.row.id, [number])
        waiting = await papers.waiting(self._pool, room.row.id, number)
        return found.get(number, PaperCounts()), waiting

    async def _open(self, room: Room, number: int) -> Round:
        if not room.meeting.plan.has_codes:  # a vote right on a phone has no code to be typed by
            raise Rejected("paper_not_by_card")
        round_ = await self._service.round_of(room, number)
        if round_.stage != "open":
            raise Rejected("round_closed")
        return round_

    async def _count(
        self, room: Room, round_: Round, card: int, code: str, sheet: Sheet, ref: str
    ) -> Sheet:
        """Hand in the ballot that two entries agree on, and forget what was typed.

        When that fails, the sheet stays `agreed`, and typing it once more tries again.
        """
        mark = sheet.first.mark if sheet.first else None
        became = await self._handed_in(room, round_.number, card, code, mark or [], sheet.rev, ref)
        after = settled(sheet, became)
        async with papers.opened(self._pool, room.row.id, round_.number, card, _ref()) as desk:
            if desk is not None and desk.kept.sheet == sheet:
                await desk.keep(after, _ref())
        return after

    async def _handed_in(
        self, room: Room, number: int, card: int, code: str, mark: Mark, rev: int, ref: str
    ) -> Literal["counted", "beside"]:
        participant = await self._cards.participant_of(room, code, card)
        for _ in range(TRIES):
            try:
                stored = await self._service.vote(
                    room, participant, ref, rev, number, mark, via="kertas"
                )
            except Rejected as refused:
                if refused.code in VOTED_ALREADY:
                    return "beside"
                raise
            if stored.rev <= rev:
                return "counted"
            if stored.mark:
                return "beside"
            rev = stored.rev + 1  # the phone took its choice back: then the paper is the only one
        raise Rejected("busy", again=1_000)


def _ref() -> str:
    return str(uuid.uuid4())
