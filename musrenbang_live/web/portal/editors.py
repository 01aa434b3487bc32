"""Who may write news and documents: administrators, the council's secretariat, and facilitators.

A facilitator writes for the sessions that he or she leads, and for nothing else.
"""

from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.offices import Office
from musrenbang_live.store import articles, offices, sessions
from musrenbang_live.store.articles import Line
from musrenbang_live.web.identity import access, form_pages
from musrenbang_live.web.identity.access import Person
from musrenbang_live.web.site import site_of

AT_DESK: Final = "/kelola/kabar"
AT_OFFICE: Final = "/kantor/kabar"


class Editor(Struct, frozen=True):
    """Somebody who may write. `office` is the secretariat, None for a person of the meetings."""

    person: Person
    office: Office | None

    @property
    def home(self) -> str:
        """The address of the list of articles."""
        return AT_OFFICE if self.office else AT_DESK

    @property
    def everything(self) -> bool:
        """Whether this person writes for the whole site."""
        return self.office is not None or self.person.role == "admin"

    @property
    def only(self) -> int | None:
        """The person whose sessions alone count, for queries; None where all do."""
        return None if self.everything else self.person.id


async def editor(request: Request) -> Editor:
    """Who is logged in, as somebody who may write. Raises `not_allowed`."""
    known = await access.require_person(request)
    if known.role != "officer":
        return Editor(known, None)
    office = await offices.office_of(site_of(request).pool, known.id)
    if office is None or office.kind != "setwan":
        raise Rejected("not_allowed")
    return Editor(known, office)


async def of_article(request: Request, article: Line) -> Editor:
    """Who is logged in, as somebody who may change this article. Raises `not_allowed`."""
    who = await editor(request)
    if not (who.everything or await leads(request, who, article.code)):
        raise Rejected("not_allowed")
    return who


async def leads(request: Request, who: Editor, code: str) -> bool:
    """Whether this person leads the session with this code."""
    pool = site_of(request).pool
    found = await sessions.find_session(pool, code) if code else None
    if found is None:
        return False
    return await sessions.may_facilitate(pool, found.id, who.person.id, who.person.role)


async def wanted(request: Request) -> tuple[Editor, articles.Article]:
    """The article in the address, for somebody who may change it.

    Raises `not_allowed`, `article_unknown`.
    """
    who = await editor(request)
    found = await articles.article(site_of(request).pool, request.path_params["id"])
    if found is None:
        raise Rejected("article_unknown")
    return await of_article(request, found) if not who.everything else who, found


def page(
    request: Request, who: Editor, template: str, status: int, *, desk: str, **context: Any
) -> Response:
    """A page for whoever may write, in the frame of the office or (`desk`) of the desk."""
    return form_pages.page(
        request,
        template,
        status,
        person=who.person,
        office=who.office,
        frame="officer/_page.html" if who.office else desk,
        **context,
    )
