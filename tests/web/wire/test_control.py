"""Goodbyes: what may be said and what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.web.wire.control import farewell, goodbye, pong
from musrenbang_live.web.wire.reading import Violation
from tests.web.wire.serving import closing

GOOD = (*range(1000, 1004), *range(1007, 1015), 3000, 3999, 4000, 4999)
BAD = (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)


@pytest.mark.parametrize("code", GOOD)
def test_good_codes_are_said_and_understood(code: int) -> None:
    frame = goodbye(code, "Maaf")
    assert frame[0] == 0x88
    assert frame[1] == len(frame) - 2
    assert farewell(frame[2:]) == (code, "Maaf")


@pytest.mark.parametrize("code", BAD)
def test_bad_codes_are_neither(code: int) -> None:
    with pytest.raises(Violation) as refused:
        farewell(closing(code))
    assert refused.value.code == 1002
    if code != 1005:
        with pytest.raises(ValueError, match="may not be sent"):
            goodbye(code)


def test_a_goodbye_may_come_without_a_code() -> None:
    assert farewell(b"") == (1005, "")
    assert goodbye(1005) == b"\x88\x00"


@pytest.mark.parametrize(("payload", "code"), [(b"\x03", 1002), (closing(1000) + b"\xff", 1007)])
def test_a_broken_goodbye_is_refused(payload: bytes, code: int) -> None:
    with pytest.raises(Violation) as refused:
        farewell(payload)
    assert refused.value.code == code


@given(st.text(max_size=200))
def test_a_reason_is_cut_between_characters(reason: str) -> None:
    frame = goodbye(4001, reason)
    assert len(frame) <= 127
    _, said = farewell(frame[2:])
    whole = reason.encode(errors="replace").decode()
    assert whole.startswith(said)
    assert said == whole or len(said.encode()) > 123 - 4


def test_a_pong_carries_what_the_ping_carried() -> None:
    assert pong(b"ab") == b"\x8a\x02ab"
    assert pong(b"") == b"\x8a\x00"
