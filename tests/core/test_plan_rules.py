"""Every kind of vote as a plan file writes it, and what can be wrong with it."""

from typing import Any

import pytest

from musrenbang_live.core.ballots import Agree, Budget, Criterion, Dots, Elect, Rank, Score
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.plan_reading import PlanMistakes
from tests.core.plans_as_data import changed, read


def planned(rule: dict[str, Any], pagu: int = 0) -> RoundPlan:
    round_ = {"kunci": "prioritas", "judul": "Judul", **rule}
    return read(changed(("pemungutan", [round_]), ("musyawarah.pagu", pagu))).rounds[0]


def mistakes(rule: dict[str, Any], pagu: int = 0) -> list[tuple[str, str]]:
    with pytest.raises(PlanMistakes) as wrong:
        planned(rule, pagu)
    return [(mistake.path, mistake.code) for mistake in wrong.value.mistakes]


OWN = [
    {"kunci": "m", "nama": "Mendesak", "bobot": 60},
    {"kunci": "b", "nama": "Manfaat", "bobot": 40, "batas": [10, 20], "batas_lain": [5]},
]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ({"jenis": "setuju"}, Agree()),
        ({"jenis": "poin", "poin": 10}, Dots(points=10)),
        (
            {"jenis": "poin", "poin": 10, "paling_banyak_tiap_usulan": 4, "pagu": 500},
            Dots(points=10, most_each=4, ceiling=500),
        ),
        ({"jenis": "urutan", "paling_banyak": 4}, Rank(most=4)),
        (
            {"jenis": "urutan", "paling_banyak": 4, "penentu": "schulze"},
            Rank(most=4, decides="schulze"),
        ),
        (
            {"jenis": "skor", "kriteria": OWN},
            Score((Criterion("m", "Mendesak", 60), Criterion("b", "Manfaat", 40, (10, 20), (5,)))),
        ),
        ({"jenis": "anggaran", "pagu": 70}, Budget(70)),
        (
            {"jenis": "anggaran", "pagu": 70, "penentu": "seimbang", "harus_muat": False},
            Budget(70, "seimbang", fits=False),
        ),
        ({"jenis": "delegasi", "kursi": 3}, Elect(seats=3, most=3)),
        (
            {"jenis": "delegasi", "kursi": 3, "paling_banyak": 2, "perempuan_paling_sedikit": 1,
             "perempuan_wajib": True},
            Elect(seats=3, most=2, women=1, enforced=True),
        ),
    ],
)  # fmt: skip
def test_each_kind(written: dict[str, Any], rule: object) -> None:
    assert planned(written).rule == rule


def test_the_criteria_of_asahan_are_ready() -> None:
    written = {"jenis": "skor", "kriteria": "asahan", "bobot": [20, 20, 15, 15, 20, 10]}
    rule = planned(written).rule
    assert [each.weight for each in rule.criteria] == written["bobot"]
    assert [each.key for each in rule.criteria if each.is_given] == ["manfaat"]
    assert rule.criteria[4].bands == (10, 21, 31, 41)
    assert rule.criteria[4].other_bands == (20, 41, 61, 81)
    assert len(rule.scored) == 5


def test_a_budget_takes_the_money_of_the_meeting() -> None:
    assert planned({"jenis": "anggaran"}, pagu=900).rule == Budget(900)
    assert mistakes({"jenis": "anggaran"}) == [("pemungutan[1].pagu", "missing")]


@pytest.mark.parametrize(
    ("written", "ties"),
    [
        ({"jenis": "setuju"}, ()),
        ({"jenis": "anggaran", "pagu": 1}, ("biaya", "nomor")),
        ({"jenis": "delegasi", "kursi": 1}, ("undian",)),
        ({"jenis": "delegasi", "kursi": 1, "suara_sama": []}, ()),
        ({"jenis": "setuju", "suara_sama": ["nomor", "undian"]}, ("nomor", "undian")),
    ],
)
def test_what_tells_equals_apart(written: dict[str, Any], ties: tuple[str, ...]) -> None:
    assert planned(written).ties == ties


@pytest.mark.parametrize(
    ("written", "path", "code"),
    [
        ({"jenis": "acak"}, "jenis", "not_one_of"),
        ({"jenis": "poin"}, "poin", "missing"),
        ({"jenis": "poin", "poin": 3, "paling_banyak_tiap_usulan": 4},
         "paling_banyak_tiap_usulan", "out_of_range"),
        ({"jenis": "urutan", "paling_banyak": 2, "penentu": "acak"}, "penentu", "not_one_of"),
        ({"jenis": "skor"}, "kriteria", "missing"),
        ({"jenis": "skor", "kriteria": "asahan", "bobot": [100]}, "bobot", "not_so_many"),
        ({"jenis": "skor", "kriteria": "asahan", "bobot": [20] * 6}, "bobot", "not_100"),
        ({"jenis": "skor", "kriteria": "bogor", "bobot": [20, 20, 15, 15, 20, 10]},
         "kriteria", "not_one_of"),
        ({"jenis": "skor", "kriteria": [OWN[0]]}, "kriteria", "not_100"),
        ({"jenis": "skor", "kriteria": [{**OWN[0], "bobot": 50}] * 2}, "kriteria", "duplicate"),
        ({"jenis": "skor", "kriteria": [{**OWN[1], "bobot": 100}]}, "kriteria", "nothing_to_score"),
        ({"jenis": "delegasi", "kursi": 2, "perempuan_paling_sedikit": 3},
         "perempuan_paling_sedikit", "out_of_range"),
        ({"jenis": "delegasi", "kursi": 2, "tampilkan_sementara": True},
         "tampilkan_sementara", "box_is_shut"),
        ({"jenis": "setuju", "suara_sama": ["acak"]}, "suara_sama", "not_one_of"),
        ({"jenis": "setuju", "suara_sama": ["nomor", "nomor"]}, "suara_sama", "duplicate"),
        ({"jenis": "setuju", "paling_banyak": 3}, "paling_banyak", "unknown_key"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_once(written: dict[str, Any], path: str, code: str) -> None:
    assert mistakes(written) == [(f"pemungutan[1].{path}", code)]


@pytest.mark.parametrize("limits", [[0], [3, 2], [2, 2], [1, 2, 3, 4, 5], ["x"], [1.5]])
def test_limits_of_bands_rise(limits: list[Any]) -> None:
    broken = [OWN[0], {**OWN[1], "batas": limits}]
    found = mistakes({"jenis": "skor", "kriteria": broken})
    assert ("kriteria[2].batas", "not_rising") in found
