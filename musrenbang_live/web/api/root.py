"""Where the API begins: what site this is, under which licence, and where to go on."""

from typing import Final

from musrenbang_live.web.api import shapes
from musrenbang_live.web.api.operations import Asked, Operation
from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.licenses import LICENSES

RESOURCES: Final = (
    *("wards", "sessions", "sessions/open", "proposals", "questions", "decisions", "articles"),
    *("inquiries", "reports", "members"),
)


async def begin(asked: Asked) -> shapes.Root:
    """The site and its addresses."""
    license = LICENSES[asked.site.license]
    return shapes.Root(
        site=asked.site.name,
        city=asked.site.city,
        version="1",
        license=shapes.License(name=license.name, url=license.url),
        document=asked.address("/api/openapi.json"),
        page=asked.address("/api"),
        data=asked.address("/data"),
        resources={name: asked.address(f"/api/v1/{name}") for name in RESOURCES},
    )


OPERATIONS: Final = (
    Operation(
        id="begin",
        path="",
        tag="start",
        summary=Said("Awal", "Beginning"),
        about=Said(
            "Nama situs, lisensi data, dan alamat semua daftar.",
            "The name of the site, the licence of its data, and the addresses of all lists.",
        ),
        answer=shapes.Root,
        handler=begin,
    ),
)
