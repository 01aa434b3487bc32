"""What a visitor looks for, read from the address of a page and written back into addresses.

Every state of a search has an address of its own. Whatever stands in one is a search: a value that
names nothing finds nothing.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.plan import TIERS
from musrenbang_live.store.pool import storable
from musrenbang_live.store.searching import Filters
from musrenbang_live.web.site import Site

MOST_TYPED: Final = 200
"""Characters of a search that are looked at."""
MOST_CHOSEN: Final = 60
LAST_PAGE: Final = 500
PUBLIC_TIERS: Final = tuple(tier for tier in TIERS if tier != "latihan")
_NAMES: Final = {
    "kecamatan": "district",
    "kelurahan": "ward",
    "lingkungan": "neighborhood",
    "bidang": "sector",
    "tahun": "year",
    "tingkat": "tier",
    "status": "state",
}
"""The filters as they are named in addresses, and in `Filters`."""


def page_at(path: str, page: int = 1, /, **fields: str | int) -> str:
    """The address of a page of a list: what is set of the fields by which it is narrowed, and the
    number of a page that is not the first."""
    said = {name: value for name, value in fields.items() if value}
    if page > 1:
        said["halaman"] = page
    return f"{path}?{urlencode(said)}" if said else path


class Search(Struct, frozen=True):
    """What somebody looks for: `words` as typed, `kind` of the results or "" for all, the page."""

    words: str = ""
    filters: Filters = Filters()
    kind: str = ""
    page: int = 1

    @property
    def fields(self) -> dict[str, str]:
        """What is set, by its name in addresses."""
        filters = {name: str(getattr(self.filters, its) or "") for name, its in _NAMES.items()}
        filters["kecamatan"] = slug(filters["kecamatan"])
        every = {"cari": self.words, **filters, "jenis": self.kind}
        return {name: value for name, value in every.items() if value}

    def at(self, page: int = 1, path: str = "/cari", **changes: str) -> str:
        """The address of another page of this search, or of the search with something changed;
        an empty text takes a filter away."""
        return page_at(path, page, **(self.fields | changes))

    def typed(self, words: str) -> "Search":
        """The same search for other words, from its first page."""
        return replace(self, words=words, page=1)


def read(site: Site, query: Mapping[str, str], kinds: tuple[str, ...] = ()) -> Search:
    """The search that an address asks for."""
    chosen = {its: _chosen(query.get(name, "")) for name, its in _NAMES.items()}
    kind = query.get("jenis", "")
    return Search(
        words=storable(query.get("cari", "")).strip()[:MOST_TYPED],
        filters=Filters(
            district=district_named(site, chosen["district"]),
            ward=chosen["ward"],
            neighborhood=chosen["neighborhood"],
            sector=chosen["sector"],
            year=number(chosen["year"], 0, 9999),
            tier=chosen["tier"],
            state=chosen["state"],
        ),
        kind=kind if kind in kinds else "",
        page=number(query.get("halaman", ""), 1, LAST_PAGE),
    )


def number(typed: str, otherwise: int, most: int) -> int:
    """The whole number that was typed, if it is above `otherwise` and at most `most`."""
    if not typed.isascii() or not typed.isdigit() or not otherwise < int(typed[:9]) <= most:
        return otherwise
    return int(typed[:9])


def slug(name: str) -> str:
    """A name as it stands in an address: `Datuk Bandar` is `datuk-bandar`."""
    return "-".join(name.lower().split())


def district_named(site: Site, named: str) -> str:
    """The kecamatan of this city that an address names; what names none stays as it is."""
    names = {slug(ward.district): ward.district for ward in site.wards}
    return names.get(slug(named), named)


def _chosen(value: str) -> str:
    return storable(value).strip()[:MOST_CHOSEN]
