"""The bundle: one file with all that is public of a published meeting, and every byte signed."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.core.proof.malformed import Malformed
from musrenbang_live.core.proof.notes import Sign, VerifierKey, Verify, opened, origin, signed
from musrenbang_live.core.proof.public_log import Box
from musrenbang_live.core.proof.stored_zip import packed
from musrenbang_live.core.words import WORDS

FORMAT: Final = "musrenbang-live/bundle/1"
LOG: Final = "log.ndjson"
TEXTS: Final = "texts.ndjson"
RECORD: Final = "record.json"
KEY: Final = "key.txt"
WORD_LIST: Final = "words.txt"
PROGRAM: Final = "verify.py"
READ_ME: Final = "BACA-SAYA.txt"
MANIFEST: Final = "manifest.txt"
ALWAYS: Final = frozenset({LOG, TEXTS, RECORD, KEY, WORD_LIST, PROGRAM, READ_ME})
"""Files of every bundle; the manifest stands beside them."""

_NUMBERED: Final = re.compile(
    r"ballots-(?P<round>[1-9][0-9]{0,5})\.ndjson|checkpoint-(?P<place>[1-9][0-9]{0,5})\.txt",
    re.ASCII,
)
_LISTED: Final = re.compile("([0-9a-f]{64})  ([!-~]+)", re.ASCII)


class Contents(Struct, frozen=True):
    """What goes into a bundle, by what it is; `log` and `texts` are lines without their ends.

    `checkpoints` by their size; `boxes` are of revealed rounds; `read_me` and `program` as files.
    """

    code: str
    log: Sequence[bytes]
    texts: Sequence[bytes]
    boxes: Sequence[Box]
    checkpoints: Sequence[str]
    record: bytes
    read_me: bytes
    program: bytes


def ballots_file(number: int) -> str:
    """The name of the file with the ballots of a round."""
    return f"ballots-{number}.ndjson"


def checkpoint_file(place: int) -> str:
    """The name of the file with a checkpoint; they are counted from 1 by size."""
    return f"checkpoint-{place}.txt"


def numbered(name: str) -> tuple[str, int]:
    """What a name that `ballots_file` or `checkpoint_file` made is of: `round` or `place`, and its
    number. Raises `Malformed` for any other name."""
    found = _NUMBERED.fullmatch(name)
    if not found:
        raise Malformed(f"a bundle has no file {name!r}")
    number = found["round"] or found["place"]
    return ("round" if found["round"] else "place"), int(number)


def ndjson(lines: Sequence[bytes]) -> bytes:
    """Lines as a file: each with its end."""
    return b"".join(line + b"\n" for line in lines)


def bundle(contents: Contents, key: VerifierKey, sign: Sign) -> dict[str, bytes]:
    """The files of the bundle, its signed manifest among them."""
    files = {
        LOG: ndjson(contents.log),
        TEXTS: ndjson(contents.texts),
        RECORD: contents.record,
        KEY: f"{key.text}\n".encode(),
        WORD_LIST: word_list(),
        PROGRAM: contents.program,
        READ_ME: contents.read_me,
    }
    for box in contents.boxes:
        files[ballots_file(box.round)] = ndjson([each.opening for each in box.in_order()])
    for place, note in enumerate(contents.checkpoints, 1):
        files[checkpoint_file(place)] = note.encode()
    files[MANIFEST] = signed(manifest(files, origin(key, contents.code)), key, sign).encode()
    return files


def as_zip(files: Mapping[str, bytes]) -> bytes:
    """The bundle as the one file that is given out."""
    return packed(files)


def word_list() -> bytes:
    """The words of receipts and roots as a file, one a line."""
    return "".join(f"{word}\n" for word in WORDS).encode()


def manifest(files: Mapping[str, bytes], of: str) -> str:
    """What is signed of a bundle: the hash of every file but the manifest; `of` is the origin."""
    hashes = {name: hashlib.sha256(files[name]).hexdigest() for name in files}
    listed = "".join(f"{hashes[name]}  {name}\n" for name in sorted(files) if name != MANIFEST)
    return f"{FORMAT}\n{of}\n{listed}"


def check_manifest(files: Mapping[str, bytes], key: VerifierKey, verify: Verify) -> str:
    """The origin that the manifest names, when it is of exactly these files and signed by `key`.

    Raises `Malformed`.
    """
    text = opened(text_of(files[MANIFEST], MANIFEST), key, verify)
    form, of, *listed, end = text.split("\n") if text.count("\n") > 1 else ("", "", "")
    if form != FORMAT or end or not of.startswith(f"{key.name}/"):
        raise Malformed("the manifest is not of a bundle that this program knows")
    for line in listed:
        found = _LISTED.fullmatch(line)
        if not found or found[2] not in files:
            raise Malformed("the manifest lists a file that is not there")
        if hashlib.sha256(files[found[2]]).hexdigest() != found[1]:
            raise Malformed(f"{found[2]} is not the file that was signed")
    if text != manifest(files, of):
        raise Malformed("the manifest does not list exactly the files of the bundle")
    return of


def text_of(data: bytes, name: str) -> str:
    """The bytes of the file `name` as text. Raises `Malformed`."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Malformed(f"{name} is not text") from None
