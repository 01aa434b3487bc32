"""Asking the council, following one's own question, and wanting to know what others asked.

Nobody logs in. Whoever asks gets a secret link, shown once; a device is known by a random cookie.
What is refused comes back with a sentence and with every word that was typed.
"""

import uuid
from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.inquiring import (
    NAME_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    Inquiry,
    checked_inquiry,
)
from musrenbang_live.live import inquiries as desk
from musrenbang_live.live.clock import now
from musrenbang_live.store import inquiries, inquiry_desk
from musrenbang_live.store.inquiries import Line
from musrenbang_live.web import forms
from musrenbang_live.web.errors import retry_after, status_of, wants_json
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access, device_token
from musrenbang_live.web.inquiries.doors import public_one
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import Site, address, site_of
from musrenbang_live.web.words import inquiries as inquiry_words

OFFERS: Final = 4
LEAST_TYPED: Final = 8
"""Letters below which a text says nothing that could be compared."""


async def show_form(request: Request) -> Response:
    """The form for a question or feedback."""
    return await _form(request, {})


async def ask(request: Request) -> Response:
    """Take a question or feedback; the first time offer what was asked already."""
    try:
        form = await forms.read(request)
        device_token.step(request, "tanya")
        asked = checked_inquiry(
            form.text("kind", "pertanyaan"),
            form.text("title"),
            form.text("text"),
            form.text("name") if form.flag("named") else "",
        )
        ref = _ref(form)
        offers = [] if form.flag("sure") else await _offers(site_of(request), form.values)
        if offers and not await inquiries.is_stored(site_of(request).pool, ref):
            return await _form(request, form.values, offers=offers)
        device = device_token.known_or_new(request)
        link = _link(site_of(request), ref)
        await desk.ask(
            site_of(request).pool,
            asked,
            ref=ref,
            link_hash=access.token_hash(link),
            device=device_token.stored(device),
        )
    except Rejected as rejected:
        typed = Form(await request.form()).values  # even of a page that is too old
        return await _form(request, typed, rejected)
    answer = redirect(f"/tanya/saya/{link}?baru=1")
    device_token.remember(answer, request, device)
    return answer


async def show_offers(request: Request) -> Response:
    """What was asked already and is like what is being typed, for the script of the form."""
    device_token.step(request, "mirip")
    typed = {"title": request.query_params.get("judul", "")}
    found = await _offers(site_of(request), typed)
    language = chosen(request, site_of(request).languages)
    said = [
        {
            "href": f"/tanya/{line.id}",
            "title": line.title,
            "state": inquiry_words.state(language, line.state),
        }
        for line in found
    ]
    return JSONResponse(
        {"offers": said, "say": language.gettext("Mungkin sudah ditanyakan")},
        headers={"cache-control": "no-store"},
    )


async def show_own(request: Request) -> Response:
    """One's own question by its secret link: where it stands, and the answer."""
    site, inquiry = site_of(request), await _own(request)
    root = await inquiries.find(site.pool, inquiry.root) if inquiry.root else None
    shown = root if root and root.is_public else inquiry
    return site.pages.render(
        request,
        "inquiries/own.html",
        inquiry=inquiry,
        shown=shown,
        history=await inquiry_desk.history(site.pool, inquiry.id),
        link=address(request, request.url.path),
        fresh="baru" in request.query_params,
        now=now(),
    )


async def send_own(request: Request) -> Response:
    """Where one's own question stands, for the script that keeps its link."""
    inquiry = await _own(request)
    root = await inquiries.find(site_of(request).pool, inquiry.root) if inquiry.root else None
    shown = root if root and root.is_public else inquiry
    language = chosen(request, site_of(request).languages)
    state = language.gettext("Ada jawaban") if shown.state == "dijawab" else ""
    body = {
        "title": inquiry.title,
        "state": state or inquiry_words.state(language, shown.state),
        "answered": shown.state == "dijawab",
    }
    return JSONResponse(body, headers={"cache-control": "no-store"})


async def show_support(request: Request) -> Response:
    """Whether this device is counted for an inquiry, and how to change that."""
    site = site_of(request)
    inquiry = await public_one(site, request.path_params["number"])
    device = device_token.known(request)
    counted = bool(device) and await inquiries.supports(
        site.pool, inquiry.root or inquiry.id, device_token.stored(device)
    )
    return site.pages.render(request, "inquiries/support.html", inquiry=inquiry, counted=counted)


async def support(request: Request) -> Response:
    """Want to know it too, or no more.

    Needs no page token: pages with this button are the same for everybody and kept, that the form
    came from this site is seen to for every form, and one device counts once.
    """
    device_token.step(request, "dukung")
    site = site_of(request)
    inquiry = await public_one(site, request.path_params["number"])
    number = inquiry.root or inquiry.id
    async with request.form(max_fields=10, max_files=0) as form:
        back = bool(form.get("tarik"))
    device = device_token.known_or_new(request)
    if back:
        await inquiries.withdraw_support(site.pool, number, device_token.stored(device))
    else:
        await inquiries.support(site.pool, number, device_token.stored(device), now())
    answer: Response
    if wants_json(request):
        counted = await inquiries.supports(site.pool, number, device_token.stored(device))
        after = await public_one(site, number)
        answer = JSONResponse({"supports": after.supports, "counted": counted})
    else:
        answer = redirect(f"/tanya/{number}/dukungan")
    device_token.remember(answer, request, device)
    return answer


def _ref(form: Form) -> str:
    """The id of what is sent. Raises `message_malformed` when it is none."""
    try:
        return str(uuid.UUID(form.ref))
    except ValueError:
        raise Rejected("message_malformed") from None


def _link(site: Site, ref: str) -> str:
    """The secret by which what was sent under `ref` is followed; the same however often it is
    sent, so that whoever lost the answer still gets it."""
    return site.signer.sign("tanya", ref).rpartition(".")[2]


async def _own(request: Request) -> Inquiry:
    token = request.path_params["token"]
    found = await inquiries.by_link(site_of(request).pool, access.token_hash(token))
    if found is None:
        raise HTTPException(404)
    return found


async def _offers(site: Site, typed: Mapping[str, str]) -> list[Line]:
    title, text = typed.get("title", "")[:TITLE_LIMIT], typed.get("text", "")[:TEXT_LIMIT]
    if len(title.strip()) < LEAST_TYPED:
        return []
    return await inquiries.similar(site.pool, title, text, OFFERS)


async def _form(
    request: Request,
    values: Mapping[str, str],
    rejected: Rejected | None = None,
    offers: list[Line] | None = None,
) -> Response:
    site = site_of(request)
    language = chosen(request, site.languages)
    page = site.pages.render(
        request,
        "inquiries/ask.html",
        status_of(rejected) if rejected else 200,
        token=access.page_token(request),
        values=values,
        errors=by_field(language, rejected),
        ref=values.get("ref") or str(uuid.uuid4()),
        offers=offers or [],
        limits={"title": TITLE_LIMIT, "text": TEXT_LIMIT, "name": NAME_LIMIT},
    )
    page.headers.update(retry_after(rejected) if rejected else {})
    return page


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/tanya/baru", show_form),
        Route("/tanya/baru", ask, methods=["POST"]),
        Route("/tanya/serupa", show_offers),
        Route("/tanya/saya/{token}", show_own),
        Route("/tanya/saya/{token}/keadaan", send_own),
        Route("/tanya/{number:int}/dukungan", show_support),
        Route("/tanya/{number:int}/dukung", support, methods=["POST"]),
    ]
