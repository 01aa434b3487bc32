"""Charts of what was chosen: each vote on proposals, and the supports before it."""

from musrenbang_live.core.views.archive import ArchiveView, Outcome
from musrenbang_live.core.views.parts import Option
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
from musrenbang_live.web.formats import number
from musrenbang_live.web.language import Language
from musrenbang_live.web.words import results


def vote_charts(language: Language, view: ArchiveView) -> list[Chart]:
    """One chart for each vote on proposals, the newest first."""
    return [
        _vote(language, view, result)
        for result in view.results
        if result.rule.kind != "delegasi" and result.lines
    ]


def _vote(language: Language, view: ArchiveView, result: Result) -> Chart:
    _ = language.gettext
    unit = results.unit(language, result.rule)
    agreeing = result.rule.kind == "setuju"
    lines = [
        Line(
            label(f"{'' if agreeing else f'{line.rank}. '}{_wall(language, line.option)}"),
            (
                Value(
                    line.share,
                    f"{results.figure(language, result.rule, line)} {unit}",
                    "hatch" if line.fate in ("no", "open") else "main",
                ),
            ),
        )
        for line in result.listed
    ]
    columns = (
        Column(_("Usulan"), "text"),
        Column(_("Nomor")),
        Column(_("Urutan")),
        Column(unit.capitalize(), "text"),
        Column(_("Panjang batang"), "percent"),
        Column(_("Putusan"), "text"),
    )
    rows = tuple(
        Row(
            (
                _title(language, line.option),
                line.option.number,
                None if agreeing else line.rank,
                results.figure(language, result.rule, line),
                line.share,
                results.decided(language, result.rule.kind, line.fate),
            ),
            f"/arsip/{view.head.code}#usulan-{line.option.number}",
        )
        for line in result.listed
    )
    return bar_chart(
        f"suara-{result.round}",
        result.title,
        _leader(language, result, unit),
        lines,
        Table(columns, rows),
        whole=100,
        note=results.measured(language, result.rule),
    )


def _leader(language: Language, result: Result, unit: str) -> str:
    _, code = language.gettext, language.code
    if result.rule.kind == "setuju":
        agreed = sum(line.fate == "yes" for line in result.lines)
        return _("%(n)s dari %(all)s usulan disetujui.") % {
            "n": number(agreed, code),
            "all": number(len(result.lines), code),
        }
    ahead = [line for line in result.lines if line.rank == 1 and line.votes]
    if not ahead:
        return _("Tidak ada usulan yang mendapat suara.")
    figure = results.figure(language, result.rule, ahead[0])
    if len(ahead) > 1:
        said = _("%(n)s usulan sama-sama di urutan pertama, masing-masing %(figure)s %(unit)s.")
        return said % {"n": number(len(ahead), code), "figure": figure, "unit": unit}
    said = _("“%(title)s” di urutan pertama dengan %(figure)s %(unit)s.")
    return said % {"title": _title(language, ahead[0].option), "figure": figure, "unit": unit}


def support_chart(language: Language, view: ArchiveView) -> list[Chart]:
    """The supports of the proposals that stand, most first; none where nobody supported any."""
    _, code = language.gettext, language.code
    standing = [each for each in view.outcomes if each.card and not each.merged_into]
    standing.sort(key=lambda outcome: (-outcome.supports, outcome.number))
    if not standing or not standing[0].supports:
        return []
    leaders = first(standing, lambda outcome: outcome.supports)
    columns = (Column(_("Usulan"), "text"), Column(_("Nomor")), Column(_("Dukungan")))
    return [
        bar_chart(
            "dukungan",
            _("Dukungan sebelum pemungutan suara"),
            led(
                language,
                [f"“{titled(outcome)}”" for outcome in leaders],
                _("%(name)s paling banyak didukung: %(n)s dukungan."),
                _("%(name)s paling banyak didukung, masing-masing %(n)s dukungan."),
                n=number(standing[0].supports, code),
            ),
            [
                Line(short(outcome), (Value(outcome.supports, number(outcome.supports, code)),))
                for outcome in standing
            ],
            Table(
                columns,
                tuple(
                    Row(
                        (titled(outcome), outcome.number, outcome.supports),
                        f"/arsip/{view.head.code}#usulan-{outcome.number}",
                    )
                    for outcome in standing
                ),
            ),
            note=_("Dukungan menunjukkan minat; yang menentukan adalah musyawarah."),
        )
    ]


def titled(outcome: Outcome) -> str:
    """The whole title of a proposal that is published."""
    return outcome.card.title if outcome.card else ""


def short(outcome: Outcome) -> str:
    """The title that fits a screen, after the number."""
    said = (outcome.card.screen_title or outcome.card.title) if outcome.card else ""
    return label(f"{outcome.number}. {said}")


def _wall(language: Language, option: Option) -> str:
    return option.screen_title or _title(language, option)


def _title(language: Language, option: Option) -> str:
    return option.title or language.gettext("Usulan %(number)s") % {"number": option.number}
