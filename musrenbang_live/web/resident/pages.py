"""Residents' pages put together: who is visiting, and a live page filled with what is theirs.

No rule lives here, and nothing is stored.
"""

import asyncio
import contextlib
import functools
import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from musrenbang_live.core.cards import BLOCK
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.views.questions import plans_questions
from musrenbang_live.core.views.resident import Mine
from musrenbang_live.live.cards import Held
from musrenbang_live.live.frames import Sheet
from musrenbang_live.live.room import Room
from musrenbang_live.store.pool import unreachable
from musrenbang_live.web import sheets
from musrenbang_live.web.errors import retry_after, status_of
from musrenbang_live.web.fragments.resident import desk_key
from musrenbang_live.web.identity import access
from musrenbang_live.web.intake import saved_sentence
from musrenbang_live.web.language import Language, chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import site_of
from musrenbang_live.web.typed import Typed
from musrenbang_live.web.words import papers

log = logging.getLogger(__name__)

MOST_HELD: Final = 10
"""Voter cards on one device: a family, not a collection."""
MOST_DIGITS: Final = 7
"""Digits of the number of a card in an address."""
OVER: Final = frozenset({"closed", "published"})
"""Stages in which nobody can join any more, and everybody may read."""
TARGETS: Final = re.compile(
    r"(usulan(/\d{1,6})?|tulis|panitia|kartu|tanya|janji|bicara|bahan)?", re.ASCII
)
"""Pages of a meeting a link may lead to; whoever has not joined gets there after joining."""


class Visit(Struct, frozen=True, eq=False):
    """Who came to which meeting. `participant` is empty only where a meeting is over.

    `cards` are the voter cards of the device, `card` the one whose ballot is shown, if any;
    `asked` the numbers it asked for and does not vote with yet.
    """

    room: Room
    participant: str
    language: Language
    cards: tuple[Held, ...] = ()
    card: Held | None = None
    asked: tuple[int, ...] = ()

    @property
    def by_desk(self) -> bool:
        """Whether vote rights are asked for here and approved by a desk."""
        return self.room.meeting.plan.by_desk

    @property
    def home(self) -> str:
        """The address of the meeting."""
        return f"/s/{self.room.code}"

    @property
    def ballot(self) -> str:
        """The address of the page with the ballot of the card that was voted with just now."""
        return f"{self.home}?kartu={self.card.number}" if self.card else self.home

    def with_card(self, number: int) -> "Visit":
        """The same visit with the ballot of another card; of none the device does not hold."""
        card = next((card for card in self.cards if card.number == number), None)
        return replace(self, card=card)

    @property
    def zone(self) -> str:
        """The short name of the meeting's time zone."""
        return self.room.meeting.plan.zone

    def say(self, rejected: Rejected) -> str:
        """The refusal as this visitor reads it."""
        return say(self.language, rejected, self.zone)


class CardLine(Struct, frozen=True):
    """A voter card of the device: whether its ballot is shown, and whether it is still good."""

    number: int
    chosen: bool
    good: bool


class AskedLine(Struct, frozen=True):
    """A number that the device asked for. `key` is the live text that changes when the desk has
    decided something about it, or about a number near it; `reason` why it was refused, if told."""

    number: int
    state: Literal["waiting", "approved", "refused"]
    reason: str
    key: str


class Forgotten(Exception):
    """The meeting no longer knows the participant of this device."""


Handler = Callable[[Request, Visit], Awaitable[Response]]


async def visit(request: Request) -> Visit:
    """The meeting in the address and who asks. Raises `session_unknown`."""
    room = await access.room(request)
    language = chosen(request, site_of(request).languages)
    cards = access.cards(request, room) if room.meeting.plan.by_card else ()
    asked = access.asked(request, room) if room.meeting.plan.by_desk else ()
    come = Visit(room, access.participant(request, room) or "", language, cards, asked=asked)
    wanted = request.query_params.get("kartu", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < MOST_DIGITS:
        chosen_one = come.with_card(int(wanted))
        if chosen_one.card:
            return chosen_one
    return come.with_card(cards[0].number) if cards else come


def for_residents(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """`handler` for devices that have joined; others are led to the join page and back.

    When a meeting is over its pages can be read without joining. A device whose participant is no
    longer known is forgotten, so that it can join again.
    """

    @functools.wraps(handler)
    async def through(request: Request) -> Response:
        come = await visit(request)
        reading = request.method in ("GET", "HEAD")
        if reading and request.path_params["code"] != come.room.code:
            return RedirectResponse(f"{come.home}{_rest(request)}", 303)
        if not come.participant and not (reading and come.room.meeting.stage in OVER):
            return redirect(f"{come.home}?ke={_rest(request)[1:]}" if reading else come.home)
        try:
            return await handler(request, come)
        except Forgotten:
            answer = redirect(come.home, come.say(Rejected("participant_unknown")))
            access.forget_participant(answer, request, come.room)
            return answer

    return through


@contextlib.contextmanager
def asking() -> Iterator[None]:
    """Around a use case: a database that cannot be reached is a refusal like others.

    Raises `Forgotten` when it is the device that nobody knows.
    """
    try:
        yield
    except Rejected as rejected:
        if rejected.code == "participant_unknown":
            raise Forgotten from rejected
        raise
    except Exception as error:
        if not unreachable(error):
            raise
        raise Rejected("unavailable") from error


def within_limit(request: Request, come: Visit) -> None:
    """To be called once a form is read, so that nothing typed is lost. Raises `too_fast`."""
    site_of(request).limit.step(come.participant, asyncio.get_running_loop().time())


def _rest(request: Request) -> str:
    """The part of the address after the join code, if it is a page one may be led to."""
    rest = request.url.path.removeprefix(f"/s/{request.path_params['code']}").strip("/")
    return f"/{rest}" if rest and TARGETS.fullmatch(rest) else ""


async def show(
    request: Request,
    come: Visit,
    template: str,
    tab: str,
    *,
    rejected: Rejected | None = None,
    hidden: Sequence[int] = (),
    typed: Typed | None = None,
    unsaid: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """A live page. `rejected` is why what was sent is not taken: it gives the page its status, and
    the sentence at its top unless the caller has another (`refusal`); `typed` is the ballot that
    was sent, to be shown again, `unsaid` other live texts of its fields; `hidden` proposals stand
    on it unseen.
    """
    own = await _own(request, come)
    prepared = sheets.live_context(
        request,
        come.room,
        "resident",
        own=own,
        participant=come.participant,
        card=come.card.number if come.card else 0,
    )
    prepared["sheet"] = _filled(come, own, prepared, hidden, typed, unsaid or {})
    known = {
        "tab": tab,
        "plan": come.room.meeting.plan,
        "code": come.room.code,
        "zone": come.zone,
        "proposals": own.proposals,
        "joined": bool(come.participant),
        "example": come.room.row.example,
        "asks": plans_questions(come.room.meeting),
        "binding": come.room.meeting.plan.by_card,
        "by_desk": come.by_desk,
        "asked": asked_lines(come),
        "ref": str(uuid.uuid4()),
        "refusal": come.say(rejected) if rejected else "",
        "attended": bool(access.attended(request, come.room)),
        "kiosk": come.room.meeting.plan.by_card and access.is_kiosk(request, come.room),
        "cards": sorted(map(partial(_card_line, come), come.cards), key=attrgetter("number")),
    }
    status = status_of(rejected) if rejected else 200
    page = site_of(request).pages.render(request, template, status, **prepared | known | context)
    if rejected:
        page.headers.update(retry_after(rejected))
    return page


def asked_lines(come: Visit) -> list[AskedLine]:
    """How the numbers stand that the device asked for, by number."""
    cards = come.room.meeting.cards
    states: dict[int, Literal["waiting", "approved"]] = {}
    if come.asked:
        states = dict.fromkeys(cards.waiting, "waiting")
        states |= dict.fromkeys(cards.active, "approved")
    return [
        AskedLine(
            number,
            states.get(number, "refused"),
            cards.reasons.get(number, ""),
            desk_key((number - 1) // BLOCK),
        )
        for number in sorted(come.asked)
    ]


def _card_line(come: Visit, card: Held) -> CardLine:
    good = card.number in come.room.meeting.cards.active
    return CardLine(card.number, card == come.card, good)


async def _own(request: Request, come: Visit) -> Mine:
    """What is the visitor's own; nothing while the database is away, so that pages still open."""
    if not come.participant:
        return Mine()
    try:
        voter = come.card.participant if come.card else ""
        return await site_of(request).service.mine(come.room, come.participant, voter)
    except Exception as error:
        if not unreachable(error):
            raise
        log.warning("what is a resident's own cannot be read: %s", type(error).__name__)
        return Mine()


def _filled(
    come: Visit,
    own: Mine,
    prepared: Mapping[str, Any],
    hidden: Sequence[int],
    typed: Typed | None,
    unsaid: Mapping[str, str],
) -> sheets.FilledSheet:
    """The residents' sheet with what is the visitor's own in it.

    Beyond `sheets.own_keys`: `voted-1` a choice is stored in round 1, `hide-12` proposal 12 is
    filtered out, `kartu` a voter card is chosen; and the texts `tersimpan-1`, `kata-1` (the words
    of its receipt, also a key), what the choice amounts to (`web.words.papers.amounts`),
    `sheets.vote_texts`, and `kartu`, the number of the card; `unsaid` are texts and keys alike.
    """
    shared = come.room.gallery("resident", come.language.code).channel.sheet
    paper = prepared["view"].ballot
    keys = {*sheets.own_keys(own), *unsaid, *(f"hide-{number}" for number in hidden)}
    texts = {**shared.text, **unsaid}
    if come.card:
        keys.add("kartu")
        texts["kartu"] = str(come.card.number)
    for round_, vote in own.votes.items():
        if vote.mark:
            keys.add(f"voted-{round_}")
            texts[f"tersimpan-{round_}"] = saved_sentence(come.language, vote.at, come.zone)
            texts |= sheets.vote_texts(round_, vote.mark)
            if paper and paper.round == round_ and not typed:
                texts |= papers.amounts(come.language, paper, vote.mark)
        if vote.words:
            keys.add(f"kata-{round_}")
            texts[f"kata-{round_}"] = vote.words
    if typed:
        mine = (f"vote-{typed.round}-", f"voted-{typed.round}")
        keys = {key for key in keys if not key.startswith(mine)} | sheets.typed_keys(typed)
        own_texts = f"isi-{typed.round}-"
        texts = {key: text for key, text in texts.items() if not key.startswith(own_texts)}
        texts |= sheets.typed_texts(typed)
        if paper and paper.round == typed.round:
            missing = papers.missing(come.language, paper, typed)
            keys |= missing.keys()
            texts |= missing
    return sheets.FilledSheet(Sheet(shared.html, texts, shared.order), keys, prepared["token"])
