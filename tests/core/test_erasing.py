"""Which text an address means."""

import json
from pathlib import Path

import pytest

from musrenbang_live.core.erasing import Thing, thing_at
from musrenbang_live.core.errors import Rejected

NOTE = "7f0c0d3e-0000-4000-8000-000000000007"
BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    ("address", "thing"),
    [
        ("/arsip/HMX4T7#usulan-3", Thing("usulan", "HMX4T7", 3)),
        ("https://x.id/arsip/hmx4t7#usulan-3 ", Thing("usulan", "HMX4T7", 3)),
        ("http://x.id/usulan/HMX4T7-12/", Thing("usulan", "HMX4T7", 12)),
        ("/s/HMX4T7/usulan/1", Thing("usulan", "HMX4T7", 1)),
        ("/fasilitator/HMX4T7/usulan/1", Thing("usulan", "HMX4T7", 1)),
        ("/arsip/HMX4T7#pertanyaan-2", Thing("pertanyaan", "HMX4T7", 2)),
        ("/arsip/HMX4T7/notulen", Thing("catatan", "HMX4T7")),
        (f"/arsip/HMX4T7/notulen#catatan-{NOTE}", Thing("catatan", "HMX4T7", note=NOTE)),
        ("/tanya/9", Thing("tanya", number=9)),
        ("/aspirasi/TB-2027-000123", Thing("aspirasi", "TB-2027-000123")),
        ("/lapor/tb-2027-000123/kunci", Thing("aspirasi", "TB-2027-000123")),
    ],
)
def test_an_address_means_one_text(address: str, thing: Thing) -> None:
    assert thing_at(address) == thing
    assert thing_at(thing.address) == thing


@pytest.mark.parametrize(
    "address",
    [
        *("", "/", "/arsip/HMX4T7", "/arsip/HMX4T7#usulan-", "/arsip/OIUBVZ#usulan-1"),
        *("/tanya/saya", "/usulan/HMX4T7-3x", "/arsip/HMX4T7#usulan-٣", "http://[", "x" * 999),
        *BLNS,
    ],
)
def test_what_is_no_such_address_is_refused(address: str) -> None:
    with pytest.raises(Rejected) as refused:
        thing_at(address)
    assert refused.value.code == "address_unknown"
