"""Every kind of ballot as a plain form: stored, there again, and kept where it is refused."""

from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Choose,
    Criterion,
    Dots,
    Elect,
    Mark,
    Rank,
    Score,
)
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.store import rounds
from tests.builders import ROUND, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.residents import Gathering, gathered

RULES: dict[str, AnyRule] = {
    "pilih": Choose(2),
    "setuju": Agree(),
    "poin": Dots(points=5, most_each=3),
    "urutan": Rank(most=2),
    "skor": Score((Criterion("m", "Mendesak", 60), Criterion("b", "Manfaat", 40))),
    "anggaran": Budget(100),
    "delegasi": Elect(seats=1, most=2),
}
STORED: list[tuple[str, dict[str, Any], Mark]] = [
    ("pilih", {"mark": ["1", "3"]}, [1, 3]),
    ("setuju", {"mark-1": "1", "mark-3": "2"}, [[1, 1], [3, 2]]),
    ("poin", {"mark-1": "3", "mark-2": "", "mark-3": "2"}, [[1, 3], [3, 2]]),
    ("urutan", {"mark-3": "1", "mark-1": "2"}, [3, 1]),
    ("skor", {"mark-2-0": "5", "mark-2-1": "4"}, [[2, 5, 4]]),
    ("anggaran", {"mark": ["1", "3"]}, [1, 3]),
]
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("setuju", {"mark-1": "1", "mark-9": "1"}, "Ada pilihan yang tidak tercantum."),
    ("setuju", {"mark-1": "7"}, "Pilihan tidak terbaca."),
    ("poin", {"mark-1": "3", "mark-2": "3"}, "Poinnya lebih dari 5."),
    ("poin", {"mark-1": "4"}, "Satu usulan paling banyak mendapat 3 poin."),
    ("poin", {"mark-1": "tiga"}, "Isian untuk “Perbaikan jalan 1” tidak terbaca."),
    ("poin", {"mark-2": "-1"}, "Isian untuk “Perbaikan jalan 2” tidak terbaca."),
    ("urutan", {"mark-1": "1,5"}, "Isian untuk “Perbaikan jalan 1” tidak terbaca."),
    ("urutan", {"mark-1": "1", "mark-2": "1"}, "Dua usulan diberi tempat yang sama."),
    ("urutan", {"mark-1": "1", "mark-2": "2", "mark-3": "3"}, "Sudah 2 usulan."),
    ("skor", {"mark-1-0": "5"}, "Ada usulan yang belum dinilai lengkap."),
    ("skor", {"mark-1-0": "5", "mark-1-1": "6"}, "Pilihan tidak terbaca."),
    ("skor", {"mark-1-0": "5", "mark-1-9": "1"}, "Pilihan tidak terbaca."),
    ("anggaran", {"mark": ["1", "2", "3"]}, "Pilihan ini melebihi pagu."),
    ("delegasi", {"mark": ["1", "2", "3"]}, "Sudah 2 calon. Lepas satu dahulu"),
    ("delegasi", {"mark": ["1", "1"]}, "Satu calon hanya dapat dipilih satu kali."),
]


async def voting(hall: Hall, kind: str) -> Gathering:
    """A round of this kind is open, on three proposals or three people."""
    gathering = await gathered(hall, plan(rounds=(RoundPlan(ROUND, "Judul", RULES[kind]),)))
    await gathering.phase("usulan")
    await gathering.proposals(3, cost=45)
    for number in range(3):
        await gathering.act(c.Nominate(f"{number}", f"Calon {number}", woman=number == 1))
    await gathering.phase("pemungutan")
    return gathering


async def stored(gathering: Gathering) -> list[Mark]:
    """What is stored by voter; what is cast once is in `tests.web.test_resident_casting`."""
    return await rounds.open_marks(gathering.hall.site.pool, gathering.room.row.id, 1)


def filled_in(page: Page) -> dict[str, list[str]]:
    """What the ballot would send again, untouched."""
    fields = page.form("/suara").filled({})
    return listed({name: sent for name, sent in fields.items() if name.startswith("mark")})


def listed(fields: dict[str, Any]) -> dict[str, list[str]]:
    """Each field that is filled in, with all its values."""
    every = {name: sent if isinstance(sent, list) else [sent] for name, sent in fields.items()}
    return {name: values for name, values in every.items() if values != [""]}


@pytest.mark.parametrize(("kind", "fields", "mark"), STORED)
async def test_a_form_is_stored_and_there_again(
    hall: Hall, visitor: Visitor, kind: str, fields: dict[str, Any], mark: Mark
) -> None:
    gathering = await voting(hall, kind)
    await gathering.joined(visitor)
    page = await visitor.send(await visitor.open(gathering.home), "/suara", **fields)
    assert "Tersimpan pukul" in page.text
    assert await stored(gathering) == [mark]
    assert filled_in(await visitor.open(gathering.home)) == listed(fields)


@pytest.mark.parametrize(("kind", "fields", "said"), REFUSED)
async def test_what_is_refused_is_said_and_changes_nothing(
    hall: Hall, visitor: Visitor, kind: str, fields: dict[str, Any], said: str
) -> None:
    gathering = await voting(hall, kind)
    await gathering.joined(visitor)
    page = await visitor.send(await visitor.open(gathering.home), "/suara", **fields)
    assert said in page.text
    assert await stored(gathering) == []


@pytest.mark.parametrize(
    ("kind", "fields", "kept"),
    [
        ("poin", {"mark-1": "3", "mark-2": "3"}, {"mark-1": "3", "mark-2": "3"}),
        ("poin", {"mark-1": "tiga", "mark-3": "2"}, {"mark-1": "tiga", "mark-3": "2"}),
        ("poin", {"mark-1": "-1", "mark-2": '"> &'}, {"mark-1": "-1", "mark-2": '"> &'}),
        ("urutan", {"mark-1": "1", "mark-2": "1"}, {"mark-1": "1", "mark-2": "1"}),
        ("urutan", {"mark-1": "1,5", "mark-2": "1"}, {"mark-1": "1,5", "mark-2": "1"}),
        ("setuju", {"mark-1": "1", "mark-9": "1"}, {"mark-1": "1"}),
        ("skor", {"mark-1-0": "5", "mark-2-1": "4"}, {"mark-1-0": "5", "mark-2-1": "4"}),
        ("anggaran", {"mark": ["1", "2", "3"]}, {"mark": ["1", "2", "3"]}),
    ],
)
async def test_what_is_refused_stays_on_the_ballot(
    hall: Hall, visitor: Visitor, kind: str, fields: dict[str, Any], kept: dict[str, Any]
) -> None:
    gathering = await voting(hall, kind)
    await gathering.joined(visitor)
    page = await visitor.send(await visitor.open(gathering.home), "/suara", **fields)
    assert filled_in(page) == listed(kept)


@pytest.mark.parametrize("kind", RULES)
async def test_the_rule_stands_on_the_ballot(hall: Hall, visitor: Visitor, kind: str) -> None:
    gathering = await voting(hall, kind)
    await gathering.joined(visitor)
    page = await visitor.open(gathering.home)
    assert "Bagaimana pilihan ini dihitung?" in page.text
    assert "Suara yang sama tetap ditulis sama." in page.text


@pytest.mark.parametrize(("kind", "fields", "mark"), STORED)
async def test_what_is_stored_is_counted_on_the_ballot(
    hall: Hall, visitor: Visitor, kind: str, fields: dict[str, Any], mark: Mark
) -> None:
    gathering = await voting(hall, kind)
    await gathering.joined(visitor)
    first = await visitor.open(gathering.home)
    said = {
        "pilih": "2 dari 2 dipilih",
        "setuju": "2 dari 3 usulan dijawab",
        "poin": "Sisa 0 poin",
        "urutan": "2 dari 2 diurutkan",
        "skor": "1 dari 3 usulan sudah lengkap",
        "anggaran": "Sisa Rp10",
        "delegasi": "1 dari 2 calon dipilih",
    }[kind]
    assert said not in first.text
    assert said in (await visitor.send(first, "/suara", **fields)).text
    assert said in (await visitor.open(gathering.home)).text


async def test_money_that_is_stored_is_added_up(hall: Hall, visitor: Visitor) -> None:
    gathering = await voting(hall, "anggaran")
    await gathering.joined(visitor)
    page = await visitor.send(await visitor.open(gathering.home), "/suara", mark=["1", "3"])
    assert "2 usulan, Rp90" in page.text


async def test_only_the_field_that_cannot_be_read_is_marked(hall: Hall, visitor: Visitor) -> None:
    gathering = await voting(hall, "poin")
    await gathering.joined(visitor)
    first = await visitor.open(gathering.home)
    assert "Tidak terbaca." not in first.text
    page = await visitor.send(first, "/suara", **{"mark-1": "2", "mark-2": "1,5"})
    assert page.status == 422
    assert page.text.count("Tidak terbaca. Tulis angka bulat") == 1
    assert page.html.count("aria-invalid") == 1
    marked = page.html.index("aria-invalid=true aria-describedby=salah-1-2")
    assert 'name="mark-2"' in page.html[marked - 200 : marked]


async def test_an_option_scored_in_part_says_what_is_missing(hall: Hall, visitor: Visitor) -> None:
    gathering = await voting(hall, "skor")
    await gathering.joined(visitor)
    first = await visitor.open(gathering.home)
    page = await visitor.send(
        first, "/suara", **{"mark-1-0": "5", "mark-2-0": "4", "mark-2-1": "4"}
    )
    assert page.text.count("Masih kosong") == 1
    assert "Belum lengkap, jadi belum dihitung. Masih kosong: Manfaat." in page.text
