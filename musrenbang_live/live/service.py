"""The use cases: what a person can do, from the door to the disk and back.

Every function either happened, durably, when it returns, or raises `Rejected` and nothing
happened. Who may ask is settled before, by `web.identity.access`.
"""

import asyncio
import logging
import secrets
import uuid
from collections.abc import Coroutine
from functools import partial
from typing import Final

from msgspec import Struct

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Via, handed_in
from musrenbang_live.core.codes import join_code, normal
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.meeting import Meeting, Round
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.proposing import checked_name, checked_place
from musrenbang_live.core.views.resident import Mine
from musrenbang_live.live import opining
from musrenbang_live.live.admission import Admission
from musrenbang_live.live.clock import now
from musrenbang_live.live.counting import Part
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.own import mine_of, voting_as
from musrenbang_live.live.room import Room
from musrenbang_live.live.screen import SCREEN
from musrenbang_live.live.sent import normal_receipt, normal_ref, normal_rev
from musrenbang_live.live.shelving import Shelving
from musrenbang_live.live.sweeping import Sweeper
from musrenbang_live.live.verdicts import Stored, answer_to
from musrenbang_live.live.writer import Done, DurableWriter, answered
from musrenbang_live.store import counts, durability, people, sessions
from musrenbang_live.store.intake import (
    BallotIntake,
    BallotVerdict,
    JoinIntake,
    SupportIntake,
    SupportVerdict,
)
from musrenbang_live.store.pool import Pool, unreachable

log = logging.getLogger(__name__)

MAX_NUMBER: Final = 2**31
CODE_TRIES: Final = 20

REFUSED_SUPPORT: Final = {
    "closed": "phase_closed",
    "gone": "proposal_hidden",
    "unknown": "participant_unknown",
}
"""Outcome of a support that was not stored → why, as people are told."""

_OPENS_ROUND: Final = (c.OpenRound, c.EnterPhase)


class Joining(Struct, frozen=True):
    """What somebody tells on joining; every field may be empty."""

    name: str = ""
    neighborhood: str = ""
    gender: str = ""
    organisation: str = ""
    assisted: bool = False


class Service:
    """The use cases over one database, one hub, one durable writer, the site's notary and shelf."""

    def __init__(
        self, pool: Pool, hub: Hub, writer: DurableWriter, notary: Notary, shelving: Shelving
    ) -> None:
        self._pool = pool
        self._hub = hub
        self._writer = writer
        self._notary = notary
        self._shelving = shelving
        self._admission = Admission(pool)
        self._sweeper = Sweeper(pool)
        self._errands: set[asyncio.Task[None]] = set()
        self._untold: dict[tuple[Room, Part], None] = {}

    async def room(self, code: str) -> Room:
        """The meeting with this join code, as typed. Raises `session_unknown`."""
        return await self._hub.room(normal(code))

    async def create_session(
        self, plan: SessionPlan, person: int | None, *, example: bool = False
    ) -> str:
        """Create a session from `plan`; returns its join code."""
        for _ in range(CODE_TRIES):
            code = join_code(secrets.token_bytes(12))
            try:
                await sessions.create_session(
                    self._pool, code=code, plan=plan, created_by=person, at=now(), example=example
                )
            except sessions.CodeTaken:
                continue
            return code
        raise Rejected("busy", again=1_000)

    # Residents

    async def join(self, room: Room, ref: str, told: Joining) -> str:
        """Join the meeting; the participant id. The same `ref` joins once."""
        plan = room.meeting.plan
        if room.meeting.stage in ("closed", "published"):
            raise Rejected("session_not_open")
        faults = Faults()
        item = JoinIntake(
            id=str(uuid.uuid4()),
            session=room.row.id,
            ref=normal_ref(ref),
            at=now(),
            name=faults.of(checked_name, told.name),
            neighborhood=faults.of(checked_place, plan, told.neighborhood),
            gender=told.gender if told.gender in ("P", "L") else "",
            organisation=faults.of(checked_name, told.organisation, "organisation"),
            assisted=told.assisted,
        )
        faults.tell()
        participant = await self._admission.join(room, item, self._writer.joins.put)
        self._hub.told(room, "attendance")
        return participant

    async def propose(
        self, room: Room, participant: str, ref: str, content: ProposalContent, *, named: bool
    ) -> int:
        """Hand in a proposal; its number. The same `ref` is one proposal."""
        known = await people.participant(self._pool, room.row.id, participant)
        if known is None:
            raise Rejected("participant_unknown")
        ref = normal_ref(ref)
        command = c.SubmitProposal(
            ref=ref,
            author=participant,
            content=content,
            proposer=known.name if named else "",
        )
        after = await self._ask(room, f"p:{participant}", command, ref)
        return after.refs[ref]

    async def ask(self, room: Room, participant: str, ref: str, text: str, *, named: bool) -> int:
        """Ask the officials something; the question's number. The same `ref` is one question."""
        known = await people.participant(self._pool, room.row.id, participant)
        if known is None:
            raise Rejected("participant_unknown")
        ref = normal_ref(ref)
        command = c.AskQuestion(ref, participant, text, known.name if named else "")
        after = await self._ask(room, f"p:{participant}", command, ref)
        return after.asked[ref]

    async def edit_own(
        self, room: Room, participant: str, number: int, content: ProposalContent
    ) -> None:
        """Change one's own proposal while it waits."""
        command = c.EditProposal(number, content, author=participant)
        await self._ask(room, f"p:{participant}", command)

    async def support(
        self, room: Room, participant: str, ref: str, rev: int, proposal: int, *, on: bool
    ) -> bool:
        """Support a proposal, or no longer; whether it is supported now."""
        return await answered(partial(self.ask_support, room, participant, ref, rev, proposal, on))

    def ask_support(
        self,
        room: Room,
        participant: str,
        ref: str,
        rev: int,
        proposal: int,
        on: bool,
        done: Done[bool],
    ) -> None:
        """As `support`, without anything that waits: `done` takes the answer, maybe at once.

        Raises `Rejected` where that can be said without asking anybody; then `done` hears nothing.
        """
        if not 0 < proposal < MAX_NUMBER:
            raise Rejected("proposal_unknown", number=proposal)
        item = SupportIntake(
            session=room.row.id,
            proposal=proposal,
            participant=participant,
            ref=normal_ref(ref),
            rev=normal_rev(rev),
            supporting=on,
        )
        self._writer.supports.submit(item, partial(self._supported, room, done))

    def _supported(self, room: Room, done: Done[bool], verdict: SupportVerdict | Rejected) -> None:
        if isinstance(verdict, Rejected):
            done(verdict)
        elif verdict.outcome in REFUSED_SUPPORT:
            done(Rejected(REFUSED_SUPPORT[verdict.outcome]))
        else:
            self._stored(room, "supports")
            done(verdict.supporting)

    async def opine(
        self,
        room: Room,
        participant: str,
        ref: str,
        rev: int,
        topic: str,
        number: int,
        value: int,
        words: str = "",
    ) -> int:
        """Say what one thinks of a topic (`core.topics`), or no longer; the value it has now."""
        told = participant, ref, rev, topic, number, value, words
        return await answered(partial(self.ask_opine, room, *told))

    def ask_opine(
        self,
        room: Room,
        participant: str,
        ref: str,
        rev: int,
        topic: str,
        number: int,
        value: int,
        words: str,
        done: Done[int],
    ) -> None:
        """As `opine`, without anything that waits: see `ask_support`."""
        told = participant, ref, rev, topic, number, value, words
        item = opining.opinion(room.row.id, *told)
        tell = partial(self._stored, room, "opinions")
        self._writer.opinions.submit(item, partial(opining.answer, tell, done))

    async def vote(
        self,
        room: Room,
        participant: str,
        ref: str,
        rev: int,
        number: int,
        mark: object,
        *,
        via: Via = "ponsel",
        receipt: str = "",
    ) -> Stored:
        """Store the whole choice of one participant; it may be changed until the round closes.

        Unless the rule says that it is cast once: then it is in the box, and another is refused
        with `ballot_cast`, or `card_spent` where cards vote. `receipt`: a UUID of its own that
        proves later that a ballot was counted; '' for none.
        """
        await self.round_of(room, number)
        ask = partial(
            self.ask_vote, room, participant, ref, rev, number, mark, via=via, receipt=receipt
        )
        return await answered(ask)

    async def receipt_of(self, room: Room, voter: str, number: int) -> str:
        """The receipt of the ballot that a participant or card has in an open round, or ''."""
        own = await counts.personal(self._pool, room.row.id, voter)
        return own.votes[number].receipt if number in own.votes else ""

    async def round_of(self, room: Room, number: int) -> Round:
        """The round `number`, which another process may have opened this instant."""
        if number not in room.meeting.rounds:
            await room.catch_up()
        if number not in room.meeting.rounds:
            raise Rejected("round_unknown")
        return room.meeting.rounds[number]

    def ask_vote(
        self,
        room: Room,
        participant: str,
        ref: str,
        rev: int,
        number: int,
        mark: object,
        done: Done[Stored],
        *,
        via: Via = "ponsel",
        receipt: str = "",
    ) -> None:
        """As `vote`, without anything that waits: see `ask_support`. The round is known here."""
        round_ = room.meeting.rounds.get(number)
        if round_ is None:
            raise Rejected("round_unknown")
        valid = handed_in(round_.plan.rule, mark, round_.paper)
        ref = normal_ref(ref)
        item = BallotIntake(
            session=room.row.id,
            round=number,
            participant=participant,
            ref=ref,
            rev=normal_rev(rev),
            mark=valid,
            blank=not valid,
            at=now(),
            via=via,
            receipt=normal_receipt(receipt, ref),
        )
        lane = self._writer.boxes if round_.plan.rule.once else self._writer.ballots
        lane.submit(item, partial(self._voted, room, item, done))

    def _voted(
        self, room: Room, sent: BallotIntake, done: Done[Stored], verdict: BallotVerdict | Rejected
    ) -> None:
        answer = (
            verdict if isinstance(verdict, Rejected) else answer_to(room.meeting, sent, verdict)
        )
        if isinstance(answer, Stored):
            self._stored(room, "ballots")
            if room.meeting.rounds[sent.round].plan.rule.once:
                self._sweeper.ballot_cast()
        done(answer)

    def _stored(self, room: Room, part: Part) -> None:
        """Rows were stored: the hub is told once for all that are answered in this instant."""
        if not self._untold:
            asyncio.get_running_loop().call_soon(self._tell)
        self._untold[room, part] = None

    def _tell(self) -> None:
        untold, self._untold = self._untold, {}
        for room, part in untold:
            self._hub.told(room, part)

    async def mine(self, room: Room, participant: str, voter: str = "") -> Mine:
        """What belongs to one participant alone; the ballots are those of `voter`, its card."""
        both = [participant, voter] if voter else [participant]
        owned = await counts.personal_many(self._pool, room.row.id, both)
        own = voting_as(owned.get(voter), owned[participant])
        return mine_of(room.meeting, participant, own)

    # Facilitators

    async def act(self, room: Room, actor: str, command: c.AnyCommand, ref: str = "") -> Meeting:
        """Do what a facilitator asks; the meeting after it."""
        if isinstance(command, _OPENS_ROUND):
            await self._storage_must_be_safe()
        rounds_open = room.meeting.open_round is not None
        after = await self._ask(room, actor, command, normal_ref(ref) if ref else "")
        try:
            await room.count()
        except Exception as error:  # it has happened all the same, and is counted at the next look
            if not unreachable(error):
                raise
        if rounds_open and after.open_round is None:
            self.errand(self._sweeper.round_closed())
        self.errand(self._sign(room))
        if after.stage == "published":
            self._shelving.told()
        return after

    async def _ask(self, room: Room, actor: str, command: c.AnyCommand, ref: str = "") -> Meeting:
        before = room.meeting.seq
        after = await room.sequencer.ask(actor, command, ref)
        if after.seq != before:
            self._hub.told(room, log_grew=True)
        return after

    async def _storage_must_be_safe(self) -> None:
        problems = await durability.check(self._pool)
        if problems:
            raise Rejected("unsafe_storage", problem=problems[0])

    async def _sign(self, room: Room) -> None:
        """Sign what is missing, also what another process could not; then tell the screens."""
        try:
            if await self._notary.sign(room.row.id, room.code):
                self._hub.told(room, "roots")
        except Exception as error:
            if not unreachable(error):
                raise
            log.warning("the log could not be signed: %s", type(error).__name__)

    def errand(self, work: Coroutine[object, object, None]) -> None:
        """Have something done beside all else; it outlives the connection it came by."""
        task = asyncio.ensure_future(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def new_screen_key(self, room: Room) -> None:
        """Make the projector links given out so far worthless."""
        await sessions.new_screen_key(self._pool, room.row.id)
        await room.read_row()
        self._hub.dismiss(room.code, SCREEN)
