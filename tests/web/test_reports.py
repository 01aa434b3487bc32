"""Reports of residents without a script: sent, looked at, handed on, answered, carried, undone."""

import asyncio
import re
import uuid
from typing import Any, get_type_hints

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.report_numbers import number_of
from musrenbang_live.live import reports as work
from musrenbang_live.live.retention import Retention
from musrenbang_live.store import reports
from musrenbang_live.web.officer.reports import columns
from tests.builders import plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.officers import at_desk
from tests.web.reporting import (
    CONTACT,
    PU,
    SECRET_WORDS,
    WARD,
    WHAT,
    WHERE,
    Desks,
    desk_page,
    desks,
    number_in,
    office_id,
    reported,
    seen_by_all,
)
from tests.web.residents import Gathering
from tests.web.test_photos import corners, encoded, noted


async def test_a_report_from_the_first_step_to_the_answer(hall: Hall, visitor: Visitor) -> None:
    place = await reported(visitor, encoded(corners(), exif=noted(6)))
    number = number_in(place)
    assert number == number_of(2026, 1) or re.fullmatch(r"TB-\d{4}-\d{6}", number)
    own = await visitor.open(place)
    for said in (WHAT["title"], "Gang gelap", "Leman", CONTACT, "Belum ditampilkan", place):
        assert said in own.text
    photo = await visitor.client.get(f"{place}/foto/1.jpg")
    assert photo.headers["content-type"] == "image/jpeg"
    assert b"Samsung" not in photo.content
    assert (await visitor.client.get(f"{place}/foto/2.jpg")).status_code == 404

    await hidden_at_first(hall, place)
    async with desks(hall) as at:
        await shown_without_secrets(hall, at, place)
        assert "wirid" in (await visitor.open(place)).text  # one's own words stay one's own
        await handed_on_and_answered(hall, at, place)
        await visitor.send(await visitor.open(place), "/kata", words="Tiangnya miring.")
        await closed_and_undone(hall, at, place)
        await hidden_again(hall, at, number)
    await contact_goes_after_the_end(hall, number)


async def hidden_at_first(hall: Hall, place: str) -> None:
    """Nobody else sees what it says, and its number tells only where it stands."""
    number = number_in(place)
    state = await seen_by_all(hall, f"/lapor/{number}")
    assert "Diterima" in state.text
    assert "Lampu" not in state.html
    for path in (f"/aspirasi/{number}", f"/lapor/{number}/{'x' * 24}", f"{place[:-1]}"):
        assert (await seen_by_all(hall, path)).status == 404
    assert "Lampu" not in (await seen_by_all(hall, "/aspirasi")).html


async def shown_without_secrets(hall: Hall, at: Desks, place: str) -> None:
    """The secretariat looks at it, shortens it, and lets everybody read it."""
    number = number_in(place)
    board = await at["setwan"].open("/kantor/lapor")
    assert "Lampu jalan" in board.text
    assert "Dalam tujuh hari" in board.text
    page = await desk_page(hall, at["setwan"], number)
    assert CONTACT in page.text
    page = await at["setwan"].send(page, "/check")
    page = await at["setwan"].send(page, "/approve", text="Gang gelap sejak Lebaran.")
    public = await seen_by_all(hall, f"/aspirasi/{number}")
    assert "Gang gelap" in public.text
    assert "wirid" not in public.html
    said = re.sub(r"/static/\w+|/foto/[0-9a-f-]+", "", public.html)  # "3456" may be in the digits
    assert not [secret for secret in SECRET_WORDS if secret in said]
    foto = re.search(r"/foto/[0-9a-f-]+\.jpg", public.html)
    assert foto
    assert (await seen_by_all(hall, foto[0])).status == 200


async def handed_on_and_answered(hall: Hall, at: Desks, place: str) -> None:
    """The office to which it was handed on sees it, another does not; its answer is public."""
    number = number_in(place)
    page = await desk_page(hall, at["setwan"], number)
    for name in ("pu", "other"):
        assert (await desk_page(hall, at[name], number)).status == 404
    page = await at["setwan"].send(
        page, "/route", office=await office_id(hall, PU.name), words="Mohon diperiksa."
    )
    assert (await desk_page(hall, at["other"], number)).status == 404
    page = await at["pu"].send(await desk_page(hall, at["pu"], number), "/work")
    refused = await at["pu"].send(page, "/answer", words=" ")
    assert refused.status == 422
    page = await at["pu"].send(page, "/answer", words="Tim datang hari Senin.")
    for path in (place, f"/aspirasi/{number}"):
        told = (await seen_by_all(hall, path)).text
        assert "Tim datang hari Senin." in told
        assert "Dinas PUPR" in told


async def closed_and_undone(hall: Hall, at: Desks, place: str) -> None:
    """The public does not read what the reporter added; the office closes, and takes it back."""
    number = number_in(place)
    page = await desk_page(hall, at["pu"], number)
    assert "Tiangnya miring." in page.text
    assert "Tiangnya" not in (await seen_by_all(hall, f"/aspirasi/{number}")).html
    page = await at["pu"].send(page, "/done", words="Lampu menyala.")
    assert "Selesai" in (await seen_by_all(hall, f"/lapor/{number}")).text
    both = await asyncio.gather(*(at["pu"].send(page, "/undo") for _ in range(2)))
    page = both[0]  # pressed twice, one step is taken back
    assert "Dikerjakan" in (await seen_by_all(hall, f"/lapor/{number}")).text
    assert "Lampu menyala." not in (await seen_by_all(hall, place)).text
    page = await at["pu"].send(page, "/done", words="Lampu menyala.")


async def hidden_again(hall: Hall, at: Desks, number: str) -> None:
    """Nobody reads it any more, and its photo is gone with it."""
    foto = re.search(
        r"/foto/[0-9a-f-]+\.jpg", (await seen_by_all(hall, f"/aspirasi/{number}")).html
    )
    assert foto
    page = await desk_page(hall, at["setwan"], number)
    await at["setwan"].send(page, "/hide")
    assert (await seen_by_all(hall, f"/aspirasi/{number}")).status == 404
    assert (await seen_by_all(hall, foto[0])).status == 404


async def contact_goes_after_the_end(hall: Hall, number: str) -> None:
    """It goes by itself, some days after the report was closed."""
    row = await reports.by_number(hall.site.pool, number)
    assert row
    await Retention(hall.site.pool, days=30).look()
    assert await reports.contact(hall.site.pool, row.id) == CONTACT
    await hall.site.pool.execute("UPDATE report SET state_at = state_at - interval '31 days'")
    await Retention(hall.site.pool, days=30).look()
    assert await reports.contact(hall.site.pool, row.id) == ""


async def test_steps_keep_what_was_typed_and_say_what_is_wrong(
    hall: Hall, visitor: Visitor
) -> None:
    page = await visitor.open("/lapor")
    wrong = {"title": "", "text": "Hubungi 0812 3456 7890"}
    again = await visitor.send(page, "lapor", **{**WHAT, **wrong})
    assert (again.status, "2 isian perlu diperbaiki" in again.text) == (422, True)
    assert re.findall(r'<li><a href="#(f-\w+)">', again.html) == ["f-title", "f-text"]
    assert again.text.count("Nomor telepon tidak perlu ditulis.") == 2, "on top and at the field"
    again = await visitor.send(page, "lapor", **{**WHAT, "text": wrong["text"]})
    assert dict(again.form("lapor").fields)["title"] == WHAT["title"]
    page = await visitor.send(page, "lapor", **WHAT)
    back = await visitor.send(page, "lapor", kembali="1", **WHERE)
    fields = dict(back.form("lapor").fields)
    assert (fields["text"], fields["neighborhood"]) == (WHAT["text"].replace("\n", "\n"), "II")
    refused = await visitor.send(page, "lapor", **{**WHERE, "ward": "99"})
    assert (refused.status, "kelurahan" in refused.text) == (422, True)

    # A photo that is none: everything typed stays, and nothing was stored.
    page = await visitor.send(page, "lapor", **WHERE)
    data = page.form("lapor").filled({})
    files = {"foto1": ("a.jpg", b"%PDF-1.7")}
    answer = await visitor.client.post("/lapor", data=data, files=files)
    assert (answer.status_code, "tidak terbaca" in answer.text) == (422, True)
    assert dict(Page(answer).form("lapor").fields)["title"] == WHAT["title"]
    assert await hall.site.pool.fetchval("SELECT count(*) FROM report") == 0


async def test_the_same_ref_is_the_same_report_also_all_at_once(
    hall: Hall, visitor: Visitor
) -> None:
    headers = {"accept": "application/json"}
    token = (await visitor.client.get("/lapor/token")).json()["token"]
    data = {
        **WHAT,
        **WHERE,
        "_token": token,
        "ref": str(uuid.uuid4()),
        "lat": "2.96589",
        "lng": "99.80041",
    }
    sending = (visitor.client.post("/lapor", data=data, headers=headers) for _ in range(5))
    answers = [answer.json() for answer in await asyncio.gather(*sending)]
    assert len({answer["number"] for answer in answers}) == 1
    assert len({answer["key"] for answer in answers}) == 1
    row = await reports.by_number(hall.site.pool, answers[0]["number"])
    assert row
    assert (row.lat, row.lng) == (2.9659, 99.8004)
    assert (await visitor.open(answers[0]["url"])).status == 200
    broken = await visitor.client.post("/lapor", data={**data, "ref": "x"}, headers=headers)
    assert (broken.status_code, broken.json()["code"]) == (400, "message_malformed")
    untitled = {**data, "ref": str(uuid.uuid4()), "title": ""}
    missing = await visitor.client.post("/lapor", data=untitled, headers=headers)
    assert (missing.status_code, missing.json()["field"]) == (422, "title")
    stale = await visitor.client.post("/lapor", data={**data, "_token": "0"}, headers=headers)
    assert stale.json()["code"] == "page_expired"
    for n in range(work.MOST_OF_DEVICE):  # those before came when the phone was not known yet
        await visitor.client.post("/lapor", data={**data, "ref": str(uuid.UUID(int=n))})
    many = await visitor.client.post(
        "/lapor", data={**data, "ref": str(uuid.uuid4())}, headers=headers
    )
    assert (many.status_code, many.json()["code"]) == (429, "report_limit")
    numbers = await hall.site.pool.fetch("SELECT number FROM report ORDER BY id")
    assert len({record["number"] for record in numbers}) == work.MOST_OF_DEVICE + 1


async def test_a_report_that_is_withdrawn_is_nobodys(hall: Hall, visitor: Visitor) -> None:
    place = await reported(visitor)
    number = number_in(place)
    async with desks(hall) as at:
        await at["setwan"].send(await desk_page(hall, at["setwan"], number), "/approve")
        assert (await seen_by_all(hall, f"/aspirasi/{number}")).status == 200
        asked = await visitor.send(await visitor.open(place), "/tarik")
        assert "Yakin?" in asked.text
        own = await visitor.send(asked, "/tarik")
        assert "Ditarik" in own.text
        assert CONTACT not in own.html
        assert not own.has_form("/kata")
        assert (await seen_by_all(hall, f"/aspirasi/{number}")).status == 404
        page = await desk_page(hall, at["setwan"], number)
        assert CONTACT not in page.html
        assert not page.has_form("/approve")
        token = dict(page.forms[0].fields)["_token"]
        row = await reports.by_number(hall.site.pool, number)
        assert row
        for act in ("approve", "answer", "undo", "route"):
            data = {"_token": token, "words": "Ya."}
            path = f"/kantor/lapor/{row.id}/{act}"
            assert (await at["setwan"].client.post(path, data=data)).status_code == 409


async def test_an_aspiration_is_carried_and_its_origin_stays_visible(hall: Hall) -> None:
    async with hall.visitor() as phone:
        place = await reported(phone)
    number = number_in(place)
    meant = plan(ward_code=WARD, neighborhoods=("I", "II", "III"))
    room = await hall.service.room(await hall.service.create_session(meant, None))
    async with desks(hall) as at:
        assert (await desk_page(hall, at["dewan"], number)).status == 404
        await at["setwan"].send(await desk_page(hall, at["setwan"], number), "/approve")
        page = await desk_page(hall, at["dewan"], number)
        assert "Leman" not in page.html
        assert CONTACT not in page.html
        page = await at["dewan"].send(page, "/pokir", year="2028")
        for path in (f"/aspirasi/{number}", "/aspirasi/pokir", place):
            told = (await seen_by_all(hall, path)).text
            assert "Hj. Rosmawati" in told
            assert "Dapil 2" in told
        for _ in range(2):
            page = await at["dewan"].send(page, "/musrenbang")
        (proposal,) = room.meeting.proposals.values()
        assert (proposal.origin, proposal.status) == (f"lapor/{number}", "shown")
        assert proposal.content.neighborhood == "II"
        assert (proposal.content.landmark, proposal.proposer) == ("", "")
        told = f"Dari aspirasi {number}"
        gathering = Gathering(hall, room)
        async with at_desk(gathering) as facilitator:
            assert told in (await facilitator.open(f"/fasilitator/{room.code}/usulan/1")).text
        assert "usulan 1" in (await seen_by_all(hall, f"/aspirasi/{number}")).text
        page = await desk_page(hall, at["setwan"], number)
        assert (await at["setwan"].send(page, "/undo")).status == 409  # it is in a meeting
    await origin_is_archived(gathering, number)


async def origin_is_archived(gathering: Gathering, number: str) -> None:
    """Once the meeting is published, the two lead to each other."""
    hall, room = gathering.hall, gathering.room
    await gathering.act(c.OpenMeeting(), c.CloseMeeting(), c.PublishMeeting())
    archive = await seen_by_all(hall, f"/arsip/{room.code}")
    assert f"Dari aspirasi {number}" in archive.text
    assert f"/lapor/{number}" in archive.links
    assert "Dibawa dari" not in archive.text
    await hall.site.shelving.look()
    assert f"Dari aspirasi {number}" in (await seen_by_all(hall, f"/usulan/{room.code}-1")).text
    assert f"/usulan/{room.code}-1" in (await seen_by_all(hall, f"/aspirasi/{number}")).links


def test_the_board_goes_by_when_an_answer_is_due() -> None:
    at = 1_795_957_200_000  # Sunday, 29 November 2026, 20.00 WIB
    hours = {-1: "late", 0: "late", 1: "today", 4: "today", 5: "week", 148: "week", 149: "later"}
    rows = [*(row(due_at=at + hour * 3_600_000) for hour in hours), row(due_at=0)]
    expected: dict[str, list[int]] = {}
    for one, key in zip(rows, [*hours.values(), "later"], strict=True):
        expected.setdefault(key, []).append(one.due_at)
    parts = {part.key: [one.due_at for one in part.reports] for part in columns(rows, at)}
    assert parts == expected
    assert columns([], at) == []


def row(**changes: Any) -> reports.ReportRow:
    """A report as the board reads it."""
    fields = {
        name: 0 if kind is int else "" for name, kind in get_type_hints(reports.ReportRow).items()
    }
    return reports.ReportRow(**{**fields, **changes})


@pytest.mark.parametrize("path", ["/lapor/TB-2026-000123", "/lapor/x", "/aspirasi/TB-2026-000001",
                                  "/aspirasi/x", "/lapor/TB-2026-000001/k"])  # fmt: skip
async def test_what_is_no_report_leads_nowhere(hall: Hall, path: str) -> None:
    assert (await seen_by_all(hall, path)).status == 404
