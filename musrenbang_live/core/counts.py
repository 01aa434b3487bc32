"""What is counted from rows: never kept in the state, never kept as a running number."""

from msgspec import Struct

from musrenbang_live.core.articles import Reading
from musrenbang_live.core.attending import PresentCounts
from musrenbang_live.core.ballots import Via
from musrenbang_live.core.noting import Draft, Note
from musrenbang_live.core.sealed_lists import Proof
from musrenbang_live.core.speaking import Board
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


class PaperCounts(Struct, frozen=True):
    """How far the paper ballots of a round are, in cards; the names are states of `core.papers`.

    `again`: typed anew, nothing yet. `first`, `differs`, `agreed` and `again` are not settled.
    """

    first: int = 0
    differs: int = 0
    agreed: int = 0
    again: int = 0
    counted: int = 0
    beside: int = 0
    void: int = 0

    @property
    def unsettled(self) -> int:
        """Papers for which somebody has still to do something."""
        return self.first + self.differs + self.agreed + self.again


class Counts(Struct, frozen=True):
    """Everything a screen shows that is a number of rows.

    `supports`: proposal number → distinct supporters of it and of all merged into it.
    `turnout`: round number → ballots handed in and not blank.
    `ways`: the same by the way in which they came, of the open round where paper is typed.
    `papers`: round number → how far paper ballots are, where there are any.
    `tallies`: round number → result, for closed rounds only (and open ones with live totals).
    `signed` is None until the meeting was opened.
    `proofs`: closed round → what should be as many as its ballots.
    `opinions`: topic (`core.topics`) → how many hold value 1, how many value 2.
    `objections`: why people object to the proposal in focus, newest first; nobody's names.
    `present`: those on the attendance list, who need not be those who joined by phone.
    `notes` are all entries of the record, deleted ones too, `drafts` what is being typed for it;
    `speakers` is the list of who wants to speak. These are rows that are not numbers, read with
    them because they reach the screens in the same way.
    `alike`: proposal that waits → the one that most likely asks the same. `readings`: what phones
    in the hall may open.
    """

    supports: dict[int, int] = {}
    attendance: Attendance = Attendance()
    turnout: dict[int, int] = {}
    ways: dict[int, dict[Via, int]] = {}
    papers: dict[int, PaperCounts] = {}
    tallies: dict[int, Tally] = {}
    signed: SignedRoot | None = None
    proofs: dict[int, Proof] = {}
    opinions: dict[tuple[str, int], tuple[int, ...]] = {}
    objections: tuple[str, ...] = ()
    present: PresentCounts = PresentCounts()
    notes: tuple[Note, ...] = ()
    drafts: tuple[Draft, ...] = ()
    speakers: Board = Board()
    alike: dict[int, int] = {}
    readings: tuple[Reading, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the newest signed root; none before the first."""
        return self.signed.words if self.signed else ()
