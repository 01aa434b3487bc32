"""The shapes of the API's answers. Fields are added to a version, never renamed or taken away."""

from typing import Literal

from msgspec import Struct

from musrenbang_live.core.following import State
from musrenbang_live.core.plan import Tier
from musrenbang_live.web.api.city_shapes import Decision
from musrenbang_live.web.api.listing import Page


class Ward(Struct, frozen=True, kw_only=True):
    """A kelurahan: its Kemendagri code, its kecamatan, and how many meetings are published."""

    code: str
    name: str
    district: str
    sessions: int
    url: str


class WardList(Struct, frozen=True):
    """All kelurahan of the city."""

    items: list[Ward]


class Session(Struct, frozen=True, kw_only=True):
    """A meeting. Times are UTC (ISO 8601).

    `participants` joined by phone or at the desk; `proposals` stand by themselves, not merged;
    `ballots` of all rounds together, with people who raised hands. `example`: invented data.
    `url` is its page, `record` its whole record in this API.
    """

    code: str
    forum: str
    tier: Tier
    ward_code: str
    ward: str
    district: str
    city: str
    year: int
    plan_year: int
    example: bool
    opened: str | None
    closed: str | None
    published: str | None
    participants: int
    proposals: int
    ballots: int
    url: str
    record: str


class SessionList(Page[Session, str], frozen=True):
    """Published meetings, the latest first. `next`: what `sesudah` is for the following page, null
    on the last one."""


class OpenMeeting(Struct, frozen=True, kw_only=True):
    """A meeting that goes on at this moment. Nothing of what is voted is told before it is shown.
    `url`: the page on which residents take part."""

    code: str
    forum: str
    tier: Tier
    ward_code: str
    ward: str
    district: str
    year: int
    example: bool
    opened: str | None
    url: str


class OpenMeetingList(Struct, frozen=True):
    """The meetings that go on at this moment."""

    items: list[OpenMeeting]


class Address(Struct, frozen=True):
    """A proposal by its meeting and its number there."""

    code: str
    number: int


class Proposal(Struct, frozen=True, kw_only=True):
    """A proposal on the public shelf, as its meeting left it, and where it stands now.

    `state` since `state_at` is the newest on its whole way; `rank` 0: none. Of `origin` (what it
    continues), `merged_into`, and `next` (where it went on: merged, or brought to the tier above)
    there is null where there is none. `root` is the first of its life and gives the page `url`.
    """

    code: str
    number: int
    forum: str
    tier: Tier
    ward_code: str
    ward: str
    district: str
    year: int
    plan_year: int
    example: bool
    title: str
    problem: str
    sector: str
    sector_name: str
    neighborhood: str
    agency: str
    quantity: float | None
    unit: str
    cost: int | None
    beneficiaries: int | None
    beneficiary_unit: str
    supports: int
    votes: int
    rank: int
    reason_code: str
    reason: str
    merged_into: int | None
    origin: Address | None
    next: Address | None
    root: Address
    state: State
    state_at: str | None
    published: str | None
    url: str


class ProposalList(Page[Proposal, str], frozen=True):
    """Proposals that fit, the latest first. `next`: what `sesudah` is for the following page, null
    on the last one."""


class ProposalLife(Struct, frozen=True, kw_only=True):
    """One proposal with all its life: `way` from the first of it to where it is now, `decisions`
    that offices took on that way, `merged` those that were merged into it, `again` those of later
    years that bring it again."""

    proposal: Proposal
    way: list[Proposal]
    decisions: list[Decision]
    merged: list[Proposal]
    again: list[Proposal]


class Question(Struct, frozen=True, kw_only=True):
    """A question that residents asked in a meeting, with what officials answered."""

    code: str
    number: int
    tier: Tier
    ward_code: str
    ward: str
    district: str
    year: int
    example: bool
    text: str
    answered_by: str
    answer: str
    published: str | None
    url: str


class QuestionList(Page[Question, str], frozen=True):
    """Questions, those of the latest meetings first. `next`: what `sesudah` is for the following
    page, null on the last one."""


class License(Struct, frozen=True, kw_only=True):
    """The licence of all data here: its SPDX name and the address of its text."""

    name: str
    url: str


class Root(Struct, frozen=True, kw_only=True):
    """Where to begin: the site, the licence of its data, and addresses."""

    site: str
    city: str
    version: Literal["1"]
    license: License
    document: str
    page: str
    data: str
    resources: dict[str, str]
