"""Who stands for election as a delegate: checked names, and no change while people are voted on."""

from collections.abc import Sequence
from typing import Final

from musrenbang_live.core.commands import Nominate, WithdrawCandidate
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent, CandidateNominated, CandidateWithdrawn
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.meeting import Candidate, Meeting
from musrenbang_live.core.proposing import NAME_LIMIT, checked_place
from musrenbang_live.core.text import accepted

MOST_CANDIDATES: Final = 50


def nominate(meeting: Meeting, command: Nominate, now: int) -> list[AnyEvent]:
    """Let a person stand; nothing when this very command was sent before. Raises `Rejected`."""
    if command.ref in meeting.nominated:
        return []
    _must_be_changeable(meeting)
    standing = [candidate for candidate in meeting.candidates.values() if candidate.stands]
    faults = Faults()
    name = faults.of(_new_name, standing, command.name)
    woman = faults.of(_told, command.woman)
    place = faults.of(checked_place, meeting.plan, command.neighborhood)
    faults.tell()
    if len(standing) >= MOST_CANDIDATES:
        raise Rejected("candidate_limit", limit=MOST_CANDIDATES)
    number = len(meeting.candidates) + 1
    return [CandidateNominated(number, name, woman, place)]


def withdraw(meeting: Meeting, command: WithdrawCandidate, now: int) -> list[AnyEvent]:
    """Take a person off the ballots to come. Raises `Rejected`."""
    candidate = meeting.candidates.get(command.number)
    if candidate is None:
        raise Rejected("candidate_unknown")
    if not candidate.stands:
        return []
    _must_be_changeable(meeting)
    return [CandidateWithdrawn(candidate.number)]


def _new_name(standing: Sequence[Candidate], typed: str) -> str:
    name = accepted(typed, NAME_LIMIT, field="name")
    if any(candidate.name.casefold() == name.casefold() for candidate in standing):
        raise Rejected("candidate_named_already", field="name")
    return name


def _told(woman: bool | None) -> bool:
    if woman is None:
        raise Rejected("text_missing", field="gender")
    return woman


def _must_be_changeable(meeting: Meeting) -> None:
    if meeting.stage == "closed":
        raise Rejected("session_not_open")
    if meeting.open_round and meeting.open_round.elects:
        raise Rejected("candidate_in_vote")
