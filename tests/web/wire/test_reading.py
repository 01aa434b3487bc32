"""Frames and messages, from bytes cut anywhere."""

import contextlib
import importlib.util
import itertools
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.web.wire import reading
from musrenbang_live.web.wire.reading import (
    MAX_MESSAGE,
    MOST_FRAMES,
    Reader,
    Violation,
    single,
)
from tests.web.wire.serving import BINARY, CLOSE, MASK, PING, PONG, TEXT, closing, masked

CONTINUATION = 0

texts = st.one_of(st.text(max_size=200), st.text(max_size=1000)).map(str.encode)
controls = st.tuples(st.sampled_from([PING, PONG]), st.binary(max_size=125))
messages = st.one_of(
    st.tuples(st.just(TEXT), texts),
    st.tuples(st.just(BINARY), st.binary(max_size=300)),
    controls,
)


def read_all(reader: Reader, *pieces: bytes) -> list[tuple[int, bytes]]:
    found = []
    for piece in pieces:
        reader.feed(piece)
        while (event := reader.read()) is not None:
            found.append(event)
    return found


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


@given(st.lists(messages, max_size=8), st.data())
def test_messages_arrive_however_they_are_fragmented_and_cut(
    sent: list[tuple[int, bytes]], data: st.DataObject
) -> None:
    wire, expected = b"", []
    for kind, payload in sent:
        if kind in (PING, PONG):
            wire += masked(kind, payload)
            expected.append((kind, payload))
            continue
        fragments = cut(payload, data.draw(st.lists(st.integers(0, 5000), max_size=3)))
        for place, fragment in enumerate(fragments):
            last = place == len(fragments) - 1
            wire += masked(kind if place == 0 else CONTINUATION, fragment, fin=last)
            between = None if last else data.draw(st.none() | controls)
            if between:
                wire += masked(*between)
                expected.append(between)
        expected.append((kind, payload))
    reader = Reader()
    pieces = cut(wire, data.draw(st.lists(st.integers(0, 20_000), max_size=12)))
    assert read_all(reader, *pieces) == expected
    assert reader.is_empty
    assert reader.waiting == 0
    assert read_all(Reader(), *(wire[at : at + 1] for at in range(len(wire)))) == expected


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_but_give_messages_or_a_violation(data: bytes) -> None:
    with contextlib.suppress(Violation):
        read_all(Reader(), data)


@given(texts)
def test_the_short_way_and_the_long_way_read_the_same(text: bytes) -> None:
    frame = masked(TEXT, text)
    assert single(frame) == text
    assert read_all(Reader(), frame) == [(TEXT, text)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81",
        masked(TEXT, b"abc")[:-1],
        masked(TEXT, b"abc") + b"\x81",
        masked(TEXT, b"abc") * 2,
        masked(TEXT, b"x" * 126)[:-1],
        masked(TEXT, b"x" * 126) * 2,
        masked(TEXT, b"x" * (MAX_MESSAGE + 1)),
        masked(TEXT, b"abc", fin=False),
        masked(TEXT, b"abc", first=0x40),
        masked(BINARY, b"abc"),
        masked(CONTINUATION, b"abc"),
        masked(PING, b"abc"),
        masked(CLOSE),
        masked(TEXT, b"\xff\xfe"),
        masked(TEXT, "😀".encode()[:3]),
        b"\x81\x03abc\0\0\0\0",
        b"\x81\xfe\x00\x03" + MASK + b"abc",
    ],
)
def test_the_short_way_leaves_everything_unusual_to_the_reader(data: bytes) -> None:
    assert single(data) is None


VIOLATIONS = {
    "a reserved bit": (masked(TEXT, b"a", first=0x40), 1002),
    "another reserved bit": (masked(TEXT, b"a", first=0x20), 1002),
    "the last reserved bit": (masked(TEXT, b"a", first=0x10), 1002),
    "a reserved bit on a ping": (masked(PING, b"a", first=0x40), 1002),
    "an unmasked frame": (b"\x81\x01a", 1002),
    "an unmasked close frame": (b"\x88\x00", 1002),
    **{f"opcode {kind}": (masked(kind), 1002) for kind in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)},
    "a fragmented ping": (masked(PING, b"a", fin=False), 1002),
    "a fragmented close": (masked(CLOSE, fin=False), 1002),
    "a long ping": (masked(PING, b"a" * 126), 1002),
    "a long close": (masked(CLOSE, closing(1000, "a" * 124)), 1002),
    "a continuation of nothing": (masked(CONTINUATION, b"a"), 1002),
    "a continuation after a whole message": (
        masked(TEXT, b"a") + masked(CONTINUATION, b"a"),
        1002,
    ),
    "a message within a message": (masked(TEXT, b"a", fin=False) + masked(TEXT, b"b"), 1002),
    "binary within text": (masked(TEXT, b"a", fin=False) + masked(BINARY, b"b"), 1002),
    "a short length in two bytes": (b"\x81\xfe\x00\x05" + MASK + b"abcde", 1002),
    "a short length in eight bytes": (b"\x81\xff" + (500).to_bytes(8, "big") + MASK, 1002),
    "a negative length": (b"\x81\xff\xff" + bytes(7) + MASK, 1002),
    "an enormous length": (b"\x81\xff\x7f" + bytes(7), 1009),
    "a byte too many": (masked(TEXT, b"a" * (MAX_MESSAGE + 1)), 1009),
    "a byte too many, announced": (b"\x81\xfe\x10\x01", 1009),
    "fragments too many": (
        masked(TEXT, b"a" * 4000, fin=False) + masked(CONTINUATION, b"a" * 97, fin=False),
        1009,
    ),
    "frames too many": (masked(PING) * (MOST_FRAMES + 1), 1008),
    "text that is no text": (masked(TEXT, b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xff"), 1007),
    "half a character": (masked(TEXT, "😀".encode()[:3]), 1007),
    "a surrogate": (masked(TEXT, b"\xed\xa0\x80"), 1007),
    "an overlong character": (masked(TEXT, b"\xc0\xaf"), 1007),
    "beyond Unicode": (masked(TEXT, b"\xf4\x90\x80\x80"), 1007),
    "fragments that are no text": (
        masked(TEXT, b"\xc3", fin=False) + masked(CONTINUATION, b"("),
        1007,
    ),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_what_no_client_may_send_is_refused_however_it_is_cut(name: str) -> None:
    wire, code = VIOLATIONS[name]
    with pytest.raises(Violation) as whole:
        read_all(Reader(), wire)
    assert whole.value.code == code
    if name != "frames too many":  # that is about one read
        with pytest.raises(Violation) as cut_up:
            read_all(Reader(), *(wire[at : at + 1] for at in range(len(wire))))
        assert cut_up.value.code == code


def test_characters_may_be_cut_by_fragments() -> None:
    text = "Titi beton di Gang Melati 😀".encode()
    for at in range(len(text)):
        wire = masked(TEXT, text[:at], fin=False) + masked(CONTINUATION, text[at:])
        assert read_all(Reader(), wire) == [(TEXT, text)]


def test_many_frames_are_fine_when_they_come_one_after_another() -> None:
    reader = Reader()
    for _ in range(3):
        assert len(read_all(reader, masked(PING) * MOST_FRAMES)) == MOST_FRAMES


def test_nothing_is_kept_but_what_lacks_its_end() -> None:
    reader = Reader()
    read_all(reader, masked(TEXT, b"a" * 4000) * 10 + masked(TEXT, b"b")[:3])
    assert not reader.is_empty
    assert reader.waiting == 3
    assert len(reader._data) == 3


def test_masks_are_laid_without_the_library_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "websockets.speedups", None)
    spec = importlib.util.spec_from_file_location("reading_alone", reading.__file__)
    assert spec is not None
    assert spec.loader is not None
    alone = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(alone)
    assert alone.apply_mask is not reading.apply_mask
    for size in range(20):
        data = bytes(range(size))
        assert alone.apply_mask(data, MASK) == reading.apply_mask(data, MASK)
