"""What an earlier meeting agreed, with what residents and officials say became of it."""

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.events import PromiseState
from musrenbang_live.core.meeting import Meeting, Promise
from musrenbang_live.core.titles import screen_title
from musrenbang_live.core.topics import open_topics

TOPIC = "janji"
"""The topic of opinions about promises: 1 says *sudah*, 2 says *belum*."""


class PromiseLine(Struct, frozen=True):
    """A promise of a meeting of `year`. `cost` in rupiah, None where it is not known.

    `state` is what the list says, or the official (`by`, a function), who may have added `answer`.
    `kept` and `unkept` are how many residents say *sudah* and *belum*. `proposal` carries it on in
    this meeting, 0 for none. `open`: residents may say so now.
    """

    number: int
    year: int
    title: str
    screen_title: str
    neighborhood: str
    cost: int | None
    origin: str
    state: PromiseState
    by: str
    answer: str
    proposal: int
    kept: int
    unkept: int
    open: bool

    @property
    def without_figures(self) -> "PromiseLine":
        """The same where the figures change by themselves, and need not be written again."""
        return replace(self, kept=0, unkept=0)

    @property
    def done(self) -> bool:
        """Whether nothing is left to be done about it: kept, or given up."""
        return self.state in ("selesai", "batal")


def promises(meeting: Meeting, counts: Counts) -> tuple[PromiseLine, ...]:
    """All promises that are before this meeting, by number."""
    asked = open_topics(meeting)
    return tuple(
        _line(promise, counts, (TOPIC, promise.number) in asked)
        for promise in meeting.promises.values()
    )


def _line(promise: Promise, counts: Counts, is_open: bool) -> PromiseLine:
    kept, unkept, *_ = (*counts.opinions.get((TOPIC, promise.number), ()), 0, 0)
    return PromiseLine(
        number=promise.number,
        year=promise.year,
        title=promise.title,
        screen_title=screen_title(promise.title),
        neighborhood=promise.neighborhood,
        cost=promise.cost,
        origin=promise.origin,
        state=promise.state,
        by=promise.by,
        answer=promise.answer,
        proposal=promise.proposal,
        kept=kept,
        unkept=unkept,
        open=is_open,
    )
