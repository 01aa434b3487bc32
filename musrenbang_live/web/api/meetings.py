"""What the API tells of the city's kelurahan and of meetings."""

from typing import Final

from musrenbang_live.core.codes import ALPHABET
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.views.archive import archive as archived
from musrenbang_live.store import archive, open_sessions
from musrenbang_live.store.open_sessions import LATEST, After, Chosen, OpenSession
from musrenbang_live.web.api import shapes
from musrenbang_live.web.api.listing import after, listing, shaped
from musrenbang_live.web.api.operations import Asked, Operation
from musrenbang_live.web.api.parameters import CODE, Choice, Number, Parameter, Word
from musrenbang_live.web.api.problems import Refused
from musrenbang_live.web.archive.record import Record, record
from musrenbang_live.web.asked import PUBLIC_TIERS, district_named
from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.cells import utc
from musrenbang_live.web.other_meetings import continuations

CURSOR: Final = f"^[0-9]{{1,13}}-[{ALPHABET}]{{6}}$"

WARD: Final = Word(
    name="kelurahan",
    pattern="^[0-9.]+$",
    longest=20,
    meaning=Said("Kode Kemendagri kelurahan.", "Kemendagri code of a kelurahan."),
    example="12.74.06.1003",
)
DISTRICT: Final = Word(
    name="kecamatan",
    longest=80,
    meaning=Said("Nama kecamatan.", "Name of a kecamatan."),
    example="Datuk Bandar Timur",
)
TIER: Final = Choice(
    name="tingkat",
    among=PUBLIC_TIERS,
    meaning=Said("Tingkat musyawarah.", "Tier of the meeting."),
    example="kelurahan",
)
YEAR: Final = Number(
    name="tahun",
    least=1_000,
    most=9_999,
    meaning=Said("Tahun musyawarah.", "Year of the meeting."),
    example="2027",
)
SESSION: Final = Word(
    name="code",
    place="path",
    pattern=CODE,
    longest=6,
    meaning=Said("Kode sesi.", "Code of the meeting."),
    example="HMX4T7",
)
WHERE: Final[tuple[Parameter, ...]] = (WARD, DISTRICT, TIER, YEAR)


async def wards(asked: Asked) -> shapes.WardList:
    """The kelurahan of the city."""
    counts = await archive.ward_counts(asked.site.pool)
    return shapes.WardList(
        [
            shaped(
                shapes.Ward,
                ward,
                sessions=counts.get(ward.code, 0),
                url=asked.address(f"/kelurahan/{ward.code}"),
            )
            for ward in asked.site.wards
        ]
    )


async def sessions(asked: Asked, limit: int) -> list[OpenSession]:
    """Published meetings."""
    place = _after(asked.text("sesudah"))
    return await open_sessions.published(asked.site.pool, chosen(asked), after=place, limit=limit)


async def open_now(asked: Asked) -> shapes.OpenMeetingList:
    """Meetings that go on now."""
    return shapes.OpenMeetingList(
        [
            shaped(
                shapes.OpenMeeting,
                line,
                opened=utc(line.opened_at),
                url=asked.address(f"/s/{line.code}"),
            )
            for line in await archive.open_now(asked.site.pool)
        ]
    )


async def session(asked: Asked) -> Record:
    """The whole record of a meeting. Raises `Refused` where there is none that is public."""
    try:
        room = await asked.site.service.room(asked.text("code"))
        await asked.site.hub.refresh(room)
    except Rejected:
        raise Refused("not_found", "code") from None
    if room.meeting.stage != "published" or room.meeting.plan.practice:
        raise Refused("not_found", "code")
    view = archived(room.meeting, room.counts)
    return record(view, await continuations(asked.site, room))


def chosen(asked: Asked) -> Chosen:
    """Which meetings are asked for."""
    return Chosen(
        ward_code=asked.text("kelurahan"),
        district=district_named(asked.site, asked.text("kecamatan")),
        tier=asked.text("tingkat"),
        year=asked.number("tahun"),
    )


def _after(cursor: str) -> After:
    at, _, code = cursor.partition("-")
    return After(int(at), code) if cursor else LATEST


def _cursor(row: OpenSession) -> str:
    return f"{row.published_at}-{row.code}"


def _session(asked: Asked, row: OpenSession) -> shapes.Session:
    return shaped(
        shapes.Session,
        row,
        opened=utc(row.opened_at),
        closed=utc(row.closed_at),
        published=utc(row.published_at),
        url=asked.address(f"/arsip/{row.code}"),
        record=asked.address(f"/api/v1/sessions/{row.code}"),
    )


OPERATIONS: Final = (
    Operation(
        id="listWards",
        path="/wards",
        tag="sessions",
        summary=Said("Kelurahan", "Kelurahan"),
        about=Said(
            "Semua kelurahan kota ini, dengan jumlah musyawarah yang diterbitkan.",
            "All kelurahan of this city, with how many meetings are published of each.",
        ),
        answer=shapes.WardList,
        handler=wards,
    ),
    listing(
        id="listSessions",
        path="/sessions",
        tag="sessions",
        summary=Said("Musyawarah yang diterbitkan", "Published meetings"),
        about=Said(
            "Yang terakhir diterbitkan lebih dahulu. Latihan tidak pernah ada di sini.",
            "The latest first. Practice is never here.",
        ),
        narrowed_by=WHERE,
        read_on=after(CURSOR),
        read=sessions,
        tell=_session,
        place=_cursor,
        answer=shapes.SessionList,
    ),
    Operation(
        id="listOpenMeetings",
        path="/sessions/open",
        tag="sessions",
        summary=Said("Musyawarah yang sedang berlangsung", "Meetings that go on now"),
        answer=shapes.OpenMeetingList,
        handler=open_now,
    ),
    Operation(
        id="getSession",
        path="/sessions/{code}",
        tag="sessions",
        summary=Said("Catatan lengkap satu musyawarah", "The whole record of a meeting"),
        about=Said(
            "Isinya sama dengan /arsip/{code}.json: usulan, suara, urutan, keputusan, dan"
            " pertanyaan.",
            "The same as /arsip/{code}.json: proposals, votes, ranking, decisions, questions.",
        ),
        parameters=(SESSION,),
        answer=Record,
        handler=session,
    ),
)
