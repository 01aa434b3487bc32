"""The site map: every address of the program, grouped by audience."""

from functools import cache

from starlette.convertors import IntegerConvertor, StringConvertor, register_url_convertor
from starlette.routing import BaseRoute

from musrenbang_live.web import find, guides, health, home, photos, preferences, projector, socket
from musrenbang_live.web.admin import data as admin_data
from musrenbang_live.web.admin import doors as admin
from musrenbang_live.web.admin import offices as admin_offices
from musrenbang_live.web.admin import webhooks
from musrenbang_live.web.api import doors as api
from musrenbang_live.web.archive import charts as archive_charts
from musrenbang_live.web.archive import documents as archive_documents
from musrenbang_live.web.archive import notes as archive_notes
from musrenbang_live.web.archive import pages as archive
from musrenbang_live.web.archive import proof_lists
from musrenbang_live.web.archive import proofs as archive_proofs
from musrenbang_live.web.city import areas, bank, kept_promises
from musrenbang_live.web.city import charts as place_charts
from musrenbang_live.web.city import doors as city
from musrenbang_live.web.datasets import doors as datasets
from musrenbang_live.web.desk import console, rehearsal
from musrenbang_live.web.following import followed, proposals
from musrenbang_live.web.identity import people
from musrenbang_live.web.inquiries import asking as inquiry_asking
from musrenbang_live.web.inquiries import doors as inquiries
from musrenbang_live.web.officer import home as officer
from musrenbang_live.web.officer import imports as officer_imports
from musrenbang_live.web.officer import inquiries as officer_inquiries
from musrenbang_live.web.officer import proposals as officer_proposals
from musrenbang_live.web.officer import reports as officer_reports
from musrenbang_live.web.portal import calendar, council, council_editing
from musrenbang_live.web.portal import doors as portal
from musrenbang_live.web.portal import editing as portal_editing
from musrenbang_live.web.portal import files as portal_files
from musrenbang_live.web.reports import aspirations, installing
from musrenbang_live.web.reports import doors as reports
from musrenbang_live.web.reports import tracking as report_tracking
from musrenbang_live.web.resident import doors as resident
from musrenbang_live.web.sharing import feeds, pictures, result_card, sitemap


class _Number(IntegerConvertor):
    """A number in an address, short enough to be one of ours; a longer one leads nowhere."""

    regex = "[0-9]{1,9}"


class _Word(StringConvertor):
    """A part of an address; one with a NUL, which no database can look up, leads nowhere."""

    regex = "[^/\x00]+"


@cache
def routes() -> tuple[BaseRoute, ...]:
    """All addresses. They know nothing of a site, so that all applications of a process share them;
    making them takes most of the time of making one.
    """
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
        console,
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
    return tuple(route for door in doors for route in door.routes())
