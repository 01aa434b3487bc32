"""The bank at the desk: one tap brings back what an earlier meeting did not accommodate."""

from musrenbang_live.core import commands as c
from tests.builders import plan
from tests.web.browsing import Hall
from tests.web.desks import desk, said
from tests.web.following import agreed
from tests.web.officers import at_desk
from tests.web.residents import gathered


async def test_one_tap_brings_it_back_and_another_takes_it_off(hall: Hall) -> None:
    before = await agreed(hall, year=2026)
    await agreed(hall, ward="Sirantau", ward_code="12.74.01.1001", year=2026)
    now = await gathered(hall, plan(neighborhoods=("I", "II")))
    origin = f"{before.room.code}/3"
    async with at_desk(now) as facilitator:
        assert desk(now, "/bank") in (await facilitator.open(desk(now))).links
        page = await facilitator.open(desk(now, "/bank"))
        assert "1 belum dibawa." in page.text
        assert "Sirantau" not in page.text
        part = f"/bank/{before.room.code}-3"
        again = page.form(part).filled({})
        page = await facilitator.send(page, part)
        assert said(page) == "Masuk daftar sebagai usulan 1."
        brought = now.meeting.proposals[1]
        assert (brought.origin, brought.status) == (origin, "shown")
        assert brought.content.title == "Gapura Selat Lancang"
        assert brought.content.landmark == ""
        await facilitator.client.post(desk(now, part), data=again)
        assert len(now.meeting.proposals) == 1, "pressed twice is once"
        page = await facilitator.send(page, f"{part}/batal")
        assert now.meeting.proposals[1].status == "hidden"
        page = await facilitator.send(page, part)
        assert now.meeting.proposals[1].status == "shown"
        assert len(now.meeting.proposals) == 1


async def test_what_was_brought_again_leads_there_and_is_not_offered_twice(hall: Hall) -> None:
    before = await agreed(hall, year=2026)
    now = await gathered(hall, plan(neighborhoods=("I", "II")))
    part = f"/bank/{before.room.code}-3"
    async with at_desk(now) as facilitator:
        await facilitator.send(await facilitator.open(desk(now, "/bank")), part)
    await now.act(c.OpenMeeting(), c.PublishMeeting())
    await hall.site.shelving.look()
    async with hall.visitor() as resident, at_desk(now) as facilitator:
        assert "Dibawa lagi ke musyawarah 2027" in (await resident.open("/bank?tahun=2026")).text
        page = await facilitator.open(desk(now, "/bank"))
        assert "Di sini usulan 1" in page.text
        assert not page.has_form(part)
    later = await gathered(hall, plan(year=2028, plan_year=2029))
    async with at_desk(later) as facilitator:
        assert "kosong" in (await facilitator.open(desk(later, "/bank"))).text


async def test_a_place_that_is_no_more_is_asked_for_and_higher_tiers_have_no_bank(
    hall: Hall,
) -> None:
    before = await agreed(hall, year=2026)
    now = await gathered(hall, plan(neighborhoods=("Melati", "Mawar")))
    above = await gathered(hall, plan(tier="kecamatan", neighborhoods=("Selat Lancang",)))
    part = f"/bank/{before.room.code}-3"
    async with at_desk(now) as facilitator:
        page = await facilitator.open(desk(now, "/bank"))
        form = page.form(part).filled({"neighborhood": "Mawar"})
        answer = await facilitator.client.post(desk(now, "/bank/XXXXXX-1"), data=form)
        assert answer.status_code == 404
        page = await facilitator.send(page, part, neighborhood="Entah")
        assert page.status == 422
        assert "Pilih lingkungan dari daftar." in page.text
        page = await facilitator.send(page, part, neighborhood="Mawar")
        assert said(page) == "Masuk daftar sebagai usulan 1."
    async with at_desk(above) as facilitator:
        assert (await facilitator.open(desk(above, "/bank"))).status == 404
