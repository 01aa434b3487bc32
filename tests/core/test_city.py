"""A city at once: which tile a meeting makes, whose day it is, and how far a year has come."""

from typing import Any

import pytest

from musrenbang_live.core.charts.tiles import Ground
from musrenbang_live.core.city import (
    DayLine,
    SeasonLine,
    SectorLine,
    day_of,
    local_day,
    season_of,
    tile_state,
)

WIB = 7
NOON = 1_800_000_000_000  # Friday 15 January 2027, 15.00 WIB
TODAY = "2027-01-15"
WARDS = (
    Ground("12.74.01.1001", "Tanjungbalai Kota I", "Tanjungbalai Selatan"),
    Ground("12.74.01.1003", "Perwira", "Tanjungbalai Selatan"),
    Ground("12.74.06.1003", "Selat Lancang", "Datuk Bandar Timur"),
)


def known(ward: Ground) -> dict[str, Any]:
    """What both kinds of line say of a meeting that was opened."""
    return {
        "code": "HMX4T7",
        "tier": "kelurahan",
        "forum": "Musrenbang Kelurahan",
        "ward_code": ward.code,
        "ward": ward.name,
        "district": ward.district,
        "starts": f"{TODAY} 09:00",
        "example": False,
        "opened_at": NOON,
        "joined": 12,
        "proposals": 3,
    }


def line(ward: Ground = WARDS[0], **changes: Any) -> DayLine:
    """A meeting that is open."""
    usual: dict[str, Any] = {
        **known(ward),
        "stage": "open",
        "closed_at": 0,
        "published_at": 0,
        "phase": "Usulan",
        "round_stage": "",
        "ballots": 0,
        "voters": 12,
    }
    return DayLine(**(usual | changes))


def season_line(ward: Ground = WARDS[0], **changes: Any) -> SeasonLine:
    """A meeting that is published."""
    usual = {**known(ward), "stage": "published", "published_at": NOON}
    return SeasonLine(**(usual | changes))


def test_a_local_day_begins_at_its_own_midnight() -> None:
    date, begins, ends = local_day(NOON, WIB)
    assert date == TODAY
    assert ends - begins == 86_400_000
    assert begins % 86_400_000 == 17 * 3_600_000  # 00.00 WIB is 17.00 UTC of the day before
    assert local_day(begins - 1, WIB)[0] == "2027-01-14"
    assert local_day(begins, WIB)[0] == TODAY


@pytest.mark.parametrize(
    ("stage", "starts", "state"),
    [
        ("planned", f"{TODAY} 15:01", "planned"),
        ("planned", f"{TODAY} 14:59", "late"),
        ("planned", "", "planned"),
        ("open", f"{TODAY} 09:00", "open"),
        ("closed", "", "closed"),
        ("published", "", "published"),
    ],
)
def test_what_a_tile_says(stage: str, starts: str, state: str) -> None:
    assert tile_state(line(stage=stage, starts=starts), f"{TODAY} 15:00") == state


def test_every_kelurahan_has_a_tile_and_every_meeting_a_place() -> None:
    published = line(code="AAAAAA", stage="published", opened_at=NOON - 9)
    going = line(code="CCCCCC")
    above = line(code="DDDDDD", tier="kecamatan")
    strange = line(code="EEEEEE", ward_code="99.99.99.9999")
    lines = [published, going, above, strange]
    day = day_of(NOON, WIB, WARDS, lines, invented=False)
    assert list(day.tiles) == ["Tanjungbalai Selatan", "Datuk Bandar Timur"]
    first, second = day.tiles["Tanjungbalai Selatan"]
    assert (first.state, first.line) == ("open", going)  # what goes on comes before what is over
    assert (second.state, second.line) == ("none", None)
    assert {each.code for _, each in day.others} == {"AAAAAA", "DDDDDD", "EEEEEE"}
    assert day.counts["open"] == 1
    assert day.counts["none"] == 2
    assert sum(day.counts.values()) == len(WARDS)
    assert day.joined == 48
    assert not day.invented


def test_a_city_without_a_meeting_is_no_example() -> None:
    day = day_of(NOON, WIB, WARDS, [], invented=True)
    assert day.counts["none"] == 3
    assert not day.invented


def test_turnout_stays_within_a_hundred() -> None:
    assert line(ballots=5, voters=20).turnout == 25
    assert line(ballots=7, voters=0).turnout == 0
    assert line(ballots=9, voters=8).turnout == 100  # a card was voided after it had voted


def test_a_year_counts_each_kelurahan_once_by_what_came_furthest() -> None:
    lines = [
        season_line(),
        season_line(code="AAAAAA", stage="planned", opened_at=0, joined=0, proposals=0),
        season_line(WARDS[1], code="CCCCCC", stage="closed", opened_at=NOON + 86_400_000),
        season_line(code="DDDDDD", tier="kecamatan", starts="", opened_at=0, stage="planned"),
    ]
    sectors = [
        SectorLine(sector="infra", name="", ward_code=WARDS[1].code, proposals=2),
        SectorLine(
            sector="infra",
            name="Infrastruktur",
            ward_code=WARDS[0].code,
            proposals=3,
            agreed=1,
            cost=9,
        ),
        SectorLine(sector="sos", name="Sosial", ward_code=WARDS[0].code, proposals=1),
    ]
    season = season_of(2027, WIB, WARDS, lines, sectors, invented=False)
    assert [ward.state for ward in season.wards] == ["published", "held", "none"]
    assert season.counts == {"published": 1, "held": 1, "open": 0, "planned": 0, "none": 1}
    assert season.wards[0].sectors == {"infra": 3, "sos": 1}
    assert (season.wards[0].agreed, season.wards[0].cost) == (1, 9)
    assert [(each.sector, each.name, each.proposals) for each in season.sectors] == [
        ("infra", "Infrastruktur", 5),
        ("sos", "Sosial", 1),
    ]
    unknown, first, second = season.days
    assert unknown == 0
    assert second - first == 86_400_000
    assert [each.code for each in season.days[first]] == ["HMX4T7", "AAAAAA"]
