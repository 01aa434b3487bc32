"""The checks themselves: each lie about a small meeting is found, and the truth passes."""

import random
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from musrenbang_live.core import events as e
from musrenbang_live.core.ballots import Choose, Paper
from musrenbang_live.core.events import Record
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.plan import RoundPlan
from tests import builders
from tests.faults.invariants import unshown, untruths
from tests.faults.outbox import Item
from tests.faults.phones import StormPhone
from tests.faults.sealed import unexplained
from tests.faults.stored import Stored

ME, ROUND = "me", RoundPlan("prioritas", "Prioritas", Choose(2))


def sent(do: str, ref: str, rev: int, content: dict[str, object], **answer: object) -> Item:
    return Item(do=do, ref=ref, rev=rev, content=content, sent=1, answer={"ok": ref, **answer})


def phone() -> StormPhone:
    """It proposed, supported, and voted twice; the second vote was not answered yet."""
    made = StormPhone("http://nowhere", "HMX4T7", random.Random(0))
    made.participant = ME
    items = [
        sent("propose", "p", 1, {"title": "Parit"}, number=1),
        sent("support", "s", 2, {"proposal": 1, "on": True}),
        sent("vote", "v1", 3, {"round": 1, "mark": [1]}),
        Item(do="vote", ref="v2", rev=4, content={"round": 1, "mark": []}, sent=1),
    ]
    made.done = {item.ref: item for item in items}
    return made


def stored() -> Stored:
    """All of it is stored, the second vote not."""
    happened = [
        e.MeetingOpened(),
        e.ProposalSubmitted(1, ME, False, "", builders.content("Parit")),
        e.ProposalApproved(1),
        e.RoundOpened(1, ROUND, Paper((1,))),
    ]
    records = [
        Record(seq, 0, "", event, "p" if seq == 2 else "") for seq, event in enumerate(happened, 1)
    ]
    vote = {"participant": ME, "round": 1, "ref": "v1", "rev": 3, "mark": [1], "blank": False}
    support = {"participant": ME, "proposal": 1, "ref": "s", "rev": 2, "supporting": True}
    return Stored(
        seq=4,
        stage="open",
        records=records,
        meeting=replay(builders.meeting(), records),
        rows={
            "participant": [{"id": ME}],
            "proposal": [{"number": 1, "title": "Parit", "status": "shown", "root": 1}],
            "round": [{"number": 1, "stage": "open", "options": [1]}],
            "ballot": [vote],
            "urn": [],
            "support": [support],
            "turnout": [],
            "mark": [],
        },
    )


def test_the_truth_passes() -> None:
    assert untruths(stored(), [phone()]) == []


def row(table: str, **changes: object) -> Callable[[Stored, StormPhone], None]:
    return lambda stored, phone: stored.rows[table][0].update(changes)


def lost(table: str) -> Callable[[Stored, StormPhone], None]:
    return lambda stored, phone: stored.rows[table].clear()


def twice(table: str) -> Callable[[Stored, StormPhone], None]:
    return lambda stored, phone: stored.rows[table].append(dict(stored.rows[table][0]))


def unsent(ref: str) -> Callable[[Stored, StormPhone], None]:
    return lambda stored, phone: phone.done.pop(ref) and None


LIES: dict[str, Callable[[Stored, StormPhone], None]] = {
    "a participant is lost": lost("participant"),
    "a participant is there twice": row("participant", id="somebody else"),
    "a vote is lost": lost("ballot"),
    "a vote is stored twice": twice("ballot"),
    "a vote says something else": row("ballot", mark=[2]),
    "an older vote won": row("ballot", rev=1),
    "a vote that nobody sent": unsent("v1"),
    "a support is lost": lost("support"),
    "a support is stored twice": twice("support"),
    "a support says no": row("support", supporting=False),
    "a support that nobody sent": unsent("s"),
    "a proposal that nobody sent": unsent("p"),
    "a proposal is lost": lambda stored, phone: stored.records.__delitem__(slice(1, 3)),
    "a proposal is in the log twice": lambda stored, phone: stored.records.append(
        replace(stored.records[1], seq=5)
    ),
    "a proposal got another number": lambda stored, phone: (
        phone.done["p"].answer.update(number=2) if phone.done["p"].answer else None
    ),
    "an event is lost": lambda stored, phone: stored.records.__delitem__(0),
    "the log is shorter than the session says": lambda stored, phone: setattr(stored, "seq", 5),
    "the stage is not that of the log": lambda stored, phone: setattr(stored, "stage", "closed"),
    "a row of a proposal is not that of the log": row("proposal", status="hidden"),
    "a row of a round is not that of the log": row("round", stage="closed"),
    "a number went back": lambda stored, phone: (
        phone._watch("hadir", "3") or phone._watch("hadir", "2")
    ),
    "a phone was sent away for good": lambda stored, phone: setattr(
        phone.line, "stopped", (4500, "")
    ),
    "something was refused": lambda stored, phone: setattr(
        phone.done["v2"], "answer", {"no": "v2", "code": "round_unknown"}
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_every_lie_is_found(lie: str) -> None:
    told, teller = stored(), phone()
    LIES[lie](told, teller)
    assert untruths(told, [teller])


def test_two_answers_must_agree() -> None:
    teller = phone()
    teller._answered({"ok": "p", "number": 2})
    assert untruths(stored(), [teller])


@pytest.mark.parametrize("wrong", [{"hadir": "2"}, {"masuk": "0"}, {"dukung-1": "0"}, {}])
def test_what_a_screen_shows_wrongly_is_found(wrong: dict[str, str]) -> None:
    shower = phone()
    shower.shown.text = {"hadir": "1", "masuk": "1", "jumlah-usulan": "1", "dukung-1": "1", **wrong}
    shower.shown.order = {"daftar-usulan": ["usulan-1"] if wrong else []}
    assert len(unshown(stored(), shower)) == 1
    shower.shown.order = {"daftar-usulan": ["usulan-1"]}
    shower.shown.text |= {"hadir": "1", "masuk": "1", "dukung-1": "1"}
    assert unshown(stored(), shower) == []


def sealed(*marks: list[int], voters: tuple[str, ...] = (ME,)) -> list[str]:
    told = stored()
    told.rows["turnout"] = [{"round": 1, "participant": voter} for voter in voters]
    told.rows["mark"] = [{"round": 1, "mark": mark} for mark in marks]
    return list(unexplained(told, [phone()], 1))


def test_a_sealed_round_holds_the_last_acknowledged_vote_or_a_later_one() -> None:
    assert sealed([1]) == []
    assert sealed([]) == []
    assert sealed([2])
    assert sealed(voters=())
    assert sealed([1], [1])
    assert sealed([1], [1], voters=(ME, "somebody"))
