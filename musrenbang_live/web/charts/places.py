"""Charts of a kelurahan and of the city, from what is on the shelf."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal
from urllib.parse import urlencode

from msgspec import Struct

from musrenbang_live.core.charts.lives import Lives, Totals, by
from musrenbang_live.core.charts.shares import Share
from musrenbang_live.core.charts.tiles import Arrangement
from musrenbang_live.web.charts.charting import AnyChart, Column, Row, Table
from musrenbang_live.web.charts.flows import flow_chart
from musrenbang_live.web.charts.groups import Named, group_charts
from musrenbang_live.web.charts.leading import first, led
from musrenbang_live.web.charts.tiles import TileMap, tile_map
from musrenbang_live.web.charts.years import year_chart
from musrenbang_live.web.formats import number, rupiah_short
from musrenbang_live.web.language import Language

Measure = Literal["usulan", "disepakati", "selesai", "dana"]
MEASURES: Final[tuple[Measure, ...]] = ("usulan", "disepakati", "selesai", "dana")
"""What the tiles of the city can show."""


class CityMap(Struct, frozen=True):
    """The tiles, the sentence that says them, and the table behind them, as of a chart."""

    key: str
    title: str
    finding: str
    tiles: TileMap
    table: Table


def measure_name(language: Language, measure: Measure) -> str:
    """What the tiles show, for the choice and the heading."""
    _ = language.gettext
    return {
        "usulan": _("Usulan yang masuk"),
        "disepakati": _("Usulan yang disepakati"),
        "selesai": _("Usulan yang selesai dibangun"),
        "dana": _("Biaya usulan yang disepakati"),
    }[measure]


def ward_charts(
    language: Language,
    lives: Sequence[Lives],
    neighborhoods: Sequence[Share],
    year: int,
    neighborhood_label: str,
) -> list[AnyChart]:
    """The charts of a kelurahan: all its years, and `year` in detail."""
    chosen = [each for each in lives if each.year == year]
    called = Named("lingkungan", neighborhood_label, prefix=neighborhood_label)
    return [
        *year_chart(language, lives),
        *flow_chart(language, chosen, "kelurahan"),
        *group_charts(language, neighborhoods, called),
        *_sectors(language, chosen),
    ]


def city_charts(
    language: Language,
    lives: Sequence[Lives],
    years: Sequence[Lives],
    district: str,
    wards: Mapping[str, str],
    year: int,
) -> list[AnyChart]:
    """The charts of the city in `year`, or of one kecamatan; `wards` are code → name."""
    chosen = [each for each in lives if not district or each.district == district]
    return [
        *flow_chart(language, chosen, "kelurahan"),
        *year_chart(language, years),
        *_parts(language, chosen, district, wards, year),
        *_sectors(language, chosen),
    ]


def city_map(
    language: Language,
    lives: Sequence[Lives],
    arrangement: Arrangement,
    measure: Measure,
    year: int,
) -> CityMap:
    """The tiles of the whole city, each leading to the charts of its kelurahan."""
    found = by(lives, lambda each: each.ward_code)
    values = {code: _measured(each, measure) for code, each in found.items()}
    title = measure_name(language, measure)
    return CityMap(
        key="peta",
        title=title,
        finding=_most(language, arrangement, values, measure),
        tiles=tile_map(
            arrangement,
            values,
            unit="" if measure == "dana" else title,
            money=measure == "dana",
            links={
                place.code: f"/kelurahan/{place.code}/grafik?tahun={year}"
                for block in arrangement.blocks
                for place in block.places
            },
        ),
        table=_wards_table(language, arrangement, found),
    )


def _measured(each: Totals, measure: Measure) -> int:
    return {
        "usulan": each.proposed,
        "disepakati": each.agreed,
        "selesai": each.done,
        "dana": each.cost,
    }[measure]


def _most(
    language: Language, arrangement: Arrangement, values: Mapping[str, int], measure: Measure
) -> str:
    _, code = language.gettext, language.code
    names = {place.code: place.name for block in arrangement.blocks for place in block.places}
    known = {key: value for key, value in values.items() if key in names}
    if not any(known.values()):
        return _("Belum ada yang dapat ditunjukkan.")
    leaders = first(known, lambda key: known[key])
    said = [
        led(
            language,
            [names[key] for key in leaders],
            _("Terbanyak di %(name)s: %(amount)s."),
            _("Terbanyak di %(name)s, masing-masing %(amount)s."),
            amount=(rupiah_short if measure == "dana" else number)(known[leaders[0]], code),
        )
    ]
    if len(known) < len(names):
        said.append(
            _("Dari %(all)s kelurahan, %(n)s sudah ada datanya.")
            % {"all": number(len(names), code), "n": number(len(known), code)}
        )
    return " ".join(said)


def _wards_table(
    language: Language, arrangement: Arrangement, found: Mapping[str, Totals]
) -> Table:
    _ = language.gettext
    columns = (
        Column(_("Kelurahan"), "text"),
        Column(_("Kecamatan"), "text"),
        Column(_("Diusulkan")),
        Column(_("Dukungan")),
        Column(_("Disepakati")),
        Column(_("Selesai dibangun")),
        Column(_("Biaya yang disepakati"), "rupiah"),
    )
    rows = []
    for block in arrangement.blocks:
        for place in block.places:
            each = found.get(place.code)
            figures = (
                (each.proposed, each.supports, each.agreed, each.done, each.cost)
                if each
                else (None,) * 5
            )
            rows.append(
                Row((place.name, block.district, *figures), f"/kelurahan/{place.code}/grafik")
            )
    return Table(columns, tuple(rows))


def _parts(
    language: Language, lives: Sequence[Lives], district: str, wards: Mapping[str, str], year: int
) -> list[AnyChart]:
    """The kecamatan of the city, or the kelurahan of a kecamatan, the most proposals first."""
    _ = language.gettext
    if district:
        found = by(lives, lambda each: wards.get(each.ward_code, each.ward_code))
        links = {name: f"/kelurahan/{code}/grafik?tahun={year}" for code, name in wards.items()}
        called = Named("kelurahan", _("Kelurahan"), links=links, apart=True)
    else:
        found = by(lives, lambda each: each.district)
        links = {name: _of_district(name, year) for name in found}
        called = Named("kecamatan", _("Kecamatan"), links=links, apart=True)
    return list(group_charts(language, _shares(found), called))


def _sectors(language: Language, lives: Sequence[Lives]) -> list[AnyChart]:
    found = by(lives, lambda each: each.sector)
    called = Named("bidang", language.gettext("Bidang"), apart=True)
    return list(group_charts(language, _shares(found), called))


def _shares(found: Mapping[str, Totals]) -> list[Share]:
    shares = [
        Share(name, each.proposed, each.supports, each.agreed, each.cost)
        for name, each in found.items()
        if name
    ]
    return sorted(shares, key=lambda share: (-share.proposed, share.name))


def _of_district(name: str, year: int) -> str:
    return f"/kota/grafik?{urlencode({'tahun': year, 'kecamatan': name})}"
