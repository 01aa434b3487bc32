"""The *kamus usulan* of the site: looked through, imported with a preview, restored.

Everybody with a login may import, because it is the kelurahan that gets the file first; who did is
written beside every version, and each version can be restored.
"""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.agencies import matched
from musrenbang_live.core.catalog_search import sought
from musrenbang_live.core.cataloguing import CatalogRead, read_catalog
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.live.clock import now
from musrenbang_live.store import catalogs, offices, sessions
from musrenbang_live.store.catalogs import Found, Version
from musrenbang_live.web import formats, forms, uploads
from musrenbang_live.web.catalog import files as catalog_files
from musrenbang_live.web.catalog import words as catalog_words
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.file_kinds import XLSX
from musrenbang_live.web.identity import access, form_pages
from musrenbang_live.web.identity.access import Person
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.sheets_reading import rows_of
from musrenbang_live.web.site import site_of

HOME: Final = "/fasilitator/kamus"
A_PAGE: Final = 100
SHOWN_FIRST: Final = 10
"""Items of a preview that are shown, to see whether the columns are understood."""
YEARS: Final = range(2000, 2101)
_FILES: Final = {
    "contoh.csv": ("text/csv; charset=utf-8", catalog_files.template_csv),
    "contoh.xlsx": (
        XLSX,
        catalog_files.template_xlsx,
    ),
}


async def show_catalog(request: Request) -> Response:
    """The catalogue of a year, all of it or what a search finds; the versions; the import."""
    return await _catalog(request, await access.leader(request))


async def take_file(request: Request) -> Response:
    """Read the file that was sent, and lead to its preview. Nothing is in use yet."""
    person = await access.leader(request)
    try:
        form = await uploads.sent(request)
        faults = Faults()
        file = faults.of(uploads.file_of, form, "berkas")
        year = faults.of(_year, form.text("tahun"))
        faults.tell()
        name, content = file
        read = await asyncio.to_thread(read_catalog, await rows_of(content))
        read = matched(read, await offices.list_offices(site_of(request).pool))
    except Rejected as refused:
        if refused.code == "page_expired":
            raise
        about_file = refused if refused.field else refused.about("berkas")
        return await _catalog(request, person, about_file)
    return redirect(f"{HOME}/{await _kept(request, person, year, name, read)}")


async def _kept(request: Request, person: Person, year: int, name: str, read: CatalogRead) -> int:
    async with site_of(request).pool.acquire() as connection:
        return await catalogs.add_draft(
            connection, year=year, file=name, by=person.id, at=now(), read=read
        )


async def show_version(request: Request) -> Response:
    """A preview with every bad row, or a version that is or was in use."""
    person = await access.leader(request)
    found = await _version(request, person)
    language = chosen(request, site_of(request).languages)
    pool = site_of(request).pool
    listed = await catalogs.listed(pool, found.id, limit=SHOWN_FIRST)
    replaced = [v for v in await catalogs.versions(pool) if v.in_use and v.year == found.year]
    return form_pages.page(
        request,
        "facilitator/catalog_preview.html",
        person=person,
        version=found,
        first=listed.items,
        mistakes=[(each, catalog_words.said(language, each)) for each in found.report.mistakes],
        replaced=replaced[0] if replaced else None,
    )


async def use_version(request: Request) -> Response:
    """Put a version in the place of the one in use."""
    person = await access.leader(request)
    await forms.read(request)
    found = await _version(request, person)
    async with site_of(request).pool.acquire() as connection:
        if not await catalogs.use(connection, found.id, by=person.id, at=now()):
            raise Rejected("catalog_unknown")
    language = chosen(request, site_of(request).languages)
    said = language.gettext("Kamus %(year)s dipakai: %(n)s kegiatan.")
    count = formats.number(found.items, language.code)
    return redirect(f"{HOME}?tahun={found.year}", said % {"year": found.year, "n": count})


async def discard_version(request: Request) -> Response:
    """Throw a preview away."""
    person = await access.leader(request)
    await forms.read(request)
    await catalogs.discard(site_of(request).pool, request.path_params["id"], by=person.id)
    language = chosen(request, site_of(request).languages)
    return redirect(HOME, language.gettext("Berkas dibuang. Kamus tidak berubah."))


async def show_template(request: Request) -> Response:
    """An empty catalogue to fill in."""
    await access.leader(request)
    name = request.url.path.rpartition("/")[2]
    kind, write = _FILES[name]
    content = await asyncio.to_thread(write)
    headers = {"content-disposition": f'attachment; filename="kamus-usulan-{name}"'}
    return Response(content, media_type=kind, headers=headers)


async def _catalog(request: Request, person: Person, refused: Rejected | None = None) -> Response:
    pool = site_of(request).pool
    versions = await catalogs.versions(pool)
    years = await catalogs.years(pool)
    wanted = request.query_params.get("tahun", "")
    year = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) == 4 else 0
    year = year or (years[0] if years else 0)
    query, page = request.query_params.get("cari", "").strip()[:200], _page_number(request)
    current = next((v for v in versions if v.in_use and v.year == year), None)
    language = chosen(request, site_of(request).languages)
    return form_pages.page(
        request,
        "facilitator/catalog.html",
        status_of(refused) if refused else 200,
        person=person,
        versions=versions,
        years=years,
        year=year,
        current=current,
        found=await _items(request, current, query, page),
        query=query,
        number=page,
        a_page=A_PAGE,
        coming=await _coming_year(request, person),
        values=forms.typed(request),
        errors=by_field(language, refused),
    )


async def _items(request: Request, current: Version | None, query: str, page: int) -> Found:
    if current is None:
        return Found((), 0)
    pool, offset = site_of(request).pool, (page - 1) * A_PAGE
    if query:
        words = sought(query)
        return await catalogs.search(pool, current.year, words, limit=A_PAGE, offset=offset)
    return await catalogs.listed(pool, current.id, limit=A_PAGE, offset=offset)


async def _coming_year(request: Request, person: Person) -> int:
    """The year that an import is most likely for: that of this person's newest session."""
    found = await sessions.sessions_of(site_of(request).pool, person.id, person.role)
    return found[0].plan_year if found else formats.moment(now()).year + 1


def _page_number(request: Request) -> int:
    wanted = request.query_params.get("hal", "")
    return max(1, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 1


def _year(typed: str) -> int:
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
    if year not in YEARS:
        raise Rejected("catalog_year", field="tahun")
    return year


async def _version(request: Request, person: Person) -> Version:
    """The version in the address. Raises `catalog_unknown`, also for another's preview."""
    found = await catalogs.version(site_of(request).pool, request.path_params["id"])
    if found is None or not (found.chosen_at or found.imported_by == person.id):
        raise Rejected("catalog_unknown")
    return found


def routes() -> list[BaseRoute]:
    """The addresses of the catalogue; to be listed before those of a session."""
    return [
        Route(HOME, show_catalog),
        uploads.route(HOME, take_file),
        *(Route(f"{HOME}/{name}", show_template) for name in _FILES),
        Route(HOME + "/{id:int}", show_version),
        Route(HOME + "/{id:int}/pakai", use_version, methods=["POST"]),
        Route(HOME + "/{id:int}/buang", discard_version, methods=["POST"]),
    ]
