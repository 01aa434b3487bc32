"""Everything PostgreSQL holds of one meeting, read in one look, and what follows from it."""

from collections import Counter
from typing import Any

from msgspec import Struct

from musrenbang_live.core.events import Record
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.store import events
from musrenbang_live.store.pool import connect
from musrenbang_live.store.sessions import find_session

Row = dict[str, Any]
TABLES = ("participant", "proposal", "round", "support", "ballot", "urn", "turnout", "mark")


class Stored(Struct, kw_only=True):
    """The rows of each table, the records of the log, and the meeting they replay to."""

    seq: int
    stage: str
    records: list[Record]
    meeting: Meeting
    rows: dict[str, list[Row]]

    def numbers(self) -> dict[str, int]:
        """What every residents' page must show, counted here from the rows."""
        roots = {row["number"]: row["root"] for row in self.rows["proposal"]}
        supporters = {
            (roots[row["proposal"]], row["participant"])
            for row in self.rows["support"]
            if row["supporting"]
        }
        by_root = Counter(root for root, _ in supporters)
        standing = [proposal.number for proposal in self.meeting.standing()]
        voting = self.meeting.open_round
        handed_in = [row["round"] for row in self.rows["ballot"] if not row["blank"]]
        handed_in += [row["round"] for row in self.rows["urn"] for _ in row["voters"]]
        return {
            "hadir": len(self.rows["participant"]),
            "masuk": handed_in.count(voting.number) if voting else 0,
            "jumlah-usulan": len(standing),
            **{f"dukung-{number}": by_root[number] for number in standing},
        }


async def read(url: str, code: str) -> Stored:
    """What is stored of the session with this join code."""
    connection = await connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            row = await find_session(connection, code)
            assert row
            rows = {
                table: [
                    {key: _plain(key, value) for key, value in found.items()}
                    for found in await connection.fetch(
                        f"SELECT * FROM {table} WHERE session_id = $1", row.id
                    )
                ]
                for table in TABLES
            }
            records = await events.since(connection, row.id, 0, 1_000_000)
    finally:
        await connection.close()
    meeting = replay(Meeting(code, row.plan), records)
    return Stored(seq=row.seq, stage=row.stage, records=records, meeting=meeting, rows=rows)


def _plain(key: str, value: Any) -> Any:
    """Ids as text, alone or in a list."""
    if key in _LISTS:
        return [str(each) for each in value]
    return str(value) if key in _IDS else value


_IDS = frozenset({"id", "ref", "participant", "author"})
_LISTS = frozenset({"voters", "receipts"})
