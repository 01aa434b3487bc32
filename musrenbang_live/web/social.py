"""What search engines and chats are told of a page: schema.org data and the text of a preview.

The data are blocks of JSON in the page, which no browser runs; what is in them is on the page.
"""

from typing import Any

from musrenbang_live.core.titles import meeting_title
from musrenbang_live.core.views.archive import ArchiveView
from musrenbang_live.store.shelf import ShelfRow
from musrenbang_live.web.cells import utc

INVENTED = "Contoh, data rekaan."


def meeting(view: ArchiveView, base: str, city: str, *, example: bool) -> dict[str, Any]:
    """A published meeting as a schema.org Event."""
    head = view.head
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"{base}/arsip/{head.code}",
        "url": f"{base}/arsip/{head.code}",
        "name": meeting_name(view),
        "description": meeting_words(view, example=example),
        "startDate": utc(view.opened_at),
        "endDate": utc(view.closed_at),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "inLanguage": "id",
        "isAccessibleForFree": True,
        "image": f"{base}/gambar/{head.code}.png",
        "location": {
            "@type": "AdministrativeArea",
            "name": f"Kelurahan {head.ward}" if head.ward else head.city,
            "containedInPlace": {"@type": "City", "name": head.city},
        },
        "organizer": {"@type": "GovernmentOrganization", "name": city, "url": base},
    }


def meeting_name(view: ArchiveView) -> str:
    """What a meeting is called in a chat, where nothing else says whose it is."""
    return meeting_title(view.head.forum, view.head.ward, view.head.year)


def meeting_words(view: ArchiveView, *, example: bool) -> str:
    """The preview of a meeting in a sentence or two."""
    standing = sum(each.fate in ("ranked", "not_voted") for each in view.outcomes)
    said = f"{view.attendance.joined} peserta, {standing} usulan"
    if view.results:
        said += f", {view.results[0].voices} suara"
    titles = {each.number: each.card.title for each in view.outcomes if each.card}
    first = next((titles[number] for number in view.priorities if number in titles), "")
    words = f"{said}. Prioritas pertama: {first}." if first else f"{said}."
    return f"{INVENTED} {words}" if example else words


def proposal(row: ShelfRow, base: str, state: str) -> dict[str, Any]:
    """A proposal as a schema.org CreativeWork; `state` is the name of where it stands."""
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": base + row.address,
        "url": base + row.address,
        "name": row.title,
        "description": proposal_words(row, state),
        "creativeWorkStatus": state,
        "datePublished": utc(row.published_at),
        "dateModified": utc(row.state_at),
        "inLanguage": "id",
        "genre": row.sector_name,
        "image": f"{base}/gambar{row.address}.png",
        "isPartOf": {"@type": "Event", "name": row.forum, "@id": f"{base}/arsip/{row.code}"},
        "spatialCoverage": {
            "@type": "AdministrativeArea",
            "name": f"Kelurahan {row.ward}" if row.ward else row.city,
        },
    }


def proposal_words(row: ShelfRow, state: str) -> str:
    """The preview of a proposal in a sentence or two."""
    place = f"Kelurahan {row.ward}" if row.ward else f"Kecamatan {row.district}"
    words = f"{state}. {place}, {row.year}. {row.problem}"
    return f"{INVENTED} {words}" if row.example else words
