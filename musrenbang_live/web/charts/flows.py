"""The way of proposals through the tiers, as a flow: how many came how far, and who left where."""

from collections.abc import Sequence

from musrenbang_live.core.charts.course import Leaving, Station, Stop, course
from musrenbang_live.core.charts.flow import drawn
from musrenbang_live.core.charts.lives import Lives, summed
from musrenbang_live.web.charts.charting import (
    Branch,
    Column,
    FlowChart,
    FlowStage,
    Row,
    Table,
)
from musrenbang_live.web.formats import number
from musrenbang_live.web.language import Language
from musrenbang_live.web.words import states


def flow_chart(language: Language, lives: Sequence[Lives], tier: str) -> list[FlowChart]:
    """The flow of proposals that began in meetings of `tier`; none without any."""
    _ = language.gettext
    stops = course(lives, tier)
    if not stops:
        return []
    stages = tuple(_stage(language, stop) for stop in stops)
    return [
        FlowChart(
            key="alur",
            title=_("Perjalanan usulan"),
            finding=_said(language, lives),
            stages=stages,
            picture=drawn([(stop.count, tuple(stop.left.values())) for stop in stops]),
            table=_table(language, stages),
            note=_("Lebar alur: usulan yang sampai di tahap itu atau lebih jauh."),
        )
    ]


def station_name(language: Language, station: Station) -> str:
    """What a stage is called."""
    _ = language.gettext
    return {
        "diusulkan": _("Diusulkan"),
        "disepakati": _("Disepakati"),
        "kecamatan": _("Dibawa ke kecamatan"),
        "kota": _("Dibawa ke kota"),
        "rkpd": _("Masuk RKPD"),
        "apbd": _("Masuk APBD"),
        "selesai": _("Selesai dibangun"),
    }[station]


def leaving_name(language: Language, leaving: Leaving) -> str:
    """How proposals went no farther, in words short enough for a phone."""
    _ = language.gettext
    if leaving == "digabung":
        return _("Digabung")
    if leaving == "menunggu":
        return _("Masih di tahap ini")
    if leaving == "diteruskan_provinsi_pusat":
        return _("Ke provinsi atau pusat")
    return states.state(language, leaving)


def _stage(language: Language, stop: Stop) -> FlowStage:
    branches = tuple(
        Branch(leaving_name(language, how), count, how == "menunggu")
        for how, count in stop.left.items()
    )
    return FlowStage(station_name(language, stop.station), stop.count, branches)


def _table(language: Language, stages: Sequence[FlowStage]) -> Table:
    _ = language.gettext
    rows: list[Row] = []
    for stage in stages:
        rows.append(Row((stage.name, _("sampai di sini"), stage.count)))
        rows += [Row((stage.name, branch.name, branch.count)) for branch in stage.branches]
    columns = (Column(_("Tahap"), "text"), Column(_("Keterangan"), "text"), Column(_("Usulan")))
    return Table(columns, tuple(rows))


def _said(language: Language, lives: Sequence[Lives]) -> str:
    found, code = summed(lives), language.code
    said = language.gettext(
        "Dari %(all)s usulan, %(agreed)s disepakati, %(funded)s masuk APBD, "
        "dan %(done)s selesai dibangun."
    )
    return said % {
        "all": number(found.proposed + found.merged, code),
        "agreed": number(found.agreed, code),
        "funded": number(found.funded, code),
        "done": number(found.done, code),
    }
