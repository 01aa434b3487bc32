"""Who came to the meeting: what is asked at the door, what is counted, and what may be published.

The columns are those of the official attendance list (Lampiran I of the Berita Acara): name, age,
sex, institution, address and telephone number. No NIK: no form asks for it. Quorum and the share of
women are indicators that inform, and never keep a meeting from anything.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.meeting import Stage
from musrenbang_live.core.plan import SessionPlan, Targets
from musrenbang_live.core.proposing import checked_name, checked_place
from musrenbang_live.core.text import accepted, one_line

AGE_BANDS: Final = ("", "<17", "17-25", "26-45", "46-60", ">60")
"""Ages in years as they are asked; '' is not told."""
GENDERS: Final = ("", "P", "L")
"""P *perempuan* a woman, L *laki-laki* a man, '' not told."""
Kind = Literal["meja", "ponsel"]
"""Where somebody was checked in: at the desk by the door, or alone on a phone."""

ADDRESS_LIMIT: Final = 120
PHONE_DIGITS: Final = range(5, 16)
"""Digits of a telephone number; sixteen would be a NIK."""
LEAST_PUBLISHED: Final = 5
"""People below which a figure is not published: so few are known by their neighbours."""
MOST_PRESENT: Final = 5_000
"""People on one list; more than any hall holds, and a bound for whoever fills it by program."""
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ().-]*", re.ASCII)


class Told(Struct, frozen=True):
    """What somebody tells at the door. Only the name must be there: the list is signed on paper."""

    name: str
    organisation: str = ""
    age_band: str = ""
    gender: str = ""
    neighborhood: str = ""
    address: str = ""
    phone: str = ""


class Attendee(Struct, frozen=True, kw_only=True):
    """A line of the attendance list. `number` is its place from 1, without gaps.

    Times are ms since 1970, `checked_in_at` a whole minute. `erased_at` is 0 while the name is
    kept; afterwards name, address, telephone number, time and any institution that the plan does
    not list are gone.
    """

    id: str
    number: int
    name: str
    organisation: str
    age_band: str
    gender: str
    neighborhood: str
    address: str
    phone: str
    kind: Kind
    checked_in_at: int
    erased_at: int

    @property
    def told(self) -> Told:
        """What the person told, as it is kept."""
        return Told(self.name, self.organisation, self.age_band, self.gender, self.neighborhood,
                    self.address, self.phone)  # fmt: skip


class PresentCounts(Struct, frozen=True):
    """How many checked in. `by_*` leave out whoever did not tell, so they may add up to less."""

    people: int = 0
    women: int = 0
    men: int = 0
    by_neighborhood: dict[str, int] = {}
    by_organisation: dict[str, int] = {}
    by_age: dict[str, int] = {}

    @property
    def untold_gender(self) -> int:
        """People of whom it is not known whether they are women or men."""
        return self.people - self.women - self.men

    @property
    def women_percent(self) -> int:
        """Women of all who checked in, in percent, rounded half up; 0 of nobody."""
        return (200 * self.women + self.people) // (2 * self.people) if self.people else 0


class Reached(Struct, frozen=True):
    """How far people and women are from what the plan aims at; a target of 0 is none.

    `quorum_met` and `women_met` are None without a target, and of women also without anybody.
    """

    people: int = 0
    quorum: int = 0
    quorum_met: bool | None = None
    women: int = 0
    women_percent: int = 0
    women_target: int = 0
    women_met: bool | None = None


class PublicCounts(Struct, frozen=True):
    """The figures of an attendance list that may be published: nobody can be told from them.

    `women`, `men` and `untold_gender` are None together when women or men are too few;
    `elsewhere` are those of places too small to be named and of people who told none.
    """

    people: int = 0
    women: int | None = None
    men: int | None = None
    untold_gender: int | None = None
    by_neighborhood: dict[str, int] = {}
    elsewhere: int = 0

    @property
    def counts(self) -> PresentCounts:
        """Counts of which these are published: what is not told is made up, and left out again."""
        women, men = (1, 0) if self.women is None or self.men is None else (self.women, self.men)
        return PresentCounts(self.people, women, men, self.by_neighborhood)


def require_open(stage: Stage, kind: Kind, *, erased: bool = False) -> None:
    """Whether the list of a meeting in this stage can be written on, by a desk or by a phone.

    A desk may go on after the closing, until the list is signed and all is published. `erased`: its
    names are gone. Raises `session_published`, `session_not_open`, `attendance_erased`.
    """
    if stage == "published":
        raise Rejected("session_published")
    if stage == "closed" and kind == "ponsel":
        raise Rejected("session_not_open")
    if stage == "closed" and erased:
        raise Rejected("attendance_erased")


def checked(plan: SessionPlan, told: Told) -> Told:
    """What was told, as it will be kept.

    An age in years becomes its band: more is not asked. Raises `Rejected` with the `field`:
    `text_missing` without a name, `text_too_long`, `text_has_nik`, `text_has_phone`,
    `phone_invalid`, `number_invalid` of an age, `neighborhood_unknown`; and `message_malformed`
    for a sex that the form does not offer.
    """
    if told.gender not in GENDERS:
        raise Rejected("message_malformed")
    faults = Faults()
    kept = Told(
        name=faults.of(_person, told.name),
        organisation=faults.of(_organisation, plan, told.organisation),
        age_band=faults.of(_known_band, told.age_band),
        gender=told.gender,
        neighborhood=faults.of(checked_place, plan, told.neighborhood),
        address=faults.of(accepted, told.address, ADDRESS_LIMIT, field="address", required=False),
        phone=faults.of(_telephone, told.phone),
    )
    faults.tell()
    return kept


def _person(typed: str) -> str:
    name = checked_name(typed)
    if not any(sign.isalpha() for sign in name):
        raise Rejected("text_missing", field="name")
    return name


def _known_band(typed: str) -> str:
    band = age_band(typed)
    if band not in AGE_BANDS:
        raise Rejected("number_invalid", field="age_band")
    return band


def age_band(typed: str) -> str:
    """The band of an age in years, or a band as it is; other text comes back unread."""
    text = one_line(typed)
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        return text
    years = int(text)
    return next((band for most, band in _UP_TO if years <= most), ">60")


_UP_TO: Final = ((16, "<17"), (25, "17-25"), (45, "26-45"), (60, "46-60"))


def _organisation(plan: SessionPlan, typed: str) -> str:
    """As the plan writes it, where only capitals differ: else one institution is counted twice."""
    name = checked_name(typed, "organisation")
    known = {listed.casefold(): listed for listed in plan.organisations}
    return known.get(name.casefold(), name)


def _telephone(typed: str) -> str:
    number = one_line(typed)
    digits = sum(sign.isdigit() for sign in number)
    if number and (not _PHONE.fullmatch(number) or digits not in PHONE_DIGITS):
        raise Rejected("phone_invalid", field="phone")
    return number


def reached(present: PresentCounts, targets: Targets) -> Reached:
    """How far those who came are from the targets of the plan."""
    counted, quorum, women = present.people > 0, targets.quorum, targets.women
    return Reached(
        people=present.people,
        quorum=quorum,
        quorum_met=present.people >= quorum if quorum else None,
        women=present.women,
        women_percent=present.women_percent,
        women_target=women,
        # Not by the rounded percentage: 29.6 is less than 30.
        women_met=100 * present.women >= women * present.people if women and counted else None,
    )


def published(present: PresentCounts) -> PublicCounts:
    """What may be published of `present`.

    A small figure must not be readable from the others either: what is left out is always at
    least `LEAST_PUBLISHED` people, of at least two groups.
    """
    by_gender = present.women, present.men, present.untold_gender
    small = any(0 < people < LEAST_PUBLISHED for people in by_gender[:2])
    women, men, untold = (None, None, None) if small else by_gender
    named = _named(present.by_neighborhood, present.people)
    return PublicCounts(
        people=present.people,
        women=women,
        men=men,
        untold_gender=untold,
        by_neighborhood=named,
        elsewhere=present.people - sum(named.values()),
    )


def _named(by_neighborhood: Mapping[str, int], people: int) -> dict[str, int]:
    """The neighbourhoods whose figures may stand; all others and whoever told none are one sum."""
    groups = sorted(by_neighborhood.items(), key=lambda group: -group[1])
    kept = [(name, count) for name, count in groups if count >= LEAST_PUBLISHED]
    left = [count for _, count in groups[len(kept) :]]
    untold = people - sum(by_neighborhood.values())
    beside = [untold] if untold else []
    while left and kept and (len(left + beside) < 2 or sum(left + beside) < LEAST_PUBLISHED):
        left.append(kept.pop()[1])
    names = {name for name, _ in kept}
    return {name: count for name, count in by_neighborhood.items() if name in names}
