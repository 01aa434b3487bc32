"""Bytes changed anywhere, and nonsense everywhere: refused, and never by an exception."""

import base64
import json
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.verify.bundles import (
    Bundle,
    Signer,
    Story,
    compact,
    joined,
    sealed,
    unzipped,
    zipped,
)
from tests.verify.forging import Forger
from tests.verify.machines import Failed, Node, alone, failed_alone
from tests.verify.stories import RULES, told

BYTES = 2_000
"""So many single bytes are changed for `verify.py`; for the browser fewer."""


@pytest.fixture(scope="module")
def small() -> Bundle:
    """The bundle of a short meeting, without what is big in it and the same for all."""
    story = told({"anggaran": RULES["anggaran"]}, ballots=5, proposals=3, by_card=False)
    files = story.files() | {"verify.py": b"#\n"}
    return sealed(story.signer, files)


def changed(bundle: bytes, random: Random) -> bytes:
    """The bundle with one byte changed, left out, or put in."""
    at = random.randrange(len(bundle))
    old = bundle[at : at + 1]
    kinds = (
        bytes([old[0] ^ 1 << random.randrange(8)]),
        bytes([(old[0] + random.randrange(1, 256)) % 256]),
        b"",
        old + random.randbytes(1),
    )
    return bundle[:at] + random.choice(kinds) + bundle[at + 1 :]


def is_whole(bundle: bytes) -> bool:
    """Whether the first check of `verify.py` passes."""
    verify = alone()
    try:
        return verify.check_file(verify.Bundle(bundle), verify.Asked()) != ""
    except (verify.Refuted, *verify.MALFORMED):
        return False


def test_the_untouched_bundle_is_fine(small: Bundle, failed: Failed) -> None:
    assert is_whole(small)
    assert failed(small) == set()


def test_one_byte_anywhere_is_noticed(small: Bundle) -> None:
    random = Random(5)
    for _ in range(BYTES):
        assert not is_whole(changed(small, random))


def test_one_byte_anywhere_is_noticed_in_the_browser(small: Bundle, failed: Failed) -> None:
    random = Random(6)
    for _ in range(BYTES // 32):
        tampered = changed(small, random)
        assert 1 in failed(tampered) or 0 in failed_alone(tampered)


def test_every_last_sign_of_a_note_counts() -> None:
    """Base64 has bits at its end that mean nothing, and a signature could have a second form."""
    verify, signer = alone(), Signer()
    key, note = verify.read_key(signer.vkey), signer.note("satu\ndua\n")
    assert verify.open_note(note, key, "it") == ["satu", "dua"]
    for at in range(len(note)):
        for other in (*b"=+/\n Az09\x00\xff", note[at] ^ 1, note[at] ^ 32):
            changed = note[:at] + bytes([other]) + note[at + 1 :]
            with pytest.raises(verify.Refuted):
                verify.open_note(changed if changed != note else b"", key, "it")


def test_a_signature_has_no_second_form() -> None:
    """With the order of the group added to its second half the equation still holds."""
    verify, signer = alone(), Signer()
    text = "musrenbang-live\n"
    line = signer.note(text).rpartition(b" ")[2]
    raw = base64.b64decode(line)[4:]
    s = int.from_bytes(raw[32:], "little") + verify.ORDER
    key = verify.read_key(signer.vkey)
    assert verify.is_signed(key.public, text.encode(), raw)
    assert not verify.is_signed(key.public, text.encode(), raw[:32] + s.to_bytes(32, "little"))


def test_cut_short_or_made_longer(small: Bundle, failed: Failed) -> None:
    for size in (0, 1, 21, 22, 100, len(small) // 2, len(small) - 1):
        assert failed(small[:size])
    for more in (b"\0", b"PK\5\6" + bytes(18), small):
        assert failed(small + more)
        assert failed(more + small)


def test_another_order_date_or_comment_in_the_zip(small: Bundle, failed: Failed) -> None:
    for old, new in ((b"\x21\x00", b"\x22\x00"), (b"\xa4\x01", b"\xff\x01")):
        assert 1 in failed(small.replace(old, new))
    files = unzipped(small)
    assert failed(zipped(files))  # no manifest


json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["seq", "RoundClosed", "pilih", "undian", "", "constructor", "__proto__"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["seq", "kind", "body", "words", "round", "rule", "__proto__", "mark"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


def places(value: object, path: tuple = ()) -> list[tuple]:
    """The path of everything inside."""
    found = [path]
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for name, one in inside:
            found += places(one, (*path, name))
    return found


def put(whole, path: tuple, value: object) -> None:
    """Put a value in a place inside."""
    for name in path[:-1]:
        whole = whole[name]
    whole[path[-1]] = value


JSON_FILES = ("log.ndjson", "texts.ndjson", "ballots-1.ndjson", "record.json")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), value=json_values)
def test_nonsense_in_any_place_is_no_exception(
    small: Bundle, node: Node, data: st.DataObject, value: object
) -> None:
    files = unzipped(small)
    name = data.draw(st.sampled_from(JSON_FILES))
    lines = [files[name]] if name == "record.json" else files[name].splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    told_ = json.loads(lines[at])
    path = data.draw(st.sampled_from(places(told_)))
    if path:
        put(told_, path, value)
    else:
        told_ = value
    lines[at] = json.dumps(told_, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "replace"
    )
    forger = Forger.__new__(Forger)
    forger.signer, forger.skip_checkpoint = Signer(), ""
    forger.files = files | {name: joined(lines)}
    bundle = forger.bundle()
    assert failed_alone(bundle) == node.failed(bundle)


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b" ", b"{", b"[]", b"null", b"\xff", b"\xef\xbb\xbf{}", b"{}" * 2, b'"\\ud800"'),
        *(b"[" * 100_000, b'{"a":' * 100_000, b"1e999", b"-0", b"NaN", b'{"seq":1,"seq":2}'),
        *(b'{"seq":' + b"9" * 5_000 + b"}", b'{"round":1,"ballots":999999999999999}'),
        b'{"round":1,"ballots":999999999999999,"receipts":0,"used":0}',
        b'{"round":-1,"ballots":-5,"receipts":0,"used":0}',
    ],
)
def test_a_strange_line_is_no_exception(small: Bundle, failed: Failed, line: bytes) -> None:
    for name in JSON_FILES:
        files = unzipped(small)
        lines = files[name].splitlines()
        for at in {0, len(lines) - 1}:
            strange = [*lines[:at], line, *lines[at + 1 :]]
            if strange != lines and (line.strip() or name != "record.json"):
                assert failed(sealed(Signer(), files | {name: joined(strange)}))


def test_a_field_named_twice_is_refused(story: Story, failed: Failed) -> None:
    """Two programs could read two different records of one file."""
    forger = Forger(story)
    record = forger.files["record.json"]
    forger.files["record.json"] = record.replace(b'"rank": 1,', b'"rank": 2, "rank": 1,', 1)
    assert failed(forger.bundle()) == {9}


def test_numbers_of_other_kinds_are_others(story: Story, failed: Failed) -> None:
    for old, new in ((b'"rank": 1,', b'"rank": 1.0,'), (b'"tied": false', b'"tied": 0')):
        forger = Forger(story)
        assert old in forger.files["record.json"]
        forger.files["record.json"] = forger.files["record.json"].replace(old, new, 1)
        assert failed(forger.bundle()) == {9}


def test_spaces_in_the_record_mean_nothing(story: Story, failed: Failed) -> None:
    forger = Forger(story)
    forger.files["record.json"] = compact(json.loads(forger.files["record.json"]))
    assert failed(forger.bundle()) == set()
