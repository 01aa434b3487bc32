"""The screens that are chosen for the wall: what each is called, and what its template is given."""

from collections.abc import Callable
from typing import Any, Final, Literal

from msgspec import Struct

from musrenbang_live.core.views import screens as s
from musrenbang_live.web import formats
from musrenbang_live.web.language import Language

Screen = Literal[
    "agenda", "places", "question", "questions", "promises", "promise", "ballot", "summary"
]

PLACE_ROWS: Final = 8
PROMISE_ROWS: Final = 5
BALLOT_ROWS: Final = 7
SUMMARY_ROWS: Final = 4
LONGEST: Final = 300
"""Characters of a question on the wall; the whole text is on the phones."""
_SIZES: Final = ((60, "xl"), (120, "l"), (200, "m"))
"""Up to so many characters a question is written so large."""


class Staged(Struct, frozen=True):
    """A screen for the wall: its scene, what the header calls it, and what the stage is given.

    `paged` is the id of the list that is shown page by page, with how many rows and at a time;
    empty and 0 where all is shown at once. `text` are the live numbers in it.
    """

    scene: Screen
    called: str
    stage: dict[str, Any]
    paged: str = ""
    rows: int = 0
    page: int = 0
    text: dict[str, int] = {}


def staged(screen: s.Screen, language: Language) -> Staged:
    """The screen, ready for its templates."""
    return _STAGES[type(screen)](screen, language)


def _agenda(screen: s.AgendaScreen, language: Language) -> Staged:
    _ = language.gettext
    lines = [(line, _clock(screen, line)) for line in screen.lines]
    return Staged(
        "agenda",
        _("Agenda"),
        {"lines": lines, "before": screen.before, "after": screen.after},
    )


def _clock(screen: s.AgendaScreen, line: s.AgendaLine) -> str:
    """When a phase is to begin before the meeting is opened; empty where no start is planned."""
    if line.at or not screen.starts:
        return ""
    hour, minute = (int(part) for part in screen.starts[-5:].split(":"))
    passed = (hour * 60 + minute + line.offset) % (24 * 60)
    return f"{passed // 60:02}.{passed % 60:02}"


def _places(screen: s.PlacesScreen, language: Language) -> Staged:
    _ = language.gettext
    lines = [
        (
            line,
            formats.percent(line.proposals, screen.most_proposals),
            formats.percent(line.supports, screen.most_supports),
        )
        for line in screen.lines
    ]
    return Staged(
        "places",
        _("Usulan menurut %(places)s") % {"places": screen.label.lower()},
        {"label": screen.label, "lines": lines, "page": PLACE_ROWS},
        "layar-tempat",
        len(lines),
        PLACE_ROWS,
    )


def _question(screen: s.QuestionScreen, language: Language) -> Staged:
    _ = language.gettext
    said = shortened(screen.asked.text, LONGEST)
    size = next((name for limit, name in _SIZES if len(said) <= limit), "s")
    key = f"pendapat-pertanyaan-{screen.asked.number}-1"
    return Staged(
        "question",
        _("Pertanyaan %(number)s") % {"number": screen.asked.number},
        {
            "asked": screen.asked,
            "said": said,
            "size": size,
            "answer": shortened(screen.asked.answer, LONGEST // 2),
            "key": key,
        },
        text={key: screen.supports},
    )


def _questions(screen: s.QuestionsScreen, language: Language) -> Staged:
    _ = language.gettext
    return Staged(
        "questions",
        _("Tanya jawab"),
        {"lines": [line.asked for line in screen.lines]},
        text={f"pendapat-pertanyaan-{line.asked.number}-1": line.supports for line in screen.lines},
    )


def _promises(screen: s.PromisesScreen, language: Language) -> Staged:
    _ = language.gettext
    return Staged(
        "promises",
        _("Hasil musyawarah tahun %(year)s") % {"year": screen.year},
        {
            "lines": [(line, state_word(line.state, language)) for line in screen.lines],
            "page": PROMISE_ROWS,
        },
        "layar-janji",
        len(screen.lines),
        PROMISE_ROWS,
    )


def _promise(screen: s.PromiseScreen, language: Language) -> Staged:
    _ = language.gettext
    line = screen.line
    return Staged(
        "promise",
        _("Hasil musyawarah tahun %(year)s") % {"year": line.year},
        {
            "line": line,
            "state": state_word(line.state, language),
            "label": screen.label,
            "done": formats.percent(line.kept, line.kept + line.unkept),
            "not_done": formats.percent(line.unkept, line.kept + line.unkept),
            "answer": shortened(line.answer, LONGEST // 2),
        },
    )


def _ballot(screen: s.BallotScreen, language: Language) -> Staged:
    _ = language.gettext
    return Staged(
        "ballot",
        _("Surat suara: %(title)s") % {"title": screen.title},
        {"options": screen.options, "page": BALLOT_ROWS},
        "layar-surat",
        len(screen.options),
        BALLOT_ROWS,
    )


def _summary(screen: s.SummaryScreen, language: Language) -> Staged:
    _ = language.gettext
    called = {
        "ranks": _("Prioritas yang disepakati"),
        "mufakat": _("Usulan yang dimufakati"),
        "vote": _("Urutan menurut suara"),
        "both": _("Prioritas sementara"),
    }
    return Staged(
        "summary",
        called[screen.basis],
        {"summary": screen, "page": SUMMARY_ROWS, "over": screen.total - screen.ceiling},
        "layar-ringkas",
        len(screen.agreed),
        SUMMARY_ROWS,
    )


_STAGES: Final[dict[type, Callable[[Any, Language], Staged]]] = {
    s.AgendaScreen: _agenda,
    s.PlacesScreen: _places,
    s.QuestionScreen: _question,
    s.QuestionsScreen: _questions,
    s.PromisesScreen: _promises,
    s.PromiseScreen: _promise,
    s.BallotScreen: _ballot,
    s.SummaryScreen: _summary,
}


def state_word(state: str, language: Language) -> str:
    """What the officials say of a promise, in words (`core.promising.STATES`)."""
    _ = language.gettext
    words = {
        "selesai": _("selesai"),
        "sebagian": _("selesai sebagian"),
        "berjalan": _("sedang berjalan"),
        "belum": _("belum dikerjakan"),
        "batal": _("batal dikerjakan"),
    }
    return words.get(state, state)


def shortened(text: str, limit: int) -> str:
    """The text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
