"""Typing proposals in for somebody else, without any script."""

import json
import re
import uuid

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.events import ProposalSubmitted
from musrenbang_live.store import events
from tests.builders import content
from tests.web.desks import desk
from tests.web.officers import at_desk
from tests.web.residents import Gathering


async def test_an_entry_is_confirmed_and_the_next_one_can_begin(gathering: Gathering) -> None:
    await gathering.phase("usulan")
    told = {"title": "Lampu jalan", "problem": "Gelap", "neighborhood": "III", "proposer": "Rini"}
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/ketik"))
        assert re.search(r'id="problem"[^>]* autofocus', page.html)
        page = await facilitator.send(page, "/ketik", **told)
        assert re.search(r"Usulan 1 tercatat pukul \d\d\.\d\d\.", page.text)
        assert re.search(r'id="problem"[^>]* autofocus></textarea>', page.html)
        assert dict(page.form("/ketik").fields)["neighborhood"] == "III"
        proposal = gathering.meeting.proposals[1]
        assert (proposal.assisted, proposal.status, proposal.proposer) == (True, "shown", "Rini")
        page = await facilitator.send(page, "/hide")
    assert page.answer.url.path == desk(gathering, "/ketik")
    assert gathering.meeting.proposals[1].status == "hidden"


async def test_an_entry_sent_twice_is_one_proposal(gathering: Gathering) -> None:
    told = {"title": "Lampu jalan", "problem": "Gelap", "neighborhood": "III"}
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/ketik"))
        await facilitator.send(page, "/ketik", **told)
        again = await facilitator.send(page, "/ketik", **told)
    assert "Usulan 1 tercatat" in again.text
    assert len(gathering.meeting.proposals) == 1


async def test_an_entry_that_must_be_mended_keeps_its_words_and_its_id(
    gathering: Gathering,
) -> None:
    told = {"title": "Lampu jalan", "problem": "", "neighborhood": "III", "cost": "85.000.000"}
    async with at_desk(gathering) as facilitator:
        first = await facilitator.open(desk(gathering, "/ketik"))
        page = await facilitator.send(first, "/ketik", **told)
    assert page.status == 422
    fields = dict(page.form("/ketik").fields)
    assert {name: fields[name] for name in told} == told
    assert fields["ref"] == dict(first.form("/ketik").fields)["ref"]
    assert gathering.meeting.proposals == {}


@pytest.mark.parametrize(
    ("typed", "place", "quantity", "unit"),
    [
        ({"neighborhood": "3"}, "III", None, ""),
        ({"neighborhood": " ii "}, "II", None, ""),
        ({"neighborhood": "lk 1", "volume": "1.200 m"}, "I", 1200.0, "meter"),
        ({"neighborhood": "III", "volume": "2,5 kali lipat"}, "III", 2.5, "kali lipat"),
        ({"neighborhood": "III", "quantity": "4", "unit": "titik"}, "III", 4.0, "titik"),
    ],
)
async def test_short_forms_are_read(
    gathering: Gathering, typed: dict[str, str], place: str, quantity: float | None, unit: str
) -> None:
    await gathering.phase("usulan")
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/ketik"))
        await facilitator.send(page, "/ketik", title="Lampu jalan", problem="Gelap", **typed)
    kept = gathering.meeting.proposals[1].content
    assert (kept.neighborhood, kept.quantity, kept.unit) == (place, quantity, unit)
    assert kept.sector == "infra"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"neighborhood": "9"}, "neighborhood"),
        ({"volume": "banyak sekali"}, "volume"),
        ({"volume": "3 " + "x" * 21}, "volume"),
        ({"proposer": "0812 3456 7890"}, "name"),
        ({"title": " "}, "title"),
    ],
)
async def test_a_refusal_names_the_field_of_this_page(
    gathering: Gathering, typed: dict[str, str], field: str
) -> None:
    await gathering.phase("usulan")
    told = {"title": "Lampu jalan", "problem": "Gelap", "neighborhood": "III"} | typed
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/ketik"))
        again = await facilitator.send(page, "/ketik", **told)
        assert again.status == 422
        assert f'id="salah-{field}"' in again.html
        sent = page.form("/ketik").filled(told)
        headers = {"accept": "application/json"}
        place = desk(gathering, "/ketik")
        answer = await facilitator.client.post(place, data=sent, headers=headers)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert gathering.meeting.proposals == {}


async def test_it_is_kept_that_it_was_assisted_and_by_whom(gathering: Gathering) -> None:
    await gathering.phase("usulan")
    command = c.SubmitProposal(str(uuid.uuid4()), "", content(), assisted=True)
    await gathering.hall.service.act(gathering.room, "f:99", command)  # somebody else's
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/ketik"))
        assert "Belum ada yang diketik." in page.text
        told = {"title": "Lampu jalan", "problem": "Gelap", "neighborhood": "III"}
        await facilitator.send(page, "/ketik", **told)
        page = await facilitator.open(desk(gathering, "/usulan/2"))
        assert "dibantu, diketik oleh Desk" in page.text
        other = await facilitator.open(desk(gathering, "/usulan/1"))
        assert "dicatat oleh panitia" in other.text
    log = await events.since(gathering.hall.site.pool, gathering.room.row.id, 0)
    said = [record for record in log if isinstance(record.event, ProposalSubmitted)]
    assert said[1].event.assisted
    assert said[1].actor.startswith("f:")
    published = json.dumps([gathering.meeting.proposals[2].proposer])
    assert "Desk" not in published


async def test_the_last_five_of_this_person_are_shown_and_taken_back(gathering: Gathering) -> None:
    await gathering.phase("usulan")
    command = c.SubmitProposal(str(uuid.uuid4()), "", content(), assisted=True)
    await gathering.hall.service.act(gathering.room, "f:99", command)  # somebody else's
    async with at_desk(gathering) as facilitator:
        for number in range(2, 9):
            page = await facilitator.open(desk(gathering, "/ketik"))
            told = {"title": f"Lampu {number}", "problem": "Gelap", "neighborhood": "3"}
            page = await facilitator.send(page, "/ketik", **told)
        undone = [form.choices["number"] for form in page.forms if form.action.endswith("/hide")]
        assert undone == [["8"], ["7"], ["6"], ["5"], ["4"]]
        page = await facilitator.send(page, "/hide")
        assert gathering.meeting.proposals[8].status == "hidden"
        page = await facilitator.send(page, "/approve")
    assert gathering.meeting.proposals[8].stands


async def test_help_while_typing(gathering: Gathering) -> None:
    await gathering.phase("usulan")
    await gathering.proposal(content("Penggantian titi", problem="Titi lapuk", neighborhood="II"))
    async with at_desk(gathering) as facilitator:
        place = desk(gathering, "/ketik/bantu")
        query = {"teks": "botulkan titi", "masalah": "lapok", "lingkungan": "2"}
        told = (await facilitator.client.get(place, params=query)).json()
        assert (told["place"], told["sector"]) == ("Lingkungan II", "Lainnya")
        assert "Penggantian titi" in told["html"]["serupa"]
        assert "mungkin sama" in told["html"]["serupa"]
        told = (await facilitator.client.get(place, params={"lingkungan": "99\x00"})).json()
        assert (told["place"], told["sector"]) == ("", "")
        moved = await facilitator.open(desk(gathering, "/catat"))
        assert moved.answer.url.path == desk(gathering, "/ketik")


async def test_help_is_for_the_desk_alone(gathering: Gathering) -> None:
    async with gathering.hall.visitor() as stranger:
        headers = {"accept": "application/json"}
        place = desk(gathering, "/ketik/bantu")
        answer = await stranger.client.get(place, headers=headers)
    assert answer.status_code == 403
