"""Phones that stop reading while the hall is busy: skipped first, then shown what is now."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.hosts import Host, hosts
from tests.faults.parts import AppServer, Database
from tests.faults.scene import TALKING, scene
from tests.faults.stopping import SMALL_BUFFERS, busy, sleepers

pytestmark = pytest.mark.faults

PHONES, STOPPED = 60, 3
FRAMES = 30
"""More than twice those that a phone which reads nothing may still find in its buffers."""


@pytest.fixture
def host() -> Iterator[Host]:
    """A host for the server."""
    with hosts(1) as made:
        made[0].set("net.ipv4.tcp_wmem", SMALL_BUFFERS)
        yield made[0]


async def test_phones_that_stop_and_go_on(host: Host, database: Database, tmp_path: Path) -> None:
    app = AppServer(tmp_path, {"DATABASE_URL": database.url}, host.address, host.before)
    async with (
        scene(database.url, [app], PHONES, 9, TALKING) as town,
        sleepers(town, STOPPED) as asleep,
    ):
        asleep.stop()
        watched = town.storm.phones[0]
        received, steps = watched.line.received, watched.shown.steps
        await busy(town, 8.0, frames=FRAMES)
        received, steps = watched.line.received - received, watched.shown.steps - steps
        print(f"the hall was sent {received} bytes and {steps} steps a phone")
        asleep.go_on()
        await town.check()
        assert received > 200_000, "the hall saw too little to tell"
        for report in await asleep.current(watched.shown.numbers):
            print({name: value for name, value in report.items() if name != "text"})
            assert report["wholes"] >= 1, "it was sent what it missed, one after another"
            assert report["steps"] < steps / 2, "what was skipped is not sent later"
            assert (report["gaps"], report["went_back"]) == (0, [])
        assert not [phone for phone in town.storm.phones if phone.line.closes]
