"""A bundle under examination: its parts, each read when the first check needs it.

Every part raises `Malformed` when it cannot be read, to each check that asks.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Final

from msgspec import Struct

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.events import WORDS
from musrenbang_live.core.evolving import evolve
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.proof import bundle
from musrenbang_live.core.proof.malformed import Malformed
from musrenbang_live.core.proof.notes import (
    Checkpoint,
    VerifierKey,
    Verify,
    opened,
    origin,
    read_checkpoint,
    read_key,
)
from musrenbang_live.core.proof.public_log import Sealed, text_line
from musrenbang_live.core.proof.stored_zip import unpacked
from musrenbang_live.core.verifying.course import OF_ROUNDS, may_happen
from musrenbang_live.core.verifying.log_reading import Block, Log, read_log, record_of
from musrenbang_live.core.verifying.strict_json import (
    HEX_32,
    UUID,
    a_text,
    an_object,
    lines_of,
    whole,
)

VIAS: Final = ("ponsel", "kertas", "")
LARGEST: Final = 2**31
"""Bytes of a file that is no bundle of a meeting any more."""


class Tools(Struct, frozen=True):
    """What the checks need from outside: Ed25519, and the archive's JSON of a meeting."""

    verify: Verify
    record: Callable[[Meeting, Counts], bytes]


class Asked(Struct, frozen=True):
    """What somebody brings along: the key as text, an older checkpoint, the words of a receipt."""

    key: str = ""
    older: str = ""
    receipt: tuple[str, ...] = ()


class Text(Struct, frozen=True):
    """A published text, where it belongs in the log."""

    seq: int
    path: str
    salt: bytes
    text: str


class Course(Struct, frozen=True):
    """The meeting as the log tells it, up to what cannot have happened: `wrong`, a sentence, and
    whether it is about a round."""

    meeting: Meeting
    wrong: str = ""
    of_round: bool = False


class Case:
    """One bundle `data`, with the tools to examine it and what somebody brought along."""

    def __init__(self, data: bytes, tools: Tools, asked: Asked) -> None:
        self.data = data
        self.tools = tools
        self.asked = asked

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The files of the zip."""
        if len(self.data) > LARGEST:
            raise Malformed("the file is too large")
        files = unpacked(self.data)
        missing = sorted({*bundle.ALWAYS, bundle.MANIFEST} - files.keys())
        if missing:
            raise Malformed(f"the bundle has no {missing[0]}")
        for name in files.keys() - {*bundle.ALWAYS, bundle.MANIFEST}:
            bundle.numbered(name)
        return files

    @cached_property
    def key(self) -> VerifierKey:
        """The key that the bundle names as its site's."""
        text = bundle.text_of(self.files[bundle.KEY], bundle.KEY)
        key = read_key(text.removesuffix("\n"))
        if f"{key.text}\n" != text:
            raise Malformed("key.txt is not one line with a key")
        return key

    @cached_property
    def log(self) -> Log:
        """The public log."""
        return read_log(self.files[bundle.LOG])

    @cached_property
    def origin(self) -> str:
        """The name of the log: the site's key and the join code that the log begins with."""
        if self.log.key != self.key.text:
            raise Malformed("the log was begun under another key than that of the bundle")
        return origin(self.key, self.log.code)

    def checkpoint(self, note: str) -> Checkpoint:
        """The checkpoint in a note, signed by the bundle's key for this log."""
        found = read_checkpoint(opened(note, self.key, self.tools.verify))
        if found.origin != self.origin:
            raise Malformed(f"the checkpoint is of another log: {found.origin}")
        return found

    @cached_property
    def checkpoints(self) -> list[Checkpoint]:
        """The checkpoints of the bundle, in the order of their files."""
        places = self._numbers("place")
        if places != list(range(1, len(places) + 1)):
            raise Malformed("the checkpoints are not counted from 1 on")
        names = map(bundle.checkpoint_file, places)
        return [self.checkpoint(bundle.text_of(self.files[name], name)) for name in names]

    @cached_property
    def texts(self) -> list[Text]:
        """The published texts."""
        lines = lines_of(self.files[bundle.TEXTS], bundle.TEXTS)
        return [_text(line, place) for place, line in enumerate(lines, 1)]

    @cached_property
    def course(self) -> Course:
        """The meeting, followed record by record from the first."""
        texts: dict[int, dict[str, str]] = {}
        for text in self.texts:
            texts.setdefault(text.seq, {})[text.path] = text.text
        meeting = Meeting(self.log.code, self.log.plan)
        for place, logged in enumerate(self.log.events, 1):
            if logged.seq != place:
                return Course(meeting, f"record {place} is missing: {logged.seq} stands there")
            record = record_of(logged, texts.get(place, {}))
            if not may_happen(meeting, record.event):
                wrong = f"record {place} ({logged.kind}) cannot have happened at that moment"
                return Course(meeting, wrong, isinstance(record.event, OF_ROUNDS))
            meeting = evolve(meeting, record)
        return Course(meeting)

    @property
    def meeting(self) -> Meeting:
        """The meeting at its end."""
        if self.course.wrong:
            raise Malformed(f"the log cannot be followed: {self.course.wrong}")
        return self.course.meeting

    @cached_property
    def blocks(self) -> dict[int, Block]:
        """The block of each round."""
        found = {block.round: block for block in self.log.blocks}
        if len(found) != len(self.log.blocks) or found.keys() != self.meeting.rounds.keys():
            raise Malformed("there is not exactly one block for each round")
        return found

    @cached_property
    def ballots(self) -> dict[int, list[Sealed]]:
        """The ballots of each round, in the order of their file."""
        return {
            number: [
                _opening(line, f"line {place} of {bundle.ballots_file(number)}")
                for place, line in enumerate(self._lines(bundle.ballots_file(number)), 1)
            ]
            for number in self._numbers("round")
        }

    def _lines(self, name: str) -> list[bytes]:
        return lines_of(self.files[name], name)

    def _numbers(self, what: str) -> list[int]:
        others = self.files.keys() - {*bundle.ALWAYS, bundle.MANIFEST}
        named = [bundle.numbered(name) for name in others]
        return sorted(number for kind, number in named if kind == what)


def _text(line: bytes, place: int) -> Text:
    what = f"line {place} of {bundle.TEXTS}"
    said = an_object(line, what)
    if set(said) != {"seq", "path", "salt", "text"}:
        raise Malformed(f"{what} is not a text")
    salt = bytes.fromhex(a_text(said["salt"], HEX_32))
    text = Text(whole(said["seq"]), a_text(said["path"]), salt, a_text(said["text"]))
    if text_line(text.seq, text.path, text.salt, text.text) != line:
        raise Malformed(f"{what} is written in an unusual way")
    return text


def order_of(text: Text, kind: str) -> tuple[int, int]:
    """Where a text stands among others. Raises `Malformed` when its record has no such text."""
    paths = WORDS.get(kind, ())
    if text.path not in paths:
        raise Malformed(f"record {text.seq} has no text {text.path!r}")
    return text.seq, paths.index(text.path)


def _opening(line: bytes, what: str) -> Sealed:
    said = an_object(line, what)
    if set(said) != {"code", "mark", "via"} or said["via"] not in VIAS:
        raise Malformed(f"{what} is not a ballot")
    mark: Mark = said["mark"]
    sealed = Sealed(a_text(said["code"], UUID), mark, said["via"])
    if sealed.opening != line:
        raise Malformed(f"{what} is written in an unusual way")
    return sealed
