import itertools
import json
import random
from collections.abc import Sequence
from pathlib import Path

from musrenbang_live.core.searching import meant, read
from musrenbang_live.core.views.shelf import ShelfLine, ShelfQuestion
from musrenbang_live.store import archive, areas, searching, shelf
from musrenbang_live.store.pool import Pool
from musrenbang_live.store.searching import Filters
from tests.builders import NOW, plan
from tests.store.hall import Hall, new_hall

BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)


def line(number: int, title: str, **changes: object) -> ShelfLine:
    """A proposal as it stands on the shelf."""
    known: dict[str, object] = {
        **dict.fromkeys(("problem", "agency", "unit", "beneficiary_unit"), ""),
        **dict.fromkeys(("reason_code", "reason", "origin_code"), ""),
        **dict.fromkeys(("quantity", "cost", "beneficiaries")),
        **dict.fromkeys(("supports", "votes", "rank", "merged_into", "origin_number"), 0),
        "sector": "infra",
        "sector_name": "Infrastruktur",
        "neighborhood": "II",
        "state": "diusulkan",
        "from_below": False,
    }
    return ShelfLine(**{**known, "number": number, "title": title, **changes})  # type: ignore[arg-type]


async def shelved(
    db: Pool,
    code: str,
    *lines: ShelfLine,
    questions: Sequence[ShelfQuestion] = (),
    **changes: object,
) -> Hall:
    """A published meeting with these proposals on the shelf."""
    hall = await new_hall(db, plan(**changes), code)
    await db.execute(
        "UPDATE session SET stage = 'published', opened_at = moment($2), published_at = moment($2)"
        " WHERE id = $1",
        hall.row.id,
        NOW + hall.row.id,
    )
    async with db.acquire() as conn:
        await shelf.put(conn, hall.row.id, lines, questions, erasures=0, at=NOW)
    return hall


async def found(db: Pool, typed: str, **filters: object) -> list[tuple[str, int]]:
    """What a search finds, best first."""
    wanted = await searching.sought(db, read(typed))
    hits = await searching.proposals(db, wanted, Filters(**filters))  # type: ignore[arg-type]
    return list(hits.nodes)


async def test_words_are_found_in_any_form_with_mistakes_and_as_they_are_said_here(
    db: Pool,
) -> None:
    await shelved(
        db,
        "ACDEFG",
        line(1, "Perbaikan drainase Gang Mawar"),
        line(2, "Lampu jalan di pertigaan", problem="Gelap dan rawan"),
        line(3, "Pasar ikan", problem="Drainase tumpat"),
        line(4, "Lampu taman"),
    )
    for typed, numbers in (
        ("drainase", [1, 3]),  # a title says more than a problem
        ("diperbaiki", [1]),
        ("DRAINSE", [1, 3]),
        ("parit mawar", [1]),
        ("pajak ikan", [3]),
        ("pju", [2, 4]),
        ("lampu jalan", [2]),
        ("lampu jlan", [2]),
        ('"jalan lampu"', []),
        ("lampu -taman", [2]),
        ("drainase selat lancang", [1, 3]),
        ("jembatan", []),
        ("mawar di gang", [1]),
    ):
        assert await found(db, typed) == [("ACDEFG", number) for number in numbers], typed
    wanted = await searching.sought(db, read("drainse mawr"))
    assert meant(wanted.parts) == "drainase mawar"


async def test_filters_narrow_a_search_and_make_lists_alone(db: Pool) -> None:
    await shelved(db, "ACDEFG", line(1, "Titi"), line(2, "Parit", sector="eko"), year=2026)
    await shelved(
        db,
        "ACDEFH",
        line(1, "Titi", neighborhood="IX", state="disepakati"),
        ward_code="12.74.06.1001",
        ward="Perwira",
        year=2027,
    )
    for filters, expected in (
        ({}, [("ACDEFH", 1), ("ACDEFG", 1)]),
        ({"year": 2026}, [("ACDEFG", 1)]),
        ({"ward": "12.74.06.1001"}, [("ACDEFH", 1)]),
        ({"neighborhood": "IX"}, [("ACDEFH", 1)]),
        ({"state": "disepakati", "tier": "kelurahan"}, [("ACDEFH", 1)]),
        ({"state": "selesai"}, []),
        ({"sector": "eko"}, []),
        ({"district": "Datuk Bandar Timur", "year": 2026}, [("ACDEFG", 1)]),
    ):
        assert await found(db, "titi", **filters) == expected, filters
    assert await found(db, "", sector="eko") == [("ACDEFG", 2)]
    assert await searching.neighborhoods(db, "12.74.06.1001") == ["IX"]
    assert set(await searching.sectors(db)) == {"infra", "eko"}


async def test_a_life_is_found_once_and_counted_where_it_began(db: Pool) -> None:
    await shelved(db, "ACDEFG", line(1, "Titi beton", state="disepakati", cost=5))
    above = line(
        *(1, "Titi beton"), origin_code="ACDEFG", origin_number=1, from_below=True, state="cadangan"
    )
    await shelved(db, "ACDEFH", above, tier="kecamatan", ward_code="", ward="")
    assert await found(db, "titi") == [("ACDEFG", 1)]
    assert await found(db, "titi", tier="kecamatan") == [("ACDEFH", 1)]
    [year] = await areas.by_year(db, ward_code=plan().ward_code)
    assert (year.key, year.sessions, year.proposals, year.agreed, year.money) == (
        *("2027", 1, 1, 1, 5),
    )  # agreed below, and stays so although it was put in reserve above
    assert await areas.sector_years(db, "infra") == [2027]
    assert await areas.ward_years(db, [plan().ward_code, "x"]) == [2027]
    [ward] = await areas.of_wards(db, [plan().ward_code], year=2027)
    assert ward.key == plan().ward_code
    assert [each.key for each in await areas.of_sector(db, "infra", year=2027)] == [ward.key]


async def test_a_meeting_above_is_not_of_the_kelurahan_in_which_it_sat(db: Pool) -> None:
    await shelved(db, "ACDEFG", line(1, "Titi beton"))
    await shelved(db, "ACDEFH", line(1, "Titi kayu", neighborhood="Teluk Nibung"), tier="kota")
    ward = plan().ward_code
    assert await found(db, "titi", ward=ward) == [("ACDEFG", 1)]
    assert await found(db, "", ward=ward) == [("ACDEFG", 1)]
    assert await searching.neighborhoods(db, ward) == ["II"]
    assert [each.code for each in await archive.published(db, ward_code=ward)] == ["ACDEFG"]
    assert await archive.ward_counts(db) == {ward: 1}


async def test_a_word_is_forgotten_with_the_last_text_that_said_it(db: Pool) -> None:
    hall = await shelved(db, "ACDEFG", line(1, "Titi Poltak"), line(2, "Titi Poltak lagi"))

    async def known() -> dict[str, int]:
        rows = await db.fetch("SELECT word, said FROM shelf_word WHERE word ~ 'poltak|titi'")
        return {row["word"]: row["said"] for row in rows}

    assert await known() == {"poltak": 2, "titi": 2}
    async with db.acquire() as conn:
        two = [line(1, "Titi Poltak"), line(2, "Titi")]
        assert await shelf.put(conn, hall.row.id, two, [], erasures=0, at=NOW)
        assert await known() == {"poltak": 1, "titi": 2}
        await shelf.put(conn, hall.row.id, [line(2, "Titi")], [], erasures=0, at=NOW)
        # What was read before a text was erased does not come back after it.
        assert not await shelf.put(conn, hall.row.id, two, [], erasures=1, at=NOW)
    assert await known() == {"titi": 1}
    wanted = await searching.sought(db, read("poltek"))
    assert meant(wanted.parts) == ""


async def test_more_than_a_window_is_said_and_not_counted(db: Pool) -> None:
    many = [line(number, f"Titi nomor {number}") for number in range(1, searching.WINDOW + 12)]
    await shelved(db, "ACDEFG", *many)
    hits = await searching.proposals(db, await searching.sought(db, read("titi")), Filters())
    assert (len(hits.nodes), hits.more) == (searching.WINDOW, True)
    assert [row.number for row in await searching.lines(db, hits.nodes[:3])] == [
        number for _, number in hits.nodes[:3]
    ]
    none = await searching.proposals(db, await searching.sought(db, read("titi -titi")), Filters())
    assert none.nodes == ()


async def test_questions_are_found_with_their_answers(db: Pool) -> None:
    asked = [ShelfQuestion(1, "Kapan parit dikeruk?", "Dinas PUPR", "Bulan depan")]
    await shelved(db, "ACDEFG", line(1, "Titi"), questions=asked)
    for typed, count in (("parit", 1), ("drainase", 1), ("bulan depan", 1), ("lampu", 0)):
        wanted = await searching.sought(db, read(typed))
        assert len(await searching.questions(db, wanted, Filters(), limit=5)) == count, typed
        assert await searching.questions(db, wanted, Filters(sector="infra"), limit=5) == []


async def test_any_text_can_be_searched(db: Pool) -> None:
    await shelved(db, "ACDEFG", line(1, "Titi beton"))
    for typed in (*BLNS[::3], "\0", "\ud800", "' OR 1=1 --", "a" * 100_000, "% _ \\ : & | !"):
        await found(db, typed)


async def test_a_search_finds_what_a_plain_look_at_every_title_finds(db: Pool) -> None:
    chance, flowers = random.Random(6), ("mawar", "melati", "kenanga", "cempaka")
    titles = [" ".join(chance.choices(flowers, k=chance.randrange(1, 4))) for _ in range(90)]
    places = [chance.choice(("I", "II")) for _ in titles]
    lines = [
        line(at, title, neighborhood=place)
        for at, (title, place) in enumerate(zip(titles, places, strict=True), 1)
    ]
    await shelved(db, "AAAAAA", *lines)
    said = [*flowers, *(f"-{flower}" for flower in flowers), '"mawar melati"', '-"melati mawar"']
    for typed in itertools.chain.from_iterable(itertools.combinations(said, n) for n in (1, 2, 3)):
        for place in ("", "II"):
            plain = {
                number
                for number, title in enumerate(titles, 1)
                if all(_says(title, each) for each in typed) and place in ("", places[number - 1])
            }
            hits = await found(db, " ".join(typed), neighborhood=place)
            assert {number for _, number in hits} == plain, (typed, place)


def _says(title: str, wanted: str) -> bool:
    """Whether a title says this word or phrase; with a minus, whether it does not."""
    there = f" {wanted.strip('-').strip(chr(34))} " in f" {title} "
    return there != wanted.startswith("-")
