"""The rules of voter cards: printed or asked for, handed out, voided, replaced; part of
`core.deciding`.

A card that was voided stays so. Who holds a card is no part of any of it.
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.cards import MOST_AT_ONCE, MOST_CARDS, MOST_WAITING, Cards
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.proposing import checked_reason

_ON_PHONES: Final = {
    "card_not_printed": "right_not_asked",
    "card_not_active": "right_not_active",
    "card_not_waiting": "right_not_waiting",
    "card_void": "right_not_waiting",
}
"""Why not, where a card is a number on a phone: the same refusals in other words."""


def _print(meeting: Meeting, command: c.PrintCards, now: int) -> list[AnyEvent]:
    _must_use_cards(meeting)
    if meeting.plan.by_desk:
        raise Rejected("rights_by_desk")
    _must_not_be_over(meeting)
    if not 1 <= command.count <= MOST_AT_ONCE:
        raise Rejected("number_invalid", field="count")
    if command.after != meeting.cards.printed:  # another desk printed: its numbers are taken
        raise Rejected("stale")
    if command.after + command.count > MOST_CARDS:
        raise Rejected("number_invalid", field="count")
    return [e.CardsPrinted(command.count)]


def _issue(meeting: Meeting, command: c.IssueCard, now: int) -> list[AnyEvent]:
    """However fast phones ask, no more than `MOST_WAITING` numbers wait for the desk."""
    if command.ref in meeting.issued:
        return []  # asked again by a phone that missed the answer
    _must_use_cards(meeting)
    if not meeting.plan.by_desk:
        raise Rejected("cards_are_printed")
    _must_not_be_over(meeting)
    if len(meeting.cards.waiting) >= MOST_WAITING or meeting.cards.printed >= MOST_CARDS:
        raise Rejected("rights_queue_full")
    return [e.CardIssued(meeting.cards.printed + 1)]


def _activate(meeting: Meeting, command: c.ActivateCards, now: int) -> list[AnyEvent]:
    _must_use_cards(meeting)
    _must_not_be_over(meeting)
    first, last = command.first, command.last
    if not 1 <= first <= last:
        raise Rejected("number_invalid", field="last")
    if last > meeting.cards.printed:
        raise _no(meeting, "card_not_printed", number=last, field="last")
    if meeting.cards.waiting.isdisjoint(range(first, last + 1)):
        pressed_twice = meeting.cards.active.issuperset(range(first, last + 1))
        if pressed_twice and not meeting.plan.by_desk:  # there it may be another phone's number
            return []
        raise _no(meeting, "card_void", number=first)
    return [e.CardsActivated(first, last)]


def _refuse(meeting: Meeting, command: c.RefuseCard, now: int) -> list[AnyEvent]:
    """Never a card that votes: it may have been handed out at another desk meanwhile."""
    _must_exist(meeting, command.number)
    if command.number in meeting.cards.active:
        raise _no(meeting, "card_not_waiting", number=command.number, field="number")
    return _void(meeting, c.VoidCard(command.number, command.reason), now)


def _void(meeting: Meeting, command: c.VoidCard, now: int) -> list[AnyEvent]:
    _must_exist(meeting, command.number)
    if command.number in meeting.cards.leftover | meeting.cards.revoked:
        return []
    return [e.CardVoided(command.number, checked_reason(command.reason))]


def _replace(meeting: Meeting, command: c.ReplaceCard, now: int) -> list[AnyEvent]:
    _must_use_cards(meeting)
    _must_not_be_over(meeting)
    if command.old not in meeting.cards.active:
        raise _no(meeting, "card_not_active", number=command.old, field="old")
    if command.new not in meeting.cards.waiting:
        raise _no(meeting, "card_not_waiting", number=command.new, field="new")
    return [e.CardReplaced(command.old, command.new)]


def _void_leftovers(meeting: Meeting, command: c.VoidLeftovers, now: int) -> list[AnyEvent]:
    _must_use_cards(meeting)
    left = len(meeting.cards.waiting)
    return [e.LeftoversVoided(left)] if left else []


def _must_use_cards(meeting: Meeting) -> None:
    if not meeting.plan.by_card:
        raise Rejected("cards_not_used")


def _must_exist(meeting: Meeting, number: int) -> None:
    _must_use_cards(meeting)
    if not 1 <= number <= meeting.cards.printed:
        raise _no(meeting, "card_not_printed", number=number, field="number")


def _must_not_be_over(meeting: Meeting) -> None:
    if meeting.stage == "closed":
        raise Rejected("session_not_open")


def _no(meeting: Meeting, code: str, **details: str | int) -> Rejected:
    return Rejected(_ON_PHONES[code] if meeting.plan.by_desk else code, **details)


RULES: Final[dict[type[Any], Callable[..., list[AnyEvent]]]] = {
    c.PrintCards: _print,
    c.IssueCard: _issue,
    c.ActivateCards: _activate,
    c.RefuseCard: _refuse,
    c.VoidCard: _void,
    c.ReplaceCard: _replace,
    c.VoidLeftovers: _void_leftovers,
}

CardEvent = (
    e.CardsPrinted
    | e.CardIssued
    | e.CardsActivated
    | e.CardVoided
    | e.CardReplaced
    | e.LeftoversVoided
)


def carded(cards: Cards, event: CardEvent) -> Cards:
    """The cards after one more event about them."""
    match event:
        case e.CardsPrinted(count=count):
            return replace(cards, printed=cards.printed + count)
        case e.CardIssued(number=number):
            return replace(cards, printed=number)
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
