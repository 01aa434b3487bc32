"""Vote rights on a phone without any script: asked for, waited for, approved, refused in words."""

from collections.abc import AsyncIterator

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from musrenbang_live.web.resident.pages import MOST_HELD
from tests.builders import plan
from tests.web.browsing import Hall, Visitor
from tests.web.residents import Gathering, ballots, gathered
from tests.web.voters import CardGathering, DeskGathering, by_card, by_desk

POLL = "jajak pendapat, tidak mengikat"


@pytest.fixture
async def desk(hall: Hall) -> DeskGathering:
    """A vote that is on; nobody has asked for a right yet."""
    return await by_desk(hall)


@pytest.fixture
async def other(hall: Hall) -> AsyncIterator[Visitor]:
    """A second phone."""
    async with hall.visitor() as somebody:
        yield somebody


async def test_a_phone_asks_shows_its_number_and_votes_once_it_is_approved(
    desk: DeskGathering, visitor: Visitor
) -> None:
    page = await desk.joined(visitor)
    assert "Memilih memerlukan hak suara." in page.text
    assert POLL not in page.text
    page = await visitor.send(page, "minta")
    assert page.answer.url.path == f"{desk.home}/kartu"
    assert "Nomor hak suara 1 Tunjukkan ke meja pendaftaran." in page.text
    assert '<meta http-equiv="refresh" content="20' in page.html
    page = await visitor.open(desk.home)
    assert "Nomor hak suara 1 Tunjukkan ke meja pendaftaran." in page.text
    assert 'http-equiv="refresh"' not in page.html, "a ballot may be half filled here"
    await desk.approve(1)
    page = await visitor.open(f"{desk.home}/kartu")  # what the page does by itself
    assert page.answer.url.params["kartu"] == "1"
    assert "Nomor 1 disetujui. Bapak/Ibu dapat memilih dari ponsel ini." in page.text
    assert "Surat suara nomor 1" in page.text
    page = await desk.mark(visitor, 1, "2")
    assert "Tersimpan pukul" in page.text
    assert page.answer.url.params["kartu"] == "1"
    assert (await desk.votes())[2] == 1


async def test_a_number_is_asked_for_before_the_meeting_begins(
    hall: Hall, visitor: Visitor
) -> None:
    early = DeskGathering(hall, (await gathered(hall, plan(rules=Rules(access="meja")))).room)
    await early.joined(visitor)
    number, _page = await early.asks(visitor)
    await early.approve(number)
    page = await visitor.open(early.home)
    assert "Nomor 1 disetujui." in page.text
    assert early.meeting.stage == "planned"


async def test_pressing_twice_or_on_an_old_page_asks_once(
    desk: DeskGathering, visitor: Visitor
) -> None:
    await desk.joined(visitor)
    old = await visitor.open(f"{desk.home}/kartu")
    for _ in range(3):
        page = await visitor.send(old, "minta")
        assert "Nomor hak suara 1" in page.text
    assert desk.meeting.cards.printed == 1
    await desk.approve(1)
    await visitor.open(desk.home)
    page = await visitor.send(old, "minta")  # the number it votes with already
    assert page.answer.url.params["kartu"] == "1"
    page = await visitor.open(f"{desk.home}/kartu")
    assert page.text.count("Buka surat suaranya") == 1
    assert desk.meeting.cards.printed == 1


async def test_a_family_on_one_phone_votes_one_by_one(
    desk: DeskGathering, visitor: Visitor
) -> None:
    await desk.joined(visitor)
    for number in (1, 2, 3):
        assert (await desk.asks(visitor))[0] == number
    await desk.approve(1, 3)
    page = await visitor.open(desk.home)
    assert "Nomor hak suara 2 Tunjukkan" in page.text, "one still waits"
    for number in (1, 3):
        page = await visitor.open(f"{desk.home}?kartu={number}")
        assert f"Surat suara nomor {number}" in page.text
        await desk.mark(visitor, number, str(number))
    await desk.approve(2)
    await visitor.open(desk.home)
    await desk.mark(visitor, 2, "1")
    assert await desk.votes() == {1: 2, 3: 1, 2: 0}


async def test_a_phone_asks_for_ten_and_no_more(desk: DeskGathering, visitor: Visitor) -> None:
    await desk.joined(visitor)
    for _ in range(MOST_HELD):
        await desk.asks(visitor)
    await desk.approve(1, 2)
    await visitor.open(desk.home)
    page = await visitor.send(await visitor.open(f"{desk.home}/kartu"), "minta")
    assert page.status == 422
    assert "sudah diminta sebanyak yang dapat diberikan" in page.text
    assert desk.meeting.cards.printed == MOST_HELD
    await desk.act(c.RefuseCard(3, "Ganda"))
    number, page = await desk.asks(visitor)  # a refused one leaves its place
    assert number == MOST_HELD + 1
    assert "Nomor 3 tidak disetujui" not in page.text


async def test_a_refusal_is_told_with_its_reason_and_another_number_can_be_asked_for(
    desk: DeskGathering, visitor: Visitor
) -> None:
    await desk.joined(visitor)
    await desk.asks(visitor)
    await desk.act(c.RefuseCard(1, "Bukan warga <kelurahan> ini"))
    for path in (desk.home, f"{desk.home}/kartu"):
        page = await visitor.open(path)
        assert "Nomor 1 tidak disetujui." in page.text
        assert "Alasan panitia: Bukan warga <kelurahan> ini" in page.text
    page = await visitor.send(page, "minta")
    assert "Nomor hak suara 2 Tunjukkan" in page.text
    await desk.act(c.VoidLeftovers())
    page = await visitor.open(desk.home)
    assert "Nomor 2 tidak disetujui." in page.text


async def test_a_right_that_is_voided_votes_no_more_and_the_phone_says_so(
    desk: DeskGathering, visitor: Visitor
) -> None:
    number = await desk.voter(visitor)
    await desk.mark(visitor, number, "1")
    await desk.act(c.VoidCard(number, "Terdaftar dua kali"))
    page = await visitor.open(f"{desk.home}/kartu")
    assert "tidak berlaku" in page.text
    page = await desk.mark(visitor, number, "1")
    assert page.status == 422
    assert "Hak suara ini sudah tidak berlaku. Tanyakan ke meja pendaftaran." in page.text
    assert sum((await desk.votes()).values()) == 0


async def test_a_broken_phone_is_replaced_by_another(
    desk: DeskGathering, visitor: Visitor, other: Visitor
) -> None:
    number = await desk.voter(visitor)
    await desk.mark(visitor, number, "1")
    await desk.joined(other)
    new, _page = await desk.asks(other)
    await desk.act(c.ReplaceCard(number, new))
    await other.open(desk.home)
    await desk.mark(other, new, "2")
    assert (await desk.mark(visitor, number, "1")).status == 422
    assert await desk.votes() == {2: 1, 1: 0, 3: 0}


async def test_leaving_the_meeting_forgets_the_numbers_too(
    desk: DeskGathering, visitor: Visitor
) -> None:
    number = await desk.voter(visitor)
    await desk.asks(visitor)
    page = await visitor.open(f"{desk.home}/panitia")
    assert "Ingat nomor Bapak/Ibu." in page.text
    await visitor.send(page, "/lupakan")
    page = await desk.joined(visitor)
    assert "Surat suara nomor" not in page.text
    assert "Nomor hak suara" not in page.text
    page = await desk.mark(visitor, number, "1")
    assert page.status == 422


async def test_who_has_not_joined_is_led_to_joining_and_back(
    desk: DeskGathering, visitor: Visitor
) -> None:
    page = await visitor.open(f"{desk.home}/kartu")
    assert page.answer.url.path == desk.home
    assert "minta hak suara, lalu tunjukkan nomornya" in page.text
    page = await visitor.send(page, "/ikut")
    assert page.answer.url.path == f"{desk.home}/kartu"
    assert page.has_form("minta")


async def test_a_page_tells_its_script_how_its_numbers_stand(
    desk: DeskGathering, visitor: Visitor
) -> None:
    await desk.joined(visitor)
    for _ in range(3):
        await desk.asks(visitor)
    await desk.approve(2)
    await desk.act(c.RefuseCard(3, "Ganda"))
    answer = await visitor.client.get(f"{desk.home}/kartu/hak")
    assert answer.json() == {"asked": {"1": "waiting", "2": "approved", "3": "refused"}}
    assert answer.headers["cache-control"] == "no-store"
    async with desk.hall.visitor() as stranger:
        assert (await stranger.client.get(f"{desk.home}/kartu/hak")).json() == {"asked": {}}


async def test_the_shared_sheet_tells_how_far_the_desk_is_and_names_nobody(
    desk: DeskGathering, visitor: Visitor
) -> None:
    await desk.joined(visitor)
    await desk.asks(visitor)
    sheet = desk.room.gallery("resident", "id").channel.sheet
    assert sheet.text["meja-0"] == "0"
    await desk.approve(1)
    assert desk.room.gallery("resident", "id").channel.sheet.text["meja-0"] == "1"
    page = await visitor.open(f"{desk.home}/usulan")
    assert 'data-text="meja-0"' not in page.html, "only where a number stands is it listened for"


async def test_it_is_called_a_poll_nowhere(desk: DeskGathering, visitor: Visitor) -> None:
    number = await desk.voter(visitor)
    await desk.mark(visitor, number, "2")
    await desk.room.refresh()
    wall = desk.room.gallery("projector", "id").channel.sheet
    assert "dari <span" in wall.html["isi"]
    assert "hak suara yang disetujui sudah dipakai" in wall.html["isi"]
    assert "lalu minta hak suara" in wall.html["isi"]
    assert (wall.text["masuk"], wall.text["pemilih"]) == ("1", "1")
    await desk.act(c.CloseRound(1))
    assert "suara masuk, dari" in desk.room.gallery("projector", "id").channel.sheet.html["isi"]
    await desk.act(c.RevealRound(1))
    page = await visitor.open(desk.home)
    assert "1 dari 1 hak suara yang disetujui dipakai." in page.text
    await desk.act(c.PublishMeeting())
    page = await visitor.open(f"/arsip/{desk.room.code}")
    assert "1 dari 1 hak suara yang disetujui dipakai." in page.text
    for html in (page.html, *desk.room.gallery("projector", "id").channel.sheet.html.values()):
        assert "tidak mengikat" not in html


async def test_the_record_has_the_figures(desk: DeskGathering, visitor: Visitor) -> None:
    await desk.joined(visitor)
    for _ in range(5):
        await desk.asks(visitor)
    await desk.approve(1, 2, 3)
    await desk.act(c.VoidCard(3, "Terdaftar dua kali"), c.RefuseCard(4, "Bukan warga"))
    await desk.act(c.CloseRound(1), c.PublishMeeting())
    page = await visitor.open(f"/arsip/{desk.room.code}")
    for words in (
        *("Diminta dari ponsel 5", "Disetujui di meja pendaftaran 3"),
        *("Dibatalkan setelah disetujui 1", "Tidak pernah disetujui 2"),
        *("Nomor 3 dibatalkan: Terdaftar dua kali", "Nomor 4 dibatalkan: Bukan warga"),
    ):
        assert words in page.text
    record = (await visitor.client.get(f"/arsip/{desk.room.code}.json")).json()
    assert (record["rounds"][0]["binding"], record["rounds"][0]["joined"]) == (True, 2)
    assert record["cards"] == {
        **{"printed": 5, "handed_out": 3, "revoked": 1, "leftover": 2, "by_desk": True},
        "reasons": {"3": "Terdaftar dua kali", "4": "Bukan warga"},
    }
    page = await visitor.open(desk.home)
    assert not page.has_form("minta")
    page = await visitor.open(f"{desk.home}/kartu")
    assert page.answer.url.path == desk.home


async def test_there_is_no_kiosk_and_no_code_to_type(desk: DeskGathering, visitor: Visitor) -> None:
    said = "Musyawarah ini tidak memakai kode kartu. Minta hak suara dari ponsel"
    page = await desk.joined(visitor)
    assert not page.has_form("kartu-suara")
    page = await visitor.open(f"{desk.home}/kios")
    assert page.answer.url.path == desk.home
    assert said in page.text
    token = page.form("minta").filled({})["_token"]
    for path in ("kartu", "kartu/lepas"):
        answer = await visitor.client.post(
            f"{desk.home}/{path}", data={"_token": token, "code": "K7QM2XWRF", "number": "1"}
        )
        assert said in visitor._page(answer).text


async def test_where_cards_are_printed_none_can_be_asked_for(hall: Hall, visitor: Visitor) -> None:
    voting: CardGathering = await by_card(hall)
    page = await voting.joined(visitor)
    assert not page.has_form("minta")
    token = page.form("suara-1").filled({})["_token"]
    answer = await visitor.client.post(f"{voting.home}/kartu/minta", data={"_token": token})
    assert "memakai kartu suara tercetak" in visitor._page(answer).text
    assert voting.meeting.cards.printed == 8


async def test_where_anybody_votes_there_is_nothing_to_ask_for(
    gathering: Gathering, visitor: Visitor
) -> None:
    page = await gathering.joined(visitor)
    assert not page.has_form("minta")
    token = (await visitor.open(f"{gathering.home}/panitia")).form("/lupakan").filled({})["_token"]
    answer = await visitor.client.post(f"{gathering.home}/kartu/minta", data={"_token": token})
    assert "tidak memakai kartu suara" in visitor._page(answer).text
    assert await ballots(gathering) == 0
