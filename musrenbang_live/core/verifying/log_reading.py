"""Reading a public log back: its records, and the blocks of what was handed in.

Refuses lines that belong nowhere. Whether what they say can have happened is for the other parts.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.events import WORDS, Record, join, split
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.proof.malformed import Malformed
from musrenbang_live.core.proof.public_log import ACTORS, ANONYMOUS, FORMAT, PRIVATE, SYSTEM
from musrenbang_live.core.verifying.strict_json import (
    HEX_32,
    HEX_64,
    UUID,
    a_text,
    an_object,
    lines_of,
    whole,
)

_HEAD: Final = {"round", "ballots", "receipts", "used"}
_EVENT: Final = {"seq", "at", "by", "kind", "body"}
_BY: Final = {*ACTORS.values(), SYSTEM}
_ALIKE: Final = (KeyError, TypeError, AttributeError, msgspec.MsgspecError)


class Logged(Struct, frozen=True):
    """One record as the log has it; `words` are hashes by path. `lines` is how many lines the log
    has up to this one."""

    seq: int
    at: int
    by: str
    kind: str
    body: dict[str, Any]
    words: dict[str, str]
    lines: int


class Block(Struct, frozen=True):
    """What was handed in in a round, as the log lists it. `after` is the seq of the record before
    it, 0 where another block or the first line stands there; `lines` as in `Logged`."""

    round: int
    after: int
    lines: int
    ballots: list[str]
    receipts: list[str]
    used: list[str]


class Log(Struct, frozen=True):
    """A whole log. `key` is text, `leaves` its lines."""

    code: str
    key: str
    plan: SessionPlan
    events: list[Logged]
    blocks: list[Block]
    leaves: list[bytes]

    def size_at(self, logged: Logged) -> int:
        """How many lines the log has up to this record, with the block right behind it."""
        behind = [block.lines for block in self.blocks if block.after == logged.seq]
        return behind[0] if behind else logged.lines


def read_log(data: bytes) -> Log:
    """The log in a file. Raises `Malformed`."""
    leaves = lines_of(data, "the log")
    if not leaves:
        raise Malformed("the log is empty")
    code, key, plan = _first(leaves[0])
    events: list[Logged] = []
    blocks: list[Block] = []
    place, before = 1, 0
    while place < len(leaves):
        said = an_object(leaves[place], f"line {place + 1} of the log")
        if "seq" in said:
            place += 1
            events.append(_event(said, place))
            before = events[-1].seq
        elif set(said) == _HEAD:
            blocks.append(_block(said, leaves, place, before))
            place, before = blocks[-1].lines, 0
        else:
            raise Malformed(f"line {place + 1} of the log belongs to nothing")
    return Log(code, key, plan, events, blocks, leaves)


def record_of(logged: Logged, texts: Mapping[str, str]) -> Record:
    """The record that a line tells, with those of its `texts` that are known.

    Raises `Malformed` for a kind that this program does not know, or a body of another form.
    """
    body = {**logged.body}
    if logged.kind in ANONYMOUS:
        body["author"] = ""
    try:
        event = join(logged.kind, body, dict(texts))
    except _ALIKE:
        raise Malformed(f"record {logged.seq} ({logged.kind[:40]}) has no known form") from None
    _, known, words = split(event)
    for field in PRIVATE:
        known.pop(field, None)
    as_read = msgspec.json.decode(msgspec.json.encode(known))
    if as_read != logged.body or set(words) != set(logged.words):
        raise Malformed(f"record {logged.seq} says something that this program does not know")
    return Record(logged.seq, logged.at, logged.by, event)


def _first(line: bytes) -> tuple[str, str, SessionPlan]:
    said = an_object(line, "the first line of the log")
    if set(said) != {"log", "code", "key", "plan"} or said["log"] != FORMAT:
        raise Malformed("the log does not begin as a log that this program knows")
    try:
        plan = msgspec.convert(said["plan"], SessionPlan)
    except msgspec.MsgspecError:
        raise Malformed("the plan in the first line of the log has no known form") from None
    return a_text(said["code"]), a_text(said["key"]), plan


def _event(said: dict[str, Any], lines: int) -> Logged:
    if set(said) not in (_EVENT, {*_EVENT, "words"}) or said["by"] not in _BY:
        raise Malformed(f"line {lines} of the log is not a record")
    kind, body, words = said["kind"], said["body"], said.get("words", {})
    if not isinstance(kind, str) or not isinstance(body, dict) or not isinstance(words, dict):
        raise Malformed(f"line {lines} of the log is not a record")
    if set(words) != set(WORDS.get(kind, ())):
        raise Malformed(f"line {lines} of the log has not the texts of its kind")
    hashes = {path: a_text(hashed, HEX_64) for path, hashed in words.items()}
    return Logged(whole(said["seq"]), whole(said["at"]), said["by"], kind, body, hashes, lines)


def _block(head: dict[str, Any], leaves: list[bytes], place: int, before: int) -> Block:
    number = whole(head["round"])
    lists: list[list[str]] = []
    place += 1
    for plural, one, form in (
        ("ballots", "ballot", HEX_64),
        ("receipts", "receipt", UUID),
        ("used", "used", HEX_32),
    ):
        following = place + whole(head[plural])
        if following > len(leaves):
            raise Malformed(f"the block of round {number} is cut off")
        lists.append([_entry(leaf, number, one, form) for leaf in leaves[place:following]])
        place = following
    return Block(number, before, place, *lists)


def _entry(leaf: bytes, number: int, name: str, form: re.Pattern[str]) -> str:
    """The value of a line of a block, which is written in one way only."""
    before, after = f'{{"round":{number},"{name}":"'.encode(), b'"}'
    value = leaf[len(before) : -len(after)].decode("ascii", "replace")
    if leaf != before + value.encode() + after or not form.fullmatch(value):
        raise Malformed(f"the block of round {number} has a line that is not of it")
    return value
