import asyncio

import asyncpg
import pytest

from musrenbang_live.store import people
from musrenbang_live.store.intake import JoinIntake, record_joins
from musrenbang_live.store.people import Participant, Person, Role
from musrenbang_live.store.pool import Pool
from tests.builders import NOW
from tests.store.hall import new_hall, new_id

TOKEN, OTHER = b"\x01" * 32, b"\x02" * 32
DAY = 86_400_000


async def _person(db: Pool, username: str = "siti", role: Role = "facilitator") -> Person:
    return await people.add_person(
        db, username=username, name="Siti Aminah", password_hash="$argon2", role=role, at=NOW
    )


async def _login(db: Pool, person_id: int, token: bytes = TOKEN) -> int:
    return await people.add_login(
        db,
        token_hash=token,
        person_id=person_id,
        device="Firefox\0 di Linux",
        at=NOW,
        expires_at=NOW + DAY,
    )


async def test_a_person_is_found_by_name_in_any_capitals(db: Pool) -> None:
    made = await _person(db, "Siti")
    assert await people.find_person(db, "sITI") == made
    assert await people.person(db, made.id) == made
    assert await people.find_person(db, "siti\0") == made
    assert await people.find_person(db, "budi") is None
    assert await people.person(db, made.id + 1) is None


async def test_a_user_name_is_given_once(db: Pool) -> None:
    await _person(db, "siti")
    with pytest.raises(people.NameTaken):
        await _person(db, "SITI")


async def test_a_password_can_be_changed(db: Pool) -> None:
    made = await _person(db)
    await people.set_password(db, made.id, "$other")
    found = await people.person(db, made.id)
    assert found is not None
    assert found.password_hash == "$other"


async def test_the_last_admin_stays(db: Pool) -> None:
    first, helper = await _person(db, "satu", "admin"), await _person(db, "bantu")
    assert not await people.disable(db, first.id, at=NOW)
    assert await people.disable(db, helper.id, at=NOW)
    second = await _person(db, "dua", "admin")
    assert await people.count_admins(db) == 2
    gone = await asyncio.gather(*(people.disable(db, each.id, at=NOW) for each in (first, second)))
    assert sorted(gone) == [False, True]
    assert await people.count_admins(db) == 1
    assert [person.disabled_at > 0 for person in await people.list_persons(db)].count(True) == 2


async def test_an_invitation_is_looked_at_freely_and_used_once(db: Pool) -> None:
    await people.add_invitation(
        db, token_hash=TOKEN, purpose="first_admin", role="admin", at=NOW, expires_at=NOW + DAY
    )
    for _ in range(2):
        seen = await people.look_invitation(db, TOKEN, at=NOW + 1)
        assert seen is not None
        assert (seen.purpose, seen.uses_left) == ("first_admin", 1)
    tries = await asyncio.gather(
        *(people.consume_invitation(db, TOKEN, at=NOW + 1) for _ in range(5))
    )
    assert sum(used is not None for used in tries) == 1
    assert await people.look_invitation(db, TOKEN, at=NOW + 1) is None


async def test_an_invitation_grows_too_old(db: Pool) -> None:
    await people.add_invitation(
        db, token_hash=TOKEN, purpose="person", role="facilitator", at=NOW, expires_at=NOW + DAY
    )
    assert await people.look_invitation(db, TOKEN, at=NOW + DAY) is None
    assert await people.consume_invitation(db, TOKEN, at=NOW + DAY) is None
    assert await people.consume_invitation(db, OTHER, at=NOW) is None


async def test_a_login_invitation_is_for_somebody(db: Pool) -> None:
    made = await _person(db)
    await people.add_invitation(
        db,
        token_hash=TOKEN,
        purpose="login",
        role="facilitator",
        person_id=made.id,
        created_by=made.id,
        at=NOW,
        expires_at=NOW + DAY,
        uses=3,
    )
    used = await people.consume_invitation(db, TOKEN, at=NOW)
    assert used is not None
    assert (used.person_id, used.created_by, used.uses_left) == (made.id, made.id, 2)
    with pytest.raises(asyncpg.CheckViolationError):
        await people.add_invitation(
            db, token_hash=OTHER, purpose="login", role="admin", at=NOW, expires_at=NOW + DAY
        )


async def test_a_login_is_good_until_it_is_not(db: Pool) -> None:
    made = await _person(db)
    login_id = await _login(db, made.id)
    found = await people.login_by_token(db, TOKEN, at=NOW)
    assert found is not None
    assert (found.person, found.login.id) == (made, login_id)
    assert found.login.device == "Firefox di Linux"
    assert await people.login_by_token(db, OTHER, at=NOW) is None
    assert await people.login_by_token(db, TOKEN, at=NOW + DAY) is None
    assert await people.revoke_login(db, login_id, person_id=made.id, at=NOW)
    assert await people.login_by_token(db, TOKEN, at=NOW) is None


async def test_a_disabled_person_is_out_on_every_device(db: Pool) -> None:
    await _person(db, "admin", "admin")
    made = await _person(db)
    await _login(db, made.id)
    await people.disable(db, made.id, at=NOW)
    assert await people.login_by_token(db, TOKEN, at=NOW) is None


async def test_nobody_ends_the_login_of_another(db: Pool) -> None:
    mine, theirs = await _person(db, "saya"), await _person(db, "dia")
    login_id = await _login(db, theirs.id)
    assert not await people.revoke_login(db, login_id, person_id=mine.id, at=NOW)
    assert await people.login_by_token(db, TOKEN, at=NOW) is not None


async def test_the_devices_of_a_person_and_ending_all_others(db: Pool) -> None:
    made = await _person(db)
    here, there = await _login(db, made.id), await _login(db, made.id, OTHER)
    await people.touch_login(db, here, at=NOW + 59_000)
    assert [login.last_seen for login in await people.list_logins(db, made.id, at=NOW)] == [NOW] * 2
    await people.touch_login(db, here, at=NOW + 61_000)
    assert [login.id for login in await people.list_logins(db, made.id, at=NOW)] == [here, there]
    await people.revoke_all(db, made.id, at=NOW, but=here)
    assert [login.id for login in await people.list_logins(db, made.id, at=NOW)] == [here]
    await people.revoke_all(db, made.id, at=NOW)
    assert await people.list_logins(db, made.id, at=NOW) == []


async def test_what_a_participant_told_can_be_changed_in_their_session_only(db: Pool) -> None:
    hall, other = await new_hall(db), await new_hall(db, code="ACDEFG")
    joined = JoinIntake(
        id=new_id(), session=hall.row.id, ref=new_id(), at=NOW, name="Siti", assisted=True
    )
    async with db.acquire() as conn:
        [me] = await record_joins(conn, [joined])
    told = {"name": "Siti A.", "neighborhood": "II", "gender": "P", "organisation": "PKK"}
    assert not await people.update_participant(db, other.row.id, me, **told)
    assert await people.update_participant(db, hall.row.id, me, **told)
    assert await people.participant(db, other.row.id, me) is None
    assert await people.participant(db, hall.row.id, me) == Participant(
        id=me, assisted=True, joined_at=NOW, **told
    )
