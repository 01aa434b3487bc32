"""A true bundle: it holds, whatever was voted on, and says so in sentences."""

import json
from typing import get_args

import pytest

from musrenbang_live.core.events import AnyEvent
from musrenbang_live.core.proof.bundle import TEXTS
from musrenbang_live.core.proof.stored_zip import unpacked
from musrenbang_live.core.verifying import Asked
from musrenbang_live.core.verifying.course import _RULES
from musrenbang_live.core.words import receipt_words
from tests.core.verifying.meetings import Parts, found, parts, site, wrong


@pytest.fixture(scope="module")
def true() -> Parts:
    return parts()


def test_a_true_bundle_holds(true: Parts) -> None:
    findings = found(true.packed())
    assert [(each.number, each.passed) for each in findings] == [
        (number, True) for number in (1, 2, 4, 5, 6, 7, 8, 9)
    ], findings
    assert all(each.sentence and not each.sentence.endswith(".") for each in findings)


@pytest.mark.parametrize("seed", range(2, 6))
@pytest.mark.parametrize("cards", [True, False])
@pytest.mark.parametrize("voters", [0, 1, 12])
def test_other_meetings_hold(seed: int, cards: bool, voters: int) -> None:
    assert wrong(parts(seed, cards=cards, voters=voters).packed(seed)) == {}


@pytest.mark.parametrize("voters", [0, 12])
def test_meetings_whose_desk_approved_phones_hold(voters: int) -> None:
    assert wrong(parts(7, desk=True, voters=voters).packed(7)) == {}


@pytest.mark.parametrize(
    "change",
    [
        ('"body":{"number":15}', '"body":{"number":16}'),  # a number that nobody asked for
        ('"body":{"number":15}', '"body":{"number":14}'),  # one that was given twice
        ('"kind":"CardIssued","body":{"number":15}', '"kind":"CardsPrinted","body":{"count":1}'),
    ],
)
def test_numbers_that_cannot_have_been_asked_for_are_seen(change: tuple[str, str]) -> None:
    it = parts(7, desk=True)
    place = next(n for n, line in enumerate(it.lines) if change[0].encode() in line)
    it.lines[place] = it.lines[place].replace(*(text.encode() for text in change))
    assert 4 in wrong(it.packed(7))


def test_no_number_is_asked_for_where_cards_are_printed() -> None:
    it = parts(7)
    place = next(n for n, line in enumerate(it.lines) if b'"kind":"CardsPrinted"' in line)
    it.lines[place] = (
        it.lines[place]
        .replace(b"CardsPrinted", b"CardIssued")
        .replace(b'"count":17', b'"number":1')
    )
    assert b'"kind":"CardIssued"' in it.lines[place]
    assert b'"number":1' in it.lines[place]
    assert 4 in wrong(it.packed(7))


def test_what_somebody_brings_along_is_compared(true: Parts) -> None:
    words = receipt_words(true.boxes[1].receipts[4])
    asked = Asked(site(1)[0].text, true.checkpoints()[2], words)
    findings = found(true.packed(), asked)
    assert [each.number for each in findings] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert all(each.passed for each in findings), findings
    assert "Suara pilih" in findings[-1].sentence


def test_only_what_the_archive_shows_is_in_it(true: Parts) -> None:
    data = true.packed()
    for private in ("nek Timah", "peserta-1", "Parit nomor 6", "Parit nomor 7", "Parit nomor 3"):
        assert private.encode() not in data
    texts = [json.loads(line) for line in unpacked(data)[TEXTS].splitlines()]
    told = {(each["path"], each["text"]) for each in texts}
    assert {("reason", "Menyebut nama orang."), ("content.title", "Parit besar")} <= told
    assert {("proposer", "Butet"), ("reason", "Robek"), ("name", "Ijah")} <= told
    assert ("name", "Amat") not in told  # withdrawn before anybody could vote


def test_an_erased_text_breaks_nothing(true: Parts) -> None:
    erased = parts()
    place = next(n for n, line in enumerate(erased.texts) if b"Parit besar" in line)
    del erased.texts[place : place + 2]
    for proposal in erased.record["proposals"]:
        if proposal["number"] == 3:
            proposal |= {"title": "", "problem": ""}
    for held in erased.record["rounds"]:
        for line in held["ranking"] if held["rule"]["kind"] != "delegasi" else []:
            if line["proposal"] == 3:
                line["title"] = ""
    assert wrong(erased.packed(notes=true.checkpoints())) == {}


def test_every_kind_of_event_has_its_rule() -> None:
    """A new kind that nobody added here would make every meeting with it look false."""
    assert set(_RULES) == set(get_args(AnyEvent))
