"""While a resident writes: what asks the same already is offered, and nothing typed is lost."""

import re

import pytest

from musrenbang_live.web import rate_limit
from tests.builders import content
from tests.web.browsing import Page, Visitor
from tests.web.residents import Gathering

FOOTBRIDGE = content("Penggantian titi kayu", problem="Titi <i>kayu</i> sudah lapuk")
TOLD = {
    "problem": "dah lapok kali titi kami",
    "neighborhood": "II",
    "landmark": "dekat rumah kepling",
    "title": "tolong botulkan titi",
}


@pytest.fixture
async def page(gathering: Gathering, visitor: Visitor) -> Page:
    """The empty form, where a footbridge was proposed before."""
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposal(FOOTBRIDGE)
    return await visitor.open(f"{gathering.home}/tulis")


async def asked(gathering: Gathering, visitor: Visitor, **query: str) -> dict[str, str]:
    answer = await visitor.client.get(f"{gathering.home}/mirip", params=query)
    assert answer.status_code == 200
    html: dict[str, str] = answer.json()["html"]
    return html


async def test_what_asks_the_same_is_offered_while_typing(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    html = await asked(gathering, visitor, teks="titi lapuk", lingkungan="II")
    assert "Sudah ada usulan yang mirip" in html["mirip"]
    assert "Penggantian <u>titi</u> kayu" in html["mirip"]
    assert "Titi &lt;i&gt;kayu" in html["mirip"]
    assert 'data-support="1"' in html["mirip-dukung"]
    for query in (
        {"teks": "pos kamling", "lingkungan": "II"},
        {"teks": "titi lapuk", "lingkungan": "III"},
        {"teks": "", "lingkungan": ""},
        {"lingkungan": "<script>"},
        {"teks": "\x00 titi", "masalah": "x" * 5000, "lingkungan": "XX"},
    ):
        html = await asked(gathering, visitor, **query)
        assert "Sudah ada" not in html["mirip"], query


async def test_at_most_three_are_offered_and_only_what_everybody_sees(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    who, service = await gathering.neighbour(), gathering.hall.service
    ref = "00000000-0000-4000-8000-000000000001"
    hidden = content("titi lapuk sekali", problem="lapuk")
    await service.propose(gathering.room, who, ref, hidden, named=False)
    html = await asked(gathering, visitor, teks="titi lapuk")
    assert re.findall(r'data-mirip="(\d+)"', html["mirip"]) == ["1"]
    for each in range(4):
        await gathering.proposal(content(f"Perbaikan titi {each}", problem="lapuk"))
    html = await asked(gathering, visitor, teks="titi lapuk")
    assert len(re.findall(r"data-mirip", html["mirip"])) == 3


@pytest.mark.usefixtures("at_one_moment")
async def test_asking_has_a_limit_of_its_own(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    place = f"{gathering.home}/mirip?teks=titi"
    headers = {"accept": "application/json"}
    codes = [
        (await visitor.client.get(place, headers=headers)).status_code
        for _ in range(rate_limit.MOST + 1)
    ]
    assert codes == [200] * rate_limit.MOST + [429]
    page = await visitor.send(page, "/tulis", **TOLD)
    assert page.status == 200  # sending goes on


async def test_who_has_not_joined_is_offered_nothing(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    answer = await visitor.client.get(f"{gathering.home}/mirip?teks=titi")
    assert "mirip-dukung" not in answer.text


async def test_without_a_script_the_same_is_shown_once_before_sending(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    page = await visitor.send(page, "/tulis", **TOLD, named="1")
    assert len(gathering.meeting.proposals) == 1
    assert "Sudah ada usulan yang mirip" in page.text
    kept = dict(page.form("/tulis").fields)
    assert {name: kept[name] for name in TOLD} == TOLD
    assert kept["named"] == "1"
    page = await visitor.send(page, "/tulis")
    assert "Usulan Bapak/Ibu tercatat" in page.text
    assert gathering.meeting.proposals[2].content.title == TOLD["title"]


async def test_supporting_instead_keeps_the_text(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    page = await visitor.send(page, "/tulis", **TOLD)
    (action,) = re.findall(r'formaction="([^"]+)"', page.html)
    fields = page.form("/tulis").filled({})
    page = Page(await visitor.client.post(action, data=fields))
    assert "Dukungan untuk usulan 1 tercatat." in page.text
    kept = dict(page.form("/tulis").fields)
    assert {name: kept[name] for name in TOLD} == TOLD
    await gathering.room.refresh()
    assert gathering.room.counts.supports == {1: 1}
    assert len(gathering.meeting.proposals) == 1
    page = await visitor.send(page, "/tulis")
    assert len(gathering.meeting.proposals) == 2


@pytest.mark.parametrize("number", ["9", "-1", "x", "9" * 30, "²"])
async def test_a_support_that_cannot_be_keeps_the_text(
    gathering: Gathering, visitor: Visitor, page: Page, number: str
) -> None:
    page = await visitor.send(page, "/tulis", **TOLD)
    fields = page.form("/tulis").filled({})
    place = f"{gathering.home}/tulis?dukung={number}"
    page = Page(await visitor.client.post(place, data=fields))
    assert page.status in (404, 422)
    kept = dict(page.form("/tulis").fields)
    assert {name: kept[name] for name in TOLD} == TOLD


async def test_what_is_only_related_stops_nobody(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    new = {"title": "Bangun jembatan baru", "problem": "Harus memutar jauh"}
    page = await visitor.send(page, "/tulis", **TOLD | new)
    assert "Usulan Bapak/Ibu tercatat" in page.text


async def test_a_mistake_is_said_before_anything_is_offered(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    page = await visitor.send(page, "/tulis", **TOLD | {"landmark": "Hubungi 0812 3456 7890"})
    assert page.status == 422
    assert "Nomor telepon tidak perlu ditulis." in page.text
    assert "Sudah ada usulan" not in page.text
