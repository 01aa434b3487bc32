"""The files by which a published meeting can be checked, as anybody gets them."""

import json
import uuid

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Choose
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.proof.notes import opened, read_checkpoint, read_key
from musrenbang_live.core.verifying import Asked
from musrenbang_live.core.words import receipt_words
from musrenbang_live.live.signing import verified
from tests.builders import plan
from tests.patience import until
from tests.web.browsing import Hall, Visitor
from tests.web.proofs import RULES, VOTERS, bundle_of, files_of, findings, published, wrong
from tests.web.records import HOUSE, UNSEEN, eventful
from tests.web.residents import gathered

PROOFS = ("bundle.zip", "log.ndjson", "checkpoint.txt")


async def test_a_bundle_of_every_kind_of_vote_holds(hall: Hall, visitor: Visitor) -> None:
    it = await published(hall)
    data = await bundle_of(it, visitor)
    key = (await visitor.client.get("/kunci.txt")).text.strip()
    files = files_of(data)
    receipts = [
        json.loads(line)["receipt"]
        for line in files["log.ndjson"].splitlines()
        if b'"receipt"' in line
    ]
    assert len(receipts) == VOTERS * len(RULES)
    asked = Asked(key, files["checkpoint-3.txt"].decode(), receipt_words(receipts[0]))
    found = findings(data, asked)
    assert [(each.number, each.passed) for each in found] == [
        (number, True) for number in range(1, 11)
    ], found
    assert len([name for name in files if name.startswith("ballots-")]) == len(RULES)


async def test_its_files_are_those_of_the_archive(hall: Hall, visitor: Visitor) -> None:
    it = await published(hall, ("pilih",))
    code = it.room.code
    files = files_of(await bundle_of(it, visitor))
    assert files["record.json"] == (await visitor.client.get(f"/arsip/{code}.json")).content
    log = await visitor.client.get(f"/arsip/{code}/log.ndjson")
    assert files["log.ndjson"] == log.content
    assert log.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    key = read_key((await visitor.client.get("/kunci.txt")).text.strip())
    note = (await visitor.client.get(f"/arsip/{code}/checkpoint.txt")).text
    assert note == files["checkpoint-5.txt"].decode()
    newest = read_checkpoint(opened(note, key, verified))
    assert newest.size == log.content.count(b"\n")
    assert key.name.removeprefix("musrenbang-live/") == hall.site.fingerprint
    read_me = files["BACA-SAYA.txt"].decode()
    assert it.meeting.plan.forum in read_me
    assert key.text in read_me
    assert "{" not in read_me


async def test_nothing_private_is_in_it(hall: Hall, visitor: Visitor) -> None:
    it, people = await eventful(hall)
    data = await bundle_of(it, visitor)
    assert wrong(data) == {}
    for private in (HOUSE, UNSEEN, "peserta_", "Butet", *people):
        assert private.encode() not in data
    assert b"Menyebut nama orang." in data
    voters = await hall.site.pool.fetch("SELECT participant::text AS id, ref::text FROM support")
    for row in voters:
        assert row["id"].encode() not in data


async def test_before_the_publication_there_is_none(hall: Hall, visitor: Visitor) -> None:
    it = await gathered(hall)
    await it.phase("usulan")
    unknown = await visitor.client.get("/arsip/ACDEFG/bundle.zip")
    for name in PROOFS:
        answer = await visitor.client.get(f"/arsip/{it.room.code}/{name}")
        assert answer.status_code == 404
    assert unknown.status_code == 404


async def test_a_running_meeting_shows_its_newest_root(hall: Hall, visitor: Visitor) -> None:
    it = await gathered(hall)
    place = f"/s/{it.room.code}/checkpoint.txt"
    assert (await visitor.client.get(place)).status_code == 404
    await it.phase("usulan")
    await until(lambda: it.room.counts.signed)
    note = (await visitor.client.get(place)).text
    assert read_checkpoint(opened(note, hall.site.notary.key.public, verified)).size == 2
    assert (await visitor.client.get("/s/ACDEFG/checkpoint.txt")).status_code == 404


async def test_they_are_open_data_and_kept_for_a_while(hall: Hall, visitor: Visitor) -> None:
    it = await published(hall, ("pilih",))
    for place in (*(f"/arsip/{it.room.code}/{name}" for name in PROOFS), "/kunci.txt"):
        answer = await visitor.client.get(place)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=60"
        again = await visitor.client.get(place, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    answer = await visitor.client.get(f"/arsip/{it.room.code}/bundle.zip")
    assert f'filename="musrenbang-{it.room.code}.zip"' in answer.headers["content-disposition"]


async def test_an_erased_text_is_gone_and_the_bundle_holds(hall: Hall, visitor: Visitor) -> None:
    it = await published(hall, ("pilih",))
    before = await bundle_of(it, visitor)
    assert b"Titi nomor 2" in before
    await hall.site.pool.execute(
        """
        UPDATE event SET words = words - '{content.title,content.screen_title}'::text[]
        WHERE kind = 'ProposalSubmitted' AND (body->>'number')::int = 2
        """
    )
    after = await bundle_of(it, visitor)
    assert b"Titi nomor 2" not in after
    assert wrong(after) == {}
    assert files_of(after)["log.ndjson"] == files_of(before)["log.ndjson"]


async def test_what_happens_on_the_wall_afterwards_is_no_part_of_it(
    hall: Hall, visitor: Visitor
) -> None:
    it = await published(hall, ("pilih",))
    before = await bundle_of(it, visitor)
    await it.act(c.BlankScreen(True))
    assert await bundle_of(it, visitor) == before


async def test_a_ref_sent_twice_breaks_nothing(hall: Hall, visitor: Visitor) -> None:
    """Phones that do not play by the rules must not make a whole meeting look false."""
    planned = tuple(RoundPlan(key, key, Choose(2)) for key in ("satu", "dua"))
    it = await gathered(hall, plan(rounds=planned))
    await it.phase("usulan")
    await it.proposals(2)
    await it.phase("musyawarah")
    ref, voters = str(uuid.uuid4()), [await it.neighbour() for _ in range(2)]
    for number, planned_round in enumerate(planned, 1):
        await it.act(c.OpenRound(planned_round.key))
        for voter in voters:
            await hall.service.vote(it.room, voter, ref, 1, number, [1])
        await it.act(c.CloseRound(number))
    await it.act(c.PublishMeeting())
    assert wrong(await bundle_of(it, visitor)) == {}
