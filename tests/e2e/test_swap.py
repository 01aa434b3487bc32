"""What the scripts promise: live changes never touch what a person is busy with, nothing sent is
lost, and a wrong clock changes nothing. Proved under the Trusted Types policy of the server."""

import json
import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.stage import now, performed

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NEIGHBOURS = 200

ISI = """<section id="isi"><h2>{title}</h2><p>{more}</p>
<form id="tulis" method="post" action="/s/HMX4T7/tulis"><label for="q1">Masalah</label>
<textarea id="q1" name="problem" rows="3">{text}</textarea>
<label for="q2">Lingkungan</label><select id="q2" name="neighborhood"><option>I<option>II</select>
<label><input type="checkbox" name="named" id="q3"> Sebut nama saya</label></form>
<details id="d1"><summary>Rincian</summary><p>Isi rincian</p></details><p>{tail}</p></section>"""

BALLOT = """<form id="suara-1" method="post" action="/s/HMX4T7/suara" data-send="vote"
data-round="1" data-limit="2" data-drop><fieldset class="opts">{rows}</fieldset>
<p class="pick" data-count="{{n}} dari 2">Pilih</p><p data-full="Sudah 2." hidden></p>
<p data-saved data-held="Di ponsel." data-kept="Tersimpan." hidden><svg class="i"><use
href="#i-check"/></svg><span></span></p></form>"""


def ballot() -> str:
    rows = "".join(
        f'<label class="opt"><input type="checkbox" name="mark" value="{n}"> Usulan {n}</label>'
        for n in (3, 5, 8)
    )
    return BALLOT.format(rows=rows)


def neighbour(number: int) -> str:
    return f'<li id="usulan-{number}" class="card usul">Usulan tetangga {number}</li>'


SUPPORT = """<ul id="daftar" class="list"><li id="usulan-12"><form id="dukung-12" method="post"
action="/s/HMX4T7/dukung" data-send="support"><input type="hidden" name="proposal" value="12"><input
type="hidden" name="on" value="1"><button class="btn sup" data-support="12" aria-pressed="false">
Dukung <b><span data-text="dukung-12">{count}</span></b></button></form></li></ul>
<script type="application/json" id="me">{me}</script>"""

WHERE_I_AM = """() => { const box = document.getElementById('q1'); return {
  value: box.value, start: box.selectionStart, end: box.selectionEnd, inner: box.scrollTop,
  focused: document.activeElement.id, top: Math.round(box.getBoundingClientRect().top),
  select: document.getElementById('q2').value, named: document.getElementById('q3').checked,
  open: document.getElementById('d1').open, same: box === window.box }; }"""


@pytest.mark.parametrize("anchoring", ["auto", "none"], ids=["anchoring", "no-anchoring"])
async def test_two_hundred_neighbours_leave_a_half_filled_form_alone(
    browser: Browser, anchoring: str
) -> None:
    async with performed(browser) as (stage, page, address):
        first = ISI.format(title="Usulan", more="", text="", tail="0")
        below = "<br>" * 60
        stage.body = f'<ul id="daftar" class="list"></ul><b data-text="hadir">0</b>{first}{below}'
        await page.goto(address)
        await stage.hears("hello")
        await page.fill("#q1", "Air tergenang berhari-hari.\n" * 6)
        await page.select_option("#q2", "II")
        await page.check("#q3")
        await page.click("summary")
        await page.focus("#q1")
        await page.evaluate(
            """(anchoring) => { const box = document.getElementById('q1'); window.box = box;
            document.documentElement.style.overflowAnchor = anchoring;
            box.setSelectionRange(4, 12, 'backward'); box.scrollTop = 20;
            window.scrollTo(0, 40); }""",
            anchoring,
        )
        before = await page.evaluate(WHERE_I_AM)
        for number in range(1, NEIGHBOURS + 1):
            isi = ISI.format(
                title=f"Usulan {number}", more="<i>baru</i>" * (number % 3), text="", tail=number
            )
            html = {f"usulan-{number}": neighbour(number), "isi": isi}
            order = {"daftar": [f"usulan-{n}" for n in range(number, 0, -1)]}
            await stage.step(html=html, order=order, text={"hadir": str(number)})
        await expect(page.locator("[data-text=hadir]")).to_have_text(str(NEIGHBOURS))
        await expect(page.locator("#daftar > li")).to_have_count(NEIGHBOURS)
        await expect(page.locator("#isi h2")).to_have_text(f"Usulan {NEIGHBOURS}")
        after = await page.evaluate(WHERE_I_AM)
        assert after == before
        assert before["focused"] == "q1"
        assert before["inner"] == 20
        # What the person types next lands where the caret was.
        await page.keyboard.type("X")
        assert (await page.input_value("#q1")).startswith("Air Xg berhari-hari.")


async def test_two_hundred_neighbours_leave_a_half_filled_ballot_alone(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = f'<ul id="daftar"></ul><section id="isi"><h2>0</h2>{ballot()}</section>'
        await page.goto(address)
        await stage.hears("hello")
        await page.check("[value='5']")
        vote = await stage.hears("vote")
        assert vote["mark"] == [5]
        for number in range(1, NEIGHBOURS + 1):
            html = {
                f"usulan-{number}": neighbour(number),
                "isi": f'<section id="isi"><h2>{number}</h2>{ballot()}</section>',
            }
            ids = [f"usulan-{n}" for n in range(1, number + 1)]
            await stage.step(html=html, order={"daftar": ids})
        await expect(page.locator("#isi h2")).to_have_text(str(NEIGHBOURS))
        assert await page.is_checked("[value='5']")
        await stage.send(ok=vote["ref"], say="Tersimpan pukul 10.41.")
        await expect(page.locator("[data-saved]")).to_contain_text("Tersimpan pukul 10.41.")
        await expect(page.locator("[data-count]")).to_have_text("1 dari 2")


async def test_more_than_the_limit_cannot_be_chosen_and_each_tap_is_sent(
    browser: Browser,
) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = f'<section id="isi">{ballot()}</section>'
        await page.goto(address)
        await stage.hears("hello")
        await page.check("[value='3']")
        await page.check("[value='8']")
        await page.click("label:has([value='5'])")
        await expect(page.locator("[data-full]")).to_have_text("Sudah 2.")
        assert not await page.is_checked("[value='5']")
        marks = [await stage.hears("vote"), await stage.hears("vote")]
        assert [vote["mark"] for vote in marks] == [[3], [3, 8]]
        assert marks[0]["rev"] < marks[1]["rev"]
        # An answer to the older tap does not bring the older choice back.
        await stage.send(ok=marks[0]["ref"], say="Tersimpan.")
        await stage.send(me={"supports": [], "votes": {"1": {"mark": [3], "rev": 1}}})
        await stage.step(text={})
        await expect(page.locator("[data-count]")).to_have_text("2 dari 2")
        assert await page.is_checked("[value='8']")
        # When the ballot is closed it goes, and what became of the last tap is said.
        await stage.step(html={"isi": '<section id="isi"><p>Ditutup</p></section>'})
        await stage.send(no=marks[1]["ref"], code="round_closed", say="Sudah ditutup.")
        await expect(page.locator("#kabar")).to_have_text("Sudah ditutup.")
        await expect(page.locator("form")).to_have_count(0)


async def test_what_was_read_before_an_answer_does_not_undo_it(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = f'<section id="isi">{ballot()}</section>'
        await page.goto(address)
        await stage.hears("hello")
        await page.check("[value='3']")
        first = await stage.hears("vote")
        await page.check("[value='8']")
        second = await stage.hears("vote")
        for vote in (first, second):
            await stage.send(ok=vote["ref"], say="Tersimpan.")
        # The server read this between the two taps, and its answer to the second came sooner.
        await stage.send(me={"supports": [], "votes": {"1": {"mark": [3], "rev": first["rev"]}}})
        await stage.step(html={"isi": f'<section id="isi"><h2>2</h2>{ballot()}</section>'})
        await expect(page.locator("#isi h2")).to_have_text("2")
        await expect(page.locator("[data-count]")).to_have_text("2 dari 2")
        # What another device of this person did later is believed.
        later = {"mark": [5], "rev": second["rev"] + 1}
        await stage.send(me={"supports": [], "votes": {"1": later}})
        await expect(page.locator("[data-count]")).to_have_text("1 dari 2")
        assert await page.is_checked("[value='5']")


async def test_a_begun_form_without_a_place_is_kept_aside(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = ISI.format(title="Usulan", more="", text="", tail="")
        await page.goto(address)
        await stage.hears("hello")
        await page.fill("#q1", "Belum selesai")
        await stage.step(html={"isi": '<section id="isi"><h2>Ditutup</h2></section>'})
        await expect(page.locator("#isi h2")).to_have_text("Ditutup")
        await expect(page.locator("#disimpan")).to_be_visible()
        await expect(page.locator("#disimpan")).to_contain_text("Tulisan masih ada.")
        assert await page.input_value("#disimpan textarea") == "Belum selesai"
        assert await page.evaluate("document.activeElement.id") == "q1"


async def test_an_untouched_form_follows_the_server(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        token = '<form id="f1"><input type="hidden" name="_token" value=""></form>'
        stage.body = ISI.format(title="Usulan", more="", text="lama", tail="")
        await page.goto(address)
        await stage.hears("hello")
        fresh = ISI.format(title="Usulan", more="", text="baru", tail="")
        await stage.step(html={"isi": fresh.replace("</section>", f"{token}</section>")})
        await expect(page.locator("#q1")).to_have_value("baru")
        # A shared frame cannot carry anybody's token: the page puts its own in.
        await expect(page.locator("#f1 [name=_token]")).to_have_value("token-1")


async def test_the_outbox_sends_again_after_a_reload_with_the_same_ref(
    browser: Browser,
) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = SUPPORT.format(count=7, me=json.dumps({"supports": []}))
        await page.goto(address)
        await stage.hears("hello")
        button = page.locator("[data-support]")
        await button.click()
        sent = await stage.hears("support")
        assert (sent["proposal"], sent["on"]) == (12, True)
        await expect(button).to_have_attribute("aria-pressed", "true")
        await page.reload()
        await stage.hears("hello")
        again = await stage.hears("support")
        assert again == sent
        await expect(button).to_have_attribute("aria-pressed", "true")
        await stage.send(ok=sent["ref"], say="Tercatat.")
        await expect(page.locator("#sambungan [data-say]")).to_have_text("Tercatat.")
        # A shared frame shows everybody an open hand; this phone knows better.
        item = SUPPORT.format(count=8, me="{}").partition("<script")[0]
        await stage.step(html={"daftar": item}, text={"dukung-12": "9"})
        await expect(button).to_have_text("Dukung 9")
        await expect(button).to_have_attribute("aria-pressed", "true")
        await page.reload()
        await stage.hears("hello")
        await button.click()
        assert (await stage.hears("support"))["ref"] != sent["ref"]
        assert stage.is_quiet


async def test_a_busy_server_is_asked_again_and_a_lost_line_comes_back(
    browser: Browser,
) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = SUPPORT.format(count=7, me=json.dumps({"supports": []}))
        await page.goto(address)
        await stage.hears("hello")
        await page.click("[data-support]")
        sent = await stage.hears("support")
        await stage.send(no=sent["ref"], code="busy", say="Ramai.", again=300)
        assert await stage.hears("support") == sent
        await stage.hang_up(4001, "200")
        hello = await stage.hears("hello")
        assert (hello["epoch"], hello["v"]) == ("e1", 1)
        assert await stage.hears("support") == sent
        await expect(page.locator("[data-pill]")).to_have_attribute("data-s", "ok")


async def test_a_line_that_went_silent_is_given_up(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = '<span data-text="hadir">1</span>'
        await page.clock.install()
        await page.goto(address)
        await stage.hears("hello")
        await page.clock.run_for(30_000)
        await stage.step(text={"hadir": "2"})
        await expect(page.locator("[data-text=hadir]")).to_have_text("2")  # it has come
        await page.clock.run_for(30_000)
        assert stage.is_quiet
        await page.clock.run_for(20_000)
        await stage.hears("hello")


async def test_what_must_not_come_back_stays_away_and_says_why(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = """<div id="berhenti" hidden><p data-close="4504" hidden>Tidak ada.</p>
        <p data-close="" hidden>Muat ulang.</p></div>"""
        await page.clock.install()
        await page.goto(address)
        await stage.hears("hello")
        await stage.hang_up(4504)
        await expect(page.locator("#berhenti")).to_have_text("Tidak ada.", use_inner_text=True)
        await page.clock.run_for(60_000)
        assert stage.is_quiet


async def test_a_countdown_follows_the_server_and_not_the_laptop(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        deadline = now() + 90_000
        stage.body = f'<time class="timer" data-deadline="{deadline}"><b data-clock></b></time>'
        await page.add_init_script(
            "const real = Date.now; Date.now = () => real() + 3 * 3600 * 1000;"
        )
        await page.goto(address)
        await stage.hears("hello")
        shown, left = await seconds(page), (deadline - now()) / 1000
        assert left - 1 <= shown <= 90
        # The server's clock is an hour ahead of what the page was rendered with: a frame says so.
        await stage.send(t=deadline - 30_000)
        await expect(page.locator(".timer.late")).to_be_visible()
        assert 20 < await seconds(page) <= 30
        await stage.send(t=deadline + 65_000)
        await expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^\+01:0[5-9]$"))


async def seconds(page: Page) -> int:
    """What the countdown shows."""
    minutes, _, rest = (await page.inner_text("[data-clock]")).partition(":")
    return int(minutes) * 60 + int(rest)
