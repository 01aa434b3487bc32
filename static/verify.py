#!/usr/bin/env python3
"""Check the published record of a meeting, without asking whoever published it.

    python3 verify.py bundle.zip
    python3 verify.py bundle.zip --key 'VKEY' --checkpoint older.txt --receipt 'kata kata kata'

One file, Python 3.9 or newer, nothing but the standard library, no network. It reads the bundle,
computes everything anew, and prints a line PASS or FAIL for each check. It ends with 0 when all
passed, 1 when something did not, 2 when the file is no bundle at all.

How to read this file, if you want to know whether to trust it. A bundle is a zip of these files:

    log.ndjson         what happened, one JSON object a line, and at each closing of a vote its
                       block: hashes of the ballots, receipts, and a number for each who voted
    ballots-1.ndjson   the ballots of vote 1; their hashes stand in the log
    texts.ndjson       the free texts (titles, reasons); their hashes stand in the log
    checkpoint-1.txt   a signed statement: "the first so many lines of the log have this root"
    record.json        what the archive shows: figures, ranks, decisions
    key.txt words.txt  the key of the signatures; the 1024 words that receipts are shown as
    manifest.txt       a signed list of the hashes of all these files

Nothing is believed. Figures are counted from the ballots, ballots must be those whose hashes the
log holds, and the log must be the one whose roots were signed while the meeting went on. What this
cannot find out is said at the end of each run. The parts below build upon each other:

    1 reading       4 the log          7 money
    2 signatures    5 the meeting      8 what the archive must say
    3 the zip       6 ballots          9 the checks

Whoever holds the key can sign a false record. So compare the key with the one on a voter card or
on the signed minutes (--key), and keep a checkpoint, or a photograph of the four words that the
projector shows at every closing: they cannot be made to fit another log afterwards.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import heapq
import json
import re
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Callable


class Refuted(Exception):
    """Something is not as it must be; the message says what."""


MALFORMED = (
    *(KeyError, IndexError, TypeError, ValueError, AttributeError),
    *(ArithmeticError, RecursionError, MemoryError, StopIteration),
)
"""What Python raises where data has a shape that nobody expected. A check that meets it fails."""


def need(fine: object, otherwise: str) -> None:
    """Go on if `fine`."""
    if not fine:
        raise Refuted(otherwise)


# 1 READING --------------------------------------------------------------------------------------


def read_json(data: bytes, what: str) -> Any:
    """Strict JSON: no field twice, no number that programs could read differently."""

    def fields(pairs: list) -> dict:
        need(len(dict(pairs)) == len(pairs), f"{what} names a field twice")
        return dict(pairs)

    def whole(digits: str) -> int:
        need(len(digits) <= 15, f"{what} has a number that is too large")
        return int(digits)

    def never(name: str) -> None:
        raise Refuted(f"{what} has a number that is none: {name}")

    try:
        text = data.decode("utf-8")
        return json.loads(text, object_pairs_hook=fields, parse_int=whole, parse_constant=never)
    except (ValueError, RecursionError):
        raise Refuted(f"{what} is not JSON") from None


def compact(value: Any) -> bytes:
    """The one way in which the lines of a block and the ballots are written."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def lines_of(data: bytes, what: str) -> list[bytes]:
    """Lines without their ends; each must have one."""
    need(data == b"" or data.endswith(b"\n"), f"{what} does not end with the end of a line")
    return data.split(b"\n")[:-1]


def from_base64(text: str, size: int, what: str) -> bytes:
    """Bytes written in base64 in the one right way, so that no other text means the same."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refuted(f"{what} is not base64") from None
    need(base64.b64encode(found).decode() == text, f"{what} is not canonical base64")
    need(len(found) == size, f"{what} has a wrong length")
    return found


def has_shape(value: Any, shape: Any) -> bool:
    """Whether plain data has this shape: a type, a list `[of]`, or a dict with just these fields.

    A tuple stands for one of several shapes. Neither is True an int, nor an int a float.
    """
    if isinstance(shape, tuple):
        return any(has_shape(value, one) for one in shape)
    if isinstance(shape, list):
        return type(value) is list and all(has_shape(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return (
            type(value) is dict
            and value.keys() == shape.keys()
            and all(has_shape(value[name], of) for name, of in shape.items())
        )
    return value is None if shape is None else type(value) is shape


# 2 SIGNATURES -----------------------------------------------------------------------------------
# Ed25519 as in RFC 8032. Points are (X, Y, Z, T): x = X/Z, y = Y/Z, x * y = T/Z.

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
SQUARE_ROOT_OF_MINUS_1 = pow(2, (PRIME - 1) // 4, PRIME)
BASE_Y = 4 * pow(5, PRIME - 2, PRIME) % PRIME


def add(one: tuple, other: tuple) -> tuple:
    """The sum of two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * CURVE_D % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def combined(a: int, one: tuple, b: int, other: tuple) -> tuple:
    """`a` times the one point plus `b` times the other: bit by bit, the highest first."""
    found = (0, 1, 1, 0)
    both = add(one, other)
    for bit in reversed(range(256)):
        found = add(found, found)
        picked = (a >> bit & 1) + 2 * (b >> bit & 1)
        if picked:
            found = add(found, (one, other, both)[picked - 1])
    return found


def x_of(y: int, is_odd: int) -> int | None:
    """The x beside this y, with this lowest bit; None if there is no such point."""
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE_D * y * y + 1, PRIME - 2, PRIME) % PRIME
    if square == 0:
        return None if is_odd else 0
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * SQUARE_ROOT_OF_MINUS_1 % PRIME
    if (x * x - square) % PRIME:
        return None
    return x if x & 1 == is_odd else PRIME - x


BASE_X = x_of(BASE_Y, 0) or 0
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % PRIME)


def point_from(data: bytes) -> tuple | None:
    """The point in 32 bytes; None if they are none."""
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % PRIME)


def point_bytes(point: tuple) -> bytes:
    """The 32 bytes of a point."""
    inverse = pow(point[2], PRIME - 2, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the secret half of `public` signed this very message."""
    point, s = point_from(public), int.from_bytes(signature[32:], "little")
    if point is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % ORDER
    minus = (-point[0] % PRIME, point[1], point[2], -point[3] % PRIME)
    return point_bytes(combined(s, BASE, k, minus)) == signature[:32]


@dataclass(frozen=True)
class Key:
    """A public key under its name: `name+hash+base64`, as https://c2sp.org/signed-note has it."""

    text: str
    name: str
    hash: bytes
    public: bytes


def read_key(text: str) -> Key:
    """The key, if it is one of ours: its name and hash follow from its bytes."""
    parts = text.strip().split("+", 2)
    need(len(parts) == 3, "the key has not the form name+hash+base64")
    key = from_base64(parts[2], 33, "the key")
    need(key[0] == 1, "the key is not one for Ed25519")
    name = "musrenbang-live/" + hashlib.sha256(key[1:]).hexdigest()[:8]
    need(parts[0] == name, f"the name of the key is not {name}")
    tag = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    need(parts[1] == tag.hex(), "the hash of the key is wrong")
    return Key(text.strip(), name, tag, key[1:])


def open_note(data: bytes, key: Key, what: str) -> list[str]:
    """The lines of a text that ends with one signature line by this key."""
    try:
        text, blank, signature = data.decode("utf-8").rpartition("\n\n")
    except UnicodeDecodeError:
        raise Refuted(f"{what} is not text") from None
    begin = f"\u2014 {key.name} "
    need(blank and signature.startswith(begin), f"{what} is not signed by {key.name}")
    need(signature.endswith("\n"), f"{what} does not end with the end of a line")
    found = from_base64(signature[len(begin) : -1], 68, f"the signature of {what}")
    need(found[:4] == key.hash, f"{what} is signed by another key")
    text += "\n"
    need(is_signed(key.public, text.encode(), found[4:]), f"the signature of {what} is wrong")
    return text.split("\n")[:-1]


# 3 THE ZIP --------------------------------------------------------------------------------------
# A canonical zip has no free choice in it: stored, sorted, one date, nothing besides. It is read,
# put together again from what was read, and must then be the same to the last byte.


def unzip(data: bytes) -> dict[str, bytes]:
    """The files of a zip, by its directory. Raises `Refuted` where it is none."""
    end = len(data) - 22
    need(end >= 0 and data[end : end + 4] == b"PK\5\6", "it is not a zip, or not a canonical one")
    count, _, at = struct.unpack("<HII", data[end + 10 : end + 20])
    found: dict[str, bytes] = {}
    for _ in range(count):
        need(data[at : at + 4] == b"PK\1\2" and at + 46 <= end, "the directory of the zip is cut")
        size, length = struct.unpack("<IH", data[at + 24 : at + 30])
        (start,) = struct.unpack("<I", data[at + 42 : at + 46])
        name = data[at + 46 : at + 46 + length].decode("latin-1")
        begin = start + 30 + length
        need(begin + size <= len(data), f"{name!a} in the zip is cut")
        need(name not in found, f"{name!a} is twice in the zip")
        found[name] = data[begin : begin + size]
        at += 46 + length
    return found


def zipped(files: dict[str, bytes]) -> bytes:
    """The canonical zip of these files."""
    body, directory = b"", b""
    for name, data in sorted(files.items()):
        raw = name.encode("latin-1")
        told = (20, 0, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(raw), 0)
        head = struct.pack("<4s5H3I2H", b"PK\3\4", *told)
        entry = struct.pack("<4s6H3I", b"PK\1\2", 3 << 8 | 20, *told[:8])
        entry += struct.pack("<5H2I", len(raw), 0, 0, 0, 0, 0o644 << 16, len(body))
        body, directory = body + head + raw + data, directory + entry + raw
    tail = (0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + struct.pack("<4s4H2IH", b"PK\5\6", *tail)


FILES = re.compile(
    r"(log|texts|ballots-[1-9]\d*)\.ndjson|(key|words|manifest|BACA-SAYA|checkpoint-[1-9]\d*)\.txt"
    r"|record\.json|verify\.py"
)
"""The names that a bundle may have in it."""


# 4 THE LOG --------------------------------------------------------------------------------------
# A Merkle tree as in RFC 6962 over the lines; its root stands for all of them in their order.


def roots_at(lines: Sequence[bytes], sizes: Iterable[int]) -> dict[int, bytes]:
    """The roots over the first so many lines."""
    wanted, found = set(sizes), {}
    whole: list[
        tuple[int, bytes]
    ] = []  # full trees, each smaller than the one before: (size, root)
    for number, line in enumerate(lines, 1):
        whole.append((1, hashlib.sha256(b"\0" + line).digest()))
        while len(whole) > 1 and whole[-1][0] == whole[-2][0]:
            size, right = whole.pop()
            whole.append((2 * size, node(whole.pop()[1], right)))
        if number in wanted:
            root = whole[-1][1]
            for _, left in reversed(whole[:-1]):
                root = node(left, root)
            found[number] = root
    return found


def node(left: bytes, right: bytes) -> bytes:
    """The hash above two others."""
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass
class Block:
    """What the log holds of a closed vote: three lists that nothing ties together."""

    round: int
    ballots: list[str]
    receipts: list[str]
    used: list[str]


@dataclass
class Event:
    """One thing that happened. `size` is how many lines the log has with it and its `block`."""

    seq: int
    at: int
    by: str
    kind: str
    body: dict
    words: dict
    size: int
    block: Block | None = None


@dataclass
class Log:
    """The log as read: its first line, and what happened. `astray`: a block in a wrong place."""

    head: dict
    events: list[Event] = field(default_factory=list)
    astray: str = ""

    def find(self, *kinds: str) -> list[Event]:
        """The events of these kinds."""
        return [event for event in self.events if event.kind in kinds]


UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HEX32 = re.compile(r"[0-9a-f]{32}")
HEX64 = re.compile(r"[0-9a-f]{64}")


def read_log(lines: Sequence[bytes]) -> Log:
    """Take the lines apart; what they say is looked at later."""
    need(lines, "the log is empty")
    head = read_json(lines[0], "line 1 of the log")
    shape = {"log": str, "code": str, "key": str, "plan": dict}
    need(has_shape(head, shape), "the first line of the log is not a heading")
    need(head["log"] == "musrenbang-live/log/1", "the log is of a kind unknown to this program")
    log, at = Log(head), 1
    while at < len(lines):
        what = f"line {at + 1} of the log"
        found = read_json(lines[at], what)
        need(type(found) is dict, f"{what} is not an object")
        at += 1
        if "seq" in found:
            log.events.append(read_event(found, what, at))
            continue
        block, at = read_block(lines, found, at, what)
        last = log.events[-1] if log.events else None
        if last and not last.block and last.kind == "RoundClosed":
            last.block, last.size = block, at
        else:
            log.astray = log.astray or f"{what} begins ballots behind no closing of a vote"
    return log


def read_event(found: dict, what: str, size: int) -> Event:
    """One event of the log."""
    shape = {"seq": int, "at": int, "by": str, "kind": str, "body": dict}
    words = found.pop("words", {})
    need(has_shape(found, shape), f"{what} is not an event")
    sound = type(words) is dict and all(
        type(w) is str and HEX64.fullmatch(w) for w in words.values()
    )
    need(sound, f"{what} has hashes of texts that are none")
    return Event(words=words, size=size, **found)


def read_block(lines: Sequence[bytes], head: dict, at: int, what: str) -> tuple[Block, int]:
    """The block that begins with `head`, and where it ends."""
    shape = {"round": int, "ballots": int, "receipts": int, "used": int}
    need(has_shape(head, shape), f"{what} is neither an event nor the beginning of a block")
    need(min(head.values()) >= 0 and lines[at - 1] == compact(head), f"{what} is no block")
    lists: list[list[str]] = []
    for of, name, form in (
        ("ballots", "ballot", HEX64),
        ("receipts", "receipt", UUID),
        ("used", "used", HEX32),
    ):
        part = lines[at : at + head[of]]
        need(len(part) == head[of], f"the block of vote {head['round']} is cut")
        values = [read_json(line, "a line of a block").get(name) for line in part]
        for value, line in zip(values, part):
            sound = type(value) is str and form.fullmatch(value)
            sound = sound and line == compact({"round": head["round"], name: value})
            need(sound, f"the block of vote {head['round']} has a line that is no {name}")
        lists.append(values)
        at += head[of]
    return Block(head["round"], *lists), at


# 5 THE MEETING ----------------------------------------------------------------------------------
# The events are played again, and each must have been allowed when it happened.

OPTIONAL_INT, NUMBER = (int, None), (float, int, None)
CONTENT = {
    **{"sector": str, "neighborhood": str, "quantity": NUMBER},
    **{"cost": OPTIONAL_INT, "beneficiaries": OPTIONAL_INT},
    **{"catalog": str, "unit_cost": OPTIONAL_INT},
}
PAPER = {"options": [int], "costs": [int], "given": [[int]], "women": [int]}
ROUND_PLAN = {"key": str, "title": str, "rule": dict, "live_totals": bool, "ties": [str]}
CRITERION = {"key": str, "name": str, "weight": int, "bands": [int], "other_bands": [int]}
RULES: dict[str, dict] = {
    "pilih": {"most": int},
    "setuju": {},
    "poin": {"points": int, "most_each": int, "ceiling": int},
    "urutan": {"most": int, "decides": str},
    "skor": {"criteria": [CRITERION]},
    "anggaran": {"ceiling": int, "decides": str, "fits": bool},
    "delegasi": {"seats": int, "most": int, "women": int, "enforced": bool},
}
"""The kinds of ballot, and what a plan says of each."""

WORDS = tuple(
    f"content.{name}"
    for name in (
        *("title", "problem", "landmark", "screen_title", "unit", "beneficiary_unit", "agency"),
    )
)
PROMISE = {
    "number": int,
    "year": int,
    "neighborhood": str,
    "cost": OPTIONAL_INT,
    "origin": str,
    "state": str,
}
KINDS: dict[str, tuple[dict, tuple[str, ...]]] = {
    "MeetingOpened": ({}, ()),
    "PhaseEntered": ({"index": int, "deadline": int}, ()),
    "TimerMoved": ({"deadline": int}, ()),
    "ProposalSubmitted": (
        {"number": int, "assisted": bool, "content": CONTENT, "origin": str},
        ("proposer", *WORDS),
    ),
    "ProposalEdited": ({"number": int, "content": CONTENT}, WORDS),
    "ProposalApproved": ({"number": int}, ()),
    "ProposalHidden": ({"number": int}, ("reason",)),
    "ProposalMerged": ({"number": int, "into": int}, ()),
    "ProposalUnmerged": ({"number": int}, ()),
    "ProposalFocused": ({"number": int}, ()),
    "CandidateNominated": ({"number": int, "woman": bool, "neighborhood": str}, ("name",)),
    "CandidateWithdrawn": ({"number": int}, ()),
    "DelegatesAcclaimed": ({"candidates": [int]}, ()),
    "ProposalDecided": ({"number": int, "verdict": str, "code": str}, ("reason",)),
    "RanksAgreed": ({"order": [int]}, ("reason",)),
    "QuestionAsked": ({"number": int}, ("name", "text")),
    "QuestionApproved": ({"number": int}, ()),
    "QuestionHidden": ({"number": int}, ("reason",)),
    "QuestionAnswered": ({"number": int}, ("by", "text")),
    "QuestionFocused": ({"number": int}, ()),
    "PromiseBrought": (PROMISE, ("title",)),
    "PromiseAnswered": ({"number": int, "state": str}, ("by", "text")),
    "PromiseCarried": ({"number": int, "proposal": int}, ()),
    "RoundOpened": ({"number": int, "plan": ROUND_PLAN, "paper": PAPER}, ()),
    "RoundClosed": ({"number": int}, ()),
    "RoundRevealed": ({"number": int}, ()),
    "LotsDrawn": ({"number": int, "order": [int]}, ()),
    "HandsCounted": ({"number": int, "people": int, "figures": [[int]]}, ("by",)),
    "ScreenBlanked": ({"blank": bool}, ()),
    "ScreenChosen": ({"show": str, "number": int}, ()),
    "ParticipantLimitRaised": ({"limit": int}, ()),
    "CardsPrinted": ({"count": int}, ()),
    "CardIssued": ({"number": int}, ()),
    "CardsActivated": ({"first": int, "last": int}, ()),
    "CardVoided": ({"number": int}, ("reason",)),
    "CardReplaced": ({"old": int, "new": int}, ()),
    "LeftoversVoided": ({"count": int}, ()),
    "MeetingClosed": ({}, ()),
    "MeetingPublished": ({}, ()),
}
"""What can happen: by kind, the fields of its body, and the texts of which the line has hashes."""

ABOUT_ROUNDS = ("RoundOpened", "RoundClosed", "RoundRevealed", "LotsDrawn", "HandsCounted")
OF_THE_WALL = ("ScreenBlanked", "ScreenChosen")
WHILE_OPEN = (
    *("PhaseEntered", "TimerMoved", "ProposalFocused", "RoundOpened", "MeetingClosed"),
    *("QuestionAsked", "QuestionFocused"),
)
ONCE_OPEN = ("ProposalDecided", "RanksAgreed", "DelegatesAcclaimed")
UNTIL_CLOSED = (
    *("ProposalSubmitted", "CandidateNominated", "CandidateWithdrawn", "ParticipantLimitRaised"),
    *("CardsPrinted", "CardIssued", "CardsActivated", "CardReplaced", "PromiseBrought"),
)
MOST_CARDS = 20_000
MOST_COST = 10**13
MOST_HANDS = 100_000


@dataclass
class Proposal:
    """A proposal as it stands; `seq` is the event that holds its present wording."""

    number: int
    content: dict
    assisted: bool
    at: int
    first: int
    seq: int
    status: str = "waiting"
    reason: int = 0
    merged_into: int = 0
    origin: str = ""
    continues: int = 0


@dataclass
class Promise:
    """What an earlier meeting agreed: `said` is the body of the event that brought it, `seq` where
    that stands, `answer` where the official's newest answer does."""

    said: dict
    seq: int
    state: str
    answer: int = 0
    proposal: int = 0


@dataclass
class Question:
    """A question: the events with its text, its newest answer, and why it is hidden, by seq."""

    number: int
    seq: int
    at: int
    status: str = "waiting"
    reason: int = 0
    answer: int = 0
    answered_at: int = 0


@dataclass
class Candidate:
    """Somebody who stands for election, or did."""

    number: int
    woman: bool
    neighborhood: str
    seq: int
    stands: bool = True


@dataclass
class Hands:
    """Hands that `people` raised in the hall; `seq` is the event that says who counted them."""

    people: int = 0
    figures: dict = field(default_factory=dict)
    seq: int = 0


@dataclass
class Round:
    """One vote: its rule, its frozen paper, and how it went."""

    number: int
    plan: dict
    paper: dict
    stage: str = "open"
    closed_at: int = 0
    cards: int = 0
    revoked: int = 0
    lots: list = field(default_factory=list)
    block: Block | None = None
    hands: Hands = field(default_factory=Hands)

    @property
    def rule(self) -> dict:
        """How it is voted and counted."""
        return self.plan["rule"]

    @property
    def options(self) -> list:
        """Numbers of proposals, or of candidates where it elects."""
        return self.paper["options"]

    @property
    def elects(self) -> bool:
        """Whether people are voted on."""
        return self.rule["kind"] == "delegasi"

    @property
    def most_voices(self) -> int:
        """How many cards could have voted. What is cast for people cannot be taken out again."""
        return self.cards + (self.revoked if self.elects else 0)

    def cost(self, option: int) -> int:
        """Rupiah on the paper; 0 where costs play no part."""
        costs = self.paper["costs"]
        return costs[self.options.index(option)] if costs else 0


class Meeting:
    """The meeting after its events. `refused`: the first that was not allowed, by check."""

    def __init__(self, log: Log) -> None:
        self.plan = log.head["plan"]
        self.by_card = self.plan["rules"]["access"] != "tautan"
        self.by_desk = self.plan["rules"]["access"] == "meja"
        self.stage = "planned"
        self.times = {"MeetingOpened": 0, "MeetingClosed": 0, "MeetingPublished": 0}
        self.phases: list[tuple[int, int]] = []
        self.proposals: dict[int, Proposal] = {}
        self.candidates: dict[int, Candidate] = {}
        self.decisions: dict[int, tuple[str, str, int]] = {}
        self.ranks: list[int] = []
        self.ranks_seq = 0
        self.acclaimed: list[int] = []
        self.questions: dict[int, Question] = {}
        self.promises: dict[int, Promise] = {}
        self.rounds: dict[int, Round] = {}
        self.printed = 0
        self.active: set[int] = set()
        self.revoked: set[int] = set()
        self.leftover: set[int] = set()
        self.card_reasons: dict[int, int] = {}
        self.refused: dict[int, str] = {}
        for place, event in enumerate(log.events, 1):
            try:
                need(event.seq == place, f"its number should be {place}")
                self.happen(event)
            except Refuted as no:
                check = 5 if event.kind in ABOUT_ROUNDS else 4
                self.refused.setdefault(check, f"event {event.seq} ({event.kind!a}): {no}")

    def happen(self, event: Event) -> None:
        """Let one event happen, if it may."""
        need(event.kind in KINDS, "this program knows no such event")
        shape, words = KINDS[event.kind]
        need(has_shape(event.body, shape), "its body has not the fields it should have")
        need(event.words.keys() <= set(words), "it has a text that such an event has not")
        need(event.by in ("panitia", "peserta", "sistem"), "it is by nobody")
        still = event.kind in OF_THE_WALL or self.stage != "published"
        need(still, "the meeting is published already")
        need(event.kind not in ONCE_OPEN or self.stage != "planned", "the meeting has not begun")
        need(event.kind not in WHILE_OPEN or self.stage == "open", "the meeting is not open")
        need(event.kind not in UNTIL_CLOSED or self.stage != "closed", "the meeting is over")
        if event.kind.startswith(("Card", "Leftovers")):
            need(self.by_card, "this meeting has no voter cards")
        act = getattr(self, "on" + re.sub("([A-Z])", r"_\1", event.kind).lower(), None)
        if act:  # the others change nothing that is looked at here
            act(event, **event.body)

    def voting(self) -> Round | None:
        """The vote that is on."""
        return next((one for one in self.rounds.values() if one.stage == "open"), None)

    def root(self, number: int) -> int:
        """The proposal that this one is counted with."""
        while self.proposals[number].merged_into:
            number = self.proposals[number].merged_into
        return number

    # The course of the meeting

    def on_meeting_opened(self, event: Event) -> None:
        need(self.stage == "planned", "the meeting was opened before")
        self.stage, self.times[event.kind] = "open", event.at

    def on_phase_entered(self, event: Event, index: int, deadline: int) -> None:
        need(not self.voting(), "a vote is on")
        need(0 <= index < len(self.plan["phases"]), "the agenda has no such phase")
        self.phases.append((index, event.at))

    def on_meeting_closed(self, event: Event) -> None:
        need(not self.voting(), "a vote is on")
        self.stage, self.times[event.kind] = "closed", event.at

    def on_meeting_published(self, event: Event) -> None:
        need(self.stage == "closed", "the meeting is not over")
        hidden = [one.number for one in self.rounds.values() if one.stage != "revealed"]
        need(not hidden, f"the result of vote {hidden[:1]} was not revealed")
        self.stage, self.times[event.kind] = "published", event.at

    # Proposals and candidates

    def known(self, number: int) -> Proposal:
        need(number in self.proposals, f"there is no proposal {number}")
        return self.proposals[number]

    def changeable(self, number: int) -> Proposal:
        """A proposal must not change while it is voted on."""
        voting = self.voting()
        on_ballot = voting and not voting.elects and number in voting.options
        need(not on_ballot, f"proposal {number} is being voted on")
        return self.known(number)

    def on_proposal_submitted(
        self, event: Event, number: int, assisted: bool, content: dict, origin: str
    ) -> None:
        need(number == len(self.proposals) + 1, "proposals are not numbered one by one")
        seqs = {"first": event.seq, "seq": event.seq}
        self.proposals[number] = Proposal(
            number, content, assisted, event.at, **seqs, origin=origin
        )

    def on_proposal_edited(self, event: Event, number: int, content: dict) -> None:
        proposal = self.changeable(number)
        proposal.content, proposal.seq = content, event.seq

    def on_proposal_approved(self, event: Event, number: int) -> None:
        proposal = self.changeable(number)
        proposal.status, proposal.reason = "shown", 0

    def on_proposal_hidden(self, event: Event, number: int) -> None:
        proposal = self.changeable(number)
        proposal.status, proposal.reason = "hidden", event.seq
        self.unrank(number)

    def unrank(self, number: int) -> None:
        """What is no longer shown by itself has no place among the agreed priorities."""
        self.ranks = [rank for rank in self.ranks if rank != number]

    def on_proposal_merged(self, event: Event, number: int, into: int) -> None:
        proposal, target = self.changeable(number), self.changeable(into)
        need(number != into, "it is merged with itself")
        need(not proposal.merged_into and not target.merged_into, "one of them is merged already")
        need(target.status != "hidden", "it is merged into one that is hidden")
        proposal.merged_into = into
        self.unrank(number)

    def on_proposal_unmerged(self, event: Event, number: int) -> None:
        need(self.changeable(number).merged_into, f"proposal {number} is not merged")
        self.changeable(self.root(number))
        self.proposals[number].merged_into = 0

    def on_proposal_focused(self, event: Event, number: int) -> None:
        need(number == 0 or self.known(number), f"there is no proposal {number}")

    def standing(self, number: int) -> Proposal:
        """What is agreed is shown by itself."""
        known = self.known(number)
        need(known.status == "shown" and not known.merged_into, f"proposal {number} is not shown")
        return known

    def on_proposal_decided(self, event: Event, number: int, verdict: str, code: str) -> None:
        self.changeable(number)
        self.decisions[number] = (verdict, code, event.seq)

    def on_ranks_agreed(self, event: Event, order: list) -> None:
        need(len(set(order)) == len(order), "a proposal has two ranks")
        for number in order:
            self.standing(number)
        self.ranks, self.ranks_seq = order, event.seq

    def on_delegates_acclaimed(self, event: Event, candidates: list) -> None:
        need(len(set(candidates)) == len(candidates), "somebody is a delegate twice")
        for number in candidates:
            known = self.candidates.get(number)
            need(known and known.stands, f"candidate {number} does not stand")
        self.acclaimed = candidates

    def on_question_asked(self, event: Event, number: int) -> None:
        need(number == len(self.questions) + 1, "its number does not follow")
        self.questions[number] = Question(number, event.seq, event.at)

    def asked(self, number: int) -> Question:
        """A question that was asked."""
        need(number in self.questions, f"there is no question {number}")
        return self.questions[number]

    def on_question_approved(self, event: Event, number: int) -> None:
        self.asked(number).status = "shown"

    def on_question_hidden(self, event: Event, number: int) -> None:
        self.asked(number).status = "hidden"
        self.asked(number).reason = event.seq

    def on_question_answered(self, event: Event, number: int) -> None:
        self.asked(number).answer, self.asked(number).answered_at = event.seq, event.at

    def on_question_focused(self, event: Event, number: int) -> None:
        need(number == 0 or self.asked(number), f"there is no question {number}")

    def on_promise_brought(self, event: Event, number: int, state: str, **_: Any) -> None:
        need(number == len(self.promises) + 1, "its number does not follow")
        self.promises[number] = Promise(event.body, event.seq, state)

    def promised(self, number: int) -> Promise:
        """What an earlier meeting agreed."""
        need(number in self.promises, f"there is no result {number} of an earlier year")
        return self.promises[number]

    def on_promise_answered(self, event: Event, number: int, state: str) -> None:
        promise = self.promised(number)
        promise.state, promise.answer = state, event.seq

    def on_promise_carried(self, event: Event, number: int, proposal: int) -> None:
        promise = self.promised(number)
        need(not promise.proposal, "it is carried on already")
        self.known(proposal).continues = promise.said["year"]
        promise.proposal = proposal

    def electing(self) -> bool:
        voting = self.voting()
        return bool(voting and voting.elects)

    def on_candidate_nominated(
        self, event: Event, number: int, woman: bool, neighborhood: str
    ) -> None:
        need(number == len(self.candidates) + 1, "candidates are not numbered one by one")
        need(not self.electing(), "an election is on")
        self.candidates[number] = Candidate(number, woman, neighborhood, event.seq)

    def on_candidate_withdrawn(self, event: Event, number: int) -> None:
        need(number in self.candidates, f"there is no candidate {number}")
        need(not self.electing(), "an election is on")
        self.candidates[number].stands = False
        self.acclaimed = [one for one in self.acclaimed if one != number]

    # Voter cards

    def waiting(self) -> set[int]:
        """Cards that were printed and are neither handed out nor void."""
        return set(range(1, self.printed + 1)) - self.active - self.revoked - self.leftover

    def on_cards_printed(self, event: Event, count: int) -> None:
        need(not self.by_desk, "this meeting has no cards of paper")
        need(0 < count <= MOST_CARDS - self.printed, "no meeting has so many cards")
        self.printed += count

    def on_card_issued(self, event: Event, number: int) -> None:
        need(self.by_desk, "this meeting has cards of paper")
        need(number == self.printed + 1 <= MOST_CARDS, "cards are not numbered one by one")
        self.printed = number

    def on_cards_activated(self, event: Event, first: int, last: int) -> None:
        need(1 <= first <= last <= self.printed, "such cards were not printed")
        handed_out = self.waiting() & set(range(first, last + 1))
        need(handed_out, "none of these cards could be handed out")
        self.active |= handed_out

    def void(self, number: int) -> None:
        need(number in self.active or number in self.waiting(), f"card {number} was void before")
        (self.revoked if number in self.active else self.leftover).add(number)
        self.active.discard(number)

    def on_card_voided(self, event: Event, number: int) -> None:
        self.void(number)
        self.card_reasons[number] = event.seq

    def on_card_replaced(self, event: Event, old: int, new: int) -> None:
        need(old in self.active, f"card {old} was not in use")
        need(new in self.waiting(), f"card {new} could not be handed out")
        self.void(old)
        self.active.add(new)

    def on_leftovers_voided(self, event: Event, count: int) -> None:
        left = self.waiting()
        need(count == len(left) > 0, f"{len(left)} cards were left, not {count}")
        self.leftover |= left

    # Votes

    def on_round_opened(self, event: Event, number: int, plan: dict, paper: dict) -> None:
        need(not self.voting(), "another vote is on")
        need(number == len(self.rounds) + 1, "votes are not numbered one by one")
        planned = any(not difference(Whole(plan), one) for one in self.plan["rounds"])
        need(planned, "its rule is not the one in the plan of the meeting")
        held = [one.plan["key"] for one in self.rounds.values()]
        need(plan["key"] not in held, "this vote was held before")
        right = self.paper_of(plan["rule"], paper["options"])
        need(paper == right, "its paper is not made of what stood in the meeting then")
        self.rounds[number] = Round(number, plan, paper)

    def paper_of(self, rule: dict, options: list) -> dict:
        """The paper that these options had to have at this moment."""
        of: dict = self.candidates if rule["kind"] == "delegasi" else self.proposals
        need(options and options == sorted(set(options)), "its options are not a sorted list")
        for number in options:
            need(number in of and stands(of[number]), f"option {number} did not stand then")
        paper = {"options": options, "costs": [], "given": [], "women": []}
        if rule["kind"] == "delegasi":
            paper["women"] = [number for number in options if of[number].woman]
        elif rule.get("ceiling"):
            paper["costs"] = [of[number].content["cost"] for number in options]
            priced = all(cost and cost <= MOST_COST for cost in paper["costs"])
            need(priced, "an option has no cost, or one that cannot be")
        elif rule["kind"] == "skor":
            banded = [one for one in rule["criteria"] if one["bands"]]
            scores = [self.given(of[number].content, banded) for number in options]
            paper["given"] = scores if banded else []
        return paper

    def given(self, content: dict, banded: list) -> list[int]:
        """The scores that follow from the number of beneficiaries."""
        icons = {sector["key"]: sector["icon"] for sector in self.plan["sectors"]}
        people, builds = content["beneficiaries"] or 0, icons.get(content["sector"]) == "infra"
        limits = (
            one["bands"] if builds or not one["other_bands"] else one["other_bands"]
            for one in banded
        )
        return [1 + sum(people >= limit for limit in bands) for bands in limits]

    def on_round_closed(self, event: Event, number: int) -> None:
        round_ = self.rounds.get(number)
        need(round_ and round_.stage == "open", f"vote {number} was not on")
        need(event.block and event.block.round == number, "its ballots do not stand behind it")
        round_.stage, round_.closed_at, round_.block = "closed", event.at, event.block
        round_.cards, round_.revoked = len(self.active), len(self.revoked)

    def on_round_revealed(self, event: Event, number: int) -> None:
        round_ = self.rounds.get(number)
        need(
            round_ and round_.stage == "closed", f"vote {number} was not closed, or revealed before"
        )
        round_.stage = "revealed"

    def on_hands_counted(self, event: Event, number: int, people: int, figures: list) -> None:
        round_ = self.rounds.get(number)
        need(round_ and round_.stage == "open", f"vote {number} was not on")
        need(0 <= people <= MOST_HANDS, "so many people are in no hall")
        need(not self.by_card or people <= len(self.active), "there are fewer cards")
        need(hands_fit(round_, people, figures), "hands cannot have been raised like this")
        counted = {row[0]: row[1:] for row in figures} if people else {}
        round_.hands = Hands(people, counted, event.seq)

    def on_lots_drawn(self, event: Event, number: int, order: list) -> None:
        round_ = self.rounds.get(number)
        need(round_ and round_.stage != "open", f"vote {number} was not closed")
        need("undian" in round_.plan["ties"], "the plan has no lots for this vote")
        need(len(set(order)) == len(order), "an option was drawn twice")
        need(set(order) <= set(round_.options), "something was drawn that is no option")
        round_.lots = order


def stands(one: Any) -> bool:
    """Whether a proposal or a candidate can be put on a ballot."""
    if isinstance(one, Candidate):
        return one.stands
    return one.status == "shown" and not one.merged_into


def check_plan(plan: dict) -> None:
    """The parts of the plan that are used here have the shape they should have."""
    texts = ("forum", "tier", "ward", "district", "city", "starts", "zone", "neighborhood_label")
    need(all(type(plan[name]) is str for name in texts), "the plan has texts that are none")
    need(
        all(type(plan[name]) is int for name in ("year", "plan_year", "ceiling")), "the plan: years"
    )
    need(type(plan["practice"]) is bool, "the plan does not say whether it is for practice")
    need(has_shape(plan["neighborhoods"], [str]), "the plan has no lingkungan")
    need(all(type(phase["title"]) is str for phase in plan["phases"]), "the plan has no agenda")
    for sector in plan["sectors"]:
        need(
            all(type(sector[name]) is str for name in ("key", "name", "icon")), "the plan: sectors"
        )
    for planned in plan["rounds"]:
        need(has_shape(planned, ROUND_PLAN), "the plan has a vote without its rule")
        need(set(planned["ties"]) <= {"biaya", "nomor", "undian"}, "the plan has unknown tie rules")
        rule = dict(planned["rule"])
        shape = RULES.get(rule.pop("kind"))
        need(shape is not None and has_shape(rule, shape), "the plan has a rule that is unknown")


# 6 BALLOTS --------------------------------------------------------------------------------------
# For each kind: which marks are legal, in which one form, and how they become figures. A pile is
# a list of (mark, how many ballots say so); figures are lists of numbers by option, of which the
# first decides the rank.


def legal(mark: Any, round_: Round) -> bool:
    """Whether this is a ballot that the rule allows, written in its one form, and not blank."""
    return type(mark) is list and mark != [] and LEGAL[round_.rule["kind"]](mark, round_)


def is_set(mark: list, round_: Round) -> bool:
    """Distinct options of the paper."""
    options = set(round_.options)
    return all(type(one) is int and one in options for one in mark) and len(set(mark)) == len(mark)


def is_choice(mark: list, round_: Round) -> bool:
    return is_set(mark, round_) and mark == sorted(mark) and len(mark) <= round_.rule["most"]


def is_order(mark: list, round_: Round) -> bool:
    return is_set(mark, round_) and len(mark) <= round_.rule["most"]


def is_budget(mark: list, round_: Round) -> bool:
    if not is_set(mark, round_) or mark != sorted(mark):
        return False
    return not round_.rule["fits"] or sum(map(round_.cost, mark)) <= round_.rule["ceiling"]


def rows_fit(mark: list, round_: Round, values: int, lowest: int, highest: int) -> bool:
    """Rows sorted by option: the option and so many whole numbers within these limits."""
    if not has_shape(mark, [[int]]) or any(len(row) != 1 + values for row in mark):
        return False
    firsts = [row[0] for row in mark]
    inside = all(lowest <= value <= highest for row in mark for value in row[1:])
    return is_set(firsts, round_) and firsts == sorted(firsts) and inside


def is_agreement(mark: list, round_: Round) -> bool:
    return rows_fit(mark, round_, 1, 1, 3)


def is_points(mark: list, round_: Round) -> bool:
    points, most = round_.rule["points"], round_.rule["most_each"]
    fits = rows_fit(mark, round_, 1, 1, most or points)
    return fits and sum(given for _, given in mark) <= points


def is_score(mark: list, round_: Round) -> bool:
    scored = sum(not criterion["bands"] for criterion in round_.rule["criteria"])
    return rows_fit(mark, round_, scored, 1, 5)


LEGAL: dict[str, Callable[[list, Round], bool]] = {
    **{"pilih": is_choice, "setuju": is_agreement, "poin": is_points, "urutan": is_order},
    **{"skor": is_score, "anggaran": is_budget, "delegasi": is_choice},
}


def count_votes(pile: Sequence[tuple], round_: Round) -> dict[int, list[int]]:
    """How many ballots name each option."""
    votes: Counter = Counter()
    for mark, times in pile:
        for option in mark:
            votes[option] += times
    return {option: [votes[option]] for option in round_.options}


def count_answers(pile: Sequence[tuple], round_: Round) -> dict[int, list[int]]:
    """How many agree, disagree and abstain."""
    found = {option: [0, 0, 0] for option in round_.options}
    for mark, times in pile:
        for option, answer in mark:
            found[option][answer - 1] += times
    return found


def count_points(pile: Sequence[tuple], round_: Round) -> dict[int, list[int]]:
    """The points of each option, and how many ballots gave it any."""
    found = {option: [0, 0] for option in round_.options}
    for mark, times in pile:
        for option, given in mark:
            found[option][0] += given * times
            found[option][1] += times
    return found


def count_scores(pile: Sequence[tuple], round_: Round) -> dict[int, list[int]]:
    """The weighted sum, the ballots that scored the option, and the sum of each criterion.

    The scores of criteria with bands stand on the paper and belong to every such ballot.
    """
    criteria, given = round_.rule["criteria"], round_.paper["given"]
    found = {option: [0] * (2 + len(criteria)) for option in round_.options}
    for mark, times in pile:
        for option, *scores in mark:
            fixed = iter(given[round_.options.index(option)] if given else ())
            marked, sums = iter(scores), found[option]
            sums[1] += times
            for place, criterion in enumerate(criteria, 2):
                score = next(fixed if criterion["bands"] else marked)
                sums[place] += score * times
                sums[0] += criterion["weight"] * score * times
    return found


def count_orders(pile: Sequence[tuple], round_: Round) -> dict[int, list[int]]:
    """Borda's points, and how many others an option beats by Schulze's method."""
    options = round_.options
    borda = dict.fromkeys(options, 0)
    for mark, times in pile:
        for place, option in enumerate(mark, 1):
            borda[option] += (len(options) - place) * times
    beaten = schulze(pile, options)
    first = round_.rule["decides"] == "borda"
    both = {option: [borda[option], beaten[option]] for option in options}
    return both if first else {option: pair[::-1] for option, pair in both.items()}


def schulze(pile: Sequence[tuple], options: Sequence[int]) -> dict[int, int]:
    """How many options each one beats (M. Schulze 2011, winning votes).

    A path from one option to another is as strong as its weakest step, a step as strong as the
    ballots that prefer the one, if they are more than those that prefer the other.
    """
    size = len(options)
    place = {option: at for at, option in enumerate(options)}
    above = [[0] * size for _ in options]
    for mark, times in pile:
        below = set(range(size))
        for option in mark:
            below.discard(place[option])
            row = above[place[option]]
            for other in below:
                row[other] += times
    strong = [
        [above[i][j] if above[i][j] > above[j][i] else 0 for j in range(size)] for i in range(size)
    ]
    for k in range(size):
        for i in range(size):
            reach = strong[i][k]
            if reach:
                strong[i] = [
                    max(old, min(reach, onward)) for old, onward in zip(strong[i], strong[k])
                ]
    return {
        option: sum(i != j and strong[i][j] > strong[j][i] for j in range(size))
        for option, i in place.items()
    }


def hands_fit(round_: Round, people: int, figures: list) -> bool:
    """Whether so many people can have raised their hands so often: a row for each option."""
    kind, columns = round_.rule["kind"], 3 if round_.rule["kind"] == "setuju" else 1
    rows = [row[1:] for row in figures]
    if kind not in ("pilih", "delegasi", "setuju") or any(len(row) != columns for row in rows):
        return False
    if [row[0] for row in figures] != round_.options or min(map(min, rows)) < 0:
        return False
    if kind != "setuju" and sum(map(sum, rows)) > round_.rule["most"] * people:
        return False
    return max(map(sum, rows)) <= people


COUNT: dict[str, Callable[[Sequence[tuple], Round], dict[int, list[int]]]] = {
    **{"pilih": count_votes, "setuju": count_answers, "poin": count_points},
    **{"urutan": count_orders, "skor": count_scores},
    **{"anggaran": count_votes, "delegasi": count_votes},
}


@dataclass
class Line:
    """An option in the ranking. `parted`: the tie rule that told it from its equals."""

    option: int
    figures: list
    rank: int
    tied: bool
    parted: str

    @property
    def votes(self) -> int:
        """The figure that decides the rank."""
        return self.figures[0]


@dataclass
class Decision:
    """What a method makes of the figures. Of `undecided` equals `places` more are chosen."""

    by: str
    chosen: list
    undecided: list = field(default_factory=list)
    places: int = 0
    spent: int = 0


@dataclass
class Tally:
    """The result of a vote."""

    lines: list
    ballots: int
    decisions: list
    people: int = 0


def recount(round_: Round, marks: Sequence[list]) -> Tally:
    """Everything that follows from these ballots."""
    equal = Counter(map(compact, marks))
    pile = [(json.loads(mark), times) for mark, times in equal.items()]
    figures = COUNT[round_.rule["kind"]](pile, round_)
    for option, raised in round_.hands.figures.items():
        figures[option] = [sum(both) for both in zip(figures[option], raised)]
    lines = ranked(round_, figures)
    return Tally(lines, len(marks), decided(round_, lines, pile), round_.hands.people)


def ranked(round_: Round, figures: dict[int, list[int]]) -> list[Line]:
    """The options, best first: 1, 2, 2, 4. Only the tie rules of the plan part equals."""
    ties = round_.plan["ties"]
    keys = {
        option: (-found[0], *(tie_place(rule, option, round_) for rule in ties))
        for option, found in figures.items()
    }
    every = list(keys.values())
    lines = []
    for option in sorted(figures, key=lambda option: (keys[option], option)):
        key = keys[option]
        rank = 1 + sum(other < key for other in every)
        parted = ""
        for place, rule in enumerate(ties, 1):
            if not parted and any(
                o[:place] == key[:place] and o[place] != key[place] for o in every
            ):
                parted = rule
        lines.append(Line(option, figures[option], rank, every.count(key) > 1, parted))
    return lines


def tie_place(rule: str, option: int, round_: Round) -> int:
    """Where a tie rule puts an option: the cheaper, the lower number, or as lots were drawn."""
    if rule == "biaya":
        return round_.cost(option)
    if rule == "nomor":
        return option
    return round_.lots.index(option) if option in round_.lots else len(round_.lots)


def decided(round_: Round, lines: list, pile: Sequence[tuple]) -> list[Decision]:
    """What the rule decides, the method that counts first."""
    rule, kind = round_.rule, round_.rule["kind"]
    if kind == "setuju":
        agreed = [line.option for line in lines if line.figures[0] > line.figures[1]]
        level = [line.option for line in lines if line.figures[0] == line.figures[1] != 0]
        return [Decision("mayoritas", agreed, level)]
    if kind == "delegasi":
        return [seated(round_, lines)]
    if kind == "poin" and rule["ceiling"]:
        return [by_most(round_, lines)]
    if kind == "anggaran":
        both = [by_most(round_, lines), by_equal_shares(round_, lines, pile)]
        return both if rule["decides"] == "terbanyak" else both[::-1]
    return []


def seated(round_: Round, lines: list) -> Decision:
    """Who is elected in whatever order equals stand, and who only in some order.

    The first of the ranking who have a vote get the seats. Where the plan asks for a least number
    of women, the best women who have none get those of the lowest men.
    """
    rule, women = round_.rule, set(round_.paper["women"])
    standing = [line for line in lines if line.votes]
    seats = min(rule["seats"], len(standing))
    least = rule["women"] if rule["enforced"] else 0
    least = min(least, seats, sum(line.option in women for line in standing))
    # The last seat may be shared by equals: then the number of seats for women is not yet known.
    last = standing[seats - 1].rank if seats else 0
    sure = [line for line in standing if line.rank < last]
    level = [line for line in standing if line.rank == last]
    free, women_sure = seats - len(sure), sum(line.option in women for line in sure)
    women_level = sum(line.option in women for line in level)
    fewest = max(least, women_sure + max(0, free - (len(level) - women_level)))
    most = max(least, women_sure + min(free, women_level))
    always, sometimes = set(), set()
    for is_woman, few, many in ((True, fewest, most), (False, seats - most, seats - fewest)):
        group = [line for line in standing if (line.option in women) == is_woman]
        for line in group:
            if sum(other.rank <= line.rank for other in group) <= few:
                always.add(line.option)
            elif sum(other.rank < line.rank for other in group) < many:
                sometimes.add(line.option)
    chosen = [line.option for line in standing if line.option in always]
    undecided = [line.option for line in standing if line.option in sometimes]
    return Decision("kursi", chosen, undecided, places=seats - len(chosen))


# 7 MONEY ----------------------------------------------------------------------------------------


def by_most(round_: Round, lines: list) -> Decision:
    """Down the ranking until the money ends; what no longer fits is passed over."""
    left, chosen = round_.rule["ceiling"], []
    for line in lines:
        if line.votes and round_.cost(line.option) <= left:
            chosen.append(line.option)
            left -= round_.cost(line.option)
    return Decision("terbanyak", chosen, spent=round_.rule["ceiling"] - left)


PARTS = 1_000
MOST_STEPS = 10_000


@dataclass
class Wish:
    """An option that somebody wants and that costs something; its `backers`: (who, how many)."""

    option: int
    cost: int
    backers: list
    votes: int


def by_equal_shares(round_: Round, lines: list, pile: Sequence[tuple]) -> Decision:
    """The Method of Equal Shares (Peters, Pierczynski and Skowron, NeurIPS 2021), with add1.

    Everybody has the same share of the money. Again and again the option is bought that costs its
    backers least for its worth, when all pay alike and who has less pays all there is. If that
    leaves enough for another option, all shares are raised by a step and everything is done anew,
    until the money does not suffice, nothing more fits, or after `MOST_STEPS`.
    """
    ceiling, people = round_.rule["ceiling"], sum(times for _, times in pile)
    wishes, free = [], []
    for line in lines:
        backers = [(who, times) for who, (mark, times) in enumerate(pile) if line.option in mark]
        if line.votes and round_.cost(line.option):
            wishes.append(Wish(line.option, round_.cost(line.option), backers, line.votes))
        elif line.votes:
            free.append(line.option)
    found: list[Wish] = []
    step, steps = max(1, ceiling // (PARTS * max(1, people))), 0
    while wishes and steps <= MOST_STEPS:
        purses = Purses(wishes, len(pile), Fraction(ceiling, people) + steps * step, step)
        bought = purses.buy()
        left = ceiling - sum(wish.cost for wish in bought)
        if left < 0:
            break
        found = bought
        if not any(wish.cost <= left for wish in wishes if wish not in bought):
            break
        steps += 1 + purses.same
    chosen = [wish.option for wish in found]
    return Decision("seimbang", free + chosen, spent=sum(wish.cost for wish in found))


class Purses:
    """What everybody has left, and what is bought with it.

    All money is exact: whole numbers, counted in parts of which `unit` are a rupiah. Beside each
    amount stands by how much it would be more if shares were one step higher: as long as all
    comparisons come out as they do now, the same things are bought in the same order. `same` is
    for how many more steps that is certain, so that these need not be tried.
    """

    def __init__(self, wishes: list, ballots: int, share: Fraction, step: int) -> None:
        self.wishes, self.same = wishes, MOST_STEPS
        self.unit = share.denominator
        self.has = [share.numerator] * ballots
        self.grows = [step * self.unit] * ballots

    def stays(self, lead: int | Fraction, shrinks: int | Fraction, strictly: bool = False) -> None:
        """Note for how many steps a lead that shrinks so fast remains (`strictly`: above 0)."""
        if shrinks > 0:
            steps = lead // shrinks
            self.same = min(self.same, steps - (strictly and steps * shrinks == lead))

    def buy(self) -> list[Wish]:
        """Buy one thing after the other until nobody can pay for more.

        Offers only get worse as purses get emptier. So the best of the old ones is computed anew,
        and is the best of all if it still is.
        """
        offers = [
            (Fraction(0), place, Fraction(0), Fraction(0)) for place in range(len(self.wishes))
        ]
        bought = []
        while offers:
            place = offers[0][1]
            offer = self.offer(place)
            if offer is None:
                heapq.heappop(offers)
            elif heapq.heapreplace(offers, offer) and offers[0] is offer:
                heapq.heappop(offers)
                for other in offers:
                    self.stays_behind(offer, other)
                self.pay(self.wishes[place], offer)
                bought.append(self.wishes[place])
        return bought

    def offer(self, place: int) -> tuple | None:
        """(price for its worth, place, price, how fast the price falls); None if not affordable."""
        wish = self.wishes[place]
        owed, payers, falls = wish.cost * self.unit, wish.votes, 0
        has, grows, backers = self.has, self.grows, wish.backers
        if min([has[who] for who, _ in backers]) * payers < owed:  # not all can pay alike
            lacks = owed - sum([has[who] * times for who, times in backers])
            if lacks > 0:
                growth = sum([grows[who] * times for who, times in backers])
                self.stays(lacks, growth, strictly=True)
                return None
            for who, times in sorted(backers, key=lambda backer: has[backer[0]]):
                if has[who] * payers >= owed:
                    break
                owed, falls = owed - has[who] * times, falls + grows[who] * times
                payers -= times
        price = Fraction(owed, payers * self.unit)
        return price / wish.cost, place, price, Fraction(falls, payers * self.unit)

    def stays_behind(self, best: tuple, other: tuple) -> None:
        """The best offer must stay better than this one, or as good and before it."""
        if other[3]:
            lead = (other[0] - best[0]) * self.wishes[other[1]].cost
            self.stays(lead, other[3], strictly=other[1] < best[1])

    def pay(self, wish: Wish, offer: tuple) -> None:
        """Everybody who wants it pays the price, or all there is."""
        _, _, price, falls = offer
        finer = 1
        for amount in (price * self.unit, falls * self.unit):
            finer *= (amount * finer).denominator
        if finer > 1:
            self.unit *= finer
            self.has = [amount * finer for amount in self.has]
            self.grows = [amount * finer for amount in self.grows]
        to_pay, less = int(price * self.unit), int(falls * self.unit)
        for who, _ in wish.backers:
            if self.has[who] < to_pay:
                self.stays(to_pay - self.has[who], self.grows[who] + less)
                self.has[who] = self.grows[who] = 0
            else:
                self.has[who] -= to_pay
                self.grows[who] += less


# 8 WHAT THE ARCHIVE MUST SAY --------------------------------------------------------------------
# record.json as it follows from the log, the texts and the recount, field by field. Two things are
# in no log, and are not checked: how many people were there, and how many supported a proposal or a
# question or found a promise kept.

FATES = {
    "setuju": {"yes": "disetujui", "no": "tidak disetujui", "open": "sama kuat"},
    "delegasi": {"yes": "terpilih", "no": "tidak terpilih", "open": "suara sama"},
}
MONEY_FATES = {"yes": "masuk pagu", "no": "tidak masuk pagu"}
SESSION = (
    *("forum", "tier", "ward", "district", "city", "year", "plan_year", "starts", "zone"),
    *("neighborhood_label", "practice", "ceiling"),
)


@dataclass
class Whole:
    """A value that must be the very same; of others only the expected fields are looked at."""

    value: Any


def difference(expected: Any, found: Any, path: str = "") -> str:
    """Where `found` is not as expected; empty if it is nowhere."""
    if isinstance(expected, dict) and isinstance(found, dict):
        pairs = [(f"{path}.{name}", of, found.get(name)) for name, of in expected.items()]
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = [(f"{path}[{at}]", *both) for at, both in enumerate(zip(expected, found))]
    elif isinstance(expected, (dict, list)):
        return path.lstrip(".") or "all of it"
    else:
        of = expected.value if isinstance(expected, Whole) else expected
        same = json.dumps(of, sort_keys=True) == json.dumps(found, sort_keys=True)
        return "" if same else path.lstrip(".") or "all of it"
    return next((where for p, of, at in pairs if (where := difference(of, at, p))), "")


def utc(moment: int) -> str | None:
    """A time of the log as the record writes it."""
    if not moment:
        return None
    return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(0, moment // 1000)).isoformat()


class Archive:
    """What must be published of a meeting with these results and texts."""

    def __init__(self, meeting: Meeting, tallies: dict[int, Tally], texts: dict) -> None:
        self.meeting, self.plan = meeting, meeting.plan
        self.tallies, self.texts = tallies, texts

    def record(self, code: str, people: Any) -> dict:
        """The whole record. `people`: how many were there, which no log tells."""
        meeting, times = self.meeting, self.meeting.times
        ends = [*(at for _, at in meeting.phases[1:]), times["MeetingClosed"]]
        return {
            "format": "musrenbang-live/arsip/1",
            "session": {"code": code, **{name: self.plan[name] for name in SESSION}},
            "opened": utc(times["MeetingOpened"]),
            "closed": utc(times["MeetingClosed"]),
            "published": utc(times["MeetingPublished"]),
            "phases": [
                {"title": self.plan["phases"][index]["title"], "since": utc(at), "until": utc(end)}
                for (index, at), end in zip(meeting.phases, ends)
            ],
            **({"cards": self.cards()} if meeting.by_card else {}),
            "rounds": [self.round(one, people) for one in meeting.rounds.values()],
            "proposals": self.proposals(),
            **self.agreed(),
            **({"questions": self.questions()} if meeting.questions else {}),
            "promises": self.promises() or None,
            **({"budget": Whole(self.budget())} if meeting.ranks and self.budget() else {}),
        }

    def promises(self) -> list[dict]:
        """What an earlier meeting agreed, and what an official says became of it. How many
        residents found it kept is in no log."""
        return [
            {
                **one.said,
                **{"title": self.text(one.seq, "title"), "state": one.state},
                **{"by": self.text(one.answer, "by"), "answer": self.text(one.answer, "text")},
                "proposal": one.proposal or None,
            }
            for one in self.meeting.promises.values()
        ]

    def agreed(self) -> dict:
        """The order and the delegates that were agreed without a vote, where there are any."""
        meeting, told = self.meeting, {"agreed": None, "delegates": None}
        if meeting.ranks:
            votes = [one.number for one in meeting.rounds.values() if not one.elects]
            reason = self.text(meeting.ranks_seq, "reason")
            vote = votes[-1] if votes else None
            told["agreed"] = {"order": meeting.ranks, "vote": vote, "reason": reason}
        if meeting.acclaimed:
            people = [meeting.candidates[number] for number in meeting.acclaimed]
            told["delegates"] = {
                "by": "aklamasi",
                "people": [
                    {
                        **{"number": number, "name": self.text(person.seq, "name")},
                        **{"woman": person.woman, "neighborhood": person.neighborhood},
                    }
                    for number, person in zip(meeting.acclaimed, people)
                ],
            }
        return told

    def verdict(self, number: int) -> dict:
        """What was decided about a proposal, and its place in the agreed order."""
        ranks = self.meeting.ranks
        verdict, code, seq = self.meeting.decisions.get(number, ("", "", 0))
        reason = self.text(seq, "reason") if verdict else ""
        return {
            **{"verdict": verdict or None, "verdict_code": code or None},
            "verdict_reason": reason or None,
            "agreed_rank": ranks.index(number) + 1 if number in ranks else None,
        }

    def questions(self) -> list[dict]:
        """What residents asked; how many supported a question is in no log."""
        told = []
        for one in self.meeting.questions.values():
            fate = one.status if one.status != "shown" else "answered" if one.answer else "open"
            shown = one.status == "shown"
            asked, answer = (one.seq, one.answer) if shown else (0, 0)
            told.append(
                {
                    **{"number": one.number, "fate": fate},
                    **{name: self.text(asked, name) for name in ("text", "name")},
                    **{"by": self.text(answer, "by"), "answer": self.text(answer, "text")},
                    "reason": self.text(one.reason, "reason") if fate == "hidden" else "",
                    **{"asked": utc(one.at if shown else 0)},
                    **{"answered": utc(one.answered_at if shown else 0)},
                }
            )
        return told

    def budget(self) -> dict:
        """The agreed proposals against the ceiling; empty where nothing was said of money."""
        known, ceiling = self.meeting.proposals, self.plan["ceiling"]
        order = [
            number
            for number in self.meeting.ranks
            if known[number].status == "shown" and not known[number].merged_into
        ]
        total, beyond = 0, []
        for number in order:
            cost = known[number].content["cost"] or 0
            total += cost
            if ceiling and cost and total > ceiling:
                beyond.append(number)
        if not (ceiling or total):
            return {}
        return {
            **{"ceiling": ceiling or None, "total": total, "ranked": True, "order": order},
            "uncosted": sum(known[number].content["cost"] is None for number in order),
            "beyond": beyond,
        }

    def text(self, seq: int, path: str) -> str:
        """A text of the record; empty where it was erased."""
        return self.texts.get((seq, path), "")

    def cards(self) -> dict:
        """The voter cards."""
        meeting = self.meeting
        out = len(meeting.active) + len(meeting.revoked)
        reasons = {str(n): self.text(seq, "reason") for n, seq in meeting.card_reasons.items()}
        return {
            **{"printed": meeting.printed, "handed_out": out, "revoked": len(meeting.revoked)},
            **{"leftover": meeting.printed - out, "reasons": Whole(reasons)},
            "by_desk": meeting.by_desk or None,
        }

    def round(self, round_: Round, people: Any) -> dict:
        """One vote."""
        tally = self.tallies[round_.number]
        return {
            "number": round_.number,
            "title": round_.plan["title"],
            "rule": Whole(round_.rule),
            "binding": self.meeting.by_card,
            "joined": round_.most_voices if self.meeting.by_card else people,
            "ballots": tally.ballots,
            "closed": utc(round_.closed_at),
            "ranking": [self.line(round_, line, tally) for line in tally.lines],
            "decisions": [
                self.decision(round_, found, place) for place, found in enumerate(tally.decisions)
            ],
            "ties": round_.plan["ties"],
            "lots": round_.lots or None,
        }

    def ways(self, round_: Round, bundle: Bundle, told: dict) -> dict:
        """What came in by each way. With too few ballots of one only the site knows the split."""
        number, count = round_.number, COUNT[round_.rule["kind"]]
        ballots = bundle.openings[number]
        channels = []
        for via in ("ponsel", "kertas"):
            pile = [(ballot["mark"], 1) for ballot in ballots if ballot["via"] == via]
            if pile:
                figures = {str(option): of for option, of in count(pile, round_).items()}
                channels.append(channel(via, len(pile), figures))
        if not channels and ballots:
            given = [one for one in told.get("channels") or [] if one["via"] != HANDS]
            need(all(type(one["ballots"]) is int for one in given), "channels are malformed")
            split = sum(one["ballots"] for one in given)
            need(not given or split == len(ballots), f"the ways into vote {number} add up wrongly")
            channels = [channel(one["via"], one["ballots"], None) for one in given]
        hands = round_.hands
        if hands.people:
            figures = {str(option): raised for option, raised in hands.figures.items()}
            by = self.text(hands.seq, "by")
            channels.append({**channel(HANDS, 0, figures), "people": hands.people, "by": by})
        wanted = {
            **{name: len(getattr(round_.block, name)) for name in ("receipts", "used")},
            **{"people": hands.people, "channels": channels},
        }
        needed = ("people", "channels") if hands.people else ()
        return {n: way for n, way in wanted.items() if told.get(n) is not None or n in needed}

    def line(self, round_: Round, line: Line, tally: Tally) -> dict:
        """One option in the ranking of a vote."""
        rule, option = round_.rule, line.option
        names = {
            **{"setuju": ["setuju", "tidak", "abstain"], "poin": ["poin", "peserta"]},
            "skor": ["skor", "peserta", *(one["key"] for one in rule.get("criteria", []))],
            "urutan": sorted(("borda", "schulze"), reverse=rule.get("decides") == "schulze"),
        }.get(rule["kind"], ["suara"])
        given = round_.paper["given"]
        return {
            "rank": line.rank,
            "tied": line.tied,
            "proposal": option,
            "title": self.title(round_, option),
            "votes": line.votes,
            "share": share(rule["kind"], line, tally, names),
            "figures": Whole(dict(zip(names, line.figures))),
            "parted": line.parted or None,
            "cost": round_.cost(option) or None,
            "given": given[round_.options.index(option)] or None if given else None,
            "woman": option in round_.paper["women"] if round_.elects else None,
            "decided": fate(rule["kind"], option, tally),
        }

    def title(self, round_: Round, option: int) -> str:
        """A candidate's name, or a proposal's title unless it was hidden."""
        if round_.elects:
            return self.text(self.meeting.candidates[option].seq, "name")
        proposal = self.meeting.proposals[option]
        shown = proposal.status != "hidden"
        return self.text(proposal.seq, "content.title") if shown else ""

    def decision(self, round_: Round, found: Decision, place: int) -> dict:
        """One decision, and what each lingkungan gets of the money."""
        told = {
            **{"by": found.by, "counts": place == 0, "chosen": found.chosen},
            **{"undecided": found.undecided, "places": found.places},
            **{"spent": None, "left": None, "by_neighborhood": None},
        }
        if round_.rule.get("ceiling"):
            gets: Counter = Counter()
            for option in found.chosen:
                gets[self.meeting.proposals[option].content["neighborhood"]] += round_.cost(option)
            told["spent"], told["left"] = found.spent, round_.rule["ceiling"] - found.spent
            told["by_neighborhood"] = Whole({where: sum_ for where, sum_ in gets.items() if sum_})
        return told

    def proposals(self) -> list[dict]:
        """All proposals, those of the last vote on proposals first, by rank."""
        votes = [one for one in self.meeting.rounds.values() if not one.elects]
        last = votes[-1] if votes else None
        lines = {line.option: line for line in self.tallies[last.number].lines} if last else {}
        found = [
            (line.rank if line else 0, proposal.number, self.proposal(proposal, last, line))
            for proposal in self.meeting.proposals.values()
            for line in [lines.get(proposal.number)]
        ]
        found.sort(key=lambda one: (one[0] == 0, one[0], one[1]))
        return [told for _, _, told in found]

    def proposal(self, one: Proposal, last: Round | None, line: Line | None) -> dict:
        """What became of a proposal."""
        read = one.status == "shown" or bool(one.merged_into and one.status != "hidden")
        became = what_became(one, line)
        ranked_ = line if became == "ranked" else None
        sectors = {sector["key"]: sector["name"] for sector in self.plan["sectors"]}
        place = one.content["neighborhood"]
        label = f"Warga {self.plan['neighborhood_label']} {place}" if place else "Warga"
        named = self.text(one.first, "proposer") if read else ""
        figures = ("quantity", "cost", "unit_cost", "beneficiaries")
        texts = ("title", "screen_title", "problem", "unit", "beneficiary_unit", "agency")
        kind = last.rule["kind"] if last else ""
        return {
            "number": one.number,
            "fate": became,
            "rank": ranked_.rank if ranked_ else None,
            "tied": line.tied if line else False,
            "votes": ranked_.votes if ranked_ else None,
            "merged_into": self.meeting.root(one.number) if one.merged_into else None,
            "reason": self.text(one.reason, "reason"),
            **{name: self.text(one.seq, f"content.{name}") if read else "" for name in texts},
            "sector": sectors.get(one.content["sector"], one.content["sector"]),
            "neighborhood": place,
            **{name: one.content[name] if read else None for name in figures},
            "catalog": one.content["catalog"] if read else "",
            "proposer": named or label,
            "assisted": read and one.assisted,
            "received": utc(one.at),
            "vote": kind if line else None,
            "decided": fate(kind, one.number, self.tallies[last.number]) if last and line else None,
            "vote_cost": (last.cost(one.number) or None) if last and line else None,
            **self.verdict(one.number),
            **{"origin": one.origin or None, "continues": one.continues or None},
        }


HANDS = "angkat tangan"


def channel(via: str, ballots: int, figures: dict | None) -> dict:
    """One way in as the record tells it."""
    of = None if figures is None else Whole(figures)
    return {"via": via, "ballots": ballots, "people": 0, "figures": of, "by": None}


def what_became(one: Proposal, line: Line | None) -> str:
    """The fate of a proposal in one word."""
    if one.status == "hidden":
        return "hidden"
    if one.merged_into:
        return "merged"
    if one.status == "waiting":
        return "waiting"
    return "ranked" if line else "not_voted"


def fate(kind: str, option: int, tally: Tally) -> str | None:
    """What the decision that counts says of an option."""
    if not tally.decisions:
        return None
    first = tally.decisions[0]
    said = "open" if option in first.undecided else "yes" if option in first.chosen else "no"
    return FATES.get(kind, MONEY_FATES).get(said)


def share(kind: str, line: Line, tally: Tally, names: list) -> int:
    """The length of a bar: whole percent of what the option could have; halves go to the even."""
    figures, voices = line.figures, tally.ballots + tally.people
    whole = {
        "poin": sum(other.votes for other in tally.lines),
        "urutan": (len(tally.lines) - 1) * (voices if names[0] == "borda" else 1),
        "setuju": sum(figures[:2]),
        "skor": 500 * (figures[1] if len(figures) > 1 else 0),
    }.get(kind, voices)
    return round(Fraction(100 * line.votes, whole)) if whole else 0


# 9 THE CHECKS -----------------------------------------------------------------------------------


WORDS_HASH = "3a6ad2f547d420481c24f87aa7e46e14c79c9f1fa4cad22567a473b6ca0bce10"
"""Of the one list of words; it never changes, or a word on a phone could mean another receipt."""


class Bundle:
    """The files of a bundle, and what is read from them, each part when it is first asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.files = unzip(data)

    def file(self, name: str) -> bytes:
        """A file that must be there."""
        need(name in self.files, f"{name} is missing")
        return self.files[name]

    def numbered(self, begin: str, end: str) -> list[int]:
        """The numbers of the files of this name."""
        names = (re.fullmatch(f"{begin}-([0-9]+){end}", name) for name in self.files)
        return sorted(int(found[1]) for found in names if found)

    @cached_property
    def key(self) -> Key:
        """The key that the bundle says it is signed with."""
        return read_key(self.file("key.txt").decode("ascii"))

    @cached_property
    def lines(self) -> list[bytes]:
        """The lines of the log, which are the leaves of its tree."""
        return lines_of(self.file("log.ndjson"), "log.ndjson")

    @cached_property
    def log(self) -> Log:
        """The log, taken apart."""
        return read_log(self.lines)

    @cached_property
    def origin(self) -> str:
        """What signed notes of this meeting begin with."""
        return f"{self.key.name}/{self.log.head['code']}"

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting after all events."""
        check_plan(self.log.head["plan"])
        return Meeting(self.log)

    @cached_property
    def texts(self) -> dict[tuple[int, str], str]:
        """The free texts by event and place; each must have the hash that stands in the log."""
        events = {event.seq: event for event in self.log.events}
        found: dict[tuple[int, str], str] = {}
        for number, line in enumerate(lines_of(self.file("texts.ndjson"), "texts.ndjson"), 1):
            what = f"line {number} of texts.ndjson"
            one = read_json(line, what)
            shape = {"seq": int, "path": str, "salt": str, "text": str}
            need(has_shape(one, shape) and HEX32.fullmatch(one["salt"]), f"{what} is no text")
            place = one["seq"], one["path"]
            need(place not in found, f"{what} is there twice")
            words = events[one["seq"]].words if one["seq"] in events else {}
            need(one["path"] in words, f"{what} belongs to nothing in the log")
            digest = hashlib.sha256(bytes.fromhex(one["salt"]) + one["text"].encode()).hexdigest()
            need(digest == words[one["path"]], f"{what} is not the text whose hash the log holds")
            found[place] = one["text"]
        return found

    @cached_property
    def openings(self) -> dict[int, list[dict]]:
        """The ballots of each vote: code, mark, via."""
        found = {}
        for round_ in self.numbered("ballots", r"\.ndjson"):
            name = f"ballots-{round_}.ndjson"
            found[round_] = []
            for line in lines_of(self.files[name], name):
                ballot = read_json(line, f"a ballot of vote {round_}")
                shape = {"code": str, "mark": list, "via": str}
                need(has_shape(ballot, shape), f"{name} has a line that is no ballot")
                need(UUID.fullmatch(ballot["code"]), f"{name} has a code that is none")
                need(ballot["via"] in ("", "ponsel", "kertas"), f"{name} has an unknown way in")
                sound = has_shape(ballot["mark"], [(int, [int])]) and compact(ballot) == line
                need(sound, f"{name} has a ballot in another form")
                found[round_].append(ballot)
        return found

    def marks(self, round_: int) -> list:
        """What the ballots of a vote say."""
        need(round_ in self.openings, f"ballots-{round_}.ndjson is missing")
        return [ballot["mark"] for ballot in self.openings[round_]]

    @cached_property
    def words(self) -> list[str]:
        """The words that receipts and roots are shown as."""
        words = self.file("words.txt")
        known = hashlib.sha256(words).hexdigest() == WORDS_HASH
        need(known, "words.txt does not hold the words that everybody was shown")
        return words.decode("ascii").split("\n")[:-1]

    def spoken(self, digest: bytes, count: int) -> str:
        """The first bits of a hash as so many words, ten bits each."""
        bits = int.from_bytes(digest, "big") >> (8 * len(digest) - 10 * count)
        return " ".join(self.words[bits >> 10 * (count - 1 - at) & 1023] for at in range(count))


@dataclass
class Asked:
    """What the one who checks brings along."""

    key: str = ""
    checkpoint: bytes = b""
    receipts: Sequence[str] = ()


def check_file(bundle: Bundle, asked: Asked) -> str:
    """1: nothing was added, left out or changed since the bundle was signed."""
    for name in bundle.files:
        need(FILES.fullmatch(name), f"it holds a file that is unknown: {name!a}")
    need(zipped(bundle.files) == bundle.data, "the zip is not canonical")
    key = bundle.file("key.txt")
    need(key == bundle.key.text.encode() + b"\n", "key.txt is not one line with a key")
    lines = open_note(bundle.file("manifest.txt"), bundle.key, "manifest.txt")
    hashes = [
        f"{hashlib.sha256(data).hexdigest()}  {name}"
        for name, data in sorted(bundle.files.items())
        if name != "manifest.txt"
    ]
    need(lines[:1] == ["musrenbang-live/bundle/1"], "the manifest is of an unknown kind")
    need(lines[1:2] == [bundle.origin], "the manifest is that of another meeting")
    need(lines[2:] == hashes, "a file is not the one whose hash the manifest holds")
    need(bundle.log.head["key"] == bundle.key.text, "the log names another key")
    for name in ("verify.py", "BACA-SAYA.txt", "record.json", "texts.ndjson"):
        bundle.file(name)
    need(bundle.words, "there are no words")
    if asked.key:
        need(
            asked.key.strip() == bundle.key.text, "the bundle is signed with another key than yours"
        )
    meeting = f"{bundle.log.head['code']!a}, {bundle.log.head['plan'].get('forum')!a}"
    return f"All {len(bundle.files)} files of {meeting} are as signed with {bundle.key.text}"


@dataclass
class Checkpoint:
    """A signed statement about the first lines of the log."""

    size: int
    root: bytes


def read_checkpoint(data: bytes, bundle: Bundle, what: str) -> Checkpoint:
    """Three lines: of which log, how many lines, their root; and the signature."""
    lines = open_note(data, bundle.key, what)
    need(len(lines) == 3, f"{what} has not three lines")
    need(lines[0] == bundle.origin, f"{what} is of another log")
    need(re.fullmatch("[1-9][0-9]{0,9}", lines[1]), f"{what} has no size")
    return Checkpoint(int(lines[1]), from_base64(lines[2], 32, f"the root of {what}"))


def check_checkpoints(bundle: Bundle, asked: Asked) -> str:
    """2: the log is the one whose roots were signed while the meeting went on."""
    numbers = bundle.numbered("checkpoint", r"\.txt")
    need(numbers == list(range(1, len(numbers) + 1)), "checkpoints are not numbered one by one")
    found = [
        read_checkpoint(bundle.files[name], bundle, name)
        for name in (f"checkpoint-{number}.txt" for number in numbers)
    ]
    sizes = [one.size for one in found]
    need(sizes == sorted(set(sizes)), "checkpoints do not follow each other")
    roots = roots_at(bundle.lines, sizes)
    for number, one in enumerate(found, 1):
        fits = roots.get(one.size) == one.root
        need(fits, f"checkpoint-{number}.txt: its root is not that of the first {one.size} lines")
    told = []
    for event in bundle.log.find("MeetingOpened", "RoundClosed", "MeetingPublished"):
        what = event.kind + (f" {event.body.get('number')}" if event.body else "")
        need(event.size in sizes, f"no checkpoint was signed at {what}")
        told.append(f"{what}: {bundle.spoken(roots[event.size], 4)}")
    need(bundle.log.find("MeetingPublished"), "no checkpoint covers the publication")
    return f"{len(found)} signed roots are those of this log; in words, " + "; ".join(told)


def check_older(bundle: Bundle, asked: Asked) -> str:
    """3: the log goes on from a checkpoint that somebody kept."""
    data = asked.checkpoint.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    older = read_checkpoint(data, bundle, "your checkpoint")
    root = roots_at(bundle.lines, [older.size]).get(older.size)
    need(root == older.root, f"your checkpoint is not of the first {older.size} lines of this log")
    return f"The log begins with the {older.size} lines of which you kept a checkpoint"


def check_order(bundle: Bundle, asked: Asked) -> str:
    """4: nothing is missing in between, everything was allowed, texts are the ones of the time."""
    refused = bundle.meeting.refused.get(4)
    need(not refused, str(refused))
    need(bundle.meeting.stage == "published", "the meeting was not published")
    told = f"{len(bundle.texts)} texts have the hashes of that time"
    return f"{len(bundle.log.events)} events without a gap, each allowed when it happened; {told}"


def check_rounds(bundle: Bundle, asked: Asked) -> str:
    """5: votes were opened, closed and revealed in this order, by the rule of the plan."""
    refused = bundle.meeting.refused.get(5) or bundle.log.astray
    need(not refused, refused)
    left = [one.number for one in bundle.meeting.rounds.values() if one.stage != "revealed"]
    need(not left, f"vote {left[:1]} was not closed and revealed")
    return f"{len(bundle.meeting.rounds)} votes: opened, closed with their ballots, then revealed"


def check_lists(bundle: Bundle, asked: Asked) -> str:
    """6: no ballot counts twice, and the ballots are those that were there at the closing."""
    closed = [one for one in bundle.meeting.rounds.values() if one.block]
    need(
        sorted(bundle.openings) == [one.number for one in closed],
        "there are ballots of a vote that was not held, or none of one that was",
    )
    for round_ in closed:
        block, what = round_.block, f"vote {round_.number}"
        for values in (block.ballots, block.receipts, block.used):
            need(values == sorted(set(values)), f"{what}: a list is not sorted, or has one twice")
        ballots = bundle.openings[round_.number]
        digests = [hashlib.sha256(compact(ballot)).hexdigest() for ballot in ballots]
        need(digests == block.ballots, f"{what}: its ballots are not those of the log")
        codes = {ballot["code"] for ballot in ballots}
        need(len(codes) == len(ballots), f"{what}: two ballots have the same code")
    total = sum(len(one.block.ballots) for one in closed)
    return (
        f"{total} ballots are those whose hashes entered the log at the closing, none of them twice"
    )


def check_figures(bundle: Bundle, asked: Asked) -> str:
    """7: bukti = suara = kartu terpakai, and no more of them than cards."""
    told = []
    for round_ in bundle.meeting.rounds.values():
        need(round_.block, f"vote {round_.number} has no ballots")
        sizes = [len(of) for of in (round_.block.receipts, round_.block.ballots, round_.block.used)]
        equal = "{} receipts, {} ballots, {} used".format(*sizes)
        need(len(set(sizes)) == 1, f"vote {round_.number}: {equal}")
        people, most = round_.hands.people, round_.most_voices
        if people:
            equal += f" (and {people} raised hands, which have none of these)"
        if bundle.meeting.by_card:
            need(sizes[1] <= most, f"vote {round_.number}: {equal}, and only {most} handed out")
            twice = f"vote {round_.number}: with the hands more voted than the {most} handed out"
            need(sizes[1] + people <= most, twice)
        told.append(f"vote {round_.number}: {equal}")
    return "; ".join(told) or "no vote was held"


def check_legal(bundle: Bundle, asked: Asked) -> str:
    """8: every ballot says what its rule allows."""
    total = 0
    for round_ in bundle.meeting.rounds.values():
        for mark in bundle.marks(round_.number):
            need(legal(mark, round_), f"vote {round_.number} has an illegal ballot: {mark!a:.200}")
            total += 1
    return f"{total} ballots are legal by the rule of their vote"


def check_record(bundle: Bundle, asked: Asked) -> str:
    """9: what is published is what the ballots say."""
    record = read_json(bundle.file("record.json"), "record.json")
    tallies = {}
    for round_ in bundle.meeting.rounds.values():
        marks = bundle.marks(round_.number)
        countable = all(legal(mark, round_) for mark in marks)
        need(countable, f"vote {round_.number} has illegal ballots and cannot be counted")
        tallies[round_.number] = recount(round_, marks)
    archive = Archive(bundle.meeting, tallies, bundle.texts)
    right = archive.record(bundle.log.head["code"], record["attendance"]["joined"])
    for expected, told in zip(right["rounds"], record["rounds"]):
        expected.update(archive.ways(bundle.meeting.rounds[expected["number"]], bundle, told))
    where = difference(right, record)
    need(not where, f"record.json is not what the log and the ballots say: {where}")
    for name, there in (("cards", bundle.meeting.by_card), ("questions", bundle.meeting.questions)):
        need((name in record) == bool(there), f"record.json has {name} where there are none")
    return f"{len(tallies)} votes counted again: figures, ranks, ties, lots, decisions as published"


def check_receipt(bundle: Bundle, asked: Asked) -> str:
    """10: ballots of these receipts were counted."""
    told = []
    for receipt in asked.receipts:
        said = " ".join(receipt.lower().replace("-", " ").split())
        rounds = [
            str(round_.number)
            for round_ in bundle.meeting.rounds.values()
            for one in (round_.block.receipts if round_.block else [])
            if bundle.spoken(hashlib.sha256(RECEIPT + one.encode()).digest(), 3) == said
        ]
        need(rounds, f"no vote has a receipt {said!a}: look at its spelling, or tell a witness")
        told.append(f"{said}: vote {', '.join(rounds)}")
    return "A ballot was counted for " + "; ".join(told)


RECEIPT = b"musrenbang-live receipt\0"

CHECKS: tuple[tuple[str, Callable[[Bundle, Asked], str]], ...] = (
    ("file", check_file),
    ("checkpoints", check_checkpoints),
    ("older checkpoint", check_older),
    ("order", check_order),
    ("votes", check_rounds),
    ("lists", check_lists),
    ("bukti = suara = kartu terpakai", check_figures),
    ("legal ballots", check_legal),
    ("recount", check_record),
    ("receipt", check_receipt),
)
PROVED = (
    "Proved: this file is whole; the ballots in it are those that were sealed at each closing, as"
    " many as receipts and as cards used; and every figure and decision follows from them."
)
NOT_PROVED = (
    "Not proved: that the right people held the cards, that nobody was pressed, what a ballot said"
    " before it was sealed, that raised hands were counted right, how many people were there or"
    " supported a proposal; and, unless you"
    " compared the key and kept a checkpoint, that everybody was given this same log."
)


def findings(bundle: Bundle, asked: Asked) -> Iterator[tuple[int, bool, str]]:
    """Of each check that can be made: its number, whether it passed, and what it found."""
    skipped = {3: not asked.checkpoint, 10: not asked.receipts}
    for number, (name, check) in enumerate(CHECKS, 1):
        if skipped.get(number):
            continue
        try:
            yield number, True, f"{name}. {check(bundle, asked)}."
        except Refuted as no:
            yield number, False, f"{name}. {no}."
        except MALFORMED as no:
            yield number, False, f"{name}. Malformed: {type(no).__name__} {str(no)!a:.100}."


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a file; give the exit code."""
    parser = argparse.ArgumentParser(description="Check the published record of a meeting.")
    parser.add_argument("file", type=Path, help="bundle.zip, from the archive page of the meeting")
    parser.add_argument("--key", default="", help="the key it must be signed with")
    parser.add_argument("--checkpoint", type=Path, help="a checkpoint that you kept from earlier")
    parser.add_argument("--receipt", action="append", default=[], help="three words of a receipt")
    given = parser.parse_args(arguments)
    try:
        older = given.checkpoint.read_bytes() if given.checkpoint else b""
        bundle = Bundle(given.file.read_bytes())
        need(bundle.files.keys() & {"log.ndjson", "manifest.txt"}, "it holds nothing of a meeting")
    except (OSError, Refuted, *MALFORMED) as no:
        print(f"{given.file} is no bundle: {no}.")
        return 2
    passed = True
    for number, fine, sentence in findings(bundle, Asked(given.key, older, given.receipt)):
        passed = passed and fine
        print(f"{'PASS' if fine else 'FAIL'} {number:2} {sentence}")
    print(PROVED if passed else "Not to be relied on: a check failed.")
    print(NOT_PROVED)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
