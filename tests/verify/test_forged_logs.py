"""What somebody who holds the key could write into the log instead, and which check it fails."""

import copy
from collections.abc import Callable

import pytest

from tests.verify.bundles import Story
from tests.verify.forging import Forger, Lines, event, renumbered
from tests.verify.machines import Failed
from tests.verify.stories import MONEY, POINTS, WOMEN


def unknown_kind(lines: Lines) -> None:
    event(lines, "TimerMoved")["kind"] = "Miracle"


def without_an_event(lines: Lines) -> None:
    lines.remove(event(lines, "TimerMoved"))


def open_later(lines: Lines) -> None:
    opened = event(lines, "MeetingOpened")
    lines.remove(opened)
    lines.insert(lines.index(event(lines, "PhaseEntered")) + 1, opened)
    renumbered(lines)


def after_the_end(lines: Lines) -> None:
    late = copy.deepcopy(event(lines, "ProposalApproved"))
    lines.append(late)
    renumbered(lines)


def edit_while_voted_on(lines: Lines) -> None:
    edited = event(lines, "ProposalEdited")
    lines.remove(edited)
    lines.insert(lines.index(event(lines, "RoundOpened")) + 1, edited)
    renumbered(lines)


def two_at_once(lines: Lines) -> None:
    first, second = event(lines, "RoundOpened", 1), event(lines, "RoundOpened", 2)
    lines.remove(second)
    lines.insert(lines.index(first) + 1, second)
    renumbered(lines)


def reveal_first(lines: Lines) -> None:
    revealed = event(lines, "RoundRevealed", 1)
    lines.remove(revealed)
    lines.insert(lines.index(event(lines, "RoundClosed", 1)), revealed)
    renumbered(lines)


def block_astray(lines: Lines) -> None:
    at = next(place for place, line in enumerate(lines) if "ballots" in line)
    size = 1 + sum(lines[at][name] for name in ("ballots", "receipts", "used"))
    block = lines[at : at + size]
    del lines[at : at + size]
    lines[at + 1 : at + 1] = block


def block_twice(lines: Lines) -> None:
    at = next(place for place, line in enumerate(lines) if "ballots" in line)
    size = 1 + sum(lines[at][name] for name in ("ballots", "receipts", "used"))
    lines[at + size : at + size] = copy.deepcopy(lines[at : at + size])


def no_block(lines: Lines) -> None:
    at = next(place for place, line in enumerate(lines) if "ballots" in line)
    size = 1 + sum(lines[at][name] for name in ("ballots", "receipts", "used"))
    del lines[at : at + size]


def another_rule(lines: Lines) -> None:
    event(lines, "RoundOpened")["body"]["plan"]["rule"]["most"] = 2


def another_cost(lines: Lines) -> None:
    event(lines, "RoundOpened", MONEY)["body"]["paper"]["costs"][0] += 1


def another_woman(lines: Lines) -> None:
    event(lines, "RoundOpened", WOMEN)["body"]["paper"]["women"] = []


def hidden_option(lines: Lines) -> None:
    event(lines, "RoundOpened")["body"]["paper"]["options"].append(8)


def strange_lots(lines: Lines) -> None:
    drawn = event(lines, "LotsDrawn")["body"]
    drawn["order"] = [99]


def more_cards(lines: Lines) -> None:
    event(lines, "CardsActivated")["body"]["last"] = 61


def a_card_that_was_void(lines: Lines) -> None:
    event(lines, "CardReplaced")["body"]["new"] = 3


def another_word(lines: Lines) -> None:
    event(lines, "ProposalEdited")["words"]["content.title"] = "0" * 64


def hands_after_the_close(lines: Lines) -> None:
    counted = event(lines, "HandsCounted", 1)
    lines.remove(counted)
    lines.insert(lines.index(event(lines, "RoundRevealed", 1)), counted)
    renumbered(lines)


def more_hands_than_people(lines: Lines) -> None:
    event(lines, "HandsCounted", 1)["body"]["figures"][0][1] = 10


def hands_for_points(lines: Lines) -> None:
    counted = event(lines, "HandsCounted", 1)
    lines.remove(counted)
    counted["body"]["number"] = POINTS
    lines.insert(lines.index(event(lines, "RoundClosed", POINTS)), counted)
    renumbered(lines)


def a_right_on_a_phone(lines: Lines) -> None:
    printed = event(lines, "CardsPrinted")
    printed["kind"], printed["body"] = "CardIssued", {"number": 1}


LOGS: dict[str, tuple[Callable[[Lines], None], set[int]]] = {
    "an unknown kind": (unknown_kind, {4}),
    "a gap": (without_an_event, {4}),
    "opened second": (open_later, {4}),
    "after the publication": (after_the_end, {4}),
    "edited on the ballot": (edit_while_voted_on, {4}),
    "two votes at once": (two_at_once, {5}),
    "revealed before it closed": (reveal_first, {5}),
    "ballots elsewhere": (block_astray, {5}),
    "ballots twice": (block_twice, {5}),
    "no ballots": (no_block, {5}),
    "another rule": (another_rule, {5}),
    "another cost": (another_cost, {5}),
    "another woman": (another_woman, {5}),
    "a hidden option": (hidden_option, {5}),
    "hands after the close": (hands_after_the_close, {5}),
    "more hands than people": (more_hands_than_people, {5}),
    "hands for points": (hands_for_points, {5}),
    "a right where cards are of paper": (a_right_on_a_phone, {4}),
    "strange lots": (strange_lots, {5}),
    "cards never printed": (more_cards, {4}),
    "a card that was void": (a_card_that_was_void, {4}),
    "another hash of a title": (another_word, {4}),
}


@pytest.mark.parametrize("name", LOGS)
def test_the_log_must_be_one_that_could_happen(story: Story, failed: Failed, name: str) -> None:
    change, checks = LOGS[name]
    bundle = Forger(story).change_log(change).bundle()
    assert checks <= failed(bundle)
