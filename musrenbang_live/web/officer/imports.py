"""Decisions of an office from a sheet: prefilled to download, looked through, applied, taken back.

Nothing is decided before the preview was confirmed; then all its good rows are one import, which
can be taken back as a whole.
"""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.following import STATES, State
from musrenbang_live.core.following_reading import read_follow_ups
from musrenbang_live.core.following_rules import days_late, moves, turns
from musrenbang_live.live import following as acts
from musrenbang_live.live.clock import now
from musrenbang_live.live.following import Actor
from musrenbang_live.store import follow_batches, follow_lists, following
from musrenbang_live.store.follow_lists import Wish
from musrenbang_live.store.following import FollowLine
from musrenbang_live.web import forms, uploads
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.file_kinds import XLSX
from musrenbang_live.web.identity import access
from musrenbang_live.web.identity.access import Officer
from musrenbang_live.web.language import chosen
from musrenbang_live.web.officer import doors as officer
from musrenbang_live.web.officer import sheets
from musrenbang_live.web.officer.proposals import HOME, KINDS, scope_of
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.sheets_reading import rows_of
from musrenbang_live.web.site import site_of
from musrenbang_live.web.words import following as following_words

IMPORTS: Final = HOME + "/impor"
MOST_BYTES: Final = 5 * 1024 * 1024
MOST_PREFILLED: Final = 1_000
"""Proposals in a sheet to fill in; no more are read of one."""


async def show_imports(request: Request) -> Response:
    """The form for a file, the prefilled sheet, and the imports of this office."""
    return await _page(request, await access.officer(request, *KINDS))


async def take_file(request: Request) -> Response:
    """Read the file that was sent, and lead to its preview. Nothing is decided yet."""
    who = await access.officer(request, *KINDS)
    try:
        name, content = await uploads.uploaded(request, "berkas", MOST_BYTES)
        sheet = await asyncio.to_thread(read_follow_ups, await rows_of(content))
    except Rejected as refused:
        if refused.code == "page_expired":
            raise
        return await _page(request, who, refused.about("berkas"))
    made = await acts.preview(site_of(request).pool, _actor(who), name, sheet)
    return redirect(f"{IMPORTS}/{made}")


async def show_import(request: Request) -> Response:
    """A preview, or an import with what of it stands."""
    who = await access.officer(request, *KINDS)
    site = site_of(request)
    batch = await acts.batch(site.pool, _actor(who), request.path_params["id"])
    language = chosen(request, site.languages)
    decided = await following.of_batch(site.pool, batch.id)
    nodes = [(planned.row.code, planned.row.number) for planned in batch.rows]
    ends = await following.ends(site.pool, nodes)
    lines = await following.lines(site.pool, set(ends.values()))
    return officer.page(
        request,
        "officer/import.html",
        who,
        batch=batch,
        rows=[
            (planned.row, lines.get(ends.get(node, node)))
            for planned, node in zip(batch.rows, nodes, strict=True)
        ],
        mistakes=[(each, following_words.mistake(language, each)) for each in batch.mistakes],
        standing=sum(not each.undone_at for each in decided),
        decided=len(decided),
    )


async def apply(request: Request) -> Response:
    """Decide what the preview showed."""
    who = await access.officer(request, *KINDS)
    await forms.read(request)
    site = site_of(request)
    batch = await acts.apply(site.pool, _actor(who), request.path_params["id"])
    done = len(await following.of_batch(site.pool, batch.id))
    language = chosen(request, site.languages)
    said = language.ngettext("%(num)s usulan dipindahkan.", "%(num)s usulan dipindahkan.", done)
    return redirect(f"{IMPORTS}/{batch.id}", said % {"num": done})


async def undo(request: Request) -> Response:
    """Take an import back, as far as nobody has decided since."""
    who = await access.officer(request, *KINDS)
    await forms.read(request)
    site = site_of(request)
    back = await acts.undo(site.pool, _actor(who), request.path_params["id"])
    _ = chosen(request, site.languages).gettext
    said = _("%(n)s keputusan dibatalkan.") % {"n": back.undone}
    if not back.undone and not back.left:  # the button was pressed twice, or a colleague did it
        said = _("Impor ini sudah dibatalkan.")
    if back.left:
        since = _("%(n)s tetap, karena sudah dipindahkan lagi sesudahnya: %(names)s.")
        names = ", ".join(f"{each.code}-{each.number}" for each in back.left[:20])
        said += " " + since % {"n": len(back.left), "names": names}
    return redirect(f"{IMPORTS}/{request.path_params['id']}", said)


async def discard(request: Request) -> Response:
    """Throw a preview away."""
    who = await access.officer(request, *KINDS)
    await forms.read(request)
    site = site_of(request)
    batch = request.path_params["id"]
    await follow_batches.discard(site.pool, batch, person=who.person.id)
    _ = chosen(request, site.languages).gettext
    if batch in {each.id for each in await follow_batches.of_office(site.pool, who.office.id)}:
        return redirect(f"{IMPORTS}/{batch}", _("Impor ini sudah diterapkan."))
    return redirect(IMPORTS, _("Berkas dibuang. Tidak ada usulan yang berubah."))


async def send_template(request: Request) -> Response:
    """A sheet with the proposals that wait for this office, to fill in."""
    who = await access.officer(request, *KINDS)
    site = site_of(request)
    lines, _total = await follow_lists.charged(
        site.pool, scope_of(who.office), turns(who.office), Wish(), limit=MOST_PREFILLED
    )
    ways = [state for state in STATES if any(_can(who, line, state) for line in lines)]
    late = [days_late(line.state, line.tier, line.state_at, now()) for line in lines]
    content = await asyncio.to_thread(sheets.template, lines, late, ways)
    headers = {"content-disposition": 'attachment; filename="usulan-menunggu.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


def _can(who: Officer, line: FollowLine, state: State) -> bool:
    return state in moves(who.office, line.standing)


def _actor(who: Officer) -> Actor:
    return Actor(who.office, who.person.id)


async def _page(request: Request, who: Officer, refused: Rejected | None = None) -> Response:
    site = site_of(request)
    return officer.page(
        request,
        "officer/imports.html",
        who,
        status_of(refused) if refused else 200,
        imports=await follow_batches.of_office(site.pool, who.office.id),
        errors=by_field(chosen(request, site.languages), refused),
    )


def routes() -> list[BaseRoute]:
    """The addresses of this room."""
    one = IMPORTS + "/{id:int}"
    return [
        Route(IMPORTS, show_imports),
        uploads.route(IMPORTS, take_file),
        Route(IMPORTS + "/isian.xlsx", send_template),
        Route(one, show_import),
        Route(one + "/terapkan", apply, methods=["POST"]),
        Route(one + "/batalkan", undo, methods=["POST"]),
        Route(one + "/buang", discard, methods=["POST"]),
    ]
