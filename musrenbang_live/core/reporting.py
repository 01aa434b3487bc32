"""Reports of residents (aspirasi and keluhan): what may be sent, who moves it on, and by when.

A report is hidden until the secretariat of the council lets the public see it. Everything that
happens to it is a step; the newest step that was not undone says where it stands.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeVar, get_args

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.offices import OfficeKind
from musrenbang_live.core.proposing import LANDMARK_LIMIT, PROBLEM_LIMIT, REASON_LIMIT
from musrenbang_live.core.text import accepted, graphemes, one_line

_Listed = TypeVar("_Listed", bound=str)
Kind = Literal["aspirasi", "keluhan"]
State = Literal[
    "diterima", "diperiksa", "diteruskan", "dikerjakan", "selesai", "ditolak", "digabung"
]
Act = Literal[
    "sent", "approve", "hide", "check", "route", "work", "answer", "done", "reject", "return",
    "merge", "carry", "word", "withdraw", "undo",
]  # fmt: skip
Sector = Literal["infra", "eko", "sos", "tib", "kes", "did", "lain"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
STATES: Final[tuple[State, ...]] = get_args(State)
SECTORS: Final[tuple[Sector, ...]] = get_args(Sector)
CLOSED: Final[frozenset[State]] = frozenset({"selesai", "ditolak", "digabung"})

TITLE_LIMIT: Final = 100
TEXT_LIMIT: Final = PROBLEM_LIMIT
"""As long as the problem of a proposal, because a report may become one."""
NEIGHBORHOOD_LIMIT: Final = 40
CONTACT_LIMIT: Final = 80
ANSWER_LIMIT: Final = 1000
WORD_LIMIT: Final = REASON_LIMIT
MOST_PHOTOS: Final = 3
MOST_WORDS: Final = 20
"""Words a reporter may add to one report."""
DECIMALS: Final = 4
"""Of a degree, about eleven metres: near enough to find a broken lamp, not a bed."""

_LINGKUNGAN: Final = re.compile(r"^(?:lingkungan|lingk?|lkg?|link)(?:\.\s*|\s+|(?=\d)|$)", re.I)
_ROMAN: Final = (
    "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X",
    "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
)  # fmt: skip
"""More than any kelurahan of the city has."""

DAYS: Final[Mapping[State, int]] = {
    "diterima": 3,
    "diperiksa": 5,
    "diteruskan": 14,
    "dikerjakan": 60,
}
"""Days in which a report is to leave a state. A city may set its own later. The usual ones: three
to look at it and five to hand it on (SP4N-LAPOR!), fourteen to the first answer and sixty to the
end (UU 25/2009 on public services, on complaints)."""
_DAY: Final = 24 * 3_600_000

SETWAN: Final[tuple[OfficeKind, ...]] = ("setwan",)
WORKING: Final[tuple[OfficeKind, ...]] = ("opd", "kecamatan", "bapperida", "komisi")
"""Offices to which the secretariat hands a report on."""
CARRYING: Final[tuple[OfficeKind, ...]] = ("dewan", "setwan")

_FROM: Final[Mapping[Act, frozenset[State]]] = {
    "check": frozenset({"diterima"}),
    "route": frozenset({"diterima", "diperiksa", "diteruskan", "dikerjakan"}),
    "work": frozenset({"diteruskan"}),
    "answer": frozenset({"diterima", "diperiksa", "diteruskan", "dikerjakan", "selesai"}),
    "done": frozenset({"diperiksa", "diteruskan", "dikerjakan"}),
    "reject": frozenset({"diterima", "diperiksa", "diteruskan"}),
    "return": frozenset({"diteruskan", "dikerjakan"}),
    "merge": frozenset({"diterima", "diperiksa", "diteruskan", "dikerjakan"}),
    "approve": frozenset(STATES) - {"digabung"},
    "hide": frozenset(STATES),
    "carry": frozenset(STATES) - {"ditolak", "digabung"},
    "word": frozenset(STATES) - {"ditolak", "digabung"},
    "withdraw": frozenset(STATES) - CLOSED,
}
_TO: Final[Mapping[Act, State]] = {
    "check": "diperiksa",
    "route": "diteruskan",
    "work": "dikerjakan",
    "done": "selesai",
    "reject": "ditolak",
    "return": "diperiksa",
    "merge": "digabung",
    "withdraw": "ditolak",
}
_OF_OFFICES: Final[Mapping[Act, tuple[OfficeKind, ...]]] = {
    "check": SETWAN,
    "route": SETWAN,
    "approve": SETWAN,
    "hide": SETWAN,
    "merge": SETWAN,
    "undo": (*SETWAN, *WORKING),
    "reject": SETWAN,
    "work": WORKING,
    "return": WORKING,
    "answer": (*SETWAN, *WORKING),
    "done": (*SETWAN, *WORKING),
    "carry": CARRYING,
}
_SAYS: Final = frozenset({"answer", "done", "reject", "return"})
"""Acts that need words, because somebody waits for them."""


class Sent(Struct, frozen=True, kw_only=True):
    """What a resident sends. `lat` and `lng` are degrees, both or neither."""

    kind: Kind
    title: str
    text: str
    sector: Sector
    ward_code: str
    neighborhood: str = ""
    landmark: str = ""
    lat: float | None = None
    lng: float | None = None
    contact: str = ""


class Standing(Struct, frozen=True, kw_only=True):
    """Where a report stands. `office` is the id of the one that has it, 0 for the secretariat;
    `withdrawn` by its reporter, after which nothing is done with it any more."""

    state: State
    office: int = 0
    approved: bool = False
    kind: Kind = "keluhan"
    withdrawn: bool = False


def checked_what(kind: str, sector: str, title: str, text: str) -> tuple[Kind, Sector, str, str]:
    """The first step as it will be kept. Raises `Rejected` with the `field` that is wrong."""
    faults = Faults()
    kept = (
        faults.of(_one_of, KINDS, kind, "report_kind_unknown", "kind"),
        faults.of(_one_of, SECTORS, sector, "sector_unknown", "sector"),
        faults.of(accepted, title, TITLE_LIMIT, field="title"),
        faults.of(accepted, text, TEXT_LIMIT, field="text", lines=True),
    )
    faults.tell()
    return kept


def _one_of(known: Iterable[_Listed], said: str, code: str, field: str) -> _Listed:
    found = next((each for each in known if each == said), None)
    if found is None:
        raise Rejected(code, field=field)
    return found


def checked_where(
    wards: frozenset[str], ward: str, neighborhood: str, landmark: str
) -> tuple[str, str, str]:
    """The second step as it will be kept; `wards` are the codes there are. Raises `Rejected`."""
    faults = Faults()
    kept = (
        faults.of(_one_of, wards, ward, "ward_unknown", "ward"),
        faults.of(neighborhood_of, neighborhood),
        faults.of(accepted, landmark, LANDMARK_LIMIT, field="landmark", required=False),
    )
    faults.tell()
    return kept


def neighborhood_of(typed: str) -> str:
    """A lingkungan as all reports name it, in Roman numerals and without the word itself: `II` for
    `Lingkungan 2`, `lk. ii` and `LINGKUNGAN II`; any other name as it was typed.

    So the same place is compared and shown as one. Raises `text_too_long`.
    """
    said = accepted(typed, NEIGHBORHOOD_LIMIT, field="neighborhood", required=False)
    name = _LINGKUNGAN.sub("", said).strip()
    if name.isascii() and name.isdigit() and 0 < int(name) < len(_ROMAN):
        return _ROMAN[int(name)]
    return name.upper() if name.upper() in _ROMAN[1:] else name


def checked_position(lat: float | None, lng: float | None) -> tuple[float | None, float | None]:
    """A position, rounded; none where it is not whole or not on earth."""
    if lat is None or lng is None or not (-90 <= lat <= 90 and -180 <= lng <= 180):
        return None, None
    return round(lat, DECIMALS), round(lng, DECIMALS)


def checked_contact(typed: str) -> str:
    """A telephone number or address, which nobody but officers sees. Raises `text_too_long`."""
    contact = one_line(typed)
    if graphemes(contact) > CONTACT_LIMIT or len(contact.encode()) > CONTACT_LIMIT * 4:
        raise Rejected("text_too_long", field="contact", limit=CONTACT_LIMIT)
    return contact


def may(kind: OfficeKind, office: int, act: Act, standing: Standing) -> bool:
    """Whether an office may do `act` with a report that stands so.

    The secretariat may with all; others only with what was handed on to them; a member of the
    council carries on what the public may see.
    """
    if kind not in _OF_OFFICES.get(act, ()) or standing.withdrawn:
        return False
    if standing.state not in _FROM.get(act, frozenset(STATES)):
        return False
    if act == "carry":
        return standing.approved and standing.kind == "aspirasi"
    return kind in SETWAN or standing.office == office


def sees(kind: OfficeKind, office: int, standing: Standing) -> bool:
    """Whether an office sees a report as officers do: the secretariat all, members of the council
    the aspirations that are public, others what was handed on to them."""
    if kind in SETWAN:
        return True
    if kind == "dewan":
        return standing.approved and standing.kind == "aspirasi"
    return standing.office == office


def acts_of(kind: OfficeKind, office: int, standing: Standing) -> tuple[Act, ...]:
    """All that an office may do with a report now."""
    return tuple(act for act in _OF_OFFICES if may(kind, office, act, standing))


def must(kind: OfficeKind, office: int, act: Act, standing: Standing) -> None:
    """Raises `Rejected`: `not_allowed` where it is never this office's, else `report_moved_on`."""
    if kind not in _OF_OFFICES.get(act, ()):
        raise Rejected("not_allowed")
    if not may(kind, office, act, standing):
        raise Rejected("report_moved_on")


def must_own(act: Act, standing: Standing) -> None:
    """Whether the reporter may do `act` now. Raises `report_moved_on`."""
    if act not in ("word", "withdraw") or standing.state not in _FROM[act]:
        raise Rejected("report_moved_on")


def after(act: Act, standing: Standing) -> State:
    """The state to which an act brings a report."""
    return _TO.get(act, standing.state)


def own_word(typed: str) -> str:
    """What the reporter adds, as it is kept. Raises `Rejected`, see `accepted`."""
    return accepted(typed, WORD_LIMIT, field="words", lines=True)


def words_of(act: Act, typed: str) -> str:
    """What an office says with an act, as it is kept and read by the reporter.

    Raises `Rejected`: `reason_missing` where somebody waits for words, and what `accepted` raises.
    """
    if act in _SAYS and not one_line(typed):
        raise Rejected("reason_missing", field="words")
    return accepted(typed, ANSWER_LIMIT, field="words", required=False, lines=True)


def due_at(state: State, since: int) -> int:
    """When a report is to have left a state it is in since then (ms UTC); 0 for never."""
    days = DAYS.get(state, 0)
    return since + days * _DAY if days else 0


def is_overdue(state: State, due: int, now: int) -> bool:
    """Whether an answer is late."""
    return state not in CLOSED and 0 < due < now
