"""Elections about money as Pabulib keeps them: the text of a `.pb` file, in and out.

The format (https://pabulib.org/format; Stolicki, Szufa, Talmon, arXiv:2012.06539): three tables,
META, PROJECTS and VOTES, separated by semicolons and quoted as in CSV. Whatever else a file says
of projects and voters, their age or sex for instance, is not read and never written. Reading is
in `core.pabulib_reading`.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from msgspec import Struct

VoteType = Literal["approval", "choose-1", "cumulative", "ordinal", "scoring"]
VOTE_TYPES: Final[tuple[VoteType, ...]] = (
    "approval",
    "choose-1",
    "cumulative",
    "ordinal",
    "scoring",
)
POINTED: Final = ("cumulative", "scoring")
"""Types in which a ballot gives points to what it names."""

META: Final = (
    *("description", "country", "unit", "instance", "num_projects", "num_votes", "budget"),
    *("vote_type", "rule", "date_begin", "date_end", "min_length", "max_length"),
    *("min_sum_cost", "max_sum_cost", "scoring_fn", "min_points", "max_points"),
    *("min_sum_points", "max_sum_points", "default_score", "subunit", "district", "edition"),
    *("language", "currency", "fully_funded", "experimental", "comment", "acknowledgments"),
    "min_project_score_threshold",
)
"""The fields of the first table, in the order in which the format describes them."""

DERIVED: Final = ("num_projects", "num_votes", "budget", "vote_type")
"""Fields that `Election` has as more than text."""


class Project(Struct, frozen=True):
    """One project. `votes` who named it, `score` the points it got, None where nobody says.

    `selected`: 1 funded, 0 not; other numbers mean what the file's comment says.
    """

    id: str
    cost: int
    votes: int | None = None
    score: int | None = None
    name: str = ""
    selected: int | None = None


class Ballot(Struct, frozen=True):
    """What one voter named; `points` in the same order, only where the type has points."""

    voter: str
    projects: tuple[str, ...]
    points: tuple[int, ...] = ()


class Election(Struct, frozen=True):
    """A whole election. `meta` holds the other fields of `META` as text."""

    vote_type: VoteType
    budget: int
    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    meta: dict[str, str] = {}

    def figure(self, project: Project) -> int | None:
        """What the projects are ranked by: points where there are any, else votes."""
        return project.score if self.vote_type in POINTED else project.votes


def write(election: Election) -> bytes:
    """The file in UTF-8, lines ended by a line feed; the same bytes for the same election.

    Columns of which nothing is known are left out. Every text is put on one line.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";", lineterminator="\n")
    for title, table in (
        ("META", _meta(election)),
        ("PROJECTS", _projects(election.projects)),
        ("VOTES", _votes(election)),
    ):
        writer.writerow([title])
        writer.writerows([_cell(value) for value in row] for row in table)
    return sheet.getvalue().encode()


def _cell(value: str | int | None) -> str:
    return "" if value is None else " ".join(str(value).split())


def _meta(election: Election) -> Iterable[tuple[str, str | int]]:
    known: dict[str, str | int] = {
        **election.meta,
        "num_projects": len(election.projects),
        "num_votes": len(election.ballots),
        "budget": election.budget,
        "vote_type": election.vote_type,
    }
    yield "key", "value"
    for key in META:
        if known.get(key, "") != "":
            yield key, known[key]


def _projects(projects: Sequence[Project]) -> Iterable[list[str | int | None]]:
    columns: dict[str, list[str | int | None]] = {
        "project_id": [project.id for project in projects],
        "cost": [project.cost for project in projects],
        "votes": [project.votes for project in projects],
        "score": [project.score for project in projects],
        "name": [project.name or None for project in projects],
        "selected": [project.selected for project in projects],
    }
    told = [name for name in columns if any(value is not None for value in columns[name])]
    told = list(dict.fromkeys(["project_id", "cost", *told]))
    yield [*told]
    yield from map(list, zip(*(columns[name] for name in told), strict=True))


def _votes(election: Election) -> Iterable[list[str | int | None]]:
    pointed = election.vote_type in POINTED
    yield ["voter_id", "vote", *(["points"] if pointed else [])]
    for ballot in election.ballots:
        points = [",".join(map(str, ballot.points))] if pointed else []
        yield [ballot.voter, ",".join(ballot.projects), *points]
