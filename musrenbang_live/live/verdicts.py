"""What became of a ballot, as people are told: stored, or refused and why."""

from typing import Final

from msgspec import Struct

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting, Round
from musrenbang_live.live.clock import now
from musrenbang_live.store.intake import BallotIntake, BallotVerdict

REFUSED_BALLOT: Final = {"cardless": "card_needed", "revoked": "card_void"}
"""The same of a ballot, where only voter cards vote."""
REFUSED_RIGHT: Final = {"cardless": "right_needed", "revoked": "right_void"}
"""The same where those cards are numbers on phones."""


class Stored(Struct, frozen=True):
    """A vote that is on disk: the choice that counts now, its revision, and when it was stored.

    Of a ballot that is cast once nobody can say any more what it says or when it came: `mark` is
    empty, and `at` is the time of the answer.
    `taken`: it is the one that was sent, and not a later one that was stored before. `receipt` is
    the one that came with it, in its usual form; '' for none.
    """

    mark: Mark
    rev: int
    at: int
    taken: bool = True
    receipt: str = ""


def answer_to(meeting: Meeting, sent: BallotIntake, verdict: BallotVerdict) -> Stored | Rejected:
    """The answer to a ballot of which the store said `verdict`."""
    match verdict.outcome:
        case "stored" | "older" as outcome:
            taken, receipt = outcome == "stored", sent.receipt or ""
            return Stored(verdict.mark or [], verdict.rev, verdict.at, taken, receipt)
        case "unknown":
            return Rejected("participant_unknown")
        case "cardless" | "revoked" as outcome:
            refused = REFUSED_RIGHT if meeting.plan.by_desk else REFUSED_BALLOT
            return Rejected(refused[outcome])
        case "already":
            return Rejected("card_spent" if meeting.plan.by_card else "ballot_cast")
        case _:
            return _too_late(meeting.rounds[sent.round], verdict.counted)


def _too_late(round_: Round, counted: bool) -> Rejected:
    once = int(round_.plan.rule.once)
    return Rejected("round_closed", at=round_.closed_at or now(), counted=int(counted), once=once)
