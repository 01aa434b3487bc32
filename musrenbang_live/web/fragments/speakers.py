"""The speaker list on the desks, and the places in the queue on the phones."""

from typing import Final

from musrenbang_live.core.speaking import Speaker
from musrenbang_live.core.views.facilitator import FacilitatorView
from musrenbang_live.core.views.floor import Floor, Turns
from musrenbang_live.web.fragments.sketch import Fragment
from musrenbang_live.web.language import Language
from musrenbang_live.web.words.speakers import turn

QUEUE: Final = "giliran"
SPOKE: Final = 8
"""Speakers listed who have spoken, the last first."""


def fragments(view: FacilitatorView) -> list[Fragment]:
    """Who speaks, the two switches, those who wait one by one, and who spoke how long."""
    floor, code, label = view.floor, view.head.code, view.head.neighborhood_label
    first = floor.board.waiting[0] if floor.board.waiting else None
    shared = {"code": code, "label": label, "open": view.stage == "open"}
    return [
        Fragment(
            "bicara-kini",
            "facilitator/_bicara_kini.html",
            shared | {"speaking": floor.board.speaking, "first": first, "zone": view.head.zone},
        ),
        Fragment(
            "bicara-saklar",
            "facilitator/_bicara_saklar.html",
            shared | {"asking": floor.board.asking, "shown": floor.board.shown},
        ),
        *(_waiting(shared, one, floor) for one in floor.board.waiting),
        Fragment("bicara-adil", "facilitator/_bicara_adil.html", _fair(label, floor)),
    ]


def order(view: FacilitatorView) -> dict[str, list[str]]:
    """Those who wait, the next first."""
    return {QUEUE: [f"giliran-{one.number}" for one in view.floor.board.waiting]}


def turn_key(number: int) -> str:
    """The live text of somebody's place in the queue."""
    return f"bicara-{number}"


def turn_texts(turns: Turns, language: Language) -> dict[str, str]:
    """The places in the queue of those who asked on a phone."""
    return {turn_key(number): turn(language, place) for number, place in turns.at.items()}


def _waiting(shared: dict[str, object], one: Speaker, floor: Floor) -> Fragment:
    place = floor.board.turn(one.number)
    known = shared | {"one": one, "first": place == 1, "last": place == len(floor.board.waiting)}
    return Fragment(f"giliran-{one.number}", "facilitator/_giliran.html", known)


def _fair(label: str, floor: Floor) -> dict[str, object]:
    most = max((one.seconds for one in floor.by_neighborhood + floor.by_gender), default=0)
    return {
        "label": label,
        "by_gender": floor.by_gender,
        "by_neighborhood": floor.by_neighborhood,
        "most": most,
        "done": floor.board.done[:SPOKE],
    }
