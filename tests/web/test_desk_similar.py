"""Proposals that may ask the same, at the desk: suggested, merged, told apart, taken back."""

import uuid
from typing import Any

from tests.builders import content
from tests.web.browsing import Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering

FOOTBRIDGE = content("Penggantian titi kayu", problem="Titi kayu sudah lapuk")
AGAIN = content("titi tolong di botulkan pak", problem="dah lapok kali titi kami")
ROAD_BRIDGE = content("Pembangunan jembatan beton", problem="Jalan terputus anak sungai")
LAMP = content("Lampu jalan simpang", problem="Gelap kali")


def groups(page: Page) -> list[list[str]]:
    """The numbers of each group that is suggested."""
    return [form.choices["into"] for form in page.forms if form.action.endswith("/merge")]


async def pressed(facilitator: Visitor, page: Page, address: str, **fields: Any) -> Page:
    """The answer to a form of this page that goes elsewhere, by another button."""
    token = dict(page.forms[0].fields)["_token"]
    data = {"_token": token} | fields
    return Page(await facilitator.client.post(address, data=data))


async def gathered(gathering: Gathering) -> None:
    await gathering.phase("usulan")
    for each in (FOOTBRIDGE, LAMP, AGAIN, ROAD_BRIDGE):
        await gathering.proposal(each)


async def test_a_group_is_suggested_merged_and_taken_apart(gathering: Gathering) -> None:
    await gathered(gathering)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/mirip"))
        assert groups(page) == [["1", "3"]]
        assert "<mark>Titi</mark> kayu sudah <mark>lapuk</mark>" in page.html
        assert "dah <mark>lapok</mark> kali <mark>titi</mark> kami" in page.html
        assert "Usulan 1 dan 4 bukan duplikat" in page.html  # related, never suggested as the same
        page = await facilitator.send(page, "/merge", into="3")
        assert said(page) == "Usulan 1 digabung ke usulan 3."
        assert page.answer.url.path == desk(gathering, "/mirip")
        assert groups(page) == []
        assert gathering.meeting.proposals[1].merged_into == 3
        page = await facilitator.send(page, "/unmerge")
    assert groups(page) == [["1", "3"]]
    assert gathering.meeting.proposals[1].stands


async def test_no_duplicate_is_not_suggested_again_until_taken_back(gathering: Gathering) -> None:
    await gathered(gathering)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/mirip"))
        fields = {"number": ["1", "3"], "into": "1"}
        page = await pressed(facilitator, page, desk(gathering, "/mirip"), **fields)
        assert said(page) == "Usulan 1, 3 tidak disarankan lagi untuk digabung."
        assert groups(page) == []
        assert "Sarankan kembali usulan 1 dan 3" in page.html
        page = await pressed(facilitator, page, desk(gathering, "/mirip"), again="1", **fields)
    assert groups(page) == [["1", "3"]]


async def test_bad_inputs_change_nothing(gathering: Gathering) -> None:
    await gathered(gathering)
    before = gathering.meeting
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/mirip"))
        answer = await pressed(facilitator, page, desk(gathering, "/mirip"), number="1")
        assert said(answer) == "Centang sedikitnya dua usulan."
        answer = await pressed(facilitator, page, desk(gathering, "/mirip"), number=["1", "x"])
        assert answer.status == 400
        answer = await pressed(facilitator, page, desk(gathering, "/merge"), number="1", into="1")
        assert said(answer) == "Pilih usulan lain sebagai tempat bergabung."
        answer = await pressed(facilitator, page, desk(gathering, "/mirip"), number=["1", "999999"])
        assert answer.status == 200
        assert groups(await facilitator.open(desk(gathering, "/mirip"))) == [["1", "3"]]
    assert gathering.meeting == before


async def test_the_queue_says_what_a_waiting_one_is_like(gathering: Gathering) -> None:
    await gathered(gathering)
    who, ref = await gathering.neighbour(), str(uuid.uuid4())
    new = content("ganti titi kami", problem="titi lapuk")
    service, room = gathering.hall.service, gathering.room
    number = await service.propose(room, who, ref, new, named=False)
    await room.refresh()
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        assert "mirip usulan 3" in page.text or "mirip usulan 1" in page.text
        page = await facilitator.open(desk(gathering, "/mirip"))
        assert groups(page) == [["1", "3", str(number)]]
        fields = {"number": ["1", "3", str(number)]}
        await pressed(facilitator, page, desk(gathering, "/mirip"), **fields)
        await gathering.room.refresh()
        assert "mirip usulan" not in (await facilitator.open(desk(gathering))).text
