"""Bundles made from docs/proof.md alone, apart from the program that makes the real ones.

What happens in a meeting is decided by `core`, and `record.json` is the real archive's; the lines,
blocks, roots, notes and the zip are made here.
"""

import base64
import functools
import hashlib
import hmac
import io
import json
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.attending import PresentCounts
from musrenbang_live.core.ballots import CameIn, Mark, Via
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.events import MeetingPublished, Record, RoundClosed, split
from musrenbang_live.core.evolving import evolve
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.tally import piled, tally
from musrenbang_live.core.views.archive import archive
from musrenbang_live.core.words import WORDS
from musrenbang_live.web.archive.record import json_file
from tests.builders import CODE, NOW

ROOT: Final = Path(__file__).parents[2]
VERIFY: Final = ROOT / "static" / "verify.py"
SIGNED: Final = {
    *("MeetingOpened", "RoundOpened", "RoundClosed", "MeetingClosed", "MeetingPublished"),
}
SMALL: Final = 5
"""Of a way in by which fewer ballots came nobody is told which ones."""
BY: Final = {"f": "panitia", "p": "peserta"}


class Signer:
    """A key pair, and the notes it signs."""

    def __init__(self, seed: bytes = b"k" * 32) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = b"\x01" + self._key.public_key().public_bytes_raw()
        self.name = f"musrenbang-live/{hashlib.sha256(public[1:]).hexdigest()[:8]}"
        self._hash = hashlib.sha256(self.name.encode() + b"\n" + public).digest()[:4]
        self.vkey = f"{self.name}+{self._hash.hex()}+{base64.b64encode(public).decode()}"

    def note(self, text: str) -> bytes:
        """The text with a signature line."""
        signature = base64.b64encode(self._hash + self._key.sign(text.encode())).decode()
        return f"{text}\n\u2014 {self.name} {signature}\n".encode()


class Bundle(bytes):
    """The bytes of a bundle, which no failing test need print."""

    def __repr__(self) -> str:
        return f"<a bundle of {len(self)} bytes>"


class Ballot(Struct, frozen=True):
    """One ballot as it is handed in."""

    mark: Mark
    via: Literal["ponsel", "kertas", ""] = "ponsel"


class Story:
    """A meeting that happens command by command, and everything published of it."""

    def __init__(self, plan: SessionPlan, seed: int = 1, code: str = CODE) -> None:
        self.signer = Signer()
        self.meeting = Meeting(code, plan)
        self.random = Random(seed)
        self.lines: list[bytes] = []
        self.sizes: list[int] = []
        self.texts: dict[tuple[int, str], tuple[bytes, str]] = {}
        self.ballots: dict[int, list[Ballot]] = {}
        self.receipts: dict[int, list[str]] = {}
        self.openings: dict[int, list[bytes]] = {}
        self.told: dict[int, bool] = {}
        self._cast: list[Ballot] = []
        self._sealed: tuple[int, Bundle] | None = None
        heading = {"log": "musrenbang-live/log/1", "code": code, "key": self.signer.vkey}
        self._line(heading | {"plan": msgspec.to_builtins(plan)})

    def act(self, *commands: AnyCommand, actor: str = "f:1") -> "Story":
        """Let the commands happen; each must be allowed."""
        for command in commands:
            now = NOW + self.meeting.seq * 1000
            ref = getattr(command, "ref", "")
            for event in decide(self.meeting, command, now):
                self._happen(Record(self.meeting.seq + 1, now, actor, event, ref))
                ref = ""
        return self

    def cast(self, marks: Iterable[Mark], via: Via = "ponsel") -> "Story":
        """Ballots for the open round."""
        self._cast += [Ballot(mark, via) for mark in marks]
        return self

    def _happen(self, record: Record) -> None:
        kind, body, words = split(record.event)
        body.pop("author", None)
        line = {
            "seq": record.seq,
            "at": record.at,
            "by": BY.get(record.actor.partition(":")[0], "sistem"),
            "kind": kind,
            "body": body,
        }
        if words:
            line["words"] = {
                path: self._hash(record.seq, path, text) for path, text in words.items()
            }
        self._line(line)
        self.meeting = evolve(self.meeting, record)
        if isinstance(record.event, RoundClosed):
            self._seal(record.event.number)
        if kind in SIGNED:
            self.sizes.append(len(self.lines))

    def _hash(self, seq: int, path: str, text: str) -> str:
        salt = hmac.digest(self.random.randbytes(16), path.encode(), "sha256")[:16]
        self.texts[seq, path] = salt, text
        return hashlib.sha256(salt + text.encode()).hexdigest()

    def _seal(self, number: int) -> None:
        ballots, self._cast = [one for one in self._cast if one.mark], []
        self.ballots[number] = ballots
        ways = Counter(one.via for one in ballots)
        self.told[number] = bool(ways) and min(ways.values()) >= SMALL
        if not self.told[number]:
            ballots = [replace(one, via="") for one in ballots]
        openings = sorted(
            (compact({"code": self._uuid(), "mark": one.mark, "via": one.via}) for one in ballots),
            key=lambda line: hashlib.sha256(line).hexdigest(),
        )
        self.openings[number] = openings
        self.receipts[number] = sorted(self._uuid() for _ in ballots)
        used = sorted(self.random.randbytes(16).hex() for _ in ballots)
        size = len(ballots)
        self._line({"round": number, "ballots": size, "receipts": size, "used": size})
        for line in openings:
            self._line({"round": number, "ballot": hashlib.sha256(line).hexdigest()})
        for receipt in self.receipts[number]:
            self._line({"round": number, "receipt": receipt})
        for one in used:
            self._line({"round": number, "used": one})

    def _uuid(self) -> str:
        return str(uuid.UUID(bytes=self.random.randbytes(16), version=4))

    def _line(self, line: dict[str, Any]) -> None:
        self.lines.append(msgspec.json.encode(line))

    def counts(self) -> Counts:
        """What the database would count."""
        tallies = {
            number: tally(
                round_.plan,
                round_.paper,
                piled(one.mark for one in self.ballots[number]),
                round_.drawn,
                hands=round_.hands,
                came_in=self._came_in(number),
            )
            for number, round_ in self.meeting.rounds.items()
            if round_.stage != "open"
        }
        return Counts(
            supports=dict.fromkeys(self.meeting.proposals, 3),
            attendance=Attendance(joined=312, by_gender={"P": 161, "L": 150}),
            turnout={number: found.ballots for number, found in tallies.items()},
            tallies=tallies,
            present=PresentCounts(90, 41, 45, {"I": 50, "II": 37, "III": 3}),
        )

    def _came_in(self, number: int) -> list[CameIn]:
        ways: dict[Via, list[Mark]] = {"ponsel": [], "kertas": []}
        for one in self.ballots[number]:
            ways[one.via or "ponsel"].append(one.mark)
        return [
            CameIn(via, len(marks), piled(marks) if self.told[number] else None)
            for via, marks in ways.items()
        ]

    def files(self) -> dict[str, bytes]:
        """All files but the manifest."""
        assert self.meeting.stage == "published"
        files = {
            "log.ndjson": joined(self.lines),
            "texts.ndjson": joined(self._published_texts()),
            "record.json": json_file(archive(self.meeting, self.counts())),
            "key.txt": f"{self.signer.vkey}\n".encode(),
            "words.txt": "".join(f"{word}\n" for word in WORDS).encode(),
            "verify.py": VERIFY.read_bytes(),
            "BACA-SAYA.txt": "Bundel ini memuat …\n".encode(),
        }
        for number, openings in self.openings.items():
            files[f"ballots-{number}.ndjson"] = joined(openings)
        return files | signed(self.signer, self.lines, self.sizes)

    def _published_texts(self) -> list[bytes]:
        """Of each proposal the present wording; of those nobody saw nothing but a reason."""
        shown = {}
        for record in self._said():
            number = record["body"].get("number", 0)
            if "Proposal" in record["kind"] and record["kind"] != "ProposalHidden":
                proposal = self.meeting.proposals[number]
                if proposal.status == "hidden" or (
                    proposal.status == "waiting" and not proposal.merged_into
                ):
                    continue
            for path in record["words"]:
                if path == "content.landmark":
                    continue
                of_proposal = record["kind"].startswith("Proposal")
                key = (of_proposal, number if of_proposal else record["seq"], path)
                shown[key] = (record["seq"], path)
        return [
            compact({"seq": seq, "path": path, "salt": salt.hex(), "text": text})
            for seq, path in sorted(shown.values())
            for salt, text in [self.texts[seq, path]]
        ]

    def _said(self) -> list[dict[str, Any]]:
        found = map(json.loads, self.lines)
        return [line for line in found if "words" in line]

    def bundle(self) -> Bundle:
        """The whole file, made once for as long as nothing happens."""
        size = len(self.lines)
        if self._sealed is None or self._sealed[0] != size:
            self._sealed = size, sealed(self.signer, self.files())
        return self._sealed[1]


def compact(value: object) -> bytes:
    """JSON without spaces."""
    return msgspec.json.encode(value)


def joined(lines: Iterable[bytes]) -> bytes:
    """Lines, each with its end."""
    return b"".join(line + b"\n" for line in lines)


def roots(lines: Sequence[bytes], sizes: Iterable[int]) -> list[bytes]:
    """The Merkle tree hashes of so many lines as RFC 6962 defines them."""

    @functools.cache
    def root(first: int, size: int) -> bytes:
        if size == 1:
            return hashlib.sha256(b"\x00" + lines[first]).digest()
        half = 1 << (size - 1).bit_length() - 1
        both = root(first, half) + root(first + half, size - half)
        return hashlib.sha256(b"\x01" + both).digest()

    return [root(0, size) for size in sizes]


def root(lines: Sequence[bytes]) -> bytes:
    """That of all of them."""
    return roots(lines, [len(lines)])[0]


def origin(signer: Signer, code: str) -> str:
    """What notes of the meeting begin with."""
    return f"{signer.name}/{code}"


def code_of(log: bytes) -> str:
    """The join code in the first line of a log; a usual one where it cannot be read."""
    try:
        return str(json.loads(log.partition(b"\n")[0])["code"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return CODE


def signed(signer: Signer, lines: Sequence[bytes], sizes: Iterable[int]) -> dict[str, bytes]:
    """The checkpoints at these sizes."""
    found: dict[str, bytes] = {}
    sizes = list(sizes)
    for number, (size, top) in enumerate(zip(sizes, roots(lines, sizes), strict=True), 1):
        told = base64.b64encode(top).decode()
        text = f"{origin(signer, code_of(lines[0]))}\n{size}\n{told}\n"
        found[f"checkpoint-{number}.txt"] = signer.note(text)
    return found


def sealed(signer: Signer, files: dict[str, bytes]) -> Bundle:
    """The bundle of these files, with a manifest of them all."""
    hashes = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())
    )
    first = origin(signer, code_of(files.get("log.ndjson", b"")))
    manifest = signer.note(f"musrenbang-live/bundle/1\n{first}\n{hashes}")
    return zipped({**files, "manifest.txt": manifest})


def zipped(files: dict[str, bytes]) -> Bundle:
    """The canonical zip, as Python's own module writes it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as bundle:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            bundle.writestr(info, data)
    return Bundle(held.getvalue())


def unzipped(bundle: bytes) -> dict[str, bytes]:
    """The files of a bundle, without the manifest."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as held:
        return {name: held.read(name) for name in held.namelist() if name != "manifest.txt"}


def published_at(lines: Sequence[bytes]) -> int:
    """How many lines the log has when the meeting is published."""
    kind = MeetingPublished.__name__.encode()
    return next(size for size, line in enumerate(lines, 1) if b'"kind":"' + kind in line)
