"""What one of everything costs, from short windows with a few halls or a single large one."""

import asyncio
import gzip
import json
import re
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urljoin

from msgspec.structs import replace

from benchmarks.costing import Observed
from benchmarks.model import Window
from benchmarks.processes import HERE, Load
from benchmarks.town import PATIENCE, WORKERS, Halls, Town, answer, order
from musrenbang_live.cli.demo import EXAMPLES
from musrenbang_live.cli.simulation.examples import read_examples
from musrenbang_live.cli.simulation.resident import SimulatedResident
from musrenbang_live.cli.simulation.visitor import Visitor
from musrenbang_live.config import folder

INFLIGHT: Final = 512
OPTIONS: Final = 20
CHOOSE: Final = 5
QUIET: Final = 100
MANY: Final = 1_500
JOINING: Final = 60
FEW: Final = 8
"""Halls in most windows: enough that processes do not sleep between any two things, which makes
each of them dearer, and far fewer than in the city.
"""
VOTES: Final = (
    *((FEW, 10, 90, 2.0), (FEW, 10, 1, 2.0), (FEW, 40, 60, 10.0), (FEW, 40, 1, 10.0)),
    *((FEW, 100, 10, 50.0), (2 * FEW, 60, 1, 20.0)),
)
"""Windows of votes: halls; who votes in each, who only watches; votes a second in each."""
TWICE: Final = 2
"""The same window takes up to a fifth more or less the next time."""
STORM: Final = (300, 100, 20)
"""In one hall as fast as it goes: who votes, who only watches, votes of each."""
ALONE: Final = (60, 340, 10.0)
"""As in `VOTES`, in one hall alone."""
ASSET: Final = re.compile(r"<(?:link|script)[^>]+(?:href|src)=\"([^\"]*/static/[^\"]+)\"")
IMPORT: Final = re.compile(r"^(?:import|\}) .*from \"(\.[^\"]+)\"", re.MULTILINE)


class Watch:
    """Makes windows. `done` grows by one `Observed` for each."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.done: list[Observed] = []

    @contextmanager
    def window(self, name: str, **what: Any) -> Iterator[dict[str, Any]]:
        """Observe what happens inside; what the clients say goes into the dictionary."""
        seen: dict[str, Any] = {}
        before = self.town.read(opening=True)
        yield seen
        used = self.town.read().since(before)
        window = Window(seconds=used["at"], workers=WORKERS, **what)
        self.done.append(Observed(name, window, used, seen))
        line = {key: round(value, 3) for key, value in used.items() if key.endswith("cpu")}
        print(f"  {name} ({used['at']:.1f} s): {line}", flush=True)

    def connect(self, name: str, halls: Halls, loads: list[Load], each: int) -> None:
        """All devices of these halls connect, one client after another."""
        count = len(halls.codes)
        with self.window(name, halls=count, connects=each + 1, phones=each, walls=1) as seen:
            began = time.monotonic()
            for load in loads:
                said = load.say(f"connect 100000 {INFLIGHT} {PATIENCE}")
                assert not said["failed"], said
            seen["seconds"] = time.monotonic() - began
            time.sleep(0.5)  # presence is told after a moment
        last = self.done[-1]
        window = replace(last.window, connect_seconds=seen["seconds"])
        self.done[-1] = replace(last, window=window)

    def votes(
        self, name: str, halls: Halls, voters: Load, watchers: Load, *,
        each: int, pace: float, voting: int, phones: int, settle: float = 2.0
    ) -> dict[str, Any]:  # fmt: skip
        """`voting` of the `phones` in each hall vote, `each` times; `pace`: a second over all
        halls, 0 for at once. What was seen, by both clients.
        """
        time.sleep(settle)
        count = len(halls.codes)
        lasting = voting * count / pace if pace else 1.0
        before = self.town.read(opening=True)
        order(watchers, f"watch {lasting + 0.5} 0")
        seen = voters.say(f"vote {each} {pace} {halls.round} {OPTIONS} {CHOOSE} 0 {PATIENCE}")
        watched = answer(watchers)
        used = self.town.read().since(before)
        window = Window(
            seconds=used["at"],
            workers=WORKERS,
            halls=count,
            phones=phones,
            walls=1,
            votes=voting * each,
            vote_seconds=lasting if pace else 0.0,
        )
        both = {
            **{"acked": seen["acked"], "votes_s": seen["per_second"], "ack_ms": seen["ack_ms"]},
            **{"watching": watched["sockets"], "frames": watched["frames"]},
            **{"frame_bytes": watched["payload_bytes"], "latency_ms": watched["latency_ms"]},
        }
        self.done.append(Observed(name, window, used, both))
        print(
            f"  {name}: {seen['per_second']:,.0f} votes/s, p99 {seen['ack_ms']['p99']:.0f} ms, "
            f"server {used['server_cpu']:.2f}, PostgreSQL {used['postgres_cpu']:.2f}, "
            f"Redis {used['redis_cpu']:.3f} CPU-s in {used['at']:.1f} s",
            flush=True,
        )
        return both


def measured(town: Town) -> tuple[list[Observed], dict[str, dict[str, float]]]:
    """Windows, and the fields of `Costs` that are measured one by one, without `stored`."""
    watch = Watch(town)
    warm_up(town)
    with watch.window("nobody"):
        time.sleep(3)
    memory = _quiet_halls(watch)
    _one_large_hall(watch)
    for number, (halls, voting, watching, pace) in enumerate(VOTES * TWICE):
        _vote(watch, halls, voting, watching, each=1, pace=pace, first=number * FEW)
    voting, watching, each = STORM
    _vote(watch, 1, voting, watching, each=each, pace=0, first=20)
    join, proposal = asyncio.run(_by_hand(watch))
    return watch.done, {"join": join, "proposal": proposal, "rss_kb": memory}


def alone(town: Town) -> Observed:
    """Votes in one hall while nothing else happens: not for the costs, to check them."""
    watch = Watch(town)
    voting, watching, pace = ALONE
    _vote(watch, 1, voting, watching, each=1, pace=pace, first=22)
    return watch.done[0]


def warm_up(town: Town) -> None:
    """Let every process do everything, and each connection to the database plan its statements
    until it has plans to keep, which is after five times.
    """
    halls = town.hold(12, halls=FEW, first=9)
    with town.crowds(halls) as (crowd,):
        crowd.say(f"connect 100000 {INFLIGHT} {PATIENCE}")
        crowd.say(f"vote 10 100 {halls.round} {OPTIONS} {CHOOSE} 0 {PATIENCE}")
        time.sleep(10)


def _quiet_halls(watch: Watch) -> dict[str, float]:
    """Halls in which nothing happens: what a hall costs, and its memory."""
    town = watch.town
    empty = town.rss()
    halls = town.hold(QUIET, halls=FEW, first=1)
    with town.crowds(halls) as loads:
        watch.connect("few halls connect", halls, loads, QUIET)
        time.sleep(2)
        with watch.window("few quiet halls", halls=FEW, phones=QUIET, walls=1):
            time.sleep(5)
        full = town.rss()
    each = results()["rss_kb_per_phone"]
    room = max(0.0, (full - empty - FEW * (QUIET + 1) * each) / (FEW * WORKERS))
    return {"process": empty / WORKERS, "room": room, "phone": each}


def _one_large_hall(watch: Watch) -> None:
    halls = watch.town.hold(MANY, first=5)
    with watch.town.crowds(halls) as loads:
        watch.connect("one hall connects", halls, loads, MANY)
        time.sleep(2)
        with watch.window("one quiet hall", phones=MANY, walls=1):
            time.sleep(5)
        watch.done[-1].seen["rss_kb"] = watch.town.rss()


def _vote(
    watch: Watch, count: int, voting: int, watching: int, *, each: int, pace: float, first: int
) -> None:
    halls = watch.town.hold(voting, watching, halls=count, first=first)
    with watch.town.crowds(halls) as loads:
        for load in loads:
            load.say(f"connect 100000 {INFLIGHT} {PATIENCE}")
        phones = voting + watching
        name = f"{count} × {voting} of {phones} vote, " + (f"{pace:.0f}/s" if pace else "at once")
        rate = pace * count
        watch.votes(name, halls, *loads, each=each, pace=rate, voting=voting, phones=phones)


async def _by_hand(watch: Watch) -> tuple[dict[str, float], dict[str, float]]:
    """People who join with pages and the form, and hand in a proposal each."""
    town = watch.town
    halls = await asyncio.to_thread(town.hold, 1, first=21, vote=False)
    examples = read_examples(folder("sessions").joinpath(*EXAMPLES), "12.74.04.1005")
    told = {"neighborhood": "VI", "gender": "P"}
    base = f"http://127.0.0.1:{town.port}"
    people = [SimulatedResident(base, halls.codes[0], told) for _ in range(JOINING)]
    before = await asyncio.to_thread(town.read, opening=True)
    await asyncio.gather(*(person.join() for person in people))
    used = (await asyncio.to_thread(town.read)).since(before)
    join = {kind: used[f"{kind}_cpu"] / JOINING for kind in ("server", "postgres")}
    door, inside = people[0].visitor, f"/s/{halls.codes[0]}"
    pages = [(await Visitor(base).get(inside)).html, (await door.get(inside)).html]
    join["bytes"] = await asyncio.to_thread(_loaded, base, pages)
    before = await asyncio.to_thread(town.read, opening=True)
    for place, person in enumerate(people):
        await person.propose(examples[place % len(examples)].spoken)
    used = (await asyncio.to_thread(town.read)).since(before)
    await asyncio.gather(*(person.leave() for person in people))
    proposal = {kind: used[f"{kind}_cpu"] / JOINING for kind in ("server", "postgres")}
    print(f"  joining {join}, proposing {proposal}", flush=True)
    return join, proposal


def _loaded(base: str, pages: list[str]) -> float:
    """Bytes of these pages and of all they load, scripts of scripts too, compressed, for a browser
    that knows nothing of it yet.
    """
    size = sum(len(gzip.compress(page.encode())) for page in pages)
    waiting = [urljoin(base, path) for page in pages for path in ASSET.findall(page)]
    known: set[str] = set()
    while waiting:
        url = waiting.pop()
        if url not in known:
            known.add(url)
            body = _get(url)
            size += len(body)
            text = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
            waiting += [urljoin(url, path) for path in IMPORT.findall(text.decode())]
    return float(size)


def _get(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        body: bytes = answer.read()
        return body


def results() -> dict[str, Any]:
    """The figures of `make bench`."""
    raw: dict[str, Any] = json.loads((HERE / "results.json").read_text())["raw"]
    return raw
