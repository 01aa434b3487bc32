"""What residents send over the socket: each message to one use case, each answer to its sender."""

from typing import Any

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.live.clock import now
from musrenbang_live.live.room import Room
from musrenbang_live.live.service import Service
from musrenbang_live.store.pool import unreachable
from musrenbang_live.web.formats import clock
from musrenbang_live.web.language import Language
from musrenbang_live.web.sayings import say

AGAIN_WHEN_AWAY = 3_000
"""Milliseconds after which a phone tries again when the database cannot be reached."""


class Support(Struct, frozen=True, tag_field="do", tag="support"):
    """Support a proposal (`on`), or no longer."""

    ref: str
    rev: int
    proposal: int
    on: bool


class Vote(Struct, frozen=True, tag_field="do", tag="vote"):
    """The whole choice in a round; replaces one with a lower `rev`."""

    ref: str
    rev: int
    round: int
    mark: Any


class Propose(Struct, frozen=True, tag_field="do", tag="propose"):
    """A proposal in three plain answers; `named`: the author wants to be named."""

    ref: str
    title: str
    problem: str
    neighborhood: str
    landmark: str = ""
    sector: str = ""
    named: bool = False


Sent = Support | Vote | Propose


class Answer(Struct, frozen=True, omit_defaults=True):
    """The answer to one message: `ok` or `no` is its ref, `say` the sentence to show.

    `again`: milliseconds after which to send the same again; `field`: the field that is wrong.
    """

    ok: str = ""
    no: str = ""
    code: str = ""
    say: str = ""
    again: int = 0
    field: str = ""
    number: int = 0


async def handle(
    service: Service, room: Room, participant: str, sent: Sent, language: Language
) -> Answer:
    """Do what was sent and answer it; never raises for what a person or the moment did wrong."""
    zone = room.meeting.plan.zone
    try:
        if not participant:
            raise Rejected("participant_unknown")
        return await _done(service, room, participant, sent, language)
    except Rejected as rejected:
        details = rejected.details
        return Answer(
            no=sent.ref[:64],
            code=rejected.code,
            say=say(language, rejected, zone),
            again=int(details.get("again", 0)),
            field=str(details.get("field", "")),
        )
    except Exception as error:
        if not unreachable(error):
            raise
        refused = Rejected("unavailable")
        text = say(language, refused, zone)
        return Answer(no=sent.ref[:64], code=refused.code, say=text, again=AGAIN_WHEN_AWAY)


async def _done(
    service: Service, room: Room, participant: str, sent: Sent, language: Language
) -> Answer:
    zone = room.meeting.plan.zone
    match sent:
        case Support():
            on = await service.support(
                room, participant, sent.ref, sent.rev, sent.proposal, on=sent.on
            )
            text = supported_sentence(language, sent.proposal, on=on)
            return Answer(ok=sent.ref, say=text)
        case Vote():
            stored = await service.vote(
                room, participant, sent.ref, sent.rev, sent.round, sent.mark
            )
            return Answer(ok=sent.ref, say=saved_sentence(language, stored.at, zone))
        case Propose():
            content = ProposalContent(
                title=sent.title,
                problem=sent.problem,
                neighborhood=sent.neighborhood,
                landmark=sent.landmark,
                sector=sent.sector,
            )
            number = await service.propose(room, participant, sent.ref, content, named=sent.named)
            text = proposed_sentence(language, room, zone)
            return Answer(ok=sent.ref, say=text, number=number)


def saved_sentence(language: Language, at: int, zone: str) -> str:
    """That a vote is on disk, and that it may still be changed."""
    _ = language.gettext
    return _("Tersimpan pukul %(clock)s. Boleh diubah sampai ditutup.") % {"clock": clock(at, zone)}


def supported_sentence(language: Language, number: int, *, on: bool) -> str:
    """That a support is on disk, or taken back."""
    _ = language.gettext
    said = (
        _("Dukungan untuk usulan %(number)s tercatat.")
        if on
        else _("Dukungan untuk usulan %(number)s dicabut.")
    )
    return said % {"number": number}


def proposed_sentence(language: Language, room: Room, zone: str) -> str:
    """That a proposal is on disk, and what happens to it next."""
    _ = language.gettext
    said = _("Usulan Bapak/Ibu tercatat pukul %(clock)s.") % {"clock": clock(now(), zone)}
    if room.meeting.plan.rules.moderation == "sebelum":
        return said + " " + _("Tampil untuk semua setelah diperiksa panitia.")
    return said + " " + _("Sudah tampil untuk semua.")
