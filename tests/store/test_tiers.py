"""Which meetings follow one another: of last year, of the tier below, and what continues what."""

from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.store import sessions, tiers
from musrenbang_live.store.pool import Pool
from tests.builders import CODE, NOW, content, plan
from tests.store.hall import Hall, new_hall, new_id

pytestmark = pytest.mark.fresh

CODES = ("ACDEFG", "ACDEFH", "ACDEFJ", "ACDEFK", "ACDEFM", "ACDEFN", "ACDEFP")


async def published(db: Pool, code: str, *, example: bool = False, **changes: Any) -> Hall:
    """A published meeting with one proposal."""
    of = plan(**changes)
    row = await sessions.create_session(
        db, code=code, plan=of, created_by=None, at=NOW, example=example
    )
    hall = Hall(db, row)
    await hall.begin(1)
    await hall.do(c.PublishMeeting())
    return hall


async def continues(hall: Hall, origin: str) -> None:
    command = c.SubmitProposal(new_id(), "", content("Lanjutan"), "", True, origin)
    await hall.do(command)


async def test_last_years_meetings_of_the_same_place_are_found(db: Pool) -> None:
    await published(db, CODES[0], year=2025)
    await published(db, CODES[1], year=2026)
    await published(db, CODES[2], year=2028)
    await published(db, CODES[3], year=2026, ward_code="12.74.06.1001", ward="Lain")
    await published(db, CODES[4], year=2026, tier="kecamatan")
    await published(db, CODES[5], year=2026, practice=True)
    await published(db, CODES[6], year=2026, example=True)
    unpublished = await new_hall(db, plan(year=2026))
    await unpublished.do(c.OpenMeeting())

    found = await tiers.earlier(db, plan(year=2027), CODE, example=False)
    assert [line.code for line in found] == [CODES[1], CODES[0]]
    itself = await tiers.earlier(db, plan(year=2026), CODES[1], example=False)
    assert [line.code for line in itself] == [CODES[0]]
    practice = await tiers.earlier(db, plan(tier="latihan", practice=True), CODE, example=False)
    assert [line.code for line in practice] == [CODES[1], CODES[0]]
    above = await tiers.earlier(
        db, plan(tier="kecamatan", ward_code="12.74.06.1009"), CODE, example=False
    )
    assert [line.code for line in above] == [CODES[4]]
    invented = await tiers.earlier(db, plan(year=2027), CODE, example=True)
    assert [line.code for line in invented] == [CODES[6]]


async def test_the_meetings_below_are_those_of_the_place_and_year(db: Pool) -> None:
    await published(db, CODES[0], ward_code="12.74.06.1003")
    await published(db, CODES[1], ward_code="12.74.06.1001", ward="Bunga Tanjung")
    await published(db, CODES[2], district="Teluk Nibung")
    await published(db, CODES[3], year=2026)
    await published(db, CODES[4], tier="kecamatan")
    await published(db, CODES[5], practice=True)
    await published(db, CODES[6], city="Kota Medan")

    above = plan(tier="kecamatan")
    found = await tiers.below(db, above, "kelurahan", example=False)
    assert [line.code for line in found] == [CODES[1], CODES[0]]
    kota = await tiers.below(db, plan(tier="kota"), "kecamatan", example=False)
    assert [line.code for line in kota] == [CODES[4]]


async def test_what_continues_a_proposal_is_found_once_it_is_published(db: Pool) -> None:
    await published(db, CODE)
    above = await new_hall(db, plan(tier="kecamatan"), CODES[0])
    await above.do(c.OpenMeeting())
    await continues(above, f"{CODE}/1")
    await continues(above, "ACDEFH/1")
    await continues(above, "")
    assert await tiers.continued(db, CODE) == []
    await above.do(c.PublishMeeting())
    assert await tiers.continued(db, CODE) == [tiers.Continued(f"{CODE}/1", CODES[0], 1)]

    next_year = await new_hall(db, plan(year=2028), CODES[2])
    await next_year.do(c.OpenMeeting())
    await next_year.do(c.BringPromise(2027, "Drainase", origin=f"{CODE}/1"))
    await next_year.do(c.CarryPromise(1, new_id(), content("Drainase lagi")))
    await next_year.do(c.PublishMeeting())
    assert {line.code for line in await tiers.continued(db, CODE)} == {CODES[0], CODES[2]}

    practice = await new_hall(db, plan(practice=True), CODES[3])
    await practice.do(c.OpenMeeting())
    await continues(practice, f"{CODE}/1")
    await practice.do(c.PublishMeeting())
    assert len(await tiers.continued(db, CODE)) == 2


async def test_the_search_for_what_continues_uses_its_index(db: Pool) -> None:
    async with db.acquire() as conn, conn.transaction():
        await conn.execute("SET LOCAL enable_seqscan = off")
        plan_ = await conn.fetch(
            """
            EXPLAIN SELECT 1 FROM event WHERE kind = 'ProposalSubmitted'
                AND body ->> 'origin' <> '' AND split_part(body ->> 'origin', '/', 1) = 'HMX4T7'
            """
        )
    assert any("event_origin" in row[0] for row in plan_)
