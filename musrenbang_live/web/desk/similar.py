"""Proposals that may ask the same, at the facilitator's desk: side by side, to be merged or not.

It suggests; a person merges. What was merged can stand alone again, and "no duplicate" be taken
back, both on the same page.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.similar import Pair, Said, groups, likeness, marked
from musrenbang_live.core.views.facilitator import FacilitatorView, Row
from musrenbang_live.core.views.parts import Card
from musrenbang_live.live import alike
from musrenbang_live.store import similar
from musrenbang_live.web import forms
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.site import site_of

Marked = list[tuple[str, bool]]
"""A text in pieces, each with whether it stands in the other proposals too."""


class Beside(Struct, frozen=True):
    """A proposal of a group: its texts with the words in common marked, and its supporters."""

    card: Card
    waits: bool
    title: Marked
    problem: Marked
    supports: int


class Group(Struct, frozen=True):
    """Proposals that may ask the same; `first` is the one suggested to stay."""

    members: tuple[Beside, ...]
    first: int


async def show_similar(request: Request) -> Response:
    """The suggestions, what is only related, what was told apart, and what was merged."""
    room, _person = await access.facilitator(request)
    site = site_of(request)
    pairs = await similar.pairs(site.pool, room.row.id)
    view: FacilitatorView = room.view("facilitator")
    rows = {row.card.number: row for row in (*view.rows, *view.queue)}
    roots = {number: room.meeting.root(number) for number in room.meeting.proposals}
    found = [each for each in groups(pairs, roots) if all(number in rows for number in each)]
    return site.pages.render(
        request,
        "facilitator/similar.html",
        token=access.page_token(request),
        head=view.head,
        frozen=view.stage == "published",
        groups=[_group([rows[number] for number in each], view.supports) for each in found],
        related=_beside(pairs, rows, found),
        apart=[_cards(pair, rows) for pair in pairs if pair.apart and _both(pair, rows)],
        merged=[row for row in view.apart if row.merged_into],
    )


async def tell_apart(request: Request) -> Response:
    """Note that the ticked proposals are no duplicates, or take that back (`again`)."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    numbers = sorted({*form.numbers("number"), *form.numbers("into")})
    site = site_of(request)
    _ = chosen(request, site.languages).gettext
    back = f"/fasilitator/{room.code}/mirip"
    if len(numbers) < 2:
        return redirect(back, _("Centang sedikitnya dua usulan."))
    apart = not form.flag("again")
    await alike.tell_apart(site.pool, site.hub, room, numbers, apart=apart)
    said = (
        _("Usulan %(numbers)s tidak disarankan lagi untuk digabung.")
        if apart
        else _("Usulan %(numbers)s disarankan kembali.")
    )
    return redirect(back, said % {"numbers": ", ".join(map(str, numbers))})


def said_on(card: Card) -> Said:
    """What is compared of a proposal as it is shown."""
    return Said(card.title, card.problem, card.landmark, card.neighborhood)


def _group(rows: Sequence[Row], supports: Mapping[int, int]) -> Group:
    """The most supported stays, among equals the one already shown, then the earliest."""
    words = _common([row.card for row in rows])
    first = min(rows, key=lambda row: (
        -supports.get(row.card.number, 0), row.status == "waiting", row.card.number
    ))  # fmt: skip
    return Group(
        members=tuple(
            Beside(
                card=row.card,
                waits=row.status == "waiting",
                title=marked(row.card.title, words),
                problem=marked(row.card.problem, words),
                supports=supports.get(row.card.number, 0),
            )
            for row in rows
        ),
        first=first.card.number,
    )


def _common(cards: Sequence[Card]) -> set[str]:
    """Words that at least two of them share."""
    words = set[str]()
    for one, other in combinations(cards, 2):
        found = likeness(said_on(one), said_on(other), 1.0)
        words |= found.words if found else set()
    return words


def _beside(
    pairs: Iterable[Pair], rows: Mapping[int, Row], found: Iterable[Sequence[int]]
) -> list[tuple[Card, Card]]:
    """Pairs that are related and in no group together: to be read beside."""
    together = {pair for group in found for pair in combinations(group, 2)}
    return [
        _cards(pair, rows)
        for pair in pairs
        if _both(pair, rows) and not pair.apart and (pair.low, pair.high) not in together
    ]


def _both(pair: Pair, rows: Mapping[int, Row]) -> bool:
    return pair.low in rows and pair.high in rows


def _cards(pair: Pair, rows: Mapping[int, Row]) -> tuple[Card, Card]:
    return rows[pair.low].card, rows[pair.high].card


def routes() -> list[Route]:
    """The page of suggestions."""
    return [
        Route("/fasilitator/{code}/mirip", show_similar),
        Route("/fasilitator/{code}/mirip", tell_apart, methods=["POST"]),
    ]
