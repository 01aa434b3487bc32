"""Catalogues in the database: a preview first, one version in use, older ones kept."""

import asyncio
import time

import pytest

from musrenbang_live.core.catalog_search import sought
from musrenbang_live.core.cataloguing import CatalogItem, read_catalog
from musrenbang_live.store import catalogs, people
from musrenbang_live.store.catalogs import DRAFT_LIFE
from musrenbang_live.store.pool import Pool
from tests.builders import NOW

TOP = ["Kode", "Kegiatan", "Satuan", "Harga", "OPD", "Bidang"]
ROWS = [
    ["A1", "Pembangunan saluran drainase", "meter", "850000", "Dinas PUPR", "Infrastruktur"],
    ["A2", "Pembangunan jalan rabat beton", "meter", "1200000", "Dinas PUPR", "Infrastruktur"],
    ["A3", "Pemasangan lampu jalan", "titik", "5500000", "Dinas Perhubungan", "Infrastruktur"],
    ["B1", "Pelatihan kader posyandu", "orang", "350000", "Dinas Kesehatan", "Kesehatan"],
    ["B2", "Pembangunan pasar 100% lengkap_baru", "unit", "", "Dinas Perdagangan", "Ekonomi"],
]


@pytest.fixture
async def budi(db: Pool) -> int:
    """Somebody who may import."""
    return await person(db, "budi")


async def person(db: Pool, name: str) -> int:
    """Somebody with a login."""
    made = await people.add_person(
        db, username=name, name=name, password_hash="x", role="facilitator", at=NOW
    )
    return made.id


async def draft(db: Pool, by: int, *, year: int = 2028, rows: list[list[str]] = ROWS,
                at: int = NOW) -> int:  # fmt: skip
    """A preview of these rows."""
    async with db.acquire() as conn:
        return await catalogs.add_draft(
            conn, year=year, file="kamus.csv", by=by, at=at, read=read_catalog([TOP, *rows])
        )


async def in_use(db: Pool, by: int, **changes: object) -> int:
    """A version in use."""
    made = await draft(db, by, **changes)  # type: ignore[arg-type]
    async with db.acquire() as conn:
        assert await catalogs.use(conn, made, by=by, at=NOW + 5)
    return made


async def codes(db: Pool, text: str, year: int = 2028) -> list[str]:
    """The codes that a search finds, in its order."""
    found = await catalogs.search(db, year, sought(text), limit=20)
    return [item.code for item in found.items]


async def test_a_preview_is_nobodys_catalogue_until_it_is_confirmed(db: Pool, budi: int) -> None:
    made = await draft(db, budi)
    assert await codes(db, "drainase") == []
    assert await catalogs.versions(db) == []
    assert await catalogs.items_of(db, 2028, ["A1"]) == {}
    async with db.acquire() as conn:
        assert await catalogs.use(conn, made, by=budi, at=NOW + 5)
    (kept,) = await catalogs.versions(db)
    assert (kept.id, kept.in_use, kept.chosen_at, kept.by) == (made, True, NOW + 5, "budi")
    assert (await catalogs.items_of(db, 2028, ["A1", "zz"])) == {
        "A1": CatalogItem(
            code="A1",
            name="Pembangunan saluran drainase",
            unit="meter",
            price=850_000,
            agency="Dinas PUPR",
            sector="Infrastruktur",
        )
    }
    assert await catalogs.years(db) == [2028]


async def test_only_who_sent_a_preview_confirms_or_discards_it(db: Pool, budi: int) -> None:
    made, ani = await draft(db, budi), await person(db, "ani")
    async with db.acquire() as conn:
        assert not await catalogs.use(conn, made, by=ani, at=NOW)
    assert not await catalogs.discard(db, made, by=ani)
    assert await catalogs.discard(db, made, by=budi)
    assert await catalogs.version(db, made) is None


async def test_a_new_preview_takes_the_place_of_the_last_and_of_old_ones(
    db: Pool, budi: int
) -> None:
    ani = await person(db, "ani")
    old = await draft(db, ani, at=NOW - DRAFT_LIFE - 1)
    first = await draft(db, budi)
    second = await draft(db, budi, at=NOW + 1)
    gone = [await catalogs.version(db, made) for made in (old, first)]
    assert gone == [None, None]
    assert await catalogs.version(db, second) is not None


async def test_an_older_version_can_be_restored(db: Pool, budi: int) -> None:
    first = await in_use(db, budi)
    second = await in_use(db, budi, rows=ROWS[:1])
    other = await in_use(db, budi, year=2029)
    assert [(v.id, v.in_use) for v in await catalogs.versions(db)] == [
        (other, True),
        (second, True),
        (first, False),
    ]
    assert await codes(db, "posyandu") == []
    async with db.acquire() as conn:
        assert await catalogs.use(conn, first, by=budi, at=NOW + 9)
    assert await codes(db, "posyandu") == ["B1"]
    assert not await catalogs.discard(db, first, by=budi), "a version is no preview"


async def test_two_who_confirm_at_once_leave_one_in_use(db: Pool, budi: int) -> None:
    made = [await in_use(db, budi) for _ in range(4)]

    async def again(number: int) -> bool:
        async with db.acquire() as conn:
            return await catalogs.use(conn, number, by=budi, at=NOW)

    assert all(await asyncio.gather(*(again(number) for number in made)))
    assert sum(version.in_use for version in await catalogs.versions(db)) == 1


async def test_who_waits_for_a_turn_to_confirm_holds_nothing_that_another_needs(
    db: Pool, budi: int
) -> None:
    made = await in_use(db, budi)

    async def again() -> bool:
        async with db.acquire() as conn:
            return await catalogs.use(conn, made, by=budi, at=NOW)

    waiting = """
        SELECT true FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE datname = current_database() AND classid = 7261 AND NOT granted
    """
    async with db.acquire() as first, first.transaction():
        await first.execute("SELECT pg_advisory_xact_lock(7261, year) FROM catalog")
        second = asyncio.create_task(again())
        while not await first.fetchval(waiting):
            assert not second.done()
            await asyncio.sleep(0.01)
        assert await first.fetchval("SELECT 1 FROM catalog FOR UPDATE NOWAIT")
    assert await second


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("drainase", ["A1"]),
        ("drain", ["A1"]),
        ("DRAINASE pembangunan", ["A1", "A2", "B2"]),
        ("parit", ["A1"]),
        ("semenisasi gang mawar", ["A2"]),
        ("drainse", ["A1"]),
        ("A3", ["A3"]),
        ("kesehatan", ["B1"]),
        ("100%", ["B2"]),
        ("lengkap_baru", ["B2"]),
        ("%", []),
        ("\\", []),
        ("", []),
        ("zzz", []),
    ],
)
async def test_the_best_items_come_first(
    db: Pool, budi: int, text: str, expected: list[str]
) -> None:
    await in_use(db, budi)
    assert await codes(db, text) == expected


async def test_a_whole_title_finds_what_it_is_about(db: Pool, budi: int) -> None:
    await in_use(db, budi)
    assert (await codes(db, "Perbaikan parit di Gang Mawar yang mampet"))[0] == "A1"


async def test_a_large_catalogue_is_kept_and_searched_in_time(db: Pool, budi: int) -> None:
    rows = [
        [f"C{n}", f"Pembangunan sarana {n} jenis {n % 97}", "unit", str(n + 1), "Dinas PUPR", ""]
        for n in range(20_000)
    ]
    made = await in_use(db, budi, rows=rows)
    started = time.perf_counter()
    found = await catalogs.search(db, 2028, sought("pembangunan sarana 19999"), limit=5)
    assert found.items[0].code == "C19999"
    assert found.total == 20_000
    assert time.perf_counter() - started < 5
    page = await catalogs.listed(db, made, limit=2, offset=19_999)
    assert ([item.code for item in page.items], page.total) == (["C19999"], 20_000)
