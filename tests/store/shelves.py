"""Published meetings of several tiers on a shelf, without holding them."""

from collections.abc import Sequence
from typing import Any

from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.views.shelf import ShelfLine
from musrenbang_live.store import shelf
from musrenbang_live.store.pool import Pool
from musrenbang_live.store.sessions import create_session
from tests.builders import NOW, plan


def line(number: int, **changes: Any) -> ShelfLine:
    """A proposal for Rp10 million with two supports, which its meeting agreed on."""
    fields: dict[str, Any] = {
        "number": number,
        "title": f"Usulan {number}",
        "problem": "",
        "sector": "infra",
        "sector_name": "Infrastruktur",
        "neighborhood": "II",
        "agency": "",
        "quantity": None,
        "unit": "",
        "cost": 10_000_000,
        "beneficiaries": None,
        "beneficiary_unit": "",
        "supports": 2,
        "votes": 0,
        "rank": number,
        "state": "disepakati",
        "reason_code": "",
        "reason": "",
        "merged_into": 0,
        "origin_code": "",
        "origin_number": 0,
        "from_below": False,
    }
    return ShelfLine(**(fields | changes))


def declined(number: int, **changes: Any) -> ShelfLine:
    """A proposal that its meeting did not accommodate."""
    return line(number, **({"state": "belum_diakomodir", "rank": 0} | changes))


def merged(number: int, into: int, **changes: Any) -> ShelfLine:
    """A proposal that became part of another of its meeting."""
    return line(number, **({"state": "", "rank": 0, "merged_into": into} | changes))


def taken(number: int, code: str, below: int, **changes: Any) -> ShelfLine:
    """A proposal that a tier took over from the meeting `code` below it."""
    origin = {"origin_code": code, "origin_number": below, "from_below": True}
    return line(number, **(origin | changes))


async def put_meeting(
    db: Pool, code: str, lines: Sequence[ShelfLine], *, day: int = 0, **of: Any
) -> SessionPlan:
    """A published meeting with these proposals; `of` changes its plan, `day` when it was.

    One transaction: a running application that saw it published and not yet on the shelf would put
    it there from its log, in which there is nothing.
    """
    made, at = plan(**of), NOW + day * 86_400_000
    async with db.acquire() as conn, conn.transaction():
        row = await create_session(conn, code=code, plan=made, created_by=None, at=at)
        await conn.execute(
            """
            UPDATE session SET stage = 'published', opened_at = moment($2),
                closed_at = moment($2), published_at = moment($2)
            WHERE id = $1
            """,
            row.id,
            at,
        )
        await shelf.put(conn, row.id, lines, (), erasures=0, at=at)
    return made


async def tell(db: Pool, code: str, number: int, state: str) -> None:
    """An office says where this proposal stands."""
    await db.execute(
        """
        UPDATE shelf SET told = $3, told_at = published_at + interval '300 days'
        WHERE code = $1 AND number = $2
        """,
        code,
        number,
        state,
    )
    async with db.acquire() as conn:
        await shelf.refresh_states(conn, [(code, number)])


async def season(db: Pool) -> None:
    """Two years of Selat Lancang, the second with its kecamatan and the city; one of Sijambi.

    Of 2027: 1 and 2 went on, became one at the kecamatan, and are in the budget; 3 was agreed and
    not taken over; 4 was merged into 1; 5 and 6 were not accommodated. 2026: one of three is built.
    """
    await put_meeting(
        db,
        "AAAAAA",
        [line(1), line(2, supports=5), line(3, cost=None), merged(4, 1, neighborhood="III"),
         declined(5, sector_name="Ekonomi"), declined(6, neighborhood="III")],
    )  # fmt: skip
    up = [taken(1, "AAAAAA", 1), taken(2, "AAAAAA", 2, state="", rank=0, merged_into=1)]
    await put_meeting(db, "CCCCCC", up, day=20, tier="kecamatan")
    await put_meeting(db, "DDDDDD", [taken(1, "CCCCCC", 1)], day=40, tier="kota")
    await tell(db, "DDDDDD", 1, "masuk_apbd")
    old = [line(1), declined(2), declined(3)]
    await put_meeting(db, "EEEEEE", old, day=-365, year=2026, plan_year=2027)
    await tell(db, "EEEEEE", 1, "selesai")
    sijambi = {"ward_code": "12.74.05.1005", "ward": "Sijambi", "district": "Datuk Bandar"}
    await put_meeting(db, "FFFFFF", [line(1, cost=250_000_000), line(2)], day=1, **sijambi)
