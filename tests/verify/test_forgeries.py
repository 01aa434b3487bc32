"""What somebody who holds the key could publish instead, and which check it fails.

Records, logs and ballots that were forged are in files of their own.
"""

import json

import pytest

from tests.verify.bundles import Signer, Story
from tests.verify.forging import Forger
from tests.verify.machines import Failed
from tests.verify.stories import WOMEN


def test_what_is_changed_and_signed_again_is_whole(story: Story, failed: Failed) -> None:
    """So that the tests here and of forged records, logs and ballots fail for their own reason."""
    bundle = Forger(story).change_log(lambda lines: None).change_record(lambda r: None).bundle()
    assert failed(bundle) == set()


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
