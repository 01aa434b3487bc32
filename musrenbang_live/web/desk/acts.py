"""What a facilitator can do at the console: one table from the word in the address to a command.

Whether it is allowed now is for the meeting to say; who may ask, for `web.identity.access`.
"""

from typing import Final

from musrenbang_live.core import commands as c
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.live.clock import now
from musrenbang_live.web.desk.acts_cards import CARD_ACTS
from musrenbang_live.web.desk.acts_promises import PROMISE_ACTS
from musrenbang_live.web.desk.acts_questions import QUESTION_ACTS
from musrenbang_live.web.desk.acts_rights import RIGHT_ACTS
from musrenbang_live.web.desk.acts_screen import SCREEN_ACTS
from musrenbang_live.web.desk.acts_talk import TALK_ACTS
from musrenbang_live.web.desk.asking import Act, Question, Say, number, reason
from musrenbang_live.web.formats import clock
from musrenbang_live.web.forms import Form

MOST_AT_ONCE: Final = 400
"""Proposals shown with one press."""


def seen(form: Form) -> list[int]:
    """The proposals that stood before the facilitator's eyes when the button was drawn."""
    words = form.text("numbers").split()
    if len(words) > MOST_AT_ONCE or not all(w.isascii() and w.isdigit() for w in words):
        raise Rejected("message_malformed")
    return [int(word) for word in words]


def _options(form: Form) -> tuple[int, ...]:
    """The ballot as ticked. Nothing ticked must never come to mean everything."""
    picked = tuple(form.numbers("options"))
    if form.flag("chosen") and not picked:
        raise Rejected("round_without_options")
    return picked


def _merges(form: Form) -> list[AnyCommand]:
    into = number(form, "into")
    parts = [one for one in form.numbers("number") if one != into]
    if not parts:
        raise Rejected("merge_with_itself")
    return [c.MergeProposal(one, into) for one in parts]


def _drawn(form: Form) -> tuple[int, ...]:
    """The order of the lots: within each group on the form every place from 1 is given once."""
    order: list[int] = []
    for group in form.rows("group"):
        places = {option: number(form, f"place-{option}") for option in group}
        if sorted(places.values()) != list(range(1, len(group) + 1)):
            raise Rejected("lots_malformed")
        order += sorted(group, key=places.__getitem__)
    if not order:
        raise Rejected("lots_malformed")
    return tuple(order)


def _at(meeting: Meeting) -> str:
    return clock(now(), meeting.plan.zone)


def _said_phase(_: Say, form: Form, meeting: Meeting) -> str:
    if meeting.open_round:
        return _said_round(_, form, meeting)
    phase = meeting.agenda_phase
    said = _("%(phase)s dimulai pukul %(clock)s.")
    return said % {"phase": _(phase.title) if phase else "", "clock": _at(meeting)}


def _said_round(_: Say, form: Form, meeting: Meeting) -> str:
    return _("Pemungutan suara dibuka pukul %(clock)s.") % {"clock": _at(meeting)}


def _said_hidden(_: Say, form: Form, meeting: Meeting) -> str:
    return _("Usulan %(number)s ditahan.") % {"number": number(form)}


def _said_merged(_: Say, form: Form, meeting: Meeting) -> str:
    into = number(form, "into")
    merged = [str(one) for one in form.numbers("number") if one != into]
    said = _("Usulan %(numbers)s digabung ke usulan %(into)s.")
    return said % {"numbers": ", ".join(merged), "into": into}


def _said_focus(_: Say, form: Form, meeting: Meeting) -> str:
    if not meeting.focus:
        return _("Pembahasan usulan selesai.")
    return _("Usulan %(number)s tampil di layar.") % {"number": meeting.focus}


def _said_blank(_: Say, form: Form, meeting: Meeting) -> str:
    return _("Layar dikosongkan.") if meeting.blank else _("Layar tampil kembali.")


def _said_places(_: Say, form: Form, meeting: Meeting) -> str:
    said = _("Tempat ditambah pukul %(clock)s. Ponsel yang menunggu masuk sendiri.")
    return said % {"clock": _at(meeting)}


def _ask_phase(_: Say, form: Form, meeting: Meeting) -> Question:
    index = number(form, "index")
    phases = meeting.plan.phases
    title = phases[index].title if index < len(phases) else ""
    return Question(
        _("Pindah ke tahap %(phase)s?") % {"phase": title},
        _("Ponsel warga dan layar langsung mengikuti."),
        _("Pindah"),
    )


def _ask_approve_all(_: Say, form: Form, meeting: Meeting) -> Question:
    return Question(
        _("Tampilkan %(n)s usulan?") % {"n": len(seen(form))},
        _("Semuanya langsung tampil di ponsel warga dan di layar."),
        _("Tampilkan semua"),
    )


def _ask_close_round(_: Say, form: Form, meeting: Meeting) -> Question:
    return Question(
        _("Tutup pemungutan suara?"),
        _("Setelah ditutup, tidak ada suara yang dapat masuk atau diubah."),
        _("Tutup pemungutan suara"),
    )


def _ask_reveal(_: Say, form: Form, meeting: Meeting) -> Question:
    return Question(
        _("Umumkan hasil sekarang?"),
        _("Hasil langsung tampil di layar dan di semua ponsel."),
        _("Umumkan hasil"),
    )


ACTS: Final[dict[str, Act]] = {
    "open": Act(
        lambda form: [c.OpenMeeting()],
        lambda _, form, meeting: _("Musyawarah dibuka pukul %(clock)s.") % {"clock": _at(meeting)},
    ),
    "phase": Act(
        lambda form: [c.EnterPhase(number(form, "index"), _options(form))],
        _said_phase,
        _ask_phase,
    ),
    "extend": Act(
        lambda form: [c.ExtendTimer(number(form, "minutes"))],
        lambda _, form, meeting: (
            _("Waktu ditambah sampai pukul %(clock)s.")
            % {"clock": clock(meeting.deadline, meeting.plan.zone)}
        ),
    ),
    "approve": Act(
        lambda form: [c.ApproveProposal(number(form))],
        lambda _, form, meeting: _("Usulan %(number)s tampil.") % {"number": number(form)},
    ),
    "approve-all": Act(
        lambda form: [c.ApproveProposal(one) for one in seen(form)],
        lambda _, form, meeting: _("%(n)s usulan tampil.") % {"n": len(seen(form))},
        _ask_approve_all,
    ),
    "hide": Act(lambda form: [c.HideProposal(number(form), reason(form))], _said_hidden),
    "merge": Act(_merges, _said_merged),
    "unmerge": Act(
        lambda form: [c.UnmergeProposal(number(form))],
        lambda _, form, meeting: (
            _("Usulan %(number)s berdiri sendiri lagi.") % {"number": number(form)}
        ),
    ),
    "focus": Act(lambda form: [c.FocusProposal(number(form))], _said_focus),
    "withdraw": Act(
        lambda form: [c.WithdrawCandidate(number(form))],
        lambda _, form, meeting: _("Pencalonan sudah ditarik."),
    ),
    "round": Act(lambda form: [c.OpenRound(form.text("key"), _options(form))], _said_round),
    "close-round": Act(
        lambda form: [c.CloseRound(number(form))],
        lambda _, form, meeting: _("Pemungutan ditutup pukul %(clock)s.") % {"clock": _at(meeting)},
        _ask_close_round,
    ),
    "reveal": Act(
        lambda form: [c.RevealRound(number(form))],
        lambda _, form, meeting: _("Hasil diumumkan pukul %(clock)s.") % {"clock": _at(meeting)},
        _ask_reveal,
    ),
    "lots": Act(
        lambda form: [c.DrawLots(number(form), _drawn(form))],
        lambda _, form, meeting: (
            _("Hasil undian tercatat pukul %(clock)s.") % {"clock": _at(meeting)}
        ),
    ),
    "blank": Act(lambda form: [c.BlankScreen(form.flag("blank"))], _said_blank),
    "more-places": Act(
        lambda form: [c.RaiseParticipantLimit(number(form, "limit"))],
        _said_places,
    ),
    **CARD_ACTS,
    **PROMISE_ACTS,
    **RIGHT_ACTS,
    **TALK_ACTS,
    **QUESTION_ACTS,
    **SCREEN_ACTS,
    "close": Act(
        lambda form: [c.CloseMeeting()],
        lambda _, form, meeting: _("Sesi ditutup pukul %(clock)s.") % {"clock": _at(meeting)},
    ),
    "publish": Act(
        lambda form: [c.PublishMeeting()],
        lambda _, form, meeting: (
            _("Hasil terbit di arsip publik pukul %(clock)s.") % {"clock": _at(meeting)}
        ),
    ),
}
