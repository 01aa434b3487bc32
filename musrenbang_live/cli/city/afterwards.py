"""What became of the invented proposals: what each office decided, when, and pictures of it.

Each decision is one that the office may take where the proposal stands then, by the same rules as
at its desk; only the times are of the years in which it would have happened.
"""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.cli.city.officers import Desk
from musrenbang_live.cli.city.pictures import Subject, picture
from musrenbang_live.cli.city.plans import workday
from musrenbang_live.cli.city.seasons import Held, Season
from musrenbang_live.core.following import State
from musrenbang_live.core.following_rules import Move, checked_move, moves
from musrenbang_live.live.clock import now
from musrenbang_live.store import following, photos
from musrenbang_live.store.following import Wanted
from musrenbang_live.store.pool import Conn, Pool
from musrenbang_live.store.shelf import Node
from musrenbang_live.web.photos import freed

HOUR: Final = 3_600_000
AT_ONCE: Final = 2
"""Lists that are decided about at the same moment."""


class Step(Struct, frozen=True):
    """A decision: when after the year of the meeting (years, month, day), and what. `cost`: as a
    share of what was asked. `drawn`: with pictures of this subject."""

    to: State
    years: int
    month: int
    day: int
    reason: str = ""
    code: str = ""
    cost: float = 0.0
    drawn: Subject | None = None


Ways = Sequence[Sequence[Step]]

RKPD: Final = Step("diakomodir_rkpd", 0, 7, 3, "Masuk RKPD tahun rencana.")
APBD: Final = Step("masuk_apbd", 0, 11, 20, cost=0.95)
BEGUN: Final = Step("dilaksanakan", 1, 5, 12, "Kontrak ditandatangani.", cost=0.92)
LONG: Final[tuple[tuple[Step, ...], ...]] = (
    (RKPD, APBD, BEGUN, Step("selesai", 1, 9, 8, "Sudah diserahterimakan.", "", 0.92, "parit")),
    (RKPD, APBD, BEGUN, Step("selesai", 1, 8, 19, "Sudah dipakai warga.", "", 0.9, "gang")),
    (RKPD, APBD, BEGUN),
    (RKPD, APBD, Step("selesai", 1, 10, 2, "Selesai lebih cepat.", "", 0.97, "titi")),
    (RKPD, Step("ditolak", 0, 10, 6, "Tanah belum dihibahkan oleh pemiliknya.", "lahan")),
    (RKPD, APBD),
    (Step("diteruskan_provinsi_pusat", 0, 4, 9, "Diteruskan ke balai wilayah sungai."),),
    (RKPD,),
)
"""What became of the city's agreed list of the first year, one after another and again."""
SHORT: Final[tuple[tuple[Step, ...], ...]] = (
    (RKPD, APBD),
    (RKPD,),
    (Step("diverifikasi_mitra", 0, 4, 14),),
    (RKPD, APBD),
    (Step("ditolak", 0, 5, 8, "Sudah ada dalam program dinas.", "program"),),
    (),
)
"""The same of the year after."""
_ON: Final = Step("diteruskan_kecamatan", 0, 3, 4)
FORWARDED: Final[tuple[tuple[Step, ...], ...]] = (
    (_ON, RKPD, APBD),
    (Step("dikembalikan", 0, 3, 4, "Ukuran belum jelas, mohon dilengkapi.", "data"),),
    (_ON, Step("ditolak", 0, 5, 20, "Dana tahun itu tidak cukup.", "pagu")),
    (),
)
"""What became of what the kelurahan of a kecamatan agreed and no meeting took up."""


PASSED_LONG: Final[tuple[tuple[Step, ...], ...]] = (
    (Step("ditolak", 0, 4, 21, "Dana tahun itu tidak cukup.", "pagu"),),
    (RKPD, APBD, BEGUN, Step("selesai", 1, 11, 5, "Sudah dipakai warga.", "", 0.94)),
    (Step("dikembalikan", 0, 4, 21, "Ukuran dan letaknya belum jelas.", "data"),),
    (Step("ditolak", 0, 4, 22, "Sudah ada dalam program dinas.", "program"),),
)
"""What Bapperida did with what a kecamatan agreed and the city's meeting did not take up."""
PASSED_SHORT: Final[tuple[tuple[Step, ...], ...]] = (
    (RKPD,),
    (Step("ditolak", 0, 4, 20, "Dana tahun ini tidak cukup.", "pagu"),),
    (RKPD, APBD),
    (Step("ditolak", 0, 4, 20, "Bukan kewenangan kota.", "kewenangan"),),
    (RKPD,),
    (),
)
"""The same of the year after; the last of six still waits, and is overdue."""


async def follow(pool: Pool, desks: Sequence[Desk], first: Season, last: Season) -> int:
    """Have the offices decide about both seasons; how many decisions that were."""
    by_kind = {desk.office.kind: desk for desk in desks}
    district = by_kind["kecamatan"].office.district
    lists: list[tuple[Sequence[Desk], Held, Ways]] = [
        (desks, first.city, LONG),
        (desks, last.city, SHORT),
    ]
    for season, passed in ((first, PASSED_LONG), (last, PASSED_SHORT)):
        lists += [(desks, held, passed) for held in season.districts]
        below = [held for held in season.wards if held.plan.district == district]
        lists += [(desks, held, FORWARDED) for held in below]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(desks: Sequence[Desk], held: Held, ways: Ways) -> int:
        async with gate, pool.acquire() as conn:
            return await _list(conn, desks, held, ways)

    return sum(await asyncio.gather(*(one(*each) for each in lists)))


async def _list(conn: Conn, desks: Sequence[Desk], held: Held, ways: Ways) -> int:
    """What became of the agreed list of one meeting; lines that went on elsewhere are left out."""
    told = 0
    for place, number in enumerate(held.ranks):
        node = (held.code, number)
        for step in ways[place % len(ways)]:
            told += await _decide(conn, desks, node, step, held.plan.year)
    return told


async def _decide(conn: Conn, desks: Sequence[Desk], node: Node, step: Step, year: int) -> bool:
    """Take a step, by the first desk that may; False where none may."""
    line = (await following.lines(conn, [node])).get(node)
    at = workday(year + step.years, step.month, step.day, hour=10)
    if line is None or at > now() - HOUR:
        return False
    desk = next((each for each in desks if step.to in moves(each.office, line.standing)), None)
    if desk is None:
        return False
    wanted = Move(
        to=step.to,
        reason_code=step.code,
        reason=step.reason,
        cost=round((line.asked or 0) * step.cost / 100_000) * 100_000 or None,
        year=year + 1 if step.to in ("masuk_apbd", "dilaksanakan", "selesai") else 0,
        sure=True,
    )
    before, after = await _pictures(conn, step.drawn, at) if step.drawn else (None, None)
    decided = Wanted(
        ref=str(uuid.uuid4()),
        node=node,
        move=checked_move(desk.office, line.standing, wanted),
        before_id=before,
        photo_id=after,
    )
    async with conn.transaction():
        await following.hold(conn, [node])
        await following.add(conn, [decided], office=desk.office.id, person=desk.person, at=at)
        await following.retell(conn, [node])
    return True


async def _pictures(conn: Conn, subject: Subject, at: int) -> tuple[str, str]:
    """Pictures of before and after, shown to everybody; their ids."""
    ids = str(uuid.uuid4()), str(uuid.uuid4())
    for photo_id, after in zip(ids, (False, True), strict=True):
        photo = await freed(picture(subject, after=after))
        await photos.add(conn, photo_id, photo, at=at, shown=True)
    return ids
