"""Webhooks: the signature receivers check, the addresses that may be called, the pauses."""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.webhooks import (
    KINDS,
    LONGEST_PAUSE,
    MOST_ATTEMPTS,
    allowed,
    checked_kinds,
    checked_url,
    pause,
    signature,
)

BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)
INSIDE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.4", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1"),
)


def test_a_receiver_makes_the_same_signature_from_time_dot_and_body() -> None:
    said = signature("whsec_abc", 1_795_000_000, b'{"id":"x"}')
    by_hand = hmac.new(b"whsec_abc", b'1795000000.{"id":"x"}', hashlib.sha256).hexdigest()
    assert said == f"t=1795000000,v1={by_hand}"
    assert said != signature("whsec_abc", 1_795_000_001, b'{"id":"x"}')


@pytest.mark.parametrize("address", INSIDE)
def test_machines_inside_are_not_called_unless_the_site_says_so(address: str) -> None:
    assert not allowed(address, inside=False)
    assert allowed(address, inside=True)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_machines_of_the_public_internet_are_called(address: str) -> None:
    assert allowed(address, inside=False)


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/x", "ftp://example.org", "https://", "https:///x", "//example.org"),
        *("https://user:secret@example.org/", "https://example.org/#x", "https://example.org:x/"),
        *("https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/"),
        *("https://localhost/", "https://metadata/", "https://169.254.169.254/latest"),
        *("https://example.org\\@10.0.0.1/", "https://exämple.org/", "https://a.org/ b", "x" * 600),
        "https://example.org/" + "x" * 500,
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(Rejected) as refused:
        checked_url(url, inside=False)
    assert (refused.value.code, refused.value.details) == ("webhook_url", {"field": "url"})


def test_what_people_type_is_no_address() -> None:
    for url in BLNS:
        with pytest.raises(Rejected):
            checked_url(url, inside=False)


def test_addresses_are_taken_without_the_spaces_around_them() -> None:
    url = "https://penerima.example.org:8443/kabar?x=1"
    assert checked_url(f" {url}\n", inside=False) == url
    assert checked_url("http://127.0.0.1:9/x", inside=True) == "http://127.0.0.1:9/x"


@pytest.mark.parametrize("kinds", [[], ["ping"], ["session.opened", "session.vanished"]])
def test_what_is_told_is_something_that_there_is(kinds: list[str]) -> None:
    with pytest.raises(Rejected, match="webhook"):
        checked_kinds(kinds)
    assert checked_kinds(["session.closed", "session.opened"]) == KINDS[:2]


@given(attempts=st.integers(1, 1_000))
def test_pauses_grow_to_a_day_and_no_further(attempts: int) -> None:
    assert 30_000 <= pause(attempts) <= pause(attempts + 1) <= LONGEST_PAUSE
    assert pause(MOST_ATTEMPTS) == LONGEST_PAUSE
