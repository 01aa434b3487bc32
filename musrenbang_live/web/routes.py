"""The site map: every address of the program, grouped by audience."""

from starlette.convertors import IntegerConvertor, StringConvertor, register_url_convertor
from starlette.routing import BaseRoute

from musrenbang_live.web import (
    admin,
    admin_data,
    admin_offices,
    archive,
    archive_charts,
    archive_documents,
    archive_notes,
    archive_proofs,
    areas,
    aspirations,
    bank,
    calendar,
    city,
    council,
    council_editing,
    facilitator,
    feeds,
    find,
    followed,
    guides,
    health,
    home,
    inquiries,
    inquiry_asking,
    installing,
    kept_promises,
    officer,
    officer_imports,
    officer_inquiries,
    officer_proposals,
    officer_reports,
    people,
    photos,
    pictures,
    place_charts,
    portal,
    portal_editing,
    portal_files,
    preferences,
    projector,
    proof_lists,
    proposals,
    rehearsal,
    report_tracking,
    reports,
    resident,
    result_card,
    sitemap,
    socket,
    webhooks,
)
from musrenbang_live.web.api import doors as api
from musrenbang_live.web.datasets import doors as datasets


class _Number(IntegerConvertor):
    """A number in an address, short enough to be one of ours; a longer one leads nowhere."""

    regex = "[0-9]{1,9}"


class _Word(StringConvertor):
    """A part of an address; one with a NUL, which no database can look up, leads nowhere."""

    regex = "[^/\x00]+"


def routes() -> list[BaseRoute]:
    """All addresses."""
    register_url_convertor("int", _Number())
    register_url_convertor("str", _Word())
    doors = (
        socket,  # first: addresses are tried in this order, and a whole hall connects at once
        home,
        preferences,
        resident,
        proof_lists,
        projector,
        datasets,
        feeds,
        pictures,
        result_card,
        sitemap,
        archive_documents,
        archive,
        archive_charts,
        archive_notes,
        archive_proofs,
        inquiry_asking,
        inquiries,
        place_charts,
        kept_promises,
        bank,
        followed,
        photos,
        portal,
        portal_files,
        portal_editing,
        calendar,
        council,
        council_editing,
        city,
        reports,
        report_tracking,
        aspirations,
        installing,
        find,
        proposals,
        areas,
        guides,
        people,
        rehearsal,
        facilitator,
        admin,
        admin_data,
        admin_offices,
        officer,
        officer_imports,
        officer_proposals,
        webhooks,
        officer_inquiries,
        api,
        officer_reports,
        health,
    )
    return [route for door in doors for route in door.routes()]
