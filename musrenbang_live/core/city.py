"""A whole city at once: the meetings of a day as tiles, and how far the season of a year is.

Everything here is public before a result is revealed: how many came, how many proposals stand, how
many ballots were handed in. What the ballots say is never among it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.charts.tiles import Ground
from musrenbang_live.core.meeting import RoundStage, Stage

TileState = Literal["none", "planned", "late", "open", "closed", "published"]
"""No meeting on this day; planned; planned and its time has passed; going on; over and not yet
published; published."""
WardState = Literal["none", "planned", "open", "held", "published"]
"""How far a kelurahan is in a year: nothing planned, planned, going on, held and not yet published,
published."""

WARD_TIER: Final = "kelurahan"
_FIRST: Final[tuple[TileState, ...]] = ("open", "closed", "published", "late", "planned")
"""Of several meetings of a kelurahan on one day the tile shows the first of these."""
_MINUTE: Final = 60_000
_FURTHEST: Final[tuple[WardState, ...]] = ("published", "held", "open", "planned")


class MeetingLine(Struct, frozen=True, kw_only=True):
    """One meeting. `joined`: participants, cards left out; `proposals`: those that stand by
    themselves. Times in ms, 0 for what has not come."""

    code: str
    stage: Stage
    tier: str
    forum: str
    ward_code: str
    ward: str
    district: str
    starts: str
    example: bool
    opened_at: int
    published_at: int
    joined: int
    proposals: int


class DayLine(MeetingLine, frozen=True, kw_only=True):
    """One meeting of a day. `phase` is the title of its phase, empty before the opening.

    Of the vote that was opened last: `round_stage` ('' while there was none), `ballots` handed in
    and not blank, `voters` who could hand one in.
    """

    closed_at: int
    phase: str
    round_stage: RoundStage | Literal[""]
    ballots: int
    voters: int

    @property
    def turnout(self) -> int:
        """How many of a hundred voters have handed in a ballot in the vote opened last."""
        return min(100, round(100 * self.ballots / self.voters)) if self.voters else 0

    @property
    def begins(self) -> str:
        """When it was planned to begin, as `09.00`; empty when that was left open."""
        return self.starts[11:].replace(":", ".")


class SeasonLine(MeetingLine, frozen=True, kw_only=True):
    """One meeting of a year."""


class SectorLine(Struct, frozen=True, kw_only=True):
    """What the kelurahan meetings of a year propose in one bidang; `name` as their plans have it.

    `agreed`: those on a published agreed list, `cost` their estimated cost in rupiah.
    """

    sector: str
    name: str
    ward_code: str
    proposals: int
    agreed: int = 0
    cost: int = 0


class Tile(Struct, frozen=True):
    """A kelurahan on one day; `line` is its meeting, None without one."""

    place: Ground
    state: TileState
    line: DayLine | None = None


class Day(Struct, frozen=True):
    """A day of the city. `at` is the moment it was looked at (ms); `tiles` by kecamatan; `others`
    are meetings of the day that have no tile, each with its state. `invented`: made up, all of it.
    """

    at: int
    date: str
    tiles: dict[str, tuple[Tile, ...]]
    others: tuple[tuple[TileState, DayLine], ...]
    counts: dict[TileState, int]
    joined: int
    proposals: int
    invented: bool


class WardSeason(Struct, frozen=True):
    """A kelurahan in a year: the meeting that came furthest (None without one) and what came of
    all of them. `sectors`: proposals by key of the bidang."""

    place: Ground
    state: WardState
    line: SeasonLine | None
    joined: int
    proposals: int
    agreed: int
    cost: int
    sectors: dict[str, int]


class Season(Struct, frozen=True):
    """A year of the city. `days`: the meetings of all tiers by the moment (ms) at which their local
    day begins, those of no known day under 0, first."""

    year: int
    wards: tuple[WardSeason, ...]
    counts: dict[WardState, int]
    days: dict[int, tuple[SeasonLine, ...]]
    sectors: tuple[SectorLine, ...]
    invented: bool


def local_day(at: int, hours: int) -> tuple[str, int, int]:
    """The day of the moment `at` (ms) in the zone `hours` east of UTC: its date as `YYYY-MM-DD`,
    and the moments at which it begins and ends."""
    zone = timezone(timedelta(hours=hours))
    begins = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    begins = begins.replace(hour=0, minute=0, second=0, microsecond=0)
    first = round(begins.timestamp() * 1000)
    return f"{begins:%Y-%m-%d}", first, first + 24 * 60 * _MINUTE


def day_of(
    at: int, hours: int, places: Sequence[Ground], lines: Sequence[DayLine], *, invented: bool
) -> Day:
    """The day of the moment `at` (ms), in the zone `hours` east of UTC."""
    date, begins, _ = local_day(at, hours)
    clock = f"{date} {(at - begins) // (60 * _MINUTE):02}:{(at - begins) // _MINUTE % 60:02}"
    told = [(tile_state(line, clock), line) for line in lines]
    told.sort(key=lambda each: _FIRST.index(each[0]))
    shown: dict[str, Tile] = {}
    codes = {place.code for place in places}
    others = []
    for state, line in told:
        if line.tier == WARD_TIER and line.ward_code in codes and line.ward_code not in shown:
            place = next(each for each in places if each.code == line.ward_code)
            shown[line.ward_code] = Tile(place, state, line)
        else:
            others.append((state, line))
    tiles = [shown.get(place.code) or Tile(place, "none") for place in places]
    counts: dict[TileState, int] = dict.fromkeys((*_FIRST, "none"), 0)
    for tile in tiles:
        counts[tile.state] += 1
    return Day(
        at=at,
        date=date,
        tiles=_by_district(tiles),
        others=tuple(others),
        counts=counts,
        joined=sum(line.joined for line in lines),
        proposals=sum(line.proposals for line in lines),
        invented=invented and bool(lines),
    )


def tile_state(line: DayLine, clock: str) -> TileState:
    """How a meeting of the day stands at the local time `clock`, as `YYYY-MM-DD HH:MM`."""
    if line.stage == "planned":
        return "late" if line.starts and line.starts < clock else "planned"
    return line.stage


def season_of(
    year: int,
    hours: int,
    places: Sequence[Ground],
    lines: Sequence[SeasonLine],
    sectors: Sequence[SectorLine],
    *,
    invented: bool,
) -> Season:
    """The year `year`; local days in the zone `hours` east of UTC."""
    wards = tuple(_ward_season(place, lines, sectors) for place in places)
    counts: dict[WardState, int] = dict.fromkeys((*_FURTHEST, "none"), 0)
    for ward in wards:
        counts[ward.state] += 1
    days: dict[int, list[SeasonLine]] = {}
    for line in lines:
        days.setdefault(_day_of(line, hours), []).append(line)
    return Season(
        year=year,
        wards=wards,
        counts=counts,
        days={day: tuple(days[day]) for day in sorted(days)},
        sectors=_by_sector(sectors),
        invented=invented and bool(lines),
    )


def _day_of(line: SeasonLine, hours: int) -> int:
    if line.opened_at:
        return local_day(line.opened_at, hours)[1]
    if not line.starts:
        return 0
    zone = timezone(timedelta(hours=hours))
    planned = datetime.fromisoformat(line.starts[:10]).replace(tzinfo=zone)
    return round(planned.timestamp() * 1000)


def _ward_season(
    place: Ground, lines: Sequence[SeasonLine], sectors: Sequence[SectorLine]
) -> WardSeason:
    own = [each for each in lines if each.tier == WARD_TIER and each.ward_code == place.code]
    own.sort(key=lambda line: _FURTHEST.index(_ward_state(line)))
    told = [each for each in sectors if each.ward_code == place.code]
    by_sector: dict[str, int] = {}
    for each in told:
        by_sector[each.sector] = by_sector.get(each.sector, 0) + each.proposals
    return WardSeason(
        place=place,
        state=_ward_state(own[0]) if own else "none",
        line=own[0] if own else None,
        joined=sum(line.joined for line in own),
        proposals=sum(line.proposals for line in own),
        agreed=sum(each.agreed for each in told),
        cost=sum(each.cost for each in told),
        sectors=by_sector,
    )


def _ward_state(line: SeasonLine) -> WardState:
    return "held" if line.stage == "closed" else line.stage


def _by_sector(lines: Iterable[SectorLine]) -> tuple[SectorLine, ...]:
    """The same over all kelurahan, most proposals first."""
    found: dict[str, list[SectorLine]] = {}
    for line in lines:
        found.setdefault(line.sector, []).append(line)
    whole = [
        SectorLine(
            sector=sector,
            name=next((each.name for each in of if each.name), sector),
            ward_code="",
            proposals=sum(each.proposals for each in of),
            agreed=sum(each.agreed for each in of),
            cost=sum(each.cost for each in of),
        )
        for sector, of in found.items()
    ]
    return tuple(sorted(whole, key=lambda each: (-each.proposals, each.sector)))


def _by_district(tiles: Sequence[Tile]) -> dict[str, tuple[Tile, ...]]:
    districts: dict[str, list[Tile]] = {}
    for tile in tiles:
        districts.setdefault(tile.place.district, []).append(tile)
    return {name: tuple(of) for name, of in districts.items()}
