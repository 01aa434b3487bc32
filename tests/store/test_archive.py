import contextlib
import json
from pathlib import Path

from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.searching import read, tsquery
from musrenbang_live.store import archive, events, intake
from musrenbang_live.store.pool import Pool
from tests.builders import content, meeting, plan, run
from tests.store.hall import Hall, new_hall, new_id

NAUGHTY: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text("utf-8")
)
TITLES = ("Perbaikan drainase Gang Mawar", "Lampu jalan di pertigaan pasar", "Alat posyandu")


async def _published(db: Pool, code: str, *titles: str, **changes: object) -> Hall:
    hall = await new_hall(db, plan(**changes), code)
    await hall.begin(proposals=0)
    for title in titles:
        await hall.do(
            c.SubmitProposal(new_id(), "", content(title, problem="Rusak"), assisted=True)
        )
    await hall.do(c.PublishMeeting())
    return hall


async def _found(db: Pool, query: str) -> list[str]:
    lexemes = tsquery(read(query))
    return [row.code for row in await archive.published(db, lexemes=lexemes)]


async def test_the_archive_lists_what_is_published_and_how_much_of_it_there_was(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=4)
    await hall.do(c.MergeProposal(2, 1), c.HideProposal(3, "Ganda"))
    await hall.vote()
    voters = await hall.join(5)
    async with db.acquire() as conn:
        await intake.record_ballots(conn, [hall.ballot(voter, [1]) for voter in voters[:3]])
    await hall.do(c.CloseRound(1))
    assert await archive.published(db) == []
    await hall.do(c.PublishMeeting())
    [row] = await archive.published(db)
    assert (row.code, row.participants, row.proposals, row.ballots) == (hall.row.code, 5, 2, 3)
    assert (row.ward, row.published_at) == ("Selat Lancang", hall.meeting.published_at)


async def test_names_of_places_and_forums_are_found(db: Pool) -> None:
    await _published(db, "ACDEFG", *TITLES)
    await _published(
        db, "ACDEFH", ward="Sijambi", forum="Rembuk Lingkungan", district="Datuk Bandar"
    )
    assert await _found(db, "sijambi") == ["ACDEFH"]
    assert await _found(db, "rembuk") == ["ACDEFH"]
    assert await _found(db, "datuk bandar timur") == ["ACDEFG"]
    assert sorted(await _found(db, "datuk bandar 2027")) == ["ACDEFG", "ACDEFH"]


async def test_filters_pages_and_counts(db: Pool) -> None:
    await _published(db, "ACDEFG", *TITLES, year=2026)
    await _published(db, "ACDEFH", *TITLES, ward_code="12.74.06.1001", year=2027)
    await _published(db, "ACDEFJ", *TITLES, practice=True)
    await new_hall(db, code="ACDEFK")
    assert {row.code for row in await archive.latest(db, 9)} == {"ACDEFG", "ACDEFH"}
    assert len(await archive.latest(db, 1)) == 1
    pages = [await archive.published(db, limit=1, offset=page) for page in range(3)]
    assert sorted(row.code for page in pages for row in page) == ["ACDEFG", "ACDEFH"]
    assert [row.code for row in await archive.published(db, year=2026)] == ["ACDEFG"]
    by_ward = await archive.published(db, ward_code="12.74.06.1001")
    assert [row.code for row in by_ward] == ["ACDEFH"]
    assert await archive.published(db, tier="kecamatan") == []
    assert len(await archive.published(db, tier="kelurahan", district="Datuk Bandar Timur")) == 2
    assert await archive.ward_counts(db) == {"12.74.06.1003": 1, "12.74.06.1001": 1}
    assert await archive.years(db) == [2027, 2026]


async def test_open_meetings_are_named_but_not_practice(db: Pool) -> None:
    for code, practice in (("ACDEFG", False), ("ACDEFH", True)):
        await (await new_hall(db, plan(practice=practice), code)).begin(proposals=0)
    assert [line.code for line in await archive.open_now(db)] == ["ACDEFG"]


async def test_any_text_that_the_meeting_accepts_can_be_stored(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=0)
    accepted, after = [], hall.meeting
    for text in (*NAUGHTY, "Ü" * 140, "drainase\0 dalam\ud800 gang"):
        wanted = content(text[:140], problem=f"Banjir. {text}"[:500], landmark=text[:100])
        command = c.SubmitProposal(new_id(), "", wanted, assisted=True)
        with contextlib.suppress(Rejected):
            after = run(after, command)
            accepted.append(command)
    await hall.do_at_once(*accepted)
    assert len(hall.meeting.proposals) > 300
    records = await events.since(db, hall.row.id, 0)
    assert replay(meeting(), records) == hall.meeting
