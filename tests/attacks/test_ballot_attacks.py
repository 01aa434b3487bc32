"""Ballots that were altered on their way, sent with a page of somebody else, or at the last moment.

Each ends in the votes that people were told were stored, one for a card.
"""

import asyncio
import random
import uuid
from collections import Counter
from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Budget, Choose, Mark
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.plan import RoundPlan, Rules
from musrenbang_live.live.cards import Held
from tests.builders import plan
from tests.web.browsing import Hall, Visitor, opened
from tests.web.residents import LEADER, Gathering, ballots, gathered
from tests.web.voters import CardGathering

CARDS = 120

CHOICES: dict[str, Mark | Any] = {
    "mark_unknown_option": [1, 99],
    "mark_duplicate_option": [1, 1],
    "mark_too_many": [1, 2, 3],
    "mark_malformed": ["1"],
}
MALFORMED: list[Any] = [None, 1, "1", {"1": 1}, [1.0], [True], [[1]], [-1, "x"], [None]]


async def _meeting(hall: Hall, rule: Choose | Budget, **said: Any) -> tuple[Gathering, Held]:
    """A vote by card on three proposals, which is on, and one card that is on a phone."""
    planned = RoundPlan("prioritas", "Prioritas kelurahan", rule)
    meeting = await gathered(hall, plan(rules=Rules(access="kartu"), rounds=(planned,)))
    made = await hall.site.cards.print(meeting.room, LEADER, 2)
    await meeting.act(c.ActivateCards(1, 1))
    await meeting.phase("usulan")
    await meeting.proposals(3, **said)
    await meeting.phase("pemungutan")
    entered = await hall.site.cards.enter(meeting.room, made[0].code, "")
    return meeting, entered.card


async def _sent(meeting: Gathering, card: Held, mark: Any) -> str:
    """The code of the refusal, or nothing where it was stored."""
    vote = meeting.hall.service.vote
    try:
        await vote(meeting.room, card.participant, str(uuid.uuid4()), 5, 1, mark)
    except Rejected as rejected:
        return rejected.code
    return ""


@pytest.mark.parametrize("code", CHOICES)
async def test_an_altered_ballot_is_refused_and_the_true_one_stays(hall: Hall, code: str) -> None:
    meeting, card = await _meeting(hall, Choose(most=2))
    assert await _sent(meeting, card, [2]) == ""
    assert await _sent(meeting, card, CHOICES[code]) == code
    rows = await hall.site.pool.fetch("SELECT mark FROM ballot")
    assert [row["mark"] for row in rows] == [[2]]


@pytest.mark.parametrize("mark", MALFORMED, ids=repr)
async def test_what_is_no_mark_at_all_is_refused(hall: Hall, mark: Any) -> None:
    meeting, card = await _meeting(hall, Choose(most=2))
    assert await _sent(meeting, card, mark) in ("mark_malformed", "mark_unknown_option")
    assert await ballots(meeting) == 0


async def test_a_ballot_over_the_budget_is_refused_however_it_is_sent(
    hall: Hall, visitor: Visitor
) -> None:
    """By message, and by a form whose boxes were ticked without the page's own script."""
    meeting, card = await _meeting(hall, Budget(ceiling=100), cost=60)
    assert await _sent(meeting, card, [1, 2]) == "mark_over_budget"
    assert await _sent(meeting, card, [3]) == ""
    cards = CardGathering(hall, meeting.room)
    made = await hall.site.cards.print(meeting.room, LEADER, 1)
    await meeting.act(c.ActivateCards(made[0].number, made[0].number))
    await cards.enter(visitor, 0, made[0].code)
    page = await cards.mark(visitor, made[0].number, "1", "2", "3")
    assert page.status == 422
    assert await ballots(meeting) == 1


async def test_the_page_of_somebody_else_is_no_way_to_vote(
    voting: CardGathering, visitor: Visitor
) -> None:
    """A form that another site, or another visitor's page, makes a browser send."""
    await voting.enter(visitor, 1)
    async with voting.hall.visitor() as other:
        theirs = await voting.joined(other)
    refused = await visitor.send(theirs, "suara-1", mark=["2"], card="1")
    assert refused.status == 403
    assert "terlalu lama" in refused.text
    mine = await visitor.open(f"{voting.home}?kartu=1")
    form = mine.form("suara-1")
    foreign = await visitor.client.post(
        form.action, data=form.filled({"mark": ["2"]}), headers={"Origin": "https://jahat.example"}
    )
    assert foreign.status_code == 403
    assert await ballots(voting) == 0


class Storm:
    """A vote by card at two processes: each card on two phones, one at each of them.

    `stored` are the choices that were acknowledged, by card and revision; `refused` the codes of
    all others.
    """

    def __init__(self, doors: list[Gathering], cards: list[Held]) -> None:
        self.doors = doors
        self.cards = cards
        self.stored: dict[int, dict[int, Mark]] = {card.number: {} for card in cards}
        self.refused: set[str] = set()
        self.under_way = asyncio.Event()
        self._chance = random.Random(3)

    async def rage(self) -> None:
        """Everybody votes on both phones, in no order."""
        votes = [(card, door) for card in self.cards for door in range(len(self.doors))]
        self._chance.shuffle(votes)
        for start in range(0, len(votes), 24):
            await asyncio.gather(*(self._vote(*vote) for vote in votes[start : start + 24]))

    async def _vote(self, card: Held, door: int) -> None:
        at = self.doors[door]
        mark, ref = [self._chance.randint(1, 3)], str(uuid.uuid4())
        try:
            answer = await at.hall.service.vote(at.room, card.participant, ref, 10 + door, 1, mark)
        except Rejected as rejected:
            self.refused.add(rejected.code)
            return
        self.stored[card.number][answer.rev] = answer.mark
        if sum(map(bool, self.stored.values())) > CARDS // 3:
            self.under_way.set()

    @property
    def counting(self) -> list[Mark]:
        """The newest acknowledged choice of each card that has one."""
        return [answers[max(answers)] for answers in self.stored.values() if answers]


async def test_closing_while_two_processes_take_votes_counts_just_what_was_stored(
    hall: Hall, database_url: str
) -> None:
    meeting = await gathered(hall, plan(rules=Rules(access="kartu")))
    made = await hall.site.cards.print(meeting.room, LEADER, CARDS)
    await meeting.act(c.ActivateCards(1, CARDS))
    await meeting.phase("usulan")
    await meeting.proposals(3)
    await meeting.phase("pemungutan")
    async with opened(database_url) as other:
        elsewhere = Gathering(other, await other.service.room(meeting.room.code))
        first = [await hall.site.cards.enter(meeting.room, card.code, "") for card in made]
        second = [await other.site.cards.enter(elsewhere.room, card.code, "") for card in made]
        assert [entered.card for entered in first] == [entered.card for entered in second]
        storm = Storm([meeting, elsewhere], [entered.card for entered in first])
        raging = asyncio.create_task(storm.rage())
        await storm.under_way.wait()
        await elsewhere.act(c.CloseRound(1))
        await raging

    assert storm.refused <= {"round_closed"}
    marks = [row["mark"] for row in await hall.site.pool.fetch("SELECT mark FROM mark")]
    assert Counter(map(tuple, marks)) == Counter(map(tuple, storm.counting))
    await meeting.room.refresh()
    assert CARDS // 3 < meeting.room.counts.tallies[1].ballots == len(storm.counting) <= CARDS
