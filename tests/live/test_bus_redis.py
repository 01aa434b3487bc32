import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from redis.asyncio import Redis

from musrenbang_live.live import redis_node
from musrenbang_live.live.bus import Bell, Bus
from musrenbang_live.live.bus_redis import RedisBus
from tests.live.bus_conformance import BusConformance, Heard
from tests.patience import until
from tests.servers import RedisServer

AT_ONCE = 0.5
"""Seconds in which `ring` must return, even on a machine that is busy with other things."""
BACK_WITHIN = 1.5
"""Seconds to listen again after Redis has come back: one, and some for a busy machine."""


@asynccontextmanager
async def joined(url: str, count: int) -> AsyncIterator[list[Bus]]:
    """So many members of a channel of their own, running and connected."""
    channel = f"test-{secrets.token_hex(8)}"
    members: list[Bus] = [RedisBus(url, channel) for _ in range(count)]
    tasks = [asyncio.create_task(member.run()) for member in members]
    try:
        await until(lambda: all(member.connected for member in members))
        yield members
        assert not any(task.done() for task in tasks), "a bus has ended by itself"
    finally:
        await ended(*tasks)


async def ended(*tasks: "asyncio.Task[None]") -> None:
    """End the members, whatever they are at."""
    for task in tasks:
        task.cancel()
    async with asyncio.timeout(5):
        await asyncio.gather(*tasks, return_exceptions=True)


def ring(member: Bus, detail: str) -> None:
    """Ring once; it must not take time."""
    clock = asyncio.get_running_loop().time
    begun = clock()
    member.ring("HMX4T7", "close", detail)
    assert clock() - begun < AT_ONCE


async def flows(ringer: Bus, heard: Heard, word: str) -> None:
    """Ring until it is heard: a bell rung while there is no line is lost, and may be."""
    numbers = iter(range(10_000))

    def rung_and_heard() -> bool:
        ring(ringer, f"{word} {next(numbers)}")
        return any(bell.detail.startswith(word) for bell in heard)

    await until(rung_and_heard)


class TestRedisBus(BusConformance):
    @pytest.fixture
    async def members(self, redis_url: str) -> AsyncIterator[list[Bus]]:
        async with joined(redis_url, 3) as members:
            yield members


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis of the test's own, to be killed."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


async def test_whoever_subscribes_is_told_to_look_at_everything(redis_url: str) -> None:
    member = RedisBus(redis_url, f"test-{secrets.token_hex(8)}")
    heard = Heard(member)
    task = asyncio.create_task(member.run())
    await until(lambda: member.connected)
    assert heard.lost == 1
    await ended(task)


async def test_ringing_before_there_is_a_line_is_allowed(mortal: RedisServer) -> None:
    member = RedisBus(mortal.url)
    ring(member, "nobody hears this")
    mortal.kill()
    task = asyncio.create_task(member.run())
    for _ in range(20):
        ring(member, "nor this")
        await asyncio.sleep(0.01)
    assert not task.done()
    assert not member.connected
    await ended(task)


async def test_redis_may_be_killed_and_come_back(mortal: RedisServer) -> None:
    async with joined(mortal.url, 2) as (one, other):
        heard = Heard(other)
        await flows(one, heard, "before")
        for death in range(2):
            mortal.kill()
            for number in range(200):  # a storm of votes goes on meanwhile
                ring(one, f"away {number}")
                ring(other, f"away {number}")
                await asyncio.sleep(0.002)
            lost = heard.lost
            mortal.start()
            await until(lambda lost=lost: heard.lost > lost)
            await flows(one, heard, f"after {death}")
            assert one.connected
            assert other.connected


async def test_after_any_absence_all_listen_again_within_a_second(
    mortal: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_node, "RETRY_FIRST", 1_000.0)  # as after a long time
    async with joined(mortal.url, 2) as (one, other):
        heard = Heard(other)
        mortal.kill()

        def known_and_rung() -> bool:
            ring(one, "away")
            return not one.connected and not other.connected

        await until(known_and_rung)
        mortal.start()
        begun = asyncio.get_running_loop().time()
        await until(lambda: one.connected and other.connected)
        assert asyncio.get_running_loop().time() - begun < BACK_WITHIN
        assert heard.lost
        await flows(one, heard, "after")


async def test_who_was_cut_off_when_it_rang_says_so(redis_url: str) -> None:
    """The others noticed nothing: their lines stand."""
    channel = f"test-{secrets.token_hex(8)}"
    one, other = (
        RedisBus(f"{redis_url}?client_name={channel}", channel),
        RedisBus(redis_url, channel),
    )
    tasks = [asyncio.create_task(member.run()) for member in (one, other)]
    await until(lambda: one.connected and other.connected)
    told: list[Bell] = []
    other.listen(told.append)
    async with Redis.from_url(redis_url) as admin:
        for client in await admin.client_list():
            if client["name"] == channel:
                await admin.client_kill_filter(_id=client["id"])
    await until(lambda: not one.connected)
    ring(one, "away")
    one.ring("", "presence", "1:1")
    await until(lambda: one.connected)
    one.ring("HMX4T7", "log")
    await until(lambda: len(told) == 2)
    assert told == [Bell("HMX4T7", what, "", one.origin) for what in ("lost", "log")]
    await ended(*tasks)


@pytest.mark.parametrize("only_hearing", [False, True])
async def test_a_redis_that_says_nothing_is_taken_for_dead(
    mortal: RedisServer, monkeypatch: pytest.MonkeyPatch, only_hearing: bool
) -> None:
    """Half-open lines: nothing breaks, nothing comes. The line to hear on notices it by itself."""
    if only_hearing:
        monkeypatch.setattr(redis_node.RedisNode, "_tell", idle)
    monkeypatch.setattr(redis_node, "HEARTBEAT", 0.05)
    monkeypatch.setattr(redis_node, "DEAD_AFTER", 0.3)
    async with joined(mortal.url, 2) as (one, other):
        heard = Heard(other)
        async with Redis.from_url(mortal.url) as admin:
            pid = int((await admin.info("server"))["process_id"])
        os.kill(pid, signal.SIGSTOP)
        try:
            await until(lambda: not one.connected and not other.connected)
        finally:
            os.kill(pid, signal.SIGCONT)
        await until(lambda: one.connected and other.connected and heard.lost)
        if not only_hearing:
            await flows(one, heard, "after")


async def idle(*_: object) -> None:
    """Does nothing for ever."""
    await asyncio.Event().wait()


async def test_it_ends_when_told_to_even_in_the_middle_of_a_word(redis_url: str) -> None:
    for ticks in range(40):
        async with joined(redis_url, 2) as (one, other):
            heard = Heard(other)
            await flows(one, heard, "before")
            for number in range(ticks):
                ring(one, str(number))
                await asyncio.sleep(0)


async def test_a_subscription_may_be_cut(redis_url: str) -> None:
    async with joined(redis_url, 2) as (one, other), Redis.from_url(redis_url) as admin:
        heard = Heard(other)
        await flows(one, heard, "before")
        lost = heard.lost
        cut = await admin.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        assert cut >= 2
        await until(lambda: heard.lost > lost)
        await flows(one, heard, "after")


async def test_the_others_may_be_cut_too(redis_url: str) -> None:
    """The line on which bells are sent is another one."""
    async with joined(redis_url, 2) as (one, other), Redis.from_url(redis_url) as admin:
        heard = Heard(other)
        await flows(one, heard, "before")
        await admin.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        await flows(one, heard, "after")


async def test_a_gap_in_the_numbers_of_one_origin_is_told(redis_url: str) -> None:
    channel = f"test-{secrets.token_hex(8)}"
    member = RedisBus(redis_url, channel)
    heard = Heard(member)
    task = asyncio.create_task(member.run())
    await until(lambda: member.connected)
    async with Redis.from_url(redis_url) as redis:
        for number, lost in ((7, 1), (8, 1), (10, 2), (11, 2), (1, 3)):
            bell = {"o": "another", "n": number, "c": "HMX4T7", "w": "log"}
            before = len(heard)
            await redis.publish(channel, msgspec.json.encode(bell))
            await until(lambda before=before: len(heard) > before)
            assert heard.lost == lost, number
    await ended(task)


@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b'{"o":"\xff","n":1,"c":"HMX4T7","w":"log"}',
        b'{"o":"x","n":"1","c":"HMX4T7","w":"log"}',
        b'{"o":"x","n":1,"c":"HMX4T7","w":"dance"}',
        b'{"o":"x","n":1e999,"c":"","w":"log"}',
        b"[" * 5000,
    ],
    ids=["empty", "word", "bytes", "bad text", "number", "what", "infinity", "deep"],
)
async def test_what_is_not_ours_is_ignored(redis_url: str, noise: bytes) -> None:
    channel = f"test-{secrets.token_hex(8)}"
    members = [RedisBus(redis_url, channel) for _ in range(2)]
    heard = Heard(members[1])
    tasks = [asyncio.create_task(member.run()) for member in members]
    await until(lambda: all(member.connected for member in members))
    async with Redis.from_url(redis_url) as redis:
        await redis.publish(channel, noise)
    await flows(members[0], heard, "after")
    assert {bell.origin for bell in heard} == {members[0].origin}
    assert not any(task.done() for task in tasks)
    await ended(*tasks)
