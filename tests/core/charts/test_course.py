"""How far proposals came, and the diagram of it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.charts.course import LEAVINGS, STATIONS, course, station
from musrenbang_live.core.charts.flow import TRUNK, drawn
from musrenbang_live.core.charts.lives import Lives, Totals, by, summed
from musrenbang_live.core.following import STATES


def lives(count: int = 1, **changes: Any) -> Lives:
    fields: dict[str, Any] = {
        "year": 2027,
        "ward_code": "12.74.06.1003",
        "district": "Datuk Bandar Timur",
        "sector": "infra",
        "state": "diusulkan",
        "agreed": False,
        "merged": False,
        "tier": "kelurahan",
        "example": False,
        "count": count,
        "supports": 3,
        "cost": 50_000_000,
        "uncosted": 0,
    }
    return Lives(**(fields | changes))


SEASON = [
    lives(20, state="belum_diakomodir"),
    lives(4, merged=True, state="selesai"),
    lives(6, state="cadangan"),
    lives(2, state="disepakati", agreed=True),
    lives(3, state="belum_diakomodir", agreed=True, tier="kecamatan"),
    lives(2, state="ditolak", agreed=True, tier="kota"),
    lives(1, state="diakomodir_rkpd", agreed=True, tier="kota"),
    lives(2, state="dilaksanakan", agreed=True, tier="kecamatan"),
    lives(5, state="selesai", agreed=True, tier="kota"),
]


def test_a_season_is_told_stage_by_stage() -> None:
    assert [(stop.station, stop.count, stop.left) for stop in course(SEASON)] == [
        ("diusulkan", 45, {"digabung": 4, "belum_diakomodir": 20, "cadangan": 6}),
        ("disepakati", 15, {"menunggu": 2}),
        ("kecamatan", 13, {"belum_diakomodir": 3}),
        ("kota", 10, {"ditolak": 2}),
        ("rkpd", 8, {"menunggu": 1}),
        ("apbd", 7, {"menunggu": 2}),
        ("selesai", 5, {}),
    ]


def test_a_tier_that_nothing_came_to_is_no_stage() -> None:
    found = course([lives(3), lives(1, state="masuk_apbd", agreed=True)])
    assert [stop.station for stop in found] == [
        "diusulkan",
        "disepakati",
        "rkpd",
        "apbd",
        "selesai",
    ]
    assert course([]) == course([lives(0)]) == ()


def test_what_a_kecamatan_took_over_began_there() -> None:
    there = lives(4, tier="kecamatan", agreed=True, state="disepakati")
    assert station(there, "kecamatan") == "disepakati"
    assert station(there) == "kecamatan"


GROUPS = st.lists(
    st.builds(
        lives,
        st.integers(0, 10_000),
        state=st.sampled_from(STATES),
        agreed=st.booleans(),
        merged=st.booleans(),
        tier=st.sampled_from(("kelurahan", "kecamatan", "kota")),
    ),
    max_size=12,
)


@given(GROUPS)
def test_nobody_is_lost_on_the_way_and_the_picture_holds_them(groups: list[Lives]) -> None:
    stops = course(groups)
    if not stops:
        return
    for stop, after in zip(stops, (*stops[1:], None), strict=True):
        assert stop.count == sum(stop.left.values()) + (after.count if after else stop.count)
        assert list(stop.left) == [how for how in LEAVINGS if how in stop.left]
    assert stops[0].count == sum(each.count for each in groups)
    assert stops[-1].station == STATIONS[-1]
    flow = drawn([(stop.count, tuple(stop.left.values())) for stop in stops])
    y = 0.0
    for stage in flow.stages:
        assert stage.top > y
        y = stage.top
        assert stage.width <= TRUNK
        for arm in stage.arms:
            assert arm.top > y
            y = arm.top + arm.height
            assert stage.onward <= arm.left <= arm.right < 50
        assert y <= flow.height


def test_arms_do_not_cross_the_rightmost_bends_off_first() -> None:
    arms = drawn([(100, (30, 20)), (50, ())]).stages[0].arms
    assert (arms[0].left, arms[0].right) == (28, 40)
    assert (arms[1].left, arms[1].right) == (20, 28)
    assert arms[0].top < arms[1].top


def test_totals_count_a_merged_proposal_once_and_money_of_the_agreed() -> None:
    found = summed(SEASON)
    assert found == Totals(
        proposed=41,
        supports=24,
        agreed=15,
        planned=8,
        funded=7,
        done=5,
        declined=31,
        merged=4,
        cost=300_000_000,
    )
    years = by([lives(2, year=2026), lives(3), lives(1, year=2026)], lambda each: each.year)
    assert [(year, each.proposed) for year, each in years.items()] == [(2026, 3), (2027, 3)]
