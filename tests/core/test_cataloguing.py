"""Catalogues as cities keep them: headings of many names, and every bad row told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.catalog_headings import columns_of, headings, meaning
from musrenbang_live.core.cataloguing import CatalogItem, Mistake, read_catalog
from musrenbang_live.core.errors import Rejected

TOP = ["Kode", "Nama Kegiatan", "Satuan", "Harga Satuan (Rp)", "OPD", "Bidang Urusan"]
DRAIN = ["1.03.01", "Pembangunan drainase", "meter", "850.000", "Dinas PUPR", "Infrastruktur"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NAMA KEGIATAN", "name"),
        ("giat_teks", "name"),
        ("Gagasan", "name"),
        ("Kamus Usulan Tahun 2028", "name"),
        ("Satuan", "unit"),
        ("Harga Satuan (Rp.)", "price"),
        ("Satuan Harga", "price"),
        ("HARGA_SATUAN", "price"),
        ("Harga Satuan Tertinggi 2028", "price"),
        ("pd_tujuan", "agency"),
        ("Perangkat Daerah Penanggung Jawab", "agency"),
        ("SKPD", "agency"),
        ("Bidang / Urusan", "sector"),
        ("program_usulan", "sector"),
        ("Kode", "code"),
        ("id_kamus", "code"),
        ("No", None),
        ("isu_usulan", None),
        ("Keterangan", None),
        ("", None),
        ("2028", None),
    ],
)
def test_headings_are_known_by_many_names(heading: str, field: str | None) -> None:
    assert meaning(heading) == field


def test_an_exact_heading_goes_before_one_that_only_contains_it() -> None:
    assert columns_of(["Kegiatan prioritas daerah", "Kegiatan", "Satuan"]) == {"name": 1, "unit": 2}


def test_headings_are_found_below_titles() -> None:
    rows = [["KAMUS USULAN KOTA TANJUNGBALAI"], [""], ["Tahun 2028", ""], TOP, DRAIN]
    assert headings(rows) == 3
    assert headings([["Nama"], ["a"]]) is None


def test_a_good_file_is_read_whole() -> None:
    read = read_catalog([TOP, DRAIN, ["", "", ""], ["1.03.02", "Lampu jalan", "titik", "", "", ""]])
    assert read.items == (
        CatalogItem(
            code="1.03.01",
            name="Pembangunan drainase",
            unit="meter",
            price=850_000,
            agency="Dinas PUPR",
            sector="Infrastruktur",
        ),
        CatalogItem(code="1.03.02", name="Lampu jalan", unit="titik"),
    )
    assert (read.mistakes, read.bad, read.same, read.unused) == ((), 0, (), ())


def test_the_four_columns_of_sipd_are_enough() -> None:
    read = read_catalog(
        [
            ["isu_usulan", "program_usulan", "giat_teks", "pd_tujuan"],
            ["Banjir", "Program drainase", "Normalisasi parit", "Dinas PUPR"],
        ]
    )
    (item,) = read.items
    assert (item.name, item.sector, item.agency) == (
        "Normalisasi parit",
        "Program drainase",
        "Dinas PUPR",
    )
    assert read.unused == ("isu_usulan",)


@pytest.mark.parametrize(
    ("changes", "mistakes"),
    [
        ({1: " - "}, [Mistake(2, "Nama Kegiatan", "missing")]),
        ({1: "x" * 301}, [Mistake(2, "Nama Kegiatan", "too_long", "x" * 60, 300)]),
        ({3: "1,250"}, [Mistake(2, "Harga Satuan (Rp)", "ambiguous", "1,250")]),
        ({3: "sesuai RAB"}, [Mistake(2, "Harga Satuan (Rp)", "unreadable", "sesuai RAB")]),
        ({3: "0"}, [Mistake(2, "Harga Satuan (Rp)", "zero", "0")]),
        ({3: "#REF!"}, [Mistake(2, "Harga Satuan (Rp)", "error", "#REF!")]),
        ({0: "2028-03-01"}, [Mistake(2, "Kode", "date", "2028-03-01")]),
        ({4: "Dinas PUPR 0812 3456 7890"}, [Mistake(2, "OPD", "private")]),
        ({2: ""}, [Mistake(2, "Satuan", "unit_missing")]),
        (
            {1: "", 3: "-5"},
            [
                Mistake(2, "Nama Kegiatan", "missing"),
                Mistake(2, "Harga Satuan (Rp)", "negative", "-5"),
            ],
        ),
    ],
)
def test_every_mistake_of_a_row_is_told(changes: dict[int, str], mistakes: list[Mistake]) -> None:
    row = [changes.get(index, cell) for index, cell in enumerate(DRAIN)]
    good = ["1.03.09", *DRAIN[1:]]
    read = read_catalog([TOP, row, good])
    assert list(read.mistakes) == mistakes
    assert (read.bad, len(read.items)) == (1, 1)


def test_the_same_row_twice_is_kept_once_and_another_under_its_code_is_a_mistake() -> None:
    read = read_catalog([TOP, DRAIN, DRAIN, [DRAIN[0], "Lampu jalan", *DRAIN[2:]]])
    assert len(read.items) == 1
    assert read.same == (3,)
    assert read.mistakes == (Mistake(4, "Kode", "code_twice", "1.03.01", 2),)


def test_without_codes_the_same_thing_at_two_prices_is_a_mistake() -> None:
    top = ["Kegiatan", "Satuan", "Harga"]
    read = read_catalog(
        [top, ["Lampu", "titik", "5000"], ["LAMPU", "titik", "6000"], ["LAMPU", "titik", "5.000"]]
    )
    assert read.same == (4,)
    assert read.mistakes == (Mistake(3, "Harga", "price_differs", "", 2),)


def test_a_code_that_was_made_stays_the_same_in_the_next_version() -> None:
    first = read_catalog([["Kegiatan", "Satuan"], ["Lampu", "titik"]]).items[0]
    later = read_catalog([["Giat", "Harga", "Satuan"], ["x", "1", "m"], ["Lampu", "9", "titik"]])
    assert later.items[1].code == first.code


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "catalog_without_headings"),
        ([["a", "b"], ["1", "2"]], "catalog_without_headings"),
        ([TOP], "catalog_empty"),
        ([TOP, ["", " "]], "catalog_empty"),
        ([["Kegiatan", "Satuan"], *([["Lampu", "m"]] * 20_001)], "catalog_too_long"),
    ],
)
def test_what_is_no_catalogue_is_refused(rows: list[list[str]], code: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_catalog(rows)
    assert refused.value.code == code


@given(st.lists(st.lists(st.text(max_size=12), max_size=7), max_size=30))
def test_every_row_is_good_bad_or_the_same_as_another(rows: list[list[str]]) -> None:
    said = [row for row in rows if any(cell.strip() for cell in row)]
    if not said:
        return
    read = read_catalog([TOP, *rows])
    assert len(read.items) + read.bad + len(read.same) == len(said)
    assert len({item.code for item in read.items}) == len(read.items)
