"""What every handler may use, carried in `request.state.site`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlsplit

from msgspec import Struct
from starlette.requests import HTTPConnection

from musrenbang_live.core.charts.tiles import Arrangement
from musrenbang_live.live.announcing import Announcer
from musrenbang_live.live.attending import Attending
from musrenbang_live.live.cards import Cards
from musrenbang_live.live.erasing import Erasing
from musrenbang_live.live.going_on import GoingOn
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.notes import Notes
from musrenbang_live.live.papers import Papers
from musrenbang_live.live.proof_lists import ProofLists
from musrenbang_live.live.rehearsals import Rehearsals
from musrenbang_live.live.service import Service
from musrenbang_live.live.shelving import Shelving
from musrenbang_live.live.speakers import Speakers
from musrenbang_live.store.pool import Pool
from musrenbang_live.web.archive.bundles import Bundles
from musrenbang_live.web.archive.kept_documents import Documents
from musrenbang_live.web.base_address import base_address
from musrenbang_live.web.city.board import CityBoard
from musrenbang_live.web.identity.tokens import Signer
from musrenbang_live.web.language import Language
from musrenbang_live.web.minutes.pack import Press
from musrenbang_live.web.pages import Pages
from musrenbang_live.web.portal.dapil import Dapil
from musrenbang_live.web.rate_limit import RateLimit
from musrenbang_live.web.sharing.picture_drawing import Pictures
from musrenbang_live.web.wards import Ward

_HERE_ONLY: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Site(Struct, frozen=True, eq=False):
    """The parts of the running program that doors need.

    `tiles` are the `wards` as a grid; `plans` is the folder of ready session plans,
    `print_templates` of what is printed; `public_url` is empty when visitors' own idea of the
    address is to be used; `secure` whether they come over https; `license` the SPDX name of the
    open data's licence; `webhooks_inside` whether webhooks may go to this server's network.
    """

    name: str
    city: str
    public_url: str
    secure: bool
    wards: tuple[Ward, ...]
    tiles: Arrangement
    dapil: tuple[Dapil, ...]
    plans: Path
    print_templates: Path
    pages: Pages
    languages: Mapping[str, Language]
    signer: Signer
    pool: Pool
    hub: Hub
    service: Service
    shelving: Shelving
    cards: Cards
    notary: Notary
    bundles: Bundles
    press: Press
    documents: Documents
    proof_lists: ProofLists
    papers: Papers
    rehearsals: Rehearsals
    attending: Attending
    notes: Notes
    speakers: Speakers
    erasing: Erasing
    announcer: Announcer
    pictures: Pictures
    license: str
    webhooks_inside: bool
    city_board: CityBoard
    going_on: GoingOn
    limit: RateLimit

    @property
    def fingerprint(self) -> str:
        """The sign of this site, as it stands on printed cards: of the key by which it signs."""
        return self.notary.key.fingerprint

    @property
    def districts(self) -> tuple[str, ...]:
        """The kecamatan of the site, in the order of the list of kelurahan."""
        return tuple(self.wards_by_district)

    @property
    def wards_by_district(self) -> dict[str, list[Ward]]:
        """The kelurahan of each kecamatan, both in the order of the list."""
        districts: dict[str, list[Ward]] = {}
        for ward in self.wards:
            districts.setdefault(ward.district, []).append(ward)
        return districts

    def cookie(self, name: str) -> str:
        """The cookie's full name: `__Host-` where the browser will honour it."""
        return f"__Host-{name}" if self.secure else name


def site_of(connection: HTTPConnection) -> Site:
    """The site this request or socket came to."""
    return cast(Site, connection.state.site)


def address(connection: HTTPConnection, path: str) -> str:
    """The full address of `path` as people outside open it."""
    return base_address(connection) + path


def here_only(url: str) -> bool:
    """Whether an address leads nowhere from any other device than this one."""
    return urlsplit(url).hostname in _HERE_ONLY
