"""Questions to the council in a real browser: what is typed outlives a reload and a lost line, the
secret link is remembered, and every page reads well.
"""

import pytest
from playwright.async_api import Page, expect

from musrenbang_live.core.inquiring import Doing
from musrenbang_live.core.offices import Office
from musrenbang_live.live import inquiries as desk
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices, people, retention
from musrenbang_live.web.identity import access
from tests.e2e.hall import LAPTOP, PHONE, Hall
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

DRAIN = "Kapan drainase Jalan Pematang Pasir diperbaiki?"


async def test_a_question_is_kept_sent_followed_and_supported(
    hall: Hall,
    inspector: Inspector,  # noqa: F811
) -> None:
    setwan, officer = await secretariat(hall)
    phone = await (await hall.window(PHONE)).new_page()
    await is_written_through_a_lost_line(hall, phone)
    own = phone.url.removeprefix(hall.base)
    await expect(phone.get_by_label("Alamat rahasia")).to_be_visible()
    assert "baru" not in own, "the secret is shown once"
    await inspector.judge(phone)
    pool = hall.site.pool
    for doing in (
        Doing(act="teruskan", to=setwan.id),
        Doing(act="jawab", text="Dikerjakan bulan Maret.", by="Sekretaris DPRD"),
    ):
        await desk.act(pool, 1, doing, setwan, officer)
    await phone.goto(f"{hall.base}/tanya")
    await expect(phone.locator("#milik-saya")).to_contain_text("Ada jawaban")
    assert await phone.locator("#milik-saya a").get_attribute("href") == own
    await is_supported(hall)
    await phone.goto(f"{hall.base}/tanya/baru")
    assert await phone.locator("#title").input_value() == "", "what was sent is no draft any more"
    await phone.locator("#title").press_sequentially("drainase di Pematang Pasir")
    await expect(phone.locator("#serupa a")).to_have_text(DRAIN)
    await inspector.judge(phone)
    await inspector.look(phone, ["/tanya", "/tanya/1", own, "/tanya/1/dukungan"])
    office = await (await hall.window(LAPTOP)).new_page()
    await log_in(hall, office, officer)
    await inspector.look(office, ["/kantor/tanya?rak=dijawab", "/kantor/tanya/1", "/tanya"])
    admin = await (await hall.window(LAPTOP)).new_page()
    await log_in(hall, admin, await administrator(hall))
    await retention.note(pool, "hadir", hall.code, 57, now())
    await inspector.look(admin, ["/kelola/hapus?alamat=/tanya/1", "/kelola/data"])


async def is_written_through_a_lost_line(hall: Hall, phone: Page) -> None:
    """Typed, reloaded, sent without a line, and sent by itself once there is one."""
    await phone.goto(f"{hall.base}/tanya/baru")
    await phone.get_by_label("Dalam satu kalimat").fill(DRAIN)
    await phone.get_by_label("Masukan", exact=True).check()
    await phone.reload()
    await expect(phone.get_by_label("Dalam satu kalimat")).to_have_value(DRAIN)
    await expect(phone.get_by_label("Masukan", exact=True)).to_be_checked()
    await phone.context.set_offline(True)
    await phone.get_by_role("button", name="Kirim").click()
    await expect(phone.locator("[data-waits]")).to_be_visible()
    await phone.context.set_offline(False)
    await phone.wait_for_url("**/tanya/saya/*")


async def is_supported(hall: Hall) -> None:
    """Another phone wants to know it too, and no more, and again."""
    other = await (await hall.window(PHONE)).new_page()
    await other.goto(f"{hall.base}/tanya/1")
    button = other.locator("[data-support] button")
    for pressed, supports in (("true", "2"), ("false", "1"), ("true", "2")):
        await button.click()
        await expect(button).to_have_attribute("aria-pressed", pressed)
        await expect(button.locator("[data-supports]")).to_have_text(supports)
    await other.reload()
    await expect(button).to_have_attribute("aria-pressed", "true")


async def secretariat(hall: Hall) -> tuple[Office, int]:
    """The council secretariat, and the id of an officer there."""
    pool = hall.site.pool
    made = Office(id=0, kind="setwan", name="Sekretariat DPRD")
    setwan = await offices.add_office(pool, made, at=now())
    person = await people.add_person(
        pool,
        username="setwan",
        name="Setwan",
        password_hash="none",
        role="officer",
        at=now(),
        office_id=setwan.id,
    )
    return setwan, person.id


async def administrator(hall: Hall) -> int:
    """The id of an administrator."""
    kept = {"username": "admin", "name": "Admin", "password_hash": "none"}
    return (await people.add_person(hall.site.pool, role="admin", at=now(), **kept)).id


async def log_in(hall: Hall, page: Page, person_id: int) -> None:
    """Give this browser a login of the person."""
    token = f"token-{person_id}"
    await people.add_login(
        hall.site.pool,
        token_hash=access.token_hash(token),
        person_id=person_id,
        device="",
        at=now(),
        expires_at=now() + 3_600_000,
    )
    cookie = {"name": access.LOGIN_COOKIE, "value": token, "url": hall.base}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]
