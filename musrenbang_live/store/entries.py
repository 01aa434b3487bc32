"""Who typed a proposal in for somebody else: read from the log, for the desk alone."""

from musrenbang_live.store.pool import Db


async def typist(db: Db, session: int, number: int) -> str:
    """The name of the person who typed the proposal `number` in; "" when no person of the desk did,
    or their login is gone."""
    name: str | None = await db.fetchval(
        """
        SELECT person.name FROM event JOIN person ON actor = 'f:' || person.id
        WHERE session_id = $1 AND kind = 'ProposalSubmitted' AND body ->> 'number' = $2::text
        """,
        session,
        str(number),
    )
    return name or ""


async def typed_by(db: Db, session: int, actor: str, most: int) -> list[int]:
    """The numbers of the proposals that this person typed in, the last first."""
    rows = await db.fetch(
        """
        SELECT (body ->> 'number')::int AS number FROM event
        WHERE session_id = $1 AND actor = $2 AND kind = 'ProposalSubmitted'
            AND (body ->> 'assisted')::bool
        ORDER BY seq DESC LIMIT $3
        """,
        session,
        actor,
        most,
    )
    return [row["number"] for row in rows]
