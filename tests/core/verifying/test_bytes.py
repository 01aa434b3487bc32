"""No byte of a bundle is free: in the file, in what it contains, and in what is signed anew."""

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from musrenbang_live.core.proof import bundle as b
from musrenbang_live.core.verifying import NoBundle
from tests.core.verifying.meetings import Parts, first_wrong, found, parts, resigned

TRIES = 4_000


@pytest.fixture(scope="module")
def true() -> Parts:
    return parts(voters=4)


def flipped(data: bytes, place: int, chance: random.Random) -> bytes:
    """The same bytes, one of them another."""
    other = (data[place] + chance.randint(1, 255)) % 256
    return data[:place] + bytes([other]) + data[place + 1 :]


def refused(data: bytes) -> bool:
    try:
        return first_wrong(data) > 0
    except NoBundle:
        return True


def headers(data: bytes) -> Iterator[int]:
    """Every place of the zip that is not the content of a file."""
    for found_ in re.finditer(rb"PK\x03\x04", data):
        yield from range(found_.start(), found_.start() + 30)
    yield from range(data.rindex(b"PK\x01\x02"), len(data))


def test_no_byte_of_the_file_is_free(true: Parts) -> None:
    data, chance = true.packed(), random.Random(1)
    for place in [*headers(data), *(chance.randrange(len(data)) for _ in range(TRIES))]:
        assert refused(flipped(data, place, chance)), place


def test_no_byte_of_a_file_in_it_is_free_when_the_zip_is_made_anew(true: Parts) -> None:
    files, chance = true.files(), random.Random(2)
    names = sorted(files)
    for place in range(1_500):
        name = names[place % len(names)]
        if files[name]:
            changed = flipped(files[name], chance.randrange(len(files[name])), chance)
            assert refused(b.as_zip({**files, name: changed})), name


def test_no_byte_of_log_texts_and_ballots_is_free_when_the_site_signs_anew(true: Parts) -> None:
    """All but the roots, which were signed at their time."""
    files, chance = true.files(), random.Random(3)
    bound = [name for name in sorted(files) if name.startswith(("log", "texts", "ball", "check"))]
    for place in range(160):
        name = bound[place % len(bound)]
        changed = flipped(files[name], chance.randrange(len(files[name])), chance)
        assert refused(resigned({**files, name: changed})), name


def test_whatever_is_signed_anew_is_a_finding_and_never_an_error(true: Parts) -> None:
    """Lines that are JSON and say something else: nothing raises, and none is believed."""
    files, chance = true.files(), random.Random(4)
    names = [b.LOG, b.TEXTS, b.RECORD, b.ballots_file(1), b.ballots_file(5)]
    for _ in range(100):
        name = chance.choice(names)
        lines = files[name].splitlines()
        place = chance.randrange(len(lines))
        before = json.loads(lines[place])
        lines[place] = json.dumps(_spoilt(before, chance), separators=(",", ":")).encode()
        changed = resigned({**files, name: b.ndjson(lines)})
        assert all(each.sentence for each in found(changed))


STRANGE: list[Any] = [
    *(None, True, -1, 0, 10**30, 2**63, 0.5, "", "\ud800", "x" * 99, [], {}, [[]], [None]),
    *({"kind": "pilih"}, [[[[]]]], "RoundClosed", "ProposalSubmitted", 1e308, [1, [2, 3]]),
]


def _spoilt(value: Any, chance: random.Random) -> Any:
    """The value with something strange at a random place of it."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        name = chance.choice(sorted(value))
        if chance.random() < 0.15:
            return {other: kept for other, kept in value.items() if other != name}
        return {**value, name: _spoilt(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        place = chance.randrange(len(value))
        return [*value[:place], _spoilt(value[place], chance), *value[place + 1 :]]
    return chance.choice(STRANGE)
