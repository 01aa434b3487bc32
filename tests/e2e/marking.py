"""What a thumb and a bad line do to a ballot paper, and what became of it."""

import asyncio
from urllib.parse import urlsplit

from playwright.async_api import Page, Route

from tests.e2e.hall import Hall
from tests.e2e.stage import SOON

HELD = "Tersimpan di ponsel. Menunggu terkirim."
STORED = "Tersimpan pukul"


async def tick(phone: Page, *numbers: int, on: bool = True) -> None:
    """Press the labels of these proposals, so that they are then ticked, or no longer."""
    for number in numbers:
        box = phone.locator(f"[name=mark][value='{number}']")
        assert await box.is_checked() is not on
        await phone.locator(".opt", has=box).click()
        assert await box.is_checked() is on


async def ticked(phone: Page) -> list[int]:
    """What the paper shows."""
    numbers: list[int] = await phone.eval_on_selector_all(
        "[name=mark]:checked", "boxes => boxes.map((box) => Number(box.value))"
    )
    return sorted(numbers)


async def stored(hall: Hall) -> list[list[int]]:
    """What the database holds of those who told nothing of themselves: of no simulated person."""
    rows = await hall.asked(
        "SELECT mark FROM ballot JOIN participant ON id = participant WHERE neighborhood = ''"
    )
    return [row["mark"] for row in rows]


async def expect_stored(hall: Hall, mark: list[int]) -> None:
    """That the database comes to hold this choice. The page may still speak of the one before."""
    clock = asyncio.get_running_loop().time
    patience = clock() + SOON
    while (found := await stored(hall)) != [mark]:
        assert clock() < patience, found
        await asyncio.sleep(0.02)


async def lose_once(phone: Page, *names: str) -> list[str]:
    """The first request for each is cut off. Returned are the addresses of those for the first."""
    asked: dict[str, list[str]] = {name: [] for name in names}

    async def lose(route: Route) -> None:
        path = urlsplit(route.request.url).path
        requests = next(found for name, found in asked.items() if path.endswith(name))
        requests.append(path)
        await (route.continue_() if len(requests) > 1 else route.abort("connectionreset"))

    for name in names:
        await phone.route(f"**/{name}", lose)
    return asked[names[0]]
