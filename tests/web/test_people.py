"""Invitations, one's own login, and who may see to everybody's."""

import re

import pytest

from musrenbang_live.live.screen import LOGIN_REVOKED, Screen
from musrenbang_live.store import people
from musrenbang_live.web.identity.passwords import SHORTEST
from tests.phone import Line
from tests.web.browsing import Hall, Visitor
from tests.web.officers import PASSWORD, leads, link, log_in, officer, tries
from tests.web.residents import Gathering

NEW = "sampan hijau pagi"


# Invitations


async def test_an_invitation_survives_five_looks_and_is_used_once(hall: Hall) -> None:
    token = await link(hall, "person")
    told = {"name": "Siti Aminah", "username": "Siti Aminah", "password": NEW}
    async with hall.visitor() as preview, hall.visitor() as siti, hall.visitor() as late:
        for _ in range(5):
            assert (await preview.open(f"/undangan/{token}")).status == 200
        seen = await late.open(f"/undangan/{token}")
        page = await siti.send(await siti.open(f"/undangan/{token}"), "", **told)
        assert page.answer.url.path == "/fasilitator"
        assert "Nama pengguna Bapak/Ibu: siti.aminah." in page.text
        again = await late.send(seen, "", **told | {"username": "lain"})
        assert again.status == 410
        assert "sudah dipakai" in again.text
    persons = await people.list_persons(hall.site.pool)
    assert [(p.username, p.role) for p in persons] == [("siti.aminah", "facilitator")]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"username": "budi"}, "Nama itu sudah dipakai."),
        ({"username": "!?"}, "Bagian ini belum diisi."),
        ({"password": "pendek"}, f"Kata sandi paling sedikit {SHORTEST} huruf."),
        ({"password": "x" * 201}, "Tulisan terlalu panjang."),
    ],
)
async def test_a_form_that_must_be_mended_does_not_use_the_invitation_up(
    hall: Hall, visitor: Visitor, changes: dict[str, str], sentence: str
) -> None:
    await officer(hall)
    token = await link(hall, "person")
    told = {"name": "Siti", "username": "siti", "password": NEW}
    page = await visitor.send(await visitor.open(f"/undangan/{token}"), "", **told | changes)
    assert page.status == 422
    assert sentence in page.text
    assert NEW not in page.html
    page = await visitor.send(page, "", **told)
    assert page.answer.url.path == "/fasilitator"


async def test_the_first_administrator_comes_in_once_by_a_link_and_there_is_no_other_way(
    hall: Hall,
) -> None:
    assert await people.list_persons(hall.site.pool) == []
    token = await link(hall, "first_admin", role="admin")
    other = await link(hall, "first_admin", role="admin")
    told = {"name": "Siti", "username": "siti", "password": NEW}
    async with hall.visitor() as siti, hall.visitor() as second:
        late = await second.open(f"/kelola/awal/{other}")
        page = await siti.send(await siti.open(f"/kelola/awal/{token}"), "", **told)
        assert page.answer.url.path == "/kelola"
        assert (await second.send(late, "", **told | {"username": "tono"})).status == 410
        assert (await second.open(f"/kelola/awal/{token}")).status == 410


@pytest.mark.parametrize("path", ["undangan", "masuk", "kelola/awal"])
async def test_links_that_are_too_old_or_of_another_kind_open_nothing(
    hall: Hall, visitor: Visitor, path: str
) -> None:
    person = await officer(hall)
    old = await link(hall, "person", life=-1000)
    tokens = {
        "undangan": await link(hall, "login", person=person),
        "masuk": await link(hall, "person"),
        "kelola/awal": await link(hall, "person"),
    }
    for token in (old, tokens[path], "unknown"):
        assert (await visitor.open(f"/{path}/{token}")).status == 410


async def test_a_login_link_for_many_lets_each_in_with_one_press(hall: Hall) -> None:
    token = await link(hall, "login", person=await officer(hall), uses=2)
    async with hall.visitor() as first, hall.visitor() as second:
        for visitor in (first, second):
            page = await visitor.open(f"/masuk/{token}")
            assert page.tags.count("button") == 1
            assert (await visitor.send(page, "")).answer.url.path == "/fasilitator"
    async with hall.visitor() as third:
        assert (await third.open(f"/masuk/{token}")).status == 410


async def test_a_login_link_for_one_can_set_a_new_password(hall: Hall, visitor: Visitor) -> None:
    person = await officer(hall)
    async with hall.visitor() as elsewhere:
        await log_in(elsewhere)
        token = await link(hall, "login", person=person)
        page = await visitor.open(f"/masuk/{token}")
        short = await visitor.send(page, "", password="pendek")
        assert short.status == 422
        assert (await visitor.send(short, "", password=NEW)).answer.url.path == "/fasilitator"
        assert (await elsewhere.open("/fasilitator")).answer.url.path == "/masuk"
    async with hall.visitor() as later:
        assert (await tries(later, "budi", PASSWORD)).status == 403
        assert (await tries(later, "budi", NEW)).status == 200


# One's own login, and everybody's


async def test_changing_ones_password_needs_the_old_one_and_logs_other_devices_out(
    hall: Hall, visitor: Visitor
) -> None:
    await officer(hall)
    async with hall.visitor() as elsewhere:
        await log_in(elsewhere)
        await log_in(visitor)
        page = await visitor.open("/kelola/saya")
        wrong = await visitor.send(page, "/sandi", old="bukan", password=NEW)
        assert wrong.status == 403
        done = await visitor.send(wrong, "/sandi", old=PASSWORD, password=NEW)
        assert "Kata sandi sudah diganti." in done.text
        assert (await visitor.open("/fasilitator")).answer.url.path == "/fasilitator"
        assert (await elsewhere.open("/fasilitator")).answer.url.path == "/masuk"
        assert (await tries(elsewhere, "budi", NEW)).status == 200


async def test_revoking_a_login_closes_what_it_has_open(
    gathering: Gathering, visitor: Visitor
) -> None:
    hall = gathering.hall
    budi = await officer(hall)
    await officer(hall, "siti", "admin")
    await leads(gathering, budi)
    async with hall.visitor() as laptop:
        await log_in(laptop)
        login = (await people.list_logins(hall.site.pool, budi.id, at=1))[0]
        assert (await laptop.open(f"/fasilitator/{gathering.room.code}")).status == 200
        line = Line()
        channel = gathering.room.gallery("facilitator", "id").channel
        screen = Screen(line, channel, "facilitator", "id", f"f:{login.id}", ("", 0))
        hall.site.hub.enter(gathering.room, screen)
        await log_in(visitor, "siti")
        page = await visitor.open("/kelola")
        page = await visitor.send(page, f"/petugas/{budi.id}/cabut/{login.id}")
        assert "Perangkat itu sudah dikeluarkan." in page.text
        assert line.closed == (LOGIN_REVOKED, "")
        assert (await laptop.open("/fasilitator")).answer.url.path == "/masuk"
        hall.site.hub.leave(gathering.room, screen)


async def test_an_administrator_invites_and_the_link_is_shown_once(
    hall: Hall, visitor: Visitor
) -> None:
    await officer(hall, "siti", "admin")
    await log_in(visitor, "siti")
    page = await visitor.send(await visitor.open("/kelola"), "/undang", role="facilitator")
    made = re.search(r"http://musrenbang\.test(/undangan/[\w-]+)", page.html)
    assert made is not None
    assert made.group(1) not in (await visitor.open("/kelola")).html
    async with hall.visitor() as guest:
        assert "Undangan fasilitator" in (await guest.open(made.group(1))).text


async def test_closing_a_login_keeps_the_person_out_at_once(hall: Hall, visitor: Visitor) -> None:
    budi = await officer(hall)
    await officer(hall, "siti", "admin")
    await log_in(visitor, "siti")
    async with hall.visitor() as laptop:
        await log_in(laptop)
        await visitor.send(await visitor.open("/kelola"), f"/petugas/{budi.id}/tutup")
        assert (await laptop.open("/fasilitator")).answer.url.path == "/masuk"
        assert (await tries(laptop, "budi", PASSWORD)).status == 403


async def test_the_last_administrator_stays(hall: Hall, visitor: Visitor) -> None:
    siti = await officer(hall, "siti", "admin")
    await log_in(visitor, "siti")
    page = await visitor.send(await visitor.open("/kelola"), f"/petugas/{siti.id}/tutup")
    assert "Akun pengelola terakhir tidak dapat ditutup." in page.text


@pytest.mark.parametrize("path", ["undang", "petugas/1/tautan", "petugas/1/tutup"])
async def test_only_administrators_see_to_people(hall: Hall, visitor: Visitor, path: str) -> None:
    await officer(hall)
    await log_in(visitor)
    assert (await visitor.open("/kelola")).answer.url.path == "/masuk"
    own = await visitor.open("/kelola/saya")
    token = dict(own.form("/sandi").fields)["_token"]
    answer = await visitor.client.post(f"/kelola/{path}", data={"_token": token, "role": "admin"})
    assert answer.status_code == 403
    assert await hall.site.pool.fetchval("SELECT count(*) FROM invitation") == 0
    assert (await people.list_persons(hall.site.pool))[0].disabled_at == 0


async def test_nobody_ends_the_login_of_somebody_else(hall: Hall, visitor: Visitor) -> None:
    siti = await officer(hall, "siti", "admin")
    await officer(hall)
    async with hall.visitor() as theirs:
        await log_in(theirs, "siti")
        login = (await people.list_logins(hall.site.pool, siti.id, at=1))[0]
        await log_in(visitor)
        token = dict((await visitor.open("/kelola/saya")).form("/sandi").fields)["_token"]
        await visitor.client.post(f"/kelola/saya/cabut/{login.id}", data={"_token": token})
        assert (await theirs.open("/kelola")).answer.url.path == "/kelola"
