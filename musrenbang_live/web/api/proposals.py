"""What the API tells of proposals and questions of published meetings."""

from typing import Final

from musrenbang_live.core import searching as words
from musrenbang_live.core.codes import ALPHABET
from musrenbang_live.core.following import STATES
from musrenbang_live.store import open_city, open_proposals, searching, shelf
from musrenbang_live.store.open_proposals import FIRST, OpenQuestion, Place, Wanted, place_of
from musrenbang_live.store.pool import storable
from musrenbang_live.store.searching import Filters
from musrenbang_live.store.shelf import ShelfRow
from musrenbang_live.web.api import shapes
from musrenbang_live.web.api.city import decision
from musrenbang_live.web.api.listing import after, listing, shaped
from musrenbang_live.web.api.meetings import SESSION, WHERE
from musrenbang_live.web.api.operations import Asked, Operation
from musrenbang_live.web.api.parameters import Choice, Number, Word
from musrenbang_live.web.api.problems import Refused
from musrenbang_live.web.asked import district_named
from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.cells import utc

CURSOR: Final = f"^[0-9]{{1,5}}-[0-9]{{1,13}}-[{ALPHABET}]{{6}}-[0-9]{{1,9}}$"

WORDS: Final = Word(
    name="cari",
    meaning=Said("Kata yang dicari dalam teks.", "Words to look for in the texts."),
    example="drainase",
)
NEIGHBORHOOD: Final = Word(
    name="lingkungan", longest=80, meaning=Said("Nama lingkungan.", "Name of a lingkungan.")
)
SECTOR: Final = Word(
    name="bidang",
    longest=40,
    meaning=Said("Kunci bidang.", "Key of a sector."),
    example="infra",
)
STATE: Final = Choice(
    name="status",
    among=STATES,
    meaning=Said("Keadaan usulan sekarang.", "Where the proposal stands now."),
)
NUMBER: Final = Number(
    name="number",
    place="path",
    meaning=Said("Nomor usulan di musyawarah itu.", "Number of the proposal in that meeting."),
    example="1",
)


async def proposals(asked: Asked, limit: int) -> list[ShelfRow]:
    """Proposals that fit."""
    return await open_proposals.proposals(
        asked.site.pool, await wanted(asked), after=_after(asked), limit=limit
    )


async def proposal(asked: Asked) -> shapes.ProposalLife:
    """One proposal with its life. Raises `Refused` where there is none on the shelf."""
    pool, code, number = asked.site.pool, asked.text("code"), asked.number("number")
    row = await shelf.row(pool, code, number)
    if row is None:
        raise Refused("not_found", "number")
    way = await shelf.way(pool, code, number)
    decided = await open_city.decided(pool, [(each.code, each.number) for each in way])
    return shapes.ProposalLife(
        proposal=shape(asked, row),
        way=[shape(asked, each) for each in way],
        decisions=[decision(asked, each) for each in decided],
        merged=[shape(asked, each) for each in await shelf.merged(pool, code, number)],
        again=[shape(asked, each) for each in await shelf.again(pool, code, number)],
    )


async def questions(asked: Asked, limit: int) -> list[OpenQuestion]:
    """Questions that fit."""
    return await open_proposals.questions(
        asked.site.pool, await wanted(asked), after=_after(asked), limit=limit
    )


async def wanted(asked: Asked) -> Wanted:
    """Which lines of the shelf are asked for."""
    found = await searching.sought(asked.site.pool, words.read(storable(asked.text("cari"))))
    filters = Filters(
        ward=asked.text("kelurahan"),
        district=district_named(asked.site, storable(asked.text("kecamatan"))),
        neighborhood=storable(asked.text("lingkungan")),
        sector=storable(asked.text("bidang")),
        year=asked.number("tahun"),
        tier=asked.text("tingkat"),
        state=asked.text("status"),
    )
    return Wanted(found.lexemes, filters)


def shape(asked: Asked, row: ShelfRow) -> shapes.Proposal:
    """A line of the shelf as the API tells it."""
    return shaped(
        shapes.Proposal,
        row,
        merged_into=row.merged_into or None,
        origin=_address(row.origin_code, row.origin_number),
        next=_address(row.next_code, row.next_number),
        root=shapes.Address(row.root_code, row.root_number),
        state_at=utc(row.state_at),
        published=utc(row.published_at),
        url=asked.address(row.address),
    )


def _question(asked: Asked, row: OpenQuestion) -> shapes.Question:
    url = asked.address(f"/arsip/{row.code}")
    return shaped(shapes.Question, row, published=utc(row.published_at), url=url)


def _address(code: str, number: int) -> shapes.Address | None:
    return shapes.Address(code, number) if code else None


def _after(asked: Asked) -> Place:
    parts = asked.text("sesudah").split("-")
    if len(parts) != 4:
        return FIRST
    return Place(int(parts[0]), int(parts[1]), parts[2], int(parts[3]))


def _cursor(last: Place) -> str:
    return f"{last.year}-{last.published_at}-{last.code}-{last.number}"


OPERATIONS: Final = (
    listing(
        id="listProposals",
        path="/proposals",
        tag="proposals",
        summary=Said("Usulan", "Proposals"),
        about=Said(
            "Usulan semua musyawarah yang diterbitkan, dengan keadaannya sekarang.",
            "The proposals of all published meetings, with where they stand now.",
        ),
        narrowed_by=(WORDS, *WHERE, NEIGHBORHOOD, SECTOR, STATE),
        read_on=after(CURSOR),
        read=proposals,
        tell=shape,
        place=lambda row: _cursor(place_of(row)),
        answer=shapes.ProposalList,
    ),
    Operation(
        id="getProposal",
        path="/proposals/{code}/{number}",
        tag="proposals",
        summary=Said("Satu usulan dan perjalanannya", "One proposal and its way"),
        parameters=(SESSION, NUMBER),
        answer=shapes.ProposalLife,
        handler=proposal,
    ),
    listing(
        id="listQuestions",
        path="/questions",
        tag="proposals",
        summary=Said("Tanya jawab dalam musyawarah", "Questions asked in meetings"),
        narrowed_by=(WORDS, *WHERE),
        read_on=after(CURSOR),
        read=questions,
        tell=_question,
        place=lambda row: _cursor(row.place),
        answer=shapes.QuestionList,
    ),
)
