"""What stands on a ballot of paper: of the vote that is open, or of one that is still planned."""

from musrenbang_live.core.meeting import Meeting, Round
from musrenbang_live.core.opening import opened


def round_on_paper(meeting: Meeting, key: str, wanted: tuple[int, ...]) -> Round:
    """The open round; else the planned round `key` as it would be, were it opened now.

    `wanted` are its options, empty for all that stand. Raises `Rejected` as opening it would.
    """
    if meeting.open_round:
        return meeting.open_round
    planned = opened(meeting, key, wanted)
    return Round(planned.number, planned.plan, planned.paper, "open", opened_at=0)
