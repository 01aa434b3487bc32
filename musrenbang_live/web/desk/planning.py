"""Making a session: from a ready plan by filling in a form, or from a plan of one's own.

Nothing of a plan is judged here; mistakes are found by `core.plan_reading` and shown all at once.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.codes import spoken
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.plan_reading import PHASE_TITLES, PlanMistakes, read_plan
from musrenbang_live.core.plan_tables import Mistake
from musrenbang_live.web import forms
from musrenbang_live.web.desk import plan_form
from musrenbang_live.web.desk.plan_sayings import say_mistake
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.identity.access import Person
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.site import Site, site_of


class ReadyPlan(Struct, frozen=True):
    """A plan that ships with the program: its name in the address, and what it would be."""

    name: str
    plan: SessionPlan

    @property
    def minutes(self) -> int:
        """How long the whole agenda takes."""
        return sum(phase.minutes for phase in self.plan.phases)


async def show_new(request: Request) -> Response:
    """The ready plans to choose from; with `?rencana=` the form of one of them."""
    person = await access.leader(request)
    data = _ready_data(site_of(request), request.query_params.get("rencana", ""))
    if data is None:
        return _choice(request, person)
    return _form(request, person, data, plan_form.values_of(data))


async def create(request: Request) -> Response:
    """Make the session from the form, or from the plan that was pasted or uploaded."""
    person = await access.leader(request)
    form = await forms.read(request)
    data = _ready_data(site_of(request), form.text("rencana"))
    if data is None:
        return await _from_text(request, person, form)
    return await _from_form(request, person, form, data)


async def _from_form(
    request: Request, person: Person, form: Form, data: plan_form.Data
) -> Response:
    try:
        plan = _read(site_of(request), plan_form.written(plan_form.filled(data, form)))
    except PlanMistakes as wrong:
        return _form(request, person, data, form.values, form, wrong.mistakes)
    return await _created(request, person, plan)


async def _from_text(request: Request, person: Person, form: Form) -> Response:
    uploaded = form.upload("berkas").decode("utf-8-sig", errors="replace")
    text = uploaded or form.text("toml")
    try:
        plan = _read(site_of(request), text)
    except PlanMistakes as wrong:
        return _choice(request, person, text, wrong.mistakes)
    return await _created(request, person, plan)


async def _created(request: Request, person: Person, plan: SessionPlan) -> Response:
    site = site_of(request)
    code = await site.service.create_session(plan, person.id)
    _ = chosen(request, site.languages).gettext
    said = _("Sesi dibuat. Kode untuk warga: %(code)s.") % {"code": spoken(code)}
    return redirect(f"/fasilitator/{code}", said)


def _choice(
    request: Request, person: Person, text: str = "", mistakes: tuple[Mistake, ...] = ()
) -> Response:
    language = chosen(request, site_of(request).languages)
    return _page(
        request,
        "facilitator/new.html",
        422 if mistakes else 200,
        person=person,
        ready=_ready_plans(site_of(request)),
        text=text,
        mistakes=[(mistake.path, say_mistake(language, mistake)) for mistake in mistakes],
    )


def _form(
    request: Request,
    person: Person,
    data: plan_form.Data,
    values: Mapping[str, str],
    form: Form | None = None,
    mistakes: tuple[Mistake, ...] = (),
) -> Response:
    language = chosen(request, site_of(request).languages)
    errors: dict[str, str] = {}
    for mistake in mistakes if form else ():
        field = plan_form.field_of(mistake, form, data) if form else ""
        errors.setdefault(field, say_mistake(language, mistake))
    return _page(
        request,
        "facilitator/new_form.html",
        422 if mistakes else 200,
        person=person,
        data=data,
        name=request.query_params.get("rencana", "") or values.get("rencana", ""),
        values=values,
        errors=errors,
        titles=PHASE_TITLES,
        optional=plan_form.MORE_PHASES,
        more_phases=plan_form.missing_kinds(data),
        ask_kinds=plan_form.ASKED_IN,
        districts=_districts(site_of(request)),
    )


def _districts(site: Site) -> dict[str, list[tuple[str, str]]]:
    """The kelurahan as (code, name), by kecamatan."""
    found: dict[str, list[tuple[str, str]]] = {}
    for ward in site.wards:
        found.setdefault(ward.district, []).append((ward.code, ward.name))
    return found


def _read(site: Site, text: str) -> SessionPlan:
    wards = {ward.code: (ward.name, ward.district) for ward in site.wards}
    return read_plan(text, wards, site.city)


def _files(site: Site) -> dict[str, Path]:
    return {path.stem: path for path in sorted(site.plans.glob("*.toml"))}


def _ready_plans(site: Site) -> list[ReadyPlan]:
    return [
        ReadyPlan(name, _read(site, path.read_text("utf-8"))) for name, path in _files(site).items()
    ]


def _ready_data(site: Site, name: str) -> plan_form.Data | None:
    """The data of a ready plan by its name, or None when there is no such plan."""
    path = _files(site).get(name)
    return tomllib.loads(path.read_text("utf-8")) if path else None


def _page(request: Request, template: str, status: int, **context: Any) -> Response:
    return site_of(request).pages.render(
        request, template, status, token=access.page_token(request), **context
    )


def routes() -> list[Route]:
    """The addresses for making a session."""
    return [
        Route("/fasilitator/baru", show_new),
        Route("/fasilitator/baru", create, methods=["POST"]),
    ]
