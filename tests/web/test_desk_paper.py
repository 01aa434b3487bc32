"""Typing a pile of paper at the desk by forms: each sheet twice, and phones stand over it."""

import asyncio
import re

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import AnyRule, Elect, Rank
from musrenbang_live.core.cards import printed
from musrenbang_live.core.plan import RoundPlan, Rules
from tests.builders import ROUND, plan
from tests.core.test_cards import with_check
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import LEADER, gathered
from tests.web.voters import CardGathering, by_card


@pytest.fixture
async def voting(hall: Hall) -> CardGathering:
    """A vote by card, which is on: cards 1 to 4 of 8 are handed out."""
    return await by_card(hall)


async def look(gathering: CardGathering, visitor: Visitor, code: str, place: int = 1) -> Page:
    """Type a code and press Enter."""
    page = await visitor.open(desk(gathering, f"/kertas?ke={place}"))
    return await visitor.send(page, "ketik", code=code)


async def type_(
    gathering: CardGathering, visitor: Visitor, card: int, text: str, place: int = 1
) -> Page:
    """Type a code, Enter, the choices, Enter."""
    page = await look(gathering, visitor, gathering.codes[card], place)
    return await visitor.send(page, "ketik", mark=text)


async def twice(gathering: CardGathering, visitor: Visitor, card: int, text: str) -> Page:
    await type_(gathering, visitor, card, text)
    return await type_(gathering, visitor, card, text, 2)


async def cast(gathering: CardGathering) -> list[tuple[int, str, object]]:
    """Card, way and choice of each ballot that is stored now."""
    rows = await gathering.hall.site.pool.fetch(
        "SELECT card, via, mark FROM ballot JOIN participant ON id = participant ORDER BY card"
    )
    return [(row["card"], row["via"], row["mark"]) for row in rows]


async def kept(gathering: CardGathering) -> list[tuple[int, str, object]]:
    """Card, state and what is still known of each paper."""
    rows = await gathering.hall.site.pool.fetch("SELECT card, state, first FROM paper ORDER BY 1")
    return [(row["card"], row["state"], row["first"]) for row in rows]


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
        assert "1 3" not in page.html.replace("1 2 3", ""), "the second is typed blind"
        page = await other.send(page, "ketik", mark="3, 1")
        assert said(page) == "Kartu 1: kedua ketikan sama. Kertas ini dihitung."
        assert await cast(voting) == [(1, "kertas", [1, 3])]
        assert await kept(voting) == [(1, "counted", None)]
        assert "1 kertas dihitung" in _facts(page)


def _facts(page: Page) -> str:
    """The figures of the page, each behind what it counts in the source, here before it."""
    found = re.findall(r"<dt>([^<]+)</dt><dd class=\"big\">(\d+)</dd>", page.html)
    return ", ".join(f"{number} {what}" for what, number in found)


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
    voting = await _election(hall, Rank(2))
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
    assert "2 kosong atau tidak sah" in _facts(page)


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
    assert "1 tidak dihitung, sudah lewat ponsel" in _facts(page)
    assert "1 kertas dihitung" in _facts(page)


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


async def test_where_people_are_elected_paper_stands_by_the_same_rules(hall: Hall) -> None:
    voting = await _election(hall, Elect(2, 2))
    async with at_desk(voting) as facilitator:
        await twice(voting, facilitator, 1, "1 2")
        page = await facilitator.open(desk(voting, "/kertas"))
        page = await facilitator.send(page, "cabut", card="1")
        assert said(page) == "Kertas kartu ini sudah dihitung."
    assert await voting.votes() == {1: 1, 2: 1, 3: 0}


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


async def test_two_desks_that_type_the_same_paper_at_once(voting: CardGathering) -> None:
    papers, room = voting.hall.site.papers, voting.room
    code = voting.codes[1]
    firsts = await asyncio.gather(
        *(papers.type(room, login, 1, code, 1, "1") for login in range(6)), return_exceptions=True
    )
    assert [str(each) for each in firsts if isinstance(each, Exception)] == [
        "this paper was typed a first time and waits for the second"
    ] * 5
    seconds = await asyncio.gather(
        *(papers.type(room, login, 1, code, 2, "1") for login in range(6)), return_exceptions=True
    )
    assert {getattr(each, "code", "") for each in seconds} <= {"", "paper_counted"}
    assert await cast(voting) == [(1, "kertas", [1])]
    assert await kept(voting) == [(1, "counted", None)]


async def test_entries_that_differ_at_the_same_moment(voting: CardGathering) -> None:
    papers, room = voting.hall.site.papers, voting.room
    code = voting.codes[1]
    await papers.type(room, 1, 1, code, 1, "1")
    await asyncio.gather(
        *(papers.type(room, login, 1, code, 2, str(login)) for login in (1, 2, 3)),
        return_exceptions=True,
    )
    [(card, state, _)] = await kept(voting)
    assert (card, state) in ((1, "counted"), (1, "differs"))
    assert await cast(voting) == ([(1, "kertas", [1])] if state == "counted" else [])


async def test_nothing_that_was_typed_is_left_after_the_closing(voting: CardGathering) -> None:
    papers, room = voting.hall.site.papers, voting.room
    await papers.type(room, 7, 1, voting.codes[1], 1, "1")
    await papers.type(room, 7, 1, voting.codes[2], 1, "2")
    await papers.type(room, 7, 1, voting.codes[2], 2, "3")
    for place in (1, 2):
        await papers.type(room, 7, 1, voting.codes[3], place, "3")
    await voting.act(c.CloseRound(1))
    assert await voting.hall.site.pool.fetchval("SELECT count(*) FROM paper") == 0
    [mark] = await voting.hall.site.pool.fetch("SELECT mark, via FROM mark")
    assert (mark["mark"], mark["via"]) == ([3], ""), "one ballot is too few to say that it is paper"
    assert room.counts.tallies[1].channels[0].via == "kertas"
    async with at_desk(voting) as facilitator:
        page = await facilitator.open(desk(voting, "/kertas"))
        assert "Tidak ada pemungutan suara yang sedang dibuka." in page.text
        assert not page.has_form("ketik")


async def test_a_paper_that_meets_the_closing_leaves_nothing(voting: CardGathering) -> None:
    """Whoever closes waits for what is being typed; what comes later is told."""
    papers, room = voting.hall.site.papers, voting.room
    typed = [papers.type(room, 7, 1, code, 1, "1") for code in list(voting.codes.values())[:4]]
    done = await asyncio.gather(voting.act(c.CloseRound(1)), *typed, return_exceptions=True)
    assert {each.code for each in done if hasattr(each, "code")} <= {"round_closed"}
    assert await voting.hall.site.pool.fetchval("SELECT count(*) FROM paper") == 0


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


async def _election(hall: Hall, rule: AnyRule) -> CardGathering:
    """A vote by card by this rule, on three proposals or candidates."""
    rounds = (RoundPlan(ROUND, "Prioritas kelurahan", rule),)
    plain = await gathered(hall, plan(rules=Rules(access="kartu"), rounds=rounds))
    gathering = CardGathering(hall, plain.room)
    made = await hall.site.cards.print(gathering.room, LEADER, 8)
    gathering.codes = {card.number: card.code for card in made}
    await gathering.act(c.ActivateCards(1, 4))
    await gathering.phase("usulan")
    await gathering.proposals(3)
    for number in range(3):
        await gathering.act(c.Nominate(f"{number}", f"Calon {number}", woman=number == 1))
    await gathering.phase("pemungutan")
    return gathering
