"""The residents' pages as fragments: what the whole hall may know, and nothing of one's own."""

from typing import Final

from musrenbang_live.core.views.parts import Card
from musrenbang_live.core.views.questions import Asked
from musrenbang_live.core.views.resident import ResidentView
from musrenbang_live.live.gallery import Presence
from musrenbang_live.web import formats
from musrenbang_live.web.fragments import opinions, promises
from musrenbang_live.web.fragments.sketch import Fragment, Sketch
from musrenbang_live.web.fragments.speakers import turn_texts
from musrenbang_live.web.language import Language

NEWEST: Final = 3
"""Proposals shown below the button on the first page; all of them are one tap away."""
MOST_READ: Final = 4
"""Articles named on the first page; all are on the page of what to read."""
EARLY: Final = frozenset({"planned", "pembukaan"})
"""Situations before proposals are taken."""
VOTES: Final = frozenset({"ready", "voting", "counted", "hasil"})
"""Situations that are about a vote, so that the now-line says whether it binds."""


def sketch(view: ResidentView, presence: Presence, language: Language) -> Sketch:
    """The residents' pages of one meeting: fragments, numbers, and the order of the lists."""
    newest = _newest(view)
    return Sketch(
        fragments=[
            _now(view),
            _content(view, newest),
            *(_proposal(view, said) for said in view.cards),
            *promises.fragments(view),
            _result(view),
            _closed(view),
            _whether_open(view),
            _way_to_write(view),
            _way_to_speak(view),
            _to_read(view),
            _whether_asking(view),
            *(_question(view, asked) for asked in view.questions),
        ],
        text=_numbers(view, language) | turn_texts(view.turns, language),
        order={
            "daftar-usulan": [_id(said) for said in view.cards],
            "terbaru": [_id(said) for said in newest],
            "daftar-tanya": [f"pertanyaan-{asked.number}" for asked in view.questions],
            **promises.order(view),
        },
    )


def desk_key(block: int) -> str:
    """The live text of a block of numbers that were asked for: see `core.cards.Cards.decided`."""
    return f"meja-{block}"


def _id(said: Card) -> str:
    return f"usulan-{said.number}"


def _newest(view: ResidentView) -> tuple[Card, ...]:
    calm = "propose" in view.can and not view.focus and not view.ballot
    return view.cards[:NEWEST] if calm else ()


def _now(view: ResidentView) -> Fragment:
    about_a_vote = view.now.situation in VOTES
    known = {
        "head": view.head,
        "now": view.now,
        "propose": "propose" in view.can,
        "support": "support" in view.can,
        "poll": about_a_vote and not view.head.binding,
        "shown": bool(view.results),
    }
    return Fragment("sekarang", "resident/_sekarang.html", known)


def _content(view: ResidentView, newest: tuple[Card, ...]) -> Fragment:
    known = {
        "code": view.head.code,
        "head": view.head,
        "label": view.head.neighborhood_label,
        "now": view.now,
        "ballot": view.ballot,
        "focus": view.focus,
        "decision": view.decisions.get(view.focus.number) if view.focus else None,
        "can_propose": "propose" in view.can,
        "can_support": "support" in view.can,
        "can_ask": "ask" in view.can,
        "asked": view.asked,
        "newest": bool(newest),
        "none_yet": "propose" in view.can and not view.cards,
        "shown": bool(view.results),
        "counted": view.results[0].round if view.results else 0,
        "proofs": view.proofs,
        "promises": len(view.promises),
    }
    return Fragment("isi", "resident/_isi.html", known)


def _proposal(view: ResidentView, said: Card) -> Fragment:
    known = {
        "code": view.head.code,
        "label": view.head.neighborhood_label,
        "said": said,
        "decision": view.decisions.get(said.number),
    }
    return Fragment(_id(said), "resident/_usulan.html", known)


def _result(view: ResidentView) -> Fragment:
    known = {
        "label": view.head.neighborhood_label,
        "shown": view.results,
        "agreed": view.agreed,
        "words": view.words if view.results else (),
    }
    return Fragment("hasil", "resident/_hasil.html", known)


def _closed(view: ResidentView) -> Fragment:
    known = {"closed": view.proofs, "binding": view.head.binding, "code": view.head.code}
    return Fragment("bukti", "resident/_bukti.html", known)


def _whether_open(view: ResidentView) -> Fragment:
    known = {"open": "propose" in view.can, "early": view.now.situation in EARLY}
    return Fragment("kabar-tulis", "resident/_kabar_tulis.html", known)


def _way_to_write(view: ResidentView) -> Fragment:
    known = {"code": view.head.code, "open": "propose" in view.can}
    return Fragment("tombol-tulis", "resident/_tombol_tulis.html", known)


def _way_to_speak(view: ResidentView) -> Fragment:
    known = {"code": view.head.code, "asking": view.turns.asking}
    return Fragment("bicara", "resident/_bicara.html", known)


def _to_read(view: ResidentView) -> Fragment:
    known = {"code": view.head.code, "readings": view.readings[:MOST_READ]}
    return Fragment("bacaan", "resident/_bacaan.html", known)


def _whether_asking(view: ResidentView) -> Fragment:
    over = view.now.situation in ("closed", "published")
    known = {"open": "ask" in view.can, "over": over}
    return Fragment("kabar-tanya", "resident/_kabar_tanya.html", known)


def _question(view: ResidentView, asked: Asked) -> Fragment:
    known = {
        "code": view.head.code,
        "zone": view.head.zone,
        "asked": asked,
        "open": bool(view.now.phase),
    }
    return Fragment(f"pertanyaan-{asked.number}", "resident/_tanya.html", known)


def _numbers(view: ResidentView, language: Language) -> dict[str, str]:
    numbers = {
        "hadir": view.joined,
        "masuk": view.turnout,
        "jumlah-usulan": len(view.cards),
        **{f"dukung-{number}": supports for number, supports in view.supports.items()},
        **{f"pendapat-pertanyaan-{number}-1": said for number, said in view.asking.items()},
        **{desk_key(block): decided for block, decided in enumerate(view.decided)},
    }
    told = {key: formats.number(value, language.code) for key, value in numbers.items()}
    return told | opinions.texts(view.opinions, language)
