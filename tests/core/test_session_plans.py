"""The plans that ship: in order, and able to guess the sector of what residents write."""

import csv

import pytest

from musrenbang_live.core.ballots import RULES, Choose
from musrenbang_live.core.plan import SessionPlan, likely_sector
from musrenbang_live.core.plan_reading import read_plan
from tests.core.making import SESSIONS, examples, wards

PLANS = sorted(SESSIONS.glob("*.toml"))
KELURAHAN = "musrenbang-kelurahan"


def read(name: str) -> SessionPlan:
    text = (SESSIONS / f"{name}.toml").read_text("utf-8")
    return read_plan(text, wards(), "Kota Tanjungbalai")


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_plan_that_ships_has_no_mistakes(path) -> None:
    plan = read(path.stem)
    assert {planned.rule.kind for planned in plan.rounds} <= set(RULES)
    assert any(phase.kind in plan.rules.propose_in for phase in plan.phases)
    assert any(phase.kind in plan.rules.support_in for phase in plan.phases)
    for one, other in zip(plan.phases, plan.phases[1:], strict=False):
        assert one.kind != "pemungutan" or other.kind == "hasil"
    words = [word for sector in plan.sectors for word in sector.words]
    assert sorted(words) == sorted(set(words)), "a word speaks for two sectors"


def test_the_plans_that_ship() -> None:
    tiers = {path.stem: read(path.stem).tier for path in PLANS}
    assert tiers[KELURAHAN] == "kelurahan"
    assert tiers["rembuk-lingkungan"] == "lingkungan"
    assert tiers["latihan"] == "latihan"


def test_the_kelurahan_plan() -> None:
    plan = read(KELURAHAN)
    assert (plan.forum, plan.ward, plan.district) == (
        "Musrenbang Kelurahan",
        "Beting Kuala Kapias",
        "Teluk Nibung",
    )
    assert (plan.year, plan.plan_year) == (2027, 2028)
    assert [(phase.kind, phase.minutes) for phase in plan.phases] == [
        ("pembukaan", 10),
        ("usulan", 40),
        ("musyawarah", 60),
        ("pemungutan", 20),
        ("hasil", 10),
        ("penutup", 10),
    ]
    assert plan.neighborhoods == ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
    assert plan.round_plan("prioritas").rule == Choose(5)
    assert not plan.round_plan("prioritas").live_totals


def test_only_practice_is_practice_and_it_is_short() -> None:
    for path in PLANS:
        plan = read(path.stem)
        assert plan.practice == (path.stem == "latihan")
    assert sum(phase.minutes for phase in read("latihan").phases) <= 20


def test_sectors_of_the_examples_are_guessed() -> None:
    plan = read(KELURAHAN)
    rows = examples()
    right = [
        plan.sector(likely_sector(plan, f"{row['usulan_kegiatan']} {row['permasalahan']}")).name
        == row["bidang"]
        for row in rows
    ]
    assert {row["bidang"] for row in rows} <= {sector.name for sector in plan.sectors}
    assert sum(right) >= 0.8 * len(rows)


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("parit kami sumbat", "infra"),
        ("titi kayu sudah lapuk", "infra"),
        ("semenisasi gang", "infra"),
        ("gang becek, kereta tak bisa lewat", "infra"),
        ("rob masuk dari paluh", "infra"),
        ("tangkahan patah, boat susah sandar", "eko"),
        ("atap pajak bocor", "eko"),
        ("modal untuk usaha kecil", "eko"),
        ("air PAM sering mati", "sos"),
        ("mesjid bocor", "sos"),
        ("penimbunan kuburan", "sos"),
        ("gotong royong tiap bulan", "sos"),
        ("ronda malam", "tib"),
        ("perbaikan kantor lurah", "tib"),
        ("wifi gratis", "lain"),
    ],
)
def test_local_words(text: str, sector: str) -> None:
    assert likely_sector(read(KELURAHAN), text) == sector


def test_examples_belong_to_places_of_the_site_and_say_that_they_are_invented() -> None:
    site = wards()
    rows = examples()
    assert len(rows) == 40
    for row in rows:
        assert site[row["kode_kelurahan"]][0] == row["kelurahan"]
        assert row["status_data"].startswith("CONTOH REKAAN")
    assert "invented" in (SESSIONS / "contoh" / "SOURCE.md").read_text("utf-8")


def test_the_site_is_the_whole_city() -> None:
    with (SESSIONS / "site" / "tanjungbalai_kelurahan.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["kode_kelurahan"] for row in rows}) == len(rows) == 31
    assert len({row["kecamatan"] for row in rows}) == 6
    assert all(row["kode_kelurahan"].startswith("12.74.") for row in rows)  # 12.72 is another city
