"""One person, one card, one vote: doubled, guessed and forged cards, by plain browsers."""

import asyncio

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.store.cards import BUDGET
from tests.core.test_cards import with_check
from tests.web.browsing import Hall, Visitor, opened
from tests.web.residents import ballots
from tests.web.voters import CardGathering, by_card

GUESSES = 150


async def turnout(voting: CardGathering) -> int:
    """Cards that have voted in round 1, as everybody may see."""
    await voting.room.refresh()
    return voting.room.counts.turnout.get(1, 0)


async def test_two_phones_with_one_card_are_one_vote_and_the_last_counts(
    voting: CardGathering, visitor: Visitor
) -> None:
    async with voting.hall.visitor() as second:
        await voting.enter(visitor, 1)
        await voting.enter(second, 1)
        await voting.mark(visitor, 1, "1")
        await voting.mark(second, 1, "2")
        assert (await turnout(voting), await voting.used()) == (1, 1)
    assert await voting.votes() == {2: 1, 1: 0, 3: 0}


async def test_refreshing_and_private_windows_give_no_second_vote(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 1)
    page = await visitor.open(f"{voting.home}?kartu=1")
    for _ in range(3):  # the same form again, as a browser offers when a page is loaded anew
        await visitor.send(page, "suara-1", mark=["3"])
    for _ in range(3):
        async with voting.hall.visitor() as private:
            page = await voting.joined(private)
            refused = await private.send(page, "suara-1", mark=["2"])
            assert "masukkan dahulu kode kartu suara" in refused.text
            await voting.enter(private, 1)
            await voting.mark(private, 1, "3")
    assert (await ballots(voting), await turnout(voting), await voting.used()) == (1, 1, 1)
    assert await voting.votes() == {3: 1, 1: 0, 2: 0}


async def test_guessing_at_full_speed_learns_no_more_than_the_budget(
    voting: CardGathering, visitor: Visitor
) -> None:
    """Every guess from a browser of its own, with a right code among the last of them."""
    await voting.enter(visitor, 1)
    codes = [
        with_check(f"ZZZZ{n // 31**0 % 8 + 2}{n // 8 % 8 + 2}{n // 64 + 2}Z")
        for n in range(GUESSES)
    ]
    answers: list[str] = []

    async def guess(code: str) -> None:
        async with voting.hall.visitor() as throwaway:
            answers.append((await voting.enter(throwaway, 0, code)).text)

    for start in range(0, GUESSES, 30):
        await asyncio.gather(*(guess(code) for code in codes[start : start + 30]))
        # A card that is in use is not slowed, not even now.
        assert "Tersimpan pukul" in (await voting.mark(visitor, 1, "1")).text
    learnt = sum("bukan kartu musyawarah ini" in text for text in answers)
    slowed = sum("kartu baru diterima perlahan" in text for text in answers)
    assert learnt + slowed == GUESSES
    await voting.room.refresh()
    assert voting.room.counts.attendance.cards_wrong == learnt
    seconds = await voting.hall.site.pool.fetchval(
        "SELECT extract(epoch FROM clock_timestamp() - min(joined_at)) FROM participant"
    )
    assert BUDGET <= learnt <= BUDGET + float(seconds) + 1
    assert (await turnout(voting), await voting.used()) == (1, 1)


async def test_a_right_code_is_no_better_than_a_wrong_one_while_guesses_pour_in(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 0, with_check("ZZZZZZZZ"))
    await voting.hall.site.pool.execute(
        "UPDATE card_guess SET left_over = 0, counted_at = clock_timestamp() + interval '1 hour'"
    )
    async with voting.hall.visitor() as other:
        right = await voting.enter(other, 2)
    async with voting.hall.visitor() as other:
        wrong = await voting.enter(other, 0, with_check("YYYYYYYY"))
    assert right.status == wrong.status == 503
    assert "kartu baru diterima perlahan" in right.text
    assert "kartu baru diterima perlahan" in wrong.text
    assert await voting.used() == 0


async def test_two_processes_have_one_budget_between_them(
    voting: CardGathering, database_url: str
) -> None:
    """The clock of the budget stands still, so that what is learnt can be counted exactly."""
    async with voting.hall.visitor() as first:
        await voting.enter(first, 0, with_check("ZZZZZZZZ"))
    await voting.hall.site.pool.execute(
        "UPDATE card_guess SET left_over = 9, counted_at = clock_timestamp() + interval '1 hour'"
    )
    async with opened(database_url) as other:
        elsewhere = CardGathering(other, await other.service.room(voting.room.code))
        answers: list[str] = []

        async def guess(process: CardGathering, code: str) -> None:
            async with process.hall.visitor() as throwaway:
                answers.append((await process.enter(throwaway, 0, code)).text)

        codes = [with_check(f"YYYYYY{one}{two}") for one in "234567" for two in "23456"]
        both = [voting, elsewhere]
        await asyncio.gather(*(guess(both[n % 2], code) for n, code in enumerate(codes)))
    assert sum("bukan kartu musyawarah ini" in text for text in answers) == 9
    assert sum("kartu baru diterima perlahan" in text for text in answers) == len(codes) - 9


async def test_a_forged_cookie_is_no_card(voting: CardGathering, visitor: Visitor) -> None:
    await voting.enter(visitor, 1)
    await voting.mark(visitor, 1, "1")
    name = f"kartu_{voting.room.code}"
    genuine = visitor.client.cookies[name]
    text, _, signature = genuine.rpartition(".")
    participant = text.partition("-")[2]
    person = visitor.client.cookies[f"peserta_{voting.room.code}"]
    forged = [
        f"2-{participant}.{signature}",  # another number
        f"{text}_2-{participant}.{signature}",  # one more card
        f"{text}.{signature[::-1]}",
        f"{text}.",
        text,
        person,  # signed by this site, for something else
        "",
        "." * 50,
        "x" * 3000,
    ]
    for cookie in forged:
        async with voting.hall.visitor() as forger:
            await voting.joined(forger)
            forger.client.cookies.set(name, cookie)
            page = await forger.open(f"{voting.home}?kartu=2")
            assert page.status == 200
            page = await forger.send(page, "suara-1", mark=["2"], card="2")
            assert page.status == 422
    assert (await ballots(voting), await turnout(voting)) == (1, 1)
    assert await voting.votes() == {1: 1, 2: 0, 3: 0}


async def test_a_card_of_another_meeting_is_a_stranger(
    hall: Hall, voting: CardGathering, visitor: Visitor
) -> None:
    other = await by_card(hall)
    page = await other.enter(visitor, 0, voting.codes[1])
    assert "bukan kartu musyawarah ini" in page.text
    await voting.enter(visitor, 1)
    cookie = visitor.client.cookies[f"kartu_{voting.room.code}"]
    visitor.client.cookies.set(f"kartu_{other.room.code}", cookie)
    page = await visitor.send(await other.joined(visitor), "suara-1", mark=["1"], card="1")
    assert page.status == 422
    assert await ballots(voting) == 0
    await other.room.refresh()
    assert other.room.counts.attendance.cards_wrong == 1


@pytest.mark.parametrize("number", [5, 8])
async def test_a_card_taken_before_it_was_handed_out_is_worth_nothing(
    voting: CardGathering, visitor: Visitor, number: int
) -> None:
    page = await voting.enter(visitor, number)
    assert "belum diaktifkan" in page.text
    await voting.act(c.VoidLeftovers())
    page = await voting.enter(visitor, number)
    assert "sudah tidak berlaku" in page.text
    assert (await ballots(voting), await voting.used()) == (0, 0)


async def test_a_form_that_went_stale_when_the_round_closed_changes_nothing(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 1)
    await voting.mark(visitor, 1, "1")
    page = await visitor.open(f"{voting.home}?kartu=1")
    await voting.act(c.CloseRound(1))
    page = await visitor.send(page, "suara-1", mark=["2"])
    assert page.status == 422
    assert "Pilihan terakhir Bapak/Ibu tetap dihitung." in page.text
    await voting.room.recount()
    lines = voting.room.counts.tallies[1].lines
    assert {line.option: line.votes for line in lines} == {1: 1, 2: 0, 3: 0}


async def test_a_voided_card_is_replaced_and_together_they_are_one_vote(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 1)
    await voting.mark(visitor, 1, "1")
    await voting.act(c.ReplaceCard(1, 5))
    assert await ballots(voting) == 0
    page = await voting.mark(visitor, 1, "1")
    assert "Kartu ini sudah tidak berlaku." in page.text
    async with voting.hall.visitor() as second:
        await voting.enter(second, 5)
        await voting.mark(second, 5, "2")
    kinds = await voting.hall.site.pool.fetch("SELECT kind FROM event ORDER BY seq")
    assert "CardReplaced" in [row["kind"] for row in kinds]
    assert await voting.votes() == {2: 1, 1: 0, 3: 0}
