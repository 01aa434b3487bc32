"""Residents supporting and voting without any script: stored, refused, seen."""

import re

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Choose
from musrenbang_live.core.plan import RoundPlan
from tests.builders import ROUND, content, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.residents import Gathering, ballots, gathered

POLL = "jajak pendapat, tidak mengikat"


@pytest.fixture
async def page(gathering: Gathering, visitor: Visitor) -> Page:
    """The ballot of five proposals, of which three may be chosen, before a resident."""
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(5)
    await gathering.phase("pemungutan")
    return await visitor.open(gathering.home)


def marked(page: Page) -> list[str]:
    """The boxes that are ticked."""
    return [value for name, value in page.form("suara-1").fields if name == "mark"]


async def counted(gathering: Gathering) -> dict[int, int]:
    """The votes of round 1 by proposal."""
    await gathering.room.recount()
    return {line.option: line.votes for line in gathering.room.counts.tallies[1].lines}


# Supporting


async def test_a_support_is_counted_once_and_can_be_taken_back(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(2)
    first = await visitor.open(f"{gathering.home}/usulan")
    page = await visitor.send(first, "dukung-2")
    assert "Dukungan untuk usulan 2 tercatat." in page.text
    assert page.answer.url.fragment == "usulan-2"
    await visitor.send(first, "dukung-2")
    await gathering.room.recount()
    assert gathering.room.counts.supports[2] == 1
    page = await visitor.open(f"{gathering.home}/usulan")
    page = await visitor.send(page, "dukung-2")
    assert "Dukungan untuk usulan 2 dicabut." in page.text
    await gathering.room.recount()
    assert gathering.room.counts.supports.get(2, 0) == 0


async def test_supporting_leads_back_to_where_it_was_pressed(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(1)
    for path in ("/usulan/1", "/usulan"):
        page = await visitor.send(await visitor.open(gathering.home + path), "dukung-1")
        assert page.answer.url.path == gathering.home + path


async def test_a_support_that_comes_too_late_is_refused_in_words(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(1)
    page = await visitor.open(f"{gathering.home}/usulan")
    await gathering.phase("penutup")
    page = await visitor.send(page, "dukung-1")
    assert page.status == 422
    assert "Tahap ini sudah ditutup." in page.text
    assert "0 pendukung" in page.text


@pytest.mark.parametrize("number", ["", "99", "x", "-1", "9" * 14])
async def test_a_support_for_nothing_is_refused_in_words(
    gathering: Gathering, visitor: Visitor, number: str
) -> None:
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(1)
    page = await visitor.open(f"{gathering.home}/usulan")
    page = await visitor.send(page, "dukung-1", proposal=number)
    assert page.status in (404, 422)
    assert 'role="alert"' in page.html


# Voting


async def test_the_ballot_says_how_many_may_be_chosen_and_that_it_does_not_bind(
    page: Page,
) -> None:
    assert "Pilih paling banyak 3 usulan" in page.text
    assert POLL in page.text
    assert page.form("suara-1").choices["mark"] == ["1", "2", "3", "4", "5"]
    assert "Siapa yang dapat melihat pilihan saya?" in page.text
    assert "Simpan pilihan" in page.text


async def test_a_vote_is_stored_and_says_when(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    page = await visitor.send(page, "suara-1", mark=["2", "5"])
    saved = r"Tersimpan pukul \d\d\.\d\d\. Boleh diubah sampai ditutup\."
    assert len(re.findall(saved, page.text)) == 2  # what just happened, and in the dock
    assert "2 dari 3 dipilih" in page.text
    page = await visitor.open(gathering.home)
    assert marked(page) == ["2", "5"]
    assert len(re.findall(saved, page.text)) == 1


async def test_a_second_vote_replaces_the_first(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    for choice in (["1"], ["2", "3"], [], ["4"]):
        page = await visitor.send(page, "suara-1", mark=choice)
        assert marked(page) == choice
    assert await ballots(gathering) == 1
    await gathering.act(c.CloseRound(1))
    assert await counted(gathering) == {1: 0, 2: 0, 3: 0, 4: 1, 5: 0}


async def test_a_vote_stored_by_a_fast_clock_is_replaced_all_the_same(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    page = await visitor.send(page, "suara-1", mark=["1"])
    await gathering.hall.site.pool.execute("UPDATE ballot SET rev = rev + 3600000")
    page = await visitor.send(page, "suara-1", mark=["2"])
    assert marked(page) == ["2"]


async def test_too_many_choices_are_refused_and_stay_ticked(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await visitor.send(page, "suara-1", mark=["5"])
    page = await visitor.send(page, "suara-1", mark=["1", "2", "3", "4"])
    assert page.status == 422
    assert "Sudah 3 usulan. Lepas satu dahulu bila ingin mengganti." in page.text
    assert marked(page) == ["1", "2", "3", "4"]
    assert "Tersimpan pukul" not in page.text
    assert marked(await visitor.open(gathering.home)) == ["5"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"mark": ["99"]}, "Ada pilihan yang tidak tercantum."),
        ({"mark": ["1", "1"]}, "Satu usulan hanya dapat dipilih satu kali."),
        ({"mark": ["satu"]}, "Kiriman tidak terbaca."),
        ({"round": "7"}, "Pemungutan suara itu tidak ada."),
        ({"_token": "1.stale"}, "Halaman ini sudah terlalu lama terbuka."),
    ],
)
async def test_a_ballot_that_cannot_count_is_refused_in_words(
    gathering: Gathering, visitor: Visitor, page: Page, sent: dict[str, object], sentence: str
) -> None:
    page = await visitor.send(page, "suara-1", **{"mark": ["1"]} | sent)
    assert page.status in (400, 403, 404, 422)
    assert sentence in page.text
    assert page.has_form("suara-1")
    assert await ballots(gathering) == 0


async def test_a_vote_that_comes_too_late_says_when_it_closed_and_what_counts(
    hall: Hall, gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    page = await visitor.send(page, "suara-1", mark=["1"])
    async with hall.visitor() as late:
        await gathering.joined(late)
        theirs = await late.open(gathering.home)
        await gathering.act(c.CloseRound(1))
        page = await visitor.send(page, "suara-1", mark=["2"])
        theirs = await late.send(theirs, "suara-1", mark=["2"])
    closed = r"Pemungutan sudah ditutup pukul \d\d\.\d\d\."
    assert re.search(closed + r" Pilihan terakhir Bapak/Ibu tetap dihitung\.", page.text)
    assert "Suara Bapak/Ibu ikut dihitung." in page.text
    assert re.search(closed, theirs.text)
    assert "Pilihan terakhir Bapak/Ibu" not in theirs.text
    assert await counted(gathering) == {1: 1, 2: 0, 3: 0, 4: 0, 5: 0}


async def test_no_total_is_on_any_page_before_it_is_shown(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    for mark in ([1], [1], [1, 2]):
        await gathering.cast(mark)
    for _ in ("open", "closed"):
        for path in ("", "/usulan", "/usulan/1", "/panitia"):
            seen = await visitor.open(gathering.home + path)
            assert 'class="hasil"' not in seen.html
            assert '<span class="n">' not in seen.html
        await gathering.act(c.CloseRound(1))
    page = await visitor.open(gathering.home)
    assert "Pemungutan ditutup. Hasil segera diumumkan." in page.text
    await gathering.act(c.RevealRound(1))
    assert 'class="hasil"' in (await visitor.open(gathering.home)).html


async def test_the_result_names_places_votes_and_ties(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await visitor.send(page, "suara-1", mark=["1", "2"])
    for mark in ([1], [1], [1, 3], [4, 5], [4, 5]):
        await gathering.cast(mark)
    await gathering.act(c.CloseRound(1), c.RevealRound(1))
    page = await visitor.open(gathering.home)
    assert "Hasil sudah diumumkan" in page.text
    assert "6 dari 11 peserta memberi suara." in page.text
    assert re.search(r"\b1 ?Perbaikan jalan 1 ?4 suara", page.text)
    tie = r"\b2 ?Perbaikan jalan 4 ?2 suara .*?Suara sama dengan: Perbaikan jalan 5"
    assert re.search(tie, page.text)
    assert re.search(r"\b4 ?Perbaikan jalan 2 ?1 suara", page.text)
    assert "Nomor tidak menentukan urutan." in page.text
    assert 'width="67%"' in page.html
    assert "Suara Bapak/Ibu ikut dihitung." in page.text
    assert "Keputusan akhir dibacakan oleh pimpinan sidang" in page.text


async def test_while_totals_are_shown_live_ones_own_choices_are_marked_for_oneself(
    hall: Hall, visitor: Visitor
) -> None:
    shown = RoundPlan(ROUND, "Prioritas kelurahan", Choose(3), live_totals=True)
    gathering = await gathered(hall, plan(rounds=(shown,)))
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(3)
    await gathering.phase("pemungutan")
    await visitor.send(await visitor.open(gathering.home), "suara-1", mark=["3"])
    await gathering.room.recount()
    page = await visitor.open(gathering.home)
    assert page.text.count("Pilihan Bapak/Ibu") == 2  # the now-line's promise, and one line
    async with hall.visitor() as another:
        await gathering.joined(another)
        assert (await another.open(gathering.home)).text.count("Pilihan Bapak/Ibu") == 1


async def test_a_poll_is_called_one_wherever_it_is_spoken_of(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await gathering.cast([1])
    for command in (c.CloseRound(1), c.RevealRound(1), c.CloseMeeting(), c.PublishMeeting()):
        await gathering.act(command)
        page = await visitor.open(gathering.home)
        assert POLL in page.text.lower(), command
    assert POLL in (await visitor.open(f"{gathering.home}/panitia")).text


async def test_a_whole_meeting_without_any_script(
    hall: Hall, gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor, name="Siti", neighborhood="II", gender="P")
    await gathering.phase("usulan")
    page = await visitor.open(f"{gathering.home}/tulis")
    said = content()
    told = {"problem": said.problem, "neighborhood": "II", "title": said.title}
    await visitor.send(page, "/tulis", **told)
    await gathering.act(c.ApproveProposal(1))
    other = await gathering.proposal(content("Titi beton"))
    page = await visitor.open(f"{gathering.home}/usulan/{other}")
    assert "tercatat" in (await visitor.send(page, f"dukung-{other}")).text
    await gathering.phase("musyawarah")
    await gathering.act(c.FocusProposal(other))
    assert "Titi beton" in (await visitor.open(gathering.home)).text
    await gathering.phase("pemungutan")
    page = await visitor.open(gathering.home)
    assert "Tersimpan pukul" in (await visitor.send(page, "suara-1", mark=["1"])).text
    await gathering.act(c.CloseRound(1), c.RevealRound(1))
    assert "1 suara" in (await visitor.open(gathering.home)).text
    await gathering.act(c.PublishMeeting())
    page = await visitor.open(gathering.home)
    record = await visitor.open(f"/arsip/{gathering.room.code}")
    assert f"/arsip/{gathering.room.code}" in page.links
    assert record.status == 200
    assert said.title in record.text
