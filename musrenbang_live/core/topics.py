"""What residents tap an opinion about, and when: one rule for all three kinds.

A topic is a kind and a number: the proposal in focus (`usulan`: 1 agrees, 2 objects, with a reason
if wished), a question (`pertanyaan`: 1 supports it), a promise of last year (`janji`: 1 kept,
2 not). 0 takes an opinion back. None of it is a ballot: everybody sees how many there are.
"""

from typing import Final

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.text import accepted

Topic = tuple[str, int]
"""A kind of `VALUES`, and the number of a proposal, a question or a promise."""

VALUES: Final = {"usulan": 2, "pertanyaan": 1, "janji": 2}
"""The kinds, and the highest value of each."""
OBJECTS: Final = 2
"""The value of an objection to a proposal: the only one that comes with words."""
MOST_WORDS: Final = 200
"""Characters of a reason."""


def open_topics(meeting: Meeting) -> frozenset[Topic]:
    """What opinions are taken about at this moment: the proposal in focus, questions that are shown
    and not answered, and all promises while the meeting goes on."""
    if meeting.stage != "open":
        return frozenset()
    focused = meeting.proposals.get(meeting.focus)
    asked = meeting.questions.values()
    return frozenset(
        {
            *([("usulan", focused.number)] if focused and focused.stands else ()),
            *(("pertanyaan", q.number) for q in asked if q.status == "shown" and not q.answered_at),
            *(("janji", number) for number in meeting.promises),
        }
    )


def checked(kind: str, value: int, words: str) -> str:
    """The words of an opinion as they are kept: only an objection to a proposal has any.

    Raises `message_malformed` for a kind or value that is none, and what `text.accepted` does.
    """
    if kind not in VALUES or not 0 <= value <= VALUES[kind]:
        raise Rejected("message_malformed")
    if (kind, value) != ("usulan", OBJECTS):
        return ""
    return accepted(words, MOST_WORDS, field="words", required=False)


def held(meeting: Meeting, counts: Counts) -> dict[Topic, tuple[int, ...]]:
    """How many hold each opinion, for everybody: of the proposal in focus and of all else.

    What was said of proposals before is for the desk (`Counts.opinions`), to look back at.
    """
    fresh = {(kind, number): (0,) * VALUES[kind] for kind, number in open_topics(meeting)}
    told = {
        topic: values[: VALUES[topic[0]]]
        for topic, values in counts.opinions.items()
        if topic[0] != "usulan" or topic in fresh
    }
    return fresh | told
