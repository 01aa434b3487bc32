"""Logging in and out: what a login is, when it ends, what guessing costs."""

import re

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerificationError

from musrenbang_live.web.identity import passwords, people
from musrenbang_live.web.identity.devices import device_words
from musrenbang_live.web.identity.logins import inside
from musrenbang_live.web.identity.passwords import FREE_TRIES, LONGEST_WAIT, Patience
from musrenbang_live.web.identity.people import user_name
from tests.web.browsing import Hall, Visitor
from tests.web.officers import PASSWORD, leads, log_in, officer, tries
from tests.web.residents import Gathering

# Logging in


def test_guessing_is_expensive_for_whoever_has_the_hashes(
    program_hasher: PasswordHasher,
) -> None:
    kept = program_hasher.hash(PASSWORD)
    assert kept.startswith("$argon2id$")
    work = extract_parameters(kept)
    assert work.memory_cost >= 64 * 1024, "kB: too much for each of the cores of a graphics card"
    assert work.time_cost >= 3
    assert program_hasher.verify(kept, PASSWORD)
    with pytest.raises(VerificationError):
        program_hasher.verify(kept, f"{PASSWORD} ")


async def test_a_name_that_nobody_has_costs_as_much_work_as_another() -> None:
    passwords._nobodys.cache_clear()
    nobodys = extract_parameters(passwords._nobodys())
    assert nobodys == extract_parameters(await passwords.hashed(PASSWORD))


async def test_the_right_password_opens_the_list_of_sessions(hall: Hall, visitor: Visitor) -> None:
    await officer(hall)
    page = await tries(visitor, " Budi ", PASSWORD)
    assert page.answer.url.path == "/fasilitator"
    assert "Budi" in page.text


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    hall: Hall, visitor: Visitor
) -> None:
    await officer(hall)
    wrong = await tries(visitor, "budi", "bukan ini")
    unknown = await tries(visitor, "tono", "bukan ini")
    assert wrong.status == unknown.status == 403
    assert "Nama atau kata sandi belum cocok." in wrong.text
    assert wrong.text == unknown.text
    assert "bukan ini" not in wrong.html


async def test_a_login_is_a_random_token_of_which_only_the_hash_is_kept(
    hall: Hall, visitor: Visitor
) -> None:
    await officer(hall)
    await log_in(visitor)
    token = visitor.client.cookies["masuk"]
    assert len(token) >= 43
    kept = await hall.site.pool.fetch("SELECT token_hash::text, device FROM login")
    assert len(kept) == 1
    assert token not in str(kept)


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    hall: Hall, visitor: Visitor
) -> None:
    await officer(hall)
    page = await tries(visitor, "budi", PASSWORD)
    given = [c for c in page.answer.history[0].headers.get_list("set-cookie") if "masuk=" in c]
    assert len(given) == 1
    assert "httponly" in given[0].lower()
    assert "samesite=lax" in given[0].lower()


async def test_logging_in_again_gives_a_new_token_and_ends_the_old_login(
    hall: Hall, visitor: Visitor
) -> None:
    await officer(hall)
    await log_in(visitor)
    old = visitor.client.cookies["masuk"]
    await log_in(visitor)
    assert visitor.client.cookies["masuk"] != old
    async with hall.visitor() as thief:
        thief.client.cookies.set("masuk", old)
        assert (await thief.open("/fasilitator")).answer.url.path == "/masuk"


async def test_logging_out_ends_the_login(hall: Hall, visitor: Visitor) -> None:
    await officer(hall)
    await log_in(visitor)
    token = visitor.client.cookies["masuk"]
    await visitor.send(await visitor.open("/fasilitator"), "/keluar")
    assert "masuk" not in visitor.client.cookies
    visitor.client.cookies.set("masuk", token)
    assert (await visitor.open("/fasilitator")).answer.url.path == "/masuk"


@pytest.mark.parametrize(
    ("column", "age", "good"),
    [
        ("last_seen", "7 hours 59 minutes", True),
        ("last_seen", "8 hours 1 minute", False),
        ("expires_at", "1 second", False),
    ],
)
async def test_a_login_ends_by_itself(
    hall: Hall, visitor: Visitor, column: str, age: str, good: bool
) -> None:
    await officer(hall)
    await log_in(visitor)
    await hall.site.pool.execute(f"UPDATE login SET {column} = now() - interval '{age}'")
    page = await visitor.open("/fasilitator")
    assert (page.answer.url.path == "/fasilitator") is good


async def test_no_login_outlives_a_day(hall: Hall, visitor: Visitor) -> None:
    await officer(hall)
    await log_in(visitor)
    hours = await hall.site.pool.fetchval(
        "SELECT extract(epoch FROM max(expires_at - created_at)) / 3600 FROM login"
    )
    assert 0 < hours <= 24


async def test_who_was_sent_to_the_login_goes_on_where_they_wanted(
    gathering: Gathering, visitor: Visitor
) -> None:
    await leads(gathering, await officer(gathering.hall))
    wanted = f"/fasilitator/{gathering.room.code}"
    page = await visitor.open(wanted)
    assert page.answer.url.path == "/masuk"
    page = await visitor.send(page, "/masuk", username="budi", password=PASSWORD)
    assert page.answer.url.path == wanted


@pytest.mark.parametrize(
    "place",
    ["//evil.example", "https://evil.example", "/s/HMX4T7", "/fasilitator//evil", "/kelola\\evil"],
)
def test_the_login_leads_nowhere_else(place: str) -> None:
    assert inside(place).startswith("/fasilitator")
    assert "evil.example" not in inside(place)


# Guessing


def test_a_name_tried_too_often_has_to_wait_longer_each_time() -> None:
    patience = Patience()
    waits = []
    for _ in range(FREE_TRIES + 8):
        waits.append(patience.wait("budi", 100.0))
        patience.tried("budi", 100.0)
    assert waits[:FREE_TRIES] == [0.0] * FREE_TRIES
    assert waits[FREE_TRIES:] == sorted(waits[FREE_TRIES:])
    assert waits[-1] == LONGEST_WAIT
    assert patience.wait("budi", 100.0 + LONGEST_WAIT) == 0.0
    assert patience.wait("siti", 100.0) == 0.0
    patience.right("budi")
    assert patience.wait("budi", 100.0) == 0.0


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tries come at one moment, or a wait of seconds is over before the last of them."""
    monkeypatch.setattr(people, "_clock", lambda: 100.0)


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize("username", ["budi", "nobody.has.this"])
async def test_after_five_wrong_tries_the_name_waits_but_not_the_address(
    hall: Hall, username: str
) -> None:
    username = f"{username}.{id(hall)}"  # the counts belong to the process, not to one database
    await officer(hall, f"budi.{id(hall)}")
    await officer(hall, f"siti.{id(hall)}")
    async with hall.visitor() as guesser:
        for _ in range(FREE_TRIES):
            assert (await tries(guesser, username, "salah")).status == 403
        held = await tries(guesser, username, PASSWORD)
        assert held.status == 429
        assert re.search(r"Coba lagi dalam \d+ detik", held.text)
        assert int(held.answer.headers["retry-after"]) >= 1
        assert (await tries(guesser, f"siti.{id(hall)}", PASSWORD)).status == 200


async def test_many_facilitators_behind_one_address_all_log_in(hall: Hall) -> None:
    names = [f"fasilitator{n}.{id(hall)}" for n in range(3 * FREE_TRIES)]
    async with hall.visitor() as guesser:
        for number, name in enumerate(names):
            await officer(hall, name)
            assert (await tries(guesser, f"tidak.ada.{number}.{id(hall)}", "salah")).status == 403
        for name in names:
            async with hall.visitor() as facilitator:
                assert (await tries(facilitator, name, PASSWORD)).status == 200


@pytest.mark.usefixtures("standing")
async def test_strangers_cannot_keep_the_owner_out_of_their_own_device(hall: Hall) -> None:
    name = f"rini.{id(hall)}"
    await officer(hall, name)
    async with hall.visitor() as owner, hall.visitor() as stranger:
        await log_in(owner, name)
        for _ in range(FREE_TRIES + 1):
            await tries(stranger, name, "salah")
        assert (await tries(stranger, name, PASSWORD)).status == 429
        assert (await tries(owner, name, PASSWORD)).status == 200


# Words


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
            "Chrome di Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge di Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
            "Firefox di Linux",
        ),
        ("curl/8", ""),
    ],
)
def test_a_device_is_told_in_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Siti  Aminah", "siti.aminah"), (" BUDI ", "budi"), ("éé", ""), ("a" * 50, "a" * 32)],
)
def test_a_user_name_has_one_form(typed: str, name: str) -> None:
    assert user_name(typed) == name
