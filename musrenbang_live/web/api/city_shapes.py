"""The shapes of what the city tells and is told. Fields are added to a version, never renamed."""

from typing import Literal

from msgspec import Struct

from musrenbang_live.core.city import WardState
from musrenbang_live.core.following import State
from musrenbang_live.web.api.listing import Page


class Decision(Struct, frozen=True, kw_only=True):
    """A decision of an office about a proposal, which changed where it stands to `state`.

    `cost` in rupiah where the office told it, else null; `year` of the work. `undone`: when it was
    taken back, null while it stands. `url`: the page of the proposal. `ward_code`: the kelurahan
    that first made the proposal, whatever tier spoke of it by then; empty where none did.
    """

    id: int
    code: str
    number: int
    ward_code: str
    title: str
    state: State
    office: str
    reason_code: str
    reason: str
    cost: int | None
    year: int
    example: bool
    at: str | None
    undone: str | None
    url: str


class DecisionList(Page[Decision, int], frozen=True):
    """What offices decided, the newest first. `next`: what `sesudah` is for the following page."""


class Article(Struct, frozen=True, kw_only=True):
    """News (`kabar`) or a document (`dokumen`); the text is on the page `url`.

    `happens`: local time of the event it announces, empty for none; `code`: its meeting, or empty.
    """

    slug: str
    kind: Literal["kabar", "dokumen"]
    title: str
    summary: str
    tags: list[str]
    happens: str
    code: str
    example: bool
    published: str | None
    url: str


class ArticleList(Page[Article, int], frozen=True):
    """News and documents. `next`: what `sesudah` is for the following page."""


class Inquiry(Struct, frozen=True, kw_only=True):
    """A question to the council, or what somebody wants it to know; who asked is not told."""

    id: int
    kind: str
    title: str
    text: str
    state: str
    office: str
    answer: str
    answered_by: str
    supports: int
    example: bool
    asked: str | None
    answered: str | None
    url: str


class InquiryList(Page[Inquiry, int], frozen=True):
    """Questions to the council. `next`: what `sesudah` is for the following page."""


class Report(Struct, frozen=True, kw_only=True):
    """An aspiration or a complaint that was approved. Places are told to the lingkungan."""

    number: str
    kind: str
    title: str
    text: str
    sector: str
    ward_code: str
    neighborhood: str
    state: str
    office: str
    supports: int
    example: bool
    received: str | None
    changed: str | None
    url: str


class ReportList(Page[Report, int], frozen=True):
    """Reports of residents. `next`: what `sesudah` is for the following page."""


class Member(Struct, frozen=True, kw_only=True):
    """A member of the council, public by the office."""

    name: str
    party: str
    dapil: str
    office: str
    commission: str
    period: str
    example: bool


class MemberList(Struct, frozen=True):
    """The members of the latest period."""

    items: list[Member]


class WardSeason(Struct, frozen=True, kw_only=True):
    """How far a kelurahan is in a year. `cost`: rupiah of what was agreed."""

    code: str
    name: str
    district: str
    state: WardState
    participants: int
    proposals: int
    agreed: int
    cost: int


class Season(Struct, frozen=True, kw_only=True):
    """A year of the city. `example`: invented data. Nothing of a vote before it is shown."""

    year: int
    example: bool
    wards: list[WardSeason]
