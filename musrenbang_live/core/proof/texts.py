"""Which texts of a log are published beside it: those that the archive shows, and no others.

Of a proposal its present wording, and what one from the tier below said when it was brought in; of
a hidden one only why; nothing of one that nobody looked at,
and never where exactly it is, because a landmark can be somebody's house.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.core import events as e
from musrenbang_live.core.events import WORDS, Record
from musrenbang_live.core.meeting import Meeting, Proposal
from musrenbang_live.core.proof.public_log import salt_of, text_line
from musrenbang_live.core.tiers import SUBSTANCE, is_from_below

UNPUBLISHED: Final = ("content.landmark",)

Place = tuple[int, str]
"""A text: the seq of its event, and its path there."""


class Entry(Struct, frozen=True):
    """A record with what is stored beside it: its salt, and its texts that were not erased."""

    record: Record
    salt: bytes
    texts: dict[str, str]


def published_texts(meeting: Meeting, entries: Sequence[Entry]) -> list[bytes]:
    """The lines of the texts that the archive shows of `meeting`, to which `entries` lead."""
    shown = set(_shown(meeting, [entry.record for entry in entries]))
    return [
        text_line(entry.record.seq, path, salt_of(entry.salt, path), entry.texts[path])
        for entry in entries
        for path in WORDS.get(type(entry.record.event).__name__, ())
        if (entry.record.seq, path) in shown and path in entry.texts
    ]


def _shown(meeting: Meeting, records: Sequence[Record]) -> Iterator[Place]:
    yield from _beside_proposals(meeting, records)
    yield from _who_counted(records)
    yield from _agreed(records)
    yield from _questions(meeting, records)
    yield from _promises(records)
    yield from _brought(meeting, records)
    wording, reasons = _newest(records)
    for number, proposal in meeting.proposals.items():
        if proposal.status == "hidden":
            yield reasons[number]
        elif not _never_seen(proposal):
            yield from wording[number]


def _beside_proposals(meeting: Meeting, records: Sequence[Record]) -> Iterator[Place]:
    """The names of those who were voted on or acclaimed, and why single cards are void."""
    elections = [round_ for round_ in meeting.rounds.values() if round_.elects]
    voted_on = {number for round_ in elections for number in round_.options}
    named = voted_on.union(meeting.acclaimed)
    for record in records:
        match record.event:
            case e.CandidateNominated(number=number) if number in named:
                yield record.seq, "name"
            case e.CardVoided():
                yield record.seq, "reason"


def _who_counted(records: Sequence[Record]) -> list[Place]:
    """Who counted the hands of each round, of the counts that count."""
    newest: dict[int, list[Place]] = {}
    for record in records:
        if isinstance(record.event, e.HandsCounted):
            counted = record.event.people > 0
            newest[record.event.number] = [(record.seq, "by")] if counted else []
    return [place for places in newest.values() for place in places]


def _agreed(records: Sequence[Record]) -> Iterator[Place]:
    """Why proposals were not accommodated, and why the order is not that of the vote: the newest
    of each."""
    newest: dict[int, Place] = {}
    for record in records:
        match record.event:
            case e.ProposalDecided(number=number):
                newest[number] = record.seq, "reason"
            case e.RanksAgreed():
                newest[0] = record.seq, "reason"
    yield from newest.values()


def _questions(meeting: Meeting, records: Sequence[Record]) -> Iterator[Place]:
    """Questions that are shown, with their newest answer; of a hidden one only why."""
    reasons: dict[int, Place] = {}
    answers: dict[int, int] = {}
    for record in records:
        match record.event:
            case e.QuestionAsked(number=number) if meeting.questions[number].status == "shown":
                yield from ((record.seq, "name"), (record.seq, "text"))
            case e.QuestionHidden(number=number):
                reasons[number] = record.seq, "reason"
            case e.QuestionAnswered(number=number):
                answers[number] = record.seq
    for number, question in meeting.questions.items():
        if question.status == "hidden":
            yield reasons[number]
        elif number in answers:
            yield from ((answers[number], "by"), (answers[number], "text"))


def _promises(records: Sequence[Record]) -> Iterator[Place]:
    """What an earlier meeting agreed, with the newest answer about each."""
    answers: dict[int, int] = {}
    for record in records:
        match record.event:
            case e.PromiseBrought():
                yield record.seq, "title"
            case e.PromiseAnswered(number=number):
                answers[number] = record.seq
    for seq in answers.values():
        yield from ((seq, "by"), (seq, "text"))


def _brought(meeting: Meeting, records: Sequence[Record]) -> Iterator[Place]:
    """What proposals from the tier below said when they were brought in: the archive shows what
    this tier changed of it."""
    for record in records:
        if not isinstance(record.event, e.ProposalSubmitted):
            continue
        proposal = meeting.proposals[record.event.number]
        if is_from_below(meeting.plan, proposal) and proposal.status == "shown":
            yield from ((record.seq, f"content.{field}") for field in SUBSTANCE)


def _newest(records: Sequence[Record]) -> tuple[dict[int, list[Place]], dict[int, Place]]:
    """Where the present wording of each proposal stands, and why it was hidden last."""
    wording: dict[int, list[Place]] = {}
    reasons: dict[int, Place] = {}
    for record in records:
        match record.event:
            case e.ProposalSubmitted(number=number):
                wording[number] = [(record.seq, "proposer"), *_content(record.seq)]
            case e.ProposalEdited(number=number):
                wording[number] = [wording[number][0], *_content(record.seq)]
            case e.ProposalHidden(number=number):
                reasons[number] = (record.seq, "reason")
    return wording, reasons


def _content(seq: int) -> list[Place]:
    paths = (path for path in WORDS["ProposalEdited"] if path not in UNPUBLISHED)
    return [(seq, path) for path in paths]


def _never_seen(proposal: Proposal) -> bool:
    return proposal.status == "waiting" and not proposal.merged_into
