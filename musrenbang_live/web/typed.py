"""A ballot that came as a form, as it was filled in: to be shown again when it is refused."""

from msgspec import Struct


class Typed(Struct, frozen=True):
    """The fields of a ballot as they were filled in.

    `ticked` are options; `values` are options with a criterion (0 where there is none) and what
    was typed; `unreadable` are the options of which something typed is no whole number.
    """

    round: int
    ticked: tuple[int, ...] = ()
    values: tuple[tuple[int, int, str], ...] = ()
    unreadable: tuple[int, ...] = ()
