"""The ceiling of participants: a resident waits without losing a word, the facilitator is told."""

import asyncio
import re

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from musrenbang_live.live.admission import RETRY_AFTER
from tests.builders import content, plan
from tests.patience import until
from tests.web.browsing import Hall, Visitor, statics
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, ballots, gathered

HELD = "Panitia sedang membuka tempat. Isian Bapak/Ibu tetap ada di sini."
TOLD = {"name": "Siti Aminah", "neighborhood": "II", "gender": "P", "organisation": "PKK"}
JSON = {"accept": "application/json"}


async def narrow(hall: Hall, limit: int, joined: int = 0) -> Gathering:
    """A meeting with so many places, and so many people in it."""
    gathering = await gathered(hall, plan(rules=Rules(participant_limit=limit)))
    for _ in range(joined):
        await gathering.neighbour()
    await counts(gathering, joined)
    return gathering


async def counts(gathering: Gathering, joined: int) -> None:
    """Soon the room knows of so many participants."""
    await until(lambda: gathering.room.counts.attendance.joined == joined)


# The resident


async def test_who_finds_no_place_waits_with_everything_that_was_typed(
    hall: Hall, visitor: Visitor
) -> None:
    gathering = await narrow(hall, 2, joined=2)
    page = await gathering.joined(visitor, **TOLD)
    assert page.status == 503
    assert page.answer.headers["retry-after"] == str(RETRY_AFTER // 1000)
    assert HELD in page.text
    assert "Tunggu sebentar, lalu tekan Coba sekarang." in page.text
    kept = dict(page.form("/ikut").fields)
    assert {name: kept[name] for name in TOLD} == TOLD
    again = await visitor.send(page, "/ikut")
    assert again.status == 503
    await gathering.act(c.RaiseParticipantLimit(3))
    page = await visitor.send(again, "/ikut")
    assert "Tercatat ikut pukul" in page.text
    await counts(gathering, 3)
    assert gathering.room.counts.attendance.by_organisation == {"PKK": 1}


async def test_only_who_waits_gets_the_script_that_asks_again(hall: Hall, visitor: Visitor) -> None:
    gathering = await narrow(hall, 1, joined=1)
    page = await visitor.open(gathering.home)
    assert not [name for name in statics(page) if name.endswith(".js")]
    page = await visitor.send(page, "/ikut")
    assert [name.rpartition("/")[2] for name in statics(page) if name.endswith(".js")] == [
        "waiting.js"
    ]
    assert 'data-next="Halaman ini mencoba lagi sendiri dalam {n} detik."' in page.html


async def test_the_script_is_answered_briefly_until_there_is_a_place(
    hall: Hall, visitor: Visitor
) -> None:
    gathering = await narrow(hall, 1, joined=1)
    page = await visitor.open(gathering.home)
    form = page.form("/ikut")
    sent = form.filled({})
    answer = await visitor.client.post(form.action, data=sent, headers=JSON, follow_redirects=False)
    assert answer.status_code == 503
    assert answer.json() == {"code": "session_full", "say": HELD}
    assert answer.headers["retry-after"] == str(RETRY_AFTER // 1000)
    await gathering.act(c.RaiseParticipantLimit(2))
    answer = await visitor.client.post(form.action, data=sent, headers=JSON, follow_redirects=False)
    assert answer.status_code == 303
    assert "Tercatat ikut pukul" in (await visitor.open(gathering.home)).text


async def test_pressing_again_after_the_last_place_is_taken_is_the_same_participant(
    hall: Hall, visitor: Visitor
) -> None:
    gathering = await narrow(hall, 1)
    page = await visitor.open(gathering.home)
    first = await visitor.client.post(
        page.form("/ikut").action, data=page.form("/ikut").filled({}), follow_redirects=False
    )
    assert first.status_code == 303
    visitor.client.cookies.clear()  # the answer was lost on its way
    page = await visitor.send(page, "/ikut")
    assert page.status == 200
    await counts(gathering, 1)


async def test_who_is_in_is_never_disturbed(hall: Hall, visitor: Visitor) -> None:
    gathering = await narrow(hall, 1)
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.act(*(c.SubmitProposal(f"{n}", "", content(), assisted=True) for n in range(2)))
    page = await visitor.open(f"{gathering.home}/usulan")
    assert "Dukungan untuk usulan 1 tercatat." in (await visitor.send(page, "dukung-1")).text
    page = await visitor.open(f"{gathering.home}/tulis")
    page = await visitor.send(
        page, "/tulis", problem="Gelap", neighborhood="II", title="Lampu jalan"
    )
    assert "Usulan Bapak/Ibu tercatat pukul" in page.text
    await gathering.phase("pemungutan")
    page = await visitor.send(await visitor.open(gathering.home), "/suara", mark=["1"])
    assert "Tersimpan pukul" in page.text
    assert await ballots(gathering) == 1


async def test_a_whole_hall_at_once_gets_exactly_the_places_there_are(hall: Hall) -> None:
    gathering = await narrow(hall, 25)

    async def one() -> int:
        async with hall.visitor() as somebody:
            return (await gathering.joined(somebody)).status

    statuses = await asyncio.gather(*(one() for _ in range(40)))
    assert sorted(statuses) == [200] * 25 + [503] * 15
    await counts(gathering, 25)


# The facilitator


async def test_the_console_says_nothing_while_there_are_places(hall: Hall) -> None:
    gathering = await narrow(hall, 20, joined=17)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
    assert not page.has_form("/more-places")
    assert "tempat terisi" not in page.text


async def test_the_console_tells_early_and_one_press_opens_more(hall: Hall) -> None:
    gathering = await narrow(hall, 20, joined=18)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        assert "Tempat ikut lewat tautan hampir penuh" in page.text
        assert "18 dari 20 tempat terisi." in page.text
        assert "Izinkan 50 peserta lagi" in page.text
        after = await facilitator.send(page, "/more-places")
        assert re.fullmatch(r"Tempat ditambah pukul \d\d\.\d\d\. Ponsel yang .*", said(after))
        assert gathering.meeting.participant_limit == 70
        assert not after.has_form("/more-places")
        await facilitator.send(page, "/more-places")  # the other console, or a second tap
        assert gathering.meeting.participant_limit == 70


async def test_the_console_tells_plainly_when_people_wait(hall: Hall) -> None:
    gathering = await narrow(hall, 3, joined=3)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        assert "Tempat ikut lewat tautan sudah penuh" in page.text
        assert "Warga baru menunggu di ponselnya. Yang sudah ikut tidak terganggu." in page.text
        await gathering.act(c.OpenMeeting(), c.CloseMeeting())
        page = await facilitator.open(desk(gathering))
        assert not page.has_form("/more-places")  # nobody can join any more


async def test_a_limit_beyond_all_measure_is_refused_in_a_sentence(hall: Hall) -> None:
    gathering = await narrow(hall, 2, joined=2)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        page = await facilitator.send(page, "/more-places", limit="9000000")
        assert said(page) == "Isi dengan angka bulat yang wajar, misalnya 150."
    assert gathering.meeting.participant_limit == 2
