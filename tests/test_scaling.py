"""The capacity model: its arithmetic, how its costs are found, and that its page is not older."""

import math
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import astuple, replace

from benchmarks import costing, scaling
from benchmarks.fitting import fitted
from benchmarks.model import MOST_BATCH, USED, Scenario, Window, cost, happenings, needs

FOUND = scaling.read()
HALL = Window(seconds=60, workers=2, phones=150, walls=1, votes=150, vote_seconds=60)


def test_the_page_says_what_the_model_says() -> None:
    page = scaling.PAGE.read_text(encoding="utf-8")
    assert page == scaling.filled(page, FOUND), "run python -m benchmarks.scaling"
    assert {place[2] for place in scaling.PLACE.finditer(page)} == scaling.TABLES.keys()


def test_an_older_page_would_be_noticed() -> None:
    page = scaling.PAGE.read_text(encoding="utf-8")
    other = replace(FOUND, costs=replace(FOUND.costs, rows_a_second=FOUND.costs.rows_a_second * 2))
    assert scaling.filled(page, other) != page


def test_the_city_had_no_part_in_the_costs() -> None:
    assert all(one["window"]["halls"] < 31 for one in FOUND.calibration)
    assert {one["window"]["halls"] for one in FOUND.city} == {31}


@pytest.mark.parametrize("one", FOUND.city, ids=lambda one: one["name"])
def test_what_happens_in_the_city_is_predicted(one: dict[str, Any]) -> None:
    pairs = scaling.compared(FOUND.costs, one)
    paced = one["window"]["vote_seconds"] > 0 or not one["window"]["votes"]
    for name, within in (("painted", 0.05), ("frames", 0.05), ("sent", 0.1), ("server_cpu", 0.5)):
        predicted, measured = pairs.get(name, (0.0, 0.0))
        near = within if paced else 0.6  # all at once: how many commits it takes is chance
        assert predicted == pytest.approx(measured, rel=near), name


def test_happenings_of_a_hall_spread_over_two_processes() -> None:
    done = happenings(HALL)
    assert done["room_seconds"] == 120
    assert done["phone_seconds"] == 9_000
    assert done["rows"] == done["batches"] == 150
    assert done["looks"] == done["steps"] == 300  # 2.5 votes a second, in each of two processes
    assert done["phone_frames"] == 150 * 150
    assert done["wall_frames"] == 150
    assert done["bells"] == pytest.approx(150 + 2 * 60 / 3)


def test_frames_have_a_pace_however_fast_the_votes_come() -> None:
    fast = happenings(replace(HALL, phones=2_000, votes=2_000, vote_seconds=10))
    assert fast["steps"] == 2 * (5 * 10 + 1)
    assert fast["looks"] == pytest.approx(2 * (10 / 0.043 + 1))


def test_one_process_rings_for_nobody_and_a_hall_is_in_no_more_processes_than_devices() -> None:
    assert happenings(replace(HALL, workers=1, votes=0, vote_seconds=0))["bells"] == 0
    few = happenings(replace(HALL, workers=8, phones=1, walls=1))
    assert few["room_seconds"] == 2 * 60
    one = happenings(replace(HALL, workers=8, hall_workers=1))
    assert one["room_seconds"] == 60


def test_rows_are_gathered_while_a_commit_is_on_its_way() -> None:
    def commits(**more: float) -> float:
        return happenings(replace(HALL, workers=1, **more))["batches"]

    assert commits(votes=100, vote_seconds=100) == 100
    assert commits(votes=20_000, vote_seconds=4, commit_ms=2, rows_a_second=10_000) == 1_000
    assert commits(votes=20_000, vote_seconds=1, rows_a_second=10_000) == 1 + 20_000 / MOST_BATCH
    assert commits(votes=20_000, vote_seconds=0) == 1 + 20_000 / MOST_BATCH
    assert commits(votes=1, vote_seconds=0) == 1
    assert commits(votes=0, vote_seconds=0) == 0


def test_what_comes_together_is_stirred_once() -> None:
    alone = happenings(replace(HALL, together_ms=0))
    assert alone["stirs"] == alone["looks"] + alone["steps"] + alone["batches"]
    crowded = happenings(replace(HALL, halls=1_000, together_ms=8))
    assert crowded["stirs"] < 2 * 60 / 0.008


def test_costs_are_found_again() -> None:
    true = {"a": 3.0, "b": 0.5, "c": 0.0}
    windows = [{"a": 1.0, "b": 10.0, "c": 2.0}, {"a": 4.0, "b": 1.0, "c": 9.0}]
    windows += [{"a": 2.0, "b": 2.0, "c": 1.0}, {"a": 0.0, "b": 5.0, "c": 5.0}]
    used = [cost(true, window) for window in windows]
    assert fitted(windows, used, tuple(true)) == pytest.approx(true, abs=1e-4)


def test_known_costs_stay_and_none_is_below_zero() -> None:
    windows = [{"a": 1.0, "b": 1.0}, {"a": 2.0, "b": 1.0}]
    assert fitted(windows, [2.0, 3.0], ("a", "b"), {"a": 1.0}) == pytest.approx({"a": 1, "b": 1})
    found = fitted([{"a": 1.0, "b": 1.0}, {"a": 1.0, "b": 2.0}], [2.0, 1.0], ("a", "b"))
    assert found["b"] == 0
    assert found["a"] > 0


def test_known_costs_are_those_of_the_benchmark() -> None:
    visits = [
        {
            "flat_out_small": [{"cpu_s_per_million": 6.0}, {"cpu_s_per_million": 5.0}],
            "connect": {"server_cpu": 2.0, "current": 10_000},
        }
    ]
    known = costing.known_costs({"fanout": {"ours": visits}})
    assert known == pytest.approx({"phone_frames": 5e-6, "connects": 2e-4})


def test_more_halls_need_more_of_everything() -> None:
    sizes = [Scenario("", halls, halls, 150) for halls in (1, 10, 31, 60)]
    found = [needs(FOUND.costs, of, spread=1) for of in sizes]
    for less, more in pairwise(found):
        assert less
        assert more
        assert less.processes <= more.processes
        for name in ("phones", "votes_s", "server_cores", "postgres_cores", "stored_mb", "mbit_s"):
            assert getattr(less, name) < getattr(more, name), name
    assert all(need and need.server_cores <= need.processes * USED for need in found)


def test_groups_are_as_good_as_so_many_cities() -> None:
    city = needs(FOUND.costs, Scenario("", 31, 31, 150))
    ten = needs(FOUND.costs, Scenario("", 310, 310, 150, groups=10))
    assert city
    assert ten
    assert ten.processes == 10 * city.processes
    assert ten.server_cores == pytest.approx(10 * city.server_cores)
    assert ten.stored_mb == pytest.approx(10 * city.stored_mb)


def test_halls_in_one_process_need_fewer_processes_than_halls_in_all() -> None:
    many = Scenario("", 300, 300, 150)
    every, one = needs(FOUND.costs, many), needs(FOUND.costs, many, spread=1)
    assert one
    assert every is None or every.processes > one.processes


def test_some_scenarios_have_no_answer() -> None:
    assert needs(FOUND.costs, Scenario("", 100_000, 100_000, 150)) is None
    assert all(needs(FOUND.costs, of) for of in scaling.SCENARIOS)


def test_numbers_of_the_tables_are_finite() -> None:
    for of in scaling.SCENARIOS:
        need = needs(FOUND.costs, of)
        assert need
        assert all(math.isfinite(value) and value >= 0 for value in astuple(need))
