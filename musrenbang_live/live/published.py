"""All that is public of a published meeting, read from the rows of one moment.

Nothing is taken from what this process remembers: what an administrator changed or erased in the
database is what comes out, and whoever checks it sees that.
"""

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.proof.public_log import Box
from musrenbang_live.core.proof.texts import published_texts
from musrenbang_live.live.notary import Notary
from musrenbang_live.store import attendance, counts, proofs
from musrenbang_live.store.pool import Pool
from musrenbang_live.store.sessions import SessionRow

PUBLICATION = "MeetingPublished"


class Published(Struct, frozen=True):
    """A meeting up to its publication: its state and figures, the lines of its log and of the
    texts beside it, what each round held, and the signed roots, the smallest first."""

    meeting: Meeting
    counts: Counts
    log: list[bytes]
    texts: list[bytes]
    boxes: list[Box]
    checkpoints: list[str]


async def published(pool: Pool, notary: Notary, row: SessionRow) -> Published | None:
    """What is public of the session `row`, its missing roots signed first; None before the
    publication."""
    await notary.sign(row.id, row.code)
    log = await notary.public_log(row.id, row.code)
    ends = [seq for seq, kind in log.kinds.items() if kind == PUBLICATION]
    if not ends:
        return None
    # The wall may be emptied after the publication: that is no part of what was published.
    end = ends[0]
    entries = [e for e in await proofs.entries(pool, row.id) if e.record.seq <= end]
    meeting = replay(Meeting(row.code, row.plan), (entry.record for entry in entries))
    kept = await proofs.checkpoints(pool, row.id)
    return Published(
        meeting=meeting,
        counts=await counted(pool, row.id, meeting),
        log=log.lines[: log.size_at[end]],
        texts=published_texts(meeting, entries),
        boxes=[log.boxes[number] for number in sorted(log.boxes)],
        checkpoints=[each.note for each in kept if each.seq <= end],
    )


async def counted(pool: Pool, session_id: int, meeting: Meeting) -> Counts:
    """The figures of a meeting that is over, counted from the rows as they are now."""
    turnout, tallies = await counts.ballots(pool, session_id, meeting, {})
    closed = sorted(round_.number for round_ in meeting.rounds.values() if round_.stage != "open")
    return Counts(
        supports=await counts.supports(pool, session_id, meeting),
        attendance=await counts.attendance(pool, session_id),
        turnout=turnout,
        tallies=tallies,
        proofs=await proofs.figures(pool, session_id, closed) if closed else {},
        present=await attendance.counted(pool, session_id),
    )
