"""What a proposal costs: computed unless somebody says otherwise; marked, never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from musrenbang_live.core.cataloguing import CatalogItem
from musrenbang_live.core.costing import GAPS, cost_of, costed, from_catalog, gaps, marks
from musrenbang_live.core.proposing import MAX_COST
from tests.builders import content

DRAIN = CatalogItem(code="1.1", name="Drainase", unit="meter", price=850_000, agency="Dinas PUPR")


@pytest.mark.parametrize(
    ("quantity", "unit_cost", "cost"),
    [
        (180, 850_000, 153_000_000),
        (12.5, 3, 38),
        (0.1, 5, 1),
        (0.1, 4, None),
        (None, 5, None),
        (5, None, None),
        (1.1, 1_000_000, 1_100_000),
        (10**9, 10**13, None),
        (3, 0, None),
    ],
)
def test_the_cost_is_quantity_times_price(
    quantity: float | None, unit_cost: int | None, cost: int | None
) -> None:
    assert cost_of(quantity, unit_cost) == cost


@given(st.floats(0.001, 1e9), st.integers(1, MAX_COST))
def test_no_cost_is_more_than_can_be_kept(quantity: float, price: int) -> None:
    cost = cost_of(quantity, price)
    assert cost is None or 0 < cost <= MAX_COST


def test_a_cost_is_computed_until_somebody_says_otherwise() -> None:
    before = content(quantity=100.0, unit_cost=10, cost=1_000)
    more = costed(before, replace(before, quantity=200.0))
    assert more.cost == 2_000, "a computed cost follows its quantity"
    typed = costed(before, replace(before, quantity=200.0, cost=1_500))
    assert typed.cost == 1_500, "a typed cost stays"
    later = costed(typed, replace(typed, quantity=300.0))
    assert later.cost == 1_500, "and goes on staying"
    assert costed(typed, replace(typed, cost=None)).cost == 2_000, "until it is cleared"


def test_without_a_price_the_cost_is_what_was_typed() -> None:
    before = content(cost=700)
    assert costed(before, replace(before, quantity=3.0)).cost == 700
    assert costed(before, replace(before, cost=None)).cost is None


def test_an_item_of_the_catalogue_sets_unit_price_agency_and_cost() -> None:
    chosen = from_catalog(content(quantity=180.0, cost=1), DRAIN)
    assert (chosen.catalog, chosen.unit, chosen.unit_cost, chosen.agency, chosen.cost) == (
        "1.1",
        "meter",
        850_000,
        "Dinas PUPR",
        153_000_000,
    )


def test_a_quantity_in_another_unit_makes_no_cost() -> None:
    chosen = from_catalog(content(quantity=2.0, unit="paket", cost=5), DRAIN)
    assert (chosen.unit, chosen.quantity, chosen.cost) == ("meter", 2.0, 5)


def test_an_item_that_says_little_takes_nothing_away() -> None:
    before = content(quantity=2.0, unit="paket", unit_cost=7, agency="Dinas PUPR", cost=14)
    chosen = from_catalog(before, CatalogItem(code="x", name="x"))
    assert chosen == replace(before, catalog="x")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (False, 153_000_000, False, False)),
        ({"unit_cost": 900_000, "cost": 162_000_000}, (False, 153_000_000, True, False)),
        ({"cost": 160_000_000}, (False, 153_000_000, True, True)),
        ({"cost": 100_000_000}, (False, 153_000_000, False, True)),
        ({"quantity": None}, (False, 0, False, False)),
    ],
)
def test_what_is_dearer_than_the_catalogue_is_marked(
    changes: dict[str, object], expected: tuple[bool, int, bool, bool]
) -> None:
    said = content(quantity=180.0, unit_cost=850_000, cost=153_000_000, catalog="1.1")
    found = marks(replace(said, **changes), DRAIN)
    assert (found.outside, found.ceiling, found.dear, found.differs) == expected


def test_outside_the_catalogue_is_a_mark_and_nothing_more() -> None:
    found = marks(content(quantity=2.0, unit_cost=10**12, cost=10**12), None)
    assert (found.outside, found.ceiling, found.dear) == (True, 0, False)


def test_what_is_missing_is_told_in_the_order_of_the_form() -> None:
    assert gaps(content()) == GAPS
    full = content(quantity=1.0, unit="unit", unit_cost=1, cost=1, agency="Dinas", beneficiaries=4)
    assert gaps(full) == ()
