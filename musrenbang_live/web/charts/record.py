"""All charts of the record of one meeting, in the order in which they are read."""

from collections.abc import Sequence

from musrenbang_live.core.charts.lives import Lives
from musrenbang_live.core.charts.shares import by_neighborhood, by_sector
from musrenbang_live.core.views.archive import ArchiveView
from musrenbang_live.web.charts.charting import AnyChart, Chart
from musrenbang_live.web.charts.flows import flow_chart
from musrenbang_live.web.charts.groups import Named, group_charts
from musrenbang_live.web.charts.money import money_chart
from musrenbang_live.web.charts.people import attendance_charts, turnout_chart
from musrenbang_live.web.charts.votes import support_chart, vote_charts
from musrenbang_live.web.language import Language


def record_charts(
    language: Language,
    view: ArchiveView,
    neighborhoods: Sequence[str],
    lives: Sequence[Lives] = (),
) -> list[AnyChart]:
    """The charts of a published meeting; `neighborhoods` are all of its plan, `lives` what became
    of its proposals as the shelf has it.
    """
    return [
        *vote_charts(language, view),
        *money_chart(language, view),
        *flow_chart(language, lives, view.head.tier),
        *place_charts(language, view, neighborhoods),
        *group_charts(language, by_sector(view), Named("bidang", language.gettext("Bidang"))),
        *support_chart(language, view),
        *attendance_charts(language, view),
        *turnout_chart(language, view),
    ]


def place_charts(
    language: Language, view: ArchiveView, neighborhoods: Sequence[str]
) -> list[Chart]:
    """What each lingkungan proposed, had supported and got; none where there is only one."""
    shares = by_neighborhood(view, neighborhoods)
    if len(shares) < 2:
        return []
    of = view.head.neighborhood_label
    return group_charts(language, shares, Named("lingkungan", of, prefix=of))
