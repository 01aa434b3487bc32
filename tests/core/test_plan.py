"""The plan as data: finding its parts, and guessing the sector of a proposal."""

import pytest

from musrenbang_live.core.plan import Sector, likely_sector
from tests.core.making import PRIORITY, SECTORS, plan

PLAN = plan(
    sectors=(
        Sector("infra", "Infrastruktur", "infra", ("parit", "got", "gorong-gorong", "saluran air")),
        Sector("sos", "Sosial", "sos", ("posyandu", "gotong royong", "kuburan")),
        Sector("tib", "Ketertiban", "tib", ("pos", "ronda")),
        Sector("lain", "Lainnya", "lain"),
    )
)


def test_parts_are_found_by_key() -> None:
    assert plan().sector("sos") == SECTORS[1]
    assert plan().sector("") is None
    assert plan().round_plan("prioritas") == PRIORITY
    assert plan().round_plan("") is None


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("parit tersumbat", "infra"),
        ("Pembangunan drainase (PARIT)", "infra"),
        ("rusak\nparitnya", "infra"),
        ("parit,posyandu,posyandu lagi", "infra"),
        ("ronda dan pos, parit", "tib"),
        ("Gorong gorong pecah", "infra"),
        ("saluran  air", "infra"),
        ("saluran telepon, air", "lain"),
        ("gotong royong", "sos"),
        ("gotong-royong", "sos"),
        ("posyandu", "sos"),
        ("pekuburan", "lain"),
        ("kuburan2", "sos"),
        ("", "lain"),
    ],
)
def test_likely_sector(text: str, sector: str) -> None:
    assert likely_sector(PLAN, text) == sector
