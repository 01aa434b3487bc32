"""What the invented city's council has published, announced and scheduled; and who sits in it.

Everything is marked as invented, and no name could be taken for somebody's.
"""

import hashlib
from typing import Final

import typst

from musrenbang_live.cli.demo_site import Prepared
from musrenbang_live.core.articles import Text
from musrenbang_live.core.council import Member
from musrenbang_live.live.clock import now
from musrenbang_live.store import articles, attachments, council, sessions
from musrenbang_live.store.articles import Place
from musrenbang_live.store.pool import Conn, Pool
from musrenbang_live.web.formats import moment

_DAY: Final = 86_400_000
_SEATS: Final = {"I": 3, "II": 3, "III": 3}
_NUMBERS: Final = "Satu Dua Tiga Empat Lima Enam Tujuh Delapan Sembilan".split()
_GUIDE: Final = """\
Musrenbang kelurahan tahun ini dimulai pekan ini. Setiap warga boleh datang dan mengusulkan.

# Yang perlu disiapkan

- Satu atau dua kebutuhan lingkungan, dengan letaknya.
- Ponsel bila ada. **Tanpa ponsel pun dapat ikut**: panitia mengetikkan usulan.

Hasil tahun lalu dapat dibaca di [arsip](/arsip), dan jadwalnya ada di [halaman jadwal](/jadwal).

| Hari | Kecamatan |
| --- | --- |
| Pertama | Teluk Nibung |
| Kedua | Datuk Bandar Timur |
"""


async def publish(pool: Pool, prepared: Prepared) -> None:
    """Fill news, documents, calendar and council of the invented city."""
    year, at = prepared.plan.plan_year, now()
    async with pool.acquire() as conn:
        found = await sessions.find_session(conn, prepared.code)
        assert found is not None
        start = _text(
            "kabar",
            "Yang perlu disiapkan sebelum musrenbang",
            "Satu kebutuhan lingkungan dan letaknya sudah cukup.",
            "musrenbang",
            body=_GUIDE,
        )
        await _add(conn, prepared, start, Place(at - 2 * _DAY))
        sitting = _text(
            "kabar",
            f"Rapat paripurna tentang rancangan RKPD {year}",
            "Rapat terbuka untuk umum.",
            "paripurna, rkpd",
            body="Rapat terbuka untuk umum. Bahan rapat ada di [halaman dokumen](/dokumen).",
            happens=f"{moment(at + 9 * _DAY):%Y-%m-%d} 09:00",
            venue="Ruang rapat DPRD (contoh)",
        )
        await _add(conn, prepared, sitting, Place(at - _DAY))
        draft = _text(
            "dokumen",
            f"Rancangan awal RKPD {year} (contoh)",
            "Bahan rapat paripurna, dalam satu berkas.",
            "rkpd, dokumen",
        )
        await _attach(conn, prepared, await _add(conn, prepared, draft, Place(at - 3 * _DAY)))
        shown = _text(
            "dokumen",
            "Bahan paparan pagu dan hasil tahun lalu",
            "Dibuka bersama di musyawarah.",
            "musrenbang",
        )
        first = Place(session_id=found.id, phase=0, in_hall=True)
        await _attach(conn, prepared, await _add(conn, prepared, shown, first))
        later = _text(
            "kabar",
            "Hasil musrenbang kelurahan diumumkan",
            "Urutan usulan setiap kelurahan.",
            "musrenbang",
        )
        await _add(conn, prepared, later, Place(at + 3 * _DAY))
        await council.replace(conn, _members(year), at=at, example=True)


def _text(
    kind: str,
    title: str,
    summary: str,
    tags: str,
    *,
    body: str = "",
    happens: str = "",
    venue: str = "",
) -> Text:
    return Text(
        kind="dokumen" if kind == "dokumen" else "kabar",
        title=title,
        summary=summary,
        body=body,
        tags=tuple(tags.split(", ")),
        happens=happens,
        minutes=180 if happens else 0,
        venue=venue,
    )


async def _add(conn: Conn, prepared: Prepared, text: Text, place: Place) -> tuple[int, Text]:
    made = await articles.add(conn, text, place, by=prepared.leader, at=now(), example=True)
    return made, text


async def _attach(conn: Conn, prepared: Prepared, made: tuple[int, Text]) -> None:
    """A sheet of paper that says what it is."""
    number, text = made
    content = _sheet(text.title)
    digest = hashlib.sha256(content).hexdigest()[:32]
    name = f"{text.title.replace(' (contoh)', '')} (contoh).pdf"
    await attachments.add(conn, number, name, "pdf", content, digest, by=prepared.leader, at=now())


def _sheet(title: str) -> bytes:
    source = f"""#set page(paper: "a4", margin: 25mm)
#set text(size: 12pt, lang: "id")
= {title}
Data rekaan untuk peragaan. Tidak ada angka di sini yang benar.
#table(columns: 2, [Urusan], [Pagu (contoh)], [Infrastruktur], [Rp1.000.000.000],
  [Sosial], [Rp500.000.000])
"""
    return typst.compile(source.encode(), format="pdf", ignore_system_fonts=True)


def _members(year: int) -> list[Member]:
    numbers = iter(_NUMBERS)
    return [
        Member(
            name=f"Anggota Contoh {next(numbers)}",
            party=f"Partai Contoh {'ABC'[place]}",
            dapil=dapil,
            office="Ketua DPRD (contoh)" if dapil == "I" and not place else "",
            commission=f"Komisi {'ABC'[place]}",
            period=f"{year - 3}\u2013{year + 2}",
        )
        for dapil, seats in _SEATS.items()
        for place in range(seats)
    ]
