"""Who may speak and for how long, how the time is shared, and what may be written down."""

from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.noting import noted
from musrenbang_live.core.plan import Rules
from musrenbang_live.core.speaking import (
    Board,
    Speaker,
    Spoken,
    Wish,
    by_gender,
    by_neighborhood,
    wished,
)
from musrenbang_live.core.views.floor import Turns, lectern, turns
from tests.builders import meeting, plan, run

OPEN = run(meeting(plan(rules=Rules(speaking_minutes=2))), c.OpenMeeting())


def speaker(number: int, state: Any = "waiting", **changes: Any) -> Speaker:
    """Somebody on the list, a woman from II; `changes` replace what is known."""
    known: dict[str, Any] = {
        "number": number,
        "name": "",
        "neighborhood": "II",
        "gender": "P",
        "state": state,
        "place": number,
        "minutes": 3,
    }
    return Speaker(**(known | changes))


DONE = speaker(1, "done", began_at=1_000, ended_at=61_900)
NOW = speaker(2, "speaking", began_at=62_000, from_phone=True)
LIST = (DONE, NOW, speaker(3, place=9), speaker(4, from_phone=True), speaker(5))


def test_a_wish_lasts_as_long_as_the_plan_says_or_the_desk() -> None:
    assert wished(OPEN, " Bu  Rohani ", "II", "P") == Wish("Bu Rohani", "II", "P", 2)
    assert wished(OPEN, "", "II", "x", 5) == Wish("", "II", "", 5)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("", "", "P"), "speaker_unnamed"),
        (("", "IX", "P"), "neighborhood_unknown"),
        (("a" * 61, "II", "P"), "text_too_long"),
        (("hubungi 0812 3456 7890", "II", "P"), "text_has_phone"),
        (("Bu Rohani", "II", "P", 0), "number_invalid"),
        (("Bu Rohani", "II", "P", 61), "number_invalid"),
    ],
)
def test_what_is_no_wish(given: tuple[Any, ...], code: str) -> None:
    with pytest.raises(Rejected) as refused:
        wished(OPEN, *given)
    assert refused.value.code == code


def test_people_speak_while_the_meeting_is_on() -> None:
    for other in (meeting(), run(OPEN, c.CloseMeeting())):
        with pytest.raises(Rejected, match="has not begun, or is over"):
            wished(other, "Bu Rohani", "II", "P")


def test_the_queue_follows_the_places_and_the_deadline_the_beginning() -> None:
    board = Board(speakers=LIST)
    assert [one.number for one in board.waiting] == [4, 5, 3]
    assert [board.turn(number) for number in (4, 3, 1, 2)] == [1, 3, 0, 0]
    assert board.speaking == NOW
    assert NOW.deadline == 62_000 + 180_000
    assert LIST[2].deadline == 0


def test_how_long_each_group_spoke() -> None:
    man = speaker(6, "done", gender="L", neighborhood="", began_at=0, ended_at=5_000)
    back = speaker(7, "done", gender="", began_at=9_000, ended_at=8_000)
    assert by_gender([DONE, NOW, man]) == (Spoken("P", 1, 60), Spoken("L", 1, 5))
    assert by_gender([back])[2] == Spoken("", 1, 0)
    assert by_neighborhood([DONE, man], ("I", "II")) == (Spoken("I", 0, 0), Spoken("II", 1, 60))


def test_phones_are_told_places_of_phones_and_the_wall_only_what_is_switched_on() -> None:
    board = Board(asking=True, speakers=LIST)
    assert turns(OPEN, board) == Turns(asking=True, at={4: 1, 2: 0})
    assert turns(run(OPEN, c.CloseMeeting()), board) == Turns()
    assert lectern(OPEN, board) is None
    shown = lectern(OPEN, Board(shown=True, speakers=LIST))
    assert shown is not None
    assert (shown.speaking, [one.number for one in shown.coming]) == (NOW, [4, 5])
    assert lectern(OPEN, Board(shown=True, speakers=(DONE,))) is None


def test_notes_are_cleaned_and_belong_to_a_phase() -> None:
    assert noted(OPEN, 0, "  Sambutan\u202e \r\n dari Lurah ") == "Sambutan\ndari Lurah"
    for phase in (-1, len(OPEN.plan.phases)):
        with pytest.raises(Rejected, match="no such phase"):
            noted(OPEN, phase, "Sambutan")
    for text in ("", " \u200b", "…", "a" * 1001, "NIK 1274051234567890"):
        with pytest.raises(Rejected):
            noted(OPEN, 0, text)
    published = run(OPEN, c.CloseMeeting(), c.PublishMeeting())
    with pytest.raises(Rejected, match="published"):
        noted(published, 0, "Sambutan")
