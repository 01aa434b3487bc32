"""What is counted from rows: never kept in the state, never kept as a running number."""

from msgspec import Struct

from musrenbang_live.core.tally import Tally


class Attendance(Struct, frozen=True):
    """Participants of a session by what they chose to tell; `by_*` may add up to less.

    Voter cards are counted apart: `cards_used` good ones that were entered on some device, and
    `cards_wrong` codes that were tried and are no card.
    """

    joined: int = 0
    assisted: int = 0
    by_gender: dict[str, int] = {}
    by_neighborhood: dict[str, int] = {}
    by_organisation: dict[str, int] = {}
    cards_used: int = 0
    cards_wrong: int = 0

    @property
    def by_link(self) -> int:
        """Those who joined by the open link; the others were entered by the facilitator."""
        return self.joined - self.assisted


class SignedRoot(Struct, frozen=True):
    """The newest signed root of the public log: over its first `size` lines; `root` in hex, and
    its first bits as `words` for people."""

    size: int
    root: str
    words: tuple[str, ...]


class Counts(Struct, frozen=True):
    """Everything a screen shows that is a number of rows.

    `supports`: proposal number → distinct supporters of it and of all merged into it.
    `turnout`: round number → ballots handed in and not blank.
    `tallies`: round number → result, for closed rounds only (and open ones with live totals).
    `signed` is None until the meeting was opened.
    """

    supports: dict[int, int] = {}
    attendance: Attendance = Attendance()
    turnout: dict[int, int] = {}
    tallies: dict[int, Tally] = {}
    signed: SignedRoot | None = None
