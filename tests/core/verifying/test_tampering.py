"""Whoever holds the key and signs everything anew is still found out, where the votes disagree."""

import json

import pytest

from musrenbang_live.core.proof import bundle as b
from musrenbang_live.core.proof.public_log import block, first_line
from musrenbang_live.core.verifying import Asked, NoBundle, verify
from musrenbang_live.core.words import WORDS, receipt_words
from tests.core.verifying.changes import CHANGES, one_less
from tests.core.verifying.meetings import TOOLS, Parts, first_wrong, parts, resigned, site, wrong


@pytest.fixture(scope="module")
def true() -> Parts:
    return parts()


@pytest.fixture
def changed(true: Parts) -> Parts:
    """A copy to change."""
    record = json.loads(json.dumps(true.record))
    return Parts(
        true.plan, list(true.records), list(true.lines), {**true.boxes}, list(true.texts), record
    )


@pytest.mark.parametrize("name", CHANGES)
def test_even_signed_anew_by_the_same_key_it_is_found(changed: Parts, name: str) -> None:
    check, change = CHANGES[name]
    change(changed)
    assert check in wrong(changed.packed()), name


@pytest.mark.parametrize(
    "name", [name for name in CHANGES if CHANGES[name][0] != 9 and "after" not in name]
)
def test_and_by_an_older_checkpoint(true: Parts, changed: Parts, name: str) -> None:
    """Whatever of the log was changed before the older checkpoint contradicts it."""
    CHANGES[name][1](changed)
    if changed.log(site(1)[0])[0] != true.log(site(1)[0])[0]:
        older = true.checkpoints()[-1]
        assert 3 in wrong(changed.packed(), Asked(older=older))


def test_a_history_invented_as_a_whole_is_found_only_by_an_older_checkpoint(true: Parts) -> None:
    invented = parts(9)
    assert wrong(invented.packed()) == {}
    for older in true.checkpoints():
        assert wrong(invented.packed(), Asked(older=older)).keys() == {3}
    assert wrong(true.packed(), Asked(older=invented.checkpoints()[0])).keys() == {3}


def test_the_roots_that_were_signed_are_those_of_the_log(true: Parts, changed: Parts) -> None:
    """Whoever cannot sign roots anew cannot change a line; nor leave a root out."""
    one_less(changed)
    assert "was signed over other lines" in wrong(changed.packed(notes=true.checkpoints()))[2]
    notes = true.checkpoints()
    for place, note in enumerate(notes):
        less = true.packed(notes=[*notes[:place], *notes[place + 1 :]])
        assert 2 in wrong(less), note
    assert 2 in wrong(true.packed(notes=[notes[1], notes[0], *notes[2:]]))
    assert 2 in wrong(true.packed(notes=[*notes, notes[-1]]))
    assert 2 in wrong(true.packed(notes=[]))


def test_another_key_is_not_that_of_the_site(true: Parts) -> None:
    theirs = site(1)[0].text
    assert wrong(true.packed(2)) == {}
    assert "the key is not the one you have" in wrong(true.packed(2), Asked(key=theirs))[1]
    assert 3 in wrong(true.packed(2), Asked(older=true.checkpoints()[0]))
    assert 2 in wrong(true.packed(2, notes=true.checkpoints(1)))
    assert 1 in wrong(resigned(true.files(1), 2))
    assert 1 in wrong(true.packed(), Asked(key="no key at all"))
    assert 3 in wrong(true.packed(), Asked(older="no note at all"))


def test_a_log_of_another_meeting_or_key_is_not_this_one(true: Parts) -> None:
    key = site(1)[0]
    for first in (
        first_line("ACDEFG", key.text, true.plan),
        first_line("HMX4T7", site(2)[0].text, true.plan),
    ):
        files = true.files()
        files[b.LOG] = first + files[b.LOG][files[b.LOG].index(b"\n") :]
        assert {1, 2} <= wrong(resigned(files)).keys()


def test_a_block_stands_behind_its_closing_and_nowhere_else(true: Parts) -> None:
    files = true.files()
    lines = files[b.LOG].splitlines()
    rows = block(true.boxes[1])
    begin = lines.index(rows[0])
    rest = lines[:begin] + lines[begin + len(rows) :]
    for moved in (rest + rows, [*rest[:5], *rows, *rest[5:]], lines + rows, rest):
        found = wrong(resigned({**files, b.LOG: b.ndjson(moved)}))
        assert 5 in found, found


def test_files_can_neither_go_nor_come_nor_change(true: Parts) -> None:
    files = true.files()
    for name in files:
        less = {other: content for other, content in files.items() if other != name}
        assert first_wrong(b.as_zip(less)) == 1, name
        assert first_wrong(b.as_zip({**files, name: files[name] + b"\n"})) == 1, name
    assert 1 in wrong(b.as_zip({**files, "extra.txt": b""}))
    assert 1 in wrong(resigned({**files, "extra.txt": b""}))
    more = wrong(resigned({**files, b.ballots_file(8): b""}))
    assert 6 in more
    words = {**files, b.WORD_LIST: b"".join(f"{word}\n".encode() for word in reversed(WORDS))}
    assert 1 in wrong(resigned(words))


def test_receipts_are_looked_for(true: Parts) -> None:
    unknown = Asked(receipt=(WORDS[0], WORDS[1], WORDS[2]))
    assert "no ballot was counted" in wrong(true.packed(), unknown)[10]
    mistyped = Asked(receipt=("bukan", "kata", "kami"))
    assert "not in the list" in wrong(true.packed(), mistyped)[10]
    of_a_used = receipt_words(true.boxes[1].used[0])
    assert 10 in wrong(true.packed(), Asked(receipt=of_a_used))


@pytest.mark.parametrize("data", [b"", b"{}", b"%PDF-1.7", b"PK\5\6" + bytes(18)])
def test_what_is_no_zip_is_no_bundle(data: bytes) -> None:
    with pytest.raises(NoBundle):
        verify(data, TOOLS)
