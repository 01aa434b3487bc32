"""The button on a page of the archive: it fetches what is published, and checks it right there.

What the site serves instead of the honest bundle is put in between, as a dishonest site would.
"""

import pytest
from playwright.async_api import Locator, Page, expect

from musrenbang_live.core.words import receipt_words
from tests.e2e.hall import PHONE, Hall
from tests.verify.bundles import Bundle, Story
from tests.verify.forging import Forger
from tests.verify.stories import RULES, told

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

CHECKED = ["1", "2", "4", "5", "6", "7", "8", "9"]
BUTTON = "Periksa di peramban ini"


async def visited(hall: Hall, bundle: Bundle | None, **options: object) -> Page:
    """A visitor at the record of the hall's meeting, of which the site serves this bundle."""
    await hall.until_voting(2, [0, 1])
    await hall.play.facilitator.act("close-round", number=1)
    await hall.play.facilitator.act("publish")
    page = await (await hall.window(PHONE, **options)).new_page()
    if bundle is not None:
        await page.route("**/bundle.zip", lambda route: route.fulfill(body=bundle))
    await page.goto(f"{hall.base}/arsip/{hall.code}")
    return page


def of(hall: Hall) -> Story:
    """Some meeting under the code of the hall's."""
    return told({"anggaran": RULES["anggaran"], "skor": RULES["skor"]}, code=hall.code)


async def lines(page: Page, sign: str) -> Locator:
    """The findings that passed or failed, once it is done."""
    await page.get_by_role("button", name=BUTTON).click()
    await expect(page.get_by_role("status")).to_have_text("Selesai diperiksa.")
    return page.locator(f"[data-findings] [data-line={sign}]")


async def test_an_honest_bundle_passes_before_the_visitors_eyes(hall: Hall) -> None:
    story = of(hall)
    page = await visited(hall, story.bundle())
    await expect(page.get_by_text("Bukan bukti.", exact=True)).to_be_visible()
    words = " ".join(receipt_words(story.receipts[1][0]))
    await page.get_by_label("Tiga kata bukti, bila ada").fill(words)
    passed = await lines(page, "pass")
    await expect(passed).to_have_count(len(CHECKED) + 1)
    await expect(passed.first).to_contain_text(story.signer.vkey)
    await expect(passed.last).to_contain_text(f"{words}: 1")
    await expect(page.locator("[data-verdict=pass]")).to_be_visible()
    await expect(page.locator("[data-verdict=fail]")).to_be_hidden()
    for line in await passed.all():
        assert "{" not in await line.inner_text()


async def test_a_dishonest_one_fails_with_a_reason(hall: Hall) -> None:
    forger = Forger(of(hall))
    forger.change_record(lambda record: record["rounds"][0].update(ballots=99))
    page = await visited(hall, forger.bundle())
    failed = await lines(page, "fail")
    await expect(failed).to_have_count(1)
    await expect(failed).to_contain_text("rounds.0.ballots")
    await expect(page.locator("[data-verdict=fail]")).to_be_visible()
    await expect(page.locator("[data-verdict=pass]")).to_be_hidden()


async def test_the_bundle_of_another_meeting_is_told_apart(hall: Hall) -> None:
    page = await visited(hall, told({}, by_card=False, code="ZZZZ22").bundle())
    failed = await lines(page, "fail")
    await expect(failed).to_have_count(1)
    await expect(failed).to_contain_text("ZZZZ22")


async def test_words_that_no_receipt_has_are_said_so(hall: Hall) -> None:
    page = await visited(hall, of(hall).bundle())
    await page.get_by_label("Tiga kata bukti, bila ada").fill("agenda <b>agenda</b> agenda")
    failed = await lines(page, "fail")
    await expect(failed).to_have_count(1)
    await expect(failed).to_contain_text("agenda <b>agenda</b> agenda")


async def test_nothing_to_fetch_is_said_so(hall: Hall) -> None:
    page = await visited(hall, None)
    await page.route("**/bundle.zip", lambda route: route.abort())
    await page.get_by_role("button", name=BUTTON).click()
    await expect(page.get_by_role("status")).to_contain_text("tidak dapat diunduh")
    hall.forgive("ERR_FAILED")


async def test_without_a_script_there_is_the_way_with_the_file(hall: Hall) -> None:
    page = await visited(hall, None, java_script_enabled=False)
    section = page.locator("[data-verify]")
    await expect(section.get_by_role("link", name="verify.py")).to_be_visible()
    await expect(page.get_by_role("button", name=BUTTON)).to_be_hidden()
