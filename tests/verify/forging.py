"""What somebody who holds the key can do: change a bundle, and sign all of it again."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from tests.verify.bundles import Signer, Story, compact, joined, sealed, signed, unzipped

Lines = list[dict[str, Any]]
SIGNED = ("MeetingOpened", "RoundClosed", "MeetingPublished")
"""What there must be a checkpoint of; the program signs more."""


class Forger:
    """The files of a story, to be changed; `bundle` signs whatever they have become."""

    def __init__(self, story: Story) -> None:
        self.signer: Signer = story.signer
        self.files = unzipped(story.bundle())
        self.skip_checkpoint = ""

    def log(self) -> Lines:
        """The log, line by line."""
        return [json.loads(line) for line in self.files["log.ndjson"].splitlines()]

    def write_log(self, lines: Lines) -> None:
        """Put another log in its place."""
        self.files["log.ndjson"] = joined(map(compact, lines))

    def change_log(self, change: Callable[[Lines], Any]) -> "Forger":
        """Change the log in place."""
        lines = self.log()
        change(lines)
        self.write_log(lines)
        return self

    def change_record(self, change: Callable[[dict[str, Any]], Any]) -> "Forger":
        """Change what the archive shows."""
        record = json.loads(self.files["record.json"])
        change(record)
        self.files["record.json"] = compact(record)
        return self

    def change_ballots(
        self, number: int, change: Callable[[Lines], Any], *, commit: bool = True
    ) -> "Forger":
        """Change the ballots of a vote; with `commit` their hashes in the log too."""
        name = f"ballots-{number}.ndjson"
        ballots = [json.loads(line) for line in self.files[name].splitlines()]
        change(ballots)
        openings = sorted(map(compact, ballots), key=lambda line: hashlib.sha256(line).digest())
        self.files[name] = joined(openings)
        if commit:
            hashes = [hashlib.sha256(line).hexdigest() for line in openings]
            entries = [{"round": number, "ballot": one} for one in hashes]
            self.change_block(number, "ballot", lambda held: entries)
        return self

    def change_block(
        self, number: int, part: str, change: Callable[[Lines], Lines | None]
    ) -> "Forger":
        """Change one of the lists of a block: `ballot`, `receipt` or `used`."""
        lines = self.log()
        held = [line for line in lines if line.get("round") == number and part in line]
        held = [line for line in held if "ballots" not in line]
        first = lines.index(held[0])
        after = change(list(held))
        changed = held if after is None else after
        lines[first : first + len(held)] = changed
        head = next(line for line in lines if line.get("round") == number and "ballots" in line)
        head[{"ballot": "ballots", "receipt": "receipts", "used": "used"}[part]] = len(changed)
        self.write_log(lines)
        return self

    def bundle(self) -> bytes:
        """All of it, signed again at every place where the log now asks for it."""
        lines = self.files["log.ndjson"].removesuffix(b"\n").split(b"\n")
        kept = {n: d for n, d in self.files.items() if not n.startswith("checkpoint-")}
        sizes = sizes_of(lines, self.skip_checkpoint)
        return sealed(self.signer, kept | signed(self.signer, lines, sizes))


def sizes_of(lines: list[bytes], skip: str = "") -> list[int]:
    """The sizes at which the program signs a log; none at the first event of kind `skip`."""
    sizes: list[int] = []
    skipped = False
    for size, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if not isinstance(told, dict):
            continue
        if told.get("kind") in SIGNED:
            if told["kind"] == skip and not skipped:
                skipped = True
                continue
            sizes.append(size)
        elif "ballots" in told and sizes and sizes[-1] == size - 1:
            counts = [told.get(name, 0) for name in ("ballots", "receipts", "used")]
            if all(isinstance(count, int) for count in counts):
                sizes[-1] = min(size + sum(counts), len(lines))
    return sizes


def event(lines: Lines, kind: str, number: int | None = None) -> dict[str, Any]:
    """The first event of this kind, or the one about `number`."""
    return next(
        line
        for line in lines
        if line.get("kind") == kind and number in (None, line["body"].get("number"))
    )


def renumbered(lines: Lines) -> None:
    """Give the events their numbers anew, without gaps."""
    events = [line for line in lines if "seq" in line]
    for seq, line in enumerate(events, 1):
        line["seq"] = seq
