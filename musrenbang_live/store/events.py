"""The log of each meeting: appended to by whoever saw its end, read from any point.

Refuses to write after a record the writer has not seen: of two who decide at the same moment,
one is told to look again. Rules are not checked here.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from musrenbang_live.core.events import CardReplaced, Record, join, split
from musrenbang_live.core.meeting import Meeting, Proposal, Round
from musrenbang_live.core.proof.public_log import event_line
from musrenbang_live.store import attendance, cards, opinions, papers, rounds, similar, urns
from musrenbang_live.store.pool import Conn, Db


@asynccontextmanager
async def turn(conn: Conn, session_id: int) -> AsyncIterator[None]:
    """A transaction during which nobody else writes to this log: what is read within is its end.

    Whoever comes waits in a queue, and those in front of it have committed.
    """
    async with conn.transaction():
        await _queue(conn, session_id)
        yield


async def append(
    conn: Conn,
    session_id: int,
    before: Meeting,
    after: Meeting,
    records: Sequence[Record],
    salts: Sequence[bytes],
    *,
    erasures: int = 0,
) -> bool:
    """Write `records`, which lead from `before` to `after`, in one transaction. True when done.

    False, with nothing written, when somebody else has written since `before`, when a text of the
    log was erased that `before` still has (`erasures`: how many were known when it was read), or
    when a record's `ref` stands in the log already (`seq_of` tells where). At most one of the
    records of a call carries a given ref. `salts` are 16 secret random bytes for each record.
    Rounds that close here are sealed here, after the last ballot in flight.
    """
    try:
        async with conn.transaction():
            if not await _advance(conn, session_id, before.seq, erasures, after):
                return False
            await _insert(conn, session_id, records, salts)
            await _project(conn, session_id, before, after)
            await _pass_on(conn, session_id, records)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "event_ref":
            return False
        raise
    return True


async def since(db: Db, session_id: int, seq: int, limit: int = 5000) -> list[Record]:
    """The records that follow `seq`, in order, at most `limit` of them."""
    rows = await db.fetch(
        """
        SELECT seq, ms(at) AS at, actor, kind, body, words, ref FROM event
        WHERE session_id = $1 AND seq > $2 ORDER BY seq LIMIT $3
        """,
        session_id,
        seq,
        limit,
    )
    return [record_of(row) for row in rows]


async def salt_at(db: Db, session_id: int, seq: int) -> bytes | None:
    """The salt of the record `seq`, or None when there is no such record yet.

    Who lost the connection while committing learns from it whether the record is theirs.
    """
    salt: bytes | None = await db.fetchval(
        "SELECT salt FROM event WHERE session_id = $1 AND seq = $2", session_id, seq
    )
    return salt


async def seq_of(db: Db, session_id: int, ref: str) -> int | None:
    """Where the record with this `ref` stands in the log, or None."""
    seq: int | None = await db.fetchval(
        "SELECT seq FROM event WHERE session_id = $1 AND ref = $2::uuid", session_id, ref
    )
    return seq


def record_of(row: asyncpg.Record) -> Record:
    """The record in a row of the log; its texts that were erased are empty."""
    event = join(row["kind"], row["body"], row["words"])
    ref = str(row["ref"]) if row["ref"] else ""
    return Record(seq=row["seq"], at=row["at"], actor=row["actor"], event=event, ref=ref)


async def _advance(conn: Conn, session_id: int, seq: int, erasures: int, after: Meeting) -> bool:
    """Compare and set: the row lock makes the order of seq the order of commits."""
    await _queue(conn, session_id)
    status = await conn.execute(
        """
        UPDATE session SET seq = $3, stage = $4, takes_supports = $5,
            opened_at = moment($6), closed_at = moment($7), published_at = moment($8)
        WHERE id = $1 AND seq = $2 AND erasures = $9
        """,
        session_id,
        seq,
        after.seq,
        after.stage,
        after.takes_supports,
        after.opened_at,
        after.closed_at,
        after.published_at,
        erasures,
    )
    return status == "UPDATE 1"


async def _queue(conn: Conn, session_id: int) -> None:
    """Wait for a place: batches of `store.intake` share it, and those that come later wait behind
    it instead of overtaking for ever.
    """
    await conn.execute("SELECT pg_advisory_xact_lock(71, $1::bigint::int)", session_id)


async def _insert(
    conn: Conn, session_id: int, records: Sequence[Record], salts: Sequence[bytes]
) -> None:
    parts = [split(record.event) for record in records]
    await conn.execute(
        """
        INSERT INTO event (session_id, seq, at, actor, kind, body, words, salt, ref, line)
        SELECT $1::bigint, seq, moment(at), actor, kind, body, words, salt, ref, line
        FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::jsonb[], $7::jsonb[],
            $8::bytea[], $9::uuid[], $10::text[])
            AS sent(seq, at, actor, kind, body, words, salt, ref, line)
        """,
        session_id,
        [record.seq for record in records],
        [record.at for record in records],
        [record.actor for record in records],
        [kind for kind, _, _ in parts],
        [body for _, body, _ in parts],
        [words or None for _, _, words in parts],
        list(salts),
        [record.ref or None for record in records],
        [event_line(*pair).decode() for pair in zip(records, salts, strict=True)],
    )


async def _project(conn: Conn, session_id: int, before: Meeting, after: Meeting) -> None:
    """Bring the rows that are counted and searched in step with the log."""
    proposals = _changed_proposals(before, after)
    if proposals:
        await _put_proposals(conn, session_id, after, proposals)
        await similar.put(conn, session_id, after.proposals, _reworded(before, proposals))
    await opinions.put_topics(conn, session_id, before, after)
    await attendance.settle(conn, session_id, before, after)
    if after.cards != before.cards:
        await cards.put(conn, session_id, before.cards, after.cards)
    for number, round_ in sorted(after.rounds.items()):
        was = before.rounds.get(number)
        barred = _barred(after, round_)
        if was == round_ and barred == _barred(before, was):
            continue
        await _put_round(conn, session_id, round_, after.plan.by_card, barred)
        await cards.take_out_ballots(conn, session_id, number, barred)
        await papers.take_out(conn, session_id, number, barred)
        if was is None and round_.plan.rule.once:
            await urns.place(conn, session_id, number)
        if round_.stage != "open" and (was is None or was.stage == "open"):
            await papers.put_away(conn, session_id, number)
            kept = urns if round_.plan.rule.once else rounds
            await kept.seal(conn, session_id, number)


async def _pass_on(conn: Conn, session_id: int, records: Sequence[Record]) -> None:
    """What was cast for good is so for the card that replaces another, too."""
    for record in records:
        if isinstance(record.event, CardReplaced):
            await urns.pass_on(conn, session_id, record.event.old, record.event.new)


def _changed_proposals(before: Meeting, after: Meeting) -> list[Proposal]:
    """Those whose own content changed, and those whose root did because another one moved."""
    old = before.proposals
    changed = [
        proposal for number, proposal in after.proposals.items() if proposal is not old.get(number)
    ]
    moved = any(
        proposal.number in old and proposal.merged_into != old[proposal.number].merged_into
        for proposal in changed
    )
    if not moved:
        return changed
    return [
        proposal
        for number, proposal in after.proposals.items()
        if proposal is not old.get(number) or after.root(number) != before.root(number)
    ]


def _reworded(before: Meeting, proposals: Sequence[Proposal]) -> list[int]:
    """Those that are new or say something else now."""
    old = before.proposals
    return [
        p.number for p in proposals if p.number not in old or old[p.number].content != p.content
    ]


async def _put_proposals(
    conn: Conn, session_id: int, meeting: Meeting, proposals: Sequence[Proposal]
) -> None:
    await conn.executemany(
        """
        INSERT INTO proposal (session_id, number, author, title, problem, sector, neighborhood,
            landmark, screen_title, quantity, unit, cost, beneficiaries, beneficiary_unit,
            proposer, status, reason, merged_into, root, assisted, at, catalog, unit_cost, agency,
            origin)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, moment($21), $22, $23, $24, $25)
        ON CONFLICT (session_id, number) DO UPDATE SET
            title = excluded.title, problem = excluded.problem, sector = excluded.sector,
            neighborhood = excluded.neighborhood, landmark = excluded.landmark,
            screen_title = excluded.screen_title, quantity = excluded.quantity,
            unit = excluded.unit, cost = excluded.cost, beneficiaries = excluded.beneficiaries,
            beneficiary_unit = excluded.beneficiary_unit, status = excluded.status,
            reason = excluded.reason, merged_into = excluded.merged_into, root = excluded.root,
            catalog = excluded.catalog, unit_cost = excluded.unit_cost, agency = excluded.agency
        """,
        [
            _proposal_row(session_id, proposal, meeting.root(proposal.number))
            for proposal in proposals
        ],
    )


def _proposal_row(session_id: int, proposal: Proposal, root: int) -> tuple[Any, ...]:
    content = proposal.content
    return (
        session_id,
        proposal.number,
        proposal.author or None,
        content.title,
        content.problem,
        content.sector,
        content.neighborhood,
        content.landmark,
        content.screen_title,
        content.quantity,
        content.unit,
        content.cost,
        content.beneficiaries,
        content.beneficiary_unit,
        proposal.proposer,
        proposal.status,
        proposal.reason,
        proposal.merged_into or None,
        root,
        proposal.assisted,
        proposal.at,
        content.catalog,
        content.unit_cost,
        content.agency,
        proposal.origin,
    )


def _barred(meeting: Meeting, round_: Round) -> list[int]:
    """The cards that were handed out and may not vote in this round."""
    return sorted(meeting.cards.revoked if round_.stage == "open" else round_.barred)


async def _put_round(
    conn: Conn, session_id: int, round_: Round, by_card: bool, barred: list[int]
) -> None:
    """Closing waits here for the ballots in flight, which hold the row shared."""
    plan = round_.plan
    await conn.execute(
        """
        INSERT INTO round (session_id, number, key, title, kind, live_totals, options, stage,
            opened_at, closed_at, by_card, barred, hands, once)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, moment($9), moment($10), $11, $12, $13, $14)
        ON CONFLICT (session_id, number) DO UPDATE SET
            stage = excluded.stage, closed_at = excluded.closed_at, barred = excluded.barred,
            hands = excluded.hands
        """,
        session_id,
        round_.number,
        plan.key,
        plan.title,
        plan.rule.kind,
        plan.shows_totals,
        list(round_.options),
        round_.stage,
        round_.opened_at,
        round_.closed_at,
        by_card,
        barred,
        round_.hands.people if round_.hands else 0,
        plan.rule.once,
    )
