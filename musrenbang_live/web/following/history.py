"""What became of a proposal after its meeting, as anybody may read it."""

from msgspec import Struct

from musrenbang_live.core.following_rules import SPENT, days_late
from musrenbang_live.live.clock import now
from musrenbang_live.store import following
from musrenbang_live.store.following import FollowLine, FollowUp
from musrenbang_live.web.site import Site


class History(Struct, frozen=True):
    """All decisions, the newest first, with those that were taken back.

    `asked` is the cost the meeting wrote down, `planned` the newest that an office planned, `spent`
    what it really cost, in rupiah; None where nothing is known. `year` of the work, 0 for none.
    `late` is for how many days an answer is overdue. `before` and `after` are the ids of photos.
    """

    line: FollowLine | None
    entries: tuple[FollowUp, ...]
    asked: int | None
    planned: int | None
    spent: int | None
    year: int
    late: int
    before: str | None
    after: str | None

    @property
    def told(self) -> bool:
        """Whether an office has said anything that stands."""
        return any(not entry.undone_at for entry in self.entries)


async def history_of(site: Site, code: str, number: int) -> History:
    """What offices decided about the proposal whose life begins there, on all of its way."""
    entries = await following.history(site.pool, code, number)
    end = (await following.ends(site.pool, [(code, number)])).get((code, number))
    line = (await following.lines(site.pool, [end])).get(end) if end else None
    standing = [entry for entry in entries if not entry.undone_at]
    planned = [e.cost for e in standing if e.cost is not None and e.state not in SPENT]
    spent = [e.cost for e in standing if e.cost is not None and e.state in SPENT]
    before = [e.before_id for e in standing if e.before_id]
    after = [e.photo_id for e in standing if e.photo_id]
    return History(
        line=line,
        entries=tuple(reversed(entries)),
        asked=line.asked if line else None,
        planned=planned[-1] if planned else None,
        spent=spent[-1] if spent else None,
        year=next((e.year for e in reversed(standing) if e.year), 0),
        late=days_late(line.state, line.tier, line.state_at, now()) if line else 0,
        before=before[0] if before else None,
        after=after[-1] if after else None,
    )
