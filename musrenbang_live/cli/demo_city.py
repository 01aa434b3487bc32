"""The rest of the demonstration's city: what earlier years came to, and who else meets today.

It is made before the server starts, in some seconds, and goes on by itself while the server runs.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from msgspec import Struct

from musrenbang_live.cli.city import news
from musrenbang_live.cli.city.afterwards import follow
from musrenbang_live.cli.city.officers import Desk, desks
from musrenbang_live.cli.city.plans import Plans
from musrenbang_live.cli.city.portal import fill
from musrenbang_live.cli.city.seasons import Season, season
from musrenbang_live.cli.city.today import Today
from musrenbang_live.cli.demo_site import Prepared
from musrenbang_live.cli.terminal import OUT, words
from musrenbang_live.config import Settings
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.shelving import Shelving
from musrenbang_live.live.signing import SiteKey
from musrenbang_live.store.pool import Pool, open_pool

CONNECTIONS: Final = 6
FIRST_DISTRICTS: Final = ("Teluk Nibung", "Datuk Bandar Timur")
"""Whose kelurahan met in the first year that is told; what they agreed has been built since."""


class City(Struct, frozen=True):
    """The city that was made: who acts in it, and its seasons, the oldest first."""

    desks: list[Desk]
    seasons: tuple[Season, ...]
    today: Today


@asynccontextmanager
async def city(settings: Settings, prepared: Prepared) -> AsyncIterator[City]:
    """Make the city around the meeting that was `prepared`; it lives on until this is left."""
    pool = await open_pool(settings.database_url, size=CONNECTIONS)
    try:
        with OUT.status("") as status:
            made = await _made(pool, settings, prepared, lambda text: status.update(text))
        living = asyncio.create_task(made.today.run())
        try:
            yield made
        finally:
            living.cancel()
            with suppress(asyncio.CancelledError):
                await living
    finally:
        await pool.close()


async def _made(
    pool: Pool, settings: Settings, prepared: Prepared, show: Callable[[str], None]
) -> City:
    _ = words().gettext
    plans, notary = Plans(settings), Notary(pool, SiteKey(settings.secret))
    year, leader = prepared.plan.year, prepared.leader
    told = 0

    def tell() -> None:
        nonlocal told
        told += 1
        show(_("Kota contoh disiapkan: %(meetings)s musyawarah") % {"meetings": told})

    tell()
    first = [ward for ward in plans.wards if ward.district in FIRST_DISTRICTS]
    oldest = await season(pool, notary, plans, year - 2, leader, first, tell, named=True)
    last = await season(pool, notary, plans, year - 1, leader, plans.wards, tell, named=False)
    today = Today(pool, notary, year)
    others = [ward for ward in plans.wards if ward.code != prepared.plan.ward_code]
    offices = await desks(pool)

    async def follow_up() -> None:
        await Shelving(pool).look()
        await follow(pool, offices, oldest, last)

    await asyncio.gather(
        today.prepare(plans, year, leader, others, tell),
        follow_up(),
        fill(pool, offices),
        news.publish(pool, prepared),
    )
    await Shelving(pool).look()  # those of today that are published
    return City(offices, (oldest, last), today)
