"""The ways by which votes came, as the published JSON tells them: part of `record`."""

from msgspec import Struct

from musrenbang_live.core.ballots import Channel
from musrenbang_live.core.ballots.channels import HANDS
from musrenbang_live.core.views.results import Result


class ChannelRecord(Struct, frozen=True):
    """What came by one way, always with these five fields; ways by which nothing came are left out.

    `via`: `ponsel` (phones and kiosks), `kertas` (paper that the desk typed), `angkat tangan`.
    `ballots` that are not blank; `people` who raised hands, counted by the one named in `by`; null
    for ballots. `figures`: by the number of each option its figures under all columns of the rule,
    from this way alone; null for all ways of ballots where one of them has too few (under five) to
    be told apart. Columns that are sums add up to those of `ranking`; Schulze's is none.
    """

    via: str
    ballots: int
    people: int
    figures: dict[str, list[int]] | None
    by: str | None


def channel_records(result: Result) -> list[ChannelRecord]:
    """All ways by which something came, in their usual order."""
    return [_record(channel) for channel in result.channels]


def _record(channel: Channel) -> ChannelRecord:
    figures = channel.figures
    return ChannelRecord(
        via=channel.via,
        ballots=channel.ballots,
        people=channel.people,
        figures={str(option): list(each) for option, each in figures.items()} if figures else None,
        by=channel.by if channel.via == HANDS else None,
    )
