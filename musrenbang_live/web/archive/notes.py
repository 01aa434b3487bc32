"""The published record (notulen): a page, and the same as JSON. Nobody is told who wrote it down.

Times in the JSON are UTC; fields may be added to a version of the shape, never renamed.
"""

from datetime import UTC, datetime
from itertools import groupby
from typing import Final

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.noting import Note
from musrenbang_live.live.room import Room
from musrenbang_live.store import notes
from musrenbang_live.web.archive.pages import published_room
from musrenbang_live.web.keeping import kept, open_data
from musrenbang_live.web.site import site_of

FORMAT: Final = "musrenbang-live/notulen/1"


class PhaseNotes(Struct, frozen=True):
    """What was written down under one phase of the agenda."""

    title: str
    notes: tuple[Note, ...]


class Entry(Struct, frozen=True):
    """One entry in the JSON."""

    at: str
    text: str


class PhaseRecord(Struct, frozen=True):
    """The entries of one phase in the JSON; `phase` counts from 1."""

    phase: int
    title: str
    notes: list[Entry]


class NotesRecord(Struct, frozen=True):
    """The JSON file."""

    format: str
    code: str
    forum: str
    phases: list[PhaseRecord]


async def show_notes(request: Request) -> Response:
    """The record of a published meeting, for reading."""
    room, view = await published_room(request)
    page = site_of(request).pages.render(
        request,
        "archive/notes.html",
        head=view.head,
        opened_at=view.opened_at,
        phases=[phase for _, phase in await _phases(request, room)],
    )
    return kept(request, page, by_visitor=True)


async def send_notes(request: Request) -> Response:
    """The record of a published meeting, for machines."""
    room, view = await published_room(request)
    record = NotesRecord(
        format=FORMAT,
        code=room.code,
        forum=view.head.forum,
        phases=[
            PhaseRecord(index + 1, phase.title, [Entry(_utc(n.at), n.text) for n in phase.notes])
            for index, phase in await _phases(request, room)
        ],
    )
    body = msgspec.json.format(msgspec.json.encode(record), indent=1)
    return open_data(request, body, "application/json; charset=utf-8")


async def _phases(request: Request, room: Room) -> list[tuple[int, PhaseNotes]]:
    """The phases under which something was written down, with their indexes."""
    listed = await notes.listed(site_of(request).pool, room.row.id)
    meeting: Meeting = room.meeting
    return [
        (index, PhaseNotes(meeting.plan.phases[index].title, tuple(found)))
        for index, found in groupby(listed, key=lambda note: note.phase)
    ]


def _utc(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).isoformat()


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/arsip/{code}/notulen", show_notes),
        Route("/arsip/{code}/notulen.json", send_notes),
    ]
