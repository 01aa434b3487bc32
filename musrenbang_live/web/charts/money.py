"""What the proposals cost against the pagu, each standing where those before it end."""

from musrenbang_live.core.views.archive import ArchiveView
from musrenbang_live.web.charts.charting import (
    Chart,
    Column,
    Line,
    Row,
    Table,
    Value,
    bar_chart,
)
from musrenbang_live.web.charts.votes import short, titled
from musrenbang_live.web.formats import number, rupiah_short
from musrenbang_live.web.language import Language


def money_chart(language: Language, view: ArchiveView) -> list[Chart]:
    """The costs in the order of the proposals; none where no cost is known."""
    _, code, found = language.gettext, language.code, view.budget
    if not found.total:
        return []
    outcomes = {outcome.number: outcome for outcome in view.outcomes}
    lines = [
        Line(
            short(outcomes[each.number]),
            (
                Value(
                    each.cost,
                    rupiah_short(each.cost, code),
                    "hatch" if each.beyond else "main",
                    start=each.total - each.cost,
                ),
            ),
        )
        for each in found.lines
        if each.cost
    ]
    columns = (
        Column(_("Usulan"), "text"),
        Column(_("Nomor")),
        Column(_("Biaya"), "rupiah"),
        Column(_("Jumlah sampai di sini"), "rupiah"),
        Column(_("Melewati pagu"), "text"),
    )
    rows = tuple(
        Row(
            (
                titled(outcomes[each.number]),
                each.number,
                each.cost,
                each.total,
                _("ya") if each.beyond else _("tidak"),
            ),
            f"/arsip/{view.head.code}#usulan-{each.number}",
        )
        for each in found.lines
    )
    named = _("Pagu %(amount)s") % {"amount": rupiah_short(found.ceiling, code)}
    return [
        bar_chart(
            "pagu",
            _("Biaya usulan dan pagu") if found.ceiling else _("Biaya usulan"),
            _said(language, view),
            lines,
            Table(columns, rows),
            mark=(found.ceiling, named),
            note=_("Setiap batang mulai di ujung batang sebelumnya. Batang bergaris melewati pagu.")
            if found.ceiling
            else _("Setiap batang mulai di ujung batang sebelumnya."),
        )
    ]


def _said(language: Language, view: ArchiveView) -> str:
    _, code, found = language.gettext, language.code, view.budget
    amounts = {
        "total": rupiah_short(found.total, code),
        "ceiling": rupiah_short(found.ceiling, code),
        "left": rupiah_short(found.left, code),
        "over": rupiah_short(found.over, code),
    }
    if not found.ceiling:
        told = [_("Seluruh usulan memerlukan %(total)s.") % amounts]
    elif found.over:
        told = [_("Usulan memerlukan %(total)s, lebih %(over)s dari pagu %(ceiling)s.") % amounts]
    else:
        told = [_("Usulan memerlukan %(total)s dari pagu %(ceiling)s; sisa %(left)s.") % amounts]
    if found.uncosted:
        unknown = language.ngettext(
            "%(num)s usulan belum ada biayanya.",
            "%(num)s usulan belum ada biayanya.",
            found.uncosted,
        )
        told.append(unknown % {"num": number(found.uncosted, code)})
    return " ".join(told)
