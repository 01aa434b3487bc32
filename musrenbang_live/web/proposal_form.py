"""A proposal in a form: from what was typed to its content, and back. It judges nothing itself."""

from typing import Final

from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.views.parts import Card
from musrenbang_live.web import formats
from musrenbang_live.web.forms import Form

FIELDS: Final = (
    "title",
    "problem",
    "sector",
    "neighborhood",
    "landmark",
    "screen_title",
    "unit",
    "beneficiary_unit",
    "catalog",
    "agency",
)


def content_of(form: Form, before: ProposalContent | None = None) -> ProposalContent:
    """What the form says; what a form does not ask about catalogue and price stays as it was
    `before`. Raises `number_invalid` for figures that cannot be read, all of them.
    """
    faults = Faults()
    unit_cost = before.unit_cost if before else None
    if "unit_cost" in form.values:
        unit_cost = faults.of(form.number, "unit_cost")
    content = ProposalContent(
        title=form.text("title"),
        problem=form.text("problem"),
        sector=form.text("sector"),
        neighborhood=form.text("neighborhood"),
        landmark=form.text("landmark"),
        screen_title=form.text("screen_title"),
        quantity=faults.of(form.measure, "quantity"),
        unit=form.text("unit"),
        cost=faults.of(form.number, "cost"),
        beneficiaries=faults.of(form.number, "beneficiaries"),
        beneficiary_unit=form.text("beneficiary_unit"),
        catalog=form.text("catalog", before.catalog if before else ""),
        unit_cost=unit_cost,
        agency=form.text("agency", before.agency if before else ""),
    )
    faults.tell()
    return content


def values_of(card: Card) -> dict[str, str]:
    """The fields of the form as they are typed; figures the Indonesian way in every language."""
    values = {name: str(getattr(card, name)) for name in FIELDS}
    values["quantity"] = "" if card.quantity is None else formats.quantity(card.quantity)
    values["unit_cost"] = _whole(card.unit_cost)
    values["cost"] = _whole(card.cost)
    values["beneficiaries"] = _whole(card.beneficiaries)
    return values


def _whole(value: int | None) -> str:
    return "" if value is None else formats.number(value)
