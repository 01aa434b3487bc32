"""Offices that act on what meetings asked for: who they are, and what makes one valid."""

from typing import Final, Literal, get_args

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.text import accepted

OfficeKind = Literal["kecamatan", "opd", "bapperida", "setwan", "komisi", "dewan"]
"""District office, city agency, planning agency, council secretariat, council commission, council
member."""

OFFICE_KINDS: Final[tuple[OfficeKind, ...]] = get_args(OfficeKind)
OFFICE_NAME_LIMIT: Final = 80
DAPIL_LIMIT: Final = 60


class Office(Struct, frozen=True, kw_only=True):
    """An office with logins of its own.

    `district` is the kecamatan of a district office and empty for all others; `dapil` the
    electoral district of a council member, as text, and empty for all others.
    """

    id: int
    kind: OfficeKind
    name: str
    district: str = ""
    dapil: str = ""


def checked_office(
    kind: str, name: str, district: str, dapil: str, districts: tuple[str, ...]
) -> Office:
    """The office that was described, with id 0 until it is stored.

    `districts` are the kecamatan of the site. Raises `office_kind_unknown`, `district_unknown`,
    and what `core.text.accepted` raises of a name, all of them at once.
    """
    faults = Faults()
    known = faults.of(_kind, kind)
    office = Office(
        id=0,
        kind=known,
        name=faults.of(accepted, name, OFFICE_NAME_LIMIT, field="name"),
        district=faults.of(_district, district, districts) if known == "kecamatan" else "",
        dapil=faults.of(accepted, dapil, DAPIL_LIMIT, field="dapil", required=False)
        if known == "dewan"
        else "",
    )
    faults.tell()
    return office


def _kind(typed: str) -> OfficeKind:
    known = next((each for each in OFFICE_KINDS if each == typed), None)
    if known is None:
        raise Rejected("office_kind_unknown", field="kind")
    return known


def _district(typed: str, districts: tuple[str, ...]) -> str:
    if typed not in districts:
        raise Rejected("district_unknown", field="district")
    return typed


def plain_name(name: str) -> str:
    """A name of an office or a place without capitals and spare spaces, to compare with."""
    return " ".join(name.casefold().split())
