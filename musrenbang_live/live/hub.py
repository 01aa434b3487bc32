"""The rooms of this process, the bells between processes, and the look once a second.

The look is what makes everything else allowed to fail: whatever bell was lost, every room with
somebody in it is compared with Postgres at least once a second.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from musrenbang_live.core.codes import is_code
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live import gauges
from musrenbang_live.live.bus import Bell, Bus
from musrenbang_live.live.busy import moment
from musrenbang_live.live.clock import now
from musrenbang_live.live.counting import PARTS, Part
from musrenbang_live.live.gallery import SLICE, VIEWS, Presence, Studio
from musrenbang_live.live.room import Pace, Room
from musrenbang_live.live.screen import COME_BACK, LOGIN_REVOKED, Screen
from musrenbang_live.live.wheel import Wheel
from musrenbang_live.store import sessions
from musrenbang_live.store.pool import Pool, unreachable

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at Postgres."""
FORGET_AFTER: Final = 600.0
"""Seconds after which a room nobody used is let go."""
PRESENCE_VALID: Final = 6.0
"""Seconds for which another process's count of devices is believed."""
PRESENCE_EVERY: Final = 3
"""Looks between two tellings of an unchanged presence."""
PRESENCE_PAUSE: Final = 0.2
"""Seconds in which devices that come and go are counted together."""
FIRST_BACK: Final = 500
"""Milliseconds after which the first of the devices sent away may come back."""
BACK_WITHIN: Final = 8_000
BACK_A_SECOND: Final = 800
"""Devices sent away come back within `BACK_WITHIN` ms, or at so many a second if they are more."""
USUAL_PACE: Final = Pace()


class Hub:
    """All rooms of this process. `run` must be running while it is used.

    `forget` is called when what this process keeps of pages may say what was erased.
    """

    def __init__(
        self,
        pool: Pool,
        bus: Bus,
        studio: Studio,
        pace: Pace = USUAL_PACE,
        forget: Callable[[], None] = lambda: None,
    ) -> None:
        self._pool = pool
        self._bus = bus
        self._studio = studio
        self._pace = pace
        self._forget_pages = forget
        self._wheel = Wheel()
        self._rooms: dict[str, Room] = {}
        self._loading: dict[str, asyncio.Lock] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._elsewhere: dict[tuple[str, str], tuple[float, Presence]] = {}
        self._told: dict[str, Presence] = {}
        self._counting: set[str] = set()
        self._looks = 0
        bus.listen(self._hear)

    async def room(self, code: str) -> Room:
        """The room of a join code. Raises `Rejected` with `session_unknown`."""
        known = self._rooms.get(code)
        if known is None:
            known = await self._load(code)
        known.used_at = asyncio.get_running_loop().time()
        return known

    async def _load(self, code: str) -> Room:
        if not is_code(code):
            raise Rejected("session_unknown", code=code)
        async with self._loading.setdefault(code, asyncio.Lock()):
            if code in self._rooms:
                return self._rooms[code]
            row = await sessions.find_session(self._pool, code)
            if row is None:
                self._loading.pop(code, None)  # others who waited here have done it already
                raise Rejected("session_unknown", code=code)
            room = Room(self._pool, row, self._studio, self._pace, self._forget_pages)
            await room.load()
            if self._tasks is None:
                raise RuntimeError("the hub is not running")
            self._running[code] = self._tasks.create_task(self._keep(room))
            self._rooms[code] = room
            self._bus.follow(code)
            return room

    async def _keep(self, room: Room) -> None:
        """Run a room; one that breaks is let go with its screens, and loaded again when asked."""
        try:
            await room.run()
        except Exception:
            log.exception("room %s broke and is loaded anew", room.code)
            for screen in list(room.screens()):
                screen.dismiss(COME_BACK, moment(500, 2_500))
        finally:
            self._forget(room)

    def _forget(self, room: Room) -> None:
        if self._rooms.get(room.code) is room:  # it may have been loaded anew meanwhile
            del self._rooms[room.code], self._running[room.code]
            self._loading.pop(room.code, None)
            self._told.pop(room.code, None)
            self._bus.unfollow(room.code)

    async def refresh(self, room: Room) -> None:
        """Read what another process may have stored this instant; a bell is slower than a page.

        Where the database is away the room stays as it is known.
        """
        if not self._bus.shared:
            return
        try:
            await room.refresh()
        except Exception as error:
            if not unreachable(error):
                raise

    async def run(self) -> None:
        """Serve until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(self._bus.run())
            while True:
                await asyncio.sleep(LOOK_EVERY)
                self._wheel.turn()
                try:
                    await self._look()
                except Exception as error:
                    if not unreachable(error):
                        raise
                    log.warning("cannot look at the database: %s", type(error).__name__)

    async def _look(self) -> None:
        """Compare every room with Postgres; tell the others who is here; let idle rooms go."""
        self._looks += 1
        clock = asyncio.get_running_loop().time()
        for room in list(self._rooms.values()):
            room.give_up_the_stuck()
            if room.present():
                room.used_at = clock
                room.look()
                if room.present("projector"):
                    room.look_at_log()  # another process may have given the wall a new key
            elif clock - room.used_at > FORGET_AFTER:
                self._running[room.code].cancel()
                self._forget(room)
            self._tell_presence(room, again=self._looks % PRESENCE_EVERY == 0)
        self._gauge()
        by_id = {room.row.id: room for room in self._rooms.values()}
        if by_id:
            heads = await sessions.heads(self._pool, list(by_id))
            for session_id, head in heads.items():
                if head != by_id[session_id].head:
                    by_id[session_id].look_at_log()
        await self._check_desks()

    async def _check_desks(self) -> None:
        """Logins also end by age, and the bell that closes their screens may have been lost."""
        seen = {
            (room.row.id, int(screen.who.removeprefix("f:"))): room.code
            for room in self._rooms.values()
            for screen in room.screens("facilitator")
        }
        if seen:
            still = await sessions.open_desks(self._pool, seen.keys(), at=now())
            for desk in seen.keys() - still:
                self._dismiss_here(seen[desk], f"f:{desk[1]}")

    def _gauge(self) -> None:
        for audience in VIEWS:
            screens = sum(room.present(audience) for room in self._rooms.values())
            gauges.SCREENS.labels(audience).set(screens)

    # Screens

    def enter(self, room: Room, screen: Screen) -> None:
        """A device connected. One that found a room which is gone by now is sent to the new one."""
        if self._rooms.get(room.code) is not room:
            screen.dismiss(COME_BACK, moment(500, 2_500))
        room.enter(screen, from_elsewhere=screen.is_stranger and self._bus.shared)
        self._wheel.add(screen)
        self._presence_changed(room)

    def leave(self, room: Room, screen: Screen) -> None:
        """A device is gone."""
        room.leave(screen)
        self._wheel.discard(screen)
        self._presence_changed(room)

    def dismiss(self, code: str, who: str) -> None:
        """Close every screen of `who` in all processes; `code` empty for all sessions."""
        self._dismiss_here(code, who)
        self._bus.ring(code, "close", who)

    def _dismiss_here(self, code: str, who: str) -> None:
        for room in self._rooms.values():
            if code in ("", room.code):
                for screen in list(room.screens()):
                    if screen.who == who:
                        screen.dismiss(LOGIN_REVOKED, "")

    @property
    def busy(self) -> bool:
        """Whether any device is connected here."""
        return any(room.present() for room in self._rooms.values())

    @property
    def bus_connected(self) -> bool:
        """Whether bells are being carried, as far as is known."""
        return self._bus.connected

    async def drain(self) -> None:
        """The process ends: send every device away in slices, each to come back at its own moment.

        All at once they would only bring down the process that takes over.
        """
        screens = [screen for room in self._rooms.values() for screen in room.screens()]
        spread = max(BACK_WITHIN - FIRST_BACK, len(screens) * 1_000 // BACK_A_SECOND)
        for place, screen in enumerate(screens):
            screen.dismiss(COME_BACK, str(FIRST_BACK + place * spread // len(screens)))
            if place % SLICE == SLICE - 1:
                await asyncio.sleep(0)

    # Bells

    def told(self, room: Room, *parts: Part, log_grew: bool = False) -> None:
        """This process stored rows of `parts`, or events: look here, and tell the others."""
        if log_grew:
            self._bus.ring(room.code, "log")
        for part in parts:
            self._bus.ring(room.code, "rows", part)
        if parts:
            room.look_at_rows(*parts)

    def erased(self) -> None:
        """This process erased a text: no page that any process keeps is given out again."""
        self._forget_pages()
        self._bus.ring("", "erased")

    def _hear(self, bell: Bell) -> None:
        rooms = [self._rooms[bell.code]] if bell.code in self._rooms else []
        if not bell.code:
            rooms = list(self._rooms.values())
        match bell.what:
            case "log" | "lost" | "rows":
                self._look_again(rooms, bell)
            case "erased":
                self._forget_pages()
            case "presence":
                self._hear_presence(bell)
            case "close":
                for room in rooms:
                    room.look_at_log()
                self._dismiss_here(bell.code, bell.detail)

    def _look_again(self, rooms: list[Room], bell: Bell) -> None:
        for room in rooms:
            if bell.what != "rows":
                room.look_at_log()
            if bell.what != "log":  # what the log says of rows is known once it is read
                room.look_at_rows(*_parts(bell.detail))
        if bell.what == "lost":
            self._forget_pages()

    # Presence

    def _here(self, room: Room) -> Presence:
        return Presence(room.present("resident"), room.present("projector"))

    def _presence_changed(self, room: Room) -> None:
        """Count soon, once for all who come or go meanwhile: a hall may come at once."""
        if room.code not in self._counting:
            self._counting.add(room.code)
            asyncio.get_running_loop().call_later(PRESENCE_PAUSE, self._count_presence, room)

    def _count_presence(self, room: Room) -> None:
        self._counting.discard(room.code)
        self._tell_presence(room)

    def _tell_presence(self, room: Room, *, again: bool = False) -> None:
        here = self._here(room)
        if here != self._told.get(room.code, Presence()) or (here != Presence() and again):
            self._told[room.code] = here
            self._bus.ring(room.code, "presence", f"{here.online}:{here.screens}")
        self._sum_presence(room)

    def _hear_presence(self, bell: Bell) -> None:
        online, _, screens = bell.detail.partition(":")
        if online.isdigit() and screens.isdigit():
            until = asyncio.get_running_loop().time() + PRESENCE_VALID
            there = Presence(int(online), int(screens))
            self._elsewhere[(bell.code, bell.origin)] = until, there
        if bell.code in self._rooms:
            self._sum_presence(self._rooms[bell.code])

    def _sum_presence(self, room: Room) -> None:
        clock = asyncio.get_running_loop().time()
        online, screens = self._here(room).online, self._here(room).screens
        for key, (until, there) in list(self._elsewhere.items()):
            if until < clock:
                del self._elsewhere[key]
            elif key[0] == room.code:
                online, screens = online + there.online, screens + there.screens
        room.set_presence(Presence(online, screens))


def _parts(detail: str) -> tuple[Part, ...]:
    """The parts a bell names; a newer program may know others, then everything is looked at."""
    return tuple(part for part in PARTS if part == detail)
