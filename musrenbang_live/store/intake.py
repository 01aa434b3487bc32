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

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Final, Literal, TypeVar

import asyncpg
from msgspec import Struct

from musrenbang_live.core.ballots import Mark, Via
from musrenbang_live.store.pool import Conn

Outcome = Literal["stored", "older", "already", "closed", "gone", "unknown", "cardless", "revoked"]
"""`stored`: it counts, now or already before. `older`: a newer one of the same person is stored.
`already`: another one is in the box, for good (`store.urns`).
`closed`: came too late or too early. `gone`: the proposal is not shown (supports only).
`unknown`: nobody with this id has joined the session. `cardless`: only voter cards vote, and this
is none; `revoked`: it is one that is void (ballots only)."""

_JOIN: Final = (
    *("id", "session", "ref", "at", "name", "neighborhood", "gender", "organisation"),
    "assisted",
    "card",
)
# Of every element of an array asyncpg asks whether it is an array too, which takes longer than the
# rest of sending it. So a batch of these is one document, a list for each item.
_SUPPORT: Final = attrgetter("session", "proposal", "participant", "ref", "rev", "supporting")
_BALLOT: Final = attrgetter(
    *("session", "round", "participant", "ref", "rev", "mark", "blank", "at"),
    *("receipt", "via"),
)


class JoinIntake(Struct, frozen=True, kw_only=True):
    """Somebody joins. `id` is kept only when `ref` is new; `gender` is `P`, `L` or empty.

    `card`: the number of the voter card that joins, and not a person; it must be active.
    """

    id: str
    session: int
    ref: str
    at: int
    name: str = ""
    neighborhood: str = ""
    gender: str = ""
    organisation: str = ""
    assisted: bool = False
    card: int | None = None


class SupportIntake(Struct, frozen=True, kw_only=True, gc=False):
    """A participant supports a proposal, or no longer does. The highest `rev` counts."""

    session: int
    proposal: int
    participant: str
    ref: str
    rev: int
    supporting: bool


class SupportVerdict(Struct, frozen=True, gc=False):
    """What became of a support, and what is stored now (`rev` 0: nothing)."""

    outcome: Outcome
    supporting: bool = False
    rev: int = 0


class BallotIntake(Struct, frozen=True, kw_only=True, gc=False):
    """A participant's ballot in a round, replacing any with a lower `rev`.

    `ref` becomes the code of the ballot when the round is closed. `receipt` (UUID text) proves that
    a ballot was counted without saying which; None where the sender has none: then the one that is
    stored already stays. `via`: the way it came in.
    """

    session: int
    round: int
    participant: str
    ref: str
    rev: int
    mark: Mark
    blank: bool
    at: int
    receipt: str | None = None
    via: Via = "ponsel"


class BallotVerdict(Struct, frozen=True, gc=False):
    """What became of a ballot, and the one that is stored now (`mark` None: none to be seen).

    `counted`: the round is sealed, and a ballot of this participant is in it.
    """

    outcome: Outcome
    mark: Mark | None = None
    rev: int = 0
    at: int = 0
    counted: bool = False


Key = tuple[int, int, str]
"""Session, round or proposal, participant."""
_Item = TypeVar("_Item", SupportIntake, BallotIntake)
_Verdict = TypeVar("_Verdict", SupportVerdict, BallotVerdict)


async def record_joins(conn: Conn, batch: Sequence[JoinIntake]) -> list[str]:
    """Store new participants; for each item the participant id that belongs to its ref."""
    await conn.execute(
        """
        INSERT INTO participant (id, session_id, ref, joined_at, name, neighborhood, gender,
            organisation, assisted, card)
        SELECT id, session_id, ref, moment(at), name, neighborhood, gender, organisation, assisted,
            card
        FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::text[], $6::text[],
            $7::text[], $8::text[], $9::bool[], $10::int[])
            AS sent(id, session_id, ref, at, name, neighborhood, gender, organisation, assisted,
                card)
        ORDER BY session_id, ref
        ON CONFLICT DO NOTHING
        """,
        *columns(batch, _JOIN),
    )
    rows = await conn.fetch(
        """
        SELECT participant.id FROM unnest($1::bigint[], $2::uuid[]) WITH ORDINALITY
            AS sent(session_id, ref, place)
        JOIN participant USING (session_id, ref) ORDER BY place
        """,
        *columns(batch, ("session", "ref")),
    )
    return [str(row["id"]) for row in rows]


async def record_supports(conn: Conn, batch: Sequence[SupportIntake]) -> list[SupportVerdict]:
    """Store supports while their session takes them; a merged proposal keeps its own."""
    if not batch:
        return []
    keys = [(item.session, item.proposal, item.participant) for item in batch]
    newest = _newest(keys, batch)
    written = await conn.fetchrow(
        """
        WITH sent AS (
            SELECT (item->0)::bigint AS session_id, (item->1)::int AS proposal,
                (item->>2)::uuid AS participant, (item->>3)::uuid AS ref,
                (item->4)::bigint AS rev, (item->5)::bool AS supporting
            FROM jsonb_array_elements($1::jsonb) AS item
        ), queue AS (
            SELECT pg_advisory_xact_lock_shared(71, id) FROM (
                SELECT DISTINCT session_id::int AS id FROM sent ORDER BY id) AS sessions
        ), gate AS (
            SELECT id FROM session
            WHERE (SELECT count(*) FROM queue) > 0
                AND id IN (SELECT session_id FROM sent) AND takes_supports
            ORDER BY id FOR SHARE
        ), written AS (
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
            RETURNING session_id, proposal AS number, participant
        )
        SELECT array_agg(session_id) AS sessions, array_agg(number) AS numbers,
            array_agg(participant) AS participants
        FROM written HAVING count(*) < jsonb_array_length($1::jsonb)
        """,
        list(map(_SUPPORT, newest.values())),
    )
    verdicts = [SupportVerdict("stored", item.supporting, item.rev) for item in batch]
    left = unwritten(keys, batch, newest, written)
    if left:
        looked_up = await _look_up_supports(conn, [batch[place] for place in left])
        instead(verdicts, left, looked_up)
        left = _behind(left, keys, batch, newest, verdicts)
        instead(verdicts, left, await record_supports(conn, [batch[place] for place in left]))
    return verdicts


async def record_ballots(conn: Conn, batch: Sequence[BallotIntake]) -> list[BallotVerdict]:
    """Store ballots while their round is open. Whoever closes it waits for this commit.

    Ballots that are cast once go to `store.urns` instead; here their round is never open.
    """
    if not batch:
        return []
    keys = [(item.session, item.round, item.participant) for item in batch]
    newest = _newest(keys, batch)
    written = await conn.fetchrow(
        """
        WITH sent AS (
            SELECT (item->0)::bigint AS session_id, (item->1)::int AS round,
                (item->>2)::uuid AS participant, (item->>3)::uuid AS ref,
                (item->4)::bigint AS rev, item->5 AS mark, (item->6)::bool AS blank,
                (item->7)::bigint AS at, (item->>8)::uuid AS receipt, item->>9 AS via
            FROM jsonb_array_elements($1::jsonb) AS item
        ), queue AS (
            SELECT pg_advisory_xact_lock_shared(71, id) FROM (
                SELECT DISTINCT session_id::int AS id FROM sent ORDER BY id) AS sessions
        ), gate AS (
            SELECT session_id, number, by_card, barred FROM round
            WHERE (SELECT count(*) FROM queue) > 0
                AND (session_id, number) IN (SELECT session_id, round FROM sent) AND stage = 'open'
                AND NOT once
            ORDER BY session_id, number FOR SHARE
        ), written AS (
            INSERT INTO ballot (session_id, round, participant, ref, rev, mark, blank, cast_at,
                receipt, via)
            SELECT sent.session_id, sent.round, sent.participant, sent.ref, sent.rev, sent.mark,
                sent.blank, moment(sent.at), sent.receipt, sent.via
            FROM sent
            JOIN gate ON gate.session_id = sent.session_id AND gate.number = sent.round
            JOIN participant ON participant.id = sent.participant
                AND participant.session_id = sent.session_id
                AND (NOT by_card OR (card IS NOT NULL AND card <> ALL (barred)))
            ORDER BY 1, 2, 3
            ON CONFLICT (session_id, round, participant) DO UPDATE
                SET ref = excluded.ref, rev = excluded.rev, mark = excluded.mark,
                    blank = excluded.blank, cast_at = excluded.cast_at,
                    receipt = coalesce(excluded.receipt, ballot.receipt), via = excluded.via
                WHERE ballot.rev < excluded.rev AND ballot.ref <> excluded.ref
            RETURNING session_id, round AS number, participant
        )
        SELECT array_agg(session_id) AS sessions, array_agg(number) AS numbers,
            array_agg(participant) AS participants
        FROM written HAVING count(*) < jsonb_array_length($1::jsonb)
        """,
        list(map(_BALLOT, newest.values())),
    )
    verdicts = [BallotVerdict("stored", item.mark, item.rev, item.at) for item in batch]
    left = unwritten(keys, batch, newest, written)
    if left:
        looked_up = await _look_up_ballots(conn, [batch[place] for place in left])
        instead(verdicts, left, looked_up)
        left = _behind(left, keys, batch, newest, verdicts)
        instead(verdicts, left, await record_ballots(conn, [batch[place] for place in left]))
    return verdicts


async def _look_up_supports(conn: Conn, batch: Sequence[SupportIntake]) -> list[SupportVerdict]:
    """Why these were not written. A statement of its own: it must see what the other waited for."""
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
        *columns(batch, ("session", "proposal", "participant", "ref", "rev")),
    )
    return [SupportVerdict(row["outcome"], row["supporting"], row["rev"]) for row in rows]


async def _look_up_ballots(conn: Conn, batch: Sequence[BallotIntake]) -> list[BallotVerdict]:
    """Why these were not written. A statement of its own: it must see what the other waited for."""
    rows = await conn.fetch(
        """
        SELECT CASE WHEN ballot.ref = sent.ref THEN 'stored'
                    WHEN ballot.rev >= sent.rev THEN 'older'
                    WHEN joined.id IS NULL THEN 'unknown'
                    WHEN stage = 'open' AND by_card AND joined.card IS NULL THEN 'cardless'
                    WHEN stage = 'open' AND joined.card = ANY (barred) THEN 'revoked'
                    ELSE 'closed' END AS outcome,
            ballot.mark, coalesce(ballot.rev, 0) AS rev, ms(ballot.cast_at) AS at,
            turnout.participant IS NOT NULL AS counted
        FROM unnest($1::bigint[], $2::int[], $3::uuid[], $4::uuid[], $5::bigint[]) WITH ORDINALITY
            AS sent(session_id, round, participant, ref, rev, place)
        LEFT JOIN ballot USING (session_id, round, participant)
        LEFT JOIN turnout USING (session_id, round, participant)
        LEFT JOIN participant AS joined ON joined.id = sent.participant
            AND joined.session_id = sent.session_id
        LEFT JOIN round ON round.session_id = sent.session_id AND round.number = sent.round
        ORDER BY place
        """,
        *columns(batch, ("session", "round", "participant", "ref", "rev")),
    )
    return [
        BallotVerdict(row["outcome"], row["mark"], row["rev"], row["at"], row["counted"])
        for row in rows
    ]


def _newest(keys: Sequence[Key], batch: Sequence[_Item]) -> dict[Key, _Item]:
    """One item for each row it goes to, as a statement may touch a row only once."""
    newest = dict(zip(keys, batch, strict=True))
    if len(newest) == len(batch):
        return newest
    newest = {}
    for key, item in zip(keys, batch, strict=True):
        kept = newest.setdefault(key, item)
        if kept.rev < item.rev:
            newest[key] = item
    return newest


def unwritten(
    keys: Sequence[Key],
    batch: Sequence[_Item],
    newest: dict[Key, _Item],
    written: asyncpg.Record | None,
) -> list[int]:
    """The places in the batch of which the statement did not say that it stored just them.

    `written`: the rows it wrote; None when that were all it was given, as it nearly always is.
    """
    if written is None and len(newest) == len(batch):
        return []
    rows = set(newest)
    if written is not None:
        people = map(str, written["participants"] or ())
        rows = set(zip(written["sessions"] or (), written["numbers"] or (), people, strict=True))
    return [
        place
        for place, (key, item) in enumerate(zip(keys, batch, strict=True))
        if key not in rows or newest[key] is not item
    ]


def columns(batch: Iterable[Struct], fields: Sequence[str]) -> list[list[Any]]:
    """One list for each field."""
    return [list(map(attrgetter(field), batch)) for field in fields]


def _behind(
    left: Sequence[int],
    keys: Sequence[Key],
    batch: Sequence[_Item],
    newest: dict[Key, _Item],
    verdicts: Sequence[SupportVerdict | BallotVerdict],
) -> list[int]:
    """Those found closed only because a newer one stood before them, which was stored long ago.

    They are tried once more without it; where it really is closed the answer stays the same.
    """
    return [
        place
        for place in left
        if verdicts[place].outcome == "closed" and newest[keys[place]] is not batch[place]
    ]


def instead(verdicts: list[_Verdict], places: Sequence[int], looked_up: Sequence[_Verdict]) -> None:
    """Put what was looked up in these places of the verdicts."""
    for place, verdict in zip(places, looked_up, strict=True):
        verdicts[place] = verdict
