"""Three real elections of Pabulib: our rules give the results that were made official.

The files stay outside the project, as they have no licence; see SOURCE.md beside them.
"""

import csv

from musrenbang_live.core.ballots import AnyRule, Budget, Dots, Mark, Paper
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import Tally, tally
from tests.pabulib_files import real

Election = dict[str, list[dict[str, str]]]
"""The rows of each section of a file, by its headings."""


def election(name: str) -> Election:
    """A file of real ballots, read apart from `core.pabulib`: its mistakes would show."""
    lines = real(f"{name}.pb").read_text(encoding="utf-8").splitlines()
    places = [lines.index(section) for section in ("META", "PROJECTS", "VOTES")]
    return {
        lines[start]: list(csv.DictReader(lines[start + 1 : end], delimiter=";"))
        for start, end in zip(places, [*places[1:], None], strict=True)
    }


def ceiling(of: Election) -> int:
    return next(int(row["value"]) for row in of["META"] if row["key"] == "budget")


def counted(of: Election, rule: AnyRule) -> Tally:
    """The ballots of the file by our rule. Every one of them is a valid mark."""
    projects = {int(row["project_id"]): int(row["cost"]) for row in of["PROJECTS"]}
    paper = Paper(tuple(projects), tuple(projects.values()))
    pile = [(rule.valid(_mark(row), paper), 1) for row in of["VOTES"]]
    return tally(RoundPlan("nyata", "Pemilihan nyata", rule), paper, pile)


def _mark(row: dict[str, str]) -> Mark:
    chosen = list(map(int, row["vote"].split(",")))
    if "points" not in row:
        return chosen
    points = map(int, row["points"].split(","))
    return [list(pair) for pair in zip(chosen, points, strict=True)]


def official(of: Election) -> set[int]:
    return {int(row["project_id"]) for row in of["PROJECTS"] if row["selected"] == "1"}


def official_figures(of: Election, *columns: str) -> dict[int, tuple[int, ...]]:
    return {
        int(row["project_id"]): tuple(int(row[column]) for column in columns)
        for row in of["PROJECTS"]
    }


def figures(of: Tally) -> dict[int, tuple[int, ...]]:
    return {line.option: line.figures for line in of.lines}


def test_assen_by_equal_shares() -> None:
    assen = election("Netherlands_Assen_2024")
    result = counted(assen, Budget(ceiling(assen), "seimbang", fits=False))
    equal_shares, by_most = result.decisions
    assert result.ballots == 84
    assert figures(result) == official_figures(assen, "votes")
    assert set(equal_shares.chosen) == official(assen)
    assert equal_shares.spent == 76_700
    assert set(by_most.chosen) != official(assen)


def test_miedzeszyn_by_most_votes() -> None:
    miedzeszyn = election("Poland_Warszawa_2019_Miedzeszyn")
    result = counted(miedzeszyn, Budget(ceiling(miedzeszyn), "terbanyak"))
    assert result.ballots == 295
    assert figures(result) == official_figures(miedzeszyn, "votes")
    assert set(result.decisions[0].chosen) == official(miedzeszyn)


def test_czestochowa_by_points() -> None:
    czestochowa = election("Poland_Czestochowa_2024_Podjasnogorska")
    result = counted(czestochowa, Dots(points=10, ceiling=ceiling(czestochowa)))
    (by_points,) = result.decisions
    assert result.ballots == 273
    assert figures(result) == official_figures(czestochowa, "score", "votes")
    assert set(by_points.chosen) == official(czestochowa)
    best = {line.option for line in result.lines[: len(by_points.chosen)]}
    assert set(by_points.chosen) != best, "what does not fit is passed over"
