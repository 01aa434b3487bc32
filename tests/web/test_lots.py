"""Lots at the desk: recorded by a plain form, of the whole ballot while the result is secret."""

import re

import msgspec
import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Choose
from musrenbang_live.core.plan import RoundPlan
from tests.builders import ROUND, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered

PAGE = "/undian?putaran=1"


async def level(hall: Hall, *, lots: bool = True) -> Gathering:
    """A closed vote in which 1 and 3 have two votes each, 2 has one and 4 has none."""
    planned = RoundPlan(ROUND, "Prioritas kelurahan", Choose(3), ties=("undian",) if lots else ())
    gathering = await gathered(hall, plan(rounds=(planned,)))
    await gathering.phase("usulan")
    await gathering.proposals(4)
    await gathering.phase("pemungutan")
    for mark in ([1, 3], [1, 3], [2]):
        await gathering.cast(mark)
    await gathering.act(c.CloseRound(1))
    await gathering.room.recount()
    return gathering


def asked(page: Page) -> list[str]:
    """The options for which the form wants a place."""
    fields = [name for name, _ in page.form("/lots").fields]
    return [name.removeprefix("place-") for name in fields if name.startswith("place-")]


async def test_lots_recorded_after_the_reveal_decide(hall: Hall) -> None:
    gathering = await level(hall)
    await gathering.act(c.RevealRound(1))
    async with at_desk(gathering) as facilitator:
        console = await facilitator.open(desk(gathering))
        assert "Ada yang sama. Undian menentukan urutannya." in console.text
        assert desk(gathering, PAGE) in console.links
        page = await facilitator.open(desk(gathering, PAGE))
        assert asked(page) == ["1", "3"]
        page = await facilitator.send(page, "/lots", **{"place-1": "2", "place-3": "1"})
        assert re.fullmatch(r"Hasil undian tercatat pukul \d\d\.\d\d\.", said(page))
        await gathering.room.recount()
        console = await facilitator.open(desk(gathering))
        assert "Suara sama, urutannya menurut undian" in console.text
        assert "Perbaiki catatan undian" in console.text
        again = await facilitator.open(desk(gathering, PAGE))
        places = dict(again.form("/lots").fields)
        assert (places["place-3"], places["place-1"]) == ("1", "2")
    lines = gathering.room.counts.tallies[1].lines
    assert [(line.option, line.rank, line.parted) for line in lines[:2]] == [
        (3, 1, "undian"),
        (1, 2, "undian"),
    ]
    async with hall.visitor() as resident:
        page = await gathering.joined(resident)
        assert "Urutan menurut undian: Perbaikan jalan 3, Perbaikan jalan 1." in page.text


async def test_before_the_reveal_the_whole_ballot_is_drawn(hall: Hall) -> None:
    gathering = await level(hall)
    async with at_desk(gathering) as facilitator:
        assert desk(gathering, PAGE) in (await facilitator.open(desk(gathering))).links
        page = await facilitator.open(desk(gathering, PAGE))
        assert asked(page) == ["1", "2", "3", "4"]
        places = {"place-1": "4", "place-2": "3", "place-3": "2", "place-4": "1"}
        await facilitator.send(page, "/lots", **places)
    assert gathering.meeting.rounds[1].drawn == (4, 3, 2, 1)
    await gathering.act(c.RevealRound(1))
    await gathering.room.recount()
    lines = gathering.room.counts.tallies[1].lines
    assert [line.option for line in lines] == [3, 1, 2, 4]


@pytest.mark.parametrize(
    "places",
    [
        {"place-1": "1", "place-3": "1"},
        {"place-1": "1", "place-3": "3"},
        {"place-1": "1", "place-3": ""},
        {"place-1": "1", "place-3": "satu"},
        {"place-1": "1", "place-3": None},
        {"group": "1"},
        {"group": None},
        {"group": "1 x"},
        {"group": "1 1"},
        {"group": "1 99", "place-99": "2", "place-1": "1"},
    ],
)
async def test_an_order_that_is_none_is_refused(hall: Hall, places: dict[str, str | None]) -> None:
    gathering = await level(hall)
    await gathering.act(c.RevealRound(1))
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, PAGE))
        page = await facilitator.send(page, "/lots", **places)
        assert said(page)
        assert "tercatat" not in said(page)
        assert page.answer.url.path == desk(gathering, "/undian")
    assert gathering.meeting.rounds[1].drawn == ()


async def test_there_is_no_form_where_lots_play_no_part(hall: Hall) -> None:
    gathering = await level(hall, lots=False)
    async with at_desk(gathering) as facilitator:
        assert "undian?putaran" not in (await facilitator.open(desk(gathering))).html
        assert (await facilitator.open(desk(gathering, PAGE))).status == 404
        assert (await facilitator.open(desk(gathering, "/undian"))).status == 404
        assert (await facilitator.open(desk(gathering, "/undian?putaran=²"))).status == 404


async def test_a_published_record_is_not_drawn_again(hall: Hall) -> None:
    gathering = await level(hall)
    await gathering.act(c.PublishMeeting())
    async with at_desk(gathering) as facilitator:
        assert "undian?putaran" not in (await facilitator.open(desk(gathering))).html
        assert (await facilitator.open(desk(gathering, PAGE))).status == 404


async def test_only_the_facilitator_draws(hall: Hall, visitor: Visitor) -> None:
    gathering = await level(hall)
    await gathering.joined(visitor)
    assert (await visitor.open(desk(gathering, PAGE))).answer.url.path == "/masuk"
    token = dict((await visitor.open("/masuk")).form("/masuk").fields)["_token"]
    fields = {"_token": token, "number": "1", "group": "1 3", "place-1": "1", "place-3": "2"}
    answer = await visitor.client.post(desk(gathering, "/lots"), data=fields)
    assert answer.status_code == 403
    assert gathering.meeting.rounds[1].drawn == ()


async def test_a_file_tells_what_lots_decided(hall: Hall, visitor: Visitor) -> None:
    gathering = await level(hall)
    await gathering.act(c.RevealRound(1), c.DrawLots(1, (3, 1)), c.PublishMeeting())
    answer = await visitor.client.get(f"/arsip/{gathering.room.code}.json")
    (round_,) = msgspec.json.decode(answer.content)["rounds"]
    assert (round_["ties"], round_["lots"]) == (["undian"], [3, 1])
    assert [(line["proposal"], line["parted"]) for line in round_["ranking"]] == [
        (3, "undian"),
        (1, "undian"),
        (2, None),
        (4, None),
    ]
