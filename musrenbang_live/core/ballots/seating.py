"""Seats filled from a ranking, with a least number of women where the plan enforces one."""

from collections.abc import Sequence

from musrenbang_live.core.ballots.rule import Decision, Line, Paper


def seated(lines: Sequence[Line], paper: Paper, seats: int, women: int) -> Decision:
    """Who gets the seats: the best of the ranking, of whom `women` at least are women.

    The best women take the seats kept for them first, as many as there are women; everybody left
    takes the rest in order. Equals of whom only some get a seat are `undecided`, with the number
    of `places` among them: then lots decide. Without votes nobody is elected.
    """
    standing = [line for line in lines if line.votes]
    sure, open_lines, places = _best([x for x in standing if x.option in paper.women], women)
    if not open_lines:
        left = [line for line in standing if line not in sure]
        more, open_lines, places = _best(left, seats - len(sure))
        sure = [*sure, *more]
    order = {line.option: place for place, line in enumerate(lines)}
    return Decision(
        by="kursi",
        chosen=tuple(sorted((line.option for line in sure), key=order.__getitem__)),
        undecided=tuple(line.option for line in open_lines),
        places=places,
    )


def _best(lines: Sequence[Line], seats: int) -> tuple[list[Line], list[Line], int]:
    """The lines that surely are among the best `seats`, those who share the last, seats left."""
    if len(lines) <= seats:
        return list(lines), [], 0
    if seats == 0:
        return [], [], 0
    last = lines[seats - 1].rank
    if lines[seats].rank != last:
        return list(lines[:seats]), [], 0
    sure = [line for line in lines if line.rank < last]
    return sure, [line for line in lines if line.rank == last], seats - len(sure)
