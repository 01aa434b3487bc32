"""From one meeting to the next tier: what a kelurahan agreed opens the list of its kecamatan.

Where a proposal came from is its `origin`, `CODE/number`: the join code of the meeting it was in
and its number there. What a tier decided is not stored but derived, from its agreed list, from the
verdict on each proposal, and from what was changed since it was brought in: terima, terima dengan
perubahan, tolak with a reason, as Asahan's forms have it at every tier.
"""

import uuid
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.codes import is_code
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.meeting import Meeting, Proposal
from musrenbang_live.core.plan import SessionPlan, Tier
from musrenbang_live.core.proposing import NAME_LIMIT

TierVerdict = Literal["terima", "ubah", "cadangan", "tolak", ""]
"""Accepted, accepted with changes, put on the reserve, refused; empty while nothing is decided."""

BELOW: Final[dict[Tier, Tier]] = {"kecamatan": "kelurahan", "kota": "kecamatan"}
"""Whose agreed lists open the list of a tier."""
SUBSTANCE: Final = (
    "title",
    "problem",
    "neighborhood",
    "quantity",
    "unit",
    "unit_cost",
    "cost",
    "beneficiaries",
    "beneficiary_unit",
)
"""Fields whose change is a change of the proposal; others are only how it is filed and shown."""
_MOST_DIGITS: Final = 9


class Change(Struct, frozen=True):
    """A field that is not as it was brought in."""

    field: str
    before: str | float | None
    after: str | float | None


class TierDecision(Struct, frozen=True):
    """What a tier decided of a proposal that was brought in.

    `rank` is its place on the agreed list, 0 when it has none. `code` is one of
    `core.deliberating.REASON_CODES` or empty, `reason` in words. `merged_into` is the proposal
    it became part of there, 0 for none: then the decision is that of the other one.
    """

    verdict: TierVerdict
    changes: tuple[Change, ...] = ()
    code: str = ""
    reason: str = ""
    rank: int = 0
    merged_into: int = 0


class Continuation(Struct, frozen=True):
    """Proposal `number` of another, published meeting (`code`) that continues one of this.

    `decision` is what that meeting decided of it where it is of the tier above; None where it is
    of the same tier in a later year.
    """

    code: str
    number: int
    forum: str
    tier: Tier
    district: str
    year: int
    decision: TierDecision | None


def continuation(meeting: Meeting, number: int, order: tuple[int, ...]) -> Continuation:
    """What `meeting`, whose agreed list is `order`, made of what it has as `number`."""
    proposal, plan = meeting.proposals[number], meeting.plan
    below = is_from_below(plan, proposal)
    return Continuation(
        code=meeting.code,
        number=number,
        forum=plan.forum,
        tier=plan.tier,
        district=plan.district,
        year=plan.year,
        decision=decision(meeting, proposal, order) if below else None,
    )


def origin_of(code: str, number: int) -> str:
    """How a proposal of a meeting is named in another one."""
    return f"{code}/{number}"


def source_of(origin: str) -> tuple[str, int] | None:
    """The join code and the number in an origin; None when it is not of that form."""
    code, _, number = origin.partition("/")
    if not is_code(code) or not (number.isascii() and number.isdigit()):
        return None
    return (code, int(number)) if 0 < len(number) <= _MOST_DIGITS and int(number) else None


def ref_of(kind: str, code: str, name: str) -> str:
    """The id under which the meeting `code` takes in what `name` names: it is taken in once."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"musrenbang-live:{kind}:{code}:{name}"))


def ward_of(plan: SessionPlan) -> str:
    """The code of the kelurahan whose meeting it is; empty for the tiers above, whose plans name
    the one in which they sit."""
    return "" if plan.tier in BELOW else plan.ward_code


def place_name(plan: SessionPlan) -> str:
    """What the place of a meeting is called by the tier above it: `Kelurahan Sirantau`."""
    if plan.tier == "kecamatan":
        return f"Kecamatan {plan.district}"
    return f"Kelurahan {plan.ward}"


def provenance(plan: SessionPlan, place: int) -> str:
    """Where a proposal comes from, as it is published beside it: place and priority."""
    return f"{place_name(plan)}, prioritas ke-{place}"[:NAME_LIMIT]


def unit_of(plan: SessionPlan, source: SessionPlan) -> str:
    """The unit of `plan` that the meeting of `source` is: its kelurahan, or its kecamatan.

    Spelling in capitals and spaces does not matter. Empty when the plan names no such unit.
    """
    name = source.district if source.tier == "kecamatan" else source.ward
    wanted = {_plain(name), _plain(place_name(source))}
    return next((unit for unit in plan.neighborhoods if _plain(unit) in wanted), "")


def _plain(name: str) -> str:
    return "".join(name.casefold().split())


def carried(
    plan: SessionPlan, source: SessionPlan, content: ProposalContent, unit: str
) -> ProposalContent:
    """`content` of a proposal of `source` as it is handed in under `plan`, for its unit `unit`.

    The sector stays where both plans have its key, and is guessed otherwise. The place within the
    unit stays to the lingkungan and no nearer, as the archive publishes it.
    """
    within = f"{source.neighborhood_label} {content.neighborhood}" if content.neighborhood else ""
    return replace(
        content,
        sector=content.sector if plan.sector(content.sector) else "",
        neighborhood=unit,
        landmark=within,
    )


def is_from_below(plan: SessionPlan, proposal: Proposal) -> bool:
    """Whether a meeting of the tier below had agreed it; what last year's meeting had agreed is
    carried on in the same tier, and what came from a report was in no meeting before."""
    came = source_of(proposal.origin) is not None
    return plan.tier in BELOW and came and not proposal.continues


def decision(meeting: Meeting, proposal: Proposal, order: tuple[int, ...]) -> TierDecision:
    """What this meeting decided of a proposal that was brought in; `order` is its agreed list."""
    root = meeting.proposals[meeting.root(proposal.number)]
    merged_into = root.number if root is not proposal else 0
    changes = changes_of(proposal)
    if root.status == "hidden":
        return TierDecision("tolak", reason=root.reason, merged_into=merged_into)
    made = meeting.decisions.get(root.number)
    rank = order.index(root.number) + 1 if root.number in order else 0
    if made and made.verdict == "belum":
        return TierDecision("tolak", (), made.code, made.reason, merged_into=merged_into)
    if rank or (made and made.verdict == "mufakat"):
        verdict: TierVerdict = "ubah" if changes or merged_into else "terima"
        return TierDecision(verdict, changes, rank=rank, merged_into=merged_into)
    reserve = made is not None and made.verdict == "cadangan"
    return TierDecision("cadangan" if reserve else "", changes, merged_into=merged_into)


def changes_of(proposal: Proposal) -> tuple[Change, ...]:
    """What was changed of a proposal since it was brought in, in the order of its fields."""
    was, now = proposal.brought, proposal.content
    if was is None or was == now:
        return ()
    pairs = ((field, getattr(was, field), getattr(now, field)) for field in SUBSTANCE)
    return tuple(Change(field, before, after) for field, before, after in pairs if before != after)
