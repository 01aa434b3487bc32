"""The administrator's pages about webhooks: which programs are told what, and how it went."""

import secrets
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.webhooks import KINDS, MOST_WEBHOOKS, checked_kinds, checked_url
from musrenbang_live.live.clock import now
from musrenbang_live.store import webhooks
from musrenbang_live.store.webhooks import Webhook
from musrenbang_live.web import forms
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.identity import access, form_pages
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of

LATEST: Final = 50
"""Deliveries shown of one webhook."""


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/kelola/webhook", show_list),
        Route("/kelola/webhook", add, methods=["POST"]),
        Route("/kelola/webhook/{hook:int}", show_one),
        Route("/kelola/webhook/{hook:int}/uji", ping, methods=["POST"]),
        Route("/kelola/webhook/{hook:int}/saklar", switch, methods=["POST"]),
        Route("/kelola/webhook/{hook:int}/hapus", remove, methods=["POST"]),
        Route("/kelola/webhook/{hook:int}/kiriman/{delivery:int}", again, methods=["POST"]),
    ]


async def show_list(request: Request) -> Response:
    """All webhooks, and the form for one more."""
    return await _list(request, await access.admin(request))


async def add(request: Request) -> Response:
    """Add a webhook; its page shows the secret."""
    admin = await access.admin(request)
    form, site = await forms.read(request), site_of(request)
    try:
        url = checked_url(form.text("url"), inside=site.webhooks_inside)
        kinds = checked_kinds(form.every("kinds"))
        if len(await webhooks.listed(site.pool)) >= MOST_WEBHOOKS:
            raise Rejected("webhook_limit", limit=MOST_WEBHOOKS)
    except Rejected as refused:
        return await _list(request, admin, form, refused)
    async with site.pool.acquire() as connection:
        made = await webhooks.add(
            connection,
            url=url,
            kinds=kinds,
            salt=secrets.token_bytes(16),
            created_by=admin.id,
            at=now(),
        )
    _ = chosen(request, site.languages).gettext
    return redirect(
        f"/kelola/webhook/{made}", _("Webhook ditambahkan. Salin rahasianya ke penerima.")
    )


async def show_one(request: Request) -> Response:
    """One webhook: its secret, and what was told to it."""
    admin = await access.admin(request)
    site, hook = site_of(request), await _hook(request)
    lines = await webhooks.log(site.pool, hook.id, limit=LATEST)
    return form_pages.page(
        request,
        "admin/webhook.html",
        person=admin,
        hook=hook,
        secret=site.announcer.keys.secret(hook.salt),
        lines=lines,
        pretty=lambda body: msgspec.json.format(body, indent=2),
    )


async def ping(request: Request) -> Response:
    """Send a test."""
    hook = await _asked(request)
    await site_of(request).announcer.ping(hook.id)
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(
        f"/kelola/webhook/{hook.id}", _("Uji dikirim. Muat ulang halaman untuk melihat jawabannya.")
    )


async def switch(request: Request) -> Response:
    """Turn a webhook off, or on again."""
    hook = await _asked(request)
    await webhooks.switch(site_of(request).pool, hook.id, active=not hook.active, at=now())
    _ = chosen(request, site_of(request).languages).gettext
    said = _("Webhook dihentikan.") if hook.active else _("Webhook dinyalakan lagi.")
    return redirect(f"/kelola/webhook/{hook.id}", said)


async def remove(request: Request) -> Response:
    """Delete a webhook with its log."""
    hook = await _asked(request)
    await webhooks.remove(site_of(request).pool, hook.id)
    _ = chosen(request, site_of(request).languages).gettext
    return redirect("/kelola/webhook", _("Webhook dihapus."))


async def again(request: Request) -> Response:
    """Send something once more."""
    hook = await _asked(request)
    if not await site_of(request).announcer.send_again(hook.id, request.path_params["delivery"]):
        raise Rejected("webhook_unknown")
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(f"/kelola/webhook/{hook.id}", _("Dikirim sekali lagi."))


async def _asked(request: Request) -> Webhook:
    """The webhook that an administrator's form is about. Raises `not_allowed`, `page_expired`."""
    await access.admin(request)
    await forms.read(request)
    return await _hook(request)


async def _hook(request: Request) -> Webhook:
    found = await webhooks.webhook(site_of(request).pool, request.path_params["hook"])
    if found is None:
        raise Rejected("webhook_unknown")
    return found


async def _list(
    request: Request,
    admin: access.Person,
    form: forms.Form | None = None,
    refused: Rejected | None = None,
) -> Response:
    site = site_of(request)
    language = chosen(request, site.languages)
    return form_pages.page(
        request,
        "admin/webhooks.html",
        status_of(refused) if refused else 200,
        person=admin,
        hooks=await webhooks.listed(site.pool),
        kinds=KINDS,
        typed=form.text("url") if form else "",
        ticked=form.every("kinds") if form else list(KINDS),
        errors=by_field(language, refused),
    )
