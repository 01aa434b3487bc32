"""What must hold after every fault. Each check gives every untruth as a sentence; none is best."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from musrenbang_live.core import events as e
from musrenbang_live.core.tally import piled, tally
from tests.faults.boxes import in_boxes
from tests.faults.outbox import Item
from tests.faults.phones import StormPhone
from tests.faults.stored import Row, Stored

UNSEEN_IN_LOGS = ("Traceback (most recent call last)", "Task exception was never retrieved")


def untruths(stored: Stored, phones: Sequence[StormPhone]) -> list[str]:
    """All that is wrong between what was sent, what was acknowledged, and what is stored."""
    return [
        *_people(stored, phones),
        *_rows(stored.rows["ballot"], _voted(stored, phones), "round", ("mark",)),
        *in_boxes(stored, phones),
        *_rows(stored.rows["support"], _tried(phones, "support"), "proposal", ("supporting",)),
        *_proposals(stored, phones),
        *_log(stored),
        *_projections(stored),
        *_behaviour(phones),
    ]


def _tried(phones: Sequence[StormPhone], do: str) -> dict[str, list[Item]]:
    """Everything of one kind that anybody did, by participant."""
    return {
        phone.participant: [item for item in phone.done.values() if item.do == do]
        for phone in phones
    }


def _voted(stored: Stored, phones: Sequence[StormPhone]) -> dict[str, list[Item]]:
    """Votes that can be changed; those that are cast once are in `tests.faults.boxes`."""
    held = stored.meeting.rounds
    once = {number for number, round_ in held.items() if round_.plan.rule.once}
    return {
        who: [item for item in items if item.content["round"] not in once]
        for who, items in _tried(phones, "vote").items()
    }


def _people(stored: Stored, phones: Sequence[StormPhone]) -> Iterator[str]:
    found = Counter(row["id"] for row in stored.rows["participant"])
    joined = {phone.participant for phone in phones}
    for person in joined - found.keys():
        yield f"{person} joined and is not stored"
    for person in found.keys() - joined:
        yield f"{person} is stored and never joined"


def _rows(
    rows: Sequence[Row], tried: dict[str, list[Item]], subject: str, says: tuple[str, ...]
) -> Iterator[str]:
    """Of votes and supports the newest counts: each acknowledged one is stored, or a newer one."""
    by_key: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        by_key.setdefault((row["participant"], row[subject]), []).append(row)
    for (person, number), found in by_key.items():
        if len(found) > 1:
            yield f"{person} has {len(found)} rows for {subject} {number}"
        for row in found:
            yield from _was_sent(row, tried.get(person, []), subject, says)
    acknowledged = [(who, item) for who, items in tried.items() for item in items if item.stored]
    for person, item in acknowledged:
        kept = by_key.get((person, item.content[subject]), [])
        if not any(row["rev"] >= item.rev for row in kept):
            yield f"{item.do} {item.ref} of {person} was acknowledged and is not stored"


def _was_sent(
    row: Row, items: Sequence[Item], subject: str, says: tuple[str, ...]
) -> Iterator[str]:
    item = next((item for item in items if item.ref == row["ref"]), None)
    if item is None or not item.sent:
        yield f"{subject} {row[subject]} holds {row['ref']}, which nobody sent"
        return
    if item.rev != row["rev"] or _said(item) != [row[name] for name in says]:
        yield f"{item.ref} was {item.message}, and stored as {row}"


def _said(item: Item) -> list[Any]:
    return [sorted(item.content["mark"])] if item.do == "vote" else [item.content["on"]]


def _proposals(stored: Stored, phones: Sequence[StormPhone]) -> Iterator[str]:
    sent = {
        item.ref: (phone, item)
        for phone in phones
        for item in phone.done.values()
        if item.do == "propose"
    }
    found: dict[str, list[e.ProposalSubmitted]] = {}
    for record in stored.records:
        if isinstance(record.event, e.ProposalSubmitted) and not record.event.assisted:
            found.setdefault(record.ref, []).append(record.event)
    for ref in found.keys() - sent.keys():
        yield f"the log holds proposal {ref}, which nobody sent"
    for ref, (phone, item) in sent.items():
        yield from _proposal(phone, item, found.get(ref, []))


def _proposal(phone: StormPhone, item: Item, found: Sequence[e.ProposalSubmitted]) -> Iterator[str]:
    if len(found) > 1 or (item.stored and not found):
        yield f"proposal {item.ref} is acknowledged: {item.stored}, and stored {len(found)} times"
    for event in found:
        if (event.author, event.content.title) != (phone.participant, item.content["title"]):
            yield f"proposal {item.ref} is stored as {event}"
        if item.answer and item.answer.get("number") != event.number:
            yield f"proposal {item.ref} is number {event.number}, and was answered {item.answer}"


def _log(stored: Stored) -> Iterator[str]:
    numbers = [record.seq for record in stored.records]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the log is numbered {numbers}"
    if stored.seq != len(numbers):
        yield f"the session says {stored.seq} events, its log has {len(numbers)}"


def _projections(stored: Stored) -> Iterator[str]:
    """The rows beside the log are what the log says."""
    meeting = stored.meeting
    if stored.stage != meeting.stage:
        yield f"the session is {stored.stage}, its log says {meeting.stage}"
    proposals = {
        proposal.number: (proposal.content.title, proposal.status, meeting.root(proposal.number))
        for proposal in meeting.proposals.values()
    }
    kept = {
        row["number"]: (row["title"], row["status"], row["root"]) for row in stored.rows["proposal"]
    }
    if proposals != kept:
        yield f"the proposals are {kept}, the log says {proposals}"
    rounds = {round_.number: (round_.stage, round_.options) for round_ in meeting.rounds.values()}
    held = {row["number"]: (row["stage"], tuple(row["options"])) for row in stored.rows["round"]}
    if rounds != held:
        yield f"the rounds are {held}, the log says {rounds}"


def _behaviour(phones: Sequence[StormPhone]) -> Iterator[str]:
    """What each phone met on its way."""
    for phone in phones:
        yield from phone.went_back
        yield from phone.contradictions
        if phone.line.stopped:
            yield f"{phone.participant} was told to stay away: {phone.line.stopped}"
        refused = [item for item in phone.done.values() if item.answer and not item.stored]
        for item in refused:
            if item.answer and item.answer["code"] not in ("round_closed", "ballot_cast"):
                yield f"{item.message} was refused: {item.answer}"


def unshown(stored: Stored, phone: StormPhone) -> list[str]:
    """Where a phone shows other numbers or other proposals than the rows."""
    shown = phone.shown
    numbers = {
        key: int("".join(sign for sign in shown.text.get(key, "") if sign.isdigit()) or -1)
        for key in stored.numbers()
    }
    wrong = [
        f"{phone.participant} shows {key} {numbers[key]}, the rows say {number}"
        for key, number in stored.numbers().items()
        if numbers[key] != number
    ]
    listed = [f"usulan-{proposal.number}" for proposal in reversed(stored.meeting.standing())]
    if shown.order.get("daftar-usulan") != listed:
        wrong.append(f"{phone.participant} lists {shown.order.get('daftar-usulan')}, not {listed}")
    return wrong


def unpublished(
    before: Stored, after: Stored, phones: Sequence[StormPhone], record: dict[str, Any], round_: int
) -> Iterator[str]:
    """Where the sealed rows or the published record differ from the last acknowledged choices.

    `before` was read when everything was answered and the round still open.
    """
    cast = Counter(str(row["mark"]) for row in before.rows["ballot"])
    cast += Counter(str(mark) for row in before.rows["urn"] for mark, _ in row["ballots"].values())
    sealed = Counter(str(row["mark"]) for row in after.rows["mark"])
    if cast != sealed:
        yield f"the marks were {cast} and are sealed as {sealed}"
    voters = {row["participant"] for row in after.rows["turnout"]}
    acknowledged = {
        phone.participant
        for phone in phones
        if any(item.do == "vote" and item.stored for item in phone.done.values())
    }
    if voters != acknowledged:
        yield f"{len(voters)} voted, of {len(acknowledged)} it was acknowledged"
    yield from published(after, record, round_)


def published(after: Stored, record: dict[str, Any], round_: int) -> Iterator[str]:
    """Where the published record differs from the rows of a closed meeting."""
    held = after.meeting.rounds[round_]
    expected = tally(held.plan, held.paper, piled(row["mark"] for row in after.rows["mark"]))
    shown = next(held for held in record["rounds"] if held["number"] == round_)
    if shown["ballots"] != expected.ballots:
        yield f"{shown['ballots']} ballots are published, {expected.ballots} are stored"
    votes = {line["proposal"]: line["votes"] for line in shown["ranking"]}
    counted = {line.option: line.votes for line in expected.lines}
    if votes != counted:
        yield f"published is {votes}, counted {counted}"
    supports = {proposal["number"]: proposal["supports"] for proposal in record["proposals"]}
    for number in after.meeting.proposals:
        if supports.get(number) != after.numbers().get(f"dukung-{number}"):
            yield f"proposal {number} is published with {supports.get(number)} supports"


def troubles(log: Path) -> list[str]:
    """What no server may ever say of itself."""
    said = log.read_text(errors="replace")
    return [f"{log.name} holds: {said[-3000:]}" for mark in UNSEEN_IN_LOGS if mark in said][:1]
