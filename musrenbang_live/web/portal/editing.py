"""Writing news and documents: the list, the form with its preview, files, and the history.

Everything works without a script. What was typed stays where it is refused, or somebody was faster.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.articles import (
    MOST_BODY,
    MOST_FILES,
    MOST_SUMMARY,
    MOST_TITLE,
    STANDINGS,
    Text,
    standing,
)
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.live.telling import tell
from musrenbang_live.store import agenda, articles, attachments
from musrenbang_live.store.articles import Article, Place
from musrenbang_live.web import asked, forms, uploads
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.portal import editors, markdown
from musrenbang_live.web.portal import files as portal_files
from musrenbang_live.web.portal import forms as portal_forms
from musrenbang_live.web.portal.editors import AT_DESK, AT_OFFICE, Editor
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of

A_PAGE: Final = 40
LAST_PAGE: Final = 500


async def show_articles(request: Request) -> Response:
    """All articles this person may change: drafts, scheduled, public and hidden ones."""
    who = await _editor(request)
    query = request.query_params
    number = asked.number(query.get("halaman", ""), 1, LAST_PAGE)
    state = query.get("keadaan", "") if query.get("keadaan", "") in STANDINGS else ""
    found = await articles.edited(
        site_of(request).pool,
        at=now(),
        of_person=who.only,
        code=query.get("sesi", "")[:6],
        standing=state,
        limit=A_PAGE + 1,
        offset=(number - 1) * A_PAGE,
    )
    lines = [(line, standing(line.published_at, line.hidden_at, now())) for line in found[:A_PAGE]]
    return _page(
        request,
        who,
        "portal/articles.html",
        lines=lines,
        more=len(found) > A_PAGE,
        number=number,
        state=state,
        standings=STANDINGS,
        code=query.get("sesi", "")[:6],
    )


async def show_new(request: Request) -> Response:
    """The form for a new article; `?sesi=` chooses its session."""
    who = await _editor(request)
    values = {**portal_forms.EMPTY, "attach": request.query_params.get("sesi", "")[:6]}
    return await _form(request, who, values)


async def add(request: Request) -> Response:
    """Keep a new article, or show what it would look like."""
    who = await _editor(request)
    form = await forms.read(request)
    values = {**portal_forms.EMPTY, **form.values}
    if form.text("do") == "pratinjau":
        return await _form(request, who, values, preview=True)
    pool = site_of(request).pool
    try:
        choices = await agenda.choices(pool, of_person=who.only)
        typed = portal_forms.read(form, who, choices, None)
    except Rejected as refused:
        return await _form(request, who, values, refused=refused)
    async with pool.acquire() as connection:
        made = await articles.add(connection, typed.text, typed.place, by=who.person.id, at=now())
    return await _saved(request, who, made)


async def show_article(request: Request) -> Response:
    """The form of an article, with its files and what can be done with it."""
    who, found = await _wanted(request)
    return await _form(request, who, portal_forms.values_of(found), found)


async def change(request: Request) -> Response:
    """Store an article, or show what it would look like."""
    who, found = await _wanted(request)
    form = await forms.read(request)
    values = {**portal_forms.EMPTY, **form.values}
    if form.text("do") == "pratinjau":
        return await _form(request, who, values, found, preview=True)
    pool, rev = site_of(request).pool, form.number("rev") or 0
    try:
        choices = await agenda.choices(pool, of_person=who.only, also=found.code)
        typed = portal_forms.read(form, who, choices, found)
        async with pool.acquire() as connection:
            if not await articles.put(
                connection, found.id, rev, typed.text, typed.place, by=who.person.id, at=now()
            ):
                found = await articles.article(pool, found.id) or found
                if _is_stored(found, typed):  # the button was pressed twice
                    return await _saved(request, who, found.id)
                values["rev"] = str(found.rev)  # stored again, it replaces what others wrote
                raise Rejected("article_changed")
    except Rejected as refused:
        return await _form(request, who, values, found, refused=refused)
    return await _saved(request, who, found.id, before=found.code)


async def publish(request: Request) -> Response:
    """Make an article public at once, also one that was hidden."""
    who, found = await _wanted(request)
    await forms.read(request)
    await articles.show(site_of(request).pool, found.id, at=now())
    return await _saved(request, who, found.id)


async def hide(request: Request) -> Response:
    """Take an article back."""
    who, found = await _wanted(request)
    await forms.read(request)
    await articles.hide(site_of(request).pool, found.id, at=now())
    return await _saved(request, who, found.id)


async def show_history(request: Request) -> Response:
    """Every text the article had."""
    who, found = await _wanted(request)
    kept = await articles.revisions(site_of(request).pool, found.id)
    return _page(request, who, "portal/history.html", article=found, revisions=kept)


async def restore(request: Request) -> Response:
    """Use an earlier text again; the one it replaces stays in the history too."""
    who, found = await _wanted(request)
    await forms.read(request)
    site, wanted = site_of(request), request.path_params["rev"]
    kept = {each.rev: each for each in await articles.revisions(site.pool, found.id)}
    if wanted not in kept:
        raise HTTPException(404)
    old = kept[wanted]
    text = replace(_text(found), title=old.title, summary=old.summary, body=old.body, tags=old.tags)
    async with site.pool.acquire() as connection:
        stored = await articles.put(
            connection, found.id, found.rev, text, _place(found), by=who.person.id, at=now()
        )
    if not stored:
        raise Rejected("article_changed")
    return await _saved(request, who, found.id)


async def take_file(request: Request) -> Response:
    """Keep a file of the article."""
    who, found = await _wanted(request)
    site = site_of(request)
    try:
        name, content = await uploads.uploaded(request, "berkas")
        kept = await portal_files.keep(site, found.id, name, content, who.person.id)
    except Rejected as refused:
        if refused.code == "page_expired":
            raise
        wrong = refused.about("berkas")
        return await _form(request, who, portal_forms.values_of(found), found, refused=wrong)
    await _tell(request, found.code)
    said = chosen(request, site.languages).gettext("Berkas %(name)s dilampirkan.")
    return redirect(f"{who.home}/{found.id}#berkas", said % {"name": kept})


async def drop_file(request: Request) -> Response:
    """Forget a file of the article."""
    who, found = await _wanted(request)
    await forms.read(request)
    await attachments.drop(site_of(request).pool, found.id, request.path_params["file"])
    await _tell(request, found.code)
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(f"{who.home}/{found.id}#berkas", _("Berkas dihapus."))


async def _saved(request: Request, who: Editor, article: int, before: str = "") -> Response:
    """Back to the form, with how the article stands now; the halls it concerns are told."""
    site = site_of(request)
    found = await articles.article(site.pool, article)
    assert found is not None
    for code in {before, found.code}:
        await _tell(request, code)
    _ = chosen(request, site.languages).gettext
    said = {
        "draf": _("Tersimpan sebagai draf. Publik belum melihatnya."),
        "terjadwal": _("Tersimpan. Terbit sendiri pada waktunya."),
        "terbit": _("Tersimpan dan terbit."),
        "tersembunyi": _("Disembunyikan. Publik tidak melihatnya lagi."),
    }[standing(found.published_at, found.hidden_at, now())]
    return redirect(f"{who.home}/{article}", said)


async def _tell(request: Request, code: str) -> None:
    """Phones and desk of a meeting look again at what they may read."""
    if code:
        site = site_of(request)
        await tell(site.hub, await site.service.room(code), "readings")


def _is_stored(found: Article, typed: portal_forms.Typed) -> bool:
    """Whether an article says and stands as it was typed, give or take when it became public."""
    place = replace(typed.place, published_at=found.published_at)
    public = bool(typed.place.published_at) == bool(found.published_at)
    return public and (_text(found), _place(found)) == (typed.text, place)


def _text(found: Article) -> Text:
    return Text(
        kind=found.kind,
        title=found.title,
        summary=found.summary,
        body=found.body,
        tags=found.tags,
        happens=found.happens,
        minutes=found.minutes,
        venue=found.venue,
    )


def _place(found: Article) -> Place:
    return Place(found.published_at, found.session_id, found.phase, found.in_hall)


async def _editor(request: Request) -> Editor:
    """Who writes here: at the desk and at the office there are different people."""
    who = await editors.editor(request)
    if not request.url.path.startswith(who.home):
        raise Rejected("not_allowed")
    return who


async def _wanted(request: Request) -> tuple[Editor, Article]:
    await _editor(request)
    return await editors.wanted(request)


async def _form(
    request: Request,
    who: Editor,
    values: Mapping[str, str],
    article: Article | None = None,
    *,
    refused: Rejected | None = None,
    preview: bool = False,
) -> Response:
    site = site_of(request)
    language = chosen(request, site.languages)
    found = await attachments.files_of(site.pool, [article.id]) if article else {}
    files = found.get(article.id, []) if article else []
    return _page(
        request,
        who,
        "portal/edit.html",
        status_of(refused) if refused else 200,
        article=article,
        values=values,
        errors=by_field(language, refused),
        unsaved=preview or refused is not None,
        preview=markdown.html(values["body"][:MOST_BODY], files) if preview else None,
        files=files,
        choices=await agenda.choices(
            site.pool, of_person=who.only, also=values["attach"].partition(":")[0]
        ),
        state=standing(article.published_at, article.hidden_at, now()) if article else "",
        rev=values.get("rev") or (article.rev if article else 0),
        limits={"title": MOST_TITLE, "summary": MOST_SUMMARY, "body": MOST_BODY},
        most_files=MOST_FILES,
    )


def _page(
    request: Request, who: Editor, template: str, status: int = 200, **context: Any
) -> Response:
    context |= {"home": who.home, "everything": who.everything}
    return editors.page(request, who, template, status, desk="portal/_desk.html", **context)


def routes() -> list[BaseRoute]:
    """The addresses of this door, once for the desk and once for the office."""
    return [route for home in (AT_DESK, AT_OFFICE) for route in _routes(home)]


def _routes(home: str) -> list[BaseRoute]:
    one = home + "/{id:int}"
    return [
        Route(home, show_articles),
        Route(f"{home}/baru", show_new),
        Route(f"{home}/baru", add, methods=["POST"]),
        Route(one, show_article),
        Route(one, change, methods=["POST"]),
        Route(f"{one}/terbit", publish, methods=["POST"]),
        Route(f"{one}/sembunyi", hide, methods=["POST"]),
        Route(f"{one}/riwayat", show_history),
        Route(one + "/riwayat/{rev:int}", restore, methods=["POST"]),
        uploads.route(f"{one}/berkas", take_file),
        Route(one + "/berkas/{file}/hapus", drop_file, methods=["POST"]),
    ]
