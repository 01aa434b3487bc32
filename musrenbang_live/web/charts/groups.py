"""What each group proposed, had supported, and got: three charts over one table.

Proposals, supports and rupiah are three scales; on one they would be compared with each other.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from musrenbang_live.core.charts.shares import Share
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
from musrenbang_live.web.formats import number, rupiah_short
from musrenbang_live.web.language import Language


class Named(Struct, frozen=True):
    """How groups are called: `key` of the charts, `kind` what one is, `prefix` before each name.

    `links` lead from the rows of the tables on, by the name of the group; `apart`: merged proposals
    are not counted by themselves.
    """

    key: str
    kind: str
    prefix: str = ""
    links: Mapping[str, str] = {}
    apart: bool = False

    def name(self, share: Share) -> str:
        """What a group is called on the page."""
        return f"{self.prefix} {share.name}".strip()


def group_charts(language: Language, shares: Sequence[Share], called: Named) -> list[Chart]:
    """The charts of these groups; none of what nobody has: no costs, no supports, no proposals."""
    found = []
    if any(share.proposed for share in shares):
        found.append(_counts(language, shares, called))
    if any(share.supports for share in shares):
        found.append(_supports(language, shares, called))
    if any(share.cost for share in shares):
        found.append(_money(language, shares, called))
    return found


def group_table(language: Language, shares: Sequence[Share], called: Named) -> Table:
    """All figures of these groups."""
    _ = language.gettext
    return Table(
        (
            Column(called.kind, "text"),
            Column(_("Diusulkan")),
            Column(_("Dukungan")),
            Column(_("Disepakati")),
            Column(_("Biaya yang disepakati"), "rupiah"),
        ),
        tuple(
            Row(
                (called.name(each), each.proposed, each.supports, each.agreed, each.cost),
                called.links.get(each.name, ""),
            )
            for each in shares
        ),
    )


def _counts(language: Language, shares: Sequence[Share], called: Named) -> Chart:
    _, code = language.gettext, language.code
    lines = [
        Line(
            label(called.name(share)),
            (
                Value(
                    share.proposed,
                    _("%(n)s diusulkan") % {"n": number(share.proposed, code)},
                    "second",
                ),
                Value(share.agreed, _("%(n)s disepakati") % {"n": number(share.agreed, code)}),
            ),
        )
        for share in shares
    ]
    return bar_chart(
        called.key,
        _("%(groups)s: yang diusulkan dan yang disepakati") % {"groups": called.kind},
        _counted(language, shares, called),
        lines,
        group_table(language, shares, called),
        note=_("Usulan yang digabung tidak dihitung tersendiri.")
        if called.apart
        else _(
            "Usulan yang digabung dihitung di tempat asalnya; "
            "dukungan dan hasilnya di usulan induknya."
        ),
    )


def _counted(language: Language, shares: Sequence[Share], called: Named) -> str:
    _ = language.gettext
    leaders = first(shares, lambda share: share.proposed)
    said = [
        led(
            language,
            [called.name(share) for share in leaders],
            _("%(name)s paling banyak mengusulkan: %(n)s usulan, %(agreed)s disepakati."),
            _("%(name)s paling banyak mengusulkan, masing-masing %(n)s usulan."),
            n=number(leaders[0].proposed, language.code),
            agreed=number(leaders[0].agreed, language.code),
        )
    ]
    without = [share for share in shares if not share.proposed]
    if len(without) == 1:
        said.append(_("%(name)s tidak mengusulkan.") % {"name": called.name(without[0])})
    elif without:
        said.append(
            _("%(n)s %(groups)s tidak mengusulkan.")
            % {"n": number(len(without), language.code), "groups": called.kind}
        )
    return " ".join(said)


def _supports(language: Language, shares: Sequence[Share], called: Named) -> Chart:
    _, code = language.gettext, language.code
    leaders = first(shares, lambda share: share.supports)
    return bar_chart(
        f"{called.key}-dukungan",
        _("%(groups)s: dukungan untuk usulannya") % {"groups": called.kind},
        led(
            language,
            [called.name(share) for share in leaders],
            _("Usulan %(name)s paling banyak didukung: %(n)s dukungan."),
            _("Usulan %(name)s paling banyak didukung, masing-masing %(n)s dukungan."),
            n=number(leaders[0].supports, code),
        ),
        [
            Line(
                label(called.name(share)),
                (Value(share.supports, number(share.supports, code)),),
            )
            for share in shares
        ],
        group_table(language, shares, called),
        note=_("Yang dihitung adalah dukungan untuk usulan, bukan asal pendukungnya."),
    )


def _money(language: Language, shares: Sequence[Share], called: Named) -> Chart:
    _, code = language.gettext, language.code
    leaders = first(shares, lambda share: share.cost)
    return bar_chart(
        f"{called.key}-dana",
        _("%(groups)s: biaya usulan yang disepakati") % {"groups": called.kind},
        led(
            language,
            [called.name(share) for share in leaders],
            _("Yang terbesar %(name)s: %(amount)s dari seluruhnya %(total)s."),
            _("Yang terbesar %(name)s, masing-masing %(amount)s dari seluruhnya %(total)s."),
            amount=rupiah_short(leaders[0].cost, code),
            total=rupiah_short(sum(share.cost for share in shares), code),
        ),
        [
            Line(label(called.name(share)), (Value(share.cost, rupiah_short(share.cost, code)),))
            for share in shares
        ],
        group_table(language, shares, called),
        note=_("Usulan tanpa perkiraan biaya tidak ikut dihitung."),
    )
