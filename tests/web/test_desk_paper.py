"""Typing a pile of paper at the desk by forms: each sheet twice, and phones stand over it."""

import re

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Elect, Rank
from musrenbang_live.core.cards import printed
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.plan import Rules
from tests.builders import plan
from tests.core.test_cards import with_check
from tests.web.browsing import Hall, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.pile import cast, election, facts, kept, look, phone, twice, type_
from tests.web.residents import gathered
from tests.web.voters import CardGathering, by_card


@pytest.fixture
async def voting(hall: Hall) -> CardGathering:
    """A vote by card, which is on: cards 1 to 4 of 8 are handed out."""
    return await by_card(hall)


async def test_a_paper_counts_when_it_was_typed_twice_the_same(voting: CardGathering) -> None:
    async with at_desk(voting) as one, at_desk(voting) as other:
        page = await look(voting, one, printed(voting.codes[1]).lower())
        assert "Kartu 1" in page.text
        assert re.search(r'<input id="mark"[^>]* autofocus', page.html)
        page = await one.send(page, "ketik", mark="1 3")
        assert said(page) == "Kartu 1: ketikan pertama tersimpan. Menunggu ketikan kedua."
        assert re.search(r'<input id="code"[^>]* autofocus', page.html)
        assert await cast(voting) == []
        assert await kept(voting) == [(1, "first", [1, 3])]
        page = await look(voting, other, voting.codes[1], 2)
        shown = page.html.partition("<main")[2].replace("1 2 3", "")  # signs are drawn with numbers
        assert shown
        assert "1 3" not in shown, "the second is typed blind"
        page = await other.send(page, "ketik", mark="3, 1")
        assert said(page) == "Kartu 1: kedua ketikan sama. Kertas ini dihitung."
        assert await cast(voting) == [(1, "kertas", [1, 3])]
        assert await kept(voting) == [(1, "counted", None)]
        assert "1 kertas dihitung" in facts(page)


async def test_a_scanner_types_the_whole_address(voting: CardGathering) -> None:
    async with at_desk(voting) as visitor:
        address = f"https://musrenbang.test/s/{voting.room.code}/kartu#{voting.codes[2]}"
        assert "Kartu 2" in (await look(voting, visitor, address)).text


async def test_two_that_differ_are_shown_and_a_third_decides(voting: CardGathering) -> None:
    async with at_desk(voting) as visitor:
        await type_(voting, visitor, 1, "1 2")
        page = await type_(voting, visitor, 1, "1 3", 2)
        assert "Dua ketikan berbeda: 1 2 1 3" in page.text
        assert await cast(voting) == []
        page = await visitor.send(page, "ketik", mark="1 3")
        assert said(page) == "Kartu 1: kedua ketikan sama. Kertas ini dihitung."
        assert await cast(voting) == [(1, "kertas", [1, 3])]


async def test_what_differs_can_be_decided_later(voting: CardGathering) -> None:
    async with at_desk(voting) as visitor:
        await type_(voting, visitor, 1, "1")
        await type_(voting, visitor, 1, "2", 2)
        page = await visitor.open(desk(voting, "/kertas"))
        assert "Yang berbeda: 1" in page.text
        assert "Ketikannya berbeda 1" in page.text, "the number of the card, not its choice"
        page = await look(voting, visitor, voting.codes[1], 3)
        assert "Dua ketikan berbeda: 1 2" in page.text
        page = await visitor.send(page, "ketik", mark="3")
        assert said(page) == "Kartu 1: ketikan pertama tersimpan. Menunggu ketikan kedua."
        await type_(voting, visitor, 1, "3", 2)
        assert await cast(voting) == [(1, "kertas", [3])]


async def test_each_pass_takes_only_what_is_its_turn(voting: CardGathering) -> None:
    async with at_desk(voting) as visitor:
        page = await look(voting, visitor, voting.codes[1], 2)
        assert "Kertas kartu ini belum diketik pertama kali." in page.text
        assert page.status == 422
        await type_(voting, visitor, 1, "1")
        page = await look(voting, visitor, voting.codes[1])
        assert "Ia menunggu ketikan kedua." in page.text
        await type_(voting, visitor, 1, "1", 2)
        for place in (1, 2, 3):
            page = await look(voting, visitor, voting.codes[1], place)
            assert "Kertas kartu ini sudah dihitung." in page.text


async def test_a_mistake_keeps_what_was_typed_and_says_which_part(voting: CardGathering) -> None:
    async with at_desk(voting) as visitor:
        page = await type_(voting, visitor, 1, "1 9 <b>")
        assert page.status == 422
        assert "Nomor 9 tidak ada di surat suara ini." in page.text
        assert page.form("ketik").filled({})["mark"] == ["1 9 <b>"]
        page = await visitor.send(page, "ketik", mark="1 satu")
        assert "Bagian ini tidak terbaca: satu." in page.text
        page = await visitor.send(page, "ketik", mark="1 2 3 3")
        assert "Nomor 3 diketik dua kali." in page.text
        page = await visitor.send(page, "ketik", mark="")
        assert "- bila kosong, atau x bila tidak sah" in page.text
        page = await visitor.send(page, "ketik", mark="1")
        assert said(page).startswith("Kartu 1: ketikan pertama")


async def test_a_paper_that_breaks_the_rule_is_invalid(hall: Hall) -> None:
    voting = await election(hall, Rank(2))
    async with at_desk(voting) as visitor:
        page = await type_(voting, visitor, 1, "1>2>3")
        assert "Lebih dari 2 pilihan." in page.text
        assert "ketik x: kertas itu tidak sah" in page.text
        page = await visitor.send(page, "ketik", mark="x")
        page = await type_(voting, visitor, 1, "x", 2)
        assert said(page).startswith("Kartu 1: kedua ketikan sama, kosong atau tidak sah.")
        await twice(voting, visitor, 2, "-")
        page = await visitor.open(desk(voting, "/kertas"))
    assert await cast(voting) == []
    assert "2 kosong atau tidak sah" in facts(page)


@pytest.mark.parametrize("first", ["phone", "paper"])
async def test_a_phone_stands_over_paper_whichever_came_first(
    voting: CardGathering, visitor: Visitor, first: str
) -> None:
    await voting.enter(visitor, 1)
    async with at_desk(voting) as facilitator:
        if first == "phone":
            await voting.mark(visitor, 1, "2")
            page = await look(voting, facilitator, voting.codes[1])
            sentence = "Kartu ini sudah memberi suara lewat ponsel; kertas ini tidak dihitung."
            assert sentence in page.text
        else:
            await twice(voting, facilitator, 1, "1")
            await voting.mark(visitor, 1, "2")
        await twice(voting, facilitator, 3, "1 3")
        page = await facilitator.open(desk(voting, "/kertas"))
    assert await cast(voting) == [(1, "ponsel", [2]), (3, "kertas", [1, 3])]
    assert "1 tidak dihitung, sudah lewat ponsel" in facts(page)
    assert "1 kertas dihitung" in facts(page)


async def test_a_phone_that_votes_between_the_entries_stands(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 1)
    async with at_desk(voting) as facilitator:
        await type_(voting, facilitator, 1, "1")
        await voting.mark(visitor, 1, "2")
        page = await type_(voting, facilitator, 1, "1", 2)
        assert said(page) == "Kartu 1 sudah memberi suara lewat ponsel; kertas ini tidak dihitung."
    assert await cast(voting) == [(1, "ponsel", [2])]
    assert await kept(voting) == [(1, "beside", None)]


async def test_paper_counts_when_the_phone_took_its_choice_back(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 1)
    await voting.mark(visitor, 1, "2")
    await voting.mark(visitor, 1)
    async with at_desk(voting) as facilitator:
        page = await twice(voting, facilitator, 1, "3")
        assert said(page).endswith("Kertas ini dihitung.")
        assert await cast(voting) == [(1, "kertas", [3])]
        await voting.mark(visitor, 1, "1")
    assert await cast(voting) == [(1, "ponsel", [1])]


async def test_where_people_are_elected_the_first_ballot_stands(hall: Hall) -> None:
    """Card 1 votes on paper, card 2 by phone before any entry, card 3 by phone between them."""
    voting = await election(hall, Elect(2, 2))
    papers, room = voting.hall.site.papers, voting.room
    async with at_desk(voting) as facilitator:
        await twice(voting, facilitator, 1, "1 2")
        page = await facilitator.open(desk(voting, "/kertas"))
        page = await facilitator.send(page, "cabut", card="1")
        assert said(page) == "Kertas kartu ini sudah dihitung."
        await phone(voting, 2, [3])
        page = await look(voting, facilitator, voting.codes[2])
        assert "Kartu ini sudah memberi suara lewat ponsel" in page.text
        await papers.type(room, 7, 1, voting.codes[3], 1, "1")
        await phone(voting, 3, [3])
        became = await papers.type(room, 7, 1, voting.codes[3], 2, "1")
        assert became.sheet.state == "beside"
        with pytest.raises(Rejected) as no:
            await phone(voting, 1, [3])
        assert no.value.code == "card_spent"
        page = await facilitator.open(desk(voting, "/kertas"))
        assert "2 tidak dihitung, sudah lewat ponsel" in facts(page)
    assert await kept(voting) == [(1, "counted", None), (2, "beside", None), (3, "beside", None)]
    assert await voting.votes() == {1: 1, 2: 1, 3: 2}
    channels = {way.via: way.ballots for way in voting.room.counts.tallies[1].channels}
    assert channels == {"ponsel": 2, "kertas": 1}
    [row] = await hall.site.pool.fetch("SELECT beside FROM channel WHERE via = 'kertas'")
    assert row["beside"] == 2, "it is remembered how many papers were double"


async def test_where_rights_have_no_codes_there_is_no_paper(hall: Hall) -> None:
    gathering = await gathered(hall, plan(rules=Rules(access="meja")))
    await gathering.phase("usulan")
    await gathering.proposals(2)
    await gathering.phase("pemungutan")
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/kertas"))
        assert "ada di ponsel dan tidak punya kode" in page.text
        assert not page.has_form("ketik")
        console = await facilitator.open(desk(gathering))
        assert desk(gathering, "/kertas") not in console.links
        assert desk(gathering, "/tangan") in console.links


async def test_a_first_entry_can_be_taken_back(voting: CardGathering) -> None:
    async with at_desk(voting) as facilitator:
        page = await type_(voting, facilitator, 1, "1")
        page = await facilitator.send(page, "cabut-terakhir")
        assert said(page) == "Ketikan kartu 1 dicabut. Ketik kembali dari awal."
        assert await kept(voting) == [(1, "untyped", None)]
        page = await facilitator.send(page, "cabut", card="1")
        assert said(page) == "Belum ada yang diketik untuk kartu itu."
        await twice(voting, facilitator, 1, "2")
        page = await facilitator.open(desk(voting, "/kertas"))
        page = await facilitator.send(page, "cabut", card="1")
        assert await cast(voting) == [(1, "kertas", [2])], "it counts until two new ones agree"
        await twice(voting, facilitator, 1, "3")
    assert await cast(voting) == [(1, "kertas", [3])]


async def test_codes_that_are_no_good_cards(voting: CardGathering) -> None:
    async with at_desk(voting) as facilitator:
        cases = {
            "": "Ketik kode yang tercetak di kartu.",
            "K7Q": "Kode kartu terdiri dari 9 tanda.",
            with_check("YYYYYYYY"): "Kode itu bukan kartu musyawarah ini.",
            voting.codes[5]: "Kartu ini belum diaktifkan.",
        }
        for code, sentence in cases.items():
            page = await look(voting, facilitator, code)
            assert sentence in page.text
            assert page.form("ketik").filled({})["code"] == [code]
        await voting.act(c.VoidCard(1, "Terfoto"))
        assert (
            "Kartu ini sudah tidak berlaku."
            in (await look(voting, facilitator, voting.codes[1])).text
        )
    guessed = await voting.hall.site.pool.fetch("SELECT kiosk, wrong FROM card_guess")
    assert [(row["kiosk"], row["wrong"]) for row in guessed] == [(True, 1)]
    assert await kept(voting) == []


async def test_codes_cost_of_the_budget_of_guesses(voting: CardGathering) -> None:
    await voting.hall.site.pool.execute(
        "INSERT INTO card_guess VALUES ($1, true, 0, now() + interval '1 hour')",
        voting.room.row.id,
    )
    async with at_desk(voting) as facilitator:
        page = await look(voting, facilitator, voting.codes[1])
    assert page.status == 503
    assert "Banyak kode keliru sedang dicoba" in page.text


async def test_a_card_that_becomes_void_takes_its_paper_along(voting: CardGathering) -> None:
    async with at_desk(voting) as facilitator:
        await type_(voting, facilitator, 1, "1")
        await twice(voting, facilitator, 2, "1")
        await voting.act(c.ReplaceCard(1, 5), c.VoidCard(2, "Terfoto"))
        assert await kept(voting) == await cast(voting) == []
        await twice(voting, facilitator, 5, "3")
    assert await cast(voting) == [(5, "kertas", [3])]


async def test_without_cards_the_page_says_why_not(hall: Hall) -> None:
    gathering = await gathered(hall)
    await gathering.phase("usulan")
    await gathering.proposals(2)
    await gathering.phase("pemungutan")
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/kertas"))
    assert "Musyawarah ini tidak memakai kartu suara." in page.text
    assert not page.has_form("ketik")


async def test_strangers_type_nothing(voting: CardGathering, visitor: Visitor) -> None:
    answer = await visitor.client.post(
        desk(voting, "/kertas"), data={"code": voting.codes[1], "mark": "1", "typing": "1"}
    )
    assert answer.status_code == 403
    assert await kept(voting) == []


async def test_the_page_is_kept_by_nobody(voting: CardGathering) -> None:
    async with at_desk(voting) as facilitator:
        page = await look(voting, facilitator, voting.codes[1])
    assert page.answer.headers["cache-control"] == "no-store"
