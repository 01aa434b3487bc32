"""`simulate`: the official result comes out of the real server, and a falsified one is found."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from musrenbang_live.cli.simulation.election import PlayedElection
from musrenbang_live.core.pabulib import Ballot, Election, Project
from tests.commands import Ran, ask
from tests.pabulib_files import MADE, OFFICIAL, made, real
from tests.patience import SOON
from tests.servers import PostgresServer
from tests.topology.standing import Standing, standing

TERMINAL = {"COLUMNS": "120", "LANG": "id_ID.UTF-8"}


@pytest.fixture(scope="module")
def server(postgres: PostgresServer) -> Iterator[Standing]:
    """A server that runs already."""
    with standing(postgres) as running:
        yield running


Simulate = Callable[[str | Path], Ran]


@pytest.fixture
def simulate(server: Standing) -> Simulate:
    """The command, through the server that runs already."""
    link = f"{server.base}/masuk/{server.token}?lanjut=/fasilitator"

    def run(file: str | Path) -> Ran:
        return ask("simulate", "--pabulib", file, server.base, "--login", link, **TERMINAL)

    return run


def changed(tmp_path: Path, name: str, was: str, now: str) -> str:
    """A file that is part of the project, with one place changed."""
    text = made(name).decode("utf-8-sig").replace("\r\n", "\n")
    assert text.count(was) == 1
    path = tmp_path / name
    path.write_text(text.replace(was, now), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", ["shares.pb", "points.pb"])
def test_the_published_result_is_the_official_one(simulate: Simulate, name: str) -> None:
    ran = simulate(MADE / name)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Hasil yang terbit sama dengan hasil resmi" in ran.stdout
    assert "PLN" not in ran.stdout


def test_as_a_program_with_a_server_of_its_own_it_shows_both_results(server_folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "musrenbang_live", "simulate", "--pabulib", MADE / "greedy.pb"],
        env={**os.environ, **TERMINAL, "TMPDIR": str(server_folder)},
        capture_output=True,
        text=True,
        timeout=4 * SOON,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Hasil yang terbit sama dengan hasil resmi" in ran.stdout
    rows = [[cell.strip() for cell in line.split("│")] for line in ran.stdout.splitlines()]
    assert ["", "C3. Lampu jalan", "4", "4", "ya", "ya", ""] in rows
    assert ["", "E5. Bola kaki [merah]", "0", "0", "tidak", "tidak", ""] in rows


def test_scores_without_a_limit_and_special_marks_are_played_too(
    simulate: Simulate, tmp_path: Path
) -> None:
    path = Path(changed(tmp_path, "points.pb", "cumulative", "scoring"))
    path.write_text(path.read_text("utf-8").replace("Lampu;1", "Lampu;2"), encoding="utf-8")
    ran = simulate(path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 proyek tidak dibandingkan" in ran.stdout


@pytest.mark.parametrize(
    ("name", "was", "now", "told"),
    [
        ("greedy.pb", "Lampu jalan;1", "Lampu jalan;0", "project C3 is funded"),
        ("points.pb", "50;2;15;Parit;0", "50;2;15;Parit;1", "project 12 is not funded"),
        ("greedy.pb", "roads;4;Lampu", "roads;5;Lampu", "project C3: votes is 4, officially 5"),
        ("points.pb", "12;50;2;15", "12;50;2;16", "project 12: score is 15, officially 16"),
    ],
)
def test_a_falsified_result_is_found(
    simulate: Simulate, tmp_path: Path, name: str, was: str, now: str, told: str
) -> None:
    ran = simulate(changed(tmp_path, name, was, now))
    assert ran.returncode == 1
    assert told in ran.stdout
    assert "Hasil yang terbit tidak sama dengan hasil resmi." in ran.stdout


@pytest.mark.parametrize(
    ("name", "was", "now", "told"),
    [
        ("greedy.pb", "A1;60000", "A1;banyak", ":22: The cost must be a whole number"),
        ("greedy.pb", "rule;greedy", "rule;unknown", "The rule 'unknown'"),
        ("greedy.pb", "vote_type;approval", "vote_type;ordinal", "'ordinal' is not one of ours"),
        ("greedy.pb", "selected\n", "chosen\n", "no column selected"),
        ("greedy.pb", "budget;100000", "budget;0", "its budget is 0"),
        ("points.pb", "max_sum_points;10", "max_sum_points;9", "voter 1 is refused by the rule"),
        ("points.pb", "cumulative", "scoring\ndefault_score;1", "default_score"),
    ],
)
def test_a_file_of_no_use_is_told_before_anything_is_started(
    tmp_path: Path, name: str, was: str, now: str, told: str
) -> None:
    ran = ask("simulate", "--pabulib", changed(tmp_path, name, was, now))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert told in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_a_file_that_is_not_there_and_a_server_without_a_login(tmp_path: Path) -> None:
    assert ask("simulate", "--pabulib", tmp_path / "no.pb").returncode == 2
    for arguments in (("http://127.0.0.1:9",), ("somewhere", "--login", "x/masuk/abc")):
        ran = ask("simulate", "--pabulib", MADE / "greedy.pb", *arguments)
        assert ran.returncode == 1
        assert len(ran.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", OFFICIAL)
def test_real_elections_come_out_as_they_did(simulate: Simulate, name: str) -> None:
    ballots, funded, spent = OFFICIAL[name]
    ran = simulate(real(name))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"resmi: {ballots} surat suara, {funded} dari" in ran.stdout
    assert f" {spent} dari" in ran.stdout


CAST = Election(
    vote_type="approval",
    budget=100,
    projects=(Project("A", 60, 2, selected=1), Project("B", 50, 1, selected=0)),
    ballots=(Ballot("x", ("A",)), Ballot("y", ("B", "A")), Ballot("z", ())),
)
SHOWN = Election(
    vote_type="approval",
    budget=100,
    projects=(Project("1", 60, 2, selected=1), Project("2", 50, 1, selected=0)),
    ballots=(Ballot("1", ("1", "2")), Ballot("2", ("1",))),
)


@pytest.mark.parametrize(
    ("projects", "ballots", "told"),
    [
        (SHOWN.projects, SHOWN.ballots, []),
        (
            SHOWN.projects,
            (Ballot("1", ("1", "2")), Ballot("2", ("2",))),
            ["1 ballots are not", "1 published ballots were not"],
        ),
        (SHOWN.projects, SHOWN.ballots[:1], ["1 ballots are not"]),
        (SHOWN.projects[:1], SHOWN.ballots, ["project B is not published"]),
        ((Project("1", 61, 2, selected=1), SHOWN.projects[1]), SHOWN.ballots, ["cost is 61"]),
        ((Project("1", 60, 2, selected=2), SHOWN.projects[1]), SHOWN.ballots, ["not funded"]),
    ],
)
def test_every_untruth_of_a_record_is_found(
    projects: tuple[Project, ...], ballots: tuple[Ballot, ...], told: list[str]
) -> None:
    played = PlayedElection("http://127.0.0.1:9", CAST)
    played.numbers = {"A": 1, "B": 2}
    found = played.differences(Election("approval", 100, projects, ballots))
    assert len(found) == len(told)
    assert all(part in sentence for part, sentence in zip(told, found, strict=True))
