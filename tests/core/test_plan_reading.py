"""Reading a plan: every mistake is told at once, each in its place, and nothing else happens."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots import Choose
from musrenbang_live.core.plan import Phase, RoundPlan, Rules, Sector, SessionPlan
from musrenbang_live.core.plan_reading import PlanMistakes, read_plan
from tests.core.plans_as_data import CITY, GONE, SMALL, WARDS, changed, read

CODES = {
    "not_toml",
    "not_a_table",
    "missing",
    "wrong_type",
    "too_long",
    "empty",
    "out_of_range",
    "not_one_of",
    "duplicate",
    "unknown_key",
    "unknown_ward",
    "not_a_time",
    "before_meeting",
    "unknown_round",
    "round_never_held",
}


def mistakes(data: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(PlanMistakes) as found:
        read(data)
    return [(mistake.path, mistake.code) for mistake in found.value.mistakes]


def test_the_small_plan() -> None:
    assert read_plan(SMALL, WARDS, CITY) == SessionPlan(
        forum="Musrenbang Kelurahan",
        tier="kelurahan",
        ward_code="12.74.04.1005",
        ward="Beting Kuala Kapias",
        district="Teluk Nibung",
        city=CITY,
        year=2027,
        plan_year=2028,
        phases=(
            Phase("usulan", 40, "Usulan"),
            Phase("pemungutan", 20, "Pemungutan suara", "prioritas"),
        ),
        sectors=(
            Sector("infra", "Infrastruktur", "infra", ("parit", "jalan")),
            Sector("lain", "Lainnya", "lain"),
        ),
        neighborhoods=("I", "VI"),
        rounds=(RoundPlan("prioritas", "Usulan prioritas", Choose(5)),),
    )


@pytest.mark.parametrize(
    ("edit", "field", "value"),
    [
        (("musyawarah.forum", "  Rembuk\u200b  Warga "), "forum", "Rembuk Warga"),
        (("musyawarah.tingkat", "latihan"), "practice", True),
        (("musyawarah.tingkat", "kecamatan"), "ward", "Teluk Nibung"),
        (("musyawarah.tingkat", "kota"), "ward", "Kota Tanjungbalai"),
        (("musyawarah.mulai", "2027-01-14T09:00"), "starts", "2027-01-14 09:00"),
        (("musyawarah.mulai", "2028-02-29 23:59"), "starts", "2028-02-29 23:59"),
        (("musyawarah.mulai", ""), "starts", ""),
        (("musyawarah.tempat", "Aula"), "place", "Aula"),
        (("musyawarah.zona", "WIT"), "zone", "WIT"),
        (("musyawarah.pagu", 578_000_000), "ceiling", 578_000_000),
        (("musyawarah.sebutan_lingkungan", "RW"), "neighborhood_label", "RW"),
        (("musyawarah.lembaga", ["LPM", "PKK"]), "organisations", ("LPM", "PKK")),
        (("musyawarah.tahun_rencana", 2027), "plan_year", 2027),
        (("tahap[1].judul", "Curah pendapat"), "phases", "Curah pendapat"),
        (("pemungutan[1].tampilkan_sementara", True), "rounds", True),
        (("aturan.pemeriksaan", "sesudah"), "rules", Rules(moderation="sesudah")),
        (("aturan.akses", "kartu"), "rules", Rules(access="kartu")),
        (("aturan.akses", "meja"), "rules", Rules(access="meja")),
        (("aturan.usulan_menunggu", 2), "rules", Rules(waiting_limit=2)),
        (("aturan.batas_peserta", 10_000), "rules", Rules(participant_limit=10_000)),
        (("aturan.dukungan_pada", ["hasil"]), "rules", Rules(support_in=("hasil",))),
        (("aturan.usulan_pada", []), "rules", Rules(propose_in=())),
        (("aturan.menit_bicara", 1), "rules", Rules(speaking_minutes=1)),
    ],
)
def test_what_may_be_said(edit: tuple[str, Any], field: str, value: object) -> None:
    said = getattr(read(changed(edit)), field)
    if field == "phases":
        said = said[0].title
    elif field == "rounds":
        said = said[0].live_totals
    assert said == value


NEVER_HELD = ("pemungutan", "round_never_held")
WRONG: list[tuple[str, Any, list[tuple[str, str]]]] = [
    # what must be there
    *(
        (f"musyawarah.{key}", GONE, [(f"musyawarah.{key}", "missing")])
        for key in (
            "forum",
            "tingkat",
            "kode_kelurahan",
            "tahun_pelaksanaan",
            "tahun_rencana",
            "lingkungan",
        )
    ),
    *((f"bidang[2].{key}", GONE, [(f"bidang[2].{key}", "missing")]) for key in ("kunci", "ikon")),
    *(
        (f"pemungutan[1].{key}", GONE, [(f"pemungutan[1].{key}", "missing")])
        for key in ("judul", "jenis", "paling_banyak")
    ),
    ("pemungutan[1].kunci", GONE, [("pemungutan[1].kunci", "missing")]),
    ("tahap[2].jenis", GONE, [("tahap[2].jenis", "missing")]),
    ("tahap[1].menit", GONE, [("tahap[1].menit", "missing")]),
    ("bidang", GONE, [("bidang", "missing")]),
    ("tahap", GONE, [("tahap", "missing")]),
    ("bidang", [], [("bidang", "empty")]),
    ("tahap", [], [("tahap", "empty")]),
    ("musyawarah.lingkungan", [], [("musyawarah.lingkungan", "empty")]),
    ("tahap[2].pemungutan", "", [("tahap[2].pemungutan", "missing"), NEVER_HELD]),
    # texts
    ("musyawarah.forum", "", [("musyawarah.forum", "empty")]),
    ("musyawarah.forum", " \u202e", [("musyawarah.forum", "empty")]),
    ("musyawarah.forum", 7, [("musyawarah.forum", "wrong_type")]),
    ("musyawarah.forum", "a" * 81, [("musyawarah.forum", "too_long")]),
    ("musyawarah.tempat", ["Aula"], [("musyawarah.tempat", "wrong_type")]),
    ("musyawarah.tempat", "a" * 121, [("musyawarah.tempat", "too_long")]),
    ("musyawarah.sebutan_lingkungan", "", [("musyawarah.sebutan_lingkungan", "empty")]),
    ("tahap[1].judul", "", [("tahap[1].judul", "empty")]),
    ("tahap[1].judul", "a" * 41, [("tahap[1].judul", "too_long")]),
    ("bidang[1].kunci", "a" * 21, [("bidang[1].kunci", "too_long")]),
    ("bidang[1].nama", False, [("bidang[1].nama", "wrong_type")]),
    ("pemungutan[1].judul", "", [("pemungutan[1].judul", "empty")]),
    # numbers
    ("musyawarah.tahun_pelaksanaan", "2027", [("musyawarah.tahun_pelaksanaan", "wrong_type")]),
    ("musyawarah.tahun_pelaksanaan", 27, [("musyawarah.tahun_pelaksanaan", "out_of_range")]),
    ("musyawarah.tahun_rencana", 2101, [("musyawarah.tahun_rencana", "out_of_range")]),
    ("musyawarah.tahun_rencana", 2026, [("musyawarah.tahun_rencana", "before_meeting")]),
    ("musyawarah.pagu", -1, [("musyawarah.pagu", "out_of_range")]),
    ("musyawarah.pagu", 1.5, [("musyawarah.pagu", "wrong_type")]),
    ("musyawarah.pagu", True, [("musyawarah.pagu", "wrong_type")]),
    ("tahap[1].menit", 0, [("tahap[1].menit", "out_of_range")]),
    ("tahap[1].menit", 601, [("tahap[1].menit", "out_of_range")]),
    ("tahap[1].menit", True, [("tahap[1].menit", "wrong_type")]),
    ("pemungutan[1].paling_banyak", 0, [("pemungutan[1].paling_banyak", "out_of_range")]),
    ("pemungutan[1].paling_banyak", 51, [("pemungutan[1].paling_banyak", "out_of_range")]),
    ("aturan.akses", "pintu", [("aturan.akses", "not_one_of")]),
    ("aturan.usulan_menunggu", 0, [("aturan.usulan_menunggu", "out_of_range")]),
    ("aturan.menit_bicara", 0, [("aturan.menit_bicara", "out_of_range")]),
    ("aturan.menit_bicara", 61, [("aturan.menit_bicara", "out_of_range")]),
    ("aturan.usulan_menunggu", "5", [("aturan.usulan_menunggu", "wrong_type")]),
    ("aturan.batas_peserta", 0, [("aturan.batas_peserta", "out_of_range")]),
    ("aturan.batas_peserta", 100_001, [("aturan.batas_peserta", "out_of_range")]),
    ("aturan.batas_peserta", "2000", [("aturan.batas_peserta", "wrong_type")]),
    # choices
    ("musyawarah.tingkat", "desa", [("musyawarah.tingkat", "not_one_of")]),
    ("musyawarah.tingkat", "", [("musyawarah.tingkat", "not_one_of")]),
    ("musyawarah.tingkat", 3, [("musyawarah.tingkat", "wrong_type")]),
    ("musyawarah.zona", "WIB ya", [("musyawarah.zona", "not_one_of")]),
    ("musyawarah.zona", 7, [("musyawarah.zona", "wrong_type")]),
    ("bidang[2].ikon", "kapal", [("bidang[2].ikon", "not_one_of")]),
    ("pemungutan[1].jenis", "acak", [("pemungutan[1].jenis", "not_one_of")]),
    ("tahap[1].jenis", "rehat", [("tahap[1].jenis", "not_one_of")]),
    ("aturan.pemeriksaan", "nanti", [("aturan.pemeriksaan", "not_one_of")]),
    ("aturan.dukungan_pada", ["usulan", "rehat"], [("aturan.dukungan_pada", "not_one_of")]),
    ("aturan.usulan_pada", "usulan", [("aturan.usulan_pada", "wrong_type")]),
    ("pemungutan[1].tampilkan_sementara", 1, [("pemungutan[1].tampilkan_sementara", "wrong_type")]),
    # lists
    ("musyawarah.lingkungan", "I", [("musyawarah.lingkungan", "wrong_type")]),
    ("musyawarah.lingkungan", ["I", 2], [("musyawarah.lingkungan[2]", "wrong_type")]),
    ("musyawarah.lingkungan", [" ", "I"], [("musyawarah.lingkungan[1]", "wrong_type")]),
    ("musyawarah.lingkungan", ["I", " I"], [("musyawarah.lingkungan", "duplicate")]),
    ("musyawarah.lembaga", ["LPM", "LPM"], [("musyawarah.lembaga", "duplicate")]),
    ("bidang[1].kata", ["parit", []], [("bidang[1].kata[2]", "wrong_type")]),
    ("bidang[2].kunci", "infra", [("bidang", "duplicate")]),
    # places and times
    ("musyawarah.kode_kelurahan", "12.72.04.1005", [("musyawarah.kode_kelurahan", "unknown_ward")]),
    ("musyawarah.mulai", "besok", [("musyawarah.mulai", "not_a_time")]),
    ("musyawarah.mulai", "2027-02-30 09:00", [("musyawarah.mulai", "not_a_time")]),
    ("musyawarah.mulai", "2027-01-14 25:00", [("musyawarah.mulai", "not_a_time")]),
    ("musyawarah.mulai", "2027-01-14", [("musyawarah.mulai", "not_a_time")]),
    ("musyawarah.mulai", "2027-01-14 09:00:00", [("musyawarah.mulai", "not_a_time")]),
    ("musyawarah.mulai", "٢٠٢٧-01-14 09:00", [("musyawarah.mulai", "not_a_time")]),
    ("musyawarah.mulai", 2027, [("musyawarah.mulai", "wrong_type")]),
    # rounds and phases
    ("tahap[2].pemungutan", GONE, [("tahap[2].pemungutan", "missing"), NEVER_HELD]),
    ("tahap[2].pemungutan", 1, [("tahap[2].pemungutan", "wrong_type"), NEVER_HELD]),
    ("tahap[2].pemungutan", "lain", [("tahap[2].pemungutan", "unknown_round"), NEVER_HELD]),
    ("pemungutan", GONE, [("tahap[2].pemungutan", "unknown_round")]),
    ("pemungutan", {"kunci": "prioritas"}, [("pemungutan", "wrong_type")]),
    # shapes and slips
    ("musyawarah", 3, [("musyawarah", "not_a_table")]),
    ("aturan", [], [("aturan", "not_a_table")]),
    ("tahap[1]", 3, [("tahap[1]", "not_a_table")]),
    ("bidang", "infra", [("bidang", "wrong_type")]),
    ("musyawarah.lurah", "Budi", [("musyawarah.lurah", "unknown_key")]),
    ("bidang[1].warna", "biru", [("bidang[1].warna", "unknown_key")]),
    ("pemungutan[1].menit", 3, [("pemungutan[1].menit", "unknown_key")]),
    ("tahap[2].kunci", "x", [("tahap[2].kunci", "unknown_key")]),
    ("aturan.suara", 1, [("aturan.suara", "unknown_key")]),
    ("peserta", {}, [("peserta", "unknown_key")]),
]


@pytest.mark.parametrize(("path", "value", "found"), WRONG)
def test_one_slip_is_told_in_its_place_and_once(
    path: str, value: Any, found: list[tuple[str, str]]
) -> None:
    said = mistakes(changed((path, value)))
    assert sorted(said) == sorted(found)


def test_the_table_knows_every_code() -> None:
    assert {code for _, _, found in WRONG for _, code in found} == CODES - {"not_toml"}


def test_all_slips_are_told_at_once() -> None:
    edits = [
        ("musyawarah.forum", ""),
        ("musyawarah.tingkat", "desa"),
        ("musyawarah.kode_kelurahan", "1"),
        ("musyawarah.tahun_rencana", 2020),
        ("musyawarah.mulai", "besok"),
        ("musyawarah.lurah", "Budi"),
        ("bidang[1].ikon", GONE),
        ("bidang[2].kunci", "infra"),
        ("pemungutan[1].paling_banyak", 0),
        ("tahap[1].menit", "40"),
        ("tahap[2].menit", 0),
        ("aturan.pemeriksaan", 1),
        ("peserta", 1),
    ]
    wanted = {found for path, value in edits for found in (mistakes(changed((path, value))))}
    assert len(wanted) == len(edits)
    assert set(mistakes(changed(*edits))) == wanted


def test_a_mistake_carries_the_figures_of_its_sentence() -> None:
    with pytest.raises(PlanMistakes) as found:
        read(changed(("tahap[1].menit", 0), ("musyawarah.tingkat", "desa")))
    details = {mistake.path: mistake.details for mistake in found.value.mistakes}
    assert details["tahap[1].menit"] == {"low": "1", "high": "600"}
    assert "kelurahan" in details["musyawarah.tingkat"]["options"]
    assert str(found.value) == "musyawarah.tingkat: not_one_of; tahap[1].menit: out_of_range"


@pytest.mark.parametrize(
    "text",
    [
        "[musyawarah",
        "forum = ",
        "\x00",
        "a = " + "[" * 5000,
        "a = " + "9" * 5000,
        "a = 2027-13-45",
        "[a]\n[a]",
        'a = "\\ud800"',
    ],
)
def test_what_is_no_toml_is_one_mistake(text: str) -> None:
    with pytest.raises(PlanMistakes) as found:
        read_plan(text, WARDS, CITY)
    assert [(m.path, m.code) for m in found.value.mistakes] == [("", "not_toml")]
    assert found.value.mistakes[0].details["detail"]


def test_an_empty_file_lacks_everything() -> None:
    said = mistakes({})
    assert {code for _, code in said} == {"missing"}
    assert {"musyawarah.forum", "bidang", "tahap"} <= {path for path, _ in said}


words = st.text(
    st.characters(categories=("L", "N", "P", "Zs", "Cf", "Co", "Mn"), max_codepoint=0x1FFFF),
    max_size=6,
)
scalars = st.one_of(
    words,
    st.sampled_from(["usulan", "pemungutan", "prioritas", "infra", "kelurahan", "12.74.04.1005"]),
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from([0, 1, 5, 2027]),
    st.floats(),
    st.booleans(),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
KEYS = sorted(
    {key for key in SMALL.replace("[", " ").replace("]", " ").split() if key.isidentifier()}
)
plan_like = st.dictionaries(
    st.sampled_from(["musyawarah", "bidang", "pemungutan", "tahap", "aturan", "lain"]),
    st.one_of(
        st.dictionaries(st.sampled_from(KEYS), values, max_size=8),
        st.lists(st.dictionaries(st.sampled_from(KEYS), values, max_size=5), max_size=3),
        values,
    ),
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from places(item, (*path, key))


def reads_or_tells(data: dict[str, Any]) -> None:
    try:
        read(data)
        return
    except PlanMistakes as found:
        told = found.mistakes
    assert told
    assert len(set(map(repr, told))) == len(told)
    for mistake in told:
        assert mistake.path
        assert mistake.code in CODES - {"not_toml"}


@given(plan_like)
def test_any_tables_are_read_or_told(data: dict[str, Any]) -> None:
    reads_or_tells(data)


@given(st.data())
def test_any_other_value_anywhere_is_read_or_told(data: st.DataObject) -> None:
    whole = tomllib.loads(SMALL)
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(list(places(whole))))
        holder: Any = whole
        for step in way:
            holder = holder[step]
        holder[last] = data.draw(values)
    reads_or_tells(whole)


@given(words)
def test_any_text_is_read_or_told(text: str) -> None:
    with pytest.raises(PlanMistakes):
        read_plan(text, WARDS, CITY)
