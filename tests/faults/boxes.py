"""What must hold of ballots that are cast once, whose voters nobody can name from the rows."""

from collections.abc import Iterator, Mapping, Sequence

from tests.faults.outbox import Item
from tests.faults.phones import StormPhone
from tests.faults.stored import Stored

Mark = list[int]


def in_boxes(stored: Stored, phones: Sequence[StormPhone]) -> Iterator[str]:
    """What is wrong with the boxes of open rounds, as sentences."""
    held = stored.meeting.rounds.values()
    wanted = {each.number for each in held if each.stage == "open" and each.plan.rule.once}
    if wanted != {row["round"] for row in stored.rows["urn"]}:
        yield f"there are boxes of {[row['round'] for row in stored.rows['urn']]}, not of {wanted}"
    for row in stored.rows["urn"]:
        voters, ballots, receipts = row["voters"], row["ballots"], row["receipts"]
        if not len(voters) == len(ballots) == len(receipts):
            yield f"{len(voters)} voters, {len(ballots)} ballots, {len(receipts)} receipts"
        for name, found in (("voters", voters), ("receipts", receipts)):
            if len(set(found)) != len(found):
                yield f"the {name} of a box are not all different"
        marks = {code: mark for code, (mark, _) in ballots.items()}
        yield from cast(phones, row["round"], set(voters), marks)


def in_sealed(after: Stored, phones: Sequence[StormPhone], round_: int) -> Iterator[str]:
    """The same of a round that was sealed: there the code of a mark stands beside it."""
    voters = {row["participant"] for row in after.rows["turnout"] if row["round"] == round_}
    marks = {row["id"]: row["mark"] for row in after.rows["mark"] if row["round"] == round_}
    if len(voters) != len(marks):
        yield f"{len(voters)} voted, there are {len(marks)} marks"
    yield from cast(phones, round_, voters, marks)


def cast(
    phones: Sequence[StormPhone], round_: int, voters: set[str], marks: Mapping[str, Mark]
) -> Iterator[str]:
    """Each phone has one ballot of its own or none, the one that was acknowledged if any was."""
    left = set(marks)
    for phone in phones:
        sent = {
            item.ref: item
            for item in phone.done.values()
            if item.do == "vote" and item.content["round"] == round_ and item.sent
        }
        found = left & sent.keys()
        left -= found
        yield from _of_one(phone.participant, sent, found, phone.participant in voters)
        for ref in found:
            if sorted(sent[ref].content["mark"]) != marks[ref]:
                yield f"{ref} was {sent[ref].message}, and says {marks[ref]}"
    if left:
        yield f"nobody sent the ballots {left}"
    strangers = voters - {phone.participant for phone in phones}
    if strangers:
        yield f"{strangers} are among the voters and are nobody's"


def _of_one(
    person: str, sent: Mapping[str, Item], found: set[str], has_voted: bool
) -> Iterator[str]:
    acknowledged = {ref for ref, item in sent.items() if item.stored}
    if acknowledged - found:
        yield f"the ballot {acknowledged - found} of {person} was acknowledged and is not cast"
    if len(found) > 1:
        yield f"{person} has {len(found)} ballots"
    if bool(found) != has_voted:
        yield f"{person} is among the voters: {has_voted}, and has {len(found)} ballots"
    spent = [item for item in sent.values() if item.answer and item.answer.get("no")]
    for item in spent:
        if item.answer and item.answer["code"] == "ballot_cast" and not found - {item.ref}:
            yield f"{person} was told of a ballot that is not cast"
