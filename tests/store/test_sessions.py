import pytest

from musrenbang_live.core.meeting import Meeting
from musrenbang_live.store import people, sessions
from musrenbang_live.store.pool import Pool
from tests.builders import CODE, NOW, plan
from tests.store.hall import new_hall


async def _person(db: Pool, username: str, role: people.Role = "facilitator") -> int:
    made = await people.add_person(
        db, username=username, name=username.title(), password_hash="x", role=role, at=NOW
    )
    return made.id


async def test_a_session_is_found_by_its_code_with_its_whole_plan(db: Pool) -> None:
    made = await sessions.create_session(
        db, code=CODE, plan=plan(ceiling=2_500_000_000), created_by=None, at=NOW, example=True
    )
    found = await sessions.find_session(db, CODE)
    assert found == made
    assert found.plan == plan(ceiling=2_500_000_000)
    assert (found.seq, found.stage, found.example) == (0, "planned", True)
    assert (found.created_at, found.opened_at, found.published_at) == (NOW, 0, 0)
    assert await sessions.find_session(db, "AAAAAA") is None


async def test_two_sessions_have_different_epochs(db: Pool) -> None:
    first = await sessions.create_session(db, code=CODE, plan=plan(), created_by=None, at=NOW)
    second = await sessions.create_session(db, code="ACDEFG", plan=plan(), created_by=None, at=NOW)
    assert first.epoch != second.epoch


async def test_a_code_is_given_once(db: Pool) -> None:
    await sessions.create_session(db, code=CODE, plan=plan(), created_by=None, at=NOW)
    with pytest.raises(sessions.CodeTaken):
        await sessions.create_session(db, code=CODE, plan=plan(), created_by=None, at=NOW)


async def test_who_made_a_session_may_run_it_and_so_may_every_admin(db: Pool) -> None:
    maker, other, admin = (
        await _person(db, "siti"),
        await _person(db, "budi"),
        await _person(db, "tina", "admin"),
    )
    row = await sessions.create_session(db, code=CODE, plan=plan(), created_by=maker, at=NOW)
    assert await sessions.may_facilitate(db, row.id, maker, "facilitator")
    assert not await sessions.may_facilitate(db, row.id, other, "facilitator")
    assert await sessions.may_facilitate(db, row.id, admin, "admin")
    assert [line.code for line in await sessions.sessions_of(db, maker, "facilitator")] == [CODE]
    assert await sessions.sessions_of(db, other, "facilitator") == []
    assert [line.code for line in await sessions.sessions_of(db, admin, "admin")] == [CODE]

    await sessions.add_facilitator(db, row.id, other)
    await sessions.add_facilitator(db, row.id, other)
    assert await sessions.may_facilitate(db, row.id, other, "facilitator")


async def test_lists_and_heads_follow_the_log(db: Pool) -> None:
    hall = await new_hall(db)
    await new_hall(db, code="ACDEFG")
    assert await sessions.live_sessions(db) == []
    await hall.begin(proposals=1)
    [line] = await sessions.live_sessions(db)
    assert (line.code, line.stage, line.opened_at) == (CODE, "open", hall.meeting.opened_at)
    assert await sessions.heads(db, [hall.row.id, 10**9]) == {hall.row.id: (hall.meeting.seq, 0)}
    found = await sessions.find_session(db, CODE)
    assert found is not None
    assert found.seq == hall.meeting.seq


async def test_a_new_screen_key_ends_the_old_ones(db: Pool) -> None:
    hall = await new_hall(db)
    assert hall.row.screen_generation == 1
    assert await sessions.new_screen_key(db, hall.row.id) == 2
    found = await sessions.find_session(db, CODE)
    assert found is not None
    assert found.screen_generation == 2


async def test_the_plan_is_enough_to_begin_the_meeting(db: Pool) -> None:
    row = await sessions.create_session(db, code=CODE, plan=plan(), created_by=None, at=NOW)
    assert Meeting(row.code, row.plan).plan.round_plan("prioritas") is not None
