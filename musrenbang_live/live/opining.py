"""What a resident thinks of a topic, on its way to the durable writer and back."""

from collections.abc import Callable
from typing import Final

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.topics import checked
from musrenbang_live.live.sent import normal_ref, normal_rev
from musrenbang_live.live.writer import Done
from musrenbang_live.store.opinions import OpinionIntake, OpinionVerdict

MAX_NUMBER: Final = 2**31
REFUSED: Final = {"closed": "phase_closed", "unknown": "participant_unknown"}
"""Outcome of an opinion that was not stored → why, as people are told."""


def opinion(
    session: int,
    participant: str,
    ref: str,
    rev: int,
    topic: str,
    number: int,
    value: int,
    words: str,
) -> OpinionIntake:
    """What is stored. Raises `message_malformed`, and for the words what `core.text` does."""
    if not 0 < number < MAX_NUMBER:
        raise Rejected("message_malformed")
    return OpinionIntake(
        session=session,
        topic=topic,
        number=number,
        participant=participant,
        ref=normal_ref(ref),
        rev=normal_rev(rev),
        value=value,
        words=checked(topic, value, words),
    )


def answer(stored: Callable[[], None], done: Done[int], verdict: OpinionVerdict | Rejected) -> None:
    """Tell `done` what became of an opinion, and `stored` that rows changed if they did."""
    if isinstance(verdict, Rejected):
        done(verdict)
    elif verdict.outcome in REFUSED:
        done(Rejected(REFUSED[verdict.outcome]))
    else:
        stored()
        done(verdict.value)
