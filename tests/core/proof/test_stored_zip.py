"""The zip of the bundle: what other programs write and read, and no byte of it free."""

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.proof.malformed import Malformed
from musrenbang_live.core.proof.stored_zip import packed, unpacked

FILES = {"b.txt": b"dua\n" * 40, "a.txt": b"", "c-1.ndjson": bytes(range(256))}
names = st.text(st.sampled_from("abc-.123"), min_size=1, max_size=8)


def by_the_library(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """The same zip as docs/proof.md tells to write it with Python's zipfile."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = method
            archive.writestr(entry, files[name])
    return written.getvalue()


@given(st.dictionaries(names, st.binary(max_size=50), min_size=1, max_size=6))
def test_it_is_what_zipfile_writes_and_is_read_back(files: dict[str, bytes]) -> None:
    assert packed(files) == by_the_library(files)
    assert unpacked(packed(files)) == files


def test_the_order_of_the_files_means_nothing() -> None:
    assert packed(FILES) == packed(dict(reversed(FILES.items())))


def test_every_byte_matters() -> None:
    data = packed(FILES)
    for place in range(len(data)):
        for other in (data[place] ^ 1, data[place] ^ 0x80):
            changed = data[:place] + bytes([other]) + data[place + 1 :]
            try:
                assert unpacked(changed) != FILES
            except Malformed:
                continue


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\3\4",
        b"no zip at all",
        packed({}),
        packed(FILES)[:-1],
        packed(FILES) + b"\0",
        b"\0" + packed(FILES),
        by_the_library(FILES, zipfile.ZIP_DEFLATED),
        packed(FILES) * 2,
    ],
    ids=range(9),
)
def test_any_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        unpacked(data)


def test_whatever_is_read_ends_in_a_refusal() -> None:
    chance = random.Random(3)
    data = packed(FILES)
    for _ in range(3_000):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            changed[chance.randrange(len(data))] = chance.randrange(256)
        try:
            unpacked(bytes(changed))
        except Malformed:
            continue
