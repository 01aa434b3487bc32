"""The public log of a meeting: what is published of each record, word for word.

One line of compact JSON for each event, and after the closing of a round a block with what was
handed in, in an order that means nothing. Free text is not in it: a line holds the salted hash of
each text, so that a text can be erased one day and the line stays as it was signed. A line of an
event is made once, when the event is stored; everything else here is made anew each time and must
therefore come out the same for ever.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.events import Record, split

FORMAT: Final = "musrenbang-live/log/1"
SALT_BYTES: Final = 16
PRIVATE: Final = ("author",)
"""Fields of events that are published nowhere: ids by which a person could be followed."""
ANONYMOUS: Final = ("ProposalSubmitted", "QuestionAsked")
"""Kinds of events that have such a field."""
SIGNED: Final = ("MeetingOpened", "RoundOpened", "RoundClosed", "MeetingClosed", "MeetingPublished")
"""Kinds of events after which the root of the log is signed."""
ACTORS: Final[dict[str, str]] = {"f": "panitia", "p": "peserta"}
SYSTEM: Final = "sistem"


class Sealed(Struct, frozen=True):
    """One ballot of a closed round: its opaque `code`, what it says, and how it came in."""

    code: str
    mark: Mark
    via: str

    @property
    def opening(self) -> bytes:
        """The exact bytes whose hash stands in the log."""
        return _json({"code": self.code, "mark": self.mark, "via": self.via})

    @property
    def hash(self) -> str:
        """SHA-256 of the opening, in hex."""
        return hashlib.sha256(self.opening).hexdigest()


class Box(Struct, frozen=True):
    """What a closed round holds: three lists of which no entry tells an entry of another."""

    round: int
    ballots: Sequence[Sealed] = ()
    receipts: Sequence[str] = ()
    used: Sequence[str] = ()

    def in_order(self) -> list[Sealed]:
        """The ballots by their hashes, as they stand in the log."""
        return sorted(self.ballots, key=lambda sealed: sealed.hash)


def first_line(code: str, key: str, plan: Mapping[str, Any]) -> bytes:
    """What the log is about: the join code, the site's key as text, the plan as it was stored."""
    return _json({"log": FORMAT, "code": code, "key": key, "plan": plan})


def event_line(record: Record, salt: bytes) -> bytes:
    """The line of one event; `salt` are its 16 secret random bytes."""
    kind, body, words = split(record.event)
    line: dict[str, Any] = {
        "seq": record.seq,
        "at": record.at,
        "by": ACTORS.get(record.actor.partition(":")[0], SYSTEM),
        "kind": kind,
        "body": {field: value for field, value in body.items() if field not in PRIVATE},
    }
    if words:
        line["words"] = {path: word_hash(salt_of(salt, path), words[path]) for path in words}
    return _json(line)


def salt_of(salt: bytes, path: str) -> bytes:
    """The salt of the text at `path`: it can be published without telling those of others."""
    return hmac.digest(salt, path.encode(), hashlib.sha256)[:SALT_BYTES]


def word_hash(salt: bytes, text: str) -> str:
    """What stands in a line for a text, in hex; `salt` is that of its path."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def text_line(seq: int, path: str, salt: bytes, text: str) -> bytes:
    """A published text beside the log, with what is needed to find its hash there."""
    return _json({"seq": seq, "path": path, "salt": salt.hex(), "text": text})


def block(box: Box) -> list[bytes]:
    """The lines that follow the closing of a round."""
    number = box.round
    head = {
        "round": number,
        "ballots": len(box.ballots),
        "receipts": len(box.receipts),
        "used": len(box.used),
    }
    return [
        _json(head),
        *_listed(number, "ballot", (sealed.hash for sealed in box.ballots)),
        *_listed(number, "receipt", box.receipts),
        *_listed(number, "used", box.used),
    ]


def whole(
    first: bytes, lines: Iterable[tuple[int, bytes, Box | None]]
) -> tuple[list[bytes], dict[int, int]]:
    """All lines of a log, and by seq how many they are after that event and its block.

    `lines`: of each event its seq, its line, and the box of the round that it closed, if any.
    """
    whole_log, size_at = [first], dict[int, int]()
    for seq, line, box in lines:
        whole_log.append(line)
        if box is not None:
            whole_log += block(box)
        size_at[seq] = len(whole_log)
    return whole_log, size_at


def _listed(number: int, what: str, values: Iterable[str]) -> list[bytes]:
    return [_json({"round": number, what: value}) for value in sorted(values)]


def _json(value: object) -> bytes:
    """Compact, in the order given, letters of all scripts as themselves."""
    return msgspec.json.encode(value)
