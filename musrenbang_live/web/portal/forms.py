"""The form of an article: what was typed becomes an article, and an article what is typed."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.core import articles as rules
from musrenbang_live.core.articles import Text
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.text import accepted
from musrenbang_live.live.clock import now
from musrenbang_live.store.agenda import Choice
from musrenbang_live.store.articles import Article, Place
from musrenbang_live.web.formats import moment
from musrenbang_live.web.forms import Form
from musrenbang_live.web.portal.editors import Editor

EMPTY: Final[Mapping[str, str]] = {
    "kind": "kabar",
    "state": "draf",
    **dict.fromkeys(
        "title summary body tags state-day state-clock happens-day happens-clock minutes venue"
        " attach in_hall".split(),
        "",
    ),
}
"""What stands in the fields of a new article."""


class Typed(Struct, frozen=True):
    """An article as it was typed, checked."""

    text: Text
    place: Place


def read(form: Form, who: Editor, choices: Sequence[Choice], before: Article | None) -> Typed:
    """The article of this form. `before` is the one that is changed, None for a new one.

    Raises `Rejected` with the fields: what `core.articles` raises, `article_needs_session`.
    """
    faults = Faults()
    of = faults.of
    happens = of(_happens, form)
    text = Text(
        kind="dokumen" if form.text("kind") == "dokumen" else "kabar",
        title=of(rules.title_of, form.text("title")),
        summary=of(rules.summary_of, form.text("summary")),
        body=of(rules.body_of, form.text("body")),
        tags=of(rules.tags_of, form.text("tags")),
        happens=happens,
        minutes=of(_minutes, form) if happens else 0,
        venue=of(accepted, form.text("venue"), rules.MOST_VENUE, field="venue", required=False),
    )
    attached = of(_attached, form.text("attach"), choices, needed=not who.everything)
    public_from = of(_public_from, form, before)
    faults.tell()
    session, phase = attached
    early = session is not None and form.flag("in_hall")
    return Typed(text, Place(public_from, session, phase, early))


def _happens(form: Form) -> str:
    day, clock = form.text("happens-day").strip(), form.text("happens-clock").strip()
    return rules.wall(day, clock, "happens") if day or clock else ""


def _minutes(form: Form) -> int:
    minutes = form.number("minutes") or 120
    if not 0 < minutes <= rules.MOST_EVENT_MINUTES:
        raise Rejected("number_invalid", field="minutes")
    return minutes


def _public_from(form: Form, before: Article | None) -> int:
    """From when it is public, in ms; 0 for a draft. What is public stays so from its own time."""
    match form.text("state"):
        case "jadwal":
            day, clock = form.text("state-day"), form.text("state-clock")
            return rules.moment_of(rules.wall(day, clock, "state"))
        case "terbit":
            known = before.published_at if before else 0
            return known if 0 < known <= now() else now()
        case _:
            return 0


def _attached(
    typed: str, choices: Sequence[Choice], *, needed: bool
) -> tuple[int | None, int | None]:
    """The session and the agenda point of `HMX4T7:3`; the whole meeting without a number.

    Raises `session_unknown`, `phase_unknown`: also for a session of others; and
    `article_needs_session` where one is `needed` and none named.
    """
    code, _, phase = typed.partition(":")
    if not code and needed:
        raise Rejected("article_needs_session", field="attach")
    if not code:
        return None, None
    chosen = next((each for each in choices if each.code == code), None)
    if chosen is None:
        raise Rejected("session_unknown", field="attach", code=code)
    if not phase:
        return chosen.id, None
    if not phase.isascii() or not phase.isdigit() or int(phase[:4]) >= len(chosen.phases):
        raise Rejected("phase_unknown", field="attach")
    return chosen.id, int(phase)


def values_of(article: Article) -> dict[str, str]:
    """What stands in the fields of an article that is to be changed."""
    at = moment(article.published_at) if article.published_at else None
    happens_day, _, happens_clock = article.happens.partition(" ")
    return {
        "kind": article.kind,
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        "tags": ", ".join(article.tags),
        "state": _state(article.published_at),
        "state-day": f"{at:%Y-%m-%d}" if at else "",
        "state-clock": f"{at:%H:%M}" if at else "",
        "happens-day": happens_day,
        "happens-clock": happens_clock,
        "minutes": str(article.minutes or ""),
        "venue": article.venue,
        "attach": _attach_value(article),
        "in_hall": "1" if article.in_hall else "",
    }


def _state(published_at: int) -> str:
    if not published_at:
        return "draf"
    return "terbit" if published_at <= now() else "jadwal"


def _attach_value(article: Article) -> str:
    return article.code if article.phase is None else f"{article.code}:{article.phase}"
