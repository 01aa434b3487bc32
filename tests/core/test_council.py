"""Members of the council, as people type them and as sheets name them."""

import json
from pathlib import Path

import pytest

from musrenbang_live.core.council import RowMistake, dapil_name, read_members
from musrenbang_live.core.errors import Rejected

BLNS = Path(__file__).parent.parent / "data" / "blns.json"
TOP = ["No", "NAMA ANGGOTA", "Fraksi", "Daerah Pemilihan", "Komisi", "Periode"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Dapil 3", "III"),
        ("daerah pemilihan  ii", "II"),
        ("01", "I"),
        ("Asahan 2", "Asahan 2"),
        ("dapil", "dapil"),
    ],
)
def test_a_dapil_has_one_name(said: str, name: str) -> None:
    assert dapil_name(said) == name


def test_a_sheet_is_read_below_its_title_and_every_bad_row_is_told() -> None:
    rows = [
        ["DAFTAR ANGGOTA"],
        TOP,
        ["1", "Contoh Satu", "Partai A", "Dapil 1", "Komisi A", "2024-2029"],
        [],
        ["2", "Contoh Dua", "", "2"],
        ["3", "", "Partai A", "1"],
        ["4", "Contoh Tiga", "Partai A", ""],
        ["5", "contoh dua", "", "3"],
        ["6", "Contoh 0812 3456 7890", "", "3"],
    ]
    read = read_members(rows, "2024–2029")
    assert [(m.name, m.dapil, m.period) for m in read.members] == [
        ("Contoh Satu", "I", "2024–2029"),
        ("Contoh Dua", "II", "2024–2029"),
    ]
    assert read.mistakes == (
        RowMistake(6, "name", "text_missing", ""),
        RowMistake(7, "dapil", "text_missing", ""),
        RowMistake(8, "name", "member_twice", "contoh dua"),
        RowMistake(9, "name", "text_has_phone", "Contoh 0812 3456 7890"),
    )


def test_a_sheet_of_no_use_is_refused() -> None:
    for rows, code in (
        ([["satu", "dua"]], "members_without_headings"),
        ([TOP], "members_empty"),
        ([TOP, *[["", f"Contoh {n}", "", "1"] for n in range(201)]], "members_too_many"),
    ):
        with pytest.raises(Rejected) as caught:
            read_members(rows, "2024")
        assert caught.value.code == code


def test_any_text_of_the_world_is_a_name_or_refused() -> None:
    for text in json.loads(BLNS.read_text(encoding="utf-8")):
        read = read_members([["nama", "dapil", "komisi"], [text, text, "A"]], text)
        assert len(read.members) + len(read.mistakes) == 1
