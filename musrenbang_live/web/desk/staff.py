"""Who may open the desk of a meeting: everybody works with a login of their own, at the door, with
the notes, at the proposals, and the record says who pressed what.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.staffing import staying
from musrenbang_live.live.clock import now
from musrenbang_live.store import people, sessions
from musrenbang_live.store.sessions import Colleague
from musrenbang_live.web import forms
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.site import site_of


async def show_staff(request: Request) -> Response:
    """Who may open this desk, and whom to let in besides."""
    room, person = await access.facilitator(request)
    pool, row = site_of(request).pool, room.row
    return desk_page(
        request,
        room,
        "facilitator/staff.html",
        inside=await sessions.facilitators_of(pool, row.id),
        others=await sessions.other_facilitators(pool, row.id),
        staying=staying(person.id, room.row.created_by),
    )


async def let_in(request: Request) -> Response:
    """One more facilitator may open this desk; pressed twice it is once."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    pool, row = site_of(request).pool, room.row
    known = [
        *await sessions.other_facilitators(pool, row.id),
        *await sessions.facilitators_of(pool, row.id),
    ]
    colleague = _named(form, known)
    await sessions.add_facilitator(pool, row.id, colleague.id)
    _ = chosen(request, site_of(request).languages).gettext
    said = _("%(name)s sekarang dapat membuka meja ini.") % {"name": colleague.name}
    return redirect(f"/fasilitator/{room.code}/petugas", said)


async def let_go(request: Request) -> Response:
    """Somebody may no longer open this desk; where it is open to them it closes."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    pool, row = site_of(request).pool, room.row
    inside = await sessions.facilitators_of(pool, row.id)
    kept = staying(person.id, room.row.created_by)
    colleague = _named(form, [each for each in inside if each.id not in kept])
    await sessions.remove_facilitator(pool, row.id, colleague.id)
    for login in await people.list_logins(pool, colleague.id, at=now()):
        site_of(request).hub.dismiss(room.code, f"f:{login.id}")
    _ = chosen(request, site_of(request).languages).gettext
    said = _("%(name)s tidak dapat membuka meja ini lagi.") % {"name": colleague.name}
    return redirect(f"/fasilitator/{room.code}/petugas", said)


def _named(form: Form, known: list[Colleague]) -> Colleague:
    """Whom the form means. Not found where the page does not offer them."""
    wanted = form.text("person")
    for each in known:
        if wanted == str(each.id):
            return each
    raise HTTPException(404)


def routes() -> list[Route]:
    """The addresses of this page."""
    base = "/fasilitator/{code}/petugas"
    return [
        Route(base, show_staff),
        Route(base, let_in, methods=["POST"]),
        Route(f"{base}/lepas", let_go, methods=["POST"]),
    ]
