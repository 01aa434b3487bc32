"""Following up in a real browser: a proposal followed without an account, the office's list by the
keyboard, and every page of it read by axe.
"""

import uuid

import pytest
from playwright.async_api import Page, expect

from musrenbang_live.core import commands as c
from musrenbang_live.core.following_rules import Move
from musrenbang_live.core.offices import Office
from musrenbang_live.live import following as acts
from musrenbang_live.live.clock import now
from musrenbang_live.live.following import Actor
from musrenbang_live.store import offices, people
from tests.builders import content, plan
from tests.e2e.hall import LAPTOP, PHONE, Hall
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)
from tests.e2e.test_inquiries import log_in

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def test_a_proposal_is_followed_and_an_office_decides(
    hall: Hall,
    inspector: Inspector,  # noqa: F811
) -> None:
    code, planner = await agreed(hall)
    phone = await (await hall.window(PHONE)).new_page()
    await phone.goto(f"{hall.base}/usulan/{code}-1")
    button = phone.locator("[data-follow]")
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    await phone.goto(f"{hall.base}/diikuti")
    await expect(phone.locator("[data-followed] li")).to_contain_text("Disepakati")
    await expect(phone.locator("[data-followed]")).not_to_contain_text("Ada perkembangan")
    await move(hall, planner, code, 1, Move(to="diakomodir_rkpd", cost=90_000_000, year=2028))
    await move(hall, planner, code, 2, Move(to="ditolak", reason_code="lahan"))
    await phone.reload()
    await expect(phone.locator("[data-followed] li")).to_contain_text("Masuk RKPD")
    await expect(phone.locator("[data-followed] li")).to_contain_text("Ada perkembangan")
    await inspector.judge(phone)
    await phone.locator("[data-followed] a").click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    await inspector.judge(phone)
    await phone.goto(f"{hall.base}/diikuti")
    await expect(phone.locator("[data-followed] li")).to_contain_text("Masuk RKPD")
    await expect(phone.locator("[data-followed]")).not_to_contain_text("Ada perkembangan")
    await phone.get_by_role("button", name="Berhenti mengikuti").click()
    await expect(phone.get_by_text("Belum ada usulan yang diikuti.")).to_be_visible()
    await inspector.look(phone, ["/janji", "/janji/12.74.06.1003", "/bank", "/panduan/kantor"])
    office = await (await hall.window(LAPTOP)).new_page()
    await log_in(hall, office, planner.person)
    await by_keyboard(hall, office)
    await inspector.look(
        office,
        [
            "/kantor/usulan?lihat=semua",
            f"/kantor/usulan/{code}-1",
            f"/kantor/usulan/{code}-2",
            "/kantor/usulan/impor",
        ],
    )


async def by_keyboard(hall: Hall, office: Page) -> None:
    """Down to the first row and the next, and Enter opens it; a slash goes to the search."""
    await office.goto(f"{hall.base}/kantor/usulan?lihat=semua")
    links = office.locator("[data-rows] tbody th a")
    await office.keyboard.press("/")
    await expect(office.locator("#cari")).to_be_focused()
    await office.locator("#cari").blur()
    await office.keyboard.press("j")
    await expect(links.nth(0)).to_be_focused()
    await office.keyboard.press("ArrowDown")
    await expect(links.nth(1)).to_be_focused()
    wanted = await links.nth(1).inner_text()
    await office.keyboard.press("Enter")
    await expect(office.locator("h1")).to_have_text(wanted)


async def agreed(hall: Hall) -> tuple[str, Actor]:
    """A published meeting that agreed on its proposals 1 and 2, and somebody of Bapperida."""
    site = hall.site
    code = await site.service.create_session(plan(), None)
    room = await site.service.room(code)
    await site.service.act(room, "f:1", c.OpenMeeting())
    for title in ("Parit Gang Mawar", "Titi beton", "Gapura"):
        said = content(title, cost=85_000_000)
        handed = c.SubmitProposal(str(uuid.uuid4()), "", said, assisted=True)
        await site.service.act(room, "f:1", handed, handed.ref)
    for command in (c.AgreeRanks((1, 2)), c.PublishMeeting()):
        await site.service.act(room, "f:1", command)
    await site.shelving.look()
    wanted = Office(id=0, kind="bapperida", name="Bapperida")
    office = await offices.add_office(site.pool, wanted, at=now())
    person = await people.add_person(
        site.pool,
        username="rencana",
        name="Perencana",
        password_hash="-",
        role="officer",
        at=now(),
        office_id=office.id,
    )
    return code, Actor(office, person.id)


async def move(hall: Hall, actor: Actor, code: str, number: int, wanted: Move) -> None:
    """The office decides."""
    line = await acts.line_at(hall.site.pool, code, number)
    ref = str(uuid.uuid4())
    await acts.move(hall.site.pool, actor, line.node, wanted, seen=line.last_id, ref=ref)
