"""Whoever stores a row that is counted tells of it: nothing else reads it where no screen is."""

import asyncio
import uuid
from collections.abc import Awaitable

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import Told
from musrenbang_live.core.cards import SYMBOLS, with_check
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.erasing import Thing
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.noting import Draft, Note
from musrenbang_live.core.speaking import Wish
from musrenbang_live.live.alike import tell_apart
from musrenbang_live.live.clock import now
from musrenbang_live.live.counting import Counting
from musrenbang_live.store import people
from musrenbang_live.store.pool import Pool
from tests.builders import PHASES, content
from tests.patience import SOON, until
from tests.web.browsing import Hall
from tests.web.officers import officer
from tests.web.residents import Gathering
from tests.web.voters import by_card


def ref() -> str:
    """An id as a phone or a page makes it."""
    return str(uuid.uuid4())


class Teller:
    """Looks whether what one does is counted, and is a change."""

    def __init__(self, pool: Pool, gathering: Gathering) -> None:
        self.pool = pool
        self.room = gathering.room

    async def tells(self, act: Awaitable[object], *, refused: str = "") -> None:
        """After `act` what the room counts is something else, and what a count of all says."""
        await self.same()
        before = self.room.counts
        if refused:
            with pytest.raises(Rejected) as caught:
                await act
            assert caught.value.code == refused
        else:
            await act
        await until(lambda: self.room.counts != before)
        await self.same()

    async def same(self) -> None:
        """What the room has counted is right; roots may be signed meanwhile."""
        async with asyncio.timeout(SOON):
            while self.room.counts != await self.anew():
                pass

    async def anew(self) -> Counts:
        """Everything as it is now."""
        made = Counting(self.pool, self.room.row.id, lambda: self.room.meeting)
        await made.recount()
        return made.counts


async def test_what_the_hall_and_its_desk_write_is_told(hall: Hall, gathering: Gathering) -> None:
    site, room, service = hall.site, gathering.room, hall.service
    await gathering.phase("usulan")
    author, who = await gathering.neighbour(), await gathering.neighbour()
    for _ in range(2):
        await service.propose(room, author, ref(), content(), named=False)
    await gathering.act(c.ApproveProposal(1), c.EnterPhase(PHASES["musyawarah"]))
    await gathering.act(c.FocusProposal(1))
    siti = (await officer(hall)).id
    login = await people.add_login(
        *(site.pool,),
        token_hash=uuid.uuid4().bytes * 2,
        person_id=siti,
        device="",
        at=now(),
        expires_at=now() + 60_000,
    )
    teller, note = Teller(site.pool, gathering), ref()
    told = Told("Bu Rohani", "PKK", "26-45", "P", "II", "", "")
    written = Note(note, PHASES["musyawarah"], "Parit dulu.", 0, "", now())
    wish = Wish("Pak Amir", "II", "L", 3)
    phone = await site.attending.check_in(room, ref(), told, "meja")
    for act in (
        gathering.neighbour(gender="P"),
        service.support(room, who, ref(), 1, 1, on=True),
        service.opine(room, who, ref(), 1, "usulan", 1, 2, "Terlalu mahal"),
        site.attending.check_in(room, ref(), told, "ponsel"),
        site.attending.correct(room, phone.id, Told("Pak Amir", "", "", "L", "III", "", "")),
        site.attending.take_off(room, phone.id),
        site.notes.keep_draft(room, Draft(note, login, 2, "Parit", 0, "", now())),
        site.notes.write(room, siti, login, written),
        site.notes.set_gone(room, siti, note, 1, gone=True),
        site.erasing.erase(Thing("catatan", room.code, note=note), siti),
        tell_apart(site.pool, site.hub, room, (1, 2), apart=True),
        site.speakers.switch(room, asking=True, shown=True),
        site.speakers.add(room, ref(), wish, who),
        site.speakers.withdraw(room, who),
        site.speakers.add(room, ref(), wish),
        site.speakers.add(room, ref(), wish),
        site.speakers.move(room, 3, -1),
        site.speakers.call(room),
        site.speakers.done(room),
        site.speakers.remove(room, 2),
    ):
        await teller.tells(act)


async def test_what_voters_and_their_cards_write_is_told(hall: Hall) -> None:
    gathering = await by_card(hall)
    site, room, codes = hall.site, gathering.room, gathering.codes
    teller = Teller(site.pool, gathering)
    await teller.tells(site.cards.enter(room, codes[1], ""))
    held = await site.cards.enter(room, codes[1], "")
    voted = hall.service.vote(room, held.card.participant, ref(), 1, 1, [1])
    await teller.tells(voted)
    await teller.tells(site.papers.type(room, 7, 1, codes[2], 1, "1 2"))
    await teller.tells(site.papers.type(room, 8, 1, codes[2], 2, "1 2"))
    await teller.tells(site.papers.type(room, 7, 1, codes[3], 1, "1 2"))
    await teller.tells(site.papers.take_back(room, 1, 3))
    nobodys = site.cards.enter(room, with_check("A" * SYMBOLS), "")
    await teller.tells(nobodys, refused="card_unknown")
