"""Bells over a real Redis Cluster, whose nodes die, come back, and hand slots to each other."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from musrenbang_live.live import bus_cluster
from musrenbang_live.live.bus import Bell, Bus
from musrenbang_live.live.bus_address import bus_at
from tests.live.bus_conformance import BusConformance, Heard
from tests.live.redis_cluster import ClusterNode, RedisCluster, redis_cluster
from tests.patience import until

CODES = ("HMX4T7", "AAAAAA")
"""The sessions of the conformance suite."""
BACK_WITHIN = 1.5
"""Seconds from the return of a node to the last subscription, on a machine that is busy."""
MANY = tuple(f"{letter * 3}{other * 3}" for letter in "BCDF" for other in "GHJK")
"""Sessions enough for every node to have some."""


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisCluster]:
    """One cluster for each test process; take a random prefix in it, and leave it whole."""
    with redis_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


class Members:
    """Members of a channel of their own, running, that follow the same sessions."""

    def __init__(self, url: str, count: int) -> None:
        self.channel = f"test-{secrets.token_hex(8)}"
        self.all = [bus_at(url, self.channel) for _ in range(count)]

    def shard(self, code: str) -> str:
        """The shard channel of a session."""
        return f"{self.channel}:{code}"


@asynccontextmanager
async def joined(url: str, count: int, codes: tuple[str, ...] = CODES) -> AsyncIterator[Members]:
    """Members from beginning to end."""
    members = Members(url, count)
    for member in members.all:
        for code in codes:
            member.follow(code)
    tasks = [asyncio.create_task(member.run()) for member in members.all]
    try:
        await until(lambda: all(member.connected for member in members.all))
        yield members
        assert not any(task.done() for task in tasks), "a bus has ended by itself"
    finally:
        for task in tasks:
            task.cancel()
        async with asyncio.timeout(5):
            await asyncio.gather(*tasks, return_exceptions=True)


async def flows(ringer: Bus, heard: Heard, code: str, word: str) -> None:
    """Ring until it is heard: a bell rung while there is no line is lost, and may be."""
    numbers = iter(range(10_000))

    def rung_and_heard() -> bool:
        ringer.ring(code, "close", f"{word} {next(numbers)}")
        return any(bell.code == code and bell.detail.startswith(word) for bell in heard)

    await until(rung_and_heard)


class TestClusterBus(BusConformance):
    @pytest.fixture
    async def members(self, cluster: RedisCluster) -> AsyncIterator[list[Bus]]:
        async with joined(cluster.url, 3) as members:
            yield members.all


async def test_sessions_are_spread_over_the_nodes(cluster: RedisCluster) -> None:
    async with joined(cluster.url, 2, MANY) as members:
        shards = {members.shard(code) for code in MANY}
        for node in cluster.nodes:
            mine = {shard for shard in shards if cluster.owner(shard) is node}
            assert mine, "this node has none"
            assert followed(node, members) == mine


async def test_only_followed_sessions_are_subscribed(cluster: RedisCluster) -> None:
    async with joined(cluster.url, 2, ()) as members:
        one, other = members.all
        heard = Heard(other)
        one.ring("HMX4T7", "log")  # nobody follows it
        one.ring("", "close", "f:3")
        await until(lambda: [bell.detail for bell in heard] == ["f:3"])
        other.follow("HMX4T7")
        other.follow("HMX4T7")
        await until(lambda: heard.lost and other.connected)
        one.ring("HMX4T7", "log")
        await until(lambda: [bell.what for bell in heard] == ["close", "log"])
        other.unfollow("HMX4T7")
        other.unfollow("AAAAAA")
        await until(lambda: not any(followed(node, members) for node in cluster.nodes))
        assert other.connected


def followed(node: ClusterNode, members: Members) -> set[str]:
    """The sessions that are subscribed at a node."""
    listed = node.admin.execute_command("PUBSUB", "SHARDCHANNELS", f"{members.channel}:?*")
    return {name.decode() for name in listed}


async def test_whoever_follows_is_told_to_look(cluster: RedisCluster) -> None:
    async with joined(cluster.url, 1, ()) as members:
        told: list[str] = []
        members.all[0].listen(lambda bell: told.append(f"{bell.what} {bell.code}"))
        members.all[0].follow("HMX4T7")
        await until(lambda: told == ["lost HMX4T7"])


async def test_a_gap_is_told_for_its_session_alone(cluster: RedisCluster) -> None:
    async with joined(cluster.url, 1) as members:
        heard = Heard(members.all[0])
        node = cluster.owner(members.shard("HMX4T7"))
        for number, lost in ((7, 0), (8, 0), (10, 1), (1, 2)):
            before = len(heard)
            node.ask("SPUBLISH", members.shard("HMX4T7"), bell("HMX4T7", number))
            await until(lambda before=before: len(heard) > before)
            assert heard.lost == lost, number
        node = cluster.owner(members.shard("AAAAAA"))
        node.ask("SPUBLISH", members.shard("AAAAAA"), bell("AAAAAA", 1))
        await until(lambda: heard[-1].code == "AAAAAA")
        assert heard.lost == 2, "each channel has numbers of its own"


def bell(code: str, number: int) -> str:
    """A bell of somebody else."""
    return f'{{"o":"another","n":{number},"c":"{code}","w":"log"}}'


@pytest.fixture
def never_asking_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look at the map from time to time is put off: only signs of a change bring one."""
    monkeypatch.setattr(bus_cluster, "ASK_EVERY", 1_000.0)


@pytest.mark.usefixtures("never_asking_unasked")
async def test_a_slot_moves_while_bells_ring(cluster: RedisCluster) -> None:
    """Every bell is heard, or a loss is told after it; in the end they flow as before."""
    async with joined(cluster.url, 2) as members:
        one, other = members.all
        heard = Heard(other)
        shard = members.shard("HMX4T7")
        for _ in range(3):
            await flows(one, heard, "HMX4T7", "before")
            lost, rung = heard.lost, 0
            of = cluster.owner(shard)
            to = next(node for node in cluster.nodes if node is not of)
            moving = asyncio.ensure_future(asyncio.to_thread(cluster.hand_over, shard, to))
            while not moving.done() or rung < 200:
                one.ring("HMX4T7", "close", f"moving {rung}")
                rung += 1
                await asyncio.sleep(0.001)
            await moving
            await until(lambda lost=lost: heard.lost > lost)
            heard.clear()
            await flows(one, heard, "HMX4T7", "after")
            assert one.connected
            assert other.connected


@pytest.mark.usefixtures("never_asking_unasked")
async def test_the_last_bell_after_a_move_is_not_lost_in_silence(cluster: RedisCluster) -> None:
    """Rung by who does not know of the move yet, and never followed by another."""
    async with joined(cluster.url, 2, ()) as members:
        one, other = members.all
        other.follow("HMX4T7")
        heard = Heard(other)
        await until(lambda: other.connected)
        await flows(one, heard, "HMX4T7", "before")
        of = cluster.owner(members.shard("HMX4T7"))
        to = next(node for node in cluster.nodes if node is not of)
        lost = heard.lost
        await asyncio.to_thread(cluster.hand_over, members.shard("HMX4T7"), to)
        await until(lambda: heard.lost > lost and other.connected)
        told: list[Bell] = []
        other.listen(told.append)
        one.ring("HMX4T7", "log")
        await until(lambda: one.origin in [bell.origin for bell in told])


@pytest.fixture
def dying(cluster: RedisCluster) -> Iterator[ClusterNode]:
    """A node that may be killed; it runs again afterwards."""
    node = cluster.nodes[2]
    yield node
    node.kill()
    node.start()
    cluster.settled()


async def test_a_node_dies_and_comes_back(cluster: RedisCluster, dying: ClusterNode) -> None:
    async with joined(cluster.url, 2, MANY) as members:
        one, other = members.all
        heard = Heard(other)
        there = [c for c in MANY if cluster.owner(members.shard(c)) is dying]
        elsewhere = [c for c in MANY if c not in there and cluster.owner(members.shard(c))]
        assert there
        assert elsewhere
        dying.kill()

        def known_and_rung() -> bool:
            for code in MANY:
                one.ring(code, "rows", "ballots")
            return not one.connected and not other.connected

        await until(known_and_rung)
        await flows(one, heard, elsewhere[0], "meanwhile")
        lost: list[tuple[str, str]] = []
        other.listen(lambda bell: lost.append((bell.code, bell.origin)))
        dying.start()
        begun = asyncio.get_running_loop().time()
        await until(lambda: one.connected and other.connected)
        assert asyncio.get_running_loop().time() - begun < BACK_WITHIN
        for code in there:
            await flows(one, heard, code, "after")
            assert (code, other.origin) in lost, "its own new beginning"
        await until(lambda: {(code, one.origin) for code in there} <= set(lost))


async def test_a_replica_takes_over(tmp_path: Path) -> None:
    with redis_cluster(tmp_path) as cluster:
        async with joined(cluster.url, 2, MANY) as members:
            one, other = members.all
            heard = Heard(other)
            of = cluster.owner(members.shard(MANY[0]))
            cluster.add_replica(of, tmp_path / "replica")
            await flows(one, heard, MANY[0], "before")
            of.kill()
            await until(lambda: not one.connected and not other.connected)
            heard.lost = 0
            await until(lambda: one.connected and other.connected)
            assert heard.lost
            for code in MANY:
                await flows(one, heard, code, "after")


async def test_lines_may_be_cut(cluster: RedisCluster) -> None:
    async with joined(cluster.url, 2) as members:
        one, other = members.all
        heard = Heard(other)
        for _ in range(2):
            lost = heard.lost
            for node in cluster.nodes:
                node.ask("CLIENT", "KILL", "TYPE", "pubsub")
                node.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            await until(lambda lost=lost: heard.lost > lost)
            heard.clear()
            await flows(one, heard, "HMX4T7", "after")
            await flows(one, heard, "AAAAAA", "after")


async def test_without_any_node_it_waits_and_does_not_end(cluster: RedisCluster) -> None:
    member = bus_at("redis+cluster://127.0.0.1:1,127.0.0.1:2")
    task = asyncio.create_task(member.run())
    member.follow("HMX4T7")
    for _ in range(20):
        member.ring("HMX4T7", "rows")
        await asyncio.sleep(0.01)
    assert not task.done()
    assert not member.connected
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
