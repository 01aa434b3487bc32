"""A whole musyawarah of forty proposals, in which everything is decided that can be."""

import csv
import uuid
from pathlib import Path

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import Told
from musrenbang_live.core.ballots import Choose
from musrenbang_live.core.noting import Note
from musrenbang_live.core.plan import RoundPlan, Sector, SessionPlan, Targets
from musrenbang_live.store import attendance, notes
from tests.builders import NOW, PHASES, ROUND, content, plan
from tests.web.browsing import Hall
from tests.web.residents import Gathering, gathered

EXAMPLES = Path(__file__).parents[2] / "sessions" / "contoh" / "usulan_contoh.csv"
SECTORS = ("Infrastruktur", "Ekonomi", "Sosial Budaya", "Pemerintahan & Ketertiban", "Lainnya")
PLACES = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
CONSENSUS, MERGED, DECLINED = (7, 9), ((2, 1), (5, 4), (20, 19)), (12, 15)
AGREED = (9, 1, 7, 4)
WHY = "Kegiatan mufakat dan parit didahulukan."


def planned(**changes: object) -> SessionPlan:
    """The plan of this meeting."""
    sectors = tuple(Sector(f"s{n}", name, "lain") for n, name in enumerate(SECTORS))
    rounds = (RoundPlan(ROUND, "Prioritas kelurahan", Choose(3)),)
    usual = {"sectors": sectors, "neighborhoods": PLACES, "rounds": rounds}
    targets = Targets(quorum=10, women=30, delegates=2)
    return plan(**(usual | {"ceiling": 578_000_000, "targets": targets} | changes))


async def held(hall: Hall, people: int = 12) -> Gathering:
    """The meeting with every decision made, still open: forty proposals, three merges, two agreed
    by consensus, one vote, an agreed order, two delegates by acclamation.
    """
    gathering = await gathered(hall, planned())
    await gathering.phase("usulan")
    await _proposals(gathering)
    await gathering.act(*(c.MergeProposal(one, into) for one, into in MERGED))
    await gathering.phase("musyawarah")
    await gathering.act(*(c.DecideProposal(number, "mufakat") for number in CONSENSUS))
    await gathering.act(
        c.DecideProposal(DECLINED[0], "belum", "lahan", "Tanah wakaf."),
        c.DecideProposal(DECLINED[1], "belum", "pagu"),
        c.DecideProposal(30, "cadangan"),
    )
    await _vote(gathering)
    await gathering.act(c.AgreeRanks(AGREED, (1, 4, 3), WHY))
    for name, woman in (("Butet Manurung", True), ("Ucok Tanjung", False)):
        await gathering.act(c.Nominate(str(uuid.uuid4()), name, woman, "VI"))
    await gathering.act(c.AcclaimDelegates((2, 1)))
    await _door(gathering, people)
    return gathering


async def _proposals(gathering: Gathering) -> None:
    keys = {name: f"s{n}" for n, name in enumerate(SECTORS)}
    with EXAMPLES.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            said = content(
                row["usulan_kegiatan"],
                problem=row["permasalahan"],
                sector=keys[row["bidang"]],
                neighborhood=row["lingkungan"],
                landmark=row["detail_lokasi"],
                quantity=float(row["volume"]) if row["volume"] else None,
                unit=row["satuan"][:20],
                cost=int(float(row["perkiraan_biaya_rp"])) if row["perkiraan_biaya_rp"] else None,
                agency=row["opd_tujuan"],
            )
            command = c.SubmitProposal(str(uuid.uuid4()), "", said, assisted=True)
            await gathering.act(command)


async def _vote(gathering: Gathering) -> None:
    await gathering.act(c.EnterPhase(PHASES["pemungutan"], (1, 3, 4)))
    for mark in ([1, 4], [1, 4], [1], [4, 1], [3, 1]):
        await gathering.cast(list(mark))
    await gathering.act(c.CloseRound(1), c.RevealRound(1))


async def _door(gathering: Gathering, people: int) -> None:
    pool, session = gathering.hall.site.pool, gathering.room.row.id
    for number in range(1, people + 1):
        gender = "P" if number % 2 else "L"
        told = Told(f"Tamu Rekaan {number}", "PKK", "26-45", gender, "VI", "Gg. Rahasia", "0812345")
        async with pool.acquire() as conn:
            kept = await attendance.add(
                conn, session, str(uuid.uuid4()), told, "meja", at=NOW, most=5_000
            )
        assert kept
    person = await pool.fetchval(
        """
        INSERT INTO person (username, name, password_hash, role, created_at)
        VALUES ($1, 'Juru tulis', 'none', 'facilitator', now()) RETURNING id
        """,
        f"juru-{gathering.room.code.lower()}",
    )
    note = Note(str(uuid.uuid4()), PHASES["musyawarah"], "Pak Ucok minta parit dulu.", 1, "", NOW)
    assert await notes.add(pool, session, note, person)
