"""Last year on residents' phones: read, and answered with sudah or belum."""

from typing import Any

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Phase
from tests.builders import PHASES, content, plan
from tests.web.browsing import Hall, Visitor
from tests.web.residents import Gathering, gathered

LOOKING_BACK = plan(
    phases=(Phase("evaluasi", 10, "Evaluasi tahun lalu"), *plan().phases), year=2027
)


async def promised(hall: Hall, **changes: Any) -> Gathering:
    """A meeting with three promises, one of them answered and one carried on."""
    gathering = await gathered(hall, LOOKING_BACK)
    await gathering.act(
        c.BringPromise(2026, "Parit <b>Mawar</b>", "II", 85_000_000),
        c.BringPromise(2026, "Lampu jalan", state="selesai"),
        c.BringPromise(2025, "Titi beton", "III"),
        c.AnswerPromise(1, "sebagian", "Lurah", "Sisanya bulan depan."),
    )
    return gathering


async def held(gathering: Gathering, number: int) -> tuple[int, ...]:
    await gathering.room.recount()
    return gathering.room.counts.opinions.get(("janji", number), (0, 0))


async def test_last_year_is_read_and_answered(hall: Hall, visitor: Visitor) -> None:
    gathering = await promised(hall)
    page = await gathering.joined(visitor)
    assert f"{gathering.home}/janji" in page.links
    page = await visitor.open(f"{gathering.home}/janji")
    assert "Parit <b>Mawar</b> Tahun 2026 · Lingkungan II · Rp85 juta" in page.text
    assert "Selesai sebagian Lurah: Sisanya bulan depan." in page.text
    assert not page.has_form("pendapat-janji-1"), "before the opening nothing is counted"

    await gathering.act(c.OpenMeeting())
    page = await visitor.open(f"{gathering.home}/janji")
    page = await visitor.send(page, "pendapat-janji-1", value=2)
    assert page.answer.url.path.endswith("/janji")
    assert "Jawaban Bapak/Ibu untuk nomor 1 tercatat." in page.text
    assert await held(gathering, 1) == (0, 1)
    page = await visitor.send(page, "pendapat-janji-1", value=1)
    assert await held(gathering, 1) == (1, 0)
    page = await visitor.send(page, "pendapat-janji-1", value=0)
    assert await held(gathering, 1) == (0, 0)
    for wrong in ({"value": 3}, {"number": "9", "value": 1}, {"topic": "", "value": 1}):
        page = await visitor.open(f"{gathering.home}/janji")
        assert (await visitor.send(page, "pendapat-janji-1", **wrong)).status in (400, 409, 422)
    await visitor.send(page, "pendapat-janji-3", value=1)

    await gathering.act(c.CloseMeeting())
    page = await visitor.open(f"{gathering.home}/janji")
    assert not page.has_form("pendapat-janji-3")
    assert "Warga: 1 sudah, 0 belum" in page.text


async def test_it_comes_by_itself_while_last_year_is_looked_back_at(
    hall: Hall, visitor: Visitor
) -> None:
    gathering = await promised(hall)
    await gathering.joined(visitor)
    await gathering.act(c.OpenMeeting())
    page = await visitor.open(gathering.home)
    assert [form.id for form in page.forms if form.id.startswith("pendapat")] == [
        "pendapat-janji-1", "pendapat-janji-2", "pendapat-janji-3",
    ]  # fmt: skip
    assert f"{gathering.home}/janji" not in page.links
    page = await visitor.send(page, "pendapat-janji-2", value=1)
    assert await held(gathering, 2) == (1, 0)
    await gathering.act(c.EnterPhase(1 + PHASES["usulan"]))
    page = await visitor.open(gathering.home)
    assert not page.has_form("pendapat-janji-1")
    assert f"{gathering.home}/janji" in page.links


async def test_a_carried_one_leads_to_its_proposal(hall: Hall, visitor: Visitor) -> None:
    gathering = await promised(hall)
    await gathering.joined(visitor)
    said = {"title": "Titi beton", "problem": "Putus.", "sector": "infra", "neighborhood": "III"}
    await gathering.act(c.CarryPromise(3, "r", content(**said)))
    page = await visitor.open(f"{gathering.home}/janji")
    assert f"{gathering.home}/usulan/1" in page.links
    assert "Lanjutan 2025" in (await visitor.open(f"{gathering.home}/usulan")).text
    assert "Lanjutan 2025" in (await visitor.open(f"{gathering.home}/usulan/1")).text


async def test_without_promises_there_is_nothing_to_see(
    gathering: Gathering, visitor: Visitor
) -> None:
    page = await gathering.joined(visitor)
    assert f"{gathering.home}/janji" not in page.links
    page = await visitor.open(f"{gathering.home}/janji")
    assert "Belum ada yang dicatat panitia." in page.text


async def test_who_has_not_joined_comes_back_after_joining(hall: Hall, visitor: Visitor) -> None:
    gathering = await promised(hall)
    page = await visitor.open(f"{gathering.home}/janji")
    page = await visitor.send(page, "/ikut")
    assert "Yang disepakati tahun lalu" in page.text
