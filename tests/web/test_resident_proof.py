"""Proof of one's own ballot without any script: three words, a cookie for one page, and a look."""

import re
import uuid
from http.cookiejar import Cookie

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.words import receipt_words
from tests.web.browsing import Hall, Page, Visitor
from tests.web.residents import Gathering
from tests.web.voters import by_card

SAME = "Suara Bapak/Ibu ada dalam daftar, dengan pilihan yang sama."
MISSED = (
    "Suara dari ponsel ini tidak ada dalam daftar. Tunjukkan layar ini kepada saksi atau panitia."
)


@pytest.fixture
async def paper(gathering: Gathering, visitor: Visitor) -> Page:
    """The ballot of three proposals before a resident."""
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await gathering.proposals(3)
    await gathering.phase("pemungutan")
    return await visitor.open(gathering.home)


def words_on(page: Page) -> str:
    """The three words that the page shows."""
    found = re.search(r"Kata bukti: (\w+ \w+ \w+)", page.text)
    assert found, page.text
    return found[1]


def links(visitor: Visitor) -> list[Cookie]:
    """The cookies that tie this phone to ballots."""
    return [cookie for cookie in visitor.client.cookies.jar if cookie.name.startswith("bukti_")]


async def proof(meeting: Gathering, visitor: Visitor) -> Page:
    """The page of this phone's proofs."""
    return await visitor.open(f"{meeting.home}/bukti")


async def test_words_are_shown_after_saving_and_stay_through_changes(
    gathering: Gathering, visitor: Visitor, paper: Page
) -> None:
    assert "Kata bukti" not in paper.text
    page = await visitor.send(paper, "suara-1", mark=["2"])
    words = words_on(page)
    row = await gathering.hall.site.pool.fetchrow("SELECT receipt::text, ref::text FROM ballot")
    assert row is not None
    assert words == " ".join(receipt_words(row["receipt"]))
    assert row["receipt"] != row["ref"]
    page = await visitor.send(page, "suara-1", mark=["1", "3"])
    assert words_on(page) == words
    page = await visitor.send(page, "suara-1", mark=[])
    assert "Kata bukti" not in page.text, "a blank ballot is not counted"
    page = await visitor.send(page, "suara-1", mark=["3"])
    assert words_on(page) == words


async def test_the_page_looks_for_the_ballot_once_the_round_is_closed(
    gathering: Gathering, visitor: Visitor, paper: Page
) -> None:
    words = words_on(await visitor.send(paper, "suara-1", mark=["2", "3"]))
    for mark in ([1], [2]):
        await gathering.cast(mark)
    page = await proof(gathering, visitor)
    assert "Pemungutan belum ditutup." in page.text
    assert words in page.text
    await gathering.act(c.CloseRound(1))
    for stage in (c.RevealRound(1), c.PublishMeeting(), None):
        page = await proof(gathering, visitor)
        assert SAME in page.text
        assert MISSED not in page.text
        assert words_on(page) == words
        assert "bukti 3 = suara 3 = peserta yang memberi suara 3" in page.text
        assert f"{gathering.home}/kata/1" in page.links
        if stage:
            await gathering.act(stage)


async def test_only_the_last_choice_is_looked_for(
    gathering: Gathering, visitor: Visitor, paper: Page
) -> None:
    page = await visitor.send(paper, "suara-1", mark=["1"])
    await visitor.send(page, "suara-1", mark=["2"])
    assert len(links(visitor)) == 1
    await gathering.act(c.CloseRound(1))
    assert SAME in (await proof(gathering, visitor)).text


@pytest.mark.parametrize(
    ("change", "lack"),
    [
        ("UPDATE mark SET mark = '[1]'", "pilihan yang tersimpan di ponsel ini"),
        ("UPDATE mark SET id = gen_random_uuid()", "pilihan yang tersimpan di ponsel ini"),
        ("DELETE FROM mark", "pilihan yang tersimpan di ponsel ini"),
        ("DELETE FROM receipt", "tiga kata di bawah ini"),
    ],
)
async def test_a_ballot_that_was_tampered_with_is_missed(
    gathering: Gathering, visitor: Visitor, paper: Page, change: str, lack: str
) -> None:
    page = await visitor.send(paper, "suara-1", mark=["2", "3"])
    words, said = words_on(page), re.search(r"Tersimpan pukul (\d\d\.\d\d)", page.text)
    assert said
    await gathering.act(c.CloseRound(1))
    await gathering.hall.site.pool.execute(change)
    page = await proof(gathering, visitor)
    assert MISSED in page.text
    assert SAME not in page.text
    assert f"Yang tidak ada: {lack}." in page.text
    assert f"suara tersimpan pukul {said[1]}." in page.text
    assert words_on(page) == words


async def test_a_card_voted_with_later_elsewhere_is_explained(hall: Hall, visitor: Visitor) -> None:
    meeting = await by_card(hall)
    for number in (1, 2):
        await meeting.enter(visitor, number)
        await meeting.mark(visitor, number, "1")
    async with hall.visitor() as other:
        await meeting.enter(other, 2)
        await meeting.mark(other, 2, "3")
        await meeting.act(c.CloseRound(1))
        mine, theirs = await proof(meeting, visitor), await proof(meeting, other)
    assert SAME in mine.text, "card 1"
    assert MISSED in mine.text, "card 2"
    assert "Kartu yang sama dipakai memilih lagi sesudahnya" in mine.text
    assert "bukti 2 = suara 2 = kartu terpakai 2" in mine.text
    assert SAME in theirs.text
    assert MISSED not in theirs.text


async def test_what_ties_a_phone_to_a_ballot_goes_to_one_page_only(
    gathering: Gathering, visitor: Visitor, paper: Page
) -> None:
    await visitor.send(paper, "suara-1", mark=["2", "3"])
    (link,) = links(visitor)
    assert link.path == f"{gathering.home}/bukti"
    assert "HttpOnly" in link._rest  # type: ignore[attr-defined]
    row = await gathering.hall.site.pool.fetchrow("SELECT ref, participant FROM ballot")
    assert row is not None
    for plain in (str(row["ref"]), row["ref"].hex, row["participant"].hex, "[2,3]"):
        assert plain not in str(link.value)
    await gathering.act(c.CloseRound(1))
    for path in ("", "/usulan", "/daftar/1", "/kata/1"):
        asked = (await visitor.client.get(gathering.home + path)).request
        assert link.name not in asked.headers.get("cookie", "")
    assert link.name in (await proof(gathering, visitor)).answer.request.headers["cookie"]


async def test_a_link_is_forgotten_after_a_question(
    gathering: Gathering, visitor: Visitor, paper: Page
) -> None:
    words = words_on(await visitor.send(paper, "suara-1", mark=["2"]))
    await gathering.act(c.CloseRound(1))
    page = await proof(gathering, visitor)
    assert "Ponsel ini tidak dapat memeriksa suara itu lagi." in page.text
    page = await visitor.send(page, "/bukti/lupakan")
    assert "Kaitan dengan suara itu sudah dihapus dari ponsel ini." in page.text
    assert words not in page.text
    assert SAME not in page.text
    assert links(visitor) == []
    assert words in (await visitor.open(f"{gathering.home}/kata/1")).text, "it stays counted"


async def test_whoever_leaves_the_meeting_takes_the_link_along(
    gathering: Gathering, visitor: Visitor, paper: Page
) -> None:
    await visitor.send(paper, "suara-1", mark=["2"])
    page = await visitor.open(f"{gathering.home}/panitia")
    await visitor.send(page, "/lupakan")
    assert links(visitor) == []


async def test_a_script_that_sends_a_receipt_along_keeps_the_link_itself(
    gathering: Gathering, visitor: Visitor, paper: Page
) -> None:
    ref, receipt = str(uuid.uuid4()), str(uuid.uuid4())
    page = await visitor.send(paper, "suara-1", mark=["2"], ref=ref, receipt=receipt)
    assert words_on(page) == " ".join(receipt_words(receipt))
    assert f'"ref": "{ref}"' in page.html or f'"ref":"{ref}"' in page.html
    assert links(visitor) == []
    # Another choice of this phone may be newer by its clock: the code stays the one it knows.
    await gathering.hall.site.pool.execute("UPDATE ballot SET rev = rev + 3600000")
    ref = str(uuid.uuid4())
    await visitor.send(page, "suara-1", mark=["3"], ref=ref, receipt=receipt)
    row = await gathering.hall.site.pool.fetchrow("SELECT ref::text, mark FROM ballot")
    assert row is not None
    assert (row["ref"], row["mark"]) == (ref, [3])
    for wrong in ("no uuid", ref):
        page = await visitor.send(paper, "suara-1", mark=["2"], ref=ref, receipt=wrong)
        assert page.status == 400


async def test_strange_cookies_are_not_looked_at(
    gathering: Gathering, visitor: Visitor, paper: Page
) -> None:
    await visitor.send(paper, "suara-1", mark=["2"])
    (link,) = links(visitor)
    await gathering.act(c.CloseRound(1))
    code, path = gathering.room.code, str(link.path)
    for name in (
        *(f"bukti_{code}_{odd}" for odd in ("2_0", "1_7", "x_0", "1", "1_", "9" * 40 + "_0")),
        "bukti_AAAAAA_1_0",
    ):
        visitor.client.cookies.set(name, str(link.value), link.domain, path)
    visitor.client.cookies.set(link.name, f"0{link.value}", link.domain, path)
    page = await proof(gathering, visitor)
    assert page.status == 200
    assert SAME not in page.text
    assert MISSED not in page.text


async def test_the_page_is_for_everybody_and_at_every_time(
    gathering: Gathering, visitor: Visitor
) -> None:
    page = await proof(gathering, visitor)
    assert page.status == 200
    assert "Belum ada pemungutan yang ditutup." in page.text
    lower = await visitor.open(f"/s/{gathering.room.code.lower()}/bukti")
    assert lower.answer.url.path == f"{gathering.home}/bukti"
    assert (await visitor.open("/s/AAAAAA/bukti")).status == 404
