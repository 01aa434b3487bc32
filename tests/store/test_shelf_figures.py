"""Figures of the shelf: every life once, however many meetings it passed through."""

from musrenbang_live.core.charts.course import course
from musrenbang_live.core.charts.lives import by, summed
from musrenbang_live.store import areas, follow_public, shelf, shelf_figures
from musrenbang_live.store.pool import Pool
from tests.store.shelves import declined, line, merged, put_meeting, season, taken, tell

WARD = "12.74.06.1003"


async def test_the_proposals_of_a_year_are_counted_once_with_all_that_followed(db: Pool) -> None:
    await season(db)
    lives = await shelf_figures.of_year(db, 2027)
    assert summed(lives).proposed + summed(lives).merged == 8, (
        "what the kecamatan and the city took over is no other"
    )
    wards = by(lives, lambda each: each.ward_code)
    here = wards[WARD]
    assert (here.proposed, here.merged, here.agreed, here.declined) == (5, 1, 3, 2)
    assert (here.planned, here.funded, here.done) == (2, 2, 0)
    assert (here.supports, here.cost) == (13, 20_000_000)
    assert wards["12.74.05.1005"].cost == 260_000_000
    assert {each.tier for each in lives if each.state == "masuk_apbd"} == {"kelurahan", "kota"}
    stops = course([each for each in lives if each.ward_code == WARD])
    assert [(stop.station, stop.count) for stop in stops] == [
        ("diusulkan", 6),
        ("disepakati", 3),
        ("kecamatan", 2),
        ("kota", 2),
        ("rkpd", 2),
        ("apbd", 2),
        ("selesai", 0),
    ]


async def test_years_kecamatan_kelurahan_and_meetings_are_told_apart(db: Pool) -> None:
    await season(db)
    only = await shelf_figures.of_year(db, 2027, district="Datuk Bandar")
    assert summed(only).proposed == 2
    ward = by(await shelf_figures.of_ward(db, WARD), lambda each: each.year)
    assert {year: (each.proposed, each.done) for year, each in ward.items()} == {
        2026: (3, 1),
        2027: (5, 0),
    }
    city = by(await shelf_figures.by_year(db), lambda each: each.year)
    assert {year: each.proposed for year, each in city.items()} == {2026: 3, 2027: 7}
    timur = await shelf_figures.by_year(db, district="Datuk Bandar Timur")
    assert summed(timur).proposed == 8
    kecamatan = await shelf_figures.of_session(db, "CCCCCC")
    assert summed(kecamatan).merged == 1
    assert [(stop.station, stop.count) for stop in course(kecamatan, "kecamatan")][:3] == [
        ("diusulkan", 2),
        ("disepakati", 1),
        ("kota", 1),
    ]
    assert await shelf_figures.years(db) == [2027, 2026]


async def test_what_each_lingkungan_got_is_told_in_the_order_of_what_they_proposed(
    db: Pool,
) -> None:
    await season(db)
    found = await shelf_figures.by_neighborhood(db, WARD, 2027)
    assert [
        (each.name, each.proposed, each.supports, each.agreed, each.cost) for each in found
    ] == [
        ("II", 4, 11, 3, 20_000_000),
        ("III", 2, 2, 0, 0),
    ]


async def test_an_empty_shelf_has_no_figures(db: Pool) -> None:
    assert await shelf_figures.of_year(db, 2027) == []
    assert await shelf_figures.by_year(db) == []
    assert await shelf_figures.years(db) == []


async def test_what_is_kept_counted_is_what_a_plain_count_says(db: Pool) -> None:
    await season(db)
    await _counted(db, 14)
    assert await follow_public.refusals(db, year=0, example=False) == []
    await tell(db, "FFFFFF", 2, "ditolak")  # by no office: so without a reason
    await _counted(db, 14)
    again = [line(1, cost=None, supports=9), declined(2, reason_code="lahan")]
    async with db.acquire() as conn:
        row = await conn.fetchrow("SELECT id FROM session WHERE code = 'EEEEEE'")
        assert row
        await shelf.put(conn, row["id"], again, (), erasures=0, at=1)
    await _counted(db, 13)
    await put_meeting(db, "GGGGGG", [line(1), line(2)], day=2, ward_code="12.74.05.1005")
    above = [taken(1, "GGGGGG", 1, state="belum_diakomodir", reason_code="lahan")]
    await put_meeting(db, "HHHHHH", above, day=22, tier="kecamatan")
    await _counted(db, 16)
    why = await follow_public.refusals(db, year=2027, example=False)
    assert [(each.ward_code[-4:], each.reason_code, each.count) for each in why] == [
        ("1005", "", 1),
        ("1005", "lahan", 1),
    ]
    standing = await follow_public.standing(db, year=2027, example=False)
    assert sum(each.count for each in standing) == 7
    [here] = await areas.of_wards(db, ["12.74.05.1005"], year=2027)
    assert (here.sessions, here.proposals, here.agreed, here.money) == (2, 4, 4, 280_000_000)
    loose = "SELECT count(*) FROM shelf_count WHERE loose"
    assert await db.fetchval(loose)
    async with db.acquire() as conn:
        assert await shelf_figures.gather(conn)
        assert not await shelf_figures.gather(conn)
    assert not await db.fetchval(loose)
    await _counted(db, 16)


async def _counted(db: Pool, proposals: int) -> None:
    """Whether the counts are those of the rows of the shelf, and how many those are."""
    keys = """
        year, ward_code, ward, district, tier, sector, sector_name, state, why, reached, agreed,
        listed, merged, first, example
    """
    kept = f"""
        SELECT {keys}, sum(count) AS count, sum(supports), sum(cost), sum(uncosted)
        FROM shelf_count GROUP BY {keys} HAVING sum(count) <> 0
    """
    plain = f"""
        SELECT {keys}, count(*) AS count, sum(supports), sum(cost), sum(uncosted)
        FROM shelf_counted GROUP BY {keys}
    """
    assert await db.fetch(f"({kept} EXCEPT {plain}) UNION ALL ({plain} EXCEPT {kept})") == []
    assert await db.fetchval(f"SELECT sum(count) FROM ({kept}) AS kept") == proposals


async def test_the_bank_finds_what_a_plain_look_finds_newest_or_best_first(db: Pool) -> None:
    titles = ("Titi mawar", "Titi melati", "Parit mawar", "Titi mawar mawar")
    lines = [declined(at, title=title) for at, title in enumerate(titles, 1)]
    await put_meeting(db, "AAAAAA", [*lines, line(5, title="Titi mawar"), merged(6, 1)])
    old = [declined(1, title="Titi mawar", sector="eko", sector_name="Ekonomi")]
    await put_meeting(db, "CCCCCC", old, day=-365, year=2026, plan_year=2027)
    await tell(db, "AAAAAA", 5, "ditolak")
    for words, more, expected in (
        ("", {}, {"A1", "A2", "A3", "A4", "A5", "C1"}),
        ("mawar", {}, {"A1", "A3", "A4", "A5", "C1"}),
        ("titi -mawar", {}, {"A2"}),
        ("-titi", {}, {"A3"}),
        ("mawar", {"year": 2026}, {"C1"}),
        ("", {"sector": "eko", "ward": WARD}, {"C1"}),
        ("mawar", {"ward": WARD, "sector": "infra", "year": 2027}, {"A1", "A3", "A4", "A5"}),
        ("mawar", {"ward": "12.74.05.1005"}, set()),
        ("dan", {}, set()),
        ("-", {}, set()),
    ):
        wish = follow_public.BankWish(words=words, **more)
        found = await follow_public.bank(db, wish, limit=9)
        assert {f"{row.code[0]}{row.number}" for row in found.rows} == expected, (words, more)
        assert (found.total, found.more) == (len(expected), False)
        second = await follow_public.bank(db, wish, limit=1, offset=1)
        assert second.rows == found.rows[1:2]
    years, sectors = await follow_public.bank_choices(db)
    assert (years, dict(sectors)) == ([2027, 2026], {"eko": "Ekonomi", "infra": "Infrastruktur"})
    newest = await follow_public.bank(db, follow_public.BankWish(), limit=1)
    assert newest.rows[0].number == 5, "what was told last"
