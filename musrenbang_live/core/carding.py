"""The rules of voter cards: printed, handed out, voided, replaced; part of `core.deciding`.

A card that was voided stays so. Who holds a card is no part of any of it.
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.cards import MOST_AT_ONCE, MOST_CARDS, Cards
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.proposing import checked_reason


def _print(meeting: Meeting, command: c.PrintCards, now: int) -> list[AnyEvent]:
    _must_use_cards(meeting)
    _must_not_be_over(meeting)
    if not 1 <= command.count <= MOST_AT_ONCE:
        raise Rejected("number_invalid", field="count")
    if command.after != meeting.cards.printed:  # another desk printed: its numbers are taken
        raise Rejected("stale")
    if command.after + command.count > MOST_CARDS:
        raise Rejected("number_invalid", field="count")
    return [e.CardsPrinted(command.count)]


def _activate(meeting: Meeting, command: c.ActivateCards, now: int) -> list[AnyEvent]:
    _must_use_cards(meeting)
    _must_not_be_over(meeting)
    first, last = command.first, command.last
    if not 1 <= first <= last:
        raise Rejected("number_invalid", field="last")
    if last > meeting.cards.printed:
        raise Rejected("card_not_printed", number=last, field="last")
    if meeting.cards.waiting.isdisjoint(range(first, last + 1)):
        if meeting.cards.active.issuperset(range(first, last + 1)):
            return []  # pressed twice
        raise Rejected("card_void", number=first)
    return [e.CardsActivated(first, last)]


def _void(meeting: Meeting, command: c.VoidCard, now: int) -> list[AnyEvent]:
    _must_use_cards(meeting)
    if not 1 <= command.number <= meeting.cards.printed:
        raise Rejected("card_not_printed", number=command.number, field="number")
    if command.number in meeting.cards.leftover | meeting.cards.revoked:
        return []
    return [e.CardVoided(command.number, checked_reason(command.reason))]


def _replace(meeting: Meeting, command: c.ReplaceCard, now: int) -> list[AnyEvent]:
    _must_use_cards(meeting)
    _must_not_be_over(meeting)
    if command.old not in meeting.cards.active:
        raise Rejected("card_not_active", number=command.old, field="old")
    if command.new not in meeting.cards.waiting:
        raise Rejected("card_not_waiting", number=command.new, field="new")
    return [e.CardReplaced(command.old, command.new)]


def _void_leftovers(meeting: Meeting, command: c.VoidLeftovers, now: int) -> list[AnyEvent]:
    _must_use_cards(meeting)
    left = len(meeting.cards.waiting)
    return [e.LeftoversVoided(left)] if left else []


def _must_use_cards(meeting: Meeting) -> None:
    if not meeting.plan.by_card:
        raise Rejected("cards_not_used")


def _must_not_be_over(meeting: Meeting) -> None:
    if meeting.stage == "closed":
        raise Rejected("session_not_open")


RULES: Final[dict[type[Any], Callable[..., list[AnyEvent]]]] = {
    c.PrintCards: _print,
    c.ActivateCards: _activate,
    c.VoidCard: _void,
    c.ReplaceCard: _replace,
    c.VoidLeftovers: _void_leftovers,
}

CardEvent = e.CardsPrinted | e.CardsActivated | e.CardVoided | e.CardReplaced | e.LeftoversVoided


def carded(cards: Cards, event: CardEvent) -> Cards:
    """The cards after one more event about them."""
    match event:
        case e.CardsPrinted(count=count):
            return replace(cards, printed=cards.printed + count)
        case e.CardsActivated(first=first, last=last):
            handed_out = cards.waiting.intersection(range(first, last + 1))
            return replace(cards, active=cards.active | handed_out)
        case e.CardVoided(number=number, reason=reason):
            left = _without(cards, number)
            return replace(left, reasons={**cards.reasons, number: reason})
        case e.CardReplaced(old=old, new=new):
            left = _without(cards, old)
            return replace(left, active=left.active | {new})
        case e.LeftoversVoided():
            return replace(cards, leftover=cards.leftover | cards.waiting)


def _without(cards: Cards, number: int) -> Cards:
    if number in cards.active:
        return replace(cards, active=cards.active - {number}, revoked=cards.revoked | {number})
    return replace(cards, leftover=cards.leftover | {number})
