"""Events as iCalendar (RFC 5545): the same bytes from the same events, whenever they are asked for.

Every event keeps its UID, and its SEQUENCE grows when it is changed, so that the calendar of a
phone moves it instead of showing it twice.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from musrenbang_live.core.zones import HOURS

if TYPE_CHECKING:
    from icalendar import Event, Timezone

ZONE_NAMES: Final = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
_AT: Final = "musrenbang-live"
"""What UIDs end with; an address of the site would change with the site."""


class Entry(Struct, frozen=True, kw_only=True):
    """Something that happens. `minutes` is how long, `revision` counts its changes from 0.

    `place` is the address of its page on this site; `changed_at` in ms UTC; `code` of a meeting
    that can still be joined, else empty.
    """

    uid: str
    title: str
    starts: datetime
    minutes: int
    zone: str
    venue: str
    place: str
    changed_at: int
    revision: int
    example: bool
    summary: str = ""
    code: str = ""
    going_on: bool = False

    @property
    def day(self) -> int:
        """The day it starts, as its noon in ms UTC."""
        return round(self.starts.replace(hour=12).timestamp() * 1000)

    @property
    def clock(self) -> str:
        """The time of day it starts: `09.00 WIB`."""
        return f"{self.starts:%H.%M} {self.zone}"

    @property
    def until(self) -> str:
        """The time of day by which it should be over: `12.00`."""
        return f"{self.starts + timedelta(minutes=self.minutes):%H.%M}"


def calendar(name: str, entries: Sequence[Entry], base: str) -> bytes:
    """A calendar file with these entries, and the time zones they use; `base` is the address of
    the site.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Musrenbang Live//Jadwal//ID")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for zone in sorted({entry.zone for entry in entries}):
        made.add_component(_zone(zone))
    for entry in entries:
        made.add_component(_event(entry, base))
    return bytes(made.to_ical())


def _zone(zone: str) -> "Timezone":
    """A time zone of Indonesia: it has had no summer time since there are calendars like these."""
    from icalendar import Timezone, TimezoneStandard

    offset = timedelta(hours=HOURS[zone])
    always = TimezoneStandard()
    always.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  (local by RFC 5545, 3.6.5)
    always.add("tzoffsetfrom", offset)
    always.add("tzoffsetto", offset)
    always.add("tzname", zone)
    made = Timezone()
    made.add("tzid", ZONE_NAMES[zone])
    made.add_component(always)
    return made


def _event(entry: Entry, base: str) -> "Event":
    from icalendar import Event

    starts = entry.starts.replace(tzinfo=ZoneInfo(ZONE_NAMES[entry.zone]))
    changed = datetime.fromtimestamp(entry.changed_at // 1000, tz=UTC)
    made = Event()
    made.add("uid", f"{entry.uid}@{_AT}")
    made.add("dtstamp", changed)
    made.add("last-modified", changed)
    made.add("sequence", entry.revision)
    made.add("dtstart", starts)
    made.add("dtend", starts + timedelta(minutes=entry.minutes))
    made.add("summary", f"{entry.title} (contoh)" if entry.example else entry.title)
    if entry.venue:
        made.add("location", entry.venue)
    if entry.summary:
        made.add("description", entry.summary)
    made.add("url", base + entry.place)
    made.add("status", "CONFIRMED")
    return made
