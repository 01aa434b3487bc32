"""A shelf of invented proposals as large as wanted, for measuring how fast it is searched.

Words are as common as in Tanjungbalai's example proposals: what to do, with what, where, and a name
that few share; a few in a hundred are mistyped. The same every time.
"""

import csv
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct

from musrenbang_live.config import WARDS, folder
from musrenbang_live.core.codes import ALPHABET
from musrenbang_live.core.views.shelf import EDITION
from musrenbang_live.store.pool import Conn

BEGAN: Final = datetime(2017, 1, 9, tzinfo=UTC).timestamp()
YEARS: Final = 10
PATIENCE: Final = 3600
"""Seconds for one statement; filling is not what is measured."""
_THINGS: Final = (
    "drainase parit jembatan titi lampu jalan gang posyandu mushalla pasar tangkahan turap tanggul "
    "sumur taman sampah sekolah puskesmas kantor lapangan kamling mesjid perahu jaring bibit "
    "pelatihan gorong-gorong ambulans cctv portal rambu pagar tower"
).split()
_ACTS: Final = (
    "Pembangunan Perbaikan Pengadaan Pemasangan Rehabilitasi Normalisasi Pengerukan Pembersihan "
    "Peninggian Penambahan Semenisasi Pengaspalan"
).split()
_PLACES: Final = (
    "di Gang Mawar,di Gang Melati,di Jalan Sudirman,di Jalan Teuku Umar,dekat mesjid raya,"
    "depan sekolah dasar,di tepi sungai,di simpang empat,di ujung titi,dekat pasar Bahagia"
).split(",")
_PROBLEMS: Final = (
    "Banjir setiap pasang besar;Jalan rusak dan berlubang;Gelap pada malam hari, rawan pencurian;"
    "Air tidak mengalir, parit tersumbat sampah;Anak sekolah sulit lewat;"
    "Nelayan kesulitan menambat perahu;Warga tidak punya air bersih;Alat posyandu rusak"
).split(";")
_SYLLABLES: Final = (
    "ba be bi bo ca da du ga gi ha ja ka ku la li ma mi na ni pa ra ri sa si ta tu wa".split()
)
_ROMAN: Final = "I II III IV V VI VII VIII IX X".split()
_STATES: Final = (
    "diusulkan disepakati belum_diakomodir diakomodir_rkpd masuk_apbd selesai ditolak cadangan"
).split()
_SECTORS: Final = {"infra": "Infrastruktur", "eko": "Ekonomi", "sos": "Sosial Budaya"}
_BASE: Final = len(ALPHABET)
_TYPOS: Final = 0.03


class Size(Struct, frozen=True):
    """How many meetings, and proposals in each."""

    sessions: int = 10_000
    proposals: int = 100


async def fill(db: Conn, size: Size) -> None:
    """Put the invented meetings and their proposals into an empty, migrated database."""
    chance = random.Random(2027)
    with (folder("sessions") / "site" / WARDS).open(encoding="utf-8-sig", newline="") as file:
        wards = list(csv.DictReader(file))
    sessions = [_session(at, size, wards[at % len(wards)]) for at in range(size.sessions)]
    await db.copy_records_to_table(
        "session",
        records=[tuple(session.values()) for session in sessions],
        columns=list(sessions[0]),
        timeout=PATIENCE,
    )
    await db.execute("SET statement_timeout = 0")
    ids = {row["code"]: row["id"] for row in await db.fetch("SELECT code, id FROM session")}
    # Row by row, indexes and the list of words would take far longer, and come out the same.
    await db.execute("ALTER TABLE shelf DISABLE TRIGGER USER")
    indexes = await db.fetch(
        """
        SELECT indexname, indexdef FROM pg_indexes
        WHERE tablename = 'shelf' AND indexname <> 'shelf_pkey'
        """
    )
    for index in indexes:
        await db.execute(f"DROP INDEX {index['indexname']}")
    lines = (
        {"session_id": ids[session["code"]], **line}
        for session in sessions
        for line in _lines(chance, session, size.proposals)
    )
    first = {"session_id": 0, **next(_lines(chance, sessions[0], 1))}
    await db.copy_records_to_table(
        "shelf",
        records=(tuple(line.values()) for line in lines),
        columns=list(first),
        timeout=PATIENCE,
    )
    for index in indexes:
        await db.execute(index["indexdef"], timeout=PATIENCE)
    await db.execute("ALTER TABLE shelf ENABLE TRIGGER USER")
    await db.execute(
        "INSERT INTO shelved (session_id, edition, at) SELECT id, $1, published_at FROM session",
        EDITION,
    )
    counted = "SELECT count_words(array_agg(shelf_text(line)), 1) FROM shelf AS line"
    await db.execute(counted, timeout=PATIENCE)
    await db.execute("SELECT count_shelf()", timeout=PATIENCE)
    await db.execute("VACUUM ANALYZE", timeout=PATIENCE)


def _session(at: int, size: Size, ward: dict[str, str]) -> dict[str, Any]:
    moment = datetime.fromtimestamp(BEGAN + at * YEARS * 31_000_000 / size.sessions, UTC)
    year = moment.year
    return {
        "code": "".join(
            ALPHABET[at // len(ALPHABET) ** place % len(ALPHABET)] for place in range(6)
        ),
        "plan": {},
        "stage": "published",
        "created_at": moment,
        "opened_at": moment,
        "closed_at": moment,
        "published_at": moment,
        "forum": "Musrenbang Kecamatan" if at % 8 == 7 else "Musrenbang Kelurahan",
        "tier": "kecamatan" if at % 8 == 7 else "kelurahan",
        "ward_code": ward["kode_kelurahan"],
        "ward": ward["kelurahan"],
        "district": ward["kecamatan"],
        "city": "Kota Tanjungbalai",
        "year": year,
        "plan_year": year + 1,
        "starts": "",
        "practice": False,
    }


def _lines(
    chance: random.Random, session: dict[str, Any], proposals: int
) -> Iterator[dict[str, Any]]:
    told = ("code", "forum", "tier", "ward_code", "ward", "district", "city", "year", "plan_year")
    where = {key: session[key] for key in told}
    for number in range(1, proposals + 1):
        sector = chance.choices(list(_SECTORS), (6, 3, 1))[0]
        yield {
            **where,
            "number": number,
            "example": True,
            "title": _title(chance),
            "problem": f"{chance.choice(_PROBLEMS)}. {chance.choice(_PROBLEMS)}.",
            "sector": sector,
            "sector_name": _SECTORS[sector],
            "neighborhood": chance.choice(_ROMAN),
            "agency": "Dinas PUPR",
            "quantity": 10.0,
            "unit": "meter",
            "cost": chance.randrange(1, 500) * 1_000_000,
            "beneficiaries": 40,
            "beneficiary_unit": "KK",
            "supports": chance.randrange(60),
            "votes": chance.randrange(60),
            "rank": number,
            "decided": "disepakati",
            "reason_code": "",
            "reason": "",
            "merged_into": 0,
            "origin_code": "",
            "origin_number": 0,
            "from_below": False,
            "root_code": session["code"],
            "root_number": number,
            "state": chance.choice(_STATES),
            "state_at": session["published_at"],
            "published_at": session["published_at"],
        }


def _title(chance: random.Random) -> str:
    name = "".join(chance.choice(_SYLLABLES) for _ in range(chance.randrange(2, 5))).title()
    act, thing = chance.choice(_ACTS), chance.choice(_THINGS)
    title = f"{act} {thing} {chance.choice(_PLACES)} {name}"
    return _mistyped(chance, title) if chance.random() < _TYPOS else title


def _mistyped(chance: random.Random, title: str) -> str:
    at = chance.randrange(1, len(title) - 1)
    return title[:at] + chance.choice(("", chance.choice("aiueonrt"))) + title[at + 1 :]
