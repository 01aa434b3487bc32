"""Phones in a process that can be stopped: `python -m tests.faults.sleepers BASE CODE`.

Reads an identity a line, until an empty one; says `ready` when all show the meeting; then prints
what each of them shows, a line each, whenever it reads a line.
"""

import asyncio
import json
import random
import sys
from typing import Any

from tests.faults.phones import StormPhone
from tests.patience import until

ROOM = 4096
"""Bytes the kernel holds for a phone that does not read."""


async def main(base: str, code: str) -> None:
    """Be those phones until the input ends."""
    phones: list[StormPhone] = []
    while identity := (await asyncio.to_thread(sys.stdin.readline)).strip():
        phone = StormPhone(base, code, random.Random(1), room=ROOM)
        phone.identity = json.loads(identity)
        phone.switch_on()
        phones.append(phone)
    await until(lambda: all(phone.shown.version for phone in phones))
    for phone in phones:
        phone.shown.steps = phone.shown.wholes = phone.line.received = 0
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        for phone in phones:
            print(json.dumps(_report(phone)), flush=True)


def _report(phone: StormPhone) -> dict[str, Any]:
    return {
        "closes": [list(close) for close in phone.line.closes.elements()],
        "received": phone.line.received,
        "steps": phone.shown.steps,
        "wholes": phone.shown.wholes,
        "text": phone.shown.numbers,
        "gaps": phone.gaps,
        "went_back": phone.went_back,
    }


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
