"""The pieces of a Berita Acara as plain data: typed figures, no sentences, nothing laid out.

Documents always speak Indonesian; what is a word here (`mufakat`, `suara`) is one of theirs.
"""

from typing import Literal

from msgspec import Struct

from musrenbang_live.core.ballots import AnyRule
from musrenbang_live.core.ballots.channels import Way
from musrenbang_live.core.counts import SignedRoot
from musrenbang_live.core.minutes.fields import MinutesFields
from musrenbang_live.core.views.priorities import How


class Line(Struct, frozen=True, kw_only=True):
    """A proposal in one of the lists.

    `rank` counts from 1 in its list. `votes` is its figure in the newest vote that it was on, by
    `rule`, None where it was on none; `voted_rank` its place in the last vote on proposals, 0 where
    it was not on that ballot; `tied` whether equals share the place.
    `merged`: numbers of proposals that are part of it. `reason` in words, in lists that need one.
    `landmark` is empty in copies for the public: it can be somebody's house.
    """

    rank: int
    number: int
    sector: str
    problem: str
    title: str
    neighborhood: str
    landmark: str = ""
    quantity: float | None = None
    unit: str = ""
    unit_cost: int | None = None
    cost: int | None = None
    agency: str = ""
    catalog: str = ""
    beneficiaries: int | None = None
    beneficiary_unit: str = ""
    origin: str = ""
    how: How = ""
    rule: AnyRule | None = None
    votes: int | None = None
    voted_rank: int = 0
    tied: bool = False
    supports: int = 0
    merged: tuple[int, ...] = ()
    code: str = ""
    reason: str = ""


class Delegate(Struct, frozen=True):
    """Somebody who was sent on; `votes` None by acclamation."""

    number: int
    name: str
    woman: bool
    neighborhood: str
    votes: int | None = None


class Delegation(Struct, frozen=True):
    """Who is sent on and how. `undecided` are equals of whom `places` more are to be drawn."""

    how: Literal["aklamasi", "suara", ""] = ""
    people: tuple[Delegate, ...] = ()
    undecided: tuple[Delegate, ...] = ()
    places: int = 0


class Vote(Struct, frozen=True):
    """One vote: `voices` are ballots and people who raised hands, of `entitled` who could have.

    `binding` false: a *jajak pendapat*. `ways`: how many by each way.
    """

    title: str
    rule: AnyRule
    voices: int
    entitled: int
    binding: bool
    ways: tuple[tuple[Way, int], ...] = ()


class Present(Struct, frozen=True, kw_only=True):
    """Somebody who signed in at the door."""

    number: int
    name: str
    organisation: str = ""
    age: str = ""
    gender: str = ""
    neighborhood: str = ""
    address: str = ""
    phone: str = ""


class PresentFigures(Struct, frozen=True):
    """How many signed in at the door; `women` and `men` None where they are too few to be told."""

    people: int = 0
    women: int | None = None
    men: int | None = None
    by_neighborhood: dict[str, int] = {}
    by_organisation: dict[str, int] = {}
    by_age: dict[str, int] = {}


class Share(Struct, frozen=True):
    """One row of the summary: a lingkungan or a bidang, and what came of its proposals.

    `received` are proposals that stand by themselves; costs in rupiah, unknown ones left out.
    """

    name: str
    received: int
    priorities: int
    reserves: int
    declined: int
    cost: int


class Told(Struct, frozen=True):
    """A question and its answer in the notes; `name` only where the asker wanted it."""

    number: int
    name: str
    text: str
    by: str
    answer: str


class Kept(Struct, frozen=True):
    """A promise of last year's meeting and what became of it; `state` in words."""

    number: int
    year: int
    title: str
    neighborhood: str
    state: str
    by: str
    answer: str
    carried: int


class Remark(Struct, frozen=True):
    """What was noted in one phase; `since` 0 where the phase was never entered."""

    title: str
    since: int
    until: int
    texts: tuple[str, ...]


class Minutes(Struct, frozen=True, kw_only=True):
    """Everything that the documents of one meeting print.

    `at`: the moment that stands in files as their time, ms UTC; it follows from the meeting, so
    the same data makes the same bytes. `draft`: the meeting is still deciding. `public`: without
    names of those who signed in or sign for others, phones, addresses and landmarks. `held_on` is
    `YYYY-MM-DD`. `joined`: phones and people entered at the desk. `ranked_by`: who fixed the order
    of priorities, the meeting or the vote alone; `rank_reason` why they differ.
    """

    code: str
    spoken: str
    practice: bool
    example: bool
    draft: bool
    public: bool
    at: int
    forum: str
    tier: str
    ward: str
    district: str
    city: str
    year: int
    plan_year: int
    neighborhood_label: str
    zone: str
    held_on: str
    opened_at: int
    closed_at: int
    place: str
    fields: MinutesFields
    present: PresentFigures
    attendees: tuple[Present, ...]
    joined: int
    received: int
    merged: int
    hidden: int
    waiting: int
    undecided: int
    priorities: tuple[Line, ...]
    reserves: tuple[Line, ...]
    declined: tuple[Line, ...]
    ranked_by: How
    rank_reason: str
    ceiling: int
    delegation: Delegation
    votes: tuple[Vote, ...]
    by_neighborhood: tuple[Share, ...]
    by_sector: tuple[Share, ...]
    remarks: tuple[Remark, ...]
    questions: tuple[Told, ...]
    promises: tuple[Kept, ...]
    signed: SignedRoot | None
    fingerprint: str
    key: str

    @property
    def cost(self) -> int:
        """What the priorities cost together, as far as it is known."""
        return sum(line.cost or 0 for line in self.priorities)

    @property
    def without_cost(self) -> int:
        """Priorities whose cost nobody knows yet."""
        return sum(line.cost is None for line in self.priorities)

    @property
    def by_consensus(self) -> int:
        """Priorities that were agreed without a vote."""
        return sum(line.how == "mufakat" for line in self.priorities)

    @property
    def by_vote(self) -> int:
        """Priorities that came from a vote."""
        return sum(line.how == "suara" for line in self.priorities)

    @property
    def differs(self) -> bool:
        """Whether the agreed order is another than that of the vote."""
        places = [line.voted_rank for line in self.priorities if line.voted_rank]
        return self.ranked_by == "mufakat" and places != sorted(places)
