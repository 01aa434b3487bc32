"""The desk that approves numbers on phones, without a script, and what the console says of it."""

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from musrenbang_live.core.views.facilitator import MOST_LISTED
from tests.builders import PHASES, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, opened, said
from tests.web.officers import at_desk
from tests.web.residents import gathered
from tests.web.voters import DeskGathering, by_desk


@pytest.fixture
async def asking(hall: Hall) -> DeskGathering:
    """A vote that is on; the numbers 1 to 4 wait for the desk."""
    gathering = await by_desk(hall)
    async with hall.visitor() as family:
        await gathering.joined(family)
        for _ in range(4):
            await gathering.asks(family)
    return gathering


async def door(gathering: DeskGathering, visitor: Visitor) -> Page:
    """The page of the desk."""
    return await visitor.open(desk(gathering, "/kartu"))


async def test_a_number_is_typed_and_approved_and_the_next_can_be_typed_at_once(
    asking: DeskGathering,
) -> None:
    async with at_desk(asking) as facilitator:
        page = await door(asking, facilitator)
        for number in (3, 1):
            page = await facilitator.send(page, "setujui", first=str(number))
            assert f"Nomor {number} disetujui." in said(page)
            assert page.answer.url.path == desk(asking, "/kartu")
            assert 'name="first" inputmode="numeric" maxlength="6" required autofocus' in page.html
            assert dict(page.form("setujui").fields)["first"] == ""
    assert asking.meeting.cards.active == {1, 3}
    assert "Sekarang 2 hak suara aktif." in said(page)


async def test_one_tap_approves_or_refuses_a_number_of_the_list(asking: DeskGathering) -> None:
    async with at_desk(asking) as facilitator:
        page = await door(asking, facilitator)
        page = await facilitator.send(page, "setujui-2")
        page = await facilitator.send(page, "tolak-3")
        assert said(page) == "Nomor 3 tidak disetujui."
        assert not page.has_form("setujui-2")
        assert not page.has_form("setujui-3")
        assert page.has_form("setujui-4")
        assert "Hak suara aktif 2 Menunggu 1, 4 Tidak berlaku 3" in page.text
    cards = asking.meeting.cards
    assert (cards.active, cards.leftover) == ({2}, {3})
    assert cards.reasons == {3: "Tidak jadi disetujui di meja pendaftaran."}


async def test_an_old_list_takes_no_vote_away_from_a_number_approved_meanwhile(
    asking: DeskGathering,
) -> None:
    async with at_desk(asking) as facilitator:
        old = await door(asking, facilitator)
        await asking.approve(3)
        page = await facilitator.send(old, "tolak-3")
        assert "Nomor 3 sudah disetujui tadi, atau sudah tidak berlaku." in page.text
        page = await facilitator.send(old, "setujui-3")
        assert "Nomor 3 sudah disetujui tadi, atau sudah tidak berlaku." in page.text
    assert asking.meeting.cards.active == {3}


async def test_a_range_is_approved(asking: DeskGathering) -> None:
    async with at_desk(asking) as facilitator:
        page = await door(asking, facilitator)
        page = await facilitator.send(page, "rentang", first="1", last="9")
        assert "Nomor 9 belum diminta oleh ponsel mana pun." in page.text
        assert dict(page.form("rentang").fields)["last"] == "9"
        page = await facilitator.send(page, "rentang", first="1", last="3")
        assert said(page) == "Nomor 1–3 disetujui. Sekarang 3 hak suara aktif."
    assert asking.meeting.cards.active == {1, 2, 3}


@pytest.mark.parametrize("typed", ["99", "0", "", "tiga", "-1", "1e3", "2147483648"])
async def test_what_no_phone_shows_is_refused_in_words(asking: DeskGathering, typed: str) -> None:
    async with at_desk(asking) as facilitator:
        page = await door(asking, facilitator)
        page = await facilitator.send(page, "setujui", first=typed)
    assert page.status == 422
    assert 'class="err"' in page.html or 'id="salah"' in page.html
    assert dict(page.form("setujui").fields)["first"] == typed
    assert asking.meeting.cards.active == frozenset()


async def test_an_approved_number_is_voided_or_replaced_only_after_a_question(
    asking: DeskGathering,
) -> None:
    await asking.approve(1, 2)
    async with at_desk(asking) as facilitator:
        page = await door(asking, facilitator)
        page = await facilitator.send(page, "batal", which="1", reason_text="Terdaftar dua kali")
        assert "Batalkan hak suara nomor 1?" in page.text
        assert asking.meeting.cards.active == {1, 2}
        page = await facilitator.send(page, "rights-void")
        assert said(page) == "Nomor 1 tidak berlaku lagi."
        page = await facilitator.send(page, "ganti", old="2", new="4")
        assert "Ganti nomor 2 dengan nomor 4?" in page.text
        page = await facilitator.send(page, "rights-replace")
        assert said(page) == "Nomor 2 dibatalkan. Nomor 4 disetujui sebagai gantinya."
        page = await facilitator.send(await facilitator.send(page, "sisa"), "rights-leftovers")
        assert said(page) == "Semua nomor yang menunggu tidak disetujui."
    cards = asking.meeting.cards
    assert (cards.active, cards.revoked, cards.leftover) == ({4}, {1, 2}, {3})


async def test_the_log_says_what_the_desk_did_and_not_who_asked(asking: DeskGathering) -> None:
    async with at_desk(asking) as facilitator:
        page = await door(asking, facilitator)
        await facilitator.send(page, "setujui-1")
        await facilitator.send(page, "tolak-2")
    events = await asking.hall.site.pool.fetch(
        "SELECT kind, actor, body FROM event WHERE kind ~ '^Card' ORDER BY seq"
    )
    assert [row["kind"] for row in events] == [*["CardIssued"] * 4, "CardsActivated", "CardVoided"]
    assert {row["actor"] for row in events[:4]} == {"sistem"}
    assert [row["body"] for row in events[:4]] == [{"number": n} for n in range(1, 5)]
    assert all(row["actor"].startswith("f:") for row in events[4:])


async def test_nothing_is_printed_and_there_is_no_kiosk(asking: DeskGathering) -> None:
    async with at_desk(asking) as facilitator:
        page = await door(asking, facilitator)
        assert not page.has_form("cetak")
        assert "kios?kunci" not in page.html
        token = page.form("setujui").filled({})["_token"]
        answer = await facilitator.client.post(
            desk(asking, "/kartu/cetak"), data={"_token": token, "count": "8"}
        )
        assert "tidak memakai kode kartu" in facilitator._page(answer).text
    assert asking.meeting.cards.printed == 4


async def test_the_console_shows_that_somebody_is_asking(asking: DeskGathering) -> None:
    async with at_desk(asking) as facilitator:
        page = await facilitator.open(desk(asking))
        assert "Meja pendaftaran (4)" in page.text
        assert "Menunggu di meja 4" in page.text
        await asking.approve(1)
        page = await facilitator.open(desk(asking))
        assert "Meja pendaftaran (3)" in page.text
        assert "0 dari 1 hak suara sudah dipakai" in page.text
        for word in ("Meja kartu", "kartu yang dibagikan", "tidak mengikat"):
            assert word not in page.text


async def test_the_page_that_opens_a_vote_says_how_many_can_vote(hall: Hall) -> None:
    gathering = DeskGathering(hall, (await gathered(hall, plan(rules=Rules(access="meja")))).room)
    await opened(gathering, "usulan", proposals=1)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, f"/surat-suara?tahap={PHASES['pemungutan']}"))
    assert "0 hak suara aktif sekarang." in page.text
    assert "tidak mengikat" not in page.text


async def test_a_long_queue_is_counted_and_its_beginning_listed(hall: Hall) -> None:
    gathering = await by_desk(hall)
    count = MOST_LISTED + 5
    for number in range(count):
        await gathering.room.sequencer.ask("sistem", c.IssueCard(f"{number}"), "")
    async with at_desk(gathering) as facilitator:
        page = await door(gathering, facilitator)
    assert page.has_form(f"setujui-{MOST_LISTED}")
    assert not page.has_form(f"setujui-{MOST_LISTED + 1}")
    assert f"menunggu di meja ini {count}" in page.text


async def test_after_the_end_nothing_is_approved_any_more(asking: DeskGathering) -> None:
    await asking.act(c.CloseRound(1), c.CloseMeeting())
    async with at_desk(asking) as facilitator:
        page = await door(asking, facilitator)
        assert not page.has_form("setujui")
        assert not page.has_form("setujui-1")
        assert page.has_form("batal")
        await asking.act(c.PublishMeeting())
        page = await door(asking, facilitator)
        assert not page.has_form("batal")
