"""Pabulib's format: what is read is what is written, and every bad line is told with its number."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.pabulib import (
    DERIVED,
    META,
    POINTED,
    VOTE_TYPES,
    Ballot,
    Election,
    Project,
    write,
)
from musrenbang_live.core.pabulib_reading import PabulibMistakes, read
from tests.pabulib_files import OFFICIAL, made, real

one_line = st.text(
    st.sampled_from("aàe0;\"',#:= \u00a0\u200d\U0001f469") | st.characters(codec="utf-8"),
    max_size=20,
).map(lambda text: " ".join(text.split()))
ids = st.text("ABC0123456789-_", min_size=1, max_size=5)
whole = st.integers(0, 10**14)
perhaps = st.none() | whole


@st.composite
def elections(draw: st.DrawFn) -> Election:
    """Any election that the format can hold."""
    vote_type = draw(st.sampled_from(VOTE_TYPES))
    named = draw(st.lists(ids, unique=True, max_size=5))
    projects = [
        Project(name, draw(whole), draw(perhaps), draw(perhaps), draw(one_line), draw(perhaps))
        for name in named
    ]
    most = 1 if vote_type == "choose-1" else 5
    ballots = []
    for voter in draw(st.lists(ids, unique=True, max_size=6)):
        marked = draw(st.permutations(named))[: draw(st.integers(0, most))]
        low = -5 if vote_type == "scoring" else 0
        points = [draw(st.integers(low, 10)) for _ in marked] if vote_type in POINTED else []
        ballots.append(Ballot(voter, tuple(marked), tuple(points)))
    fields = st.sampled_from([key for key in META if key not in DERIVED])
    meta = draw(st.dictionaries(fields, one_line.filter(bool), max_size=6))
    ordered = {key: meta[key] for key in META if key in meta}
    return Election(vote_type, draw(whole), tuple(projects), tuple(ballots), ordered)


@given(elections())
def test_what_is_written_is_read_again(election: Election) -> None:
    written = write(election)
    assert read(written) == election
    assert write(read(written)) == written
    assert read(written.replace(b"\n", b"\r\n")) == election


def test_a_file_from_elsewhere_is_read_without_what_it_says_of_people() -> None:
    election = read(made("greedy.pb"))
    assert (election.vote_type, election.budget) == ("approval", 100_000)
    assert election.projects[0] == Project("A1", 60_000, 6, None, "Taman; tahap II", 1)
    assert election.projects[1].name == 'Titi "kayu" baru'
    assert election.ballots[6] == Ballot("v7", ("B2", "D4", "C3"))
    assert election.meta["max_sum_cost"] == "100000"
    again = write(election).decode()
    for told in ("weather", "public space", "internet", ";34;", "sex", "category"):
        assert told not in again


def test_points_stand_beside_what_they_are_for() -> None:
    election = read(made("points.pb"))
    assert election.ballots[2] == Ballot("3", ("12", "13", "11"), (5, 3, 2))
    assert [election.figure(project) for project in election.projects] == [22, 15, 13]


def test_the_bytes_are_the_same_wherever_they_are_written() -> None:
    election = Election(
        vote_type="cumulative",
        budget=100,
        projects=(Project("1", 70, 1, 9, "Parit; titi", 1), Project("2", 50, 1, 1, 'Pos "RW"', 0)),
        ballots=(Ballot("1", ("1", "2"), (9, 1)), Ballot("2", ())),
        meta={"currency": "IDR", "description": "Dua\nbaris"},
    )
    assert write(election).decode() == (
        "META\nkey;value\ndescription;Dua baris\nnum_projects;2\nnum_votes;2\nbudget;100\n"
        "vote_type;cumulative\ncurrency;IDR\n"
        "PROJECTS\nproject_id;cost;votes;score;name;selected\n"
        '1;70;1;9;"Parit; titi";1\n2;50;1;1;"Pos ""RW""";0\n'
        "VOTES\nvoter_id;vote;points\n1;1,2;9,1\n2;;\n"
    )


SMALL = """META
key;value
num_projects;2
num_votes;2
budget;100
vote_type;cumulative
PROJECTS
project_id;cost;name
1;70;Parit
2;50;Titi
VOTES
voter_id;vote;points
a;1,2;9,1
b;2;10
"""


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        ("num_projects;2", "num_projects;3", 3, "2 projects"),
        ("num_votes;2", "num_votes;1", 4, "2 votes"),
        ("budget;100", "budget;banyak", 5, "whole number"),
        ("budget;100\n", "", 1, "no budget"),
        ("vote_type;cumulative", "vote_type;nominal", 6, "approval, choose-1, cumulative"),
        ("vote_type;cumulative", "vote_type;approval;lebih", 6, "3 fields"),
        ("num_votes;2", "budget;2", 5, "budget stands twice"),
        ("project_id;cost", "project_id;price", 7, "no column cost"),
        ("1;70", "1;70.5", 9, "whole number from 0"),
        ("1;70", "1;-70", 9, "whole number from 0"),
        ("2;50", ";50", 10, "no project_id"),
        ("2;50", "1;50", 10, "stands twice"),
        ("2;50", '"2,3";50', 10, "comma"),
        ("2;50;Titi", '2;50;"Titi" kayu', 10, "quotation mark"),
        ("2;50;Titi", '2;50;"Titi', 10, "quotation mark"),
        ("VOTES\n", "", 13, "no section VOTES"),
        ("a;1,2;9,1", "a;1,7;9,1", 13, "the id 7"),
        ("a;1,2;9,1", "a;1,1;9,1", 13, "twice"),
        ("a;1,2;9,1", "a;1,2;9", 13, "2 projects and gives points 1 times"),
        ("a;1,2;9,1", "a;1,2;9,x", 13, "whole numbers"),
        ("a;1,2;9,1", "a;1,2;9,-1", 13, "below zero"),
        ("b;2;10", "a;2;10", 14, "stands twice"),
        ("b;2;10", "META", 14, "again"),
        ("META\n", "", 1, "before the title META"),
    ],
)
def test_a_bad_line_is_told_with_its_number(was: str, now: str, line: int, said: str) -> None:
    assert SMALL.count(was) == 1
    with pytest.raises(PabulibMistakes) as wrong:
        read(SMALL.replace(was, now).encode())
    told = {mistake.line: mistake.sentence for mistake in reversed(wrong.value.mistakes)}
    assert said in told[line]
    assert told[line].endswith(".")
    assert "\n" not in told[line]


def test_all_bad_lines_are_told_at_once_in_their_order() -> None:
    bad = SMALL.replace("1;70", "1;x").replace("b;2;10", "b;9;10").replace("budget;100", "budget;")
    with pytest.raises(PabulibMistakes) as wrong:
        read(bad.encode())
    assert [mistake.line for mistake in wrong.value.mistakes] == [5, 9, 14]


def test_a_choice_of_one_names_one() -> None:
    text = SMALL.replace("cumulative", "choose-1")
    with pytest.raises(PabulibMistakes) as wrong:
        read(text.encode())
    assert [mistake.line for mistake in wrong.value.mistakes] == [13]


def test_what_is_not_text_is_told() -> None:
    with pytest.raises(PabulibMistakes) as wrong:
        read(SMALL.replace("Titi", "Tit\u00e9").encode("latin-1"))
    assert [mistake.line for mistake in wrong.value.mistakes] == [10]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_an_election_or_mistakes(data: bytes) -> None:
    for tried in (data, SMALL.encode() + data, b"META\nkey;value\n" + data):
        with contextlib.suppress(PabulibMistakes):
            assert read(write(read(tried)))


@pytest.mark.parametrize("name", ["greedy.pb", "shares.pb", "points.pb"])
def test_what_we_write_is_read_by_the_tools_of_others(tmp_path: Path, name: str) -> None:
    tools = pytest.importorskip("pabutools.election", reason="make oracle installs Pabutools")
    election = read(made(name))
    path = tmp_path / name
    path.write_bytes(write(election))
    instance, profile = tools.parse_pabulib(str(path))
    assert instance.budget_limit == election.budget
    assert {project.name: int(project.cost) for project in instance} == {
        project.id: project.cost for project in election.projects
    }
    assert len(profile) == len(election.ballots)
    for theirs, ours in zip(profile, election.ballots, strict=True):
        assert {project.name for project in theirs} == set(ours.projects)
        if ours.points:
            points = {project.name: int(theirs[project]) for project in theirs}
            assert points == dict(zip(ours.projects, ours.points, strict=True))


@pytest.mark.parametrize("name", OFFICIAL)
def test_real_elections_are_read_and_written(name: str) -> None:
    election = read(real(name).read_bytes())
    ballots, funded, spent = OFFICIAL[name]
    taken = [project.cost for project in election.projects if project.selected]
    assert (len(election.ballots), len(taken), sum(taken)) == (ballots, funded, spent)
    assert read(write(election)) == election
