"""A meeting of several kinds of votes, played without a server, and the bundle made of it.

Every part of the bundle can be changed before it is signed, as somebody who holds the key could.
"""

import json
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import PresentCounts
from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    CameIn,
    Choose,
    Dots,
    Elect,
    Rank,
    Score,
)
from musrenbang_live.core.ballots.scoring import Criterion
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.events import Record, split
from musrenbang_live.core.evolving import evolve
from musrenbang_live.core.meeting import Meeting, Round
from musrenbang_live.core.plan import Access, RoundPlan, Rules
from musrenbang_live.core.proof import bundle as b
from musrenbang_live.core.proof.merkle import prefix_roots
from musrenbang_live.core.proof.notes import Checkpoint, VerifierKey, origin, signed, site_key
from musrenbang_live.core.proof.public_log import SIGNED, Box, Sealed, event_line, first_line, whole
from musrenbang_live.core.proof.texts import Entry, published_texts
from musrenbang_live.core.sealed_lists import Proof
from musrenbang_live.core.tally import piled, tally
from musrenbang_live.core.verifying import Asked, Finding, Tools, verify
from musrenbang_live.core.verifying.ways import SMALL
from musrenbang_live.core.views.archive import archive
from musrenbang_live.web.archive.record import json_file
from tests.core.making import NOON, content, plan

CODE = "HMX4T7"
VOTERS = 12
HANDS = 2
"""Who raise hands in one of the rounds: everybody but them votes on paper or by phone."""
PROGRAM = b"print('the stand-alone program')\n"
READ_ME = b"Berkas ini memuat semua yang terbuka dari satu musyawarah.\n"
CRITERIA = (Criterion("mendesak", "Keterdesakan", 70), Criterion("biaya", "Biaya", 30, (1, 2)))
RULES: dict[str, AnyRule] = {
    "pilih": Choose(2),
    "setuju": Agree(),
    "poin": Dots(5, most_each=3),
    "urutan": Rank(3),
    "skor": Score(CRITERIA),
    "anggaran": Budget(90_000_000),
    "delegasi": Elect(2, 2, women=1),
}


def site(seed: int) -> tuple[VerifierKey, Callable[[bytes], bytes]]:
    """A site's key, and how it signs."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return site_key(private.public_key().public_bytes_raw()), private.sign


def fits(public: bytes, signature: bytes, message: bytes) -> bool:
    """Ed25519, as a program checks it."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


TOOLS = Tools(fits, lambda meeting, counts: json_file(archive(meeting, counts)))


@dataclass
class Parts:
    """A bundle before it is signed. `lines` of events, `boxes` by the round they follow."""

    plan: dict[str, Any]
    records: list[Record]
    lines: list[bytes]
    boxes: dict[int, Box]
    texts: list[bytes]
    record: dict[str, Any]

    def log(self, key: VerifierKey) -> tuple[list[bytes], dict[int, int]]:
        """All lines, and how many they are after each record."""
        closed = {r.seq: r.event.number for r in self.records if split(r.event)[0] == "RoundClosed"}
        first = first_line(CODE, key.text, self.plan)
        return whole(
            first,
            (
                (place, line, self.boxes.get(closed[place]) if place in closed else None)
                for place, line in enumerate(self.lines, 1)
            ),
        )

    def checkpoints(self, seed: int = 1) -> list[str]:
        """The signed roots that belong to these lines."""
        key, sign = site(seed)
        lines, size_at = self.log(key)
        sizes = sorted(
            size_at[place]
            for place, line in enumerate(self.lines, 1)
            if json.loads(line)["kind"] in SIGNED
        )
        roots = prefix_roots(lines, sizes)
        texts = (Checkpoint(origin(key, CODE), size, roots[size]).text for size in sizes)
        return [signed(text, key, sign) for text in texts]

    def files(self, seed: int = 1, notes: list[str] | None = None) -> dict[str, bytes]:
        """The bundle, signed by the key `seed`; the checkpoints too, unless `notes` are given."""
        key, sign = site(seed)
        contents = b.Contents(
            code=CODE,
            log=self.log(key)[0],
            texts=self.texts,
            boxes=list(self.boxes.values()),
            checkpoints=self.checkpoints(seed) if notes is None else notes,
            record=json.dumps(self.record).encode(),
            read_me=READ_ME,
            program=PROGRAM,
        )
        return b.bundle(contents, key, sign)

    def packed(self, seed: int = 1, notes: list[str] | None = None) -> bytes:
        """The same as one file."""
        return b.as_zip(self.files(seed, notes))


def resigned(files: Mapping[str, bytes], seed: int = 1) -> bytes:
    """These files with a manifest that is right for them."""
    key, sign = site(seed)
    manifest = signed(b.manifest(files, origin(key, CODE)), key, sign).encode()
    return b.as_zip({**files, b.MANIFEST: manifest})


def found(data: bytes, asked: Asked | None = None) -> list[Finding]:
    """All findings about a bundle."""
    return list(verify(data, TOOLS, asked or Asked()))


def wrong(data: bytes, asked: Asked | None = None) -> dict[int, str]:
    """What is wrong with a bundle, by check."""
    return {each.number: each.sentence for each in found(data, asked) if not each.passed}


class _Played:
    def __init__(self, seed: int, access: Access) -> None:
        self.chance = random.Random(seed)
        ties = ("undian",)
        rounds = tuple(RoundPlan(k, f"Suara {k}", rule, ties=ties) for k, rule in RULES.items())
        rules = Rules(access=access)
        self.meeting = Meeting(CODE, plan(rounds=rounds, rules=rules))
        self.plan = msgspec.to_builtins(self.meeting.plan)
        self.records: list[Record] = []
        self.salts: list[bytes] = []
        self.boxes: dict[int, Box] = {}

    def do(self, *commands: c.AnyCommand, actor: str = "f:1") -> None:
        for command in commands:
            for event in decide(self.meeting, command, NOON + 1000 * self.meeting.seq):
                record = Record(self.meeting.seq + 1, NOON, actor, event)
                self.meeting = evolve(self.meeting, record)
                self.records.append(record)
                self.salts.append(self.chance.randbytes(16))

    def id(self) -> str:
        return str(uuid.UUID(bytes=self.chance.randbytes(16), version=4))

    def mark(self, held: Round) -> Any:
        """A valid mark that is not blank."""
        rule, options = held.plan.rule, list(held.options)
        self.chance.shuffle(options)
        match rule:
            case Agree():
                mark = [[option, self.chance.randint(1, 3)] for option in options[:2]]
            case Dots():
                mark = [[options[0], 3], [options[1], 1]]
            case Score():
                mark = [[option, self.chance.randint(1, 5)] for option in options[:2]]
            case _:
                mark = options[:2]
        return rule.valid(mark, held.paper)

    def vote(self, key: str, voters: int) -> None:
        self.do(c.OpenRound(key))
        held = self.meeting.open_round
        assert held is not None
        paper = 5 if voters >= 2 * SMALL else 0
        vias = ["kertas"] * paper + ["ponsel" if voters >= SMALL else ""] * (voters - paper)
        self.boxes[held.number] = Box(
            held.number,
            [Sealed(self.id(), self.mark(held), via) for via in vias],
            [self.id() for _ in range(voters)],
            [self.id().replace("-", "") for _ in range(voters)],
        )
        if key == "setuju":
            first = held.options[0]
            counted = c.CountHands(held.number, HANDS, ((first, 1, 0, 0),), "Ketua LPM")
            self.do(replace(counted, people=HANDS - 1, by="Sekretaris"), counted)
        self.do(c.CloseRound(held.number))
        if key == "pilih":
            self.do(c.DrawLots(held.number, held.options[::-1]))
        self.do(c.RevealRound(held.number))


def parts(seed: int = 1, *, cards: bool = True, desk: bool = False, voters: int = VOTERS) -> Parts:
    """A published meeting: proposals of every fate, and one round of each kind.

    Votes are by `cards`, which with `desk` are not printed but asked for by phones.
    """
    it = _Played(seed, "meja" if cards and desk else "kartu" if cards else "tautan")
    if cards and desk:
        it.do(*(c.IssueCard(it.id()) for _ in range(VOTERS + 5)), actor="sistem")
    elif cards:
        it.do(c.PrintCards(VOTERS + 5, after=0))
    if cards:
        it.do(c.ActivateCards(1, VOTERS))
        it.do(c.VoidCard(2, "Robek"), c.ReplaceCard(1, VOTERS + 1), c.ActivateCards(14, 16))
        it.do(c.VoidLeftovers())
    it.do(c.OpenMeeting(), c.EnterPhase(1), c.ExtendTimer(5))
    for number in range(1, 8):
        said = content(f"Parit nomor {number}", landmark="rumah nek Timah", cost=25_000_000)
        said = msgspec.structs.replace(said, beneficiaries=number, quantity=number / 2)
        who = "Butet" if number == 2 else ""
        it.do(c.SubmitProposal(it.id(), f"peserta-{number}", said, who), actor="p:x")
    it.do(*(c.ApproveProposal(number) for number in range(1, 7)))
    it.do(c.EditProposal(3, content("Parit besar", cost=30_000_000)), c.MergeProposal(5, 1))
    it.do(c.HideProposal(6, "Menyebut nama orang."), c.FocusProposal(1), c.FocusProposal(0))
    for place, name in enumerate(("Ijah", "Rusli", "Sorta", "Amat")):
        it.do(c.Nominate(it.id(), name, place % 2 == 0))
    it.do(c.WithdrawCandidate(4), c.EnterPhase(2))
    for key in RULES:
        it.vote(key, voters)
    it.do(c.PublishMeeting())
    return _parts(it)


def _parts(it: _Played) -> Parts:
    entries = [
        Entry(record, salt, split(record.event)[2])
        for record, salt in zip(it.records, it.salts, strict=True)
    ]
    tallies = {
        number: tally(
            held.plan,
            held.paper,
            piled(each.mark for each in it.boxes[number].ballots),
            held.drawn,
            hands=held.hands,
            came_in=_ways(it.boxes[number]),
        )
        for number, held in it.meeting.rounds.items()
    }
    counts = Counts(
        supports={1: 9, 3: 4},
        attendance=Attendance(joined=31, assisted=2, by_gender={"P": 16, "L": 14}),
        present=PresentCounts(29, 12, 17, {"I": 20, "II": 6, "III": 3}),
        turnout={number: found.ballots for number, found in tallies.items()},
        tallies=tallies,
        proofs={box.round: Proof(len(box.receipts), len(box.used)) for box in it.boxes.values()},
    )
    return Parts(
        plan=it.plan,
        records=it.records,
        lines=[event_line(*pair) for pair in zip(it.records, it.salts, strict=True)],
        boxes=it.boxes,
        texts=published_texts(it.meeting, entries),
        record=json.loads(json_file(archive(it.meeting, counts))),
    )


def _ways(box: Box) -> list[CameIn]:
    ways = []
    for via in sorted({each.via for each in box.ballots}):
        marks = [each.mark for each in box.ballots if each.via == via]
        ways.append(CameIn(via or "ponsel", len(marks), piled(marks) if via else None))
    return ways


def first_wrong(data: bytes) -> int:
    """The first check that a bundle does not pass; 0 when it passes all. Later ones do not run."""
    return next((each.number for each in verify(data, TOOLS) if not each.passed), 0)
