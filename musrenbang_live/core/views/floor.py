"""Who has the floor: the speaker list as the desk, the wall and the phones may see it."""

from typing import Final

from msgspec import Struct

from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.speaking import Board, Speaker, Spoken, by_gender, by_neighborhood

NEXT: Final = 2
"""Speakers named on the wall after the one who speaks."""


class Floor(Struct, frozen=True):
    """The list at the desk, with how long each gender and neighborhood has spoken."""

    board: Board = Board()
    by_gender: tuple[Spoken, ...] = ()
    by_neighborhood: tuple[Spoken, ...] = ()


class Lectern(Struct, frozen=True):
    """The list on the wall: who speaks now, if anybody, and who is next."""

    speaking: Speaker | None
    coming: tuple[Speaker, ...]


class Turns(Struct, frozen=True):
    """What phones may know: whether they may ask to speak, and the place of each number in the
    queue, from 1; 0 for the one who speaks. Only of those who asked on a phone.
    """

    asking: bool = False
    at: dict[int, int] = {}


def floor(meeting: Meeting, board: Board) -> Floor:
    """The list for the desk."""
    return Floor(
        board,
        by_gender(board.speakers),
        by_neighborhood(board.speakers, meeting.plan.neighborhoods),
    )


def lectern(meeting: Meeting, board: Board) -> Lectern | None:
    """The list for the wall; None when it is not to be shown, or there is nobody on it."""
    if meeting.stage != "open" or not board.shown or not (board.speaking or board.waiting):
        return None
    return Lectern(board.speaking, board.waiting[:NEXT])


def turns(meeting: Meeting, board: Board) -> Turns:
    """The list for phones."""
    if meeting.stage != "open":
        return Turns()
    places = {one.number: place for place, one in enumerate(board.waiting, 1) if one.from_phone}
    if board.speaking and board.speaking.from_phone:
        places[board.speaking.number] = 0
    return Turns(board.asking, places)
