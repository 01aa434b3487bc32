"""What happens to questions."""

from musrenbang_live.core.events.base import Event


class QuestionAsked(Event, frozen=True):
    """A question was asked and got `number`.

    `author` is a participant id or empty; `name` is to be published, empty unless asked for.
    """

    number: int
    author: str
    name: str
    text: str


class QuestionApproved(Event, frozen=True):
    """The committee looked at the question; from now on everybody sees it."""

    number: int


class QuestionHidden(Event, frozen=True):
    """The question is no longer shown, for `reason`."""

    number: int
    reason: str


class QuestionAnswered(Event, frozen=True):
    """Somebody whose function is `by` answered: with `text`, or aloud where it is empty."""

    number: int
    by: str
    text: str


class QuestionFocused(Event, frozen=True):
    """The question is the one being answered; 0 for none."""

    number: int
