"""The bundle that a running program gives out, as those see it who do not trust the program."""

import json
from collections.abc import AsyncIterator
from random import Random

import pytest

from musrenbang_live.core.words import receipt_words
from tests.verify.machines import Failed
from tests.verify.test_tampering import changed
from tests.web.browsing import Hall, Visitor, opened
from tests.web.proofs import bundle_of, files_of, published, wrong
from tests.web.records import eventful


@pytest.fixture
async def hall(database_url: str) -> AsyncIterator[Hall]:
    """The application over a database of its own."""
    async with opened(database_url) as running:
        yield running


@pytest.fixture
async def visitor(hall: Hall) -> AsyncIterator[Visitor]:
    """Somebody who reads the archive."""
    async with hall.visitor() as somebody:
        yield somebody


async def test_a_meeting_by_card_passes(hall: Hall, visitor: Visitor, failed: Failed) -> None:
    data = await bundle_of(await published(hall), visitor)
    files = files_of(data)
    log = [json.loads(line) for line in files["log.ndjson"].splitlines()]
    receipts = [line["receipt"] for line in log if "receipt" in line]
    asked = {
        "key": files["key.txt"].decode(),
        "checkpoint": files["checkpoint-2.txt"],
        "receipts": [" ".join(receipt_words(one)) for one in receipts[:2]],
    }
    assert wrong(data) == {}
    assert failed(data, **asked) == set()


async def test_a_meeting_in_which_all_has_happened_passes(
    hall: Hall, visitor: Visitor, failed: Failed
) -> None:
    gathering, _ = await eventful(hall)
    data = await bundle_of(gathering, visitor)
    assert wrong(data) == {}
    assert failed(data) == set()


async def test_what_is_changed_fails(hall: Hall, visitor: Visitor, failed: Failed) -> None:
    data = await bundle_of(await published(hall, ("pilih",)), visitor)
    random = Random(11)
    for _ in range(40):
        tampered = changed(data, random)
        assert wrong(tampered) if tampered.startswith(b"PK\3\4") else True
        assert failed(tampered)
