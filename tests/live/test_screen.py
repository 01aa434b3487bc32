import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from musrenbang_live.live import screen as screens
from musrenbang_live.live.frames import KEPT_FRAMES, Channel, Sheet
from musrenbang_live.live.screen import COME_BACK, FELL_BEHIND, MOST_ANSWERS, Screen
from tests.patience import until
from tests.phone import Line

NOW = 1_795_000_000_000


def show(channel: Channel, value: int, *watching: Screen) -> None:
    """The next version, as a room shows it."""
    channel.advance(Sheet(html={"isi": f"<p>{value}</p>"}, text={"masuk": str(value)}), NOW)
    for screen in watching:
        screen.stir()


@asynccontextmanager
async def running(screen: Screen) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(screen.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def resident(channel: Channel, line: Line, **more: float) -> Screen:
    return Screen(line, channel, "resident", "p:1", line.phone.at, **more)


async def test_it_begins_with_a_whole_and_goes_on_by_steps() -> None:
    channel, line = Channel(), Line()
    show(channel, 1)
    screen = resident(channel, line)
    async with running(screen):
        for value in range(2, 6):
            show(channel, value, screen)
            await until(lambda: line.phone.shows(channel.sheet))
    assert line.phone.wholes == 1
    assert line.phone.steps <= 4


async def test_one_that_comes_back_within_the_ring_gets_what_it_missed() -> None:
    channel, line = Channel(), Line()
    for value in range(10):
        show(channel, value)
    line.phone.epoch, line.phone.version = channel.epoch, 7
    line.phone.hear(json.loads(channel.since(channel.epoch, 7, NOW)[0]))
    async with running(resident(channel, line)):
        await until(lambda: line.phone.version == channel.version)
    assert (line.phone.wholes, line.phone.steps) == (0, 3)


async def test_old_frames_are_followed_by_the_time_it_is_now() -> None:
    """A clock is set by the newest time that was told: a whole may have been made long ago."""
    channel, line = Channel(), Line()
    show(channel, 1)
    channel.whole(NOW)
    async with running(resident(channel, line)):
        await until(lambda: line.phone.time > NOW)
    assert json.loads(line.sent[0])["t"] == NOW


async def test_answers_come_before_anything_shared() -> None:
    channel, line = Channel(), Line()
    show(channel, 1)
    screen = resident(channel, line)
    screen.answer({"ok": "a"})
    async with running(screen):
        await until(lambda: line.phone.wholes)
    assert json.loads(line.sent[0]) == {"ok": "a"}


async def test_a_slow_one_is_sent_one_whole_instead_of_a_backlog() -> None:
    channel, line = Channel(), Line()
    show(channel, 1)
    screen = resident(channel, line)
    async with running(screen):
        await until(lambda: line.phone.wholes == 1)
        line.open.clear()
        for value in range(2, 2 + 10 * KEPT_FRAMES):
            show(channel, value, screen)
            await asyncio.sleep(0)
        line.open.set()
        await until(lambda: line.phone.shows(channel.sheet))
    assert line.phone.wholes == 2
    assert line.phone.steps <= 5, "at most those that were on their way"


async def test_a_stuck_one_is_dismissed_and_the_others_notice_nothing() -> None:
    channel, stuck, lively = Channel(), Line(), Line()
    show(channel, 1)
    stuck.open.clear()
    patience = 1.0
    slow, quick = resident(channel, stuck, patience=patience), resident(channel, lively)
    clock = asyncio.get_running_loop().time
    async with running(slow) as ended, running(quick):
        begun = clock()
        value = 1
        while not ended.done():
            value += 1
            asked = clock()
            show(channel, value, slow, quick)
            await until(lambda: lively.phone.version == channel.version, within=patience)
            assert clock() - begun < 10, "it holds on for ever"
            assert clock() - asked < patience
            await asyncio.sleep(0.01)
        assert clock() - begun >= patience
    assert stuck.closed == (FELL_BEHIND, "2000")
    assert stuck.sent == []
    assert lively.closed is None


async def test_what_waits_for_a_stuck_one_is_bounded() -> None:
    channel, line = Channel(), Line()
    line.open.clear()
    screen = resident(channel, line, patience=5)
    async with running(screen) as ended:
        await asyncio.sleep(0)
        for number in range(20 * MOST_ANSWERS):
            screen.answer({"ok": str(number)})
            show(channel, number, screen)
        line.open.set()
        async with asyncio.timeout(10):
            await ended
    assert line.closed == (FELL_BEHIND, "2000")
    assert len(line.phone.answers) <= MOST_ANSWERS + 1
    assert line.phone.steps + line.phone.wholes <= 2


async def test_a_quiet_line_gets_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "QUIET", 0.05)
    channel, line = Channel(), Line()
    async with running(resident(channel, line)):
        await until(lambda: len(line.sent) >= 5)
    assert all(json.loads(text).keys() == {"t"} for text in line.sent[1:])


async def test_a_dismissed_one_is_closed_once_with_the_first_reason() -> None:
    channel, line = Channel(), Line()
    screen = resident(channel, line)
    async with running(screen) as ended:
        screen.dismiss(COME_BACK, "700")
        screen.dismiss(FELL_BEHIND, "2000")
        await ended
    assert line.closed == (COME_BACK, "700")


async def test_a_line_that_breaks_ends_it() -> None:
    channel, line = Channel(), Line()
    show(channel, 1)
    line.closed = (1006, "")
    async with running(resident(channel, line)) as ended:
        with pytest.raises(OSError, match="gone"):
            await ended


async def test_it_ends_when_told_to_even_as_something_new_comes() -> None:
    for ticks in range(5):
        channel, line = Channel(), Line()
        show(channel, 1)
        screen = resident(channel, line)
        async with running(screen) as task:
            await until(lambda line=line: line.phone.wholes)
            screen.stir()
            for _ in range(ticks):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait((task,), timeout=1)
            assert task.cancelled(), ticks


async def test_what_is_ones_own_is_sent_on_coming_back_and_when_it_changed() -> None:
    channel, line, told = Channel(), Line(), iter(range(100))
    show(channel, 1)

    async def own() -> object:
        return {"me": {"supports": [next(told)]}}

    screen = Screen(line, channel, "resident", "p:1", line.phone.at, own)
    async with running(screen):
        await until(lambda: line.phone.me == {"supports": [0]})
        screen.own_changed()
        await until(lambda: line.phone.me == {"supports": [1]})
    at_once = Screen(line, channel, "resident", "p:1", line.phone.at, own)
    async with running(at_once):
        show(channel, 2, at_once)
        await until(lambda: line.phone.version == channel.version)
    assert line.phone.me == {"supports": [1]}, "its page was made a moment ago"
