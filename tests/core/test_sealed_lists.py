"""The lists of a closed round: what is hashed, and into which parts they fall."""

import hashlib
import uuid
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.proof.public_log import Box, Sealed
from musrenbang_live.core.sealed_lists import SealedLists, part, sealed_lists

CODE = "7f0c0d3e-0000-4000-8000-000000000007"


def numbered(count: int) -> SealedLists:
    """A round of so many ballots; everything random is made from a number."""
    codes = [str(uuid.uuid5(uuid.NAMESPACE_OID, f"code {n}")) for n in range(count)]
    receipts = [str(uuid.uuid5(uuid.NAMESPACE_OID, f"receipt {n}")) for n in range(count)]
    return sealed_lists(box([(code, [1], "ponsel") for code in codes], receipts))


def box(ballots: list[tuple[str, list[int], str]], receipts: Sequence[str] = ()) -> Box:
    """What a round holds."""
    used = [f"{n:032x}" for n in range(len(ballots))]
    return Box(1, [Sealed(*ballot) for ballot in ballots], receipts, used)


@pytest.mark.parametrize(
    ("mark", "via", "written"),
    [
        ([3, 5], "ponsel", f'{{"code":"{CODE}","mark":[3,5],"via":"ponsel"}}'),
        ([[3, 1], [5, 2]], "", f'{{"code":"{CODE}","mark":[[3,1],[5,2]],"via":""}}'),
    ],
)
def test_what_is_hashed_is_the_compact_json_of_code_mark_and_way(
    mark: list[int], via: str, written: str
) -> None:
    assert Sealed(CODE, mark, via).hash == hashlib.sha256(written.encode()).hexdigest()


def test_each_list_has_an_order_of_its_own() -> None:
    lists = numbered(40)
    assert list(lists.ballots) == sorted(lists.ballots)
    assert list(lists.receipts) == sorted(lists.receipts)
    assert lists.used == 40
    turned = [
        (str(uuid.uuid5(uuid.NAMESPACE_OID, f"code {n}")), [1], "ponsel") for n in range(39, -1, -1)
    ]
    assert lists == sealed_lists(box(turned, lists.receipts[::-1]))


def test_phones_are_told_which_way_their_openings_name() -> None:
    assert sealed_lists(box([(CODE, [1], "ponsel")])).via == "ponsel"
    assert sealed_lists(box([(CODE, [1], "")])).via == ""
    assert sealed_lists(box([])).via == ""


@pytest.mark.parametrize(
    ("count", "bits"),
    [(0, 0), (1, 0), (255, 0), (511, 0), (512, 1), (1023, 1), (1024, 2), (9_000, 5)],
)
def test_a_part_holds_256_to_511_on_average(count: int, bits: int) -> None:
    lists = SealedLists(("0" * 64,) * count, (), count, "")
    assert lists.bits == bits
    assert SealedLists((), ("0" * 36,) * count, count, "").bits == bits


def test_the_parts_of_a_large_round_are_the_whole_and_none_is_small() -> None:
    lists = numbered(3_000)
    assert lists.bits == 3
    for entries in (lists.ballots, lists.receipts):
        parts = [part(entries, lists.bits, index) for index in range(8)]
        assert tuple(entry for each in parts for entry in each) == entries
        assert min(map(len, parts)) > 256
        for index, each in enumerate(parts):
            assert {int(entry[0], 16) >> 1 for entry in each} == {index}


@given(st.lists(st.integers(0, 2**64 - 1), max_size=60), st.integers(0, 16))
def test_every_entry_is_in_exactly_one_part(numbers: list[int], bits: int) -> None:
    entries = sorted(f"{number:016x}" for number in numbers)
    found = [
        (index, entry)
        for index in {int(entry[:4], 16) >> (16 - bits) for entry in entries}
        for entry in part(entries, bits, index)
    ]
    assert sorted(entry for _, entry in found) == entries
    assert all(int(entry[:4], 16) >> (16 - bits) == index for index, entry in found)
