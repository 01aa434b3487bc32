"""The capacity model: from what happens in halls to what it costs, and back to what is needed.

Pure arithmetic. `happenings` says how often each thing happens that costs something, from the
rules by which the program works (five frames a second to phones, one look a commit at most every
40 ms, ...); `Costs` says what one of them costs; `needs` puts both together for a day of meetings.
"""

import math
from typing import Final

from msgspec import Struct

STEPS_A_SECOND: Final = 5.0
"""Frames a second to phones at most: `live.room.Pace.phones`."""
LOOK_PAUSE: Final = 0.04
"""Seconds between two looks of one room: `live.room.Pace.walls`."""
LOOK_TAKES: Final = 0.003
PRESENCE_EVERY: Final = 3.0
"""Seconds between two bells that say who is here, for each room of a process."""
PRESENCE_PAUSE: Final = 0.2
"""Seconds between two of them while devices come: `live.hub.PRESENCE_PAUSE`."""
MOST_BATCH: Final = 500
"""Rows committed together at most: `live.writer.BATCH`."""
MOST_PROCESSES: Final = 2_000
HEARD_BY: Final = 2
"""Processes that heard each bell when its cost was measured."""
USED: Final = 0.6
"""The part of a processor that is planned for; the rest is for what nobody planned."""

Happenings = dict[str, float]


class Window(Struct, frozen=True):
    """A stretch of time in which every hall does the same; counts are those of one hall.

    `workers`: processes; `hall_workers`: those a hall is spread over, 0 for all. `vote_seconds`:
    in which the votes come, evenly; 0: all at once. `opened`: the halls are opened in it.
    """

    seconds: float
    workers: int = 1
    hall_workers: int = 0
    halls: float = 1
    phones: float = 0
    walls: float = 0
    connects: float = 0
    connect_seconds: float = 0
    votes: float = 0
    vote_seconds: float = 0
    supports_each: float = 10
    commit_ms: float = 2.0
    rows_a_second: float = 20_000.0
    together_ms: float = 8.0


def happenings(w: Window) -> Happenings:
    """How often what happens in a window, all halls together.

    `rooms`: a hall in a process; `openings` of them; `looks`: counting again and showing it on the
    walls; `steps`: painting the next sheet for phones; `frames`: what devices get of it; `counted`:
    rows read for counting, all supports once a second and half of the ballots with each look;
    `stirs`: times a process is stirred from its sleep, see `stirs`.
    """
    rooms = w.halls * min(w.hall_workers or w.workers, w.phones + w.walls)
    rows = w.votes * w.halls
    lasting = w.vote_seconds or rows / w.workers / w.rows_a_second
    looks = _at_most(1 / (LOOK_PAUSE + LOOK_TAKES), w.votes, lasting)
    steps = _at_most(STEPS_A_SECOND, w.votes, lasting)
    batches = _batches(w)
    rung = min(rows, batches * w.halls)  # a batch rings once for each hall in it
    present = w.seconds / PRESENCE_EVERY + w.connect_seconds / PRESENCE_PAUSE
    opened = rooms if w.connects else 0.0
    lively = max(lasting, 0.001) if rows else w.seconds
    return {
        "process_seconds": w.workers * w.seconds,
        "room_seconds": rooms * w.seconds,
        "phone_seconds": w.phones * w.halls * w.seconds,
        "openings": opened,
        "connects": w.connects * w.halls,
        "rows": rows,
        "batches": batches,
        "looks": looks * rooms,
        "counted": rooms * w.phones * (w.supports_each * w.seconds + looks / 2),
        "steps": steps * rooms,
        "phone_frames": steps * w.phones * w.halls,
        "wall_frames": looks * w.walls * w.halls,
        "stirs": stirs((looks + steps) * rooms + batches, lively, w),
        "bells": rung + (w.workers > 1) * rooms * present,
        "painted": steps * rooms + looks * w.walls * w.halls + opened + (opened > 0) * w.halls,
    }


def stirs(things: float, seconds: float, w: Window) -> float:
    """Times something is begun by a process that was asleep. What comes within `together_ms` of
    something else finds the process awake and its memory warm, and costs much less.
    """
    rate = things / seconds / w.workers
    return things / (1 + rate * w.together_ms / 1000)


def _at_most(rate: float, votes: float, seconds: float) -> float:
    """What follows every vote, but only at a rate; for the first at once, for the last again."""
    return min(votes, max(2.0, rate * seconds + 1))


def _batches(w: Window) -> float:
    """Commits of a window's votes. One at a time in each process: what comes meanwhile is the next,
    and a commit takes longer the nearer the process is to the most it can do. When all come at
    once the first takes what is there, and the others as many as fit.
    """
    rows = w.votes * w.halls / w.workers
    if not rows:
        return 0.0
    at_once = 1 + rows / MOST_BATCH
    free = 1 - rows / w.vote_seconds / w.rows_a_second if w.vote_seconds else 0.0
    if free <= 0:
        return min(rows, at_once) * w.workers
    together = max(1.0, rows / w.vote_seconds * w.commit_ms / 1000 / free)
    return max(rows / together, min(rows, at_once)) * w.workers


def cost(of_one: dict[str, float], happened: Happenings) -> float:
    """What all of it costs together."""
    return sum(each * happened[name] for name, each in of_one.items())


class Costs(Struct, frozen=True):
    """What one of each costs. Processor seconds but for `bytes` (to devices, in TCP), `wal` and
    `stored` (bytes on disk of one row, indexes included). `join`: pages, form and socket.
    """

    server: dict[str, float]
    postgres: dict[str, float]
    redis: dict[str, float]
    bytes: dict[str, float]
    wal: dict[str, float]
    commit_ms: float
    rows_a_second: float
    together_ms: float
    join: dict[str, float]
    proposal: dict[str, float]
    rss_kb: dict[str, float]
    bell_bytes: float
    stored: dict[str, float]


class Scenario(Struct, frozen=True):
    """A day or a week of meetings. `at_once`: halls that are open at the same time, of `halls` in
    all. `groups`: cities and kabupaten, each with servers and a database of its own; figures of
    one are an even share. `vote_seconds`: in which everybody in all of them votes.
    """

    name: str
    halls: int
    at_once: int
    phones: int
    groups: int = 1
    walls: int = 1
    vote_seconds: float = 60
    join_seconds: float = 600
    proposals: int = 60
    supports_each: float = 10
    rounds: int = 2


class Needs(Struct, frozen=True):
    """What a scenario needs, all groups together. `_cores`: processors busy when it is busiest."""

    phones: int
    votes_s: float
    frames_s: float
    looks_s: float
    server_cores: float
    processes: int
    postgres_cores: float
    commits_s: float
    redis_cores: float
    bells_s: float
    mbit_s: float
    memory_mb: float
    stored_mb: float
    wal_mb: float


def needs(costs: Costs, of: Scenario, spread: int = 0) -> Needs | None:
    """What `of` needs when all vote, or when all come if that is more; None when no number of
    processes is enough. `spread`: processes each hall is spread over; 0: all of its group, which
    is what a kernel or a proxy does that knows no halls.
    """
    processes = 1
    while processes <= MOST_PROCESSES:
        found = _with(costs, of, processes, min(spread or processes, processes))
        if found.server_cores <= processes * of.groups * USED:
            return found
        processes = max(processes + 1, math.ceil(processes * 1.02))
    return None


def _with(costs: Costs, of: Scenario, processes: int, wide: int) -> Needs:
    """Needs with so many processes in each group, `wide` of them for a hall."""
    group = of.at_once / of.groups
    window = Window(
        seconds=of.vote_seconds,
        halls=group,
        hall_workers=wide,
        workers=processes,
        phones=of.phones,
        walls=of.walls,
        votes=of.phones,
        vote_seconds=of.vote_seconds,
        supports_each=of.supports_each,
        commit_ms=costs.commit_ms,
        rows_a_second=costs.rows_a_second,
        together_ms=costs.together_ms,
    )
    done = happenings(window)
    a_second = of.groups / of.vote_seconds
    joins = of.at_once * of.phones / of.join_seconds
    together = done["rows"] / done["batches"]
    handed_in = of.halls * of.phones * (1 + of.rounds + of.supports_each)
    rooms = group * min(wide, of.phones + of.walls)
    hears = (1 + processes) / (1 + HEARD_BY)
    return Needs(
        phones=of.at_once * of.phones,
        votes_s=done["rows"] * a_second,
        frames_s=(done["phone_frames"] + done["wall_frames"]) * a_second,
        looks_s=done["looks"] * a_second,
        server_cores=max(cost(costs.server, done) * a_second, joins * costs.join["server"]),
        processes=processes * of.groups,
        postgres_cores=max(cost(costs.postgres, done) * a_second, joins * costs.join["postgres"]),
        commits_s=done["batches"] * a_second,
        redis_cores=cost(costs.redis, done) * a_second * hears if processes > 1 else 0.0,
        bells_s=done["bells"] * a_second if processes > 1 else 0.0,
        mbit_s=max(cost(costs.bytes, done) * a_second, joins * costs.join["bytes"]) * 8 / 1e6,
        memory_mb=(
            processes * costs.rss_kb["process"]
            + rooms * costs.rss_kb["room"]
            + group * of.phones * costs.rss_kb["phone"]
        )
        * of.groups
        / 1024,
        stored_mb=stored(costs, of) / 1e6,
        wal_mb=handed_in * (costs.wal["rows"] + costs.wal["batches"] / together) / 1e6,
    )


def stored(costs: Costs, of: Scenario) -> float:
    """Bytes on disk that all meetings of a scenario leave behind."""
    each_hall = (
        of.phones * costs.stored["participant"]
        + of.phones * of.rounds * costs.stored["sealed_ballot"]
        + of.phones * of.supports_each * costs.stored["support"]
        + of.proposals * costs.stored["proposal"]
    )
    return of.halls * each_hall
