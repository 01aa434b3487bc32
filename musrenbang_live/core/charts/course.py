"""How far proposals came on their way through the tiers, and where they left it.

A stage counts what came so far or farther: an office can take up what no meeting of the tier above
has dealt with, and the stages between are then passed without a stop.
"""

from collections.abc import Iterable
from typing import Final, Literal, get_args

from msgspec import Struct

from musrenbang_live.core.charts.lives import Lives
from musrenbang_live.core.following import State

Station = Literal["diusulkan", "disepakati", "kecamatan", "kota", "rkpd", "apbd", "selesai"]
STATIONS: Final[tuple[Station, ...]] = get_args(Station)
Leaving = Literal[
    "digabung",
    "belum_diakomodir",
    "cadangan",
    "ditolak",
    "dikembalikan",
    "diteruskan_provinsi_pusat",
    "menunggu",
]
LEAVINGS: Final[tuple[Leaving, ...]] = get_args(Leaving)
"""How a proposal goes no farther, in the order in which they are drawn; `menunggu` still may."""

_BY_STATE: Final[dict[State, Station]] = {
    "disepakati": "disepakati",
    "diteruskan_kecamatan": "kecamatan",
    "diverifikasi_mitra": "disepakati",
    "diverifikasi_opd": "disepakati",
    "diakomodir_rkpd": "rkpd",
    "masuk_apbd": "apbd",
    "dilaksanakan": "apbd",
    "selesai": "selesai",
}
_BY_TIER: Final[dict[str, Station]] = {"kecamatan": "kecamatan", "kota": "kota"}
_BELOW: Final = frozenset({"lingkungan", "kelurahan"})
"""Tiers above which there is a kecamatan."""


class Stop(Struct, frozen=True):
    """A stage: how many came here or farther, and how many went no farther, by how."""

    station: Station
    count: int
    left: dict[Leaving, int]


def course(lives: Iterable[Lives], tier: str = "kelurahan") -> tuple[Stop, ...]:
    """The stages of these proposals, which began in meetings of this tier; none without any.

    Tiers that no proposal came to are left out, as are those below the first.
    """
    groups = [each for each in lives if each.count]
    if not groups:
        return ()
    farthest = [(station(each, tier), each) for each in groups]
    met = {place for reached, each in farthest for place in _met(reached, each, tier)}
    stations = [place for place in STATIONS if place not in _BY_TIER or place in met]
    return tuple(_stop(place, farthest) for place in stations)


def _met(reached: Station, lives: Lives, tier: str) -> list[Station]:
    """The tiers above their own whose meetings dealt with these proposals, or will."""
    if lives.merged:
        return []
    above: list[Station] = ["kecamatan", "kota"] if tier in _BELOW else ["kota"]
    if lives.tier in above:
        return above[: above.index(_BY_TIER[lives.tier]) + 1]
    return [reached] if reached in above else []


def station(lives: Lives, tier: str = "kelurahan") -> Station:
    """The farthest stage that these proposals came to; those of `tier` began there."""
    if lives.merged:
        return "diusulkan"
    reached: list[Station] = ["diusulkan", _BY_STATE.get(lives.state, "diusulkan")]
    if lives.agreed:
        reached.append("disepakati")
    if lives.tier != tier:
        reached.append(_BY_TIER.get(lives.tier, "diusulkan"))
    return max(reached, key=STATIONS.index)


def _stop(place: Station, farthest: list[tuple[Station, Lives]]) -> Stop:
    here = STATIONS.index(place)
    left: dict[Leaving, int] = {}
    for reached, lives in farthest:
        if reached == place and place != "selesai":
            how = _leaving(lives)
            left[how] = left.get(how, 0) + lives.count
    return Stop(
        place,
        sum(lives.count for reached, lives in farthest if STATIONS.index(reached) >= here),
        {how: left[how] for how in LEAVINGS if how in left},
    )


def _leaving(lives: Lives) -> Leaving:
    if lives.merged:
        return "digabung"
    return next((how for how in LEAVINGS if how == lives.state), "menunggu")
