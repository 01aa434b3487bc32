"""The wall as three fragments, header, stage and band; no running total, nobody's name.

What depends on who opened the page (its address, so also the QR code) is not in a fragment: it
stands beside them in the page, and the style sheet shows it where the stage leaves room.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

from musrenbang_live.core.attending import Reached
from musrenbang_live.core.views.parts import Card, Option
from musrenbang_live.core.views.projector import RESULT_ROWS, ProjectorView
from musrenbang_live.core.views.results import Result
from musrenbang_live.live.gallery import Presence
from musrenbang_live.web import formats
from musrenbang_live.web.fragments import opinions
from musrenbang_live.web.fragments.projector_screens import Staged, shortened, staged
from musrenbang_live.web.fragments.sketch import Fragment, Sketch
from musrenbang_live.web.language import Language
from musrenbang_live.web.words import budget

Scene = Literal["blank", "join", "list", "focus", "turnout", "result", "delegates", "thanks"]
"""What the stage is filled with by itself; each has its template `projector/_<scene>.html`, as have
the scenes of `projector_screens`."""

SAID: Final = 110
"""Characters of a problem on the wall: two lines. The whole text is on the phones."""
TIES_NAMED: Final = 4
LOTS_NAMED: Final = 2
"""So many names fit the one line of the wall; more of them are told by their place."""
EXPLAINED_ROWS: Final = RESULT_ROWS - 1
"""Rows at a time where two lines below the list say what its figures and bars mean."""

_SCENES: Final[dict[str, Scene]] = {
    "planned": "join",
    "pembukaan": "join",
    "evaluasi": "join",
    "paparan": "join",
    "usulan": "list",
    "tanya": "join",
    "musyawarah": "list",
    "focus": "focus",
    "ready": "join",
    "voting": "turnout",
    "counted": "turnout",
    "hasil": "result",
    "delegasi": "join",
    "tandatangan": "thanks",
    "penutup": "thanks",
    "closed": "thanks",
    "published": "thanks",
}
_WITH_WORDS: Final = frozenset({"join", "result"})
"""Scenes that have the words of the newest signed root in their band; others on the stage."""
_ARRIVING: Final = frozenset({"planned", "pembukaan"})
_WITHOUT_SPEAKERS: Final = frozenset({"blank", "turnout", "result", "thanks"})
"""Scenes whose band says something that must stand there."""
_OF_A_VOTE: Final = frozenset({"ready", "voting", "counted", "hasil"})


def sketch(view: ProjectorView, presence: Presence, language: Language) -> Sketch:
    """The wall of one meeting."""
    screen = staged(view.screen, language) if view.screen and not view.blank else None
    scene = _scene(view)
    zone = {"zone": view.head.zone}
    stage = screen.stage | zone if screen else _SETS[scene](view, language)
    filled = screen.scene if screen else scene
    return Sketch(
        fragments=[
            _header(view, filled, screen),
            Fragment("isi", f"projector/_{filled}.html", stage),
            _band(view, filled, language),
        ],
        text={
            "hadir": formats.number(view.joined, language.code),
            "pemilih": formats.number(view.voters, language.code),
            "masuk": formats.number(view.turnout, language.code),
            "jumlah-usulan": formats.number(view.proposals, language.code),
            **{
                f"dukung-{number}": formats.number(supports, language.code)
                for number, supports in view.supports.items()
            },
            **opinions.texts(view.opinions, language),
            **{
                key: formats.number(value, language.code)
                for key, value in (screen.text if screen else {}).items()
            },
        },
        order={},
    )


def _scene(view: ProjectorView) -> Scene:
    """The scene of this moment; a scene that would be empty gives way to one that is not."""
    if view.blank:
        return "blank"
    if told := _told(view):
        return told
    scene = _SCENES[view.now.situation]
    if scene == "result" and view.result is None:
        scene = "list"
    if scene == "focus" and view.focus is None:
        scene = "list"
    if view.now.situation == "delegasi" and view.delegates:
        scene = "delegates"
    if scene == "list" and not view.latest:
        scene = "join"
    return scene


def _told(view: ProjectorView) -> Scene | None:
    """The usual scene that was chosen at the desk, if it has something to show."""
    usual: dict[str, tuple[Scene, bool]] = {
        "kode": ("join", True),
        "usulan": ("focus", view.focus is not None),
        "hasil": ("result", view.result is not None),
    }
    scene, is_there = usual.get(view.show, ("blank", False))
    return scene if is_there else None


def _header(view: ProjectorView, scene: str, screen: Staged | None) -> Fragment:
    head = view.head
    lines = view.result.lines if view.result else ()
    ways = view.result.channels if view.result and scene == "result" else ()
    return Fragment(
        "atas",
        "projector/_atas.html",
        {
            "scene": scene,
            "called": screen.called if screen else "",
            "list": screen.paged if screen and screen.rows > screen.page else "",
            "listed": (screen.page, screen.rows) if screen else (0, 0),
            "now": view.now,
            "forum": head.forum,
            "place": {"kecamatan": head.district, "kota": ""}.get(head.tier, head.ward),
            "practice": head.practice,
            "ballot": view.result.title if view.result and scene == "result" else view.ballot,
            "plan_year": head.plan_year,
            "zone": head.zone,
            "neighborhood_label": head.neighborhood_label,
            "focus": view.focus,
            "rows": len(lines),
            "ways": ways if [way.via for way in ways] != ["ponsel"] else (),
            "page": _page(view, view.result) if view.result else RESULT_ROWS,
            "more": bool(view.result and view.result.money),
            "poll": not view.head.binding and view.now.situation in _OF_A_VOTE,
        },
    )


def _band(view: ProjectorView, scene: str, language: Language) -> Fragment:
    return Fragment(
        "pita",
        "projector/_pita.html",
        {
            "scene": scene,
            "now": view.now,
            "focus": view.focus.number if view.focus else 0,
            "verdict": view.verdict,
            "asks": view.asks,
            "spoken": view.head.spoken,
            "proof": view.proof,
            "starts": view.head.starts[-5:].replace(":", "."),
            "zone": view.head.zone,
            "words": view.words if scene in _WITH_WORDS else (),
            "lectern": view.lectern if scene not in _WITHOUT_SPEAKERS else None,
            "label": view.head.neighborhood_label,
            "pagu": budget.wall(language, view.budget) if scene == "list" else "",
            "budget": view.budget,
        },
    )


def _join(view: ProjectorView, language: Language) -> dict[str, Any]:
    """With who came, until the meeting gets to work."""
    asked = "" if view.show == "kode" else view.now.situation
    return {
        "situation": asked,
        "spoken": view.head.spoken,
        "reached": view.reached if asked in _ARRIVING else Reached(),
    }


def _list(view: ProjectorView, language: Language) -> dict[str, Any]:
    return {"latest": view.latest}


def _focus(view: ProjectorView, language: Language) -> dict[str, Any]:
    focus = view.focus
    if focus is None:
        return {}
    topic = "usulan", focus.number  # there while it is spoken about, not when only looked at
    held = view.opinions.get(topic, (0, 0))
    most = max(held) or 1
    shares = tuple(round(100 * people / most, 1) for people in held)
    asked = topic in view.opinions
    return {"focus": focus, "said": _said(focus), "shares": shares, "asked": asked}


def _turnout(view: ProjectorView, language: Language) -> dict[str, Any]:
    return {
        "situation": view.now.situation,
        "closed_at": view.now.closed_at,
        "zone": view.head.zone,
        "spoken": view.head.spoken,
        "binding": view.head.binding,
        "by_desk": view.head.by_desk,
        "share": min(100, formats.percent(view.turnout, view.voters)),
        "proof": view.proof,
        "digits": len(formats.number(view.turnout, language.code)),
        "words": view.words,
    }


def _result(view: ProjectorView, language: Language) -> dict[str, Any]:
    shown = view.result
    if shown is None:
        return {}
    return {
        "result": shown,
        "label": view.head.neighborhood_label,
        "ties": tied_ranks(shown),
        "lots": _lots(shown, language),
        "page": _page(view, shown),
        "pagu": budget.wall(language, view.budget) if _has_pagu(view, shown) else "",
        "budget": view.budget,
    }


def _page(view: ProjectorView, result: Result) -> int:
    plain = result.rule.kind == "pilih" and not _has_pagu(view, result)
    return RESULT_ROWS if plain else EXPLAINED_ROWS


def _has_pagu(view: ProjectorView, result: Result) -> bool:
    """Whether a line about the pagu stands below the result: where it has no other about money."""
    return result.rule.kind == "pilih" and bool(view.budget.ceiling and view.budget.total)


def _lots(result: Result, language: Language) -> str:
    """Whom lots must tell apart, or that they have; who is not elected yet where no lots are."""
    _ = language.gettext
    waiting = [option for group in result.equals if not group.drawn for option in group.options]
    if len(waiting) > LOTS_NAMED:
        ranks = tied_ranks(result)
        return _("Nomor %(ranks)s: suaranya sama. Undian menentukan.") % {"ranks": ranks}
    if waiting:
        return _("Undian menentukan: %(names)s") % {"names": _named(result, waiting, _)}
    if result.seats and result.seats.undecided and not result.equals:
        named = _named(result, result.seats.undecided, _)
        return _("Suara sama, belum terpilih: %(names)s") % {"names": named}
    return _("Yang sama diurutkan dengan undian.") if result.equals else ""


def _named(result: Result, numbers: Sequence[int], say: Callable[[str], str]) -> str:
    named = [_called(result.line(number).option, say) for number in numbers[:TIES_NAMED]]
    return ", ".join(named) + (", …" if len(numbers) > TIES_NAMED else "")


def _called(option: Option, say: Callable[[str], str]) -> str:
    short = option.screen_title or option.title
    return short or say("Usulan %(number)s") % {"number": option.number}


def _delegates(view: ProjectorView, language: Language) -> dict[str, Any]:
    return {"delegates": view.delegates, "label": view.head.neighborhood_label}


def _thanks(view: ProjectorView, language: Language) -> dict[str, Any]:
    return {"situation": view.now.situation, "words": view.words}


def _blank(view: ProjectorView, language: Language) -> dict[str, Any]:
    return {}


_SETS: Final = {
    "blank": _blank,
    "join": _join,
    "list": _list,
    "focus": _focus,
    "turnout": _turnout,
    "result": _result,
    "delegates": _delegates,
    "thanks": _thanks,
}


def _said(card: Card) -> str:
    """The problem in few words."""
    return shortened(card.problem, SAID)


def tied_ranks(result: Result) -> str:
    """The ranks that several options share: `2, 5`; empty when there are none.

    Options that are each decided by themselves have no ranks.
    """
    if result.rule.kind == "setuju":
        return ""
    ranks = sorted({line.rank for line in result.lines if line.tied})
    named = ", ".join(str(rank) for rank in ranks[:TIES_NAMED])
    return f"{named}, …" if len(ranks) > TIES_NAMED else named
