"""Last year's results as people have them in sheets: what is understood, and what is told."""

import pytest

from musrenbang_live.core.promise_reading import (
    MOST_ROWS,
    STATES,
    RowMistake,
    Told,
    read_promises,
    unit_named,
)
from tests.core.making import plan

HEAD = ["Usulan", "Lingkungan", "Biaya (Rp)", "Tahun", "Status"]


def test_a_sheet_is_read() -> None:
    found = read_promises(
        [
            ["REKAP MUSRENBANG 2026", ""],
            [],
            HEAD,
            ["Parit Gang Mawar", "VI", "Rp 85.000.000", "2026", "Selesai"],
            ["Titi kayu ke SD", "Lingkungan II", "40000000", "2026.0", "sedang berjalan"],
            ["", "", "", "", ""],
            ["Lampu jalan", "", "-", "", ""],
        ],
        plan(),
    )
    assert found.mistakes == ()
    assert found.promises == (
        Told(2026, "Parit Gang Mawar", "VI", 85_000_000, "selesai"),
        Told(2026, "Titi kayu ke SD", "II", 40_000_000, "berjalan"),
        Told(2026, "Lampu jalan", "", None, "belum"),
    )


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    found = read_promises([["status", "No", "JUDUL"], ["Batal", "1", "Gapura"]], plan())
    assert found.promises == (Told(2026, "Gapura", "", None, "batal"),)
    short = read_promises([["judul", "status"], ["Gapura"]], plan())
    assert short.promises == (Told(2026, "Gapura", "", None, "belum"),)


def test_every_bad_row_is_told_with_its_number_and_good_rows_stay() -> None:
    found = read_promises(
        [
            HEAD,
            ["", "VI", "1", "2026", ""],
            ["Parit", "XL", "1", "2026", ""],
            ["Parit", "VI", "banyak", "2026", ""],
            ["Parit", "VI", "1", "2031", ""],
            ["Parit", "VI", "1", "dua ribu", ""],
            ["Parit", "VI", "1", "2026", "entahlah"],
            ["x" * 141, "VI", "", "", ""],
            ["Rumah nek Timah 1274040101900001", "VI", "", "", ""],
            ["Telepon 0812-3456-7890", "VI", "", "", ""],
            ["Parit", "VI", "1", "2026", "belum"],
            [" parit. ", "Lk. 6", "2", "2026", "selesai"],
        ],
        plan(),
    )
    assert [told.title for told in found.promises] == ["Parit"]
    assert [(m.row, m.column, m.code) for m in found.mistakes] == [
        (2, "title", "text_missing"),
        (3, "neighborhood", "neighborhood_unknown"),
        (4, "cost", "number_invalid"),
        (5, "year", "number_invalid"),
        (6, "year", "number_invalid"),
        (7, "state", "promise_state_unknown"),
        (8, "title", "text_too_long"),
        (9, "title", "text_has_nik"),
        (10, "title", "text_has_phone"),
        (12, "title", "row_twice"),
    ]
    assert found.mistakes[1].said == "XL"


@pytest.mark.parametrize("rows", [[], [[]], [["No", "Keterangan lain"]], [["1", "2"], ["a", "b"]]])
def test_a_sheet_without_titles_is_told_at_once(rows: list[list[str]]) -> None:
    assert read_promises(rows, plan()).mistakes == (RowMistake(0, "title", "column_missing"),)


def test_a_sheet_that_never_ends_is_cut() -> None:
    rows = [["judul"], *([f"Parit {n}"] for n in range(MOST_ROWS + 50))]
    found = read_promises(rows, plan())
    assert len(found.promises) == MOST_ROWS
    assert found.mistakes == (RowMistake(MOST_ROWS + 2, "", "rows_too_many"),)


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("VI", "VI"),
        ("vi", "VI"),
        (" Lingkungan  VI ", "VI"),
        ("Lk. 6", "VI"),
        ("6", "VI"),
        ("Lingk. II", "II"),
        ("IIII", None),
        ("VII", None),
        ("Lingkungan", None),
        ("", None),
    ],
)
def test_units_are_found_as_people_write_them(said: str, unit: str | None) -> None:
    assert unit_named(plan(), said) == unit


@pytest.mark.parametrize(
    ("said", "cost"),
    [
        ("85.000.000", 85_000_000),
        ("85,000,000.00", 85_000_000),
        ("Rp85.000.000,00", 85_000_000),
        ("Rp. 85.000.000,-", 85_000_000),
        ("85000000", 85_000_000),
        ("85000000.0", 85_000_000),
        ("0", 0),
    ],
)
def test_costs_are_read_as_spreadsheets_and_people_write_them(said: str, cost: int) -> None:
    found = read_promises([["usulan", "biaya"], ["Parit", said]], plan())
    assert [told.cost for told in found.promises] == [cost]


@pytest.mark.parametrize("said", ["-1", "1e9", "85.5", "1" * 15, "\uff18\uff15", "85 juta"])
def test_other_costs_are_refused(said: str) -> None:
    found = read_promises([["usulan", "biaya"], ["Parit", said]], plan())
    assert [mistake.code for mistake in found.mistakes] == ["number_invalid"]


def test_every_word_for_a_state_means_one_state() -> None:
    words = [word for ways in STATES.values() for word in ways]
    assert len(words) == len(set(words))
    for state, ways in STATES.items():
        assert state in ways
