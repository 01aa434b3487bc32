"""Votes without the desk's approval: asked in a loop, forged, replayed, taken from others."""

import asyncio
import uuid

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.cards import MOST_WAITING
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.card_keys import CardKeys
from musrenbang_live.live.cards import MOST_ASKED
from musrenbang_live.live.papers import Papers
from tests.core.test_cards import with_check
from tests.web.browsing import Hall, Visitor, opened
from tests.web.residents import ballots
from tests.web.voters import DeskGathering, by_desk


@pytest.fixture
async def desk(hall: Hall) -> DeskGathering:
    """A vote that is on; nobody has asked for a right yet."""
    return await by_desk(hall)


def cookie(desk: DeskGathering, visitor: Visitor, name: str) -> str:
    """A cookie of this phone for this meeting."""
    return str(visitor.client.cookies[f"{name}_{desk.room.code}"])


async def test_a_phone_that_was_not_approved_votes_by_no_way(
    desk: DeskGathering, visitor: Visitor
) -> None:
    """Another one is approved meanwhile, so that there is a right to be taken."""
    async with desk.hall.visitor() as somebody:
        approved = await desk.voter(somebody)
        await desk.joined(visitor)
        number, page = await desk.asks(visitor)
        page = await visitor.open(desk.home)
        for card in (str(number), str(approved), "", "0", None, "-1", "9" * 9):
            answer = await visitor.send(page, "suara-1", mark=["2"], card=card)
            assert answer.status == 422, card
        for query in (number, approved):
            page = await visitor.open(f"{desk.home}?kartu={query}")
            assert "Surat suara nomor" not in page.text
        participant = cookie(desk, visitor, "peserta").partition(".")[0]
        with pytest.raises(Rejected) as no:
            await desk.hall.service.vote(desk.room, participant, str(uuid.uuid4()), 1, 1, [2])
        assert no.value.code == "right_needed"
        assert await ballots(desk) == 0
        await desk.mark(somebody, approved, "1")
    assert await desk.votes() == {1: 1, 2: 0, 3: 0}


async def test_a_forged_or_altered_cookie_waits_for_nothing_and_votes_with_nothing(
    desk: DeskGathering, visitor: Visitor
) -> None:
    other = await by_desk(desk.hall)
    async with desk.hall.visitor() as somebody:
        await desk.joined(somebody)
        number, _page = await desk.asks(somebody)
        genuine = cookie(desk, somebody, "minta")
        person = cookie(desk, somebody, "peserta")
        await other.joined(somebody)
        await other.asks(somebody)
        elsewhere = cookie(other, somebody, "minta")
    await desk.joined(visitor)
    mine, _page = await desk.asks(visitor)
    text, _, signature = cookie(desk, visitor, "minta").rpartition(".")
    await desk.approve(number)
    forged = [
        f"{number}.{signature}",  # the number of somebody else
        f"{text}_{number}.{signature}",
        f"{number}.",
        f"{number}",
        f"{genuine[:-1]}{'A' if genuine[-1] != 'A' else 'B'}",
        elsewhere,  # the same number, of another meeting
        person,
        "",
        "." * 50,
        "_._",
        "x" * 3000,
    ]
    assert elsewhere != genuine
    for name in ("minta", "kartu"):
        for word in [*forged, genuine] if name == "kartu" else forged:
            async with desk.hall.visitor() as forger:
                await desk.joined(forger)
                forger.client.cookies.set(f"{name}_{desk.room.code}", word)
                page = await forger.open(desk.home)
                assert page.status == 200
                assert "Surat suara nomor" not in page.text
                page = await forger.send(page, "suara-1", mark=["2"], card=str(number))
                assert page.status == 422
    assert (await ballots(desk), await desk.used()) == (0, 0)
    assert mine != number


async def test_a_caught_asking_replayed_by_another_phone_is_that_phones_own(
    desk: DeskGathering, visitor: Visitor
) -> None:
    """The id of an asking is worth nothing on another phone, nor is what the database keeps."""
    await desk.joined(visitor)
    page = await visitor.open(f"{desk.home}/kartu")
    caught = dict(page.form("minta").fields)["ref"]
    await visitor.send(page, "minta")
    pool = desk.hall.site.pool
    kept = await pool.fetchval("SELECT ref::text FROM event WHERE kind = 'CardIssued'")
    assert kept != caught
    numbers = []
    for ref in (caught, kept):
        async with desk.hall.visitor() as thief:
            await desk.joined(thief)
            page = await thief.open(f"{desk.home}/kartu")
            await thief.send(page, "minta", ref=ref)
            numbers.append(cookie(desk, thief, "minta").partition(".")[0])
    assert numbers == ["2", "3"]
    await visitor.send(await visitor.open(f"{desk.home}/kartu"), "minta", ref=caught)
    assert desk.meeting.cards.printed == 3


async def test_the_open_door_makes_nobody_a_right(desk: DeskGathering, visitor: Visitor) -> None:
    """Joining with the refs that the database holds, or that can be made without the key."""
    approved = await desk.voter(visitor)
    pool = desk.hall.site.pool
    refs = [row["ref"] for row in await pool.fetch("SELECT ref::text AS ref FROM event")]
    refs += [CardKeys(b"t" * 32).ref(desk.room.code, str(approved), "desk")]
    before = await pool.fetchval("SELECT count(*) FROM participant WHERE card IS NOT NULL")
    for ref in filter(None, refs):
        async with desk.hall.visitor() as thief:
            page = await thief.open(desk.home)
            page = await thief.send(page, "/ikut", ref=ref)
            page = await thief.send(page, "suara-1", mark=["1"])
            assert page.status == 422
    assert await pool.fetchval("SELECT count(*) FROM participant WHERE card IS NOT NULL") == before
    assert await ballots(desk) == 0


async def test_a_copied_number_on_two_phones_is_one_vote_and_the_last_counts(
    desk: DeskGathering, visitor: Visitor
) -> None:
    await desk.joined(visitor)
    number, _page = await desk.asks(visitor)
    async with desk.hall.visitor() as copy:
        await desk.joined(copy)
        copy.client.cookies.set(f"minta_{desk.room.code}", cookie(desk, visitor, "minta"))
        await desk.approve(number)
        await visitor.open(desk.home)
        await copy.open(desk.home)
        await desk.mark(visitor, number, "1")
        await desk.mark(copy, number, "2")
        assert (await ballots(desk), await desk.used()) == (1, 1)
    assert await desk.votes() == {2: 1, 1: 0, 3: 0}


async def test_refreshing_and_private_windows_give_no_second_right(
    desk: DeskGathering, visitor: Visitor
) -> None:
    number = await desk.voter(visitor)
    page = await visitor.open(desk.home)
    for _ in range(3):
        await visitor.send(page, "suara-1", mark=["3"])
        await visitor.open(desk.home)
        await visitor.open(f"{desk.home}/kartu")
    async with desk.hall.visitor() as private:
        page = await desk.joined(private)
        assert (await private.send(page, "suara-1", mark=["2"], card=str(number))).status == 422
    assert (await ballots(desk), await desk.used(), desk.meeting.cards.printed) == (1, 1, 1)


async def test_asking_in_a_loop_ends_soon_though_cookies_are_thrown_away(
    desk: DeskGathering, visitor: Visitor
) -> None:
    await desk.joined(visitor)
    name = f"minta_{desk.room.code}"
    page = await visitor.open(f"{desk.home}/kartu")
    statuses = []
    for _ in range(MOST_ASKED + 5):
        if name in visitor.client.cookies:
            visitor.client.cookies.delete(name)
        answer = await visitor.send(page, "minta", ref=str(uuid.uuid4()))
        statuses.append(answer.status)
    assert desk.meeting.cards.printed == MOST_ASKED
    assert statuses == [200] * MOST_ASKED + [422] * 5
    assert "Datanglah ke meja pendaftaran." in answer.text


@pytest.mark.usefixtures("at_one_moment")
async def test_who_sends_too_fast_is_slowed_before_anything_is_asked(
    desk: DeskGathering, visitor: Visitor
) -> None:
    await desk.joined(visitor)
    page = await visitor.open(f"{desk.home}/kartu")
    ref = str(uuid.uuid4())
    statuses = [(await visitor.send(page, "minta", ref=ref)).status for _ in range(45)]
    assert 429 in statuses
    assert desk.meeting.cards.printed == 1


async def test_a_flood_of_joining_and_asking_meets_both_ceilings_and_the_hall_goes_on(
    hall: Hall, visitor: Visitor
) -> None:
    """A program joins and asks as fast as it can; so many places, so many numbers, and no more."""
    places = MOST_WAITING // MOST_ASKED + 5
    desk = await by_desk(hall, participant_limit=places + 4)
    voter = await desk.voter(visitor)
    people = await asyncio.gather(
        *(desk.neighbour() for _ in range(3 * places)), return_exceptions=True
    )
    joined = [who for who in people if isinstance(who, str)]
    assert 0 < len(joined) <= places, "the ceiling of joining holds"
    cards = hall.site.cards
    answers = await asyncio.gather(
        *(cards.issue(desk.room, who, str(n)) for n in range(MOST_ASKED + 3) for who in joined),
        return_exceptions=True,
    )
    given = [number for number in answers if isinstance(number, int)]
    refused = {error.code for error in answers if isinstance(error, Rejected)}
    assert len(given) == len(set(given)) == MOST_WAITING
    assert refused <= {"rights_too_many", "rights_queue_full"}
    assert "rights_queue_full" in refused
    assert len(given) + sum(isinstance(a, Rejected) for a in answers) == len(answers)
    page = await visitor.send(await visitor.open(f"{desk.home}/kartu"), "minta")
    assert page.status == 503
    assert page.answer.headers["retry-after"] == "30"
    assert "Banyak nomor sedang menunggu" in page.text
    assert "Tersimpan pukul" in (await desk.mark(visitor, voter, "1")).text, "who votes goes on"
    await desk.act(c.VoidLeftovers())
    number, _page = await desk.asks(visitor)
    assert number == MOST_WAITING + 2
    assert await desk.used() == 1


async def test_no_paper_is_typed_for_a_number_that_has_no_code(
    desk: DeskGathering, visitor: Visitor
) -> None:
    """A number is no secret: were it taken for a code, a desk could vote for everybody."""
    number = await desk.voter(visitor)
    site = desk.hall.site
    papers = Papers(site.pool, site.hub, site.service, site.cards)
    for code in (str(number), with_check("ZZZZZZZZ"), ""):
        with pytest.raises(Rejected) as no:
            await papers.look(desk.room, 1, code, 1)
        assert no.value.code == "paper_not_by_card"
    assert await ballots(desk) == 0


async def test_two_processes_give_one_asking_one_number(
    desk: DeskGathering, visitor: Visitor, database_url: str
) -> None:
    """The same asking, sent to both at once by a phone whose line was cut."""
    await desk.joined(visitor)
    participant = cookie(desk, visitor, "peserta").partition(".")[0]
    async with opened(database_url) as other:
        elsewhere = await other.service.room(desk.room.code)
        sites = [(desk.hall.site.cards, desk.room), (other.site.cards, elsewhere)]
        for turn in range(5):
            numbers = await asyncio.gather(
                *(cards.issue(room, participant, f"{turn}") for cards, room in sites * 3)
            )
            assert set(numbers) == {turn + 1}
        await desk.approve(3)
        await elsewhere.catch_up()
        held = [held for cards, room in sites for held in await cards.take(room, [1, 3])]
        assert {one.number for one in held} == {3}
        assert len({one.participant for one in held}) == 1


async def test_nothing_in_the_database_ties_a_person_to_a_number(
    desk: DeskGathering, visitor: Visitor
) -> None:
    """Every row of every table: what names the person names no number, and the other way round."""
    number = await desk.voter(visitor)
    await desk.mark(visitor, number, "1")
    pool = desk.hall.site.pool
    person = cookie(desk, visitor, "peserta").partition(".")[0]
    card = await pool.fetchrow(
        "SELECT id::text, ref::text FROM participant WHERE card = $1", number
    )
    own = await pool.fetchval("SELECT ref::text FROM participant WHERE id = $1::uuid", person)
    issued = await pool.fetchval("SELECT ref::text FROM event WHERE kind = 'CardIssued'")
    tables = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = []
    for table in tables:
        name = table["tablename"]
        for row in await pool.fetch(f'SELECT t::text AS row FROM "{name}" t'):
            if person in row["row"] or own in row["row"]:
                found.append(name)
                assert not any(word in row["row"] for word in (card["id"], card["ref"], issued))
                if name == "participant":
                    assert row["row"].endswith(",)"), "a person has no card"
    assert found == ["participant"]
    assert len({person, own, card["id"], card["ref"], issued}) == 5
