"""The picture of the public record in the README: the city on the day of its meetings, and a
proposal that was built.

    python -m tests.public_pictures                    docs/pictures/public-record.png
"""

import asyncio
import tempfile
from pathlib import Path

from musrenbang_live.cli.city.seasons import LONG_AGO
from musrenbang_live.cli.demo_city import city
from tests.pictures import LAPTOP, PHONE, studio, together


async def picture() -> None:
    """Make it, from the demonstration's city."""
    async with studio(12) as made, city(made.settings, made.prepared) as around:
        oldest = around.seasons[0]
        built = next(held for held in oldest.wards if held.plan.ward == LONG_AGO)
        with tempfile.TemporaryDirectory() as folder_name:
            shots = Path(folder_name)
            for name, path, size in (
                ("city", "/kota", LAPTOP),
                ("charts", f"/kota/grafik?tahun={oldest.year + 1}", LAPTOP),
                ("proposal", f"/usulan/{built.code}-1", PHONE),
            ):
                await made.take(shots, name, "public", path, [size], dark=False, whole=False)
            places = {
                "charts-1366": (360, 300, 700),
                "city-1366": (30, 30, 760),
                "proposal-360": (1100, 110, 270),
            }
            await together(made.browser, shots, places, "public-record.png")


if __name__ == "__main__":
    asyncio.run(picture())
