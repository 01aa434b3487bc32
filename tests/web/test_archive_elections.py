"""A published vote as a Pabulib file: whole, without persons, and not a moment too early."""

from typing import Any

import pytest
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Budget, Choose, Dots
from musrenbang_live.core.ballots.rule import Decision
from musrenbang_live.core.pabulib import Ballot, Election, Project
from musrenbang_live.core.pabulib_reading import read
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.views.results import result
from musrenbang_live.store import rounds
from musrenbang_live.web.archive.elections import pb_file
from tests.builders import ROUND, content, plan
from tests.web.browsing import Hall, Visitor
from tests.web.residents import Gathering, gathered

PROJECTS = (("Taman; tahap II", 60), ('Titi "kayu"', 50), ("Lampu jalan", 40))
CHOICES = ([1, 3], [1], [1, 3], [2], [2], [])
SECRET = "Sebut nama orang"


async def voted(hall: Hall, rule: Any, marks: tuple[Any, ...], **changes: Any) -> Gathering:
    """A meeting with these ballots in its open round; the ballot has the `PROJECTS`."""
    planned = RoundPlan(ROUND, "Dana lingkungan", rule)
    gathering = await gathered(hall, plan(rounds=(planned,), ceiling=100, **changes))
    await gathering.phase("usulan")
    for title, cost in PROJECTS:
        await gathering.proposal(content(title, cost=cost))
    await gathering.phase("pemungutan")
    for mark in marks:
        await gathering.cast(mark)
    return gathering


async def published(hall: Hall, visitor: Visitor, rule: Any, marks: tuple[Any, ...]) -> Election:
    """The file of the vote, after the meeting was published."""
    gathering = await voted(hall, rule, marks)
    await gathering.act(c.CloseRound(1), c.PublishMeeting())
    answer = await visitor.client.get(f"/arsip/{gathering.room.code}/1.pb")
    assert answer.status_code == 200, answer.text
    return read(answer.content)


async def test_a_budget_round_says_what_was_funded(hall: Hall, visitor: Visitor) -> None:
    election = await published(hall, visitor, Budget(100), CHOICES)
    assert (election.vote_type, election.budget) == ("approval", 100)
    assert election.projects == (
        Project("1", 60, 3, None, "Taman; tahap II", 1),
        Project("2", 50, 2, None, 'Titi "kayu"', 0),
        Project("3", 40, 2, None, "Lampu jalan", 1),
    )
    assert sorted(ballot.projects for ballot in election.ballots) == [
        *(("1",), ("1", "3"), ("1", "3"), ("2",), ("2",))
    ]
    assert [ballot.voter for ballot in election.ballots] == ["1", "2", "3", "4", "5"]
    assert election.meta | {"date_begin": "", "date_end": ""} == {
        "description": "Musrenbang Kelurahan Selat Lancang: Dana lingkungan",
        "country": "Indonesia",
        "unit": "Kota Tanjungbalai",
        "instance": "2027",
        "rule": "greedy",
        "date_begin": "",
        "date_end": "",
        "max_sum_cost": "100",
        "subunit": "Selat Lancang",
        "district": "Datuk Bandar Timur",
        "language": "id",
        "currency": "IDR",
        "comment": "#1: A poll by open link: one person may have voted more than once.",
    }


async def test_the_deciding_method_says_what_was_selected(hall: Hall, visitor: Visitor) -> None:
    marks = ([1], [1], [1, 2], [2, 3])
    election = await published(hall, visitor, Budget(100, "seimbang", fits=False), marks)
    assert election.meta["rule"] == "equalshares/add1"
    assert "max_sum_cost" not in election.meta
    assert [project.selected for project in election.projects] == [1, 0, 0]
    by_most = await published(hall, visitor, Budget(100, fits=False), marks)
    assert [project.selected for project in by_most.projects] == [1, 0, 1]


async def test_points_are_told_with_those_who_gave_them(hall: Hall, visitor: Visitor) -> None:
    marks = ([[1, 2], [2, 5], [3, 3]], [[3, 10]], [[1, 10]])
    election = await published(hall, visitor, Dots(10, most_each=10, ceiling=100), marks)
    assert election.vote_type == "cumulative"
    figures = [(each.votes, each.score, each.selected) for each in election.projects]
    assert figures == [(2, 12, 1), (1, 5, 0), (2, 13, 1)]
    assert Ballot("", ("2", "3", "1"), (5, 3, 2)) in [
        Ballot("", ballot.projects, ballot.points) for ballot in election.ballots
    ]
    assert (election.meta["max_points"], election.meta["max_sum_points"]) == ("10", "10")


async def test_a_choice_ranks_and_gives_no_money(hall: Hall, visitor: Visitor) -> None:
    election = await published(hall, visitor, Choose(2), CHOICES)
    assert (election.vote_type, election.budget) == ("approval", 100)
    assert [project.selected for project in election.projects] == [None] * 3
    assert [project.cost for project in election.projects] == [60, 50, 40]
    assert (election.meta["rule"], election.meta["max_length"]) == ("unknown", "2")
    assert "no money" in election.meta["comment"]


async def test_a_choice_of_one_is_called_so(hall: Hall, visitor: Visitor) -> None:
    election = await published(hall, visitor, Choose(1), ([1], [2]))
    assert election.vote_type == "choose-1"
    assert "max_length" not in election.meta


async def test_nothing_is_there_before_the_publication(hall: Hall, visitor: Visitor) -> None:
    gathering = await voted(hall, Budget(100), CHOICES)
    path = f"/arsip/{gathering.room.code}/1.pb"
    never = await visitor.client.get("/arsip/HMX4T7/1.pb")
    assert never.status_code == 404
    for step in (None, c.CloseRound(1), c.RevealRound(1), c.CloseMeeting()):
        if step:
            await gathering.act(step)
        early = await visitor.client.get(path)
        assert (early.status_code, early.content) == (404, never.content)
    await gathering.act(c.PublishMeeting())
    assert (await visitor.client.get(path)).status_code == 200


async def test_what_has_no_such_file_is_unknown(hall: Hall, visitor: Visitor) -> None:
    gathering = await voted(hall, Choose(2), CHOICES)
    await gathering.act(c.CloseRound(1), c.PublishMeeting())
    for other in ("2.pb", "0.pb", "x.pb", "1.csv", "999999999.pb"):
        page = await visitor.client.get(f"/arsip/{gathering.room.code}/{other}")
        assert page.status_code == 404, other


async def test_texts_of_hidden_proposals_and_people_are_not_in_it(
    hall: Hall, visitor: Visitor
) -> None:
    gathering = await gathered(hall, plan(rounds=(RoundPlan(ROUND, "Dana", Budget(100)),)))
    await gathering.phase("usulan")
    people = [await gathering.neighbour(name=f"Ijah {n}", gender="P") for n in range(6)]
    await gathering.proposal(content(SECRET, cost=60), by=people[0])
    await gathering.proposal(content("Lampu jalan", cost=40), by=people[1])
    await gathering.phase("pemungutan")
    for person in people:
        await gathering.cast([1], by=person)
    await gathering.act(c.CloseRound(1), c.HideProposal(1, "Menyebut nama."), c.PublishMeeting())
    answer = await visitor.client.get(f"/arsip/{gathering.room.code}/1.pb")
    election = read(answer.content)
    assert election.projects[0] == Project("1", 60, 6, None, "", 1)
    for secret in (SECRET, "Ijah", *people, *(person[:8] for person in people)):
        assert secret not in answer.text
    assert answer.text.count("voter_id;vote\n") == 1


async def test_the_order_of_the_ballots_is_the_order_drawn_at_closing(
    hall: Hall, visitor: Visitor
) -> None:
    marks = tuple([1 + number % 3] for number in range(40))
    gathering = await voted(hall, Choose(1), marks)
    await gathering.act(c.CloseRound(1), c.PublishMeeting())
    path = f"/arsip/{gathering.room.code}/1.pb"
    answers = [await visitor.client.get(path) for _ in range(2)]
    assert answers[0].content == answers[1].content
    kept = await rounds.marks(hall.site.pool, gathering.room.row.id, 1)
    shown = [[int(project) for project in ballot.projects] for ballot in _read(answers[0]).ballots]
    assert shown == kept
    assert shown != [list(mark) for mark in marks]


def _read(answer: Any) -> Election:
    return read(answer.content)


async def test_it_is_kept_asked_for_again_and_downloaded(hall: Hall, visitor: Visitor) -> None:
    gathering = await voted(hall, Budget(100), CHOICES)
    await gathering.act(c.CloseRound(1), c.PublishMeeting())
    code = gathering.room.code
    answer = await visitor.client.get(f"/arsip/{code}/1.pb")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="musrenbang-{code}-1.pb"'
    )
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=60"
    tag = {"If-None-Match": answer.headers["etag"]}
    again = await visitor.client.get(f"/arsip/{code}/1.pb", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    page = await visitor.open(f"/arsip/{code}")
    assert f"/arsip/{code}/1.pb" in page.links
    assert "Surat suara (Pabulib): Dana lingkungan" in page.text


async def test_rehearsals_and_examples_are_called_experimental(
    hall: Hall, visitor: Visitor
) -> None:
    gathering = await voted(hall, Choose(2), CHOICES, practice=True)
    await gathering.act(c.CloseRound(1), c.PublishMeeting())
    answer = await visitor.client.get(f"/arsip/{gathering.room.code}/1.pb")
    assert read(answer.content).meta["experimental"] == "1"


@pytest.mark.parametrize("undecided", [(2, 3), ()])
async def test_equals_that_nobody_parted_are_neither_funded_nor_refused(
    hall: Hall, undecided: tuple[int, ...]
) -> None:
    gathering = await voted(hall, Budget(100), CHOICES)
    await gathering.act(c.CloseRound(1), c.RevealRound(1))
    await gathering.room.recount()
    meeting, counts = gathering.meeting, gathering.room.counts
    seen = result(meeting, counts, meeting.rounds[1])
    assert seen is not None
    decided = replace(seen, decisions=(Decision("terbanyak", (1,), undecided, places=1),))
    election = read(pb_file(meeting, decided, []))
    expected = [1, 2, 2] if undecided else [1, 0, 0]
    assert [project.selected for project in election.projects] == expected
    assert ("selected 2" in election.meta["comment"]) == bool(undecided)
