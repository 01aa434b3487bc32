"""Reading a `.pb` file, and telling everything that is wrong in it at once, line by line."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final

from msgspec import Struct

from musrenbang_live.core.pabulib import (
    DERIVED,
    META,
    POINTED,
    VOTE_TYPES,
    Ballot,
    Election,
    Project,
    VoteType,
)

SECTIONS: Final = {
    "META": ("key", "value"),
    "PROJECTS": ("project_id", "cost"),
    "VOTES": ("voter_id", "vote"),
}
"""The titles of the tables, and the columns without which each cannot be read."""
_WHOLE: Final = re.compile(r"(-?\d{1,15})(?:\.0+)?", re.ASCII)


class Mistake(Struct, frozen=True):
    """One thing wrong: the line of the file, counted from 1, and a sentence about it."""

    line: int
    sentence: str


class PabulibMistakes(ValueError):
    """The file cannot be used; `mistakes` holds everything found, in the order of the file."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"line {each.line}: {each.sentence}" for each in mistakes))
        self.mistakes = tuple(mistakes)


class _Row(Struct, frozen=True):
    """One line of a table by its columns; a column that the line does not have is empty."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


class _Section(Struct):
    line: int
    columns: list[str] = []
    rows: list[_Row] = []


def read(data: bytes) -> Election:
    """The election in a file. Raises `PabulibMistakes` with everything that is wrong in it.

    Costs, points and the budget must be whole numbers. Columns that are not ours are not kept.
    """
    mistakes: list[Mistake] = []
    sections = _sections(_lines(data, mistakes), mistakes)
    for title in SECTIONS:
        if title not in sections and not mistakes:
            end = max(len(data.splitlines()), 1)
            mistakes.append(Mistake(end, f"The file has no section {title}."))
    if mistakes:
        raise PabulibMistakes(mistakes)
    election = _Reading(sections, mistakes).election()
    if mistakes:
        raise PabulibMistakes(sorted(mistakes, key=lambda mistake: mistake.line))
    return election


def _lines(data: bytes, mistakes: list[Mistake]) -> Iterable[tuple[int, list[str]]]:
    """The rows of the file with the numbers of their lines, as far as they can be told apart."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        mistakes.append(Mistake(line, "This line is not UTF-8 text."))
        return
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";", skipinitialspace=True, strict=True
    )
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, [cell.strip() for cell in row]
            line = reader.line_num + 1
    except csv.Error:
        sentence = "A quotation mark in this line is not closed, or not doubled."
        mistakes.append(Mistake(line, sentence))


def _sections(
    lines: Iterable[tuple[int, list[str]]], mistakes: list[Mistake]
) -> dict[str, _Section]:
    sections: dict[str, _Section] = {}
    current: _Section | None = None
    for line, row in lines:
        if len(row) == 1 and row[0] in SECTIONS:
            if row[0] in sections:
                mistakes.append(Mistake(line, f"The section {row[0]} stands here again."))
            current = sections[row[0]] = _Section(line)
        elif current is None:
            mistakes.append(Mistake(line, "This line stands before the title META."))
        else:
            _add(current, line, row, mistakes)
    for title, section in sections.items():
        for column in SECTIONS[title]:
            if column not in section.columns:
                told = f"The section {title} has no column {column}."
                mistakes.append(Mistake(section.line, told))
    return sections


def _add(section: _Section, line: int, row: list[str], mistakes: list[Mistake]) -> None:
    columns = section.columns
    if not columns:
        section.columns = [cell.lower() for cell in row]
    elif any(row[len(columns) :]):
        told = f"This line has {len(row)} fields, its section {len(columns)} columns."
        mistakes.append(Mistake(line, told))
    else:
        section.rows.append(_Row(line, dict(zip(columns, row, strict=False))))


class _Reading:
    """Sections made into an election; what is wrong is noted and reading goes on."""

    def __init__(self, sections: Mapping[str, _Section], mistakes: list[Mistake]) -> None:
        self._sections = sections
        self._mistakes = mistakes
        self._meta = {row["key"]: row for row in self._distinct("META", "key")}

    def _wrong(self, line: int, sentence: str) -> None:
        self._mistakes.append(Mistake(line, sentence))

    def election(self) -> Election:
        """What the file says. Worth something only when no mistake was noted."""
        vote_type = self._vote_type()
        projects = [self._project(row) for row in self._distinct("PROJECTS", "project_id")]
        ids = {project.id for project in projects}
        voters = self._distinct("VOTES", "voter_id")
        ballots = [self._ballot(row, vote_type, ids) for row in voters]
        self._count("num_projects", len(self._sections["PROJECTS"].rows), "projects")
        self._count("num_votes", len(self._sections["VOTES"].rows), "votes")
        return Election(
            vote_type=vote_type,
            budget=self._budget(),
            projects=tuple(projects),
            ballots=tuple(ballots),
            meta={
                key: row["value"]
                for key in META
                if key not in DERIVED and (row := self._meta.get(key)) and row["value"]
            },
        )

    def _vote_type(self) -> VoteType:
        row = self._meta.get("vote_type")
        told = row["value"].lower() if row else ""
        if told in VOTE_TYPES:
            return told
        line = row.line if row else self._sections["META"].line
        self._wrong(line, f"vote_type must be one of {', '.join(VOTE_TYPES)}, not {told!r}.")
        return "approval"

    def _budget(self) -> int:
        row = self._meta.get("budget")
        if row is None:
            self._wrong(self._sections["META"].line, "META has no budget.")
            return 0
        return self._whole(row, "value", "The budget")

    def _count(self, key: str, found: int, what: str) -> None:
        row = self._meta.get(key)
        if row is not None and row["value"] != str(found):
            self._wrong(row.line, f"{key} says {row['value']!r}, and the file has {found} {what}.")

    def _distinct(self, title: str, column: str) -> Iterable[_Row]:
        """The rows of a section whose id is there and was not there before."""
        known = set[str]()
        for row in self._sections[title].rows:
            name = row[column]
            if not name:
                self._wrong(row.line, f"This line has no {column}.")
            elif name in known:
                self._wrong(row.line, f"{column} {name} stands twice.")
            else:
                known.add(name)
                yield row

    def _project(self, row: _Row) -> Project:
        if "," in row["project_id"]:
            self._wrong(row.line, "A project_id cannot have a comma.")
        return Project(
            id=row["project_id"],
            cost=self._whole(row, "cost", "The cost"),
            votes=self._whole(row, "votes", "The number of votes") if row["votes"] else None,
            score=self._whole(row, "score", "The score", low=None) if row["score"] else None,
            name=row["name"],
            selected=self._whole(row, "selected", "selected") if row["selected"] else None,
        )

    def _ballot(self, row: _Row, vote_type: VoteType, ids: Set[str]) -> Ballot:
        named = _listed(row["vote"])
        if len(set(named)) < len(named):
            self._wrong(row.line, "This vote names a project twice.")
        unknown = sorted(set(named) - ids)
        if unknown:
            self._wrong(row.line, f"No project has the id {', '.join(unknown)}.")
        if vote_type == "choose-1" and len(named) > 1:
            self._wrong(row.line, "This vote names more than one project.")
        points = self._points(row, vote_type) if vote_type in POINTED else ()
        if vote_type in POINTED and points is not None and len(points) != len(named):
            told = f"This vote names {len(named)} projects and gives points {len(points)} times."
            self._wrong(row.line, told)
        return Ballot(row["voter_id"], named, points or ())

    def _points(self, row: _Row, vote_type: VoteType) -> tuple[int, ...] | None:
        """The points of a vote; None when they cannot be read, which is then told."""
        found = [_WHOLE.fullmatch(part) for part in _listed(row["points"])]
        points = tuple(int(each.group(1)) for each in found if each)
        if len(points) < len(found):
            self._wrong(row.line, "Points must be whole numbers.")
            return None
        if vote_type == "cumulative" and any(each < 0 for each in points):
            self._wrong(row.line, "Points cannot be below zero.")
        return points

    def _whole(self, row: _Row, column: str, name: str, low: int | None = 0) -> int:
        found = _WHOLE.fullmatch(row[column])
        value = int(found.group(1)) if found else None
        if value is None or (low is not None and value < low):
            least = "" if low is None else f" from {low}"
            self._wrong(row.line, f"{name} must be a whole number{least}, not {row[column]!r}.")
            return 0
        return value


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",")) if cell else ()
