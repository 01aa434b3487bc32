"""What was agreed without a vote: both verifiers find what the record says otherwise."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.verify.bundles import Story, sealed
from tests.verify.machines import Failed

Change = Callable[[dict[str, Any]], object]


def of(record: dict[str, Any], verdict: str) -> dict[str, Any]:
    """The first proposal with this verdict."""
    found: dict[str, Any] = next(p for p in record["proposals"] if p.get("verdict") == verdict)
    return found


def carried(record: dict[str, Any]) -> dict[str, Any]:
    """The proposal that carries a promise on."""
    found: dict[str, Any] = next(p for p in record["proposals"] if "continues" in p)
    return found


CHANGES: dict[str, Change] = {
    "an order": lambda record: record["agreed"]["order"].reverse(),
    "an order left out": lambda record: record.pop("agreed"),
    "a reason": lambda record: record["agreed"].update(reason="Sama saja."),
    "the vote": lambda record: record["agreed"].update(vote=1),
    "a delegate": lambda record: record["delegates"]["people"].pop(),
    "a name": lambda record: record["delegates"]["people"][0].update(name="Orang lain"),
    "a verdict": lambda record: of(record, "mufakat").update(verdict="belum"),
    "a verdict made up": lambda record: record["proposals"][-1].update(verdict="mufakat"),
    "why not": lambda record: of(record, "belum").update(verdict_code="pagu"),
    "why not in words": lambda record: of(record, "belum").update(verdict_reason="Lain."),
    "a rank": lambda record: of(record, "mufakat").update(agreed_rank=9),
    "a promise": lambda record: record["promises"][0].update(title="Gapura"),
    "a promise left out": lambda record: record.pop("promises"),
    "a promise kept": lambda record: record["promises"][0].update(state="selesai"),
    "an answer": lambda record: record["promises"][0].update(answer="Sudah selesai."),
    "who answered": lambda record: record["promises"][0].update(by="Camat"),
    "what carries it on": lambda record: record["promises"][0].update(proposal=1),
    "where it comes from": lambda record: carried(record).update(origin="ACDEFG/9"),
    "that it is carried on": lambda record: carried(record).pop("continues"),
}


def test_it_is_published(story: Story, failed: Failed) -> None:
    record = json.loads(story.files()["record.json"])
    assert record["agreed"]["order"] == list(story.meeting.ranks)
    assert record["agreed"]["reason"] == "Jalan sekolah dahulu."
    assert record["agreed"]["vote"] == max(
        number for number, held in story.meeting.rounds.items() if not held.elects
    )
    assert [one["name"] for one in record["delegates"]["people"]] == ["Calon 1", "Calon 2"]
    assert of(record, "belum")["verdict_code"] == "lahan"
    assert [one["proposal"] for one in record["promises"]] == [carried(record)["number"]]
    assert carried(record)["origin"] == record["promises"][0]["origin"] == "ACDEFG/4"
    assert failed(story.bundle()) == set()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_record_that_says_otherwise_fails(story: Story, failed: Failed, change: Change) -> None:
    files = story.files()
    record = json.loads(files["record.json"])
    change(record)
    files["record.json"] = json.dumps(record).encode()
    assert failed(sealed(story.signer, files)) == {9}
