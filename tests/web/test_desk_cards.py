"""The desk at the door without a script: cards are printed, handed out, replaced and voided."""

import asyncio
import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from musrenbang_live.config import folder
from musrenbang_live.core import commands as c
from musrenbang_live.core.cards import normal
from musrenbang_live.live.card_keys import CardKeys
from musrenbang_live.live.cards import NewCard
from musrenbang_live.live.signing import SiteKey
from musrenbang_live.web.desk.acts_cards import numbers
from musrenbang_live.web.printing import card_sheets
from musrenbang_live.web.printing.card_sheets import Heading
from musrenbang_live.web.printing.qr import qr
from musrenbang_live.web.words.cards import spans
from tests.builders import plan
from tests.core.test_cards import with_check
from tests.web.browsing import ADDRESS, Hall, Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering
from tests.web.voters import CardGathering, by_card

A4 = (595.28, 841.89)
CODE = re.compile(r"\b[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{3}\b")


@pytest.fixture
async def voting(hall: Hall) -> CardGathering:
    """A vote by card, which is on: cards 1 to 4 of 8 are handed out."""
    return await by_card(hall)


async def door(gathering: Gathering, visitor: Visitor) -> Page:
    """The page of the cards."""
    return await visitor.open(desk(gathering, "/kartu"))


async def test_a_sheet_is_handed_out_with_one_press(voting: CardGathering) -> None:
    async with at_desk(voting) as facilitator:
        page = await door(voting, facilitator)
        page = await facilitator.send(page, "aktif-satu")
        assert said(page) == "Diaktifkan. Sekarang 5 kartu dapat memilih."
        page = await facilitator.send(page, "aktif-lembar")
        assert voting.meeting.cards.active == set(range(1, 9))
        assert not page.has_form("aktif-lembar")
        assert "Aktif 1–8" in page.text


async def test_a_range_that_was_never_printed_is_refused_in_words(voting: CardGathering) -> None:
    async with at_desk(voting) as facilitator:
        page = await door(voting, facilitator)
        page = await facilitator.send(page, "aktif", first="5", last="9")
    assert (page.status, "Kartu nomor 9 belum dicetak." in page.text) == (422, True)
    assert dict(page.form("aktif").fields)["last"] == "9"
    assert voting.meeting.cards.active == {1, 2, 3, 4}


async def test_a_card_is_replaced_after_a_question(voting: CardGathering, visitor: Visitor) -> None:
    await voting.enter(visitor, 1)
    await voting.mark(visitor, 1, "1")
    async with at_desk(voting) as facilitator:
        page = await door(voting, facilitator)
        page = await facilitator.send(page, "ganti", old="1")
        assert "Ganti kartu 1 dengan kartu 5?" in page.text
        page = await facilitator.send(page, "cards-replace")
        assert said(page) == "Kartu 1 dibatalkan. Serahkan kartu 5, yang sudah aktif."
    await voting.enter(visitor, 5)
    await voting.mark(visitor, 5, "2")
    assert await voting.votes() == {2: 1, 1: 0, 3: 0}


async def test_cards_are_voided_with_a_reason_and_leftovers_at_once(
    voting: CardGathering,
) -> None:
    async with at_desk(voting) as facilitator:
        page = await door(voting, facilitator)
        page = await facilitator.send(page, "batal", which="2, 3–4", reason_text="Terfoto")
        page = await facilitator.send(page, "cards-void")
        assert said(page) == "Kartu nomor 2, 3–4 tidak berlaku lagi."
        page = await facilitator.send(await facilitator.send(page, "sisa"), "cards-leftovers")
    cards = voting.meeting.cards
    assert (cards.active, cards.revoked, cards.leftover) == ({1}, {2, 3, 4}, {5, 6, 7, 8})
    events = await voting.hall.site.pool.fetch(
        "SELECT kind, actor, body FROM event WHERE kind ~ '^(Card|Left)' ORDER BY seq"
    )
    assert [row["kind"] for row in events] == [
        *("CardsPrinted", "CardsActivated", "CardVoided", "CardVoided", "CardVoided"),
        "LeftoversVoided",
    ]
    assert all(row["actor"].startswith("f:") for row in events)


async def test_the_wall_and_the_console_tell_how_many_cards_there_are(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 1)
    await voting.mark(visitor, 1, "1")
    await voting.enter(visitor, 0, with_check("YYYYYYYY"))
    await voting.room.refresh()
    wall = voting.room.gallery("projector", "id").channel.sheet
    assert "dari" in wall.html["isi"]
    assert "kartu yang dibagikan sudah memilih" in wall.html["isi"]
    assert (wall.text["masuk"], wall.text["pemilih"]) == ("1", "4")
    assert "tidak mengikat" not in wall.html["atas"]
    async with at_desk(voting) as facilitator:
        page = await facilitator.open(desk(voting))
        for words in ("Dibagikan, aktif 4", "Sudah dipakai di ponsel 1", "Belum dibagikan 4"):
            assert words in page.text
        assert "Kode keliru yang dicoba 1" in page.text
        assert "1 dari 4 kartu sudah memilih" in page.text


async def test_the_result_says_cards_and_not_people(
    voting: CardGathering, visitor: Visitor
) -> None:
    await voting.enter(visitor, 1)
    await voting.mark(visitor, 1, "1")
    await voting.act(c.CloseRound(1), c.RevealRound(1), c.ActivateCards(5, 8))
    page = await visitor.open(voting.home)
    assert "1 dari 4 kartu yang dibagikan memberi suara." in page.text
    assert "tidak mengikat" not in page.text
    await voting.act(c.VoidCard(8, "Terfoto di pintu"), c.PublishMeeting())
    page = await visitor.open(f"/arsip/{voting.room.code}")
    assert "Kartu 8 dibatalkan: Terfoto di pintu" in page.text
    assert "Dibagikan 8" in page.text
    assert "1 dari 4 kartu yang dibagikan memberi suara." in page.text
    assert "tidak mengikat" not in page.text
    record = (await visitor.client.get(f"/arsip/{voting.room.code}.json")).json()
    assert record["rounds"][0]["binding"] is True
    assert record["rounds"][0]["joined"] == 4
    assert record["cards"] == {
        **{"printed": 8, "handed_out": 8, "revoked": 1, "leftover": 0},
        "reasons": {"8": "Terfoto di pintu"},
    }


async def test_nobody_prints_cards_that_lead_to_this_computer_alone(
    voting: CardGathering,
) -> None:
    async with at_desk(voting) as facilitator:
        page = await door(voting, facilitator)
        assert "Jangan mencetak dari alamat ini." not in page.text
        page = Page(
            await facilitator.client.get(desk(voting, "/kartu"), headers={"host": "localhost:8000"})
        )
        assert "Jangan mencetak dari alamat ini." in page.text


# Printing


async def test_what_is_printed_is_eight_good_cards_to_a_page(hall: Hall) -> None:
    voting = await by_card(hall)
    async with at_desk(voting) as facilitator:
        page = await door(voting, facilitator)
        form = page.form("cetak")
        answer = await facilitator.client.post(form.action, data=form.filled({"count": "10"}))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert "kartu-suara" in answer.headers["content-disposition"]
    pdf = PdfReader(BytesIO(answer.content))
    raw = [page.extract_text() for page in pdf.pages]
    texts = [" ".join(text.split()) for text in raw]
    assert len(texts) == 2
    for sheet in pdf.pages:
        assert (sheet.mediabox.width, sheet.mediabox.height) == pytest.approx(A4, abs=0.5)
    found = [CODE.findall(text) for text in texts]
    assert [len(codes) for codes in found] == [8, 2]
    printed = [int(n) for text in texts for n in re.findall(r"KARTU SUARA (\d+)", text)]
    assert sorted(printed) == list(range(9, 19))
    assert sorted(printed[:8]) == list(range(9, 17))  # a page keeps its numbers together
    for words in ("Jangan difoto", plan().forum, "Kelurahan Selat Lancang", "musrenbang.test"):
        assert texts[0].count(words) in (8, 16)
    assert texts[0].count(hall.site.fingerprint) == 8
    await voting.act(c.ActivateCards(9, 18))
    async with hall.visitor() as somebody:
        for number, code in zip(printed, [code for codes in found for code in codes], strict=True):
            page = await voting.enter(somebody, 0, code)
            assert f"Kartu {number} dipakai" in page.text


async def test_the_codes_are_nowhere_but_on_paper(voting: CardGathering) -> None:
    """Every text of every table, and every hash without the key."""
    pool = voting.hall.site.pool
    tables = await pool.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    )
    for table in tables:
        rows = await pool.fetch(f'SELECT t::text AS row FROM "{table["tablename"]}" t')
        everything = "\n".join(row["row"] for row in rows)
        for code in voting.codes.values():
            assert code not in everything
    hashes = {row["code_hash"] for row in await pool.fetch("SELECT code_hash FROM card")}
    one = voting.codes[1]
    assert CardKeys(b"s" * 32).code_hash(voting.room.code, one) in hashes
    assert CardKeys(b"t" * 32).code_hash(voting.room.code, one) not in hashes
    assert CardKeys(b"s" * 32).code_hash("AAAAAA", one) not in hashes


@pytest.mark.parametrize("count", ["", "0", "401", "x"])
async def test_how_many_are_printed_has_bounds(voting: CardGathering, count: str) -> None:
    async with at_desk(voting) as facilitator:
        page = await door(voting, facilitator)
        page = await facilitator.send(page, "cetak", count=count)
    assert page.status == 422
    assert "Isi dengan angka bulat" in page.text
    assert dict(page.form("cetak").fields)["count"] == count
    assert voting.meeting.cards.printed == 8


async def test_two_desks_that_print_at_once_get_different_numbers(voting: CardGathering) -> None:
    cards = voting.hall.site.cards
    made = await asyncio.gather(*(cards.print(voting.room, "f:1", 8) for _ in range(3)))
    assert sorted(card.number for some in made for card in some) == list(range(9, 33))


def test_the_qr_carries_the_code_where_no_server_is_sent_it() -> None:
    heading = Heading("F", "K", "D", "h", "HMX 4T7", "1a2b3c4d", f"{ADDRESS}/s/HMX4T7/kartu")
    code = with_check("K7QM2XWR")
    data = card_sheets._card(heading, NewCard(12, code))
    drawn = str(qr(f"{ADDRESS}/s/HMX4T7/kartu#{code}", "Kartu 12"))
    assert data["qr"].partition("viewBox")[2] == drawn.partition("viewBox")[2]
    assert normal(data["code"]) == code


async def test_a_page_of_cards_shows_nothing_twice_in_its_order() -> None:
    """The order on a page is drawn anew: of many pages hardly one is in the order of numbers."""
    heading = Heading("F", "K", "D", "h", "HMX 4T7", "1a2b3c4d", f"{ADDRESS}/s/HMX4T7/kartu")
    cards = [NewCard(number, with_check("K7QM2XWR")) for number in range(1, 161)]
    pages = card_sheets._data(heading, cards)["pages"]
    orders = [[int(card["number"]) for card in page] for page in pages]  # type: ignore[attr-defined]
    assert [sorted(order) for order in orders] == [list(range(n, n + 8)) for n in range(1, 161, 8)]
    assert sum(order == sorted(order) for order in orders) <= 2


async def test_the_sheet_needs_no_fonts_of_the_machine() -> None:
    heading = Heading("F", "K", "D", "h", "HMX 4T7", "1a2b3c4d", f"{ADDRESS}/s/HMX4T7/kartu")
    template = folder("templates") / "print" / "kartu.typ"
    made = await card_sheets.card_sheets(template, heading, [NewCard(1, with_check("K7QM2XWR"))])
    fonts = {
        str(font.get_object()["/BaseFont"])
        for font in PdfReader(BytesIO(made)).pages[0]["/Resources"]["/Font"].values()
    }
    assert all("Libertinus" in font or "DejaVuSansMono" in font for font in fonts)


def test_the_sign_of_a_site_is_its_own() -> None:
    assert re.fullmatch("[0-9a-f]{8}", SiteKey(b"s" * 32).fingerprint)
    assert SiteKey(b"s" * 32).fingerprint != SiteKey(b"t" * 32).fingerprint


def test_numbers_are_read_and_written_as_people_do() -> None:
    assert numbers("12, 15–18;20") == [12, 15, 16, 17, 18, 20]
    assert spans(frozenset([1, 2, 3, 5, 9, 10])) == "1–3, 5, 9–10"
    assert spans(frozenset()) == ""


async def test_a_meeting_by_link_prints_none(gathering: Gathering) -> None:
    async with at_desk(gathering) as facilitator:
        page = await door(gathering, facilitator)
        assert "Musyawarah ini tidak memakai kartu suara." in page.text
        assert not page.has_form("cetak")
        assert not (await facilitator.open(desk(gathering))).has_form("kartu")
