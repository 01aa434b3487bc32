"""The Berita Acara of a meeting, from its state, its figures, and what the desk typed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from musrenbang_live.core.codes import spoken
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Candidate, Meeting
from musrenbang_live.core.minutes import wordings
from musrenbang_live.core.minutes.fields import MinutesFields
from musrenbang_live.core.minutes.parts import (
    Delegate,
    Delegation,
    Kept,
    Line,
    Minutes,
    Present,
    PresentFigures,
    Remark,
    Share,
    Told,
    Vote,
)
from musrenbang_live.core.minutes.sorting import Lists, sorted_out
from musrenbang_live.core.views.priorities import How
from musrenbang_live.core.views.results import Result, results
from musrenbang_live.core.zones import HOURS

SIGNING = ("tandatangan", "penutup")
"""Phases in which nothing is decided any more and the paper is signed."""


class Note(Struct, frozen=True):
    """What somebody wrote down: in which phase of the agenda, by its place there."""

    phase: int
    text: str


class Seal(Struct, frozen=True):
    """By what the site signs: the sign of its key for people, and the key as tools take it."""

    fingerprint: str
    key: str


class Door(Struct, frozen=True):
    """Who signed in at the door: the figures, and the people in the order in which they came.

    For the public the figures are those of `core.attending.published`, and there are no people.
    """

    figures: PresentFigures = PresentFigures()
    people: tuple[Present, ...] = ()


NOBODY = Door()


def minutes(
    meeting: Meeting,
    counts: Counts,
    fields: MinutesFields,
    seal: Seal,
    *,
    door: Door = NOBODY,
    notes: Sequence[Note] = (),
    example: bool = False,
    public: bool = False,
) -> Minutes:
    """Everything the documents print.

    `public`: without persons, phones, addresses and landmarks. `notes` in their order; `example`
    where everything is invented.
    """
    plan = meeting.plan
    shown = results(meeting, counts)
    lists = sorted_out(meeting, counts, shown, public=public)
    statuses = [each.status for each in meeting.proposals.values() if not each.merged_into]
    return Minutes(
        code=meeting.code,
        spoken=spoken(meeting.code),
        practice=plan.practice,
        example=example,
        draft=not decided(meeting),
        public=public,
        at=meeting.closed_at or max(meeting.opened_at, meeting.phase_since),
        forum=plan.forum,
        tier=plan.tier,
        ward=plan.ward,
        district=plan.district,
        city=plan.city,
        year=plan.year,
        plan_year=plan.plan_year,
        neighborhood_label=plan.neighborhood_label,
        zone=plan.zone,
        held_on=fields.date or local_day(meeting.opened_at, plan.zone),
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        place=fields.place or plan.place,
        fields=_without_people(fields) if public else fields,
        present=door.figures,
        attendees=() if public else door.people,
        joined=counts.attendance.joined,
        received=len(meeting.proposals),
        merged=sum(bool(each.merged_into) for each in meeting.proposals.values()),
        hidden=statuses.count("hidden"),
        waiting=statuses.count("waiting"),
        undecided=lists.undecided,
        priorities=lists.priorities,
        reserves=lists.reserves,
        declined=lists.declined,
        ranked_by=_ranked_by(meeting, lists),
        rank_reason=meeting.rank_reason,
        ceiling=plan.ceiling,
        delegation=_delegation(meeting, shown),
        votes=tuple(_vote(result) for result in reversed(shown)),
        by_neighborhood=_shares(lists, "neighborhood", plan.neighborhoods),
        by_sector=_shares(lists, "sector", [sector.name for sector in plan.sectors]),
        remarks=_remarks(meeting, notes),
        questions=_questions(meeting),
        promises=_promises(meeting),
        signed=counts.signed,
        fingerprint=seal.fingerprint,
        key=seal.key,
    )


def decided(meeting: Meeting) -> bool:
    """Whether the meeting has decided what it had to decide: it is over, or the paper is signed."""
    phase = meeting.agenda_phase
    if meeting.open_round or meeting.stage == "planned":
        return False
    return meeting.stage != "open" or (phase is not None and phase.kind in SIGNING)


def local_day(at: int, zone: str) -> str:
    """The day of a moment (ms UTC) where the meeting is, `YYYY-MM-DD`; empty for no moment."""
    if not at:
        return ""
    there = datetime.fromtimestamp(at / 1000, tz=UTC) + timedelta(hours=HOURS[zone])
    return there.date().isoformat()


def _without_people(fields: MinutesFields) -> MinutesFields:
    """Those who hold an office stay; whoever signs for others, and the lurah's number, do not."""
    return MinutesFields(
        number=fields.number,
        date=fields.date,
        place=fields.place,
        chair=fields.chair,
        chair_function=fields.chair_function,
        lurah=fields.lurah,
        speeches=fields.speeches,
        presentations=fields.presentations,
        method=fields.method,
    )


def _ranked_by(meeting: Meeting, lists: Lists) -> How:
    if meeting.ranks:
        return "mufakat"
    return "suara" if any(line.how == "suara" for line in lists.priorities) else ""


def _delegation(meeting: Meeting, shown: Sequence[Result]) -> Delegation:
    """By acclamation where the meeting did so; else the newest election."""
    if meeting.acclaimed:
        people = [_delegate(meeting.candidates[number]) for number in meeting.acclaimed]
        return Delegation("aklamasi", tuple(people))
    held = next((result for result in shown if result.seats is not None), None)
    if held is None or held.seats is None:
        return Delegation()
    votes = {line.option.number: line.votes for line in held.lines}

    def named(numbers: Sequence[int]) -> tuple[Delegate, ...]:
        return tuple(_delegate(meeting.candidates[n], votes[n]) for n in numbers)

    seats = held.seats
    return Delegation("suara", named(seats.elected), named(seats.undecided), seats.places)


def _delegate(candidate: Candidate, votes: int | None = None) -> Delegate:
    return Delegate(
        candidate.number, candidate.name, candidate.woman, candidate.neighborhood, votes
    )


def _vote(result: Result) -> Vote:
    return Vote(
        title=result.title,
        rule=result.rule,
        voices=result.voices,
        entitled=result.joined,
        binding=result.binding,
        ways=tuple((each.via, each.ballots + each.people) for each in result.channels),
    )


def _shares(lists: Lists, by: str, names: Sequence[str]) -> tuple[Share, ...]:
    """A row for each name, those of the plan first, in its order."""

    def of(lines: Sequence[Line], name: str) -> list[Line]:
        return [line for line in lines if getattr(line, by) == name]

    every = (*lists.priorities, *lists.reserves, *lists.declined)
    others = sorted({getattr(line, by) for line in every} - {*names})
    return tuple(
        Share(
            name=name,
            received=len(of(every, name)),
            priorities=len(of(lists.priorities, name)),
            reserves=len(of(lists.reserves, name)),
            declined=len(of(lists.declined, name)),
            cost=sum(line.cost or 0 for line in of(lists.priorities, name)),
        )
        for name in (*names, *others)
    )


def _remarks(meeting: Meeting, notes: Sequence[Note]) -> tuple[Remark, ...]:
    """Every phase of the agenda, with what was noted in it."""
    since: dict[int, int] = {}
    until: dict[int, int] = {}
    ends = [*(at for _, at in meeting.phase_times[1:]), meeting.closed_at]
    for (index, begun), ended in zip(meeting.phase_times, ends, strict=False):
        since.setdefault(index, begun)
        until[index] = ended
    return tuple(
        Remark(
            title=phase.title,
            since=since.get(index, 0),
            until=until.get(index, 0),
            texts=tuple(note.text for note in notes if note.phase == index),
        )
        for index, phase in enumerate(meeting.plan.phases)
    )


def _questions(meeting: Meeting) -> tuple[Told, ...]:
    return tuple(
        Told(each.number, each.name, each.text, each.by, each.answer)
        for each in meeting.questions.values()
        if each.status == "shown"
    )


def _promises(meeting: Meeting) -> tuple[Kept, ...]:
    return tuple(
        Kept(
            number=each.number,
            year=each.year,
            title=each.title,
            neighborhood=each.neighborhood,
            state=wordings.STATES.get(each.state, each.state),
            by=each.by,
            answer=each.answer,
            carried=each.proposal,
        )
        for each in meeting.promises.values()
    )
