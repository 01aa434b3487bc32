"""What happens to voter cards."""

from musrenbang_live.core.events.base import Event


class CardsPrinted(Event, frozen=True):
    """So many more voter cards have a number, following those before them."""

    count: int


class CardIssued(Event, frozen=True):
    """A phone asked for a voter card without paper, and got the next `number`."""

    number: int


class CardsActivated(Event, frozen=True):
    """The cards from `first` to `last` were handed out, those among them that are not void."""

    first: int
    last: int


class CardVoided(Event, frozen=True):
    """The card `number` votes no more, for `reason`; its ballot in an open round is taken out."""

    number: int
    reason: str


class CardReplaced(Event, frozen=True):
    """The card `old` is void, its ballot in an open round taken out, and `new` was handed out."""

    old: int
    new: int


class LeftoversVoided(Event, frozen=True):
    """All `count` cards that were printed and not handed out are void."""

    count: int
