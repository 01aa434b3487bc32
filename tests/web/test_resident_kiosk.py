"""A shared tablet without any script: one card at a time, and nothing is remembered."""

import re

import pytest

from musrenbang_live.core.errors import Rejected
from tests.core.test_cards import with_check
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk
from tests.web.officers import at_desk
from tests.web.residents import ballots
from tests.web.voters import CardGathering, by_card


@pytest.fixture
async def voting(hall: Hall) -> CardGathering:
    """A vote by card, which is on."""
    return await by_card(hall)


async def link(voting: CardGathering) -> str:
    """The link of the kiosk, as it stands on the page of the cards."""
    async with at_desk(voting) as facilitator:
        page = await facilitator.open(desk(voting, "/kartu"))
    found = re.search(r'value="http://[^/]+(/s/\w+/kios\?kunci=[\w-]+)"', page.html)
    assert found
    return found.group(1)


async def opened(voting: CardGathering, tablet: Visitor) -> Page:
    """The tablet at its start."""
    page = await tablet.open(await link(voting))
    assert page.answer.url.path == f"{voting.home}/kios"
    assert "Perangkat ini tidak mengingat apa pun." in page.text
    return page


def remembered(tablet: Visitor) -> set[str]:
    """The cookies by which somebody could be known."""
    return {name for name in tablet.client.cookies if name.startswith(("peserta_", "kartu_"))}


async def test_one_after_another_votes_and_is_forgotten(
    voting: CardGathering, visitor: Visitor
) -> None:
    page = await opened(voting, visitor)
    for number in (1, 2, 3):
        page = await visitor.send(page, "kartu-suara", code=voting.codes[number])
        assert f"Surat suara kartu {number}" in page.text
        assert "Selesai, hapus dari perangkat ini" in page.text
        page = await visitor.send(page, "suara-1", mark=["1"])
        assert "Tersimpan pukul" in page.text
        words = re.search(r"Kata bukti: (\w+ \w+ \w+)", page.text)
        assert words, "shown until the tablet goes back to its start"
        assert not any(name.startswith("bukti_") for name in visitor.client.cookies)
        page = await visitor.open(f"{voting.home}/kios")
        assert remembered(visitor) == set()
        assert words[1] not in page.html
    assert (await voting.votes())[1] == 3


async def test_who_walks_away_is_forgotten_by_the_way_back(
    voting: CardGathering, visitor: Visitor
) -> None:
    page = await opened(voting, visitor)
    page = await visitor.send(page, "kartu-suara", code=voting.codes[1])
    assert f'http-equiv="refresh" content="90;url={voting.home}/kios"' in page.html
    assert len(remembered(visitor)) == 2
    await visitor.open(f"{voting.home}/kios")
    assert remembered(visitor) == set()
    page = await visitor.open(f"{voting.home}?kartu=1")
    assert "Surat suara kartu" not in page.text
    assert await ballots(voting) == 0


async def test_a_second_card_takes_the_place_of_the_first(
    voting: CardGathering, visitor: Visitor
) -> None:
    page = await opened(voting, visitor)
    await visitor.send(page, "kartu-suara", code=voting.codes[1])
    page = await voting.enter(visitor, 2)
    assert "Surat suara kartu 2" in page.text
    page = await visitor.open(f"{voting.home}?kartu=1")
    assert "Surat suara kartu 2" in page.text


async def test_the_kiosk_takes_cards_while_guesses_slow_the_others(
    voting: CardGathering, visitor: Visitor
) -> None:
    page = await opened(voting, visitor)
    async with voting.hall.visitor() as other:
        await voting.enter(other, 0, with_check("ZZZZZZZZ"))
        await voting.hall.site.pool.execute(
            "UPDATE card_guess SET left_over = 0,"
            " counted_at = clock_timestamp() + interval '1 hour'"
        )
        assert (await voting.enter(other, 2)).status == 503
    page = await visitor.send(page, "kartu-suara", code=voting.codes[1])
    assert "Surat suara kartu 1" in page.text


async def test_what_is_typed_wrong_is_said_at_the_kiosk(
    voting: CardGathering, visitor: Visitor
) -> None:
    page = await opened(voting, visitor)
    page = await visitor.send(page, "kartu-suara", code=with_check("ZZZZZZZZ"))
    assert "bukan kartu musyawarah ini" in page.text
    assert "Kios suara" in page.text
    page = await visitor.send(page, "kartu-suara", code="234-567-892")
    assert "keliru atau tertukar" in page.text


async def test_a_scanner_may_type_the_whole_address(
    voting: CardGathering, visitor: Visitor
) -> None:
    page = await opened(voting, visitor)
    typed = f"https://musrenbang.example/s/{voting.room.code}/kartu#{voting.codes[2]}"
    page = await visitor.send(page, "kartu-suara", code=typed)
    assert "Surat suara kartu 2" in page.text


@pytest.mark.parametrize("key", ["", "?kunci=", "?kunci=made-up", "?kunci=" + "x" * 500])
async def test_a_kiosk_needs_the_link_of_the_desk(
    voting: CardGathering, visitor: Visitor, key: str
) -> None:
    page = await visitor.open(f"{voting.home}/kios{key}")
    assert page.answer.url.path == voting.home
    assert "Kios dibuka dengan tautan dari meja kartu." in page.text


async def test_a_kiosk_ends_when_the_links_are_changed(
    voting: CardGathering, visitor: Visitor
) -> None:
    await opened(voting, visitor)
    await voting.hall.service.new_screen_key(voting.room)
    page = await visitor.open(f"{voting.home}/kios")
    assert page.answer.url.path == voting.home


async def test_a_guess_at_a_kiosk_is_counted_all_the_same(
    voting: CardGathering, visitor: Visitor
) -> None:
    with pytest.raises(Rejected):
        await voting.hall.site.cards.enter(voting.room, with_check("ZZZZZZZZ"), "", kiosk=True)
    await voting.room.refresh()
    assert voting.room.counts.attendance.cards_wrong == 1
