"""People who write news and documents, and files as they send them."""

import contextlib
import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any

from PIL import Image

from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices
from tests.web.browsing import Hall, Page, Visitor
from tests.web.officers import let_in, officer

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DESK, OFFICE = "/kelola/kabar", "/kantor/kabar"


def office_file(part: str = "word/document.xml", *more: str, mimetype: str = "") -> bytes:
    """A zip that an office program could have made."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(name, "<x/>")
    return kept.getvalue()


def picture(kind: str = "PNG") -> bytes:
    """A small picture that says where it was taken."""
    kept, notes = io.BytesIO(), Image.Exif()
    notes[0x010E] = "RAHASIA-LETAK"
    Image.new("RGB", (40, 30), "teal").save(kept, kind, exif=notes)
    return kept.getvalue()


@contextlib.asynccontextmanager
async def secretary(hall: Hall) -> AsyncIterator[Visitor]:
    """Somebody of the council's secretariat, logged in."""
    setwan = await offices.add_office(
        hall.site.pool, Office(id=0, kind="setwan", name="Sekretariat DPRD"), at=now()
    )
    person = await officer(hall, "sekretaris", "officer", setwan.id)
    async with hall.visitor() as somebody:
        await let_in(hall, somebody, person)
        yield somebody


async def wrote(who: Visitor, home: str = OFFICE, **fields: Any) -> Page:
    """The page after a new article was sent."""
    page = await who.open(f"{home}/baru")
    return await who.send(page, "isian", **{"do": "simpan", **fields})


async def attached(who: Visitor, page: Page, content: bytes, name: str) -> Page:
    """The page after a file was attached to the article of this page."""
    form = page.form("unggah")
    data = form.filled({"berkas": None})
    return Page(await who.client.post(form.action, data=data, files={"berkas": (name, content)}))


def link_of(page: Page, part: str) -> str:
    """The first link of a page with `part` in it."""
    return next(link for link in page.links if part in link)
