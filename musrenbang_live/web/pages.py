"""Templates: one Jinja environment a language, live sheets filled for one visitor, redirects."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from rjsmin import jsmin
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse

from musrenbang_live.core.attending import reached
from musrenbang_live.core.following import step_of
from musrenbang_live.core.report_numbers import report_in
from musrenbang_live.core.views.parts import Option
from musrenbang_live.live.clock import now
from musrenbang_live.live.frames import mine_mark, text_mark, token_mark
from musrenbang_live.web import formats, social
from musrenbang_live.web.base_address import base_address
from musrenbang_live.web.compiled import Compiled
from musrenbang_live.web.language import Language, chosen
from musrenbang_live.web.made_once import MadeOnce
from musrenbang_live.web.words import (
    attendance,
    decisions,
    following,
    inquiries,
    offices,
    papers,
    promises,
    reports,
    results,
    rules,
    shelf,
    speakers,
    states,
)
from musrenbang_live.web.words import channels as channel_words

FLASH_COOKIE: Final = "kabar"
FLASH_LIFE: Final = 60
MOST_QUERY: Final = 500
"""Characters of what was looked for that lead back to the same page."""
_OPTIONS: Final[dict[str, Any]] = {
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ("jinja2.ext.i18n", "jinja2.ext.do"),
}
"""What decides into which code a template is compiled."""


class Pages:
    """Renders templates from `templates` in the languages given; static files are in `static`.
    `kept` is where templates that were compiled before may be.
    """

    def __init__(
        self,
        templates: Path,
        static: Path,
        languages: Mapping[str, Language],
        site_name: str,
        kept: MadeOnce | None = None,
    ) -> None:
        self.languages = languages
        self.static_digest = _digest(static)
        self.recovery = jsmin((static / "shared" / "again.js").read_text(encoding="utf-8"))
        self.worker = _classic(static / "reports", ("keep.js", "send.js", "worker.js"))
        sprite = _sprite(static / "shared" / "icons.svg")
        self._compiled = Compiled(kept or MadeOnce(None), _OPTIONS)
        self._environments = {
            code: self._environment(templates, language, sprite, site_name)
            for code, language in languages.items()
        }

    def _environment(
        self, templates: Path, language: Language, sprite: Markup, site_name: str
    ) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(templates),
            bytecode_cache=self._compiled,
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            cache_size=-1,
            **_OPTIONS,
        )
        environment.install_gettext_callables(  # type: ignore[attr-defined]
            language.gettext, language.ngettext, newstyle=True
        )
        environment.globals.update(
            lang=language.code,
            site_name=site_name,
            sprite=sprite,
            recovery=Markup(self.recovery),  # noqa: S704  (our own file)
            icon=icon,
            static=self.static,
            live=live,
            step_names=states.steps(language),
            social=social,
            ld=data,
            live_value=live_value,
            mine=mine,
            typed=typed,
            token_field=token_field,
            minutes=formats.minutes,
            percent=formats.percent,
        )
        environment.filters.update(_filters(language))
        return environment

    def static(self, path: str) -> str:
        """The address of a static file. It changes with any file, so it may be kept for ever."""
        return f"/static/{self.static_digest}/{path}"

    def html(self, template: str, language: str, context: Mapping[str, Any]) -> str:
        """A template rendered, marks left in place."""
        return self._environments[language].get_template(template).render(context)

    def compile(self) -> None:
        """Compile every page now, so that nobody waits for it later. Takes some seconds."""
        environment = next(iter(self._environments.values()))  # all share what is compiled
        for name in environment.list_templates(extensions=("html",)):
            environment.get_template(name)

    def render(
        self, request: Request, template: str, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """A whole page for this visitor. The template also gets `token`, `flash`, `path`, `back`
        (where the same can be opened again), and `base`, the address of the site without a slash
        at its end."""
        language = chosen(request, self.languages).code
        flash = unquote(request.cookies.get(FLASH_COOKIE, ""))
        token = context.setdefault("token", "")
        base = base_address(request)
        place = {"path": request.url.path, "back": opened_at(request, base), "base": base}
        body = self.html(template, language, {"flash": flash, **place, **context}).replace(
            token_mark(), token
        )
        response = HTMLResponse(body, status, headers={"cache-control": "no-store"})
        if flash:
            response.delete_cookie(FLASH_COOKIE, path="/", samesite="lax")
        return response


def opened_at(request: Request, base: str) -> str:
    """Where this page can be opened again, with what was looked for: the address of the page that
    a form was sent from, because many a form goes where nothing can be opened."""
    if request.method in ("GET", "HEAD"):
        query = request.url.query
        return f"{request.url.path}?{query}" if 0 < len(query) <= MOST_QUERY else request.url.path
    came_from = request.headers.get("referer", "")
    own = came_from.startswith(base + "/")
    return came_from[len(base) :].partition("?")[0] if own else request.url.path


def redirect(url: str, flash: str = "") -> RedirectResponse:
    """Go to `url` after a form (303), where `flash` is shown once."""
    response = RedirectResponse(url, 303)
    if flash:
        response.set_cookie(
            FLASH_COOKIE, quote(flash), max_age=FLASH_LIFE, path="/", httponly=True, samesite="lax"
        )
    return response


def icon(name: str, css: str = "") -> Markup:
    """A drawn sign of the sprite; `css` adds a class."""
    classes = f"i {css}".strip()
    return Markup(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>'
    ).format(classes, name)


def live(key: str) -> Markup:
    """A place for a number that changes often: filled when the page or frame is sent."""
    return Markup('<span data-text="{}">{}</span>').format(key, text_mark(key))


def live_value(key: str) -> Markup:
    """The same number bare, for the value of a field; only a whole page fills it."""
    return Markup(text_mark(key))  # noqa: S704  (the key is a constant of the template)


def mine(key: str, yes: str, no: str) -> Markup:
    """`yes` for the visitor whose own `key` is, else `no`; both constants of the template."""
    return Markup(mine_mark(key, yes, no))  # noqa: S704  (constants; the key holds numbers only)


def typed(key: str) -> Markup:
    """A place inside an attribute for what the visitor has stored; empty for everybody else."""
    return Markup(text_mark(key))  # noqa: S704  (the key is made of numbers)


def token_field() -> Markup:
    """The hidden field that every form carries."""
    return Markup('<input type="hidden" name="_token" value="{}">').format(token_mark())


def data(value: object) -> Markup:
    """JSON for a data block: nothing in it can end the block."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704


def language_of(connection: HTTPConnection, languages: Mapping[str, Language]) -> Language:
    """The language this visitor reads."""
    return chosen(connection, languages)


def server_time() -> int:
    """The server's clock, for the countdowns of a page."""
    return now()


def _filters(language: Language) -> dict[str, Any]:
    code = language.code

    def name(option: Option) -> str:
        """What an option is called; one that was hidden after its vote is called by its number."""
        return option.title or language.gettext("Usulan %(number)s") % {"number": option.number}

    return {
        "name": name,
        "phase_name": language.gettext,  # a plan's usual titles are in the catalogue
        "wall_name": lambda option: option.screen_title or name(option),
        "asked": partial(rules.asked, language),
        "counted": lambda ballot: papers.counted(language, ballot.rule, len(ballot.options)),
        "explained": partial(rules.explained, language),
        "ties_explained": partial(rules.ties_explained, language),
        "figure": lambda line, rule: results.figure(language, rule, line),
        "total": lambda votes, rule: results.total(language, rule, votes),
        "unit": partial(results.unit, language),
        "measured": partial(results.measured, language),
        "decided": lambda fate, kind: results.decided(language, kind, fate),
        "parted": lambda rule, kind: results.parted(language, kind, rule),
        "method": partial(results.method, language),
        "verdict": partial(decisions.verdict, language),
        "why": partial(decisions.why, language),
        "method_explained": partial(results.method_explained, language),
        "mean": partial(results.mean, language),
        "way": partial(channel_words.way, language),
        "office_kind": partial(offices.kind, language),
        "state": partial(states.state, language),
        "state_look": states.look,
        "follow_reason": partial(following.reason, language),
        "step": step_of,
        "promise_state": partial(promises.state, language),
        "tier_verdict": partial(promises.verdict, language),
        "tier_reason": partial(promises.reason, language),
        "source_on_wall": promises.on_wall,
        "tier_changes": partial(promises.changes, language),
        "report_kind": partial(reports.kind, language),
        "report_sector": partial(reports.sector, language),
        "report_state": partial(reports.state, language),
        "report_act": partial(reports.act, language),
        "report_tone": reports.TONES.__getitem__,
        "report_icon": reports.ICONS.__getitem__,
        "report_in": report_in,
        "ways_told": partial(channel_words.told, language),
        "ways": lambda channels: channel_words.told(language, channel_words.of_channels(channels)),
        "by_way": lambda channel, rule, option: channel_words.figure(
            language, rule, channel, option
        ),
        "age": partial(attendance.age, language),
        "reached": reached,
        "quorum": partial(attendance.quorum, language),
        "women": partial(attendance.women, language),
        "called": partial(speakers.called, language),
        "spoke": speakers.spoke,
        **inquiries.filters(language),
        "tier_name": partial(shelf.tier, language),
        "shelf_reason": lambda row: shelf.reason(language, row.reason_code, row.reason),
        "number": lambda value: formats.number(value, code),
        "quantity": lambda value: formats.quantity(value, code),
        "rupiah": lambda value: formats.rupiah(value, code),
        "rupiah_short": lambda value: formats.rupiah_short(value, code),
        "size": lambda value: formats.size(value, code),
        "iso": formats.iso,
        "clock": formats.clock,
        "date": lambda at, zone="WIB": formats.date(at, code, zone),
        "date_time": lambda at, zone="WIB": formats.date_time(at, code, zone),
        "planned": lambda starts, zone="WIB": formats.planned(starts, code, zone),
    }


def _sprite(path: Path) -> Markup:
    """All signs, invisible, for the top of every page: no page needs another request for them."""
    symbols = path.read_text(encoding="utf-8").partition(">")[2].rpartition("</svg>")[0]
    whole = f'<svg class="sprite" aria-hidden="true" focusable="false">{symbols}</svg>'
    return Markup(whole)  # noqa: S704  (our own file)


def _classic(folder: Path, names: Iterable[str]) -> str:
    """Modules as one script of the old kind, the only one that workers of all browsers can be:
    one after another, without what they give to and take from each other."""
    modules = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    return re.sub(r"^(?:import .*;\n|export )", "", modules, flags=re.MULTILINE)


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(path.relative_to(folder).as_posix().encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()[:12]
