"""One Chromium for all tests of the running program, and a hall for each of them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest_asyncio
from playwright.async_api import Browser, Playwright, async_playwright, expect

from tests.e2e.hall import Hall, held
from tests.e2e.stage import SOON

NEEDLESS: Final = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "PreloadTopChromeWebUI",
    "SpareRendererForSitePerProcess",
)
"""What nobody sees in a test, and what Chromium gets ready for each window: the suggestions below
its address bar are pages with a process of their own. They were half the time of a window."""
AS_USUAL: Final = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
"""What Playwright switches off by itself. Only the last list that Chromium is given counts."""
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu-rasterization",  # Debian asks for it, and there is no graphics card to do it
    f"--disable-features={','.join((*AS_USUAL, *NEEDLESS))}",
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def driver() -> AsyncIterator[Playwright]:
    """What drives the browsers."""
    async with async_playwright() as playwright:
        expect.set_options(timeout=SOON * 1000)
        yield playwright


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(driver: Playwright, chromium_path: str) -> AsyncIterator[Browser]:
    """Give people contexts of their own in it: a context is a browser without cookies."""
    async with await launched(driver, chromium_path) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def whole_browser(driver: Playwright, whole_chromium_path: str) -> AsyncIterator[Browser]:
    """The same with all that Chromium has around its pages."""
    async with await launched(driver, whole_chromium_path) as running:
        yield running


async def launched(driver: Playwright, path: str) -> Browser:
    """The browser that lies at `path`, running."""
    return await driver.chromium.launch(executable_path=path, args=ARGUMENTS)


@pytest_asyncio.fixture(loop_scope="session")
async def hall(browser: Browser, database_url: str, tmp_path: Path) -> AsyncIterator[Hall]:
    """The program with a meeting that has not begun. No page may complain of anything."""
    async with held(browser, database_url, tmp_path) as ready:
        yield ready
