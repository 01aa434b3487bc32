"""The lists of a closed round, as phones and people get them: whole, in parts, and as words."""

import asyncio
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

import httpx2
import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.words import receipt_words
from tests.web.browsing import ADDRESS, Hall, Page, Visitor
from tests.web.residents import Gathering, gathered
from tests.web.voters import by_card

MANY = 1_500


async def voted(hall: Hall, marks: list[Mark]) -> tuple[Gathering, list[dict[str, Any]]]:
    """A meeting whose round is open; what each phone sent."""
    meeting = await gathered(hall)
    await meeting.phase("usulan")
    await meeting.proposals(3)
    await meeting.phase("pemungutan")
    sent = []
    for mark in marks:
        vote = {"code": str(uuid.uuid4()), "mark": mark, "receipt": str(uuid.uuid4())}
        who = await meeting.neighbour()
        await hall.service.vote(
            meeting.room, who, vote["code"], 1, 1, list(mark), receipt=vote["receipt"]
        )
        sent.append(vote)
    return meeting, sent


def hashed(vote: Mapping[str, Any], via: str = "ponsel") -> str:
    """The hash of a ballot as a phone computes it, with nothing of ours."""
    opening = {"code": vote["code"], "mark": vote["mark"], "via": via}
    return hashlib.sha256(json.dumps(opening, separators=(",", ":")).encode()).hexdigest()


def words_of(vote: Mapping[str, Any]) -> str:
    """The three words of a vote's receipt."""
    return " ".join(receipt_words(vote["receipt"]))


async def asked(hall: Hall, path: str, **headers: str) -> httpx2.Response:
    """The answer to somebody who says nothing of themselves."""
    transport = httpx2.ASGITransport(app=hall.app)
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        return await client.get(path, headers={"accept": "application/json", **headers})


async def fill(meeting: Gathering, count: int) -> None:
    """So many ballots of others, straight into the sealed rows."""
    await meeting.hall.site.pool.execute(
        """
        WITH ballots AS (
            INSERT INTO mark (session_id, round, id, mark, via)
            SELECT $1, 1, gen_random_uuid(), '[1]', 'ponsel' FROM generate_series(1, $2)
        ), proofs AS (
            INSERT INTO receipt SELECT $1, 1, gen_random_uuid() FROM generate_series(1, $2)
        )
        INSERT INTO used SELECT $1, 1, gen_random_uuid() FROM generate_series(1, $2)
        """,
        meeting.room.row.id,
        count,
    )


async def test_every_phone_finds_its_ballot_and_its_receipt(hall: Hall) -> None:
    meeting, sent = await voted(hall, [[1], [2], [1, 2, 3], [3], [2, 3], []])
    await meeting.act(c.CloseRound(1))
    told = (await asked(hall, f"{meeting.home}/daftar/1")).json()
    counted = sent[:-1]  # the last one is blank
    assert (told["round"], told["bits"], told["via"]) == (1, 0, "ponsel")
    assert told["ballots"] == told["receipts"] == told["used"] == 5
    assert told["closed"] == meeting.meeting.rounds[1].closed_at
    assert told["lists"]["ballots"] == sorted(map(hashed, counted))
    assert told["lists"]["receipts"] == sorted(vote["receipt"] for vote in counted)


async def test_few_ballots_do_not_say_by_which_way_they_came(hall: Hall) -> None:
    meeting, sent = await voted(hall, [[1], [2]])
    await meeting.act(c.CloseRound(1))
    told = (await asked(hall, f"{meeting.home}/daftar/1")).json()
    assert told["via"] == ""
    assert told["lists"]["ballots"] == sorted(hashed(vote, "") for vote in sent)


async def test_lists_tell_no_totals(hall: Hall) -> None:
    """Two meetings that differ in their marks only: whatever is not random is the same."""
    shown = []
    for marks in ([[1]] * 6, [[2, 3]] * 6):
        meeting, sent = await voted(hall, list(marks))
        await meeting.act(c.CloseRound(1))
        answer = await asked(hall, f"{meeting.home}/daftar/1")
        told = answer.json()
        lists = told.pop("lists")
        del told["closed"]
        assert not set(lists["ballots"]) & {vote["code"] for vote in sent}
        assert all(len(entry) == 64 for entry in lists["ballots"])
        assert len(set(lists["ballots"])) == 6, "equal choices look different"
        shown.append((told, len(answer.content), sorted(lists)))
    assert shown[0] == shown[1]


async def test_a_large_round_comes_in_parts_that_point_at_nobody(hall: Hall) -> None:
    meeting, sent = await voted(hall, [[1]] * 6)
    await meeting.act(c.CloseRound(1))
    await fill(meeting, MANY - 6)
    there = f"{meeting.home}/daftar/1"
    told = (await asked(hall, there)).json()
    assert "lists" not in told
    assert (told["ballots"], told["bits"]) == (MANY, 2)
    entries: dict[str, list[str]] = {}
    for name in ("suara", "bukti"):
        parts = [(await asked(hall, f"{there}/{name}/{index}")).json() for index in range(4)]
        assert [part["part"] for part in parts] == [0, 1, 2, 3]
        assert min(len(part["entries"]) for part in parts) > 256
        entries[name] = [entry for part in parts for entry in part["entries"]]
        assert len(entries[name]) == MANY
        assert entries[name] == sorted(entries[name])
    for vote in sent:
        assert hashed(vote) in entries["suara"]
        assert vote["receipt"] in entries["bukti"]
    for wrong in ("suara/4", "bukti/99999", "lain/0", "ballots/0"):
        assert (await asked(hall, f"{there}/{wrong}")).status_code == 404


async def test_lists_may_be_kept_and_are_small_on_the_way(hall: Hall) -> None:
    meeting, _ = await voted(hall, [[1]] * 6)
    await meeting.act(c.CloseRound(1))
    await fill(meeting, 505)
    there = f"{meeting.home}/daftar/1"
    first = await asked(hall, there)
    assert first.headers["cache-control"] == "public, max-age=60"
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) < 36_000
    plain = await asked(hall, there, **{"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == first.json()
    again = await asked(hall, there, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "set-cookie" not in first.headers


async def test_nothing_is_there_while_the_round_is_open(hall: Hall) -> None:
    meeting, _ = await voted(hall, [[1]])
    for path in ("daftar/1", "daftar/1/suara/0", "kata/1"):
        answer = await asked(hall, f"{meeting.home}/{path}")
        assert answer.status_code == 404
        assert answer.json()["code"] == "lists_not_ready"
    for path in ("daftar/2", "kata/2"):
        assert (await asked(hall, f"{meeting.home}/{path}")).json()["code"] == "round_unknown"
    assert (await asked(hall, "/s/AAAAAA/daftar/1")).status_code == 404


async def test_a_hall_that_asks_at_once_reads_the_rows_once(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, _ = await voted(hall, [[1]] * 6)
    await meeting.act(c.CloseRound(1))
    lists, read = hall.site.proof_lists, []
    reading = lists._read

    async def noted(*asked_for: int) -> Any:
        read.append(asked_for)
        return await reading(*asked_for)

    monkeypatch.setattr(lists, "_read", noted)
    found = await asyncio.gather(*(lists.of(meeting.room, 1) for _ in range(50)))
    assert len(read) == 1
    assert all(each is found[0] for each in found)


async def test_a_failed_reading_is_not_kept(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting, _ = await voted(hall, [[1]] * 6)
    await meeting.act(c.CloseRound(1))
    lists = hall.site.proof_lists
    with monkeypatch.context() as patched:
        patched.setattr(lists, "_pool", None)
        with pytest.raises(AttributeError):
            await lists.of(meeting.room, 1)
    assert len((await lists.of(meeting.room, 1)).words) == 6


# As words


async def test_words_stand_in_the_order_of_the_alphabet(hall: Hall, visitor: Visitor) -> None:
    meeting, sent = await voted(hall, [[1], [2], [3], [1, 2], [2, 3], [1, 3]])
    await meeting.act(c.CloseRound(1))
    page = await visitor.open(f"{meeting.home}/kata/1")
    assert listed(page) == sorted(map(words_of, sent))
    assert "bukti 6 = suara 6 = peserta yang memberi suara 6" in page.text
    for vote in sent:
        assert vote["receipt"] not in page.html
        assert vote["code"] not in page.html
    assert page.answer.headers["cache-control"] == "public, max-age=60"


def listed(page: Page) -> list[str]:
    """The entries of the list of words."""
    body = page.html.partition('<ol class="kata">')[2].partition("</ol>")[0]
    return [line.partition(">")[2].removesuffix("</li>") for line in body.split("\n") if line]


async def test_words_are_found_on_whatever_page_they_stand(hall: Hall, visitor: Visitor) -> None:
    meeting, sent = await voted(hall, [[1]] * 6)
    await meeting.act(c.CloseRound(1))
    await fill(meeting, MANY - 6)
    there, found = f"{meeting.home}/kata/1", []
    for number in ("", "?halaman=2", "?halaman=3"):
        found += listed(await visitor.open(there + number))
    assert len(found) == MANY
    assert found == sorted(found)
    for odd in ("?halaman=0", "?halaman=4", "?halaman=x", "?halaman=" + "9" * 30):
        assert listed(await visitor.open(there + odd)) == found[:600]
    for vote in sent:
        typed = words_of(vote).upper().replace(" ", "++")
        page = await visitor.open(f"{there}?kata=+{typed}")
        assert f"Kata ini ada dalam daftar: {words_of(vote)}" in page.text
        assert words_of(vote) in listed(page)
    for odd in ("zzz", "%3Cscript%3E", "aku+kamu+dia", "%00"):
        page = await visitor.open(f"{there}?kata={odd}")
        assert "Kata ini tidak ada dalam daftar" in page.text
        assert page.html.count("<script>") == 1  # every page's own


async def test_the_archive_has_the_same_words(hall: Hall, visitor: Visitor) -> None:
    meeting, sent = await voted(hall, [[1], [2]])
    code = meeting.room.code
    await meeting.act(c.CloseRound(1), c.RevealRound(1))
    assert (await visitor.open(f"/arsip/{code}/1/bukti")).status == 404
    await meeting.act(c.PublishMeeting())
    page = await visitor.open(f"/arsip/{code}/1/bukti")
    assert listed(page) == sorted(map(words_of, sent))
    assert (await visitor.open(f"/arsip/{code}/2/bukti")).status == 404
    record = await visitor.open(f"/arsip/{code}")
    assert f"/arsip/{code}/1/bukti" in record.links
    assert "bukti 2 = suara 2 = peserta yang memberi suara 2" in record.text
    rounds = (await asked(hall, f"/arsip/{code}.json")).json()["rounds"]
    assert [(each["receipts"], each["used"]) for each in rounds] == [(2, 2)]


async def test_figures_are_of_cards_where_cards_vote(hall: Hall, visitor: Visitor) -> None:
    meeting = await by_card(hall)
    for number in (1, 2, 3):
        await meeting.enter(visitor, number)
        await meeting.mark(visitor, number, "1")
    await meeting.act(c.CloseRound(1))
    page = await visitor.open(f"{meeting.home}/kata/1")
    assert "bukti 3 = suara 3 = kartu terpakai 3" in page.text


async def test_figures_that_differ_are_said_in_words(hall: Hall, visitor: Visitor) -> None:
    meeting, _ = await voted(hall, [[1], [2]])
    await meeting.act(c.CloseRound(1))
    await hall.site.pool.execute(
        "DELETE FROM mark WHERE id = (SELECT id FROM mark ORDER BY id LIMIT 1)"
    )
    page = await visitor.open(f"{meeting.home}/kata/1")
    assert "Angka ini seharusnya sama, tetapi tidak: bukti 2, suara 1" in page.text
    assert 'role="alert"' in page.html
