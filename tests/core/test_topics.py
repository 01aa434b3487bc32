"""What opinions are taken about, and what one may say."""

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.topics import MOST_WORDS, checked, held, open_topics
from tests.builders import PHASES, content, happen, meeting


@pytest.fixture
def talking() -> Meeting:
    """Two proposals, of which the second is in focus."""
    after, _ = happen(
        meeting(),
        c.OpenMeeting(),
        c.EnterPhase(PHASES["usulan"]),
        c.SubmitProposal("a", "", content("Titi beton"), assisted=True),
        c.SubmitProposal("b", "", content("Lampu jalan"), assisted=True),
        c.EnterPhase(PHASES["musyawarah"]),
        c.FocusProposal(2),
    )
    return after


def test_only_the_proposal_in_focus_is_open(talking: Meeting) -> None:
    assert open_topics(talking) == {("usulan", 2)}
    assert open_topics(happen(talking, c.FocusProposal(1))[0]) == {("usulan", 1)}
    for command in (
        c.FocusProposal(0),
        c.HideProposal(2, "Sudah dibangun"),
        c.EnterPhase(PHASES["pemungutan"]),
        c.CloseMeeting(),
    ):
        assert open_topics(happen(talking, command)[0]) == frozenset(), command


def test_everybody_sees_the_counts_of_what_is_in_focus_and_not_of_what_was(
    talking: Meeting,
) -> None:
    counts = Counts(opinions={("usulan", 1): (4, 1), ("pertanyaan", 3): (7, 0)})
    assert held(talking, counts) == {("usulan", 2): (0, 0), ("pertanyaan", 3): (7,)}
    counts = Counts(opinions={("usulan", 2): (4, 1)})
    assert held(talking, counts) == {("usulan", 2): (4, 1)}


def test_only_an_objection_has_words() -> None:
    assert checked("usulan", 2, "  terlalu\u202e   mahal ") == "terlalu mahal"
    assert checked("usulan", 2, "") == ""
    assert checked("usulan", 1, "08123456789012") == ""
    assert checked("janji", 2, "belum jadi") == ""


@pytest.mark.parametrize(
    ("kind", "value", "words", "code"),
    [
        ("usulan", 3, "", "message_malformed"),
        ("usulan", -1, "", "message_malformed"),
        ("pertanyaan", 2, "", "message_malformed"),
        ("ronde", 1, "", "message_malformed"),
        ("usulan", 2, "x" * (MOST_WORDS + 1), "text_too_long"),
        ("usulan", 2, "hubungi 0812 3456 7890", "text_has_phone"),
    ],
)
def test_what_is_no_opinion_is_refused(kind: str, value: int, words: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        checked(kind, value, words)
    assert refused.value.code == code


def test_questions_are_open_while_shown_and_not_answered(talking: Meeting) -> None:
    asking = [c.AskQuestion(ref, "", f"Kapan jalan {ref} dibangun?") for ref in ("a", "b", "c")]
    asked, _ = happen(talking, *asking, c.HideQuestion(2, "Bukan pertanyaan"))
    shown = {("pertanyaan", n) for n, q in asked.questions.items() if q.status == "shown"}
    assert ("pertanyaan", 2) not in shown
    assert open_topics(asked) == {("usulan", 2), *shown}
    ready = happen(asked, c.ApproveQuestion(1))[0] if ("pertanyaan", 1) not in shown else asked
    answered, _ = happen(ready, c.AnswerQuestion(1, "Lurah"))
    assert ("pertanyaan", 1) in open_topics(ready)
    assert ("pertanyaan", 1) not in open_topics(answered)


def test_promises_are_open_while_the_meeting_is() -> None:
    brought, _ = happen(meeting(), c.BringPromise(2026, "Titi beton"))
    assert open_topics(brought) == frozenset()
    opened, _ = happen(brought, c.OpenMeeting())
    assert open_topics(opened) == {("janji", 1)}
    assert open_topics(happen(opened, c.CloseMeeting())[0]) == frozenset()
