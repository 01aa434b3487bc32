"""Decisions of an office as they have them in sheets: what is understood, and what is told."""

import json
from pathlib import Path

import pytest

from musrenbang_live.core.following import STATES
from musrenbang_live.core.following_reading import (
    MOST_FOLLOW_ROWS,
    STATE_WORDS,
    FollowMistake,
    FollowRow,
    proposal_named,
    read_follow_ups,
    state_named,
)
from musrenbang_live.core.following_rules import Move

HEAD = ["Alamat", "Usulan", "Status sekarang", "Status baru", "Alasan", "Biaya (Rp)", "Tahun"]


def test_a_sheet_is_read() -> None:
    found = read_follow_ups(
        [
            ["TINDAK LANJUT 2028"],
            [],
            HEAD,
            ["HMX4T7-12", "Parit", "Disepakati", "RKPD", "", "Rp85.000.000,00", "2028"],
            ["https://kota.go.id/usulan/HMX4T7-3", "Titi", "", "Ditolak", "pagu", "", ""],
            ["HMX4T7-4", "Lampu", "Disepakati", "", "", "", ""],
            ["", "", "", "", "", "", ""],
            ["hmx4t7/5", "Gapura", "", "'Selesai", "", "1250000", "2028.0"],
        ]
    )
    assert found.mistakes == ()
    assert found.silent == 1
    assert found.rows == (
        FollowRow(4, "HMX4T7", 12, Move(to="diakomodir_rkpd", cost=85_000_000, year=2028)),
        FollowRow(5, "HMX4T7", 3, Move(to="ditolak", reason_code="pagu")),
        FollowRow(8, "HMX4T7", 5, Move(to="selesai", cost=1_250_000, year=2028)),
    )


def test_columns_may_be_other_ones() -> None:
    found = read_follow_ups(
        [
            ["usulan", "nomor", "kode", "status", "kode alasan", "alasan", "keterangan"],
            ["Parit", "7", "HMX 4T7", "tolak", "Lahan", "Milik pribadi", "Surat 12/2028"],
        ]
    )
    move = Move(to="ditolak", reason_code="lahan", reason="Milik pribadi. Surat 12/2028")
    assert found.rows == (FollowRow(2, "HMX4T7", 7, move),)


def test_every_bad_row_is_told_and_good_rows_stay() -> None:
    found = read_follow_ups(
        [
            HEAD,
            ["HMX4T7", "", "", "RKPD", "", "", ""],
            ["HMX4T7-1", "", "", "sudah beres", "", "", ""],
            ["HMX4T7-1", "", "", "APBD", "", "1,250", ""],
            ["HMX4T7-1", "", "", "APBD", "", "", "28"],
            ["HMX4T7-1", "", "", "APBD", "", "", ""],
            ["/usulan/HMX4T7-1", "", "", "Selesai", "", "", ""],
        ]
    )
    assert found.mistakes == (
        FollowMistake(2, "proposal_unknown", "HMX4T7"),
        FollowMistake(3, "follow_up_state_unknown", "sudah beres"),
        FollowMistake(4, "number_invalid", "1,250"),
        FollowMistake(5, "year_unlikely", "28"),
        FollowMistake(7, "row_twice", "HMX4T7-1"),
    )
    assert [row.row for row in found.rows] == [6]


def test_a_sheet_of_no_use_is_told_so() -> None:
    for cells in ([], [[""]], [["Usulan", "Biaya"], ["x", "1"]]):
        assert read_follow_ups(cells).mistakes == (FollowMistake(0, "column_missing"),)


def test_there_is_a_most() -> None:
    many = [[f"HMX4T7-{n}", "selesai"] for n in range(1, MOST_FOLLOW_ROWS + 5)]
    found = read_follow_ups([["kode", "status"], *many])
    assert len(found.rows) == MOST_FOLLOW_ROWS
    assert found.mistakes == (FollowMistake(MOST_FOLLOW_ROWS + 2, "rows_too_many"),)


@pytest.mark.parametrize(
    ("said", "number", "named"),
    [
        ("HMX4T7-12", "", ("HMX4T7", 12)),
        (" http://x/usulan/HMX4T7-12/ ", "", ("HMX4T7", 12)),
        ("http://x/arsip/HMX4T7#usulan-12", "", ("HMX4T7", 12)),
        ("HMX4T7", "12", ("HMX4T7", 12)),
        ("HMX4T7-0", "", None),
        ("HMX4T7-1234567890", "", None),
        ("OIL012-1", "", None),
        ("HMX4T7", "-1", None),
        ("", "", None),
        ("12", "12", None),
    ],
)
def test_how_a_proposal_is_named(said: str, number: str, named: tuple[str, int] | None) -> None:
    assert proposal_named(said, number) == named


def test_words_mean_one_state_each() -> None:
    words = [word for ways in STATE_WORDS.values() for word in ways]
    assert len(words) == len(set(words))
    assert all(state_named(word.upper()) == state for state, ways in STATE_WORDS.items()
               for word in ways)  # fmt: skip
    assert all(state_named(state) == state for state in STATES)


def test_naughty_cells_are_read_or_told() -> None:
    words = json.loads(Path("tests/data/blns.json").read_text(encoding="utf-8"))
    cells = [HEAD, *([word, word, word, word, word, word, word] for word in words)]
    found = read_follow_ups(cells)
    assert found.rows == ()
    assert all(mistake.code != "column_missing" for mistake in found.mistakes)
