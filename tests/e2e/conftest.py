"""One Chromium for all tests of the running program, and a hall for each of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.e2e.hall import Hall, opened
from tests.e2e.stage import SOON


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """Give people contexts of their own in it: a context is a browser without cookies."""
    async with async_playwright() as playwright:
        expect.set_options(timeout=SOON * 1000)
        running = await playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox"]
        )
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def hall(browser: Browser, database_url: str, tmp_path: Path) -> AsyncIterator[Hall]:
    """The program with a meeting that has not begun. No page may complain of anything."""
    ready = await opened(browser, database_url, tmp_path)
    yield ready
    await ready.leave()
    assert ready.complaints == []
