"""A round that was closed while everybody voted: which ballots may be in it, and which must be."""

from collections.abc import Iterator, Sequence

from tests.faults.outbox import Item
from tests.faults.phones import StormPhone
from tests.faults.stored import Stored

Mark = tuple[int, ...]


def unexplained(after: Stored, phones: Sequence[StormPhone], round_: int) -> Iterator[str]:
    """Where the sealed round is not what the phones sent, as sentences.

    The ballot of a phone is the last acknowledged one, or one that was sent later and on its way
    when the round closed; which of them cannot be told from outside, as nobody's name is on it.
    """
    voters = {row["participant"] for row in after.rows["turnout"] if row["round"] == round_}
    marks = [tuple(row["mark"]) for row in after.rows["mark"] if row["round"] == round_]
    if len(voters) != len(marks):
        yield f"{len(voters)} voted, there are {len(marks)} marks"
    possible: list[set[Mark]] = []
    for phone in phones:
        sent = [item for item in phone.done.values() if item.do == "vote" and item.sent]
        acknowledged = [item for item in sent if item.stored]
        if phone.participant not in voters:
            if acknowledged:
                yield f"the vote of {phone.participant} was acknowledged and is not in the round"
            continue
        voters.discard(phone.participant)
        possible.append({_mark(item) for item in sent if item.rev >= _newest(acknowledged)})
    for stranger in voters:
        yield f"{stranger} is among the voters and is nobody's"
    if not _explained(marks, possible):
        yield f"the marks {sorted(marks)} cannot be those of {possible}"


def _newest(items: Sequence[Item]) -> int:
    return max((item.rev for item in items), default=0)


def _mark(item: Item) -> Mark:
    return tuple(sorted(item.content["mark"]))


def _explained(marks: Sequence[Mark], possible: Sequence[set[Mark]]) -> bool:
    """Whether each mark can be given to a phone of its own (augmenting paths)."""
    owner: dict[int, int] = {}

    def give(mark: int, tried: set[int]) -> bool:
        for phone, could_be in enumerate(possible):
            if marks[mark] in could_be and phone not in tried:
                tried.add(phone)
                if phone not in owner or give(owner[phone], tried):
                    owner[phone] = mark
                    return True
        return False

    return all(give(mark, set()) for mark in range(len(marks)))
