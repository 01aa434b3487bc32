"""What somebody who holds the key could publish instead, and which check it fails."""

import copy
import json
import uuid
from collections.abc import Callable

import pytest

from tests.verify.bundles import Signer, Story
from tests.verify.forging import Forger, Lines, event, renumbered
from tests.verify.machines import Failed

CHOOSE, AGREE, POINTS, POINTS_MONEY, BORDA, SCHULZE, SCORE, MONEY, SHARES, ELECT, WOMEN = range(
    1, 12
)
"""The votes of the story by number."""


def swap_titles(record) -> None:
    first, second = record["rounds"][0]["ranking"][:2]
    first["title"], second["title"] = second["title"], first["title"]


def swap_ranks(record) -> None:
    ranking = record["rounds"][CHOOSE - 1]["ranking"]
    ranking[0], ranking[-1] = ranking[-1], ranking[0]


def one_more_vote(record) -> None:
    line = record["rounds"][ELECT - 1]["ranking"][0]
    line["votes"] += 1
    line["figures"]["suara"] += 1


def fund_another(record) -> None:
    decision = record["rounds"][MONEY - 1]["decisions"][0]
    options = [line["proposal"] for line in record["rounds"][MONEY - 1]["ranking"]]
    decision["chosen"] = [one for one in options if one not in decision["chosen"]][:1]


def true_for_one(record) -> None:
    record["rounds"][0]["ranking"][0]["rank"] = True


def without_a_round(record) -> None:
    del record["rounds"][3]


def a_round_more(record) -> None:
    record["rounds"].append(copy.deepcopy(record["rounds"][0]) | {"number": 12})


def another_price(record) -> None:
    record["proposals"][0]["unit_cost"] = 7


def another_agency(record) -> None:
    record["proposals"][0]["agency"] = "Dinas lain"


def another_item(record) -> None:
    record["proposals"][0]["catalog"] = "9.99"


def beyond_the_pagu(record) -> None:
    record["budget"]["beyond"].append(record["budget"]["order"][0])


def less_in_all(record) -> None:
    record["budget"]["total"] -= 1


RECORDS: dict[str, Callable] = {
    "another price": another_price,
    "another agency": another_agency,
    "another item of the catalogue": another_item,
    "beyond the pagu": beyond_the_pagu,
    "less in all": less_in_all,
    "two titles swapped": swap_titles,
    "two ranks swapped": swap_ranks,
    "a vote more": one_more_vote,
    "money to another": fund_another,
    "true for 1": true_for_one,
    "a vote left out": without_a_round,
    "a vote invented": a_round_more,
    "another rule": lambda record: record["rounds"][0]["rule"].update(most=2),
    "a poll": lambda record: record["rounds"][0].update(binding=False),
    "more cards": lambda record: record["rounds"][0].update(joined=99),
    "other lots": lambda record: record["rounds"][1].update(lots=[7]),
    "another tie": lambda record: record["rounds"][0].update(ties=["nomor", "undian"]),
    "a wide bar": lambda record: record["rounds"][0]["ranking"][0].update(share=100),
    "a place": lambda record: record["rounds"][7]["decisions"][0]["by_neighborhood"].update(IV=5),
    "a proposal": lambda record: record["proposals"][0].update(title="Gapura"),
    "a cost": lambda record: record["proposals"][0].update(cost=1),
    "a fate": lambda record: record["proposals"][-1].update(fate="waiting"),
    "a reason": lambda record: record["proposals"][-1].update(reason="Tidak layak."),
    "a card": lambda record: record["cards"].update(printed=61),
    "a card's reason": lambda record: record["cards"]["reasons"].update({"9": "hilang"}),
    "no cards": lambda record: record.pop("cards"),
    "more hands": lambda record: record["rounds"][0].update(people=6),
    "hands by another": lambda record: record["rounds"][0]["channels"][-1].update(by="Camat"),
    "a way in left out": lambda record: record["rounds"][0]["channels"].pop(),
    "rights on phones": lambda record: record["cards"].update(by_desk=True),
    "the ward": lambda record: record["session"].update(ward="Sijambi"),
    "the day": lambda record: record.update(closed="2020-01-01T00:00:00+00:00"),
    "a phase": lambda record: record["phases"][1].update(title="Doa"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_what_the_archive_shows_must_follow(story: Story, failed: Failed, name: str) -> None:
    bundle = Forger(story).change_record(RECORDS[name]).bundle()
    assert failed(bundle) == {9}


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


def test_what_is_changed_and_signed_again_is_whole(story: Story, failed: Failed) -> None:
    """So that the tests above fail for their own reason."""
    bundle = Forger(story).change_log(lambda lines: None).change_record(lambda r: None).bundle()
    assert failed(bundle) == set()


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


def test_texts_must_be_those_of_the_time(story: Story, failed: Failed) -> None:
    for change in (
        {"text": "Gapura"},
        {"salt": "0" * 32},
        {"seq": 1},
        {"path": "content.cost"},
    ):
        forger = Forger(story)
        texts = [json.loads(line) for line in forger.files["texts.ndjson"].splitlines()]
        texts[-1].update(change)
        forger.files["texts.ndjson"] = b"".join(
            json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in texts
        )
        bundle = forger.bundle()
        assert {4, 9} <= failed(bundle)


def test_an_erased_text_breaks_no_proof(story: Story, failed: Failed) -> None:
    forger = Forger(story)
    lines = forger.files["texts.ndjson"].splitlines(keepends=True)
    gone = next(line for line in lines if b'"content.problem"' in line)
    told = json.loads(gone)["text"]
    forger.files["texts.ndjson"] = b"".join(line for line in lines if line != gone)
    number = next(
        line["body"]["number"]
        for line in forger.log()
        if line.get("seq") == json.loads(gone)["seq"]
    )
    assert failed(forger.bundle()) == {9}, "it is still in the record"

    def erase(record) -> None:
        proposal = next(one for one in record["proposals"] if one["number"] == number)
        assert proposal["problem"] == told
        proposal["problem"] = ""

    bundle = forger.change_record(erase).bundle()
    assert failed(bundle) == set()


@pytest.mark.parametrize("kind", ["MeetingOpened", "RoundClosed", "MeetingPublished"])
def test_a_root_was_signed_whenever_it_had_to_be(story: Story, failed: Failed, kind: str) -> None:
    forger = Forger(story)
    forger.skip_checkpoint = kind
    assert failed(forger.bundle()) == {2}


def len_then_text(name: str) -> tuple[int, str]:
    """Numbers without leading zeros in their order."""
    return len(name), name


def test_an_older_checkpoint_shows_another_log(story: Story, failed: Failed) -> None:
    files = story.files()
    named = [name for name in files if name.startswith("checkpoint-")]
    kept = [files[name] for name in sorted(named, key=len_then_text)]
    honest = story.bundle()
    forged = Forger(story).change_ballots(WOMEN, lambda b: b[0].update(mark=[1])).bundle()
    told = set()
    for data in (kept[0], kept[len(kept) // 2], kept[-1]):
        assert failed(honest, checkpoint=data) == set()
        told.add(3 in failed(forged, checkpoint=data))
    assert told == {True, False}, "those from before the forged vote still fit"
    assert failed(honest, checkpoint=kept[0].replace(b"\n", b"\r\n")) == set()


def test_a_checkpoint_of_another_site_or_none_at_all(story: Story, failed: Failed) -> None:
    other = Signer(b"x" * 32)
    forged = other.note(f"{other.name}/HMX4T7\n1\n{'A' * 43}=\n")
    for data in (forged, b"\xff", b"\n\n", b"x"):
        assert failed(story.bundle(), checkpoint=data) == {3}


def test_the_key_must_be_the_one_that_is_known(story: Story, failed: Failed) -> None:
    honest = story.bundle()
    assert failed(honest, key=story.signer.vkey) == set()
    assert failed(honest, key=Signer(b"x" * 32).vkey) == {1}


def test_files_may_not_be_added_or_left_out(story: Story, failed: Failed) -> None:
    for name in Forger(story).files:
        forger = Forger(story)
        if name.startswith("checkpoint-"):
            continue  # these are made anew
        if name.startswith("ballots-") and name not in ("ballots-1.ndjson", "ballots-11.ndjson"):
            continue  # the first and the last stand for all
        del forger.files[name]
        if name == "log.ndjson":
            continue  # nothing is left of it
        assert failed(forger.bundle()), name
    for name in ("ballots-99.ndjson", "lain.txt", "log.ndjson/", "ballots-0.ndjson", "\xe9"):
        forger = Forger(story)
        forger.files[name] = b""
        assert failed(forger.bundle()), name
