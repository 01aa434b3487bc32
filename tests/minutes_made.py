"""Minutes made for tests and pictures: of the invented proposals, of none, and of endless texts."""

import csv
from pathlib import Path
from typing import Any

import msgspec

from musrenbang_live.core.ballots import Choose, Elect
from musrenbang_live.core.counts import SignedRoot
from musrenbang_live.core.minutes import (
    Delegate,
    Delegation,
    Kept,
    Line,
    Minutes,
    MinutesFields,
    Present,
    PresentFigures,
    Remark,
    Representative,
    Share,
    Told,
    Vote,
)

EXAMPLES = Path(__file__).parent.parent / "sessions" / "contoh" / "usulan_contoh.csv"
OPENED = 1_800_000_000_000
CLOSED = OPENED + 3 * 3_600_000
ROUND = Choose(5)
LONG = "Pembangunan drainase beton bertulang di sepanjang jalan lingkungan yang selalu terendam "
EMPTY = MinutesFields()
FIELDS = MinutesFields(
    number="050/12/BKK/2027",
    place="Aula Kantor Lurah Beting Kuala Kapias",
    chair="Drs. Ahmad Sofyan Siregar",
    chair_function="Ketua LPM",
    lurah="Siti Rahma Lubis, S.Sos",
    nip="198001012005011001",
    speeches=("Lurah Beting Kuala Kapias", "Camat Teluk Nibung", "Anggota DPRD dapil III"),
    presentations=("Bapperida Kota Tanjungbalai", "Dinas PUPR"),
    representatives=(
        Representative("Butet Simanjuntak", 41, "P", "PKK"),
        Representative("Ucok Nasution", 28, "L", "Karang Taruna"),
        Representative("Ijah Harahap", None, "P", "Kader Posyandu"),
    ),
    team=("Fasilitator kecamatan", "Pendamping kelurahan"),
)


def _whole(text: str) -> int | None:
    return int(float(text)) if text else None


def lines(count: int = 40) -> list[Line]:
    """The invented proposals of the demonstration, as lines of one list."""
    with EXAMPLES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))[:count]
    return [
        Line(
            rank=place,
            number=int(row["no"]),
            sector=row["bidang"],
            problem=row["permasalahan"],
            title=row["usulan_kegiatan"],
            neighborhood=row["lingkungan"],
            landmark=row["detail_lokasi"],
            quantity=float(row["volume"]) if row["volume"] else None,
            unit=row["satuan"],
            cost=_whole(row["perkiraan_biaya_rp"]),
            agency=row["opd_tujuan"],
            beneficiaries=_whole(row["penerima_manfaat"]),
            beneficiary_unit=row["satuan_penerima_manfaat"],
            how="mufakat" if place <= 2 else "suara",
            rule=ROUND if place > 2 else None,
            votes=60 - place if place > 2 else None,
            voted_rank=place - 2 if place > 2 else 0,
            merged=(41, 42) if place == 3 else (),
        )
        for place, row in enumerate(rows, 1)
    ]


def _again(line: Line, rank: int, **changes: Any) -> Line:
    return msgspec.structs.replace(line, rank=rank, **changes)


def made(**changes: Any) -> Minutes:
    """Minutes with forty proposals and sixty people; `changes` replace fields."""
    every = lines()
    declined = [
        _again(line, place, how="suara", reason="Melebihi pagu. Diajukan lagi tahun depan.")
        for place, line in enumerate(every[22:], 1)
    ]
    usual: dict[str, Any] = {
        "code": "HMX4T7",
        "spoken": "HMX-4T7",
        "practice": False,
        "example": False,
        "draft": False,
        "public": False,
        "at": CLOSED,
        "forum": "Musrenbang Kelurahan",
        "tier": "kelurahan",
        "ward": "Beting Kuala Kapias",
        "district": "Teluk Nibung",
        "city": "Kota Tanjungbalai",
        "year": 2027,
        "plan_year": 2028,
        "neighborhood_label": "Lingkungan",
        "zone": "WIB",
        "held_on": "2027-01-14",
        "opened_at": OPENED,
        "closed_at": CLOSED,
        "place": FIELDS.place,
        "fields": FIELDS,
        "present": PresentFigures(people=60, women=32, men=28),
        "attendees": people(60),
        "joined": 54,
        "received": 42,
        "merged": 2,
        "hidden": 0,
        "waiting": 0,
        "undecided": 0,
        "priorities": tuple(every[:18]),
        "reserves": tuple(_again(line, place) for place, line in enumerate(every[18:22], 1)),
        "declined": tuple(declined),
        "ranked_by": "mufakat",
        "rank_reason": "Drainase didahulukan karena air pasang.",
        "ceiling": 578_000_000,
        "delegation": Delegation(
            "suara",
            (
                Delegate(1, "Butet Simanjuntak", True, "VI", 41),
                Delegate(3, "Ucok Nasution", False, "II", 33),
                Delegate(2, "Ijah Harahap", True, "", 30),
            ),
        ),
        "votes": (
            Vote("Usulan prioritas", ROUND, 57, 60, True, (("ponsel", 51), ("kertas", 6))),
            Vote("Delegasi", Elect(3, 2), 55, 60, True, (("ponsel", 55),)),
        ),
        "by_neighborhood": (
            Share("I", 12, 5, 1, 6, 100_000_000),
            Share("VI", 28, 13, 3, 12, 1_978_000_000),
        ),
        "by_sector": (Share("Infrastruktur", 40, 18, 4, 18, 2_078_000_000),),
        "remarks": (
            Remark("Pembukaan", OPENED, OPENED + 600_000, ("Dibuka oleh lurah.",)),
            Remark("Musyawarah", OPENED + 600_000, CLOSED, ("Pak Ucok: parit dulu.", "Setuju.")),
            Remark("Penutup", 0, 0, ()),
        ),
        "questions": (
            Told(1, "", "Kapan parit dikerjakan?", "Lurah", "Tahun depan."),
            Told(2, "Butet", "Lampu jalan?", "", ""),
        ),
        "promises": (Kept(1, 2026, "Titi beton", "III", "Selesai", "Dinas PUPR", "", 0),),
        "signed": SignedRoot(142, "9f" * 32, ("gajah", "melati", "perahu", "jendela")),
        "fingerprint": "K7QM",
        "key": "musrenbang.example+1a2b3c4d+AeFvYkM2pZ0mT0p0bGpRr0bW9f0yqv0p0dX0hX0aX0bX",
    }
    return Minutes(**(usual | changes))


def nothing(**changes: Any) -> Minutes:
    """Minutes of a meeting without proposals, delegates or votes."""
    emptied = ("attendees", "priorities", "reserves", "declined", "votes")
    without: dict[str, Any] = dict.fromkeys(emptied, ())
    without |= {"remarks": (), "questions": (), "promises": (), "fields": EMPTY, "place": ""}
    without |= {"delegation": Delegation(), "ranked_by": "", "received": 0, "merged": 0}
    without |= {"present": PresentFigures(), "joined": 0, "signed": None, "ceiling": 0}
    zero = {"by_sector": (Share("Infrastruktur", 0, 0, 0, 0, 0),), "by_neighborhood": ()}
    return made(**(without | zero | changes))


def endless() -> Minutes:
    """Minutes whose every text is as long as it may be."""
    long = (LONG * 8)[:600]
    many = tuple(
        _again(
            line,
            place,
            problem=long,
            title=long[:140],
            agency=long[:120],
            reason=long[:300],
            unit="meter persegi lari-lari",
            quantity=123456789.125,
            cost=9_999_999_999_999,
        )
        for place, line in enumerate(lines(), 1)
    )
    name = "Muhammad Abdurrahman Wahid bin Abdul Halim Perdana Kusuma Nasution, S.Sos., M.A."
    fields = MinutesFields(
        number="050" * 20,
        place=long[:160],
        chair=name,
        chair_function=long[:80],
        lurah=name,
        nip="198001012005011001",
        speeches=(long[:160],) * 5,
        presentations=(long[:160],) * 3,
        representatives=(Representative(name, 120, "L", long[:80]),) * 10,
        team=(long[:160],) * 5,
        method=long[:400],
    )
    return made(
        priorities=many[:20],
        declined=many[20:],
        fields=fields,
        place=fields.place,
        rank_reason=long[:300],
        attendees=tuple(
            msgspec.structs.replace(each, name=name, address=long[:120], organisation=long[:80])
            for each in people(60)
        ),
        forum=long[:80],
    )


def people(count: int) -> tuple[Present, ...]:
    """Who signed in at the door."""
    ages = ("17-25", "26-45", "46-60", ">60")
    return tuple(
        Present(
            number=number,
            name=f"Peserta Rekaan {number}",
            organisation=("PKK", "LPM", "Warga")[number % 3],
            age=ages[number % 4],
            gender="P" if number <= 32 else "L",
            neighborhood="VI",
            address=f"Gg. Nelayan {number}",
            phone=f"0812000000{number:02}",
        )
        for number in range(1, count + 1)
    )
