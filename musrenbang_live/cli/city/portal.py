"""What the invented city reads, asks and reports: news, questions to the council, complaints.

Everything is stored by the use cases and marked as invented, so that it looks as real ones do.
"""

import secrets
import uuid
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.cli.city.officers import Desk
from musrenbang_live.cli.city.pictures import picture
from musrenbang_live.core.articles import Text
from musrenbang_live.core.inquiring import Asked, Doing
from musrenbang_live.core.offices import OfficeKind
from musrenbang_live.core.reporting import Sent
from musrenbang_live.live import inquiries, reports
from musrenbang_live.live.clock import now
from musrenbang_live.live.reports import Actor, Move
from musrenbang_live.store import articles
from musrenbang_live.store import inquiries as stored_inquiries
from musrenbang_live.store import reports as stored_reports
from musrenbang_live.store.articles import Place
from musrenbang_live.store.pool import Pool
from musrenbang_live.web.photos import freed

DAY: Final = 24 * 3_600_000
HASH_BYTES: Final = 32


class Question(Struct, frozen=True):
    """A question, `days` ago; the kind of office it goes to ('' for none yet) and its answer."""

    days: int
    title: str
    text: str
    to: OfficeKind | None = None
    answer: str = ""


class Complaint(Struct, frozen=True, kw_only=True):
    """A report, `days` ago. `moves` are what offices do with it: the kind, the act, the words."""

    days: int
    sent: Sent
    drawn: bool = False
    moves: tuple[tuple[OfficeKind, Move], ...] = ()


BUILT: Final = Text(
    kind="kabar",
    title="Drainase Gang Nelayan selesai dan diserahterimakan",
    summary="Usulan warga Beting Kuala Kapias dua tahun lalu kini sudah dibangun.",
    body=(
        "Parit sepanjang 180 meter itu diusulkan warga dalam musrenbang kelurahan, lalu "
        "disepakati di kecamatan dan di kota.\n\n"
        "Perjalanan usulan ini dapat dibaca di halaman [Cari](/cari?cari=drainase).\n\n"
        "_Contoh, data rekaan._"
    ),
    tags=("infrastruktur",),
)
BUILT_DAYS: Final = 12
QUESTIONS: Final = (
    Question(
        40,
        "Kapan jalan Lingkungan II diaspal?",
        "Usulan kami disepakati tahun lalu. Apakah sudah masuk anggaran?",
        "opd",
        "Sudah masuk anggaran tahun depan. Pengukuran dimulai setelah kontrak ditandatangani.",
    ),
    Question(
        21,
        "Mengapa bantuan jaring harus melalui kelompok berbadan hukum?",
        "Nelayan kecil di tempat kami belum mempunyai kelompok.",
        "setwan",
        "Hibah barang hanya dapat diberikan kepada kelompok berbadan hukum (UU 23/2014 pasal 298). "
        "Dinas Perikanan membantu mengurus pendaftaran kelompok.",
    ),
    Question(
        9,
        "Apakah RKPD tahun depan sudah dapat dibaca?",
        "Kami ingin melihat usulan kelurahan mana yang masuk.",
        "bapperida",
    ),
    Question(1, "Jadwal reses anggota dewan di dapil kami", "Kapan dan di mana tempatnya?"),
)
REPORTS: Final = (
    Complaint(
        days=16,
        sent=Sent(
            kind="keluhan",
            title="Lampu jalan mati di depan masjid",
            text="Sudah dua minggu gelap, warga takut lewat pada malam hari.",
            sector="infra",
            ward_code="12.74.04.1005",
            neighborhood="V",
            landmark="depan masjid",
        ),
        moves=(
            ("setwan", Move(act="check")),
            ("setwan", Move(act="approve")),
            ("setwan", Move(act="answer", words="Diteruskan ke regu penerangan, mohon tunggu.")),
            ("setwan", Move(act="done", words="Delapan titik lampu sudah menyala kembali.")),
        ),
    ),
    Complaint(
        days=8,
        drawn=True,
        sent=Sent(
            kind="keluhan",
            title="Parit tersumbat, air masuk ke rumah",
            text="Setiap hujan air parit meluap ke teras. Sampah menutup gorong-gorong.",
            sector="infra",
            ward_code="12.74.06.1001",
            neighborhood="II",
        ),
        moves=(
            ("setwan", Move(act="check")),
            ("setwan", Move(act="approve")),
            ("setwan", Move(act="route")),
            ("opd", Move(act="work")),
            ("opd", Move(act="answer", words="Pengerukan dijadwalkan pekan depan.")),
        ),
    ),
    Complaint(
        days=5,
        sent=Sent(
            kind="aspirasi",
            title="Taman bermain anak di tepi sungai",
            text="Tanah kosong milik kota dapat dijadikan tempat bermain yang aman.",
            sector="sos",
            ward_code="12.74.02.1003",
        ),
        moves=(("setwan", Move(act="check")), ("setwan", Move(act="approve"))),
    ),
    Complaint(
        days=2,
        sent=Sent(
            kind="keluhan",
            title="Jalan berlubang dekat simpang sekolah",
            text="Dua sepeda motor jatuh pekan ini karena lubang yang tertutup air.",
            sector="infra",
            ward_code="12.74.05.1005",
            neighborhood="III",
        ),
        moves=(
            ("setwan", Move(act="check")),
            ("setwan", Move(act="approve")),
            ("setwan", Move(act="route")),
        ),
    ),
    Complaint(
        days=0,
        sent=Sent(
            kind="keluhan",
            title="Sampah menumpuk di pinggir paluh",
            text="Bau dan mengundang lalat, belum diangkut tiga hari.",
            sector="sos",
            ward_code="12.74.04.1005",
            neighborhood="VII",
        ),
    ),
)
"""In the order in which they came; what is routed goes to the agency of the demonstration."""


async def fill(pool: Pool, desks: Sequence[Desk]) -> None:
    """A piece of news, questions with their answers, reports with what was done about them."""
    by_kind = {desk.office.kind: desk for desk in desks}
    at, writer = now() - BUILT_DAYS * DAY, by_kind["setwan"].person
    async with pool.acquire() as conn:
        await articles.add(conn, BUILT, Place(published_at=at), by=writer, at=at, example=True)
    for question in QUESTIONS:
        await _ask(pool, by_kind, question)
    for complaint in REPORTS:
        await _report(pool, by_kind, complaint)


async def _ask(pool: Pool, by_kind: dict[OfficeKind, Desk], question: Question) -> None:
    number = await stored_inquiries.add(
        pool,
        Asked("pertanyaan", question.title, question.text, ""),
        ref=str(uuid.uuid4()),
        link_hash=secrets.token_bytes(HASH_BYTES),
        device=secrets.token_bytes(HASH_BYTES),
        at=now() - question.days * DAY,
        example=True,
    )
    secretariat = by_kind["setwan"]
    if number is None or question.to is None:
        return
    to = by_kind[question.to]
    doings = [(secretariat, Doing(act="terbitkan"))]
    doings.append((secretariat, Doing(act="teruskan", to=to.office.id)))
    if question.answer:
        doings.append((to, Doing(act="jawab", text=question.answer)))
    for (desk, doing), at in zip(doings, _moments(question.days, len(doings)), strict=True):
        await inquiries.act(pool, number, doing, desk.office, desk.person, at=at)


async def _report(pool: Pool, by_kind: dict[OfficeKind, Desk], complaint: Complaint) -> None:
    drawn = [(str(uuid.uuid4()), await freed(picture("parit", after=False)))]
    number = await reports.send(
        pool,
        str(uuid.uuid4()),
        complaint.sent,
        drawn if complaint.drawn else [],
        key_hash=secrets.token_bytes(HASH_BYTES),
        device=secrets.token_bytes(HASH_BYTES),
        example=True,
        at=now() - complaint.days * DAY,
    )
    row = await _found(pool, number)
    moments = _moments(complaint.days, len(complaint.moves))
    for (kind, move), at in zip(complaint.moves, moments, strict=True):
        desk = by_kind[kind]
        if move.act == "route":
            move = Move(act="route", office=by_kind["opd"].office.id)
        await reports.act(pool, row, Actor(desk.person, desk.office), move, at=at)


def _moments(days: int, acts: int) -> list[int]:
    """When offices acted on what came `days` ago: soon at first, then slower and slower."""
    came = now() - days * DAY
    return [came + int(days * DAY * ((k + 1) / (acts + 1)) ** 2) for k in range(acts)]


async def _found(pool: Pool, number: str) -> int:
    found = await stored_reports.by_number(pool, number)
    if found is None:
        raise LookupError(number)
    return found.id
