"""What residents send in great numbers, stored in batches: joins, supports, ballots.

Each function stores a whole batch, over any sessions and rounds, with one statement that also
decides "still open?", and answers every item in the order of the batch. The same batch may be sent
again after an interrupted commit and gets the same answers. Refuses to validate: marks, ids (UUID
text) and revs (below 2**63) come checked; one that is not fails the whole batch.

How they decide: the statement first queues up for its sessions (advisory lock 71, shared; whoever
appends to the log takes it whole), so that a storm of batches cannot keep a facilitator waiting.
Then it locks the rows that say "open" (FOR SHARE), which reads them as they are after any wait.
Each call wants a transaction of its own: just call it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Literal, TypeVar

import msgspec
from msgspec import Struct

from musrenbang_live.core.ballots import Mark
from musrenbang_live.store.pool import Conn

Outcome = Literal["stored", "older", "closed", "gone", "unknown"]
"""`stored`: it counts, now or already before. `older`: a newer one of the same person is stored.
`closed`: came too late or too early. `gone`: the proposal is not shown (supports only).
`unknown`: nobody with this id has joined the session."""


_JOIN: Final = (
    *("id", "session", "ref", "at", "name", "neighborhood", "gender", "organisation"),
    "assisted",
)
_SUPPORT: Final = ("session", "proposal", "participant", "ref", "rev", "supporting")
_BALLOT: Final = ("session", "round", "participant", "ref", "rev")


class JoinIntake(Struct, frozen=True, kw_only=True):
    """Somebody joins. `id` is kept only when `ref` is new; `gender` is `P`, `L` or empty."""

    id: str
    session: int
    ref: str
    at: int
    name: str = ""
    neighborhood: str = ""
    gender: str = ""
    organisation: str = ""
    assisted: bool = False


class SupportIntake(Struct, frozen=True, kw_only=True):
    """A participant supports a proposal, or no longer does. The highest `rev` counts."""

    session: int
    proposal: int
    participant: str
    ref: str
    rev: int
    supporting: bool


class SupportVerdict(Struct, frozen=True):
    """What became of a support, and what is stored now (`rev` 0: nothing)."""

    outcome: Outcome
    supporting: bool = False
    rev: int = 0


class BallotIntake(Struct, frozen=True, kw_only=True):
    """A participant's ballot in a round, replacing any with a lower `rev`."""

    session: int
    round: int
    participant: str
    ref: str
    rev: int
    mark: Mark
    blank: bool
    at: int


class BallotVerdict(Struct, frozen=True):
    """What became of a ballot, and the one that is stored now (`mark` None: none to be seen).

    `counted`: the round is sealed, and a ballot of this participant is in it.
    """

    outcome: Outcome
    mark: Mark | None = None
    rev: int = 0
    at: int = 0
    counted: bool = False


_Key = tuple[int, int, str]
_Item = TypeVar("_Item", SupportIntake, BallotIntake)
_Verdict = TypeVar("_Verdict", SupportVerdict, BallotVerdict)


async def record_joins(conn: Conn, batch: Sequence[JoinIntake]) -> list[str]:
    """Store new participants; for each item the participant id that belongs to its ref."""
    await conn.execute(
        """
        INSERT INTO participant (id, session_id, ref, joined_at, name, neighborhood, gender,
            organisation, assisted)
        SELECT id, session_id, ref, moment(at), name, neighborhood, gender, organisation, assisted
        FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::text[], $6::text[],
            $7::text[], $8::text[], $9::bool[])
            AS sent(id, session_id, ref, at, name, neighborhood, gender, organisation, assisted)
        ORDER BY session_id, ref
        ON CONFLICT (session_id, ref) DO NOTHING
        """,
        *_columns(batch, _JOIN),
    )
    rows = await conn.fetch(
        """
        SELECT participant.id FROM unnest($1::bigint[], $2::uuid[]) WITH ORDINALITY
            AS sent(session_id, ref, place)
        JOIN participant USING (session_id, ref) ORDER BY place
        """,
        *_columns(batch, ("session", "ref")),
    )
    return [str(row["id"]) for row in rows]


async def record_supports(conn: Conn, batch: Sequence[SupportIntake]) -> list[SupportVerdict]:
    """Store supports while their session takes them; a merged proposal keeps its own."""
    newest = _newest(batch, _support_key)
    rows = await conn.fetch(
        """
        WITH sent AS (
            SELECT * FROM unnest($1::bigint[], $2::int[], $3::uuid[], $4::uuid[], $5::bigint[],
                $6::bool[]) AS sent(session_id, proposal, participant, ref, rev, supporting)
        ), queue AS (
            SELECT pg_advisory_xact_lock_shared(71, id) FROM (
                SELECT DISTINCT session_id::int AS id FROM sent ORDER BY id) AS sessions
        ), gate AS (
            SELECT id FROM session
            WHERE (SELECT count(*) FROM queue) > 0
                AND id IN (SELECT session_id FROM sent) AND takes_supports
            ORDER BY id FOR SHARE
        )
        INSERT INTO support (session_id, proposal, participant, ref, rev, supporting)
        SELECT sent.session_id, sent.proposal, sent.participant, sent.ref, sent.rev, supporting
        FROM sent
        JOIN gate ON gate.id = sent.session_id
        JOIN proposal ON proposal.session_id = sent.session_id AND number = sent.proposal
            AND status = 'shown'
        JOIN participant ON participant.id = sent.participant
            AND participant.session_id = sent.session_id
        ORDER BY 1, 2, 3
        ON CONFLICT (session_id, proposal, participant) DO UPDATE
            SET ref = excluded.ref, rev = excluded.rev, supporting = excluded.supporting
            WHERE support.rev < excluded.rev AND support.ref <> excluded.ref
        RETURNING session_id, proposal, participant
        """,
        *_columns(newest.values(), _SUPPORT),
    )
    written = {(row["session_id"], row["proposal"], str(row["participant"])) for row in rows}
    stored = {
        index: SupportVerdict("stored", item.supporting, item.rev)
        for index, item in enumerate(batch)
        if _support_key(item) in written and newest[_support_key(item)] is item
    }
    left = [index for index in range(len(batch)) if index not in stored]
    return _in_order(stored, left, await _look_up_supports(conn, [batch[index] for index in left]))


async def record_ballots(conn: Conn, batch: Sequence[BallotIntake]) -> list[BallotVerdict]:
    """Store ballots while their round is open. Whoever closes it waits for this commit."""
    newest = _newest(batch, _ballot_key)
    rows = await conn.fetch(
        """
        WITH sent AS (
            SELECT * FROM unnest($1::bigint[], $2::int[], $3::uuid[], $4::uuid[], $5::bigint[],
                $6::text[], $7::bool[], $8::bigint[])
                AS sent(session_id, round, participant, ref, rev, mark, blank, at)
        ), queue AS (
            SELECT pg_advisory_xact_lock_shared(71, id) FROM (
                SELECT DISTINCT session_id::int AS id FROM sent ORDER BY id) AS sessions
        ), gate AS (
            SELECT session_id, number FROM round
            WHERE (SELECT count(*) FROM queue) > 0
                AND (session_id, number) IN (SELECT session_id, round FROM sent) AND stage = 'open'
            ORDER BY session_id, number FOR SHARE
        )
        INSERT INTO ballot (session_id, round, participant, ref, rev, mark, blank, cast_at)
        SELECT sent.session_id, sent.round, sent.participant, sent.ref, sent.rev,
            sent.mark::jsonb, sent.blank, moment(sent.at)
        FROM sent
        JOIN gate ON gate.session_id = sent.session_id AND gate.number = sent.round
        JOIN participant ON participant.id = sent.participant
            AND participant.session_id = sent.session_id
        ORDER BY 1, 2, 3
        ON CONFLICT (session_id, round, participant) DO UPDATE
            SET ref = excluded.ref, rev = excluded.rev, mark = excluded.mark,
                blank = excluded.blank, cast_at = excluded.cast_at
            WHERE ballot.rev < excluded.rev AND ballot.ref <> excluded.ref
        RETURNING session_id, round, participant
        """,
        *_ballot_columns(newest.values()),
    )
    written = {(row["session_id"], row["round"], str(row["participant"])) for row in rows}
    stored = {
        index: BallotVerdict("stored", item.mark, item.rev, item.at)
        for index, item in enumerate(batch)
        if _ballot_key(item) in written and newest[_ballot_key(item)] is item
    }
    left = [index for index in range(len(batch)) if index not in stored]
    return _in_order(stored, left, await _look_up_ballots(conn, [batch[index] for index in left]))


async def _look_up_supports(conn: Conn, batch: Sequence[SupportIntake]) -> list[SupportVerdict]:
    """Why these were not written. A statement of its own: it must see what the other waited for."""
    if not batch:
        return []
    rows = await conn.fetch(
        """
        SELECT CASE WHEN support.ref = sent.ref THEN 'stored'
                    WHEN support.rev >= sent.rev THEN 'older'
                    WHEN participant.id IS NULL THEN 'unknown'
                    WHEN proposal.status IS DISTINCT FROM 'shown' THEN 'gone'
                    ELSE 'closed' END AS outcome,
            coalesce(support.supporting, false) AS supporting, coalesce(support.rev, 0) AS rev
        FROM unnest($1::bigint[], $2::int[], $3::uuid[], $4::uuid[], $5::bigint[]) WITH ORDINALITY
            AS sent(session_id, proposal, participant, ref, rev, place)
        LEFT JOIN support USING (session_id, proposal, participant)
        LEFT JOIN participant ON participant.id = sent.participant
            AND participant.session_id = sent.session_id
        LEFT JOIN proposal ON proposal.session_id = sent.session_id AND number = sent.proposal
        ORDER BY place
        """,
        *_columns(batch, _SUPPORT[:5]),
    )
    return [SupportVerdict(row["outcome"], row["supporting"], row["rev"]) for row in rows]


async def _look_up_ballots(conn: Conn, batch: Sequence[BallotIntake]) -> list[BallotVerdict]:
    """Why these were not written. A statement of its own: it must see what the other waited for."""
    if not batch:
        return []
    rows = await conn.fetch(
        """
        SELECT CASE WHEN ballot.ref = sent.ref THEN 'stored'
                    WHEN ballot.rev >= sent.rev THEN 'older'
                    WHEN joined.id IS NULL THEN 'unknown'
                    ELSE 'closed' END AS outcome,
            ballot.mark, coalesce(ballot.rev, 0) AS rev, ms(ballot.cast_at) AS at,
            turnout.participant IS NOT NULL AS counted
        FROM unnest($1::bigint[], $2::int[], $3::uuid[], $4::uuid[], $5::bigint[]) WITH ORDINALITY
            AS sent(session_id, round, participant, ref, rev, place)
        LEFT JOIN ballot USING (session_id, round, participant)
        LEFT JOIN turnout USING (session_id, round, participant)
        LEFT JOIN participant AS joined ON joined.id = sent.participant
            AND joined.session_id = sent.session_id
        ORDER BY place
        """,
        *_columns(batch, _BALLOT),
    )
    return [
        BallotVerdict(row["outcome"], row["mark"], row["rev"], row["at"], row["counted"])
        for row in rows
    ]


def _support_key(item: SupportIntake) -> _Key:
    return item.session, item.proposal, item.participant


def _ballot_key(item: BallotIntake) -> _Key:
    return item.session, item.round, item.participant


def _newest(batch: Iterable[_Item], key: Callable[[_Item], _Key]) -> dict[_Key, _Item]:
    """One item for each row it goes to, as a statement may touch a row only once."""
    newest: dict[_Key, _Item] = {}
    for item in batch:
        kept = newest.setdefault(key(item), item)
        if kept.rev < item.rev:
            newest[key(item)] = item
    return newest


def _columns(batch: Iterable[Struct], fields: Iterable[str]) -> list[list[Any]]:
    return [[getattr(item, field) for item in batch] for field in fields]


def _ballot_columns(batch: Iterable[BallotIntake]) -> list[list[Any]]:
    """Marks as text: asyncpg takes a list of lists for an array of more dimensions."""
    *others, blank, at = _columns(batch, (*_BALLOT, "blank", "at"))
    marks = [msgspec.json.encode(item.mark).decode() for item in batch]
    return [*others, marks, blank, at]


def _in_order(
    stored: dict[int, _Verdict], left: Sequence[int], looked_up: Sequence[_Verdict]
) -> list[_Verdict]:
    verdicts = stored | dict(zip(left, looked_up, strict=True))
    return [verdicts[index] for index in range(len(verdicts))]
