"""What residents send over the socket: each message to one use case, each answer to its sender."""

import logging
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.words import receipt_words
from musrenbang_live.live.busy import AWAY, again_after
from musrenbang_live.live.clock import now
from musrenbang_live.live.room import Room
from musrenbang_live.live.service import Service
from musrenbang_live.live.verdicts import Stored
from musrenbang_live.store.pool import unreachable
from musrenbang_live.web.formats import clock
from musrenbang_live.web.language import Language
from musrenbang_live.web.sayings import say

log = logging.getLogger(__name__)


class Support(Struct, frozen=True, tag_field="do", tag="support"):
    """Support a proposal (`on`), or no longer."""

    ref: str
    rev: int
    proposal: int
    on: bool


class Vote(Struct, frozen=True, tag_field="do", tag="vote"):
    """The whole choice in a round; replaces one with a lower `rev`.

    `card` is the number of the voter card that votes, where votes are by card. `receipt` is a UUID
    that the phone keeps through all changes of this choice.
    """

    ref: str
    rev: int
    round: int
    mark: Any
    card: int = 0
    receipt: str = ""


class Propose(Struct, frozen=True, tag_field="do", tag="propose"):
    """A proposal in three plain answers; `named`: the author wants to be named."""

    ref: str
    title: str
    problem: str
    neighborhood: str
    landmark: str = ""
    sector: str = ""
    named: bool = False


class Opine(Struct, frozen=True, tag_field="do", tag="opine"):
    """What one thinks of a topic (`core.topics`), 0 for nothing any more; `words` say why."""

    ref: str
    rev: int
    topic: str
    number: int
    value: int
    words: str = ""


class Ask(Struct, frozen=True, tag_field="do", tag="ask"):
    """A question to the officials; `named`: whoever asks wants to be named."""

    ref: str
    text: str
    named: bool = False


Sent = Support | Vote | Propose | Opine | Ask


class Answer(Struct, frozen=True, omit_defaults=True):
    """The answer to one message: `ok` or `no` is its ref, `say` the sentence to show.

    `again`: milliseconds after which to send the same again; `field`: the field that is wrong;
    `words`: those of the receipt of a ballot that is stored.
    """

    ok: str = ""
    no: str = ""
    code: str = ""
    say: str = ""
    again: int = 0
    field: str = ""
    number: int = 0
    words: str = ""


Reply = Callable[[Answer], None]


def receive(
    service: Service, room: Room, participant: str, sent: Sent, language: Language, reply: Reply
) -> None:
    """Do what was sent; `reply` takes the answer, once, before this returns or later.

    Votes, supports and opinions make no task. Raises nothing, whatever was sent and whatever
    goes wrong.
    """
    try:
        if not participant:
            raise Rejected("card_needed" if _by_card(sent) else "participant_unknown")
        if isinstance(sent, Vote) and sent.round in room.meeting.rounds:
            service.ask_vote(
                room,
                participant,
                sent.ref,
                sent.rev,
                sent.round,
                sent.mark,
                partial(_voted, reply, sent, language, room),
                receipt=sent.receipt,
            )
        elif isinstance(sent, Support):
            done = partial(_supported, reply, sent, language, room)
            service.ask_support(room, participant, sent.ref, sent.rev, sent.proposal, sent.on, done)
        elif isinstance(sent, Opine):
            opined = partial(_opined, reply, sent, language, room)
            about = sent.topic, sent.number, sent.value, sent.words
            service.ask_opine(room, participant, sent.ref, sent.rev, *about, opined)
        else:
            service.errand(_work(service, room, participant, sent, language, reply))
    except Rejected as rejected:
        reply(_refusal(sent, language, room, rejected))
    except Exception:
        log.exception("a message could not be handled")
        reply(_refusal(sent, language, room, _not_now(sent)))


def _by_card(sent: Sent) -> bool:
    return isinstance(sent, Vote) and sent.card != 0


async def _work(
    service: Service,
    room: Room,
    participant: str,
    sent: Vote | Propose | Ask,
    language: Language,
    reply: Reply,
) -> None:
    """A proposal, a question, or a vote in a round that is not known here yet."""
    try:
        answer = await _answer(service, room, participant, sent, language)
    except Rejected as rejected:
        answer = _refusal(sent, language, room, rejected)
    except Exception as error:
        if not unreachable(error):
            log.exception("a message could not be handled")
        answer = _refusal(sent, language, room, _not_now(sent))
    reply(answer)


async def _answer(
    service: Service, room: Room, participant: str, sent: Vote | Propose | Ask, language: Language
) -> Answer:
    if isinstance(sent, Vote):
        told = sent.ref, sent.rev, sent.round, sent.mark
        stored = await service.vote(room, participant, *told, receipt=sent.receipt)
        return _saved(sent, language, room, stored)
    if isinstance(sent, Ask):
        number = await service.ask(room, participant, sent.ref, sent.text, named=sent.named)
        text = asked_sentence(language, room, room.meeting.plan.zone)
        return Answer(ok=sent.ref, say=text, number=number)
    number = await service.propose(room, participant, sent.ref, _content(sent), named=sent.named)
    text = proposed_sentence(language, room, room.meeting.plan.zone)
    return Answer(ok=sent.ref, say=text, number=number)


def _voted(
    reply: Reply, sent: Vote, language: Language, room: Room, stored: Stored | Rejected
) -> None:
    if isinstance(stored, Rejected):
        reply(_refusal(sent, language, room, stored))
    else:
        reply(_saved(sent, language, room, stored))


def _saved(sent: Vote, language: Language, room: Room, stored: Stored) -> Answer:
    once = room.meeting.rounds[sent.round].plan.rule.once
    sentence = cast_sentence if once else saved_sentence
    counts = bool(stored.receipt and sent.mark) and stored.taken
    return Answer(
        ok=sent.ref,
        say=sentence(language, stored.at, room.meeting.plan.zone),
        words=spoken(stored.receipt) if counts else "",
    )


def _supported(
    reply: Reply, sent: Support, language: Language, room: Room, on: bool | Rejected
) -> None:
    if isinstance(on, Rejected):
        reply(_refusal(sent, language, room, on))
    else:
        reply(Answer(ok=sent.ref, say=supported_sentence(language, sent.proposal, on=on)))


def _opined(
    reply: Reply, sent: Opine, language: Language, room: Room, value: int | Rejected
) -> None:
    if isinstance(value, Rejected):
        reply(_refusal(sent, language, room, value))
    else:
        said = opined_sentence(language, sent.topic, sent.number, value)
        reply(Answer(ok=sent.ref, say=said))


def _not_now(sent: Sent) -> Rejected:
    """Whatever went wrong: nothing is lost on the phone, and later it may go right."""
    return Rejected("unavailable", again=again_after(sent.ref, AWAY))


def _refusal(sent: Sent, language: Language, room: Room, refused: Rejected) -> Answer:
    return Answer(
        no=sent.ref[:64],
        code=refused.code,
        say=say(language, refused, room.meeting.plan.zone),
        again=int(refused.details.get("again", 0)),
        field=refused.field,
    )


def _content(sent: Propose) -> ProposalContent:
    return ProposalContent(
        title=sent.title,
        problem=sent.problem,
        neighborhood=sent.neighborhood,
        landmark=sent.landmark,
        sector=sent.sector,
    )


def spoken(receipt: str) -> str:
    """The words of a receipt in its usual form, as people read them."""
    return " ".join(receipt_words(receipt))


def saved_sentence(language: Language, at: int, zone: str) -> str:
    """That a vote is on disk, and that it may still be changed."""
    return _saved_in_minute(language, at // 60_000, zone)


@lru_cache(maxsize=64)
def _saved_in_minute(language: Language, minute: int, zone: str) -> str:
    """The sentence is the same for everybody who votes in one minute."""
    _ = language.gettext
    said = _("Tersimpan pukul %(clock)s. Boleh diubah sampai ditutup.")
    return said % {"clock": clock(minute * 60_000, zone)}


def cast_sentence(language: Language, at: int, zone: str) -> str:
    """That a ballot is on disk, for good."""
    said = language.gettext("Suara Bapak/Ibu sudah masuk kotak suara pukul %(clock)s.")
    return said % {"clock": clock(at, zone)}


@lru_cache(maxsize=1024)
def supported_sentence(language: Language, number: int, *, on: bool) -> str:
    """That a support is on disk, or taken back."""
    _ = language.gettext
    said = (
        _("Dukungan untuk usulan %(number)s tercatat.")
        if on
        else _("Dukungan untuk usulan %(number)s dicabut.")
    )
    return said % {"number": number}


@lru_cache(maxsize=1024)
def opined_sentence(language: Language, topic: str, number: int, value: int) -> str:
    """That an opinion is on disk, or taken back."""
    _ = language.gettext
    told, taken_back = {
        "usulan": (
            _("Pendapat tentang usulan %(number)s tercatat."),
            _("Pendapat tentang usulan %(number)s dicabut."),
        ),
        "pertanyaan": (
            _("Dukungan untuk pertanyaan %(number)s tercatat."),
            _("Dukungan untuk pertanyaan %(number)s dicabut."),
        ),
        "janji": (
            _("Jawaban Bapak/Ibu untuk nomor %(number)s tercatat."),
            _("Jawaban Bapak/Ibu untuk nomor %(number)s dicabut."),
        ),
    }[topic]
    return (told if value else taken_back) % {"number": number}


def asked_sentence(language: Language, room: Room, zone: str) -> str:
    """That a question is on disk, and what happens to it next."""
    _ = language.gettext
    said = _("Pertanyaan Bapak/Ibu tercatat pukul %(clock)s.") % {"clock": clock(now(), zone)}
    return f"{said} {_shown_when(language, room)}"


def proposed_sentence(language: Language, room: Room, zone: str) -> str:
    """That a proposal is on disk, and what happens to it next."""
    _ = language.gettext
    said = _("Usulan Bapak/Ibu tercatat pukul %(clock)s.") % {"clock": clock(now(), zone)}
    return f"{said} {_shown_when(language, room)}"


def _shown_when(language: Language, room: Room) -> str:
    _ = language.gettext
    if room.meeting.plan.rules.moderation == "sebelum":
        return _("Tampil untuk semua setelah diperiksa panitia.")
    return _("Sudah tampil untuk semua.")
