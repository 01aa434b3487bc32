"""What became of what an earlier meeting agreed."""

from typing import Literal

from musrenbang_live.core.events.base import Event

PromiseState = Literal["selesai", "sebagian", "berjalan", "belum", "batal"]


class PromiseBrought(Event, frozen=True):
    """Something that a meeting of `year` agreed is put before this one, and got `number`.

    `cost` in rupiah; `origin` is `<join code>/<number>` of the proposal, empty if not known here;
    `state` is what the list that it came from says.
    """

    number: int
    year: int
    title: str
    neighborhood: str
    cost: int | None
    origin: str
    state: PromiseState


class PromiseAnswered(Event, frozen=True):
    """An official whose function is `by` said what became of it."""

    number: int
    state: PromiseState
    by: str
    text: str


class PromiseCarried(Event, frozen=True):
    """What was not kept stands in this meeting as `proposal`."""

    number: int
    proposal: int
