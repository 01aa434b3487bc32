"""Voter cards on a phone without any script: entered, several of them, let go, refused in words."""

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.live.clock import now
from musrenbang_live.web.resident import cards
from musrenbang_live.web.resident.cards import FREE_GUESSES, MOST_HELD
from tests.core.test_cards import with_check
from tests.web.browsing import Hall, Visitor
from tests.web.residents import LEADER, Gathering, ballots
from tests.web.voters import CardGathering, by_card

POLL = "jajak pendapat, tidak mengikat"


@pytest.fixture
async def voting(hall: Hall) -> CardGathering:
    """A vote by card, which is on."""
    return await by_card(hall)


async def test_a_card_needs_no_joining_and_leads_to_its_ballot(
    voting: CardGathering, visitor: Visitor
) -> None:
    page = await voting.enter(visitor, 1)
    assert "Kartu 1 dipakai di ponsel ini." in page.text
    assert "Surat suara kartu 1" in page.text
    assert POLL not in page.text
    page = await voting.mark(visitor, 1, "2")
    assert "Tersimpan pukul" in page.text
    assert page.answer.url.params["kartu"] == "1"
    assert (await voting.votes())[2] == 1


async def test_whoever_came_by_link_proposes_but_does_not_vote(
    voting: CardGathering, visitor: Visitor
) -> None:
    page = await voting.joined(visitor)
    assert "Memilih memakai kartu suara." in page.text
    page = await visitor.send(page, "suara-1", mark=["2"])
    assert page.status == 422
    assert "masukkan dahulu kode kartu suara" in page.text
    assert await ballots(voting) == 0


async def test_a_person_with_a_card_is_one_of_attendance(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.room.refresh()
    before = voting.room.counts.attendance.joined
    await voting.enter(visitor, 1)
    await voting.enter(visitor, 2)
    assert await voting.used() == 2
    assert voting.room.counts.attendance.joined == before + 1


async def test_a_family_votes_one_by_one_on_one_phone(
    voting: CardGathering, visitor: Visitor
) -> None:
    for number in (1, 2, 3):
        await voting.enter(visitor, number)
    for number in (1, 2, 3):
        page = await visitor.open(f"{voting.home}?kartu={number}")
        assert f"Surat suara kartu {number}" in page.text
        assert [v for name, v in page.form("suara-1").fields if name == "mark"] == []
        await voting.mark(visitor, number, str(number))
    page = await visitor.open(f"{voting.home}?kartu=2")
    assert [v for name, v in page.form("suara-1").fields if name == "mark"] == ["2"]
    assert await voting.votes() == {1: 1, 2: 1, 3: 1}


async def test_a_paper_is_for_the_card_it_was_shown_for(
    voting: CardGathering, visitor: Visitor
) -> None:
    """Another card was chosen in another window meanwhile."""
    await voting.enter(visitor, 1)
    old = await visitor.open(f"{voting.home}?kartu=1")
    await voting.enter(visitor, 2)
    await visitor.send(old, "suara-1", mark=["1"])
    await voting.mark(visitor, 2, "2")
    assert await voting.votes() == {1: 1, 2: 1, 3: 0}


async def test_among_several_cards_none_is_guessed(voting: CardGathering, visitor: Visitor) -> None:
    await voting.enter(visitor, 1)
    await voting.enter(visitor, 2)
    page = await visitor.open(voting.home)
    page = await visitor.send(page, "suara-1", mark=["1"], card="")
    assert page.status == 422
    page = await visitor.send(await visitor.open(voting.home), "suara-1", mark=["1"], card="3")
    assert page.status == 422
    assert await ballots(voting) == 0


async def test_a_paper_without_a_card_is_for_the_only_one(
    voting: CardGathering, visitor: Visitor
) -> None:
    """A ballot that came by a live page, on a phone whose script then failed."""
    page = await voting.enter(visitor, 1)
    await visitor.send(page, "suara-1", mark=["3"], card="")
    assert (await voting.votes())[3] == 1


async def test_a_card_is_let_go_and_its_vote_stays(voting: CardGathering, visitor: Visitor) -> None:
    await voting.enter(visitor, 1)
    await voting.mark(visitor, 1, "2")
    page = await visitor.open(f"{voting.home}/kartu")
    page = await visitor.send(page, "lepas-1")
    assert "Kartu 1 tidak lagi di ponsel ini." in page.text
    page = await visitor.open(voting.home)
    assert "Memilih memakai kartu suara." in page.text
    assert (await voting.votes())[2] == 1


async def test_leaving_the_meeting_lets_all_cards_go(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 1)
    await visitor.send(await visitor.open(f"{voting.home}/panitia"), "/lupakan")
    page = await visitor.open(f"{voting.home}/kartu")
    assert not page.has_form("lepas-1")


async def test_a_phone_holds_ten_cards_and_no_more(hall: Hall, visitor: Visitor) -> None:
    voting = await by_card(hall)
    more = await hall.site.cards.print(voting.room, LEADER, 8)
    voting.codes |= {card.number: card.code for card in more}
    await voting.act(c.ActivateCards(5, 16))
    for number in range(1, MOST_HELD + 1):
        await voting.enter(visitor, number)
    page = await voting.enter(visitor, MOST_HELD + 1)
    assert page.status == 422
    assert "paling banyak 10 kartu" in page.text
    page = await voting.enter(visitor, 3)  # one it holds
    assert page.status == 200


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "Ketik kode yang tercetak di kartu."),
        ("K7Q-M2X-WR0", "tidak memakai tanda 0"),
        ("K7Q-M2X", "Yang diketik 6."),
        ("234-567-892", "keliru atau tertukar"),
        (with_check("ZZZZZZZZ"), "bukan kartu musyawarah ini"),
    ],
)
async def test_what_is_no_card_is_said_in_words_and_kept_in_the_field(
    voting: CardGathering, visitor: Visitor, code: str, said: str
) -> None:
    page = await visitor.open(f"{voting.home}/kartu")
    page = await visitor.send(page, "kartu-suara", code=code)
    assert page.status == 422
    assert said in page.text
    assert dict(page.form("kartu-suara").fields)["code"] == code


async def test_a_card_that_was_not_handed_out_waits_for_the_desk(
    voting: CardGathering, visitor: Visitor
) -> None:
    page = await voting.enter(visitor, 5)
    assert "belum diaktifkan" in page.text
    await voting.act(c.ActivateCards(5, 5))
    page = await voting.enter(visitor, 5)
    assert "Kartu 5 dipakai" in page.text


async def test_a_voided_card_votes_no_more_and_the_phone_says_so(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 1)
    await voting.mark(visitor, 1, "1")
    await voting.act(c.VoidCard(1, "Terfoto"))
    page = await visitor.open(voting.home)
    assert "tidak berlaku" in page.text
    page = await voting.mark(visitor, 1, "1")
    assert page.status == 422
    assert "Kartu ini sudah tidak berlaku." in page.text
    page = await voting.enter(visitor, 1)
    assert "Kartu ini sudah tidak berlaku." in page.text
    assert sum((await voting.votes()).values()) == 0


async def test_typing_errors_never_slow_a_phone_but_wrong_codes_do(
    voting: CardGathering, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now()  # all at this one, or the two seconds of waiting pass before the last
    monkeypatch.setattr(cards, "now", lambda: moment)
    for _ in range(FREE_GUESSES + 5):
        page = await voting.enter(visitor, 0, "234-567-892")
        assert page.status == 422
    for _ in range(FREE_GUESSES):
        await voting.enter(visitor, 0, with_check("YYYYYYYY"))
    page = await voting.enter(visitor, 1)
    assert page.status == 503
    assert "kartu baru diterima perlahan" in page.text
    assert page.answer.headers["retry-after"] == "2"


async def test_a_meeting_by_link_has_no_cards(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.joined(visitor)
    page = await visitor.open(f"{gathering.home}/kartu")
    assert page.answer.url.path == gathering.home
    page = await visitor.open(f"/fasilitator/{gathering.room.code}/kartu")
    assert page.answer.url.path == "/masuk"
