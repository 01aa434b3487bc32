"""What somebody who holds the key could make of the ballots, and which check it fails."""

import uuid

import pytest

from tests.verify.bundles import Story
from tests.verify.forging import Forger, Lines
from tests.verify.machines import Failed
from tests.verify.stories import (
    AGREE,
    BORDA,
    CHOOSE,
    ELECT,
    MONEY,
    POINTS,
    POINTS_MONEY,
    SCHULZE,
    SCORE,
    WOMEN,
)


def twice_the_code(ballots: Lines) -> None:
    ballots[1]["code"] = ballots[0]["code"]


ILLEGAL: dict[str, tuple[int, list]] = {
    "nothing": (CHOOSE, []),
    "too many": (CHOOSE, [1, 2, 3, 4]),
    "unsorted": (CHOOSE, [2, 1]),
    "one twice": (CHOOSE, [1, 1]),
    "unknown": (CHOOSE, [99]),
    "rows": (CHOOSE, [[1]]),
    "an answer": (AGREE, [[1, 4]]),
    "unsorted answers": (AGREE, [[2, 1], [1, 1]]),
    "an answer twice": (AGREE, [[1, 1], [1, 2]]),
    "no answer": (AGREE, [[1]]),
    "too many points": (POINTS, [[1, 4], [2, 4]]),
    "points of zero": (POINTS, [[1, 0]]),
    "points below zero": (POINTS, [[1, -3], [2, 5]]),
    "too many for one": (POINTS_MONEY, [[1, 5]]),
    "too long an order": (BORDA, [1, 2, 3, 4]),
    "an order with one twice": (SCHULZE, [1, 2, 1]),
    "six of five": (SCORE, [[1, 6, 1]]),
    "a score too few": (SCORE, [[1, 3, 3], [2, 3]]),
    "a score too many": (SCORE, [[1, 3, 3, 3]]),
    "more than there is": (MONEY, list(range(1, 7))),
    "a candidate withdrawn": (ELECT, [4]),
    "too many candidates": (WOMEN, [1, 2, 3, 5]),
    "text": (CHOOSE, ["1"]),
    "true": (CHOOSE, [True]),
    "half": (CHOOSE, [1.5]),
    "a float": (CHOOSE, [1.0]),
    "an object": (CHOOSE, [{}]),
    "null": (CHOOSE, [None]),
}


@pytest.mark.parametrize("name", ILLEGAL)
def test_a_ballot_must_be_legal(story: Story, failed: Failed, name: str) -> None:
    number, mark = ILLEGAL[name]
    bundle = Forger(story).change_ballots(number, lambda b: b[0].update(mark=mark)).bundle()
    assert 8 in failed(bundle)


def test_a_ballot_must_be_one_of_those_sealed(story: Story, failed: Failed) -> None:
    for number in (CHOOSE, WOMEN):
        forger = Forger(story)
        forger.change_ballots(number, lambda b: b[0].update(mark=[1]), commit=False)
        assert 6 in failed(forger.bundle())


def test_no_ballot_is_added_or_left_out_afterwards(story: Story, failed: Failed) -> None:
    for change in (lambda b: b.pop(), lambda b: b.append({**b[0], "code": str(uuid.uuid4())})):
        bundle = Forger(story).change_ballots(AGREE, change, commit=False).bundle()
        assert {6, 9} <= failed(bundle)


def test_no_code_receipt_or_card_is_there_twice(story: Story, failed: Failed) -> None:
    forged = [Forger(story).change_ballots(AGREE, twice_the_code)]
    for part in ("receipt", "used"):

        def double(held: Lines, part: str = part) -> None:
            held[1][part] = held[0][part]

        forged.append(Forger(story).change_block(AGREE, part, double))
    for forger in forged:
        assert failed(forger.bundle()) == {6}


def test_lists_must_be_sorted(story: Story, failed: Failed) -> None:
    for part in ("ballot", "receipt", "used"):
        bundle = Forger(story).change_block(AGREE, part, lambda held: held[::-1]).bundle()
        assert failed(bundle) == {6}


def test_the_three_figures_must_be_one(story: Story, failed: Failed) -> None:
    for part in ("receipt", "used"):
        bundle = Forger(story).change_block(POINTS, part, lambda held: held[:-1]).bundle()
        assert failed(bundle) == {7}


def test_there_are_no_more_ballots_than_cards(story: Story, failed: Failed) -> None:
    """Fifty ballots were stuffed into a vote of a meeting with forty-eight cards in use."""
    forger = Forger(story)

    def stuff(ballots: Lines) -> None:
        while len(ballots) < 50:
            ballots.append({**ballots[0], "code": str(uuid.uuid4())})

    forger.change_ballots(CHOOSE, stuff)
    for part in ("receipt", "used"):

        def more(held: Lines, part: str = part) -> Lines:
            made = [uuid.uuid4() for _ in range(50 - len(held))]
            fresh = [str(one) if part == "receipt" else one.hex for one in made]
            values = sorted([line[part] for line in held] + fresh)
            return [{"round": CHOOSE, part: value} for value in values]

        forger.change_block(CHOOSE, part, more)
    bundle = forger.bundle()
    assert failed(bundle) == {7, 9}
