import contextlib
from collections.abc import Coroutine

import pytest

from musrenbang_live.live.frames import KEPT_STEPS, Channel, Sheet
from musrenbang_live.live.gallery import Gallery
from musrenbang_live.live.screen import (
    COME_BACK,
    FELL_BEHIND,
    MOST_ANSWERS,
    STUCK_AFTER,
    Screen,
    Slow,
)
from musrenbang_live.live.wheel import SPOKES, Wheel
from tests.phone import Line

NOW = 1_795_000_000_000


class Owner:
    """The listener of a line with a screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def hear(self, message: bytes) -> None:
        raise NotImplementedError

    def drained(self) -> None:
        self.screen.drained()

    def lost(self) -> None:
        pass


def show(channel: Channel, value: int, *watching: Screen) -> None:
    """The next version, as a gallery shows it."""
    channel.advance(Sheet(html={"isi": f"<p>{value}</p>"}, text={"masuk": str(value)}), NOW)
    for screen in watching:
        screen.follow()


def resident(channel: Channel, line: Line) -> Screen:
    screen = Screen(line, channel, "resident", "id", "p:1", line.phone.at)
    line.listener = Owner(screen)
    return screen


def run_to_its_end(walk: Coroutine[None, None, None]) -> None:
    with contextlib.suppress(StopIteration):
        while True:
            walk.send(None)


def shown(count: int) -> Channel:
    channel = Channel()
    for value in range(1, count + 1):
        show(channel, value)
    return channel


def test_it_begins_with_a_whole_and_goes_on_by_steps() -> None:
    channel, line = shown(1), Line()
    screen = resident(channel, line)
    assert screen.follow()
    for value in range(2, 6):
        show(channel, value, screen)
        assert line.phone.shows(channel.sheet)
    assert (line.phone.wholes, line.phone.steps) == (1, 4)


def test_one_that_shows_what_is_now_is_sent_nothing() -> None:
    channel, line = shown(3), Line()
    line.phone.epoch, line.phone.version = channel.epoch, channel.version
    screen = resident(channel, line)
    assert screen.is_current
    assert screen.follow()
    assert line.sent == []


def test_one_that_comes_back_within_the_ring_gets_what_it_missed() -> None:
    channel, line = shown(10), Line()
    line.phone.epoch, line.phone.version = channel.epoch, 7
    assert resident(channel, line).follow()
    assert line.phone.version == channel.version
    assert (line.phone.wholes, line.phone.steps) == (0, 1)


@pytest.mark.parametrize("at", [("another", 10), ("", 0), ("another", 3)])
def test_one_from_another_life_gets_a_whole(at: tuple[str, int]) -> None:
    channel, line = shown(10), Line()
    line.phone.epoch, line.phone.version = at
    assert resident(channel, line).follow()
    assert line.phone.at == (channel.epoch, channel.version)
    assert (line.phone.wholes, line.phone.steps) == (1, 0)


def test_what_it_missed_comes_with_the_time_it_is_now() -> None:
    """A clock is set by the newest time that was told."""
    channel, line = shown(10), Line()
    line.phone.epoch, line.phone.version = channel.epoch, 5
    resident(channel, line).follow()
    assert line.phone.time > NOW


def test_answers_come_before_anything_shared() -> None:
    channel, line = shown(1), Line()
    screen = resident(channel, line)
    line.held = True
    screen.answer({"ok": "a"})
    screen.answer({"ok": "b"})
    assert not screen.follow()
    line.release()
    assert line.sent[:2] == [{"ok": "a"}, {"ok": "b"}]
    assert line.phone.shows(channel.sheet)


def test_a_line_that_fills_up_again_gets_the_rest_of_its_answers_later() -> None:
    channel, line = shown(1), Line()
    screen = resident(channel, line)
    line.held = True
    for number in range(5):
        screen.answer({"ok": str(number)})
    line.held = False
    send = line.send

    def fills_up(frame: bytes) -> None:
        send(frame)
        line.held = len(line.sent) == 2

    line.send = fills_up  # type: ignore[method-assign]
    screen.drained()
    assert [m["ok"] for m in line.sent] == ["0", "1"]
    line.release()
    assert [m["ok"] for m in line.sent if "ok" in m] == ["0", "1", "2", "3", "4"]
    assert line.phone.shows(channel.sheet)


def test_a_slow_one_is_sent_one_whole_instead_of_a_backlog() -> None:
    channel, line = shown(1), Line()
    screen = resident(channel, line)
    screen.follow()
    line.held = True
    for value in range(2, 2 + 10 * KEPT_STEPS):
        show(channel, value, screen)
    assert len(line.sent) == 1
    line.release()
    assert line.phone.shows(channel.sheet)
    assert line.phone.wholes == 2


async def test_a_stuck_one_is_sent_away_and_nobody_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gallery, clock = Gallery("resident", lambda *_: Sheet()), [1000.0]
    slow = Slow(clock=lambda: clock[0])
    monkeypatch.setattr(gallery, "slow", slow)
    channel, stuck, lively, late = gallery.channel, Line(), Line(), Line()
    stuck.held = late.held = True
    for line in (stuck, lively, late):
        gallery.enter(resident(channel, line))
    for second in range(int(STUCK_AFTER)):
        show(channel, second)
        gallery._behind = True
        await gallery.show()
        slow.give_up(STUCK_AFTER)
        assert lively.phone.version == channel.version
        if second == 10:
            late.release()
            assert late.phone.shows(channel.sheet)
            await gallery.show()
            late.held = True
        clock[0] += 1
        assert stuck.closed is None
    slow.give_up(STUCK_AFTER)
    assert stuck.closed is not None
    assert stuck.closed[0] == FELL_BEHIND
    assert stuck.sent == []
    assert lively.closed is None
    assert late.closed is None, "it had drained in between"


async def test_those_sent_away_together_come_back_apart() -> None:
    clock = [0.0]
    slow, channel, lines = Slow(clock=lambda: clock[0]), shown(1), [Line() for _ in range(60)]
    for line in lines:
        line.held = True
        slow.note(resident(channel, line))
    clock[0] = STUCK_AFTER
    slow.give_up(STUCK_AFTER)
    assert {line.closed[0] for line in lines if line.closed} == {FELL_BEHIND}
    moments = [int(line.closed[1]) for line in lines if line.closed]
    assert len(moments) == len(lines)
    assert all(1_000 <= moment < 5_000 for moment in moments)
    assert max(moments) - min(moments) > 1_000


def test_one_that_caught_up_or_left_is_not_sent_away() -> None:
    clock = [0.0]
    slow, channel, drained, left = Slow(clock=lambda: clock[0]), shown(1), Line(), Line()
    gone = resident(channel, left)
    for screen in (resident(channel, drained), gone):
        slow.note(screen)
    drained.release()
    slow.forget(gone)
    clock[0] = 2 * STUCK_AFTER
    slow.give_up(STUCK_AFTER)
    assert drained.closed is None
    assert left.closed is None


async def test_what_waits_for_a_stuck_one_is_bounded() -> None:
    channel, line = Channel(), Line()
    line.held = True
    screen = resident(channel, line)
    for number in range(MOST_ANSWERS):
        screen.answer({"ok": str(number)})
        show(channel, number, screen)
    assert line.closed is None
    screen.answer({"ok": "one too many"})
    assert line.closed is not None
    assert line.closed[0] == FELL_BEHIND
    assert screen._answers is None
    line.held = False
    screen.drained()
    assert line.sent == []


async def test_a_dismissed_one_is_closed_with_the_reason() -> None:
    line = Line()
    resident(Channel(), line).dismiss(COME_BACK, "700")
    assert line.closed == (COME_BACK, "700")


def test_a_line_that_is_gone_takes_nothing_and_hurts_nobody() -> None:
    channel, line = shown(1), Line()
    line.closed = (1006, "")
    screen = resident(channel, line)
    assert not screen.follow()
    screen.answer({"ok": "a"})
    assert line.sent == []


async def test_a_walk_takes_everybody_along_who_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screens come and go while others are moved; whoever stays ends up with what is newest."""
    monkeypatch.setattr("musrenbang_live.live.gallery.SLICE", 3)
    gallery = Gallery("resident", lambda *_: Sheet())
    pairs = [(line := Line(), resident(gallery.channel, line)) for _ in range(20)]
    for _, screen in pairs[:15]:
        gallery.enter(screen)
    for value in range(1, 8):
        show(gallery.channel, value)
        gallery._behind = True
        moved = gallery.show()
        moved.send(None)  # one slice
        gallery.leave(pairs[value][1])
        gallery.enter(pairs[14 - value][1])
        pairs[value][0].closed = (1006, "")
        run_to_its_end(moved)
    for line, screen in pairs[8:15]:
        assert line.phone.version == gallery.channel.version, screen
        assert line.phone.versions == sorted(set(line.phone.versions))


async def test_a_walk_begins_elsewhere_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("musrenbang_live.live.gallery.SLICE", 5)
    gallery = Gallery("resident", lambda *_: Sheet())
    lines = [Line() for _ in range(20)]
    for line in lines:
        gallery.enter(resident(gallery.channel, line))
    firsts = set()
    for value in range(1, 5):
        show(gallery.channel, value)
        gallery._behind = True
        walk = gallery.show()
        walk.send(None)
        firsts |= {n for n, line in enumerate(lines) if line.phone.version == value}
        walk.close()
    assert len(firsts) == 20


def test_everybody_gets_a_sign_of_life_once_a_turn_and_never_all_at_once() -> None:
    channel, wheel = Channel(), Wheel()
    lines = [Line() for _ in range(4 * SPOKES)]
    pairs = [(line, resident(channel, line)) for line in lines]
    for _, screen in pairs:
        wheel.add(screen)
    for turn in range(1, 4):
        for _ in range(SPOKES):
            before = [line.beats for line in lines]
            wheel.turn()
            due = sum(line.beats - old for line, old in zip(lines, before, strict=True))
            assert due == 4
        assert {line.beats for line in lines} == {turn}
    assert all(message.keys() == {"t"} for line in lines for message in line.sent)
    wheel.discard(pairs[0][1])
    for _ in range(SPOKES):
        wheel.turn()
    assert (lines[0].beats, lines[1].beats) == (3, 4)


async def test_one_that_gives_no_sign_of_life_is_sent_away_and_told_when_to_come_back() -> None:
    channel, wheel = Channel(), Wheel()
    dead, alive = Line(), Line()
    for line in (dead, alive):
        wheel.add(resident(channel, line))
    dead.silent = True
    for _ in range(SPOKES):
        wheel.turn()
    assert dead.closed is not None
    assert dead.closed[0] == FELL_BEHIND
    assert 1_000 <= int(dead.closed[1]) < 5_000
    assert alive.closed is None
