"""The facilitator's console as fragments; no total that is not public, no name of a voter."""

from typing import Final

import msgspec

from musrenbang_live.core.ballots.channels import Way
from musrenbang_live.core.counts import Attendance, PaperCounts
from musrenbang_live.core.views.facilitator import FacilitatorView, RoundRow, Row
from musrenbang_live.core.views.parts import Card
from musrenbang_live.live.gallery import Presence
from musrenbang_live.web import formats
from musrenbang_live.web.fragments import notes, opinions, questions, speakers, talk
from musrenbang_live.web.fragments.remote import named, remote
from musrenbang_live.web.fragments.sketch import Fragment, Sketch
from musrenbang_live.web.language import Language
from musrenbang_live.web.words import budget
from musrenbang_live.web.words.cards import spans

PREVIEWED: Final = 3
"""Proposals in the small picture of the projector; the wall itself shows more."""
TALK: Final = frozenset({"usulan", "musyawarah", "focus"})
"""Situations in which a proposal can be put before everybody's eyes."""
WAY_KEYS: Final[dict[Way, str]] = {
    "ponsel": "ponsel",
    "kertas": "kertas",
    "angkat tangan": "tangan",
}
"""The live numbers of the ways in."""
SECRET: Final = frozenset({"open", "closed"})
"""Stages of a round in which its totals are nobody's to see."""


def sketch(view: FacilitatorView, presence: Presence, language: Language) -> Sketch:
    """The console of one meeting: what is on it now, its numbers, and the order of its lists."""
    return Sketch(
        fragments=[
            _now(view),
            _phases(view),
            _places(view),
            _attendance(view),
            _candidates(view),
            _cards(view),
            _money(view, language),
            *(_asking(view, number) for number in view.asking),
            *(_waiting(view, row) for row in view.queue),
            *(_row(view, row) for row in view.rows),
            _queue_head(view),
            _apart(view),
            _rounds(view),
            _screen(view, presence, language),
            _results(view),
            *talk.fragments(view, language),
            *notes.fragments(view),
            *speakers.fragments(view),
            remote(view, language),
            *questions.fragments(view),
        ],
        text=_numbers(view, presence, language) | opinions.texts(view.talk.opinions, language),
        order={
            "antrean": [f"antre-{row.card.number}" for row in view.queue],
            "tabel": [f"baris-{row.card.number}" for row in view.rows],
            "meminta": [f"meminta-{number}" for number in view.asking],
            talk.LIST: talk.order(view),
            **notes.order(view),
            **speakers.order(view),
            **questions.order(view),
        },
    )


def _now(view: FacilitatorView) -> Fragment:
    focus = _focused(view)
    return Fragment(
        "sekarang",
        "facilitator/_sekarang.html",
        {
            "code": view.head.code,
            "spoken": view.head.spoken,
            "now": view.now,
            "next": view.next,
            "also": view.also,
            "stage": view.stage,
            "zone": view.head.zone,
            "focus": focus.title if focus else "",
            "binding": view.head.binding,
            "by_desk": view.head.by_desk,
            "schedule": view.schedule,
            **before_closing(view),
        },
    )


def current(view: FacilitatorView) -> RoundRow | None:
    """The round that the present moment is about."""
    return next((row for row in view.rounds if row.number == view.now.round), None)


def before_closing(view: FacilitatorView) -> dict[str, bool]:
    """What to look at before an open round is closed; how many papers is a live number."""
    row = current(view)
    voting = row is not None and row.stage == "open"
    return {
        "papers_wait": bool(row and voting and row.papers.unsettled),
        "over": bool(row and voting and row.over),
    }


def _candidates(view: FacilitatorView) -> Fragment:
    known = {"code": view.head.code, "elects": view.elects, "candidates": view.candidates}
    return Fragment("calon", "facilitator/_calon.html", known)


def _phases(view: FacilitatorView) -> Fragment:
    return Fragment(
        "tahap",
        "facilitator/_tahap.html",
        {
            "code": view.head.code,
            "zone": view.head.zone,
            "phases": view.phases,
            "moves": view.stage == "open" and view.now.situation != "voting",
        },
    )


def _places(view: FacilitatorView) -> Fragment:
    """The note when places for joining by link run out. How many are taken is a live number."""
    known = {
        "code": view.head.code,
        "state": view.places.state,
        "limit": view.places.limit,
        "more": view.places.more,
    }
    return Fragment("tempat", "facilitator/_tempat.html", known)


def _attendance(view: FacilitatorView) -> Fragment:
    """Who is on the attendance list, in figures, and the phones; of phones all are live numbers."""
    known = {
        "code": view.head.code,
        "label": view.head.neighborhood_label,
        "present": view.present,
        "reached": view.reached,
    }
    return Fragment("kehadiran", "facilitator/_kehadiran.html", known)


def _cards(view: FacilitatorView) -> Fragment:
    """The voter cards, all of them live numbers; empty where votes are by link."""
    known = {
        "code": view.head.code,
        "used": view.voter_cards is not None,
        "by_desk": view.head.by_desk,
        "asking": bool(view.asking),
    }
    return Fragment("kartu", "facilitator/_kartu.html", known)


def _money(view: FacilitatorView, language: Language) -> Fragment:
    """The pagu against what the proposals cost; nothing while there is nothing to say of money."""
    known = {
        "code": view.head.code,
        "asked": bool(view.rows and (view.head.ceiling or view.budget.total)),
        "budget": view.budget,
        "texts": budget.summary(language, view.budget),
        "incomplete": view.incomplete,
    }
    return Fragment("pagu", "facilitator/_pagu.html", known)


def _asking(view: FacilitatorView, number: int) -> Fragment:
    """A number that waits for the desk; its list stands on the page of the desk."""
    known = {"code": view.head.code, "number": number}
    return Fragment(f"meminta-{number}", "facilitator/_meminta.html", known)


def _waiting(view: FacilitatorView, row: Row) -> Fragment:
    return Fragment(
        f"antre-{row.card.number}",
        "facilitator/_antre.html",
        {
            "code": view.head.code,
            "label": view.head.neighborhood_label,
            "zone": view.head.zone,
            "card": row.card,
            "like": row.like,
            "frozen": view.stage == "published",
        },
    )


def _queue_head(view: FacilitatorView) -> Fragment:
    """The button that shows all waiting: it names them, so that no unseen one goes along."""
    return Fragment(
        "antrean-kepala",
        "facilitator/_antrean_kepala.html",
        {
            "code": view.head.code,
            "numbers": tuple(row.card.number for row in view.queue),
            "frozen": view.stage == "published",
        },
    )


def _row(view: FacilitatorView, row: Row) -> Fragment:
    return Fragment(
        f"baris-{row.card.number}",
        "facilitator/_baris.html",
        {
            "code": view.head.code,
            "label": view.head.neighborhood_label,
            "card": row.card,
            "on_screen": row.on_screen,
            "open": view.now.situation in TALK,
        },
    )


def _apart(view: FacilitatorView) -> Fragment:
    frozen = view.stage == "published"
    known = {"code": view.head.code, "apart": view.apart, "frozen": frozen}
    return Fragment("lain", "facilitator/_lain.html", known)


def _rounds(view: FacilitatorView) -> Fragment:
    """The rounds whose result is not public; the others are among the results."""
    hidden = [r for r in view.rounds if r.stage in SECRET]
    row = next((r for r in hidden if r.number == view.now.round), None)
    # Ballots of the open round change often: they are a live number, not part of the fragment.
    others = tuple(r for r in hidden if r is not row)
    return Fragment(
        "putaran",
        "facilitator/_putaran.html",
        {
            "code": view.head.code,
            "lots": tuple(r for r in hidden if r.lots),
            "title": row.title if row else "",
            "stage": row.stage if row else "",
            "rule": row.rule if row else None,
            "options": row.options if row else 0,
            "figures": row.proof if row else None,
            "others": others,
            "secret": bool(hidden),
            "binding": view.head.binding,
            "by_desk": view.head.by_desk,
            "share": min(100, formats.percent(view.turnout, view.voters)),
            "ways": tuple(way for way, _ in row.ways) if row else (),
            "beside": bool(row and row.papers.beside),
        },
    )


def _screen(view: FacilitatorView, presence: Presence, language: Language) -> Fragment:
    kind = view.remote.show or view.remote.itself
    result = view.results[0] if view.results else None
    newest = sorted(view.rows, key=lambda row: -row.card.number)
    return Fragment(
        "layar",
        "facilitator/_layar.html",
        {
            "code": view.head.code,
            "spoken": view.head.spoken,
            "zone": view.head.zone,
            "forum": view.head.forum,
            "now": view.now,
            "blank": view.blank,
            "kind": kind,
            "chosen": named(kind, view.remote.number, language) if kind else "",
            "chosen_title": view.remote.title if kind else "",
            "focus": _focused(view),
            "latest": tuple(row.card for row in newest[:PREVIEWED]),
            "result": result,
            "screens": presence.screens > 0,
            "binding": view.head.binding,
            "words": view.words,
        },
    )


def _results(view: FacilitatorView) -> Fragment:
    known = {
        "code": view.head.code,
        "results": view.results,
        "label": view.head.neighborhood_label,
        "frozen": view.stage == "published",
    }
    return Fragment("hasil", "facilitator/_hasil.html", known)


def _focused(view: FacilitatorView) -> Card | None:
    return next((row.card for row in view.rows if row.on_screen), None)


def _numbers(view: FacilitatorView, presence: Presence, language: Language) -> dict[str, str]:
    def number(value: int) -> str:
        return formats.number(value, language.code)

    told = _by_gender(view.attendance)
    shown = (row.card.number for row in view.rows)
    return {
        **{f"dukung-{n}": number(view.supports.get(n, 0)) for n in shown},
        "orang": number(view.present.people),
        "hadir": number(view.attendance.joined),
        "tempat-terisi": number(view.places.taken),
        "pemilih": number(view.voters),
        "masuk": number(view.turnout),
        "terhubung": number(presence.online),
        "layar-terhubung": number(presence.screens),
        "jumlah-usulan": number(len(view.rows)),
        "jumlah-antre": number(len(view.queue)),
        "bahan-kini": number(len(view.readings)),
        **{key: number(people) for key, people in told.items()},
        **{f"jalur-{WAY_KEYS[way]}": number(votes) for way, votes in _ways(view)},
        **{f"kertas-{key}": number(papers) for key, papers in _papers(view).items()},
        **{f"kartu-{key}": number(cards) for key, cards in _by_state(view).items()},
        **{key: number(value) for key, value in questions.numbers(view).items()},
        **_spans(view),
        notes.PHASE: str(max(0, view.now.step - 1)),
    }


def _ways(view: FacilitatorView) -> tuple[tuple[Way, int], ...]:
    row = current(view)
    return row.ways if row else ()


def _papers(view: FacilitatorView) -> dict[str, int]:
    row = current(view)
    papers = row.papers if row else PaperCounts()
    return {"menunggu": papers.unsettled, "ganda": papers.beside}


def _by_state(view: FacilitatorView) -> dict[str, int]:
    return msgspec.structs.asdict(view.voter_cards) if view.voter_cards else {}


def _spans(view: FacilitatorView) -> dict[str, str]:
    """The numbers of the desk's page in few words; a dash for none."""
    rights = view.rights
    if rights is None:
        return {}
    return {
        "nomor-active": spans(rights.active) or "–",
        "nomor-waiting": spans(rights.waiting) or "–",
        "nomor-void": spans(rights.leftover | rights.revoked) or "–",
    }


def _by_gender(attendance: Attendance) -> dict[str, int]:
    women = attendance.by_gender.get("P", 0)
    men = attendance.by_gender.get("L", 0)
    return {
        "perempuan": women,
        "laki-laki": men,
        "tidak-menyebut": attendance.joined - women - men,
    }
