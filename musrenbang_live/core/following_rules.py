"""After the meeting: which office may move a proposal where, and when an answer is overdue.

The table follows the status flow of the official system and of Asahan's e-Planning (domain notes,
section 2): the camat forwards, Bapperida verifies and enters into RKPD and APBD, an agency
verifies, carries out and finishes, the council secretariat decides on what came from reses. A
refusal or a return has a reason and says who decided. Whatever is not in the table nobody may do.
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.deliberating import OTHER_REASON, REASON_CODES
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.following import STATES, State
from musrenbang_live.core.offices import Office, OfficeKind, plain_name
from musrenbang_live.core.proposing import MAX_COST, REASON_LIMIT
from musrenbang_live.core.text import accepted

DAY: Final = 86_400_000
"""Milliseconds of a day."""
_BEFORE_BUDGET: Final[frozenset[State]] = frozenset(
    {
        "disepakati",
        "cadangan",
        "diteruskan_kecamatan",
        "diverifikasi_mitra",
        "diverifikasi_opd",
        "diakomodir_rkpd",
    }
)
_VERIFYING: Final[frozenset[State]] = frozenset(
    {"diteruskan_kecamatan", "diverifikasi_mitra", "diverifikasi_opd"}
)
MOVES: Final[dict[OfficeKind, dict[State, frozenset[State]]]] = {
    "kecamatan": {
        "diteruskan_kecamatan": frozenset({"disepakati", "cadangan", "dikembalikan"}),
        "ditolak": frozenset({"disepakati", "cadangan", "diteruskan_kecamatan", "dikembalikan"}),
        "dikembalikan": frozenset({"disepakati", "cadangan", "diteruskan_kecamatan"}),
    },
    "bapperida": {
        "diverifikasi_mitra": frozenset(
            {"disepakati", "cadangan", "diteruskan_kecamatan", "dikembalikan"}
        ),
        "diakomodir_rkpd": frozenset({"disepakati", *_VERIFYING}),
        "masuk_apbd": frozenset({"diakomodir_rkpd"}),
        "dilaksanakan": frozenset({"diteruskan_provinsi_pusat"}),
        "selesai": frozenset({"diteruskan_provinsi_pusat"}),
        "ditolak": _BEFORE_BUDGET | {"dikembalikan", "masuk_apbd", "diteruskan_provinsi_pusat"},
        "dikembalikan": frozenset({"disepakati", *_VERIFYING}),
        "diteruskan_provinsi_pusat": _BEFORE_BUDGET,
    },
    "opd": {
        "diverifikasi_opd": frozenset({"diteruskan_kecamatan", "diverifikasi_mitra"}),
        "dilaksanakan": frozenset({"masuk_apbd"}),
        "selesai": frozenset({"masuk_apbd", "dilaksanakan"}),
        "ditolak": _VERIFYING,
        "dikembalikan": _VERIFYING,
    },
    "setwan": {
        "dibahas": frozenset({"diusulkan"}),
        "disepakati": frozenset({"diusulkan", "dibahas", "cadangan"}),
        "ditolak": frozenset({"diusulkan", "dibahas", "disepakati", "cadangan"}),
        "dikembalikan": frozenset({"diusulkan", "dibahas", "disepakati"}),
    },
    "komisi": {},
    "dewan": {},
}
"""For each kind of office the states it may set, and from which; commissions and members only
look on."""
WITH_REASON: Final[frozenset[State]] = frozenset({"ditolak", "dikembalikan"})
"""What nobody decides without saying why."""
SPENT: Final[frozenset[State]] = frozenset({"dilaksanakan", "selesai"})
"""Where a cost is what it really costs (contract, bill); before, it is what is planned."""
FINAL: Final[frozenset[State]] = frozenset({"selesai", "ditolak", "belum_diakomodir"})
"""Where nothing is waited for any more."""
DAYS: Final[dict[State, int]] = {
    "disepakati": 30,
    "dibahas": 30,
    "diteruskan_kecamatan": 30,
    "diverifikasi_mitra": 30,
    "diverifikasi_opd": 60,
    "diakomodir_rkpd": 270,
    "masuk_apbd": 365,
    "dilaksanakan": 365,
    "diteruskan_provinsi_pusat": 180,
    "dikembalikan": 60,
}
"""Days that a proposal may stand in a state before an answer is overdue. No rule fixes them: they
are a proposal that follows the yearly cycle (RKPD by mid-year, APBD in November), and the city sets
them here. A state that is not named waits for nobody."""
WAITS: Final[dict[OfficeKind, tuple[State, ...]]] = {
    "kecamatan": ("disepakati", "dikembalikan"),
    "bapperida": (
        "disepakati",
        "diteruskan_kecamatan",
        "diverifikasi_opd",
        "diakomodir_rkpd",
        "diteruskan_provinsi_pusat",
    ),
    "opd": ("diverifikasi_mitra", "masuk_apbd", "dilaksanakan"),
    "setwan": ("diusulkan", "dibahas"),
    "komisi": (),
    "dewan": (),
}
"""Whose turn it is where a proposal stands; see `is_waiting` for what was agreed higher up."""
FIRST: Final = "lingkungan"
"""The tier whose agreed list goes to the meeting of the kelurahan, not to an office."""
COUNCIL: Final = ("reses", "pokir", "pokok-pokok pikiran")
"""A forum whose name begins so belongs to the council: its proposals are *pokir*."""
_USUAL_DAYS: Final = 30
"""After how many days a state that is never called overdue comes up among those that are."""
_YEARS_LATER: Final = 5
_UNLIKELY: Final = 20
"""A cost so many times more or less than the one before has more likely a zero too many or few."""


class Standing(Struct, frozen=True, kw_only=True):
    """A proposal as the rules see it, at the end of its way.

    `tier`, `forum` and `district` are of the last meeting it was in; `agency` is the office of the
    agency that was written there (`core.agencies`), by its name, empty where none here is meant.
    `cost` is the newest known, in rupiah.
    """

    state: State
    tier: str
    forum: str
    district: str
    agency: str
    year: int
    plan_year: int
    cost: int | None

    @property
    def council(self) -> bool:
        """Whether it came from a member of the council."""
        return self.forum.casefold().startswith(COUNCIL)


class Turn(Struct, frozen=True):
    """What is an office's turn: proposals at `state` of meetings of `tier`, to be answered within
    `days`; with `orphan` only those whose agency has no office here."""

    state: State
    tier: str
    days: int
    orphan: bool


class Move(Struct, frozen=True, kw_only=True):
    """What an office decides. `cost` in rupiah, None where nothing is said; `year` 0 for none;
    `sure` that an unlikely cost is meant as it is written."""

    to: State
    reason_code: str = ""
    reason: str = ""
    cost: int | None = None
    year: int = 0
    sure: bool = False


def is_theirs(office: Office, standing: Standing) -> bool:
    """Whether the proposal is in the charge of this office at all."""
    if office.kind == "kecamatan":
        return not standing.council and plain_name(standing.district) == plain_name(office.district)
    if office.kind == "opd":
        return bool(standing.agency) and standing.agency == office.name
    if office.kind == "setwan":
        return standing.council
    return office.kind == "bapperida"


def moves(office: Office, standing: Standing) -> tuple[State, ...]:
    """The states to which this office may move the proposal now, in the order of `STATES`.

    Bapperida does in place of an agency what is the agency's where it has no office here: nothing
    must be stuck for want of an account.
    """
    if not is_theirs(office, standing):
        return ()
    ways = MOVES[office.kind]
    allowed = {to for to, before in ways.items() if standing.state in before}
    if office.kind == "bapperida" and not standing.agency:
        allowed |= {to for to, before in MOVES["opd"].items() if standing.state in before}
    return tuple(state for state in STATES if state in allowed)


def is_waiting(office: Office, standing: Standing) -> bool:
    """Whether it is this office's turn. What a kelurahan agreed waits for its camat; what was
    agreed higher up, or by the council, for Bapperida."""
    if not moves(office, standing):
        return False
    state = standing.state
    if standing.tier == FIRST:
        return False
    if state == "disepakati":
        return (office.kind == "kecamatan") == (standing.tier == "kelurahan")
    if office.kind == "bapperida" and not standing.agency and state in WAITS["opd"]:
        return True
    return state in WAITS[office.kind]


def turns(office: Office) -> tuple[Turn, ...]:
    """All that can be this office's turn among what it has charge of, for looking it up at once."""
    found = []
    for state in STATES:
        for tier in ("kelurahan", "kecamatan", "kota"):
            sample = Standing(
                state=state,
                tier=tier,
                forum=COUNCIL[0] if office.kind == "setwan" else "",
                district=office.district,
                agency=office.name,
                year=0,
                plan_year=0,
                cost=None,
            )
            orphan = not is_waiting(office, sample)
            if not orphan or is_waiting(office, replace(sample, agency="")):
                found.append(Turn(state, tier, DAYS.get(state, _USUAL_DAYS), orphan))
    return tuple(found)


def checked_move(office: Office, standing: Standing, move: Move) -> Move:
    """`move` as it is kept, if this office may do it.

    A refusal or a return has no cost and no year. Raises `follow_up_not_yours`,
    `follow_up_not_next`, `reason_missing`, `reason_unknown`, `number_invalid`, `year_unlikely`,
    `cost_unlikely`, and what `core.text.accepted` raises of the reason.
    """
    if not is_theirs(office, standing):
        raise Rejected("follow_up_not_yours")
    if move.to not in moves(office, standing):
        raise Rejected("follow_up_not_next", field="to")
    faults = Faults()
    why, counts = faults.of(_why, move), move.to not in WITH_REASON
    year = faults.of(_year, standing, move.year) if counts else 0
    cost = faults.of(_cost, standing, move) if counts else None
    faults.tell()
    code, reason = why
    sure = move.sure and counts
    return Move(to=move.to, reason_code=code, reason=reason, cost=cost, year=year, sure=sure)


def _why(move: Move) -> tuple[str, str]:
    """The reason from the list and in words; elsewhere the words are a note and need no list."""
    reason = accepted(move.reason, REASON_LIMIT, field="reason", required=False)
    if move.to not in WITH_REASON:
        return "", reason
    code = move.reason_code or (OTHER_REASON if reason else "")
    if code and code not in REASON_CODES:
        raise Rejected("reason_unknown", field="reason_code")
    if not code or (code == OTHER_REASON and not any(sign.isalnum() for sign in reason)):
        raise Rejected("reason_missing", field="reason")
    return code, reason


def _year(standing: Standing, year: int) -> int:
    if year and not standing.year <= year <= standing.plan_year + _YEARS_LATER:
        raise Rejected("year_unlikely", field="year", limit=standing.plan_year + _YEARS_LATER)
    return year


def _cost(standing: Standing, move: Move) -> int | None:
    cost, before = move.cost, standing.cost
    if cost is None:
        return None
    if not 0 < cost <= MAX_COST:
        raise Rejected("number_invalid", field="cost")
    if before and not move.sure and not before <= cost * _UNLIKELY <= before * _UNLIKELY**2:
        raise Rejected("cost_unlikely", field="cost")
    return cost


def days_late(state: State, tier: str, since: int, now: int) -> int:
    """Whole days that an answer is overdue for what stands in `state` since `since` (ms); else 0.

    `tier` is of the last meeting: what a lingkungan agreed waits for no office.
    """
    if state not in DAYS or tier == FIRST or not since:
        return 0
    return max(0, (now - since) // DAY - DAYS[state])
