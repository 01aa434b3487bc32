"""Agreeing and objecting, by form and by socket: stored, shown to all, reasons to the desk only."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.store import opinions
from musrenbang_live.store.pool import Pool
from tests.patience import until
from tests.web.browsing import Page, Visitor
from tests.web.lines import House, opened
from tests.web.residents import Gathering


@pytest.fixture
async def page(gathering: Gathering, visitor: Visitor) -> Page:
    """The second of two proposals in focus, before a resident."""
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(2)
    await gathering.phase("musyawarah")
    await gathering.act(c.FocusProposal(2))
    return await visitor.open(gathering.home)


async def held(gathering: Gathering) -> tuple[int, ...]:
    """How many agree with the second proposal, and how many object."""
    await gathering.room.recount()
    return gathering.room.counts.opinions.get(("usulan", 2), (0, 0))


async def reasons(gathering: Gathering) -> list[str]:
    """What the desk reads."""
    return await opinions.reasons(gathering.hall.site.pool, gathering.room.row.id, "usulan", 2)


async def test_agreeing_and_taking_it_back_by_form(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    assert "Tarik kembali" not in page.text
    after = await visitor.send(page, "pendapat-2", value=1)
    assert "Pendapat tentang usulan 2 tercatat." in after.text
    assert "Tercatat: Bapak/Ibu setuju." in after.text
    await visitor.send(page, "pendapat-2", value=1)
    assert await held(gathering) == (1, 0)
    after = await visitor.send(after, "pendapat-2", value=0)
    assert "Pendapat tentang usulan 2 dicabut." in after.text
    assert await held(gathering) == (0, 0)


async def test_objecting_with_ticked_and_written_reasons(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    words = ["Terlalu mahal", "Sudah ada", " lebih baik di Gang <b>Mawar</b> "]
    after = await visitor.send(page, "pendapat-2", value=2, words=words)
    assert "Tercatat: Bapak/Ibu keberatan." in after.text
    said = "Terlalu mahal; Sudah ada; lebih baik di Gang <b>Mawar</b>"
    assert await reasons(gathering) == [said]
    assert await held(gathering) == (0, 1)
    assert "Mawar" not in after.text, "a reason is for the desk"


async def test_a_refused_reason_stands_on_the_page_again(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    words = "tanya Pak Budi </textarea>, 0812 3456 7890"
    after = await visitor.send(page, "pendapat-2", value=2, words=words)
    assert after.status == 422
    assert "Nomor telepon tidak perlu ditulis" in after.text
    assert ("words", words) in after.form("pendapat-2").fields
    assert await held(gathering) == (0, 0)


async def test_what_is_no_opinion_or_too_late_is_refused_in_words(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    for wrong in ({"value": 9}, {"value": None}, {"topic": "ronde"}, {"number": "0"}):
        after = await visitor.send(page, "pendapat-2", **({"value": 1} | wrong))
        assert after.status == 400, wrong
    await gathering.act(c.FocusProposal(1))
    after = await visitor.send(page, "pendapat-2", value=1)
    assert "Tahap ini sudah ditutup." in after.text
    assert await held(gathering) == (0, 0)


async def test_leading_back_goes_nowhere_else(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    for back, path in (("usulan/2", "/usulan/2"), ("//evil.example", ""), ("..", ""), ("", "")):
        answer = (await visitor.send(page, "pendapat-2", value=1, back=back)).answer
        assert answer.url.path == gathering.home + path, back


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The server with a meeting in which the first of two proposals is discussed."""
    async with opened(database_url, tmp_path) as running:
        await running.facilitator.act("open")
        for title in ("Parit Lingkungan VI", "Titi beton"):
            fields = {"title": title, "problem": "Rusak", "neighborhood": "VI"}
            await running.facilitator.enter(fields)
        await running.facilitator.act("phase", index=2)
        await running.facilitator.act("focus", number=1)
        yield running


async def test_by_socket_it_is_on_disk_and_on_all_screens(house: House, db: Pool) -> None:
    phone, neighbour = await (await house.phone()).open(), await (await house.phone()).open()
    await neighbour.shown()
    message = {"do": "opine", "rev": 5, "topic": "usulan", "number": 1, "value": 2,
               "words": "Sudah ada", "ref": str(uuid.uuid4())}  # fmt: skip
    first = await phone.asked(message)
    assert first["ok"] == message["ref"]
    assert first["say"] == "Pendapat tentang usulan 1 tercatat."
    assert await phone.asked(message) == first
    assert await db.fetchval("SELECT count(*) FROM opinion WHERE value = 2") == 1
    await until(lambda: neighbour.said("pendapat-usulan-1-2") == "1")
    assert all("Sudah ada" not in str(m.get("text")) for m in neighbour.heard)
    older = await phone.asked(message | {"rev": 4, "value": 1, "ref": str(uuid.uuid4())})
    assert "ok" in older
    again = await (await house.phone()).open()
    await again.close()
    for line in (phone, neighbour):
        await line.close()


async def test_own_opinions_come_with_the_personal_message(house: House) -> None:
    phone = await (await house.phone()).open()
    await phone.asked({"do": "opine", "rev": 1, "topic": "usulan", "number": 1, "value": 1})
    await phone.close()
    await phone.open()
    await until(
        lambda: any(
            m.get("me", {}).get("opinions") == {"usulan/1": 1} for m in phone.heard if "me" in m
        )
    )
    await phone.close()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": 2}, "phase_closed"),
        ({"topic": "janji"}, "phase_closed"),
        ({"topic": "x"}, "message_malformed"),
        ({"number": 2**40}, "message_malformed"),
        ({"value": 3}, "message_malformed"),
        ({"rev": 0}, "message_malformed"),
        ({"words": "x" * 201, "value": 2}, "text_too_long"),
    ],
)
async def test_by_socket_bad_opinions_are_refused(
    house: House, change: dict[str, object], code: str
) -> None:
    phone = await (await house.phone()).open()
    message = {"do": "opine", "rev": 1, "topic": "usulan", "number": 1, "value": 1}
    answer = await phone.asked(message | change)
    assert answer["code"] == code
    assert answer["say"]
    await phone.close()
