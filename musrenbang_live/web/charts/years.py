"""Year against year: how much was proposed, agreed on, and built."""

from collections.abc import Mapping, Sequence

from musrenbang_live.core.charts.lives import Lives, Totals, by
from musrenbang_live.store.areas import Figures
from musrenbang_live.web.charts.charting import (
    Chart,
    Column,
    Line,
    Row,
    Table,
    Value,
    bar_chart,
)
from musrenbang_live.web.formats import number
from musrenbang_live.web.language import Language


def year_chart(language: Language, lives: Sequence[Lives]) -> list[Chart]:
    """The years, the latest first; none without proposals."""
    _ = language.gettext
    found = by(lives, lambda each: each.year)
    if not found:
        return []
    listed = sorted(found.items(), reverse=True)
    return [
        bar_chart(
            "tahun",
            _("Tahun ke tahun"),
            " ".join(_said(language, year, each) for year, each in listed[:2]),
            [Line(str(year), _values(language, each)) for year, each in listed],
            years_table(language, found),
            note=_(
                "Disepakati menurut musrenbang kelurahannya. Yang digabung tidak dihitung "
                "tersendiri, dan yang terbaru belum sempat selesai dibangun."
            ),
        )
    ]


def figures_chart(language: Language, rows: Sequence[Figures]) -> Chart | None:
    """The years of a page that has their table already, in the figures of that table."""
    if not rows:
        return None
    found = {row.key: Totals(row.proposals, 0, row.agreed, done=row.built) for row in rows}
    return bar_chart(
        "tahun",
        language.gettext("Dalam grafik"),
        " ".join(_said(language, year, each) for year, each in list(found.items())[:2]),
        [Line(year, _values(language, each)) for year, each in found.items()],
        Table((), ()),
    )


def years_table(language: Language, found: Mapping[int, Totals]) -> Table:
    """All figures of each year, the latest first."""
    _ = language.gettext
    columns = (
        Column(_("Tahun"), "text"),
        Column(_("Diusulkan")),
        Column(_("Dukungan")),
        Column(_("Disepakati")),
        Column(_("Masuk RKPD")),
        Column(_("Masuk APBD")),
        Column(_("Selesai dibangun")),
        Column(_("Belum diakomodir atau ditolak")),
        Column(_("Biaya yang disepakati"), "rupiah"),
    )
    rows = tuple(
        Row(
            (
                str(year),
                each.proposed,
                each.supports,
                each.agreed,
                each.planned,
                each.funded,
                each.done,
                each.declined,
                each.cost,
            )
        )
        for year, each in sorted(found.items(), reverse=True)
    )
    return Table(columns, rows)


def _values(language: Language, each: Totals) -> tuple[Value, ...]:
    _, code = language.gettext, language.code
    return (
        Value(each.proposed, _("%(n)s diusulkan") % {"n": number(each.proposed, code)}, "second"),
        Value(each.agreed, _("%(n)s disepakati") % {"n": number(each.agreed, code)}),
        Value(each.done, _("%(n)s selesai") % {"n": number(each.done, code)}, "third"),
    )


def _said(language: Language, year: int | str, each: Totals) -> str:
    said = language.gettext(
        "Tahun %(year)s: %(all)s usulan, %(agreed)s disepakati, %(done)s selesai dibangun."
    )
    return said % {
        "year": year,
        "all": number(each.proposed, language.code),
        "agreed": number(each.agreed, language.code),
        "done": number(each.done, language.code),
    }
