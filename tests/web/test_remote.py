"""The projector's remote, and the screens that it puts on the wall."""

import re

import pytest

from musrenbang_live.core import commands as c
from tests.builders import content, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered
from tests.web.test_projector import stage, wall
from tests.web.test_questions import LAMP, asks


def mirror(page: Page) -> str:
    """What the remote says that the wall shows."""
    found = re.search(r'<p class="do" role="status">(.*?)</p>', page.html)
    return found.group(1) if found else ""


def key(page: Page, show: str) -> str:
    """The key of the remote for a kind of screen, as HTML."""
    found = re.search(rf'<button class="btn" name="show" value="{show}(:\d+)?"[^>]*>', page.html)
    return found.group(0) if found else ""


async def test_the_wall_goes_where_the_remote_says(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.phase("usulan")
    await gathering.proposals(3, screen_title="")
    async with at_desk(gathering) as leader:
        page = await leader.open(desk(gathering, "/layar"))
        assert mirror(page) == "Tahap Usulan"
        page = await leader.send(page, "maju")
        assert mirror(page) == "Usulan 1"
        page = await leader.send(page, "maju")
        assert mirror(page) == "Usulan 2"
        assert "Perbaikan jalan 2" in stage(await wall(gathering, visitor))
        page = await leader.send(page, "mundur")
        assert mirror(page) == "Usulan 1"
        page = await leader.send(page, "pilih-layar", show="lingkungan")
        assert 'class="pj-rows pj-bars"' in stage(await wall(gathering, visitor))
        assert 'aria-pressed="true"' in key(page, "lingkungan")
        page = await leader.send(page, "nomor-usulan", number="3")
        assert mirror(page) == "Usulan 3"
        page = await leader.send(page, "pilih-layar", show="")
        assert mirror(page) == "Tahap Usulan"
        assert "pj-list" in stage(await wall(gathering, visitor))


async def test_an_empty_wall_lights_up_with_the_next_choice(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    await gathering.proposals(1)
    async with at_desk(gathering) as leader:
        page = await leader.open(desk(gathering, "/layar"))
        page = await leader.send(page, "kosongkan")
        assert mirror(page) == "Layar dikosongkan"
        assert gathering.meeting.blank
        await leader.send(page, "pilih-layar", show="agenda")
    assert not gathering.meeting.blank
    assert "pj-agenda" in stage(await wall(gathering, visitor))


async def test_keys_without_anything_to_show_do_nothing(gathering: Gathering) -> None:
    await gathering.phase("usulan")
    async with at_desk(gathering) as leader:
        page = await leader.open(desk(gathering, "/layar"))
        for show in ("usulan", "lingkungan", "pertanyaan", "suara", "hasil", "tahun-lalu"):
            assert "disabled" in key(page, show), show
        for show in ("agenda", "kode"):
            assert "disabled" not in key(page, show), show


@pytest.mark.parametrize("show", ["apa-saja", "usulan:999", "usulan:x", "pertanyaan:1", ":5"])
async def test_what_cannot_be_shown_is_refused(gathering: Gathering, show: str) -> None:
    await gathering.phase("usulan")
    await gathering.proposals(1)
    async with at_desk(gathering) as leader:
        page = await leader.open(desk(gathering, "/layar"))
        answer = await leader.send(page, "pilih-layar", show=show)
        assert answer.status in (200, 400)
        assert gathering.meeting.show == ""


async def test_the_wall_follows_again_when_the_meeting_goes_on(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    await gathering.proposals(1)
    await gathering.act(c.ChooseScreen("agenda"))
    assert "pj-agenda" in stage(await wall(gathering, visitor))
    await gathering.phase("musyawarah")
    assert "pj-list" in stage(await wall(gathering, visitor))


async def test_the_question_being_answered_is_on_the_wall(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("musyawarah")
    await asks(gathering, LAMP, name="Siti Aminah")
    await gathering.act(c.ChooseScreen("agenda"))
    async with at_desk(gathering) as leader:
        page = await leader.open(desk(gathering, "/tanya"))
        await leader.send(page, "soal-bahas-1")
        shown = stage(await wall(gathering, visitor))
        assert LAMP in shown
        assert "Siti Aminah" in shown
        remote = await leader.open(desk(gathering, "/layar"))
        assert mirror(remote) == "Tanya jawab 1"
        console = await leader.open(desk(gathering))
        assert LAMP in console.html.partition('class="mini')[2]
        page = await leader.send(await leader.open(desk(gathering, "/tanya")), "soal-bahas-1")
        assert said(page) == "Pembahasan pertanyaan selesai."
    assert LAMP not in stage(await wall(gathering, visitor))


async def test_a_proposal_in_focus_takes_the_place_of_a_question(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    await gathering.proposals(1, screen_title="")
    await gathering.phase("musyawarah")
    await asks(gathering, LAMP)
    await gathering.act(c.FocusQuestion(1), c.FocusProposal(1))
    shown = stage(await wall(gathering, visitor))
    assert "Perbaikan jalan 1" in shown
    assert LAMP not in shown


async def test_a_hidden_question_leaves_the_wall(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.phase("musyawarah")
    await asks(gathering, LAMP)
    await gathering.act(c.ChooseScreen("pertanyaan", 1))
    assert LAMP in stage(await wall(gathering, visitor))
    await gathering.act(c.HideQuestion(1, "Diminta penanya."))
    assert LAMP not in stage(await wall(gathering, visitor))


async def test_no_screen_tells_figures_of_an_open_vote(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    await gathering.proposals(3)
    await gathering.phase("pemungutan")
    for mark in ([1, 2], [1], [1]):
        await gathering.cast(mark)
    late = await gathering.neighbour()
    plain = {}
    for show in ("suara", "ringkasan", "lingkungan", "hasil"):
        await gathering.act(c.ChooseScreen(show))
        plain[show] = stage(await wall(gathering, visitor))
    await gathering.cast([3], late)
    for show, before in plain.items():
        await gathering.act(c.ChooseScreen(show))
        now = stage(await wall(gathering, visitor))
        turned_out = r'data-text="masuk">\d+<|width="\d+%"'  # how many voted is told, what is not
        assert re.sub(turned_out, "", now) == re.sub(turned_out, "", before), show


async def test_what_was_agreed_is_summed_up_against_the_pagu(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall, plan(ceiling=100_000_000))
    await gathering.phase("usulan")
    for cost in (60_000_000, 70_000_000, None):
        await gathering.proposal(content(cost=cost))
    await gathering.phase("musyawarah")
    for number in (1, 2, 3):
        await gathering.act(c.DecideProposal(number, "mufakat"))
    await gathering.act(c.ChooseScreen("ringkasan"))
    shown = (await wall(gathering, visitor)).text
    assert "3 usulan disepakati" in shown or "usulan disepakati 3" in shown
    assert "Rp130 juta" in shown
    assert "1 belum dihitung" in shown
    assert "terlampaui Rp30 juta" in shown
    await gathering.act(c.AgreeRanks((3, 1)))
    page = await wall(gathering, visitor)
    assert "Prioritas yang disepakati" in page.text
    assert page.text.index("Perbaikan") < page.text.rindex("Rp60 juta")


async def test_last_year_is_shown_with_what_residents_say(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.act(c.BringPromise(2026, "Semenisasi Gang Melati", "II", 90_000_000))
    await gathering.phase("usulan")
    who = await gathering.neighbour()
    opine = gathering.hall.service.opine
    ref = "00000000-0000-4000-8000-000000000001"
    await opine(gathering.room, who, ref, 1, "janji", 1, 2)
    await gathering.act(c.ChooseScreen("tahun-lalu", 1))
    await gathering.room.refresh()
    shown = (await wall(gathering, visitor)).text
    assert "Semenisasi Gang Melati" in shown
    assert "Lingkungan II · Rp90 juta" in shown
    assert "Belum 1" in shown
    assert "Sudah 0" in shown
