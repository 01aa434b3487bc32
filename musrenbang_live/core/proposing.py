"""What a proposal may contain: texts bounded and clean, figures that make sense, known places."""

from typing import Final

from msgspec.structs import replace

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.plan import SessionPlan, likely_sector
from musrenbang_live.core.text import accepted, one_line
from musrenbang_live.core.titles import LIMIT as SCREEN_TITLE_LIMIT
from musrenbang_live.core.titles import screen_title

TITLE_LIMIT: Final = 140
PROBLEM_LIMIT: Final = 600
LANDMARK_LIMIT: Final = 120
NAME_LIMIT: Final = 60
UNIT_LIMIT: Final = 20
REASON_LIMIT: Final = 300
CATALOG_LIMIT: Final = 40
AGENCY_LIMIT: Final = 80

MAX_COST: Final = 10**13
"""Rupiah; ten trillion is more than any kelurahan will see, and still exact in every browser."""
MAX_QUANTITY: Final = 10**9
MAX_BENEFICIARIES: Final = 10**7


def checked(
    plan: SessionPlan, content: ProposalContent, proposer: str
) -> tuple[ProposalContent, str]:
    """The content and the proposer's name as they will be kept.

    The sector is guessed when empty, the screen title suggested when empty. Raises `Rejected`
    with the code of the first thing wrong and the `field` it is in; what else is wrong is `also`.
    """
    faults = Faults()
    of = faults.of
    kept = ProposalContent(
        title=of(accepted, content.title, TITLE_LIMIT, field="title"),
        problem=of(accepted, content.problem, PROBLEM_LIMIT, field="problem", lines=True),
        sector=of(_known_sector, plan, content.sector),
        neighborhood=of(_known_place, plan, content.neighborhood),
        screen_title=of(_optional, content.screen_title, SCREEN_TITLE_LIMIT, "screen_title"),
        landmark=of(_optional, content.landmark, LANDMARK_LIMIT, "landmark"),
        quantity=of(_figure, content.quantity, MAX_QUANTITY, "quantity"),
        unit=of(_optional, content.unit, UNIT_LIMIT, "unit"),
        cost=of(_whole, content.cost, MAX_COST, "cost"),
        beneficiaries=of(_whole, content.beneficiaries, MAX_BENEFICIARIES, "beneficiaries"),
        beneficiary_unit=of(_optional, content.beneficiary_unit, UNIT_LIMIT, "beneficiary_unit"),
        catalog=of(_optional, content.catalog, CATALOG_LIMIT, "catalog"),
        unit_cost=of(_whole, content.unit_cost, MAX_COST, "unit_cost"),
        agency=of(_optional, content.agency, AGENCY_LIMIT, "agency"),
    )
    name = of(checked_name, proposer)
    faults.tell()
    told = replace(
        kept,
        sector=kept.sector or likely_sector(plan, f"{kept.title} {kept.problem}"),
        screen_title=kept.screen_title or screen_title(kept.title),
    )
    return told, name


def _optional(text: str, limit: int, field: str) -> str:
    return accepted(text, limit, field=field, required=False)


def _known_sector(plan: SessionPlan, key: str) -> str:
    if key and plan.sector(key) is None:
        raise Rejected("sector_unknown", field="sector")
    return key


def _known_place(plan: SessionPlan, name: str) -> str:
    if name not in plan.neighborhoods:
        raise Rejected("neighborhood_unknown", field="neighborhood")
    return name


def checked_name(name: str, field: str = "name") -> str:
    """A name as it will be kept; empty stays empty. Raises `Rejected` for `field`."""
    return accepted(name, NAME_LIMIT, field=field, required=False) if one_line(name) else ""


def checked_place(plan: SessionPlan, name: str) -> str:
    """One of the places of the plan; empty stays empty. Raises `neighborhood_unknown`."""
    return _known_place(plan, name) if name else ""


def checked_reason(reason: str) -> str:
    """Why something was decided, in the words that will be published. Raises `Rejected`."""
    if not one_line(reason):
        raise Rejected("reason_missing", field="reason")
    return accepted(reason, REASON_LIMIT, field="reason")


def _figure(value: float | None, limit: float, field: str) -> float | None:
    if value is not None and not 0 < value <= limit:  # NaN fails this comparison too
        raise Rejected("number_invalid", field=field)
    return None if value is None else float(value)  # as it will come back from the log


def _whole(value: int | None, limit: int, field: str) -> int | None:
    if value is not None and not 0 <= value <= limit:
        raise Rejected("number_invalid", field=field)
    return value
