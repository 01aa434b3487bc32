"""Agencies as files write them, matched with the offices that there are."""

import pytest

from musrenbang_live.core.agencies import Agencies, matched
from musrenbang_live.core.cataloguing import AgencyMatch, read_catalog
from musrenbang_live.core.offices import Office

NAMES = ("Dinas PUPR", "Dinas Perhubungan", "Dinas Pendidikan", "Dinas Pendidikan dan Kebudayaan")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dinas  pupr", "Dinas PUPR"),
        ("PUPR", "Dinas PUPR"),
        ("Dinas Pekerjaan Umum & Penataan Ruang", "Dinas PUPR"),
        ("DINAS PEKERJAAN UMUM DAN PENATAAN RUANG (PUPR) KOTA", "Dinas PUPR"),
        ("Dishub", "Dinas Perhubungan"),
        ("Disdik", "Dinas Pendidikan"),
        ("Disdikbud", "Dinas Pendidikan dan Kebudayaan"),
        ("Dinas Kesehatan", ""),
        ("Dinas", ""),
        ("", ""),
        ("()", ""),
    ],
)
def test_one_agency_is_known_however_it_is_written(written: str, meant: str) -> None:
    assert Agencies(NAMES).named(written) == meant


def test_of_two_offices_that_fit_none_is_taken_but_the_one_that_is_called_so() -> None:
    alike = Agencies(("Dinas PUPR", "Dinas PUPR (Cipta Karya)"))
    assert [alike.named(each) for each in ("PUPR", "Cipta Karya")] == [
        "",
        "Dinas PUPR (Cipta Karya)",
    ]
    assert alike.named("DINAS  pupr") == "Dinas PUPR"
    assert Agencies(()).named("Dinas PUPR") == ""


def test_a_catalogue_takes_the_names_of_the_offices_and_tells_what_it_took() -> None:
    read = read_catalog(
        [
            ["Nama kegiatan", "Satuan", "Perangkat daerah"],
            ["Drainase", "meter", "PUPR"],
            ["Turap", "meter", "pupr"],
            ["Jalan", "meter", "PUPR"],
            ["Posyandu", "unit", "Dinkes"],
            ["Gapura", "unit", ""],
        ]
    )
    offices = [
        Office(id=1, kind="opd", name="Dinas PUPR"),
        Office(id=2, kind="komisi", name="Dinkes"),
    ]
    kept = matched(read, offices)
    assert [item.agency for item in kept.items] == ["Dinas PUPR"] * 3 + ["Dinkes", ""]
    assert kept.agencies == (
        AgencyMatch("PUPR", 2, "Dinas PUPR"),
        AgencyMatch("pupr", 1, "Dinas PUPR"),
        AgencyMatch("Dinkes", 1),
    )
    assert [item.code for item in kept.items] == [item.code for item in read.items]
