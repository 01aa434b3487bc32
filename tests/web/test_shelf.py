"""The shelf: what the public may find of published meetings, and where each proposal stands."""

import asyncio
import logging

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.store import shelf
from musrenbang_live.store.shelf import ShelfRow
from tests.builders import plan
from tests.web.browsing import Hall
from tests.web.records import HOUSE, UNSEEN, brief, eventful
from tests.web.residents import Gathering, gathered
from tests.web.test_desk_tiers import brought, kelurahan


async def shelved(hall: Hall, gathering: Gathering) -> dict[int, ShelfRow]:
    """What stands on the shelf of a meeting, by number."""
    await hall.site.shelving.look()
    rows = await hall.site.pool.fetch(
        "SELECT number FROM shelf WHERE code = $1", gathering.room.code
    )
    found = [await shelf.row(hall.site.pool, gathering.room.code, row["number"]) for row in rows]
    return {row.number: row for row in found if row}


async def test_only_what_everybody_saw_stands_there_with_what_became_of_it(hall: Hall) -> None:
    gathering, _ = await eventful(hall)
    rows = await shelved(hall, gathering)
    assert sorted(rows) == [1, 2, 3, 4, 6], "5 was hidden, at 7 nobody looked"
    assert rows[1].votes == 3
    assert (rows[4].merged_into, rows[4].next_number, rows[4].decided) == (1, 1, "")
    assert rows[4].state == rows[1].state
    assert rows[6].state == "diusulkan", "nothing was settled about it"
    whole = await hall.site.pool.fetchval("SELECT string_agg(to_jsonb(shelf)::text, '') FROM shelf")
    for text in (HOUSE, UNSEEN, "Ijah"):
        assert text not in whole


async def test_a_meeting_is_there_without_anybody_looking_and_practice_never(hall: Hall) -> None:
    await brief(hall, "Parit")
    await brief(hall, "Titi", practice=True)
    await hall.site.shelving.look()
    titles = await hall.site.pool.fetch("SELECT title FROM shelf")
    assert [row["title"] for row in titles] == ["Parit"]
    assert await shelf.missing(hall.site.pool) == []


async def test_a_damaged_meeting_keeps_no_other_one_from_the_shelf(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = await brief(hall, "Parit"), await brief(hall, "Titi")
    await hall.site.shelving.look()
    await hall.site.pool.execute(
        "UPDATE session SET seq = seq + 1 WHERE code = $1", broken.room.code
    )
    for each in (broken, whole):
        await shelf.forget(hall.site.pool, each.room.row.id)
    with caplog.at_level(logging.ERROR):
        await hall.site.shelving.look()
    said = {record.getMessage() for record in caplog.records}
    assert said == {f"meeting {broken.room.code} cannot be put on the shelf"}
    assert await shelf.missing(hall.site.pool) == [broken.room.code]


async def test_looks_at_one_moment_put_a_meeting_there_once(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the second would put there anew is overwritten: whatever came in between is lost."""
    it = await brief(hall, "Parit")
    await hall.site.shelving.look()
    shelving, done = hall.site.shelving, list[str]()
    put = shelving.put

    async def counted(code: str) -> None:
        done.append(code)
        await put(code)

    monkeypatch.setattr(shelving, "put", counted)
    await shelf.forget(hall.site.pool, it.room.row.id)
    await asyncio.gather(shelving.look(), shelving.look(), shelving.look())
    assert done == [it.room.code]


async def test_a_proposal_lives_on_in_the_tier_above_at_one_address(hall: Hall) -> None:
    below, above, _ = await brought(hall)
    await above.act(
        c.OpenMeeting(),
        c.AgreeRanks((1,)),
        c.DecideProposal(2, "belum", "pagu", "Dana kurang."),
        c.PublishMeeting(),
    )
    here, there = await shelved(hall, below), await shelved(hall, above)
    assert here[2].address == there[1].address == f"/usulan/{below.room.code}-2"
    assert here[2].state == there[1].state == "disepakati"
    assert here[1].decided == "disepakati"
    assert here[1].state == there[2].state == "belum_diakomodir"
    assert (there[2].reason_code, there[2].reason) == ("pagu", "Dana kurang.")
    assert here[3].state == "belum_diakomodir", "it was not on the agreed order"
    way = await shelf.way(hall.site.pool, above.room.code, 1)
    assert [(row.code, row.number) for row in way] == [
        (below.room.code, 2),
        (above.room.code, 1),
    ]


async def test_what_an_office_told_holds_for_the_whole_life_until_something_newer(
    hall: Hall,
) -> None:
    below, above, _ = await brought(hall)
    await above.act(c.OpenMeeting(), c.MergeProposal(2, 1), c.AgreeRanks((1,)))
    await above.act(c.PublishMeeting())
    await shelved(hall, above)
    pool, node = hall.site.pool, (above.room.code, 1)
    await pool.execute(
        """
        UPDATE shelf SET told = 'masuk_apbd', told_at = now() + interval '1 day'
        WHERE code = $1 AND number = $2
        """,
        *node,
    )
    async with pool.acquire() as conn:
        await shelf.refresh_states(conn, [node])
    here, there = await shelved(hall, below), await shelved(hall, above)
    assert {row.state for row in (here[1], here[2], there[1], there[2])} == {"masuk_apbd"}
    await shelf.forget(pool, above.room.row.id)
    assert (await shelved(hall, above))[1].state == "masuk_apbd", "put there anew, it stays"
    assert [row.number for row in await shelf.merged(pool, *node)] == [2]


async def test_the_tier_above_may_be_published_and_shelved_before_the_one_below(
    hall: Hall,
) -> None:
    below, above, _ = await brought(hall)
    await above.act(c.OpenMeeting(), c.PublishMeeting())
    await shelved(hall, above)
    await hall.site.pool.execute("DELETE FROM shelf WHERE code = $1", below.room.code)
    await shelf.forget(hall.site.pool, below.room.row.id)
    here, there = await shelved(hall, below), await shelved(hall, above)
    assert here[2].state == there[1].state == "diteruskan_kecamatan"
    assert there[1].root_code == below.room.code


async def test_what_is_brought_again_in_a_later_year_is_a_life_of_its_own(hall: Hall) -> None:
    old = await kelurahan(hall)
    new = await gathered(hall, plan(year=2028, plan_year=2029))
    await new.act(
        c.BringPromise(2028, "Titi beton", origin=f"{old.room.code}/2"),
        c.OpenMeeting(),
        c.CarryPromise(1, "r", old.meeting.proposals[2].content),
        c.PublishMeeting(),
    )
    rows = await shelved(hall, new)
    assert (rows[1].origin_code, rows[1].origin_number) == (old.room.code, 2)
    assert (rows[1].root_code, rows[1].root_number) == (rows[1].code, rows[1].number)
    assert (await shelved(hall, old))[2].next_code == ""
    again = await shelf.again(hall.site.pool, old.room.code, 2)
    assert [row.code for row in again] == [new.room.code]


async def test_ways_that_run_in_a_ring_end(hall: Hall) -> None:
    gathering = await kelurahan(hall)
    await shelved(hall, gathering)
    pool, code = hall.site.pool, gathering.room.code
    await pool.execute(
        "UPDATE shelf SET next_code = code, next_number = 3 - number WHERE number < 3"
    )
    async with pool.acquire() as conn:
        await shelf.refresh_states(conn, [(code, 1)])
    assert len(await shelf.way(pool, code, 1)) == shelf.LONGEST_WAY + 1
