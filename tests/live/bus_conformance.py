"""What every bus must do, whatever carries its bells: one suite, run for each of them.

A test class inherits `BusConformance` and gives the fixture `members`: three members of one bus,
running and connected. `heard` collects what each of them hears, beyond *look at everything*.
"""

import asyncio

import pytest

from musrenbang_live.live.bus import Bell, Bus
from tests.patience import until


class Heard(list[Bell]):
    """The bells a member has heard, without those that only say that some may be missing."""

    def __init__(self, member: Bus) -> None:
        super().__init__()
        self.lost = 0
        member.listen(self._hear)

    def _hear(self, bell: Bell) -> None:
        if bell.what == "lost":
            self.lost += 1
        else:
            self.append(bell)


class BusConformance:
    """The suite."""

    @pytest.fixture
    def heard(self, members: list[Bus]) -> list[Heard]:
        """What each member hears from now on."""
        return [Heard(member) for member in members]

    async def test_members_have_different_names(self, members: list[Bus]) -> None:
        assert len({member.origin for member in members}) == len(members)
        assert all(member.connected for member in members)

    async def test_the_others_hear_a_bell_and_its_ringer_does_not(
        self, members: list[Bus], heard: list[Heard]
    ) -> None:
        members[0].ring("HMX4T7", "close", "f:12")
        members[1].ring("HMX4T7", "log")
        bells = [
            Bell("HMX4T7", "close", "f:12", members[0].origin),
            Bell("HMX4T7", "log", "", members[1].origin),
        ]
        await until(lambda: sorted(heard[2], key=lambda bell: bell.what) == bells)
        await until(lambda: heard[0] and heard[1])
        assert (heard[0], heard[1]) == ([bells[1]], [bells[0]])

    async def test_bells_are_heard_in_the_order_they_are_rung(
        self, members: list[Bus], heard: list[Heard]
    ) -> None:
        rung = [str(number) for number in range(300)]
        for number in rung:
            members[0].ring("HMX4T7", "close", number)
            if int(number) % 50 == 0:
                await asyncio.sleep(0)
        await until(lambda: len(heard[1]) == len(heard[2]) == len(rung))
        assert [bell.detail for bell in heard[1]] == rung
        assert [bell.detail for bell in heard[2]] == rung

    async def test_equal_bells_may_become_one_but_never_none(
        self, members: list[Bus], heard: list[Heard]
    ) -> None:
        for _ in range(200):
            members[0].ring("HMX4T7", "rows")
        members[0].ring("HMX4T7", "log")
        await until(lambda: "log" in [bell.what for bell in heard[1]])
        assert 1 <= [bell.what for bell in heard[1]].count("rows") <= 200
        before = len(heard[1])
        members[0].ring("HMX4T7", "rows")  # after the first was heard it is a new one
        await until(lambda: len(heard[1]) > before)
        assert heard[1][-1].what == "rows"

    async def test_of_presences_the_newest_is_heard_last(
        self, members: list[Bus], heard: list[Heard]
    ) -> None:
        for number in range(50):
            members[0].ring("HMX4T7", "presence", f"{number}:1")
        await until(lambda: heard[1] and heard[1][-1].detail == "49:1")
        told = [int(bell.detail.partition(":")[0]) for bell in heard[1]]
        assert told == sorted(told)

    async def test_bells_of_different_sessions_are_told_apart(
        self, members: list[Bus], heard: list[Heard]
    ) -> None:
        for code in ("HMX4T7", "AAAAAA", "", "HMX4T7"):
            members[0].ring(code, "log")
        await until(lambda: {bell.code for bell in heard[1]} == {"HMX4T7", "AAAAAA", ""})

    async def test_every_listener_hears(self, members: list[Bus]) -> None:
        first, second = Heard(members[1]), Heard(members[1])
        members[0].ring("HMX4T7", "log")
        await until(lambda: first == second and len(first) == 1)

    async def test_nothing_is_missed_without_a_word(
        self, members: list[Bus], heard: list[Heard]
    ) -> None:
        """Three members ring at once: each bell is heard by both others, or a loss is told."""
        for number in range(100):
            for member in members:
                member.ring("HMX4T7", "close", str(number))
            await asyncio.sleep(0)
        everything = [str(number) for number in range(100)]
        for me, bells in enumerate(heard):
            for other in members[:me] + members[me + 1 :]:
                await until(lambda o=other, b=bells: self._details(o, b) == everything or b.lost)
        assert not any(bells.lost for bells in heard)

    @staticmethod
    def _details(member: Bus, bells: Heard) -> list[str]:
        return [bell.detail for bell in bells if bell.origin == member.origin]
