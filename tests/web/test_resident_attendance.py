"""The attendance list on a phone: alone, once, more of a family, and nothing that ties them."""

import re

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.web.rate_limit import MOST
from musrenbang_live.web.resident import attendance
from tests.web.browsing import Hall, Page, Visitor
from tests.web.officers import at_desk
from tests.web.residents import Gathering


async def listed(gathering: Gathering) -> list[str]:
    """Who is on the list."""
    return [line.name for line in await gathering.hall.site.attending.listed(gathering.room)]


async def arrives(gathering: Gathering, visitor: Visitor, **told: str) -> Page:
    """The visitor fills in the list; the page after it."""
    page = await visitor.open(f"{gathering.home}/hadir")
    return await visitor.send(page, "hadir", **told)


async def test_somebody_checks_in_alone_without_joining(
    gathering: Gathering, visitor: Visitor
) -> None:
    page = await arrives(gathering, visitor, name="Siti", gender="P", neighborhood="II")
    assert "Tercatat hadir" in page.text
    assert "Siti" in page.text
    [line] = await gathering.hall.site.attending.listed(gathering.room)
    assert (line.name, line.gender, line.kind) == ("Siti", "P", "ponsel")
    assert not page.has_form("hadir")


async def test_a_phone_checks_in_once_and_more_only_when_meant(
    gathering: Gathering, visitor: Visitor
) -> None:
    first = await visitor.open(f"{gathering.home}/hadir")
    await visitor.send(first, "hadir", name="Siti")
    again = await visitor.send(first, "hadir", name="Siti")
    assert "Ponsel ini sudah mengisi" in again.text
    page = await visitor.send(
        await visitor.open(f"{gathering.home}/hadir?lagi=1"), "hadir", name="Budi"
    )
    assert await listed(gathering) == ["Siti", "Budi"]
    assert "Siti" in page.text
    assert "Budi" in page.text


async def test_one_phone_is_for_a_family(gathering: Gathering, visitor: Visitor) -> None:
    await arrives(gathering, visitor, name="Siti")
    page = await visitor.open(f"{gathering.home}/hadir?lagi=1")
    for n in range(attendance.MOST - 1):
        answer = await visitor.open(f"{gathering.home}/hadir?lagi=1")
        await visitor.send(answer, "hadir", name=f"Anak {n}")
    refused = await visitor.send(page, "hadir", name="Satu lagi")
    assert refused.status == 422
    assert "paling banyak 10 orang" in refused.text
    assert len(await listed(gathering)) == attendance.MOST


async def test_what_was_typed_stays_when_something_is_wrong(
    gathering: Gathering, visitor: Visitor
) -> None:
    page = await arrives(gathering, visitor, name="", address="Jl. Mawar 4", gender="P")
    assert (page.status, "Bagian ini belum diisi" in page.text) == (422, True)
    assert page.form("hadir").filled({})["address"] == ["Jl. Mawar 4"]
    assert await listed(gathering) == []
    await visitor.send(page, "hadir", name="Siti")
    assert await listed(gathering) == ["Siti"]


async def test_who_has_told_a_name_on_joining_need_not_type_it_again(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor, name="Rohani", neighborhood="III", gender="P")
    page = await visitor.open(f"{gathering.home}/hadir")
    filled = page.form("hadir").filled({})
    assert (filled["name"], filled["neighborhood"], filled["gender"]) == (
        ["Rohani"],
        ["III"],
        ["P"],
    )


async def test_nothing_stored_ties_a_line_to_the_participant(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor, name="Rohani")
    await arrives(gathering, visitor, name="Rohani")
    pool = gathering.hall.site.pool
    row = await pool.fetchval("SELECT to_jsonb(attendee)::text FROM attendee")
    participant = await pool.fetchrow("SELECT id::text, ref::text FROM participant")
    assert not any(participant[key] in row for key in ("id", "ref"))
    assert await pool.fetchval("SELECT count(*) FROM event") == 0


async def test_a_line_that_the_desk_took_off_can_be_filled_in_again(
    gathering: Gathering, visitor: Visitor
) -> None:
    await arrives(gathering, visitor, name="Siti")
    [line] = await gathering.hall.site.attending.listed(gathering.room)
    await gathering.hall.site.attending.take_off(gathering.room, line.id)
    assert (await visitor.open(f"{gathering.home}/hadir")).has_form("hadir")


async def test_the_desk_sees_what_comes_from_phones(gathering: Gathering, visitor: Visitor) -> None:
    await arrives(gathering, visitor, name="Siti")
    async with at_desk(gathering) as desk:
        page = await desk.open(f"/fasilitator/{gathering.room.code}/hadir")
    assert re.search(r"Siti\s+ponsel", page.text)


async def test_names_of_others_are_on_no_phone(
    gathering: Gathering, visitor: Visitor, hall: Hall
) -> None:
    await arrives(gathering, visitor, name="Rahasia Namanya")
    async with hall.visitor() as other:
        for place in ("", "/hadir", "/panitia", "/usulan"):
            assert "Rahasia" not in (await other.open(f"{gathering.home}{place}")).html


async def test_a_forged_cookie_shows_nobody(gathering: Gathering, visitor: Visitor) -> None:
    await arrives(gathering, visitor, name="Siti")
    [line] = await gathering.hall.site.attending.listed(gathering.room)
    visitor.client.cookies.clear()
    forged = line.id.replace("-", "")
    visitor.client.cookies.set(f"hadir_{gathering.room.code}", f"{forged}.x")
    assert "Siti" not in (await visitor.open(f"{gathering.home}/hadir")).text


async def test_after_the_closing_a_phone_writes_no_more(
    gathering: Gathering, visitor: Visitor
) -> None:
    page = await visitor.open(f"{gathering.home}/hadir")
    await gathering.act(c.OpenMeeting(), c.CloseMeeting())
    await visitor.send(page, "hadir", name="Terlambat")
    assert await listed(gathering) == []
    page = await visitor.open(f"{gathering.home}/hadir")
    assert not page.has_form("hadir")
    assert "Daftar hadir sudah ditutup" in page.text


@pytest.mark.usefixtures("at_one_moment")
async def test_a_program_cannot_fill_the_list_at_its_own_speed(
    gathering: Gathering, hall: Hall
) -> None:
    statuses = []
    for n in range(MOST + 1):
        async with hall.visitor() as somebody:
            statuses.append((await arrives(gathering, somebody, name=f"Warga {n}")).status)
    assert statuses[-1] == 429
    assert len(await listed(gathering)) == MOST


async def test_the_page_of_the_moment_leads_there_until_it_is_filled_in(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor)
    assert f"{gathering.home}/hadir" in (await visitor.open(gathering.home)).links
    await arrives(gathering, visitor, name="Siti")
    assert f"{gathering.home}/hadir" not in (await visitor.open(gathering.home)).links


async def test_leaving_the_meeting_makes_the_phone_forget_it(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.joined(visitor)
    await arrives(gathering, visitor, name="Siti")
    await visitor.send(await visitor.open(f"{gathering.home}/panitia"), "/lupakan")
    assert "Siti" not in (await visitor.open(f"{gathering.home}/hadir")).text
