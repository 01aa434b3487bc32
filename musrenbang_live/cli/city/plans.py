"""The plans of the invented city's meetings, made from the ready plans of the program."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from musrenbang_live.cli.plans import load
from musrenbang_live.config import Settings, folder
from musrenbang_live.core.plan import PhaseKind, SessionPlan
from musrenbang_live.core.zones import CITY
from musrenbang_live.web.wards import Ward, read_wards

NUMERALS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
WARD_PLAN: Final = "musrenbang-kelurahan.toml"
DISTRICT_PLAN: Final = "musrenbang-kecamatan.toml"
SATURDAY: Final = 5
WITHOUT_VOTE: Final = ("pemungutan", "hasil", "delegasi")
"""Phases left out above the kelurahan, where all is agreed without a vote."""


class Plans:
    """The ready plans, fitted to any kelurahan, kecamatan and year of the site's city."""

    def __init__(self, settings: Settings) -> None:
        self.wards: tuple[Ward, ...] = read_wards(settings.wards)
        self._city = settings.city
        self._ward = load(folder("sessions") / WARD_PLAN, settings.wards, settings.city)
        self._district = load(folder("sessions") / DISTRICT_PLAN, settings.wards, settings.city)

    @property
    def districts(self) -> dict[str, list[Ward]]:
        """The kelurahan of each kecamatan."""
        found: dict[str, list[Ward]] = {}
        for ward in self.wards:
            found.setdefault(ward.district, []).append(ward)
        return found

    def ward(self, ward: Ward, year: int, starts: int) -> SessionPlan:
        """A kelurahan's meeting, to begin at `starts` (ms)."""
        own = ward.code == self._ward.ward_code
        count = 4 + sum(map(ord, ward.code + ward.name)) % 5
        return replace(
            self._ward,
            ward_code=ward.code,
            ward=ward.name,
            district=ward.district,
            neighborhoods=self._ward.neighborhoods if own else NUMERALS[:count],
            place=f"Aula Kantor Lurah {ward.name}",
            year=year,
            plan_year=year + 1,
            starts=written(starts),
        )

    def district(self, name: str, year: int, starts: int) -> SessionPlan:
        """A kecamatan's meeting; its units are its kelurahan."""
        wards = self.districts[name]
        return replace(
            self._above(year, starts),
            ward_code=wards[0].code,
            ward=name,
            district=name,
            neighborhoods=tuple(ward.name for ward in wards),
            place=f"Aula Kantor Camat {name}",
        )

    def city(self, year: int, starts: int) -> SessionPlan:
        """The city's meeting; its units are its kecamatan."""
        return replace(
            self._above(year, starts),
            forum="Musrenbang RKPD Kota",
            tier="kota",
            ward_code=self.wards[0].code,
            ward=self._city,
            district="",
            neighborhood_label="Kecamatan",
            neighborhoods=tuple(self.districts),
            place="Aula Kantor Wali Kota",
        )

    def _above(self, year: int, starts: int) -> SessionPlan:
        phases = tuple(each for each in self._district.phases if each.kind not in WITHOUT_VOTE)
        return replace(
            self._district,
            phases=phases,
            rounds=(),
            year=year,
            plan_year=year + 1,
            starts=written(starts),
        )


def phase_at(plan: SessionPlan, kind: PhaseKind) -> int:
    """Where the first phase of this kind stands in the agenda."""
    return next(place for place, phase in enumerate(plan.phases) if phase.kind == kind)


def workday(year: int, month: int, day: int, later: int = 0, hour: int = 9) -> int:
    """A local time of the city in ms, on the `later`-th day from Monday to Friday on or after the
    date."""
    held = datetime(year, month, day, hour, tzinfo=CITY)
    left = later
    while held.weekday() >= SATURDAY or left:
        left -= held.weekday() < SATURDAY
        held += timedelta(days=1)
    return round(held.timestamp() * 1000)


def written(at: int) -> str:
    """A time (ms) as plans write it: `2027-01-14 09:00`, local."""
    return f"{datetime.fromtimestamp(at / 1000, CITY):%Y-%m-%d %H:%M}"


def sector_keys(plan: SessionPlan) -> Sequence[str]:
    """The keys of the bidang of a plan."""
    return [sector.key for sector in plan.sectors]
