"""Where a proposal stands on its way from the meeting to what was built.

The states are those of `notes/domain.md` section 2: the first five are what a meeting decided, the
others what offices decide afterwards.
"""

from collections.abc import Iterable
from typing import Final, Literal, get_args

State = Literal[
    "diusulkan",
    "dibahas",
    "disepakati",
    "cadangan",
    "belum_diakomodir",
    "diteruskan_kecamatan",
    "diverifikasi_mitra",
    "diverifikasi_opd",
    "diakomodir_rkpd",
    "masuk_apbd",
    "dilaksanakan",
    "selesai",
    "ditolak",
    "dikembalikan",
    "diteruskan_provinsi_pusat",
]
STATES: Final[tuple[State, ...]] = get_args(State)

STEPS: Final[tuple[State, ...]] = (
    "diusulkan",
    "disepakati",
    "diakomodir_rkpd",
    "masuk_apbd",
    "selesai",
)
"""What the progress bar shows: said, agreed, in the yearly plan, in the budget, finished."""

_REACHED: Final[dict[str, int]] = {
    "disepakati": 2,
    "diteruskan_kecamatan": 2,
    "diverifikasi_mitra": 2,
    "diverifikasi_opd": 2,
    "diakomodir_rkpd": 3,
    "masuk_apbd": 4,
    "dilaksanakan": 4,
    "selesai": 5,
}
BANKED: Final[frozenset[State]] = frozenset(
    {"cadangan", "belum_diakomodir", "ditolak", "dikembalikan"}
)
"""Not accommodated for now: kept with the reason, to be brought to a later meeting."""


def step_of(state: State) -> int:
    """How many of the `STEPS` are behind a proposal in `state`, from 1 to 5.

    States that end or leave the way (refused, reserve, on to the province) count the first only.
    """
    return _REACHED.get(state, 1)


def reached(states: Iterable[str]) -> int:
    """The last of the `STEPS` among all `states` a proposal was ever in, from 1 to 5.

    A proposal that was agreed at three tiers and refused then had come to "agreed".
    """
    return max((_REACHED.get(state, 1) for state in states), default=1)
