"""Questions and feedback to the council (tanya): what is accepted, who may do what with it, and
what is late.

The council secretariat (setwan) looks at what came in and passes it on; the office to which it was
passed answers. Everything is told by its function: no rule here knows a person.
"""

from typing import Final, Literal, get_args

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.offices import Office, OfficeKind
from musrenbang_live.core.text import accepted
from musrenbang_live.core.zones import CITY_HOURS

InquiryKind = Literal["pertanyaan", "masukan"]
InquiryState = Literal["menunggu", "tayang", "diteruskan", "dijawab", "ditolak", "ditutup"]
"""Waits to be looked at; public; passed on to an office; answered; refused or hidden again; closed
without an answer."""
InquiryAct = Literal["terbitkan", "teruskan", "jawab", "tolak", "tutup", "gabung", "pisah"]

KINDS: Final[tuple[InquiryKind, ...]] = get_args(InquiryKind)
PUBLIC: Final[tuple[InquiryState, ...]] = ("tayang", "diteruskan", "dijawab", "ditutup")
"""States in which everybody sees it."""
UNANSWERED: Final[tuple[InquiryState, ...]] = ("tayang", "diteruskan")
ANSWERING: Final[tuple[OfficeKind, ...]] = ("setwan", "komisi", "bapperida", "opd")
"""Kinds of office that answer."""

TITLE_LIMIT: Final = 140
TEXT_LIMIT: Final = 1_000
NAME_LIMIT: Final = 60
ANSWER_LIMIT: Final = 4_000
REASON_LIMIT: Final = 300
FUNCTION_LIMIT: Final = 80
MOST_WAITING: Final = 5
"""Inquiries of one device that may wait to be looked at."""
MOST_WAITING_IN_ALL: Final = 2_000
"""Of all devices: more than a secretariat reads in a week, and too few to fill a disk."""
DUE_DAYS: Final[dict[InquiryState, int]] = {"menunggu": 2, "tayang": 3, "diteruskan": 14}
"""Days in which the next step should have been taken, by state. Our own aims; no rule sets them."""

_DAY: Final = 24 * 3_600_000
_ZONE: Final = CITY_HOURS * 3_600_000
"""By which days are counted, in milliseconds."""
_FROM: Final[dict[InquiryAct, frozenset[InquiryState]]] = {
    "terbitkan": frozenset({"menunggu", "ditolak", "ditutup"}),
    "teruskan": frozenset({"menunggu", "tayang", "diteruskan"}),
    "jawab": frozenset({"tayang", "diteruskan", "dijawab"}),
    "tolak": frozenset({"menunggu", "tayang", "diteruskan", "dijawab", "ditutup"}),
    "tutup": frozenset({"tayang", "diteruskan"}),
    "gabung": frozenset({"menunggu", "tayang", "diteruskan", "dijawab"}),
    "pisah": frozenset(get_args(InquiryState)),
}


class Asked(Struct, frozen=True):
    """What somebody sends; `name` is empty unless they want it shown."""

    kind: InquiryKind
    title: str
    text: str
    name: str


class Inquiry(Struct, frozen=True, kw_only=True):
    """An inquiry as it stands. Times are milliseconds, 0 for not yet.

    `rev` counts the changes; `office_id` is where it was passed on (0: nowhere), `office` its name;
    `merged_into` is the inquiry it is part of and `root` the last one on that way (0: none).
    `answered_by` is a function, not a name. `supports` counts devices, the asker's among them, and
    those of all that are part of it.
    """

    id: int
    kind: InquiryKind
    title: str
    text: str
    name: str
    example: bool
    state: InquiryState
    rev: int
    office_id: int
    office: str
    merged_into: int
    root: int
    reason: str
    answer: str
    answered_by: str
    asked_at: int
    approved_at: int
    routed_at: int
    answered_at: int
    corrected_at: int
    supports: int

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it; what is part of another shows that one instead."""
        return self.state in PUBLIC

    @property
    def days(self) -> int:
        """Days from the question to its first answer; 0 on the same day, and without one."""
        return days_between(self.asked_at, self.answered_at) if self.answered_at else 0

    @property
    def since(self) -> int:
        """When it came into the state in which somebody has to do something."""
        later = {"tayang": self.approved_at, "diteruskan": self.routed_at}
        return later.get(self.state) or self.asked_at

    def is_open_to(self, office: Office) -> bool:
        """Whether this office may answer, or put its answer right."""
        if self.merged_into or office.kind not in ANSWERING:
            return False
        if self.state == "tayang":
            return office.kind == "setwan"
        return self.state in ("diteruskan", "dijawab") and office.id == self.office_id


class Doing(Struct, frozen=True, kw_only=True):
    """What an office wants to do. `to` is the office or the inquiry meant, 0 where none is;
    `text` the answer, `reason` why, `by` the function of whoever answers."""

    act: InquiryAct
    to: int = 0
    text: str = ""
    reason: str = ""
    by: str = ""


def checked_inquiry(kind: str, title: str, text: str, name: str) -> Asked:
    """What was typed, ready to keep. Raises `message_malformed` for an unknown kind, and what
    `core.text.accepted` raises: no NIK and no telephone number, also not in the name."""
    known = next((each for each in KINDS if each == kind), None)
    if known is None:
        raise Rejected("message_malformed")
    faults = Faults()
    asked = Asked(
        kind=known,
        title=faults.of(accepted, title, TITLE_LIMIT, field="title"),
        text=faults.of(accepted, text, TEXT_LIMIT, field="text", required=False, lines=True),
        name=faults.of(accepted, name, NAME_LIMIT, field="name", required=False),
    )
    faults.tell()
    return asked


def room_for_one_more(own: int, in_all: int) -> None:
    """Whether one more may wait, beside `own` of this device and `in_all` of all.

    Raises `inquiry_limit`, `inquiries_full`.
    """
    if own >= MOST_WAITING:
        raise Rejected("inquiry_limit", limit=MOST_WAITING)
    if in_all >= MOST_WAITING_IN_ALL:
        raise Rejected("inquiries_full")


def checked_doing(doing: Doing, inquiry: Inquiry, office: Office) -> Doing:
    """The act with its texts ready to keep, if this office may do it now.

    Raises `not_allowed`, `inquiry_changed` when it does not fit the state, `inquiry_merged`,
    `reason_missing`, and what `core.text.accepted` raises.
    """
    if doing.act == "jawab":
        if inquiry.state in _FROM["jawab"] and not inquiry.is_open_to(office):
            raise Rejected("inquiry_merged" if inquiry.merged_into else "not_allowed")
    elif office.kind != "setwan":
        raise Rejected("not_allowed")
    if bool(inquiry.merged_into) != (doing.act == "pisah"):
        raise Rejected("inquiry_merged" if inquiry.merged_into else "inquiry_changed")
    if inquiry.state not in _FROM[doing.act]:
        raise Rejected("inquiry_changed")
    faults = Faults()
    checked = Doing(
        act=doing.act,
        to=doing.to if doing.act in ("teruskan", "gabung") else 0,
        text=faults.of(_answer, doing),
        reason=faults.of(_reason, doing),
        by=faults.of(_by, doing, office),
    )
    faults.tell()
    return checked


def _answer(doing: Doing) -> str:
    if doing.act != "jawab":
        return ""
    return accepted(doing.text, ANSWER_LIMIT, field="answer", lines=True)


def _by(doing: Doing, office: Office) -> str:
    if doing.act != "jawab":
        return ""
    return accepted(doing.by, FUNCTION_LIMIT, field="by", required=False) or office.name


def _reason(doing: Doing) -> str:
    reason = accepted(doing.reason, REASON_LIMIT, field="reason", required=False)
    if doing.act in ("tolak", "tutup") and not any(sign.isalnum() for sign in reason):
        raise Rejected("reason_missing", field="reason")
    return reason


def must_answer(office: Office | None) -> Office:
    """The office to which something is passed on. Raises `office_unsuited`."""
    if office is None or office.kind not in ANSWERING:
        raise Rejected("office_unsuited", field="office")
    return office


def must_take_in(inquiry: Inquiry, into: Inquiry | None) -> Inquiry:
    """The inquiry into which another is merged. Raises `inquiry_unknown` for one that is not
    public, `inquiry_itself` for itself or what is part of it."""
    if into is None or not into.is_public:
        raise Rejected("inquiry_unknown", field="to")
    if inquiry.id in (into.id, into.root):
        raise Rejected("inquiry_itself", field="to")
    return into


def state_after(doing: Doing, inquiry: Inquiry) -> InquiryState:
    """The state to which a checked act leads. What is shown again stands where it had come to."""
    if doing.act == "terbitkan":
        if inquiry.answered_at:
            return "dijawab"
        return "diteruskan" if inquiry.office_id else "tayang"
    after: dict[InquiryAct, InquiryState] = {
        "teruskan": "diteruskan",
        "jawab": "dijawab",
        "tolak": "ditolak",
        "tutup": "ditutup",
    }
    return after.get(doing.act, inquiry.state)


def days_between(earlier: int, later: int) -> int:
    """Days on the calendar (WIB) from one time to another, both in milliseconds; 0 on one day."""
    return (later + _ZONE) // _DAY - (earlier + _ZONE) // _DAY


def days_late(inquiry: Inquiry, now: int) -> int:
    """By how many days the next step is late; 0 when it is not, or nothing is to be done."""
    due = DUE_DAYS.get(inquiry.state)
    if due is None or inquiry.merged_into:
        return 0
    return max(0, days_between(inquiry.since, now) - due)
