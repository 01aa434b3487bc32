"""A session plan: what a meeting is, before it happens.

A plan is data. It is read from TOML by `core.plan_reading`, frozen when a session is created
from it, and never changed by the meeting.
"""

import re
from typing import Final, Literal, get_args

from msgspec import Struct

from musrenbang_live.core.ballots import AnyRule, TieRule

PhaseKind = Literal[
    "pembukaan",
    "evaluasi",
    "paparan",
    "usulan",
    "tanya",
    "musyawarah",
    "pemungutan",
    "hasil",
    "delegasi",
    "tandatangan",
    "penutup",
]
PHASE_KINDS: Final[tuple[PhaseKind, ...]] = get_args(PhaseKind)
Show = Literal[
    "",
    "agenda",
    "usulan",
    "lingkungan",
    "pertanyaan",
    "tahun-lalu",
    "suara",
    "hasil",
    "ringkasan",
    "kode",
]
SHOWS: Final[tuple[Show, ...]] = get_args(Show)
"""What a projector can be told to show; empty: what the meeting is about."""
Tier = Literal["lingkungan", "kelurahan", "kecamatan", "kota", "latihan"]
TIERS: Final[tuple[Tier, ...]] = ("lingkungan", "kelurahan", "kecamatan", "kota", "latihan")
Moderation = Literal["sebelum", "sesudah"]
Access = Literal["tautan", "kartu", "meja"]
ACCESSES: Final[tuple[Access, ...]] = ("tautan", "kartu", "meja")
SECTOR_ICONS: Final = ("infra", "eko", "sos", "tib", "kes", "did", "lain")
MOST_PARTICIPANTS: Final = 100_000
"""The highest ceiling a meeting can have: more than any hall, less than what fills a disk."""
MOST_MINUTES: Final = 60
"""The longest that one speaker can be given."""
_ENDINGS: Final = ("", "nya", "kan", "an", "2")
"""What a word may carry in a sentence and still be that word; `2` doubles it: `jalan2`."""


class Phase(Struct, frozen=True):
    """One step of the agenda: its kind, its minutes, and the round it votes on, if any."""

    kind: PhaseKind
    minutes: int
    title: str
    round: str = ""


class Sector(Struct, frozen=True):
    """A field of development: `words` are what proposals in it usually speak of."""

    key: str
    name: str
    icon: str
    words: tuple[str, ...] = ()


class RoundPlan(Struct, frozen=True):
    """One vote, fixed before the meeting: its rule, and what tells equals apart (`ties`).

    Without `ties`, or where they do not tell, equals stay equal and the result says so.
    """

    key: str
    title: str
    rule: AnyRule
    live_totals: bool = False
    ties: tuple[TieRule, ...] = ()

    @property
    def shows_totals(self) -> bool:
        """Whether totals are shown while the round is open; never of ballots that are cast once."""
        return self.live_totals and not self.rule.once


class Rules(Struct, frozen=True):
    """Who may do what, and how often.

    `access`: `tautan`, whoever joined by the open link may vote too, and every vote is a poll;
    `kartu`, only a printed voter card that was handed out may vote, and votes bind; `meja`, the
    same with cards without paper: a phone asks for a number, and the desk approves it.
    `moderation`: `sebelum`, a proposal is shown after the committee has looked at it; `sesudah`,
    at once. `waiting_limit`: proposals one participant may have waiting at the same time.
    `participant_limit`: how many may join by the open link before the facilitator is asked for
    more places; the facilitator can raise it during the meeting. `support_in`, `propose_in` and
    `ask_in`: the phases in which residents support, propose and ask. `speaking_minutes`: what a
    speaker on the list may take.
    """

    access: Access = "tautan"
    moderation: Moderation = "sebelum"
    waiting_limit: int = 5
    participant_limit: int = 2_000
    support_in: tuple[PhaseKind, ...] = ("usulan", "musyawarah")
    propose_in: tuple[PhaseKind, ...] = ("usulan",)
    ask_in: tuple[PhaseKind, ...] = ("paparan", "tanya", "musyawarah")
    speaking_minutes: int = 3


class Targets(Struct, frozen=True):
    """What the organisers aim at. Shown as indicators; nothing waits for them.

    `quorum` people present, 0 for none; `women` percent of those present; `delegates` seats.
    """

    quorum: int = 0
    women: int = 30
    delegates: int = 3


class SessionPlan(Struct, frozen=True):
    """A whole meeting. `ward` codes are Kemendagri codes; `ceiling` is in rupiah, 0 for unknown.

    `ward` is the name of the place that meets: of the kelurahan, or of the kecamatan or the city
    where it is theirs. Then `neighborhoods` are its kelurahan, or its kecamatan.

    `year` is when the meeting is held, `plan_year` when what it decides would be built.
    `starts` is local wall-clock text `YYYY-MM-DD HH:MM` or empty; `zone` the zone's short name.
    """

    forum: str
    tier: Tier
    ward_code: str
    ward: str
    district: str
    city: str
    year: int
    plan_year: int
    phases: tuple[Phase, ...]
    sectors: tuple[Sector, ...]
    neighborhoods: tuple[str, ...]
    rounds: tuple[RoundPlan, ...] = ()
    rules: Rules = Rules()
    neighborhood_label: str = "Lingkungan"
    organisations: tuple[str, ...] = ()
    place: str = ""
    starts: str = ""
    zone: str = "WIB"
    ceiling: int = 0
    practice: bool = False
    targets: Targets = Targets()

    @property
    def by_card(self) -> bool:
        """Whether only voter cards vote. Then votes bind; else each is a *jajak pendapat*."""
        return self.rules.access != "tautan"

    @property
    def by_desk(self) -> bool:
        """Whether those cards are not printed, but numbers on phones that a desk approves."""
        return self.rules.access == "meja"

    @property
    def has_codes(self) -> bool:
        """Whether votes are by printed cards: only these have a code that a paper can carry."""
        return self.rules.access == "kartu"

    def round_plan(self, key: str) -> RoundPlan | None:
        """The planned round with this key, or None."""
        return next((planned for planned in self.rounds if planned.key == key), None)

    def sector(self, key: str) -> Sector | None:
        """The sector with this key, or None."""
        return next((sector for sector in self.sectors if sector.key == key), None)


def likely_sector(plan: SessionPlan, text: str) -> str:
    """The key of the sector whose words occur most in `text`; the last sector when none do.

    Only a suggestion: the facilitator sees and may change it before the proposal is shown.
    """
    said = f" {_plain(text)} "
    hits = [sum(_occurs(word, said) for word in sector.words) for sector in plan.sectors]
    best = max(range(len(hits)), key=lambda index: (hits[index], -index))
    return plan.sectors[best].key if hits[best] else plan.sectors[-1].key


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _occurs(word: str, said: str) -> bool:
    """Whole words only: `got` is not in `gotong`, `pos` not in `posyandu`."""
    return any(f" {_plain(word)}{ending} " in said for ending in _ENDINGS)
