"""Last year on the residents' pages: one fragment for each promise; its figures are live texts."""

from musrenbang_live.core.views.promises import PromiseLine
from musrenbang_live.core.views.resident import ResidentView
from musrenbang_live.web.fragments.sketch import Fragment


def fragments(view: ResidentView) -> list[Fragment]:
    """The promises of the meeting, by number."""
    return [_promise(view, line) for line in view.promises]


def order(view: ResidentView) -> dict[str, list[str]]:
    """All of them on their own page; on the first page while last year is looked back at."""
    ids = [_id(line) for line in view.promises]
    return {"daftar-janji": ids, "janji-kini": ids if view.now.situation == "evaluasi" else []}


def _id(line: PromiseLine) -> str:
    return f"janji-{line.number}"


def _promise(view: ResidentView, line: PromiseLine) -> Fragment:
    known = {
        "code": view.head.code,
        "head": {"neighborhood_label": view.head.neighborhood_label},
        "line": line.without_figures,
    }
    return Fragment(_id(line), "resident/_janji.html", known)
