"""Live pages: the shared sheet of an audience, put together and filled for one visitor.

A fragment is written once. Here it becomes part of a whole page, which therefore works without
any script; `live.frames` sends the same fragment when it changes.
"""

from collections.abc import Set
from typing import Any

import msgspec
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.views.parts import head
from musrenbang_live.core.views.resident import Mine
from musrenbang_live.core.zones import HOURS
from musrenbang_live.live.frames import Sheet, filled
from musrenbang_live.live.room import Room
from musrenbang_live.live.screen import Audience
from musrenbang_live.web import pages
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.site import site_of
from musrenbang_live.web.typed import Typed


class FilledSheet:
    """A sheet for one visitor: `sheet('id')` is a fragment, `sheet.list('id')` all children."""

    def __init__(self, sheet: Sheet, mine: Set[str], token: str) -> None:
        self._sheet = sheet
        self._mine = mine
        self._token = token

    def __call__(self, fragment: str) -> Markup:
        """The fragment, or nothing when the sheet has none of this id now."""
        return self._filled(self._sheet.html.get(fragment, ""))

    def list(self, container: str) -> Markup:
        """The children of a container in their order."""
        ids = self._sheet.order.get(container, ())
        return self._filled("".join(self._sheet.html.get(child, "") for child in ids))

    def count(self, container: str) -> int:
        """How many children a container has."""
        return len(self._sheet.order.get(container, ()))

    def text(self, key: str) -> str:
        """A live text as it is now."""
        return self._sheet.text.get(key, "")

    def _filled(self, html: str) -> Markup:
        return Markup(filled(html, self._sheet.text, self._mine, self._token))  # noqa: S704


def show(
    request: Request,
    room: Room,
    audience: Audience,
    template: str,
    *,
    own: Mine | None = None,
    participant: str = "",
    status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """A live page of `audience`, whole. See `live_context` for what the template gets."""
    prepared = live_context(request, room, audience, own=own, participant=participant)
    return site_of(request).pages.render(request, template, status, **prepared, **context)


def live_context(
    request: Request,
    room: Room,
    audience: Audience,
    *,
    own: Mine | None = None,
    participant: str = "",
    card: int = 0,
) -> dict[str, Any]:
    """What a live page is made from.

    `sheet` (a `FilledSheet`), `head`, `view`, `own` (the visitor's `Mine` or None), `me` (JSON for
    the script), `token`, and `page` with the attributes of the body element.
    """
    language = chosen(request, site_of(request).languages).code
    gallery = room.gallery(audience, language)
    token = access.page_token(request)
    keys = own_keys(own) if own else frozenset[str]()
    return {
        "sheet": FilledSheet(gallery.channel.sheet, keys, token),
        "head": head(room.meeting),
        "view": room.view(audience),
        "own": own,
        "me": pages.data(personal(own)) if own else "",
        "token": token,
        "page": {
            "live": audience,
            "code": room.code,
            "epoch": gallery.channel.epoch,
            "v": gallery.channel.version,
            "t": pages.server_time(),
            "me": participant[:8],
            "card": card,
            "utc": HOURS[room.meeting.plan.zone] * 60,
        },
    }


def own_keys(own: Mine) -> frozenset[str]:
    """The keys for `mine(…)` in templates: `support-12`, `counted-1`, `cast-1`, `vote_keys`;
    `opine-usulan-4-2` for the value 2 about proposal 4, `opined-usulan-4` for any.
    """
    keys = {f"support-{number}" for number in own.supports}
    keys |= {key for round_, vote in own.votes.items() for key in vote_keys(round_, vote.mark)}
    keys |= {f"counted-{round_}" for round_ in own.counted}
    keys |= {f"cast-{round_}" for round_ in own.cast}
    keys |= {f"opine-{kind}-{number}-{value}" for (kind, number), value in own.opinions.items()}
    keys |= {f"opined-{kind}-{number}" for kind, number in own.opinions}
    return frozenset(keys)


def vote_keys(round_: int, mark: Mark) -> set[str]:
    """The keys of a choice: `vote-1-3` option 3 is marked, `vote-1-3-at-2` as the second.

    Where a mark gives an option values, `vote-1-3-0-5`: the first of them is 5.
    """
    keys = set[str]()
    for place, item in enumerate(mark, 1):
        option, *values = item if isinstance(item, list) else [item]
        keys |= {f"vote-{round_}-{option}", f"vote-{round_}-{option}-at-{place}"}
        keys |= {f"vote-{round_}-{option}-{n}-{value}" for n, value in enumerate(values)}
    return keys


def vote_texts(round_: int, mark: Mark) -> dict[str, str]:
    """What a choice writes into fields: `isi-1-3-0` the value of option 3, or its place."""
    texts: dict[str, str] = {}
    for place, item in enumerate(mark, 1):
        option, *values = item if isinstance(item, list) else [item, place]
        texts |= {f"isi-{round_}-{option}-{n}": str(value) for n, value in enumerate(values)}
    return texts


def typed_keys(typed: Typed) -> set[str]:
    """The keys of a ballot as it was filled in: those of `vote_keys`, and `salah-1-3` what was
    typed for option 3 cannot be read.
    """
    keys = {f"vote-{typed.round}-{option}" for option in typed.ticked}
    keys |= {f"vote-{typed.round}-{option}-{n}-{said}" for option, n, said in typed.values}
    return keys | {f"salah-{typed.round}-{option}" for option in typed.unreadable}


def typed_texts(typed: Typed) -> dict[str, str]:
    """What was typed, for the fields of `vote_texts`."""
    return {f"isi-{typed.round}-{option}-{n}": said for option, n, said in typed.values}


def personal(own: Mine) -> dict[str, Any]:
    """The personal state as the script gets it (`me` of the wire), without HTML."""
    votes = {str(round_): msgspec.to_builtins(vote) for round_, vote in own.votes.items()}
    return {
        "supports": sorted(own.supports),
        "votes": votes,
        "counted": sorted(own.counted),
        "cast": sorted(own.cast),
        "opinions": {f"{kind}/{number}": value for (kind, number), value in own.opinions.items()},
    }
