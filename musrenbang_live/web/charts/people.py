"""Who came and how many voted: never who, never fewer than may be published.

Turnout is told for each vote and never by lingkungan: cards are not tied to places, and a small
place could be pressed.
"""

from musrenbang_live.core.attending import PublicCounts, reached
from musrenbang_live.core.views.archive import ArchiveView
from musrenbang_live.core.views.results import Result
from musrenbang_live.web.charts.charting import (
    Chart,
    Column,
    Line,
    Row,
    Table,
    Value,
    bar_chart,
    label,
)
from musrenbang_live.web.charts.leading import first, led
from musrenbang_live.web.formats import number, percent
from musrenbang_live.web.language import Language
from musrenbang_live.web.words import attendance


def attendance_charts(language: Language, view: ArchiveView) -> list[Chart]:
    """Who came by gender and by lingkungan, as far as it may be told; none without a list."""
    if not view.present.people:
        return _joined(language, view)
    found = [_by_gender(language, view)]
    if view.present.by_neighborhood:
        found.append(_by_place(language, view))
    return found


def _by_gender(language: Language, view: ArchiveView) -> Chart:
    _, present = language.gettext, view.present
    groups = [(_("Perempuan"), present.women), (_("Laki-laki"), present.men)]
    if present.untold_gender:
        groups.append((_("Tidak menyebut"), present.untold_gender))
    told = [(name, people) for name, people in groups if people is not None]
    if not told:
        told = [(_("Hadir"), present.people)]
    return _people(
        language,
        "kehadiran",
        _("Kehadiran menurut jenis kelamin"),
        _women(language, view, present),
        told,
        present.people,
    )


def _women(language: Language, view: ArchiveView, present: PublicCounts) -> str:
    if present.women is None:
        return language.gettext(
            "Jumlah menurut jenis kelamin tidak diterbitkan: kelompoknya terlalu kecil, "
            "atau tidak diisi."
        )
    return attendance.women(language, reached(present.counts, view.targets)) + "."


def _joined(language: Language, view: ArchiveView) -> list[Chart]:
    """Where nobody kept a list: those who joined by phone and told."""
    _, told = language.gettext, view.attendance.by_gender
    if not told:
        return []
    women, men = told.get("P", 0), told.get("L", 0)
    said = _("%(women)s perempuan dan %(men)s laki-laki dari %(people)s peserta.") % {
        "women": number(women, language.code),
        "men": number(men, language.code),
        "people": number(view.attendance.joined, language.code),
    }
    groups = [(_("Perempuan"), women), (_("Laki-laki"), men)]
    title = _("Peserta menurut jenis kelamin")
    return [_people(language, "kehadiran", title, said, groups, view.attendance.joined)]


def _by_place(language: Language, view: ArchiveView) -> Chart:
    _, present, of = language.gettext, view.present, view.head.neighborhood_label
    groups = [(f"{of} {name}", people) for name, people in present.by_neighborhood.items()]
    leaders = first(groups, lambda group: group[1])
    said = led(
        language,
        [name for name, _people in leaders],
        _("Paling banyak dari %(name)s: %(n)s orang."),
        _("Paling banyak dari %(name)s, masing-masing %(n)s orang."),
        n=number(leaders[0][1], language.code),
    )
    if present.elsewhere:
        groups.append((_("Lainnya"), present.elsewhere))
    title = _("Kehadiran menurut %(groups)s") % {"groups": of}
    return _people(language, "kehadiran-lingkungan", title, said, groups, present.people)


def _people(
    language: Language,
    key: str,
    title: str,
    said: str,
    groups: list[tuple[str, int]],
    whole: int,
) -> Chart:
    _, code = language.gettext, language.code
    return bar_chart(
        key,
        title,
        said,
        [
            Line(
                label(name),
                (Value(people, f"{number(people, code)} ({percent(people, whole)}%)"),),
            )
            for name, people in groups
        ],
        Table(
            (Column(_("Kelompok"), "text"), Column(_("Orang")), Column(_("Persentase"), "percent")),
            tuple(Row((name, people, percent(people, whole))) for name, people in groups),
        ),
        note=_("Kelompok di bawah lima orang tidak diterbitkan. Nama tidak pernah diterbitkan."),
    )


def turnout_chart(language: Language, view: ArchiveView) -> list[Chart]:
    """How many of those who could vote did, the first vote first; none without a vote."""
    _, code = language.gettext, language.code
    held = [result for result in reversed(view.results) if result.joined]
    if not held:
        return []
    lines = [
        Line(
            label(result.title),
            (
                Value(
                    result.voices,
                    _("%(n)s suara") % {"n": number(result.voices, code)},
                ),
                Value(
                    result.joined,
                    _("%(n)s berhak") % {"n": number(result.joined, code)},
                    "outline",
                ),
            ),
        )
        for result in held
    ]
    columns = (
        Column(_("Pemungutan suara"), "text"),
        Column(_("Suara")),
        Column(_("Yang berhak")),
        Column(_("Persentase"), "percent"),
    )
    rows = tuple(
        Row((each.title, each.voices, each.joined, percent(each.voices, each.joined)))
        for each in held
    )
    return [
        bar_chart(
            "partisipasi",
            _("Yang memberi suara"),
            _turnout(language, held[-1]),
            lines,
            Table(columns, rows),
            note=_("Suara tidak pernah diuraikan menurut tempat tinggal."),
        )
    ]


def _turnout(language: Language, result: Result) -> str:
    _ = language.gettext
    if result.by_desk:
        said = _("%(ballots)s dari %(rights)s hak suara yang disetujui dipakai.")
    elif result.binding:
        said = _("%(ballots)s dari %(cards)s kartu yang dibagikan memberi suara.")
    else:
        said = _("%(ballots)s dari %(joined)s peserta memberi suara.")
    rights = number(result.joined, language.code)
    figures = {"rights": rights, "cards": rights, "joined": rights}
    voices = {"ballots": number(result.voices, language.code)}
    share = f" ({percent(result.voices, result.joined)}%)"
    return f"{result.title}: {(said % (figures | voices)).rstrip('.')}{share}."
