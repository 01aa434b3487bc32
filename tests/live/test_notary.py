"""Who signs the log: at every great moment, once, the same in every process, and never a lie."""

import asyncio
import logging

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.proof.merkle import prefix_roots
from musrenbang_live.core.proof.notes import Checkpoint, opened, origin, read_checkpoint
from musrenbang_live.core.proof.public_log import SIGNED
from musrenbang_live.core.words import root_words
from musrenbang_live.live.bus import MemoryExchange
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.room import Room
from musrenbang_live.live.signing import SiteKey, verified
from musrenbang_live.store import proofs
from musrenbang_live.store.pool import Pool
from tests.builders import PHASES
from tests.live.house import open_house
from tests.patience import until
from tests.store.hall import Hall, new_hall

KEY = SiteKey(b"s" * 32)


async def published(hall: Hall) -> None:
    await hall.begin()
    await hall.do(
        c.EnterPhase(PHASES["pemungutan"]),
        c.CloseRound(1),
        c.RevealRound(1),
        c.PublishMeeting(),
    )


async def read(db: Pool, hall: Hall) -> list[Checkpoint]:
    """The checkpoints that are kept, each opened with the site's key."""
    kept = await proofs.checkpoints(db, hall.row.id)
    found = [read_checkpoint(opened(each.note, KEY.public, verified)) for each in kept]
    assert [(each.size, each.root) for each in kept] == [(c.size, c.root) for c in found]
    return found


async def test_every_great_moment_has_its_root(db: Pool) -> None:
    hall = await new_hall(db)
    await published(hall)
    notary = Notary(db, KEY)
    assert await notary.sign(hall.row.id, hall.row.code)
    assert not await notary.sign(hall.row.id, hall.row.code)
    log = await notary.public_log(hall.row.id, hall.row.code)
    signed = [seq for seq, kind in log.kinds.items() if kind in SIGNED]
    found = await read(db, hall)
    assert [each.size for each in found] == [log.size_at[seq] for seq in signed]
    assert [log.kinds[seq] for seq in signed] == list(SIGNED)
    assert {each.origin for each in found} == {origin(KEY.public, hall.row.code)}
    assert prefix_roots(log.lines, [each.size for each in found]) == {
        each.size: each.root for each in found
    }
    assert found[-1].size == len(log.lines)


async def test_two_processes_sign_the_same_once(db: Pool) -> None:
    hall = await new_hall(db)
    await published(hall)
    both = Notary(db, KEY), Notary(db, SiteKey(b"s" * 32))
    await asyncio.gather(*(each.sign(hall.row.id, hall.row.code) for each in both * 3))
    assert len(await read(db, hall)) == len(SIGNED)


async def test_a_root_stays_when_the_log_grows(db: Pool) -> None:
    hall = await new_hall(db)
    notary = Notary(db, KEY)
    await hall.begin()
    await notary.sign(hall.row.id, hall.row.code)
    before = await proofs.checkpoints(db, hall.row.id)
    await hall.vote()
    await notary.sign(hall.row.id, hall.row.code)
    after = await proofs.checkpoints(db, hall.row.id)
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1


async def test_a_log_that_was_changed_is_not_signed_again(
    db: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    hall = await new_hall(db)
    notary = Notary(db, KEY)
    await hall.begin()
    await notary.sign(hall.row.id, hall.row.code)
    before = await proofs.checkpoints(db, hall.row.id)
    await db.execute("UPDATE event SET line = replace(line, '\"by\"', '\"By\"') WHERE seq = 1")
    await hall.vote()
    with caplog.at_level(logging.ERROR):
        assert not await notary.sign(hall.row.id, hall.row.code)
    assert "not the one that was signed before" in caplog.text
    assert await proofs.checkpoints(db, hall.row.id) == before


async def test_the_words_reach_the_screens_of_every_process(database_url: str) -> None:
    exchange = MemoryExchange()
    async with (
        open_house(database_url, exchange.member()) as one,
        open_house(database_url, exchange.member()) as two,
    ):
        code = await one.begun()
        elsewhere = await two.service.room(code)
        await two.visit(code)
        await until(lambda: elsewhere.counts.signed)
        begun = elsewhere.counts.signed
        await one.propose(code)
        await one.act(code, c.EnterPhase(PHASES["pemungutan"]), c.CloseRound(1))
        log = await Notary(one.pool, KEY).public_log(elsewhere.row.id, code)
        await until(lambda: _size(elsewhere) == len(log.lines))
        newest = elsewhere.counts.signed
        assert begun is not None
        assert newest is not None
        assert begun.size < newest.size
        root = prefix_roots(log.lines, [newest.size])[newest.size]
        assert (newest.root, newest.words) == (root.hex(), root_words(root))


def _size(room: Room) -> int:
    return room.counts.signed.size if room.counts.signed else 0


async def test_what_a_crash_left_unsigned_is_signed_at_the_next_act(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await house.begun()
        room = await house.service.room(code)
        await until(lambda: room.counts.signed)
        before = await proofs.checkpoints(house.pool, room.row.id)
        await house.pool.execute("DELETE FROM checkpoint")
        await house.act(code, c.BlankScreen(True))
        await until(lambda: room.counts.signed)
        assert await proofs.checkpoints(house.pool, room.row.id) == before
