"""The city's day as everybody sees it: looked up once a second however many look, drawn once each
time it changes.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup
from msgspec import Struct

from musrenbang_live.core.charts.tiles import Ground
from musrenbang_live.core.city import Day, Season, day_of, local_day, season_of
from musrenbang_live.core.zones import CITY_HOURS
from musrenbang_live.live.clock import now
from musrenbang_live.store import city
from musrenbang_live.store.pool import Pool
from musrenbang_live.web.pages import Pages

KEPT: Final = 1.0
"""Seconds for which the day is believed to be as it was seen."""
SEASON_KEPT: Final = 10.0


class Drawn(Struct, frozen=True):
    """The fragment of a day in one language, and the name of this very content."""

    html: Markup
    tag: str


class CityBoard:
    """The day and the seasons of the city that `places` are the kelurahan of."""

    def __init__(self, pool: Pool, pages: Pages, places: Sequence[Ground]) -> None:
        self.places = tuple(places)
        self._pool = pool
        self._pages = pages
        self._looking = asyncio.Lock()
        self._day: Day | None = None
        self._seen = 0.0
        self._drawn: dict[str, tuple[Day, Drawn]] = {}
        self._seasons: dict[int, tuple[float, Season]] = {}

    async def day(self) -> Day:
        """Today, as it was at most a second ago. All who ask meanwhile wait for one look."""
        clock = asyncio.get_running_loop().time
        async with self._looking:
            if self._day is None or clock() - self._seen >= KEPT:
                self._day = await self._look()
                self._seen = clock()
            return self._day

    async def _look(self) -> Day:
        at = now()
        invented = await city.only_invented(self._pool)
        lines = await city.of_day(self._pool, *local_day(at, CITY_HOURS), invented=invented)
        return day_of(at, CITY_HOURS, self.places, lines, invented=invented)

    async def drawn(self, language: str) -> Drawn:
        """The fragment that shows today."""
        day = await self.day()
        kept = self._drawn.get(language)
        if kept is None or kept[0] is not day:
            html = self._pages.html("city/_now.html", language, {"day": day})
            tag = hashlib.sha256(html.encode()).hexdigest()[:32]
            kept = self._drawn[language] = (day, Drawn(Markup(html), tag))  # noqa: S704  (our own template)
        return kept[1]

    async def years(self) -> list[int]:
        """The years there is something of, the latest first."""
        return await city.years(self._pool, invented=await city.only_invented(self._pool))

    async def season(self, year: int) -> Season:
        """The meetings of `year`, as they were at most `SEASON_KEPT` seconds ago."""
        clock = asyncio.get_running_loop().time
        async with self._looking:
            kept = self._seasons.get(year)
            if kept is None or clock() - kept[0] >= SEASON_KEPT:
                self._seasons[year] = kept = (clock(), await self._season(year))
            return kept[1]

    async def _season(self, year: int) -> Season:
        invented = await city.only_invented(self._pool)
        lines = await city.of_year(self._pool, year, invented=invented)
        sectors = await city.sectors_of_year(self._pool, year, invented=invented)
        return season_of(year, CITY_HOURS, self.places, lines, sectors, invented=invented)
