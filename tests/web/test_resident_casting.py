"""A ballot that is cast once, without any script: looked at once more, cast, and never changed."""

import re
from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Elect
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.store import rounds
from tests.builders import ROUND, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered
from tests.web.test_resident_kiosk import opened
from tests.web.voters import CardGathering, by_card

DELEGATES = RoundPlan(ROUND, "Delegasi", Elect(seats=2, most=2), ties=("undian",))
CAST = re.compile(r"Suara Bapak/Ibu sudah masuk kotak suara pukul \d\d\.\d\d\.")
SPENT = "Kartu ini sudah memberi suara."
MAY_CHANGE = "Boleh diubah sampai ditutup"


@pytest.fixture
async def electing(hall: Hall) -> Gathering:
    """An election by open link, which is on."""
    gathering = await gathered(hall, plan(rounds=(DELEGATES,)))
    await gathering.act(c.OpenMeeting())
    for name in ("Siti Aminah", "Budi Santoso", "Rahmah"):
        await gathering.act(c.Nominate(name, name, woman=False))
    await gathering.phase("pemungutan")
    return gathering


@pytest.fixture
async def voting(hall: Hall) -> CardGathering:
    """An election by card, which is on."""
    return await by_card(hall, rounds=(DELEGATES,))


async def in_the_box(gathering: Gathering) -> list[list[int]]:
    """What the ballots in the box say."""
    [row] = await gathering.hall.site.pool.fetch("SELECT ballots FROM urn")
    return sorted(mark for mark, _ in row["ballots"].values())


def is_paper(page: Page) -> bool:
    """Whether the paper is to be seen."""
    return "Masukkan ke kotak suara" in page.text


def ticked(page: Page) -> list[str]:
    return [value for name, value in page.form("/suara").fields if name == "mark"]


async def test_a_choice_is_shown_once_more_and_then_cast_for_good(
    electing: Gathering, visitor: Visitor
) -> None:
    page = await electing.joined(visitor)
    assert is_paper(page)
    assert MAY_CHANGE not in page.html
    assert "Surat suara dimasukkan satu kali dan tidak dapat diubah." in page.text
    page = await visitor.send(page, "suara-1", mark=["1", "3"])
    assert "Periksa sekali lagi" in page.text
    assert "Siti Aminah" in page.text
    assert "Rahmah" in page.text
    assert "Budi Santoso" not in page.text
    assert "tidak dapat diubah lagi oleh siapa pun" in page.text
    assert await in_the_box(electing) == []
    page = await visitor.send(page, "periksa", sure="1")
    assert page.answer.url.path == electing.home
    assert CAST.search(page.text)
    assert not is_paper(page)
    assert await in_the_box(electing) == [[1, 3]]
    page = await visitor.open(electing.home)
    assert "Suara Bapak/Ibu sudah ada di kotak suara." in page.text
    assert not is_paper(page)
    assert MAY_CHANGE not in page.html
    assert "checked" not in page.attributes


async def test_pressing_twice_casts_once(electing: Gathering, visitor: Visitor) -> None:
    page = await electing.joined(visitor)
    asked = await visitor.send(page, "suara-1", mark=["2"])
    for _ in range(2):  # a phone that missed the answer
        page = await visitor.send(asked, "periksa", sure="1")
        assert CAST.search(page.text)
    assert await in_the_box(electing) == [[2]]


async def test_whoever_is_not_sure_has_the_paper_as_it_was_marked(
    electing: Gathering, visitor: Visitor
) -> None:
    page = await electing.joined(visitor)
    page = await visitor.send(page, "suara-1", mark=["1", "3"])
    page = await visitor.send(page, "periksa", unsure="1")
    assert page.status == 200
    assert is_paper(page)
    assert ticked(page) == ["1", "3"]
    assert await in_the_box(electing) == []


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"mark": None}, "Surat suara kosong tidak dapat dimasukkan."),
        ({"mark": ["1", "2", "3"]}, "Lepas satu dahulu"),
        ({"mark": ["9"]}, "Ada pilihan yang tidak tercantum."),
        ({"mark": ["satu"]}, "Kiriman tidak terbaca."),
        ({"mark": ["1", "1"]}, "hanya dapat dipilih satu kali"),
        ({"mark": ["1"], "round": "7"}, "Pemungutan suara itu tidak ada."),
        ({"mark": ["1"], "_token": "1.stale"}, "Halaman ini sudah terlalu lama terbuka."),
        ({"mark": ["1"], "sure": "1", "ref": "nonsense"}, "Kiriman tidak terbaca."),
    ],
)
@pytest.mark.parametrize("sure", [None, "1"])
async def test_what_cannot_count_is_refused_before_anything_is_asked(
    electing: Gathering,
    visitor: Visitor,
    sent: dict[str, Any],
    sentence: str,
    sure: str | None,
) -> None:
    page = await electing.joined(visitor)
    page = await visitor.send(page, "suara-1", **{"sure": sure, **sent})
    assert page.status in (400, 403, 404, 422)
    assert sentence in page.text
    assert is_paper(page)
    assert await in_the_box(electing) == []


async def test_the_same_card_on_a_second_phone_has_no_vote_left(
    hall: Hall, voting: CardGathering, visitor: Visitor
) -> None:
    async with hall.visitor() as second:
        await voting.enter(second, 1)
        old = await second.open(f"{voting.home}?kartu=1")
        assert is_paper(old)
        await voting.enter(visitor, 1)
        page = await voting.mark(visitor, 1, "1")
        assert "Surat suara kartu 1" in page.text
        page = await visitor.send(page, "periksa", sure="1")
        assert CAST.search(page.text)
        asked = await second.send(old, "suara-1", mark=["2"])
        page = await second.send(asked, "periksa", sure="1")
        assert page.status == 422
        assert SPENT in page.text
        assert not is_paper(page)
        page = await second.open(f"{voting.home}?kartu=1")
        assert SPENT in page.text
        assert not is_paper(page)
    assert await in_the_box(voting) == [[1]]
    assert await voting.votes() == {1: 1, 2: 0, 3: 0}


async def test_the_cards_of_a_family_are_cast_one_after_another(
    voting: CardGathering, visitor: Visitor
) -> None:
    for number in (1, 2):
        await voting.enter(visitor, number)
    for number in (1, 2):
        page = await voting.mark(visitor, number, str(number))
        page = await visitor.send(page, "periksa", sure="1")
        assert CAST.search(page.text)
        assert page.answer.url.query == f"kartu={number}".encode()
        other = await visitor.open(f"{voting.home}?kartu={3 - number}")
        assert is_paper(other) is (number == 1)
    assert await in_the_box(voting) == [[1], [2]]


async def test_a_kiosk_takes_one_card_after_another(
    hall: Hall, voting: CardGathering, visitor: Visitor
) -> None:
    page = await opened(voting, visitor)
    for number in (1, 2):
        page = await visitor.send(page, "kartu-suara", code=voting.codes[number])
        page = await visitor.send(page, "suara-1", mark=["3"])
        page = await visitor.send(page, "periksa", sure="1")
        assert CAST.search(page.text)
        assert not is_paper(page)
        page = await visitor.open(f"{voting.home}/kios")  # by "Selesai", or after a while
        assert not CAST.search(page.text)
    page = await visitor.send(page, "kartu-suara", code=voting.codes[1])
    assert SPENT in page.text
    assert not is_paper(page)
    assert await in_the_box(voting) == [[3], [3]]


async def test_nobody_without_a_card_is_asked_anything(
    voting: CardGathering, visitor: Visitor
) -> None:
    page = await voting.joined(visitor)
    page = await visitor.send(page, "suara-1", mark=["1"])
    assert page.status == 422
    assert "masukkan dahulu kode kartu suara" in page.text
    assert await in_the_box(voting) == []


async def test_who_was_not_sure_in_time_is_told(
    hall: Hall, electing: Gathering, visitor: Visitor
) -> None:
    asked = await visitor.send(await electing.joined(visitor), "suara-1", mark=["2"])
    async with hall.visitor() as other:
        page = await other.send(await electing.joined(other), "suara-1", mark=["1"])
        yes = await other.send(page, "periksa", sure="1")
        assert CAST.search(yes.text)
        await electing.act(c.CloseRound(1))
        for sure in ("1", None):
            late = await visitor.send(asked, "periksa", sure=sure)
            assert late.status == 422
            assert "Pemungutan sudah ditutup pukul" in late.text
            assert "tetap dihitung" not in late.text.split("Pemungutan ditutup")[0]
        again = await other.send(page, "periksa", sure="1")
        assert re.search(r"ditutup pukul \d\d\.\d\d\. Suara di kotak suara tetap", again.text)
        assert "Suara Bapak/Ibu ikut dihitung." in (await other.open(electing.home)).text
    home = await visitor.open(electing.home)
    assert "Setiap suara yang masuk kotak suara ikut dihitung." in home.text
    marks = await rounds.marks(hall.site.pool, electing.room.row.id, 1)
    assert marks == [[1]]


async def test_how_many_have_voted_is_shown_and_nothing_else(
    electing: Gathering, visitor: Visitor
) -> None:
    for mark in ([1], [1, 2], [3]):
        await electing.cast(mark)
    await electing.room.recount()
    assert electing.room.counts.turnout == {1: 3}
    assert electing.room.counts.tallies == {}
    page = await electing.joined(visitor)
    assert 'class="hasil"' not in page.html
    await electing.act(c.CloseRound(1), c.RevealRound(1))
    assert 'class="hasil"' in (await visitor.open(electing.home)).html


async def test_the_desk_is_told_that_a_ballot_cannot_be_taken_out(voting: CardGathering) -> None:
    async with at_desk(voting) as facilitator:
        page = await facilitator.open(desk(voting, "/kartu"))
        assert "tetap dihitung walau kartunya dibatalkan" in page.text
        asked = await facilitator.send(page, "batal", which="1", reason_text="Terfoto")
        assert "tidak seorang pun tahu surat suara mana" in asked.text
        asked = await facilitator.send(page, "ganti", old="2", new="5")
        assert "kartu baru tidak dapat memilih lagi di sana" in asked.text
        await voting.act(c.CloseRound(1))
        asked = await facilitator.send(page, "batal", which="1", reason_text="Terfoto")
        assert "ikut dikeluarkan" in asked.text


async def test_a_card_that_replaces_one_which_voted_is_told_so(
    hall: Hall, voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 1)
    page = await voting.mark(visitor, 1, "1")
    await visitor.send(page, "periksa", sure="1")
    await voting.act(c.ReplaceCard(1, 5))
    async with hall.visitor() as later:
        page = await voting.enter(later, 5)
        assert SPENT in page.text
        assert not is_paper(page)
    assert (await voting.votes())[1] == 1
