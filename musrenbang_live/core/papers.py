"""Paper ballots that the desk types: each one twice, and it counts when both say the same.

`typed` moves one sheet along; it knows a card by nothing but this sheet. What is typed and does not
count yet ties a card to a choice, so the caller keeps it only as long as it must: a sheet that is
settled holds no choice any more.
"""

from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.errors import Rejected

Pass = Literal[1, 2, 3]
"""The first entry, the second, which is blind, and the third where those two differ."""
State = Literal["untyped", "first", "differs", "agreed", "counted", "beside", "void"]
"""`untyped` nothing typed (any more); `first` waits for the second entry; `differs` for the third;
`agreed` two entries agree, and the ballot is being stored. Settled: `counted`; `beside`, the card
has voted by another way, which stands; `void`, the paper is blank or invalid."""
SETTLED: Final[frozenset[State]] = frozenset({"counted", "beside", "void"})


class Entry(Struct, frozen=True):
    """What was typed (`mark` None: an invalid paper), and in which login."""

    mark: Mark | None
    login: int


class Sheet(Struct, frozen=True):
    """The paper of one card in one round. `rev` counts how often it was agreed upon."""

    state: State = "untyped"
    first: Entry | None = None
    second: Entry | None = None
    rev: int = 0


def typed(sheet: Sheet, place: Pass, entry: Entry) -> Sheet:
    """The sheet after one more entry.

    Two entries must be the same. The third is compared with both before it; where it is like
    neither, it is the first of a new pair. Raises `Rejected` with a `paper_…` code where another
    entry is due, so that nobody types the second by mistake for the first.
    """
    match sheet.state, place:
        case "untyped", 1:
            return replace(sheet, state="first", first=entry, second=None)
        case "first", 2:
            if sheet.first and sheet.first.mark == entry.mark:
                return _agreed(sheet, entry)
            return replace(sheet, state="differs", second=entry)
        case "differs", 3:
            known = [each.mark for each in (sheet.first, sheet.second) if each]
            if entry.mark in known:
                return _agreed(sheet, entry)
            return replace(sheet, state="first", first=entry, second=None)
    due(sheet, place)
    return sheet  # its ballot was not stored for some reason: the caller tries again


def due(sheet: Sheet, place: Pass) -> None:
    """Whether this entry is the next one of the sheet. Raises `Rejected` when another is."""
    if sheet.state != "agreed" and _NEXT.get(sheet.state) != place:
        raise Rejected(_DUE[sheet.state])


def settled(sheet: Sheet, state: State) -> Sheet:
    """The sheet when it is known what became of it: the choice is no longer in it."""
    return Sheet(state, rev=sheet.rev)


def taken_back(sheet: Sheet) -> Sheet:
    """The sheet without what was typed, so that it is typed anew. Raises `Rejected`.

    Of one that is counted the ballot stays until two new entries agree.
    """
    if sheet.state == "untyped":
        raise Rejected("paper_not_typed")
    if sheet.state == "agreed":
        raise Rejected("paper_agreed")
    return Sheet(rev=sheet.rev)


def _agreed(sheet: Sheet, entry: Entry) -> Sheet:
    return Sheet("agreed", entry, rev=sheet.rev + 1)


_NEXT: Final[dict[State, Pass]] = {"untyped": 1, "first": 2, "differs": 3}
_DUE: Final[dict[State, str]] = {
    "untyped": "paper_first_due",
    "first": "paper_second_due",
    "differs": "paper_third_due",
    "counted": "paper_counted",
    "beside": "paper_beside",
    "void": "paper_void",
}
