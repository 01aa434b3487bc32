"""The console's script: acts without leaving the page, asks first, keeps what is being typed."""

from urllib.parse import parse_qs

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.e2e.stage import Stage, performed

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

PAGE = """<label><input type="checkbox" data-keys> Pintasan</label>
<form id="tutup" method="post" action="/fasilitator/HMX4T7/close-round" data-act
data-confirm="Tutup pemungutan?" data-confirm-do="Tutup"><input type="hidden" name="number"
value="1"><button data-key="t">Tutup pemungutan</button></form>
<form id="tahan" method="post" action="/fasilitator/HMX4T7/hide" data-act><input type="hidden"
name="ref" value="r-1"><input id="alasan" name="reason"><button>Tahan</button></form>
<form id="gabung" data-min="2"><span data-picked="{n} dipilih"></span><button>Gabungkan</button>
</form><table><tbody id="tabel"></tbody></table>
<dialog id="tanya"><form method="dialog"><h2 data-ask></h2><p data-more></p>
<button value="">Batal</button><button value="ya" data-do></button></form></dialog>"""

Answers = list[tuple[int, str]]


def row(number: int, title: str) -> str:
    return (
        f'<tr id="baris-{number}"><td><input type="checkbox" form="gabung" name="usulan" '
        f'value="{number}"></td><td>{title}</td></tr>'
    )


async def opened(stage: Stage, page: Page, address: str, answers: Answers) -> list[dict[str, str]]:
    """The console on its stage; posts are collected and answered in order."""
    stage.audience, stage.script, stage.body = "facilitator", "facilitator/console.js", PAGE
    posted: list[dict[str, str]] = []

    async def answer(route: Route) -> None:
        body = {key: values[0] for key, values in parse_qs(route.request.post_data or "").items()}
        posted.append({"path": route.request.url.rpartition("/")[2], **body})
        status, text = answers.pop(0)
        await route.fulfill(status=status, content_type="application/json", body=text)

    await page.route("**/fasilitator/**", answer)
    await page.goto(address)
    await stage.hears("hello")
    return posted


async def test_it_asks_before_and_tells_after(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        posted = await opened(stage, page, address, [(200, '{"ok":true,"say":"Ditutup."}')])
        await page.click("button:text('Tutup pemungutan')")
        await expect(page.locator("[data-ask]")).to_have_text("Tutup pemungutan?")
        await page.click("button:text('Batal')")
        await expect(page.locator("#tanya")).to_be_hidden()
        assert posted == []
        # Keys work once they are switched on, and not while somebody types.
        await page.keyboard.press("t")
        await expect(page.locator("#tanya")).to_be_hidden()
        await page.check("[data-keys]")
        await page.locator("[data-keys]").blur()
        await page.keyboard.press("t")
        await page.click("#tanya button:text('Tutup')")
        await expect(page.locator(".toast")).to_have_text("Ditutup.")
        assert posted == [{"path": "close-round", "number": "1"}]


async def test_a_refused_act_keeps_the_text_and_a_done_one_renews_the_ref(
    browser: Browser,
) -> None:
    async with performed(browser) as (stage, page, address):
        refusal, done = (200, '{"code":"stale","say":"Coba lagi."}'), (200, '{"ok":true}')
        posted = await opened(stage, page, address, [refusal, done])
        await page.fill("#alasan", "Di luar kelurahan")
        await page.click("button:text('Tahan')")
        await expect(page.locator(".toast[data-k=bad]")).to_have_text("Coba lagi.")
        await expect(page.locator("#alasan")).to_have_value("Di luar kelurahan")
        await page.click("button:text('Tahan')")
        await expect(page.locator("#alasan")).to_have_value("")
        assert [post["ref"] for post in posted] == ["r-1", "r-1"]
        assert await page.input_value("#tahan [name=ref]") != "r-1"


async def test_rows_stay_chosen_while_the_table_changes(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        await opened(stage, page, address, [])
        rows = {f"baris-{n}": row(n, f"Usulan {n}") for n in (1, 2, 3)}
        await stage.step(html=rows, order={"tabel": list(rows)})
        await page.check("#baris-1 input")
        await expect(page.locator("#gabung button")).to_be_disabled()
        await page.check("#baris-3 input")
        await expect(page.locator("#gabung button")).to_be_enabled()
        again = {f"baris-{n}": row(n, f"Usulan {n} lagi") for n in (1, 2, 3)}
        await stage.step(html=again, order={"tabel": ["baris-3", "baris-2", "baris-1"]})
        await expect(page.locator("#tabel")).to_contain_text("Usulan 3 lagi")
        await expect(page.locator("[data-picked]")).to_have_text("2 dipilih")
        assert await page.is_checked("#baris-1 input")
        assert await page.is_checked("#baris-3 input")
        order = await page.eval_on_selector_all("#tabel > tr", "rows => rows.map((r) => r.id)")
        assert order == ["baris-3", "baris-2", "baris-1"]
