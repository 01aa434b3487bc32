"""What comes over a line, from the message to the answer, without the line."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.words import receipt_words
from musrenbang_live.live.room import Room
from musrenbang_live.store.pool import Pool
from musrenbang_live.web import language
from musrenbang_live.web.intake import Answer, Propose, Sent, Support, Vote, receive
from tests.builders import PHASES, content
from tests.live.house import House, open_house
from tests.live.test_boxes import election
from tests.patience import until
from tests.store.hall import count, new_id

INDONESIAN = language.load()["id"]


class Phone:
    """Sends what a participant does, and notes every answer."""

    def __init__(self, house: House, room: Room, participant: str) -> None:
        self.answers: list[Answer] = []
        self._house, self._room, self._participant = house, room, participant

    def send(self, sent: Sent) -> None:
        """Send it; answers come when they come."""
        service, reply = self._house.service, self.answers.append
        receive(service, self._room, self._participant, sent, INDONESIAN, reply)

    async def answer(self, sent: Sent) -> Answer:
        """Send it and wait for the one answer there must be."""
        before = len(self.answers)
        self.send(sent)
        await until(lambda: len(self.answers) > before)
        await asyncio.sleep(0)
        assert len(self.answers) == before + 1
        return self.answers[-1]


REF = "7f0c0d3e-0000-4000-8000-000000000007"


def vote(
    mark: object = None, rev: int = 1, round_: int = 1, ref: str = "", receipt: str = ""
) -> Vote:
    """A vote as a phone sends it."""
    return Vote(ref or new_id(), rev, round_, [1] if mark is None else mark, receipt=receipt)


async def voting(house: House) -> Room:
    """A room with three proposals and an open round."""
    code = await house.begun()
    for number in (1, 2, 3):
        await house.propose(code, f"Perbaikan jalan {number}")
    await house.act(code, c.EnterPhase(PHASES["pemungutan"]))
    return await house.service.room(code)


async def test_votes_and_supports_make_no_task_and_are_answered_once(
    db: Pool, database_url: str
) -> None:
    async with open_house(database_url) as house:
        code = await house.begun()
        room = await house.service.room(code)
        number = await house.propose(code)
        phone = Phone(house, room, await house.join(code))
        tasks = len(asyncio.all_tasks())
        support = Support(new_id(), 1, number, True)
        phone.send(support)
        assert len(asyncio.all_tasks()) == tasks
        await until(lambda: phone.answers)
        said = "Dukungan untuk usulan 1 tercatat."
        assert phone.answers == [Answer(ok=support.ref, say=said)]
        taken = await phone.answer(Support(new_id(), 2, number, False))
        assert taken.say == "Dukungan untuk usulan 1 dicabut."
        await house.act(code, c.EnterPhase(PHASES["pemungutan"]))
        tasks = len(asyncio.all_tasks())
        phone.send(choice := vote())
        assert len(asyncio.all_tasks()) == tasks
        await until(lambda: len(phone.answers) == 3)
        assert phone.answers[-1].ok == choice.ref
        assert phone.answers[-1].say.startswith("Tersimpan pukul ")
        again = await phone.answer(choice)
        assert again == phone.answers[2], "sent again, answered alike"
    assert await count(db, "ballot") == 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (vote(mark="1"), "mark_malformed"),
        (vote(mark=[1, 1]), "mark_duplicate_option"),
        (vote(mark=[99]), "mark_unknown_option"),
        (vote(ref="x" * 300), "message_malformed"),
        (vote(rev=0), "message_malformed"),
        (vote(rev=2**63), "message_malformed"),
        (vote(receipt="melati sungai perahu"), "message_malformed"),
        (vote(receipt="0" * 5_000), "message_malformed"),
        (vote(receipt="\x00"), "message_malformed"),
        (vote(ref=REF, receipt=REF.upper()), "message_malformed"),  # it would show the ballot
        (Support("no id", 1, 1, True), "message_malformed"),
        (Support(new_id(), -1, 1, True), "message_malformed"),
        (Support(new_id(), 1, 0, True), "proposal_unknown"),
        (Support(new_id(), 1, 2**40, True), "proposal_unknown"),
        (Support(new_id(), 1, 1, True), "phase_closed"),
        (vote(round_=7), "round_unknown"),
        (vote(round_=-(2**40)), "round_unknown"),
        (Propose(new_id(), "", "", ""), "phase_closed"),
    ],
)
async def test_what_cannot_be_taken_is_answered_with_the_reason(
    database_url: str, sent: Sent, code: str
) -> None:
    async with open_house(database_url) as house:
        room = await voting(house)
        phone = Phone(house, room, await house.join(room.code))
        answer = await phone.answer(sent)
        assert (answer.code, answer.ok) == (code, "")
        assert answer.no == sent.ref[:64]
        assert answer.say


async def test_a_receipt_is_kept_through_changes_and_answered_in_words(
    db: Pool, database_url: str
) -> None:
    async with open_house(database_url) as house:
        room = await voting(house)
        phone = Phone(house, room, await house.join(room.code))
        receipt = new_id()
        words = " ".join(receipt_words(receipt))
        for rev, mark in enumerate(([1], [2], [], [3]), 1):
            sent = vote(mark, rev, receipt=receipt.upper() if rev == 2 else receipt)
            answer = await phone.answer(sent)
            assert answer.words == (words if mark else ""), "a blank ballot is not counted"
            assert (await phone.answer(sent)).words == answer.words, "sent again, answered alike"
        late = await phone.answer(vote([1], 2, receipt=new_id()))
        assert (late.code, late.words) == ("", ""), "an older choice is not the one that is stored"
        row = await db.fetchrow("SELECT receipt::text, mark FROM ballot")
        assert row is not None
        assert (row["receipt"], row["mark"]) == (receipt, [3])
        assert (await phone.answer(vote([1], 9))).words == ""
        assert await db.fetchval("SELECT receipt::text FROM ballot") == receipt


async def test_who_has_not_joined_is_told_so(database_url: str) -> None:
    async with open_house(database_url) as house:
        room = await voting(house)
        for stranger in ("", new_id()):
            answer = await Phone(house, room, stranger).answer(vote())
            assert answer.code == "participant_unknown"


async def test_a_vote_after_the_end_is_told_when_that_was(database_url: str) -> None:
    async with open_house(database_url) as house:
        room = await voting(house)
        phone = Phone(house, room, await house.join(room.code))
        await phone.answer(vote())
        await house.act(room.code, c.CloseRound(1))
        late = await phone.answer(vote(rev=2))
        assert late.code == "round_closed"
        assert "tetap dihitung" in late.say


async def test_a_round_another_process_opened_this_instant_is_known_when_voted_in(
    database_url: str,
) -> None:
    async with open_house(database_url) as here, open_house(database_url) as there:
        code = await here.begun()
        await here.propose(code)
        phone = Phone(here, await here.service.room(code), await here.join(code))
        await there.act(code, c.EnterPhase(PHASES["pemungutan"]))
        choice = vote()
        assert (await phone.answer(choice)).ok == choice.ref


async def test_a_proposal_is_answered_with_its_number(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await house.begun()
        room = await house.service.room(code)
        phone = Phone(house, room, await house.join(code))
        said = content("Lampu jalan Gang Mawar")
        sent = Propose(new_id(), said.title, said.problem, said.neighborhood, said.landmark)
        answer = await phone.answer(sent)
        assert answer == Answer(ok=sent.ref, say=answer.say, number=1)
        assert (await phone.answer(sent)).number == 1


async def test_whatever_goes_wrong_is_answered_and_may_be_sent_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def wrong(error: Exception) -> Callable[..., Any]:
        def broken(*given: object, **named: object) -> None:
            raise error

        return broken

    async with open_house(database_url) as house:
        room = await voting(house)
        phone = Phone(house, room, await house.join(room.code))
        for does, sent in (
            ("ask_vote", vote()),
            ("ask_support", Support(new_id(), 1, 1, True)),
            ("vote", vote(round_=8)),
            ("propose", Propose(new_id(), "a", "b", "c")),
        ):
            with monkeypatch.context() as patched:
                patched.setattr(house.service, does, wrong(ZeroDivisionError()))
                answer = await phone.answer(sent)
            assert answer.code == "unavailable"
            assert answer.again >= 2_000
            assert "ZeroDivisionError" in caplog.text
            caplog.clear()
        monkeypatch.setattr(house.service, "propose", wrong(ConnectionRefusedError()))
        answer = await phone.answer(Propose(new_id(), "a", "b", "c"))
        assert answer.code == "unavailable"
        assert not caplog.records, "a database that is away is no mistake in the program"


async def test_one_bell_is_rung_for_many_votes(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(database_url) as house:
        room = await voting(house)
        phones = [Phone(house, room, await house.join(room.code)) for _ in range(40)]
        await room.recount()
        rung: list[tuple[object, ...]] = []
        told = house.hub.told

        def noted(*parts: Any, **named: Any) -> None:
            rung.append(parts)
            told(*parts, **named)

        monkeypatch.setattr(house.hub, "told", noted)
        for phone in phones:
            phone.send(vote())
        await until(lambda: all(phone.answers for phone in phones))
        assert set(rung) == {(room, "ballots")}
        assert len(rung) <= 3, "one for each commit"
        await until(lambda: room.counts.turnout == {1: 40})


async def test_a_ballot_that_is_cast_once_is_answered_for_good(database_url: str) -> None:
    async with open_house(database_url) as house:
        room = await house.service.room(await election(house))
        phone = Phone(house, room, await house.join(room.code))
        ref = new_id()
        for _ in range(2):
            answer = await phone.answer(vote([1, 2], ref=ref))
            assert (answer.ok, answer.code) == (ref, "")
            assert answer.say.startswith("Suara Bapak/Ibu sudah masuk kotak suara pukul ")
        refused = await phone.answer(vote([3], rev=2))
        assert (refused.code, refused.again) == ("ballot_cast", 0)
        assert refused.say == "Suara Bapak/Ibu sudah ada di kotak suara dan tidak dapat diganti."
        assert (await phone.answer(vote([]))).code == "mark_empty"
        await house.act(room.code, c.CloseRound(1))
        late = await phone.answer(vote([1, 2], ref=ref))
        assert late.code == "round_closed"
        assert "Suara di kotak suara tetap dihitung." in late.say
