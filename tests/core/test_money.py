"""Amounts as people write them: one certain figure, or a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.money import UnclearAmount, rupiah_of
from musrenbang_live.core.proposing import MAX_COST


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Rp1.250.000,00", 1_250_000),
        ("Rp. 1.250.000,-", 1_250_000),
        ("Rp 1.250.000", 1_250_000),
        ("1250000", 1_250_000),
        ("1,250,000", 1_250_000),
        ("1,250,000.00", 1_250_000),
        ("1 250 000", 1_250_000),
        ("1\u00a0250\u00a0000,50", 1_250_001),
        ("IDR 850000", 850_000),
        ("850.000 rupiah", 850_000),
        ("1.250", 1_250),
        ("1,250.00", 1_250),
        ("950,00", 950),
        ("125000,49", 125_000),
        ("125000.5", 125_001),
        ("0", 0),
        ("  ", None),
        ("-", None),
        ("Rp -", None),
        ("", None),
    ],
)
def test_an_amount_that_can_mean_one_thing_is_read(text: str, amount: int | None) -> None:
    assert rupiah_of(text) == amount


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1,250", "ambiguous"),
        ("1.25", "ambiguous"),
        ("1,5", "ambiguous"),
        ("1.250,000", "ambiguous"),
        ("1.2500", "ambiguous"),
        ("12.50.000", "ambiguous"),
        ("1250.000.000", "ambiguous"),
        ("1,25 juta", "words"),
        ("850 ribu", "words"),
        ("2jt", "words"),
        ("-5000", "negative"),
        ("(5.000)", "negative"),
        ("100.000 - 150.000", "unreadable"),
        ("sesuai RAB", "unreadable"),
        ("1e6", "unreadable"),
        ("١٢٣", "unreadable"),
        ("#REF!", "unreadable"),
        (str(MAX_COST + 1), "too_large"),
        ("9" * 5_000, "too_large"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(UnclearAmount) as refused:
        rupiah_of(text)
    assert refused.value.why == why


@given(st.integers(0, MAX_COST))
def test_every_usual_way_of_writing_says_the_same(amount: int) -> None:
    grouped = f"{amount:,}"
    dotted = grouped.replace(",", ".")
    for written in (str(amount), dotted, f"Rp{dotted},00", f"Rp. {dotted},-", f"{grouped}.00"):
        assert rupiah_of(written) == amount


@given(st.text(alphabet="0123456789.,-+ Rp\u00a0'()eE", max_size=30))
def test_no_text_is_read_as_more_than_there_can_be(text: str) -> None:
    try:
        amount = rupiah_of(text)
    except UnclearAmount:
        return
    assert amount is None or 0 <= amount <= MAX_COST
