"""Seats filled from a ranking, with a least number of women where the plan enforces one."""

from collections.abc import Sequence

from musrenbang_live.core.ballots.rule import Decision, Line, Paper


def seated(lines: Sequence[Line], paper: Paper, seats: int, women: int) -> Decision:
    """Who gets the seats: the first of the ranking; nobody without votes.

    Where fewer than `women` women are among them, the lowest elected men give way, one by one, to
    the best women not yet elected. Equals can stand in any order: `chosen` are elected in every
    such order, `undecided` in some only, and `places` of the seats are theirs. Then lots decide.
    """
    standing = [line for line in lines if line.votes]
    of_women = [line for line in standing if line.option in paper.women]
    of_men = [line for line in standing if line.option not in paper.women]
    filled = min(seats, len(standing))
    kept = min(women, len(of_women), filled)
    fewest, most = (max(kept, among) for among in _among_first(filled, standing, of_women))
    places = {
        **_places(of_women, fewest, most),
        **_places(of_men, filled - most, filled - fewest),
    }
    chosen = tuple(line.option for line in standing if places[line.option] == "always")
    return Decision(
        by="kursi",
        chosen=chosen,
        undecided=tuple(line.option for line in standing if places[line.option] == "sometimes"),
        places=filled - len(chosen),
    )


def _among_first(seats: int, standing: Sequence[Line], group: Sequence[Line]) -> tuple[int, int]:
    """How many of the group are among the first `seats` at least and at most.

    It depends on the order of those who share the last of these places with somebody below it.
    """
    if not seats:
        return 0, 0
    last = standing[seats - 1].rank
    above = sum(line.rank < last for line in group)
    level = sum(line.rank == last for line in group)
    others_level = sum(line.rank == last for line in standing) - level
    open_places = seats - sum(line.rank < last for line in standing)
    return above + max(0, open_places - others_level), above + min(level, open_places)


def _places(group: Sequence[Line], fewest: int, most: int) -> dict[int, str]:
    """Who of a group has a seat, `always`, `sometimes` or `never`, when it has so many seats.

    In which order the equals of one group stand says nothing about how many seats the group has,
    so the worst place of each is held against the fewest seats, and the best against the most.
    """
    found: dict[int, str] = {}
    for line in group:
        better = sum(other.rank < line.rank for other in group)
        as_good = sum(other.rank <= line.rank for other in group)
        found[line.option] = (
            "always" if as_good <= fewest else "sometimes" if better < most else "never"
        )
    return found
