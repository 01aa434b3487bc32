"""What a proposal costs: its quantity at the price of a unit, unless somebody has said otherwise.

A catalogue proposes a unit, a price and an agency; it never refuses. What is dearer than its
ceiling, or is not in it at all, is kept and marked.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.cataloguing import CatalogItem
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.proposing import MAX_COST

Gap = Literal["quantity", "unit", "unit_cost", "cost", "agency", "beneficiaries"]
GAPS: Final[tuple[Gap, ...]] = (
    "quantity", "unit", "unit_cost", "cost", "agency", "beneficiaries",
)  # fmt: skip
"""What a proposal needs before it goes to the kecamatan, in the order of the form."""


def cost_of(quantity: float | None, unit_cost: int | None) -> int | None:
    """Quantity times price in whole rupiah, half a rupiah upwards; None while one is missing or
    the product is more than can be kept.
    """
    if quantity is None or unit_cost is None:
        return None
    product = Decimal(repr(quantity)) * unit_cost
    cost = int(product.quantize(Decimal(1), ROUND_HALF_UP)) if product <= MAX_COST else 0
    return cost if cost > 0 else None


def costed(before: ProposalContent, after: ProposalContent) -> ProposalContent:
    """`after` with its cost: computed where none is given, or where the one before was computed
    and nobody has changed it; otherwise as it was typed.
    """
    computed = cost_of(after.quantity, after.unit_cost)
    if computed is None:
        return after
    untouched = after.cost == before.cost == cost_of(before.quantity, before.unit_cost)
    if after.cost is None or untouched:
        return replace(after, cost=computed)
    return after


def from_catalog(content: ProposalContent, item: CatalogItem) -> ProposalContent:
    """The proposal as this item of the catalogue: its unit, price and agency, and the cost.

    Where the unit was another one the quantity no longer fits, and no cost is made from it.
    """
    unit = item.unit or content.unit
    chosen = replace(
        content,
        catalog=item.code,
        unit=unit,
        unit_cost=item.price if item.price is not None else content.unit_cost,
        agency=item.agency or content.agency,
    )
    if other_unit(content, item):
        return chosen
    return costed(content, replace(chosen, cost=None) if item.price is not None else chosen)


def other_unit(content: ProposalContent, item: CatalogItem) -> bool:
    """Whether the proposal has a quantity in another unit than the catalogue's."""
    return (
        content.quantity is not None
        and bool(content.unit and item.unit)
        and content.unit.casefold() != item.unit.casefold()
    )


def gaps(content: ProposalContent) -> tuple[Gap, ...]:
    """What is still missing, in the order of the form."""
    return tuple(name for name in GAPS if not getattr(content, name))


class Marks(Struct, frozen=True):
    """What is to be seen about a proposal beside its catalogue; never a reason to refuse it.

    `outside`: it is not in the catalogue. `ceiling` is the most it may cost by the catalogue, 0
    where that is not known; `dear`: it costs more. `differs`: the cost is not quantity times price.
    """

    outside: bool
    ceiling: int
    dear: bool
    differs: bool


def marks(content: ProposalContent, item: CatalogItem | None) -> Marks:
    """How the proposal stands to `item`, the one of its code; None where there is none."""
    price = item.price if item else None
    ceiling = cost_of(content.quantity, price) or 0
    dear_unit = price is not None and content.unit_cost is not None and content.unit_cost > price
    dear_whole = bool(ceiling and content.cost is not None and content.cost > ceiling)
    computed = cost_of(content.quantity, content.unit_cost)
    return Marks(
        outside=item is None,
        ceiling=ceiling,
        dear=dear_unit or dear_whole,
        differs=computed is not None and content.cost is not None and content.cost != computed,
    )
