"""Meetings with much in them, for the verifiers: votes of all seven kinds, by link and by card."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Choose,
    Dots,
    Elect,
    Mark,
    Paper,
    Rank,
    Score,
    TieRule,
)
from musrenbang_live.core.ballots.hands import can_be_counted
from musrenbang_live.core.meeting import Round
from musrenbang_live.core.plan import Phase, RoundPlan, Rules, SessionPlan
from tests.builders import CODE, content, plan
from tests.core.ballots.kinds import CRITERIA
from tests.verify.bundles import Story

JUTA = 1_000_000
CEILING = 200 * JUTA
RULES: dict[str, AnyRule] = {
    "pilih": Choose(3),
    "setuju": Agree(),
    "poin": Dots(7),
    "poin-pagu": Dots(6, most_each=4, ceiling=CEILING),
    "urutan-borda": Rank(3),
    "urutan-schulze": Rank(9, "schulze"),
    "skor": Score(CRITERIA),
    "anggaran": Budget(CEILING),
    "anggaran-seimbang": Budget(CEILING, "seimbang", fits=False),
    "delegasi": Elect(3, 2, women=1),
    "delegasi-perempuan": Elect(3, 3, women=2, enforced=True),
}
"""A name that begins with the kind, and its rule."""
CHOOSE, AGREE, POINTS, POINTS_MONEY, BORDA, SCHULZE, SCORE, MONEY, SHARES, ELECT, WOMEN = range(
    1, 12
)
"""The votes of a story by all of them, by number."""
TIES: tuple[tuple[TieRule, ...], ...] = ((), ("nomor",), ("undian",), ("biaya", "undian"))


def rounds_plan(
    rules: Mapping[str, AnyRule],
    ties: Mapping[str, tuple[TieRule, ...]] = {},
    *,
    by_card: bool = False,
    **changes: Any,
) -> SessionPlan:
    """A plan with a vote by each of the rules; `changes` replace other fields."""
    rounds = tuple(
        RoundPlan(key, f"Putaran “{key}”", rule, ties=ties.get(key, ()))
        for key, rule in rules.items()
    )
    voting = tuple(Phase("pemungutan", 5, f"Suara {key}", round=key) for key in rules)
    fields: dict[str, Any] = {
        "rounds": rounds,
        "phases": (
            Phase("pembukaan", 10, "Pembukaan"),
            Phase("usulan", 30, "Usulan"),
            *voting,
            Phase("hasil", 10, "Hasil"),
        ),
        "rules": Rules(access="kartu" if by_card else "tautan"),
        "ceiling": CEILING,
    }
    return plan(**(fields | changes))


def mark_for(rule: AnyRule, paper: Paper, random: Random) -> Mark:
    """A legal mark drawn at random, blank now and then."""
    options = list(paper.options)
    some = random.sample(options, random.randint(0, len(options)))
    match rule:
        case Choose(most=most) | Elect(most=most) | Rank(most=most):
            mark: object = some[:most]
        case Agree():
            mark = [[option, random.randint(1, 3)] for option in some]
        case Score():
            mark = [[option, *(random.randint(1, 5) for _ in rule.scored)] for option in some]
        case Dots():
            mark = _dots(rule, some, random)
        case Budget():
            mark = _affordable(rule, paper, some)
    return rule.valid(mark, paper)


def _dots(rule: Dots, some: Sequence[int], random: Random) -> list[list[int]]:
    left, given = rule.points, []
    for option in some:
        points = random.randint(0, min(left, rule.most_each or left))
        left -= points
        given.append([option, points])
    return given


def _affordable(rule: Budget, paper: Paper, some: Sequence[int]) -> list[int]:
    left, chosen = rule.ceiling, []
    for option in some:
        if not rule.fits or paper.cost(option) <= left:
            chosen.append(option)
            left -= paper.cost(option)
    return chosen


def opened(
    of: SessionPlan, seed: int = 1, proposals: int = 9, candidates: int = 7, code: str = CODE
) -> Story:
    """A meeting in which proposals and candidates stand, and much else has happened."""
    story, random = Story(of, seed, code), Random(seed)
    if of.by_card:
        story.act(c.PrintCards(60, 0), c.ActivateCards(1, 40), c.VoidCard(3, "hilang"))
        story.act(c.ReplaceCard(4, 41), c.ActivateCards(42, 50))
    story.act(c.OpenMeeting(), c.EnterPhase(1), c.ExtendTimer(5))
    for number in range(1, proposals + 1):
        said = content(
            f"Usulan {number}: “parit” \u2028 \\ / é",
            cost=random.randrange(2, 150) * JUTA,
            beneficiaries=random.choice([None, random.randrange(100)]),
            neighborhood=random.choice(of.neighborhoods),
            sector=random.choice([sector.key for sector in of.sectors]),
            quantity=random.choice([None, 0.000_01, 12.0, 0.1 + 0.2, 250.5]),
            unit="meter",
            unit_cost=number * JUTA if number % 2 else None,
            catalog="" if number % 3 else f"1.03.{number}",
            agency="Dinas “PUPR”",
        )
        named = "Ijah binti Saleh" if number == 2 else ""
        story.act(c.SubmitProposal(f"ref-{number}", f"p-{number}", said, named), actor="p:7")
    _moderated(story, proposals)
    for number in range(1, candidates + 1):
        woman = number % 3 == 0
        story.act(c.Nominate(f"calon-{number}", f"Calon {number}", woman, of.neighborhoods[0]))
    if candidates > 4:
        story.act(c.WithdrawCandidate(4))
    return story


def _moderated(story: Story, proposals: int) -> None:
    """All are shown, but for one that waits, one hidden and one merged where there are enough."""
    last = proposals if proposals < 6 else proposals - 3
    for number in range(1, last + 1):
        story.act(c.ApproveProposal(number))
    if proposals >= 6:
        story.act(c.MergeProposal(last + 1, 1), c.HideProposal(last + 2, "Menyebut nama orang."))
        said = story.meeting.proposals[1].content
        story.act(c.EditProposal(1, content("Parit lebih dalam", cost=said.cost)))
        story.act(c.FocusProposal(1), c.BlankScreen(blank=True), c.RaiseParticipantLimit(3_000))


def vote(story: Story, key: str, ballots: int, lots: bool = True) -> Story:
    """Open the round, hand in random ballots, close and reveal it."""
    story.act(c.EnterPhase(_phase(story, key)))
    round_ = story.meeting.open_round
    assert round_ is not None
    marks = [mark_for(round_.plan.rule, round_.paper, story.random) for _ in range(ballots)]
    story.cast(marks[: ballots // 2]).cast(marks[ballots // 2 :], via="kertas")
    _raise_hands(story, round_)
    story.act(c.CloseRound(round_.number))
    if lots and "undian" in round_.plan.ties:
        drawn = story.random.sample(round_.options, story.random.randint(0, len(round_.options)))
        story.act(c.DrawLots(round_.number, tuple(drawn)))
    return story.act(c.RevealRound(round_.number))


def _raise_hands(story: Story, round_: Round) -> None:
    """Some hands, counted twice, where the rule can have them."""
    if not can_be_counted(round_.plan.rule):
        return
    columns = 3 if isinstance(round_.plan.rule, Agree) else 1
    for people in (9, 5):
        rows = tuple(
            (option, *(story.random.randint(0, 1) for _ in range(columns)))
            for option in round_.options
        )
        story.act(c.CountHands(round_.number, people, rows, "Ketua LPM"))


def _phase(story: Story, key: str) -> int:
    phases = story.meeting.plan.phases
    return next(index for index, phase in enumerate(phases) if phase.round == key)


def told(
    rules: Mapping[str, AnyRule] = RULES,
    *,
    seed: int = 1,
    ballots: int = 12,
    proposals: int = 9,
    by_card: bool = True,
    code: str = CODE,
) -> Story:
    """A whole meeting with a vote by each of the rules, published."""
    random = Random(seed)
    ties = {key: random.choice(_ties_for(rule)) for key, rule in rules.items()}
    story = opened(rounds_plan(rules, ties, by_card=by_card), seed, proposals, code=code)
    for key in rules:
        vote(story, key, ballots)
    return finished(story)


def _agreed(story: Story) -> None:
    """Something of all that a meeting does beside votes."""
    story.act(c.AskQuestion("q1", "", "Kapan parit dikeruk?"), c.FocusQuestion(1))
    story.act(c.AnswerQuestion(1, "Lurah", "Bulan depan."), c.HideQuestion(1, "Diminta penanya."))
    story.act(c.AskQuestion("q2", "", "Berapa pagunya?", "Siti"), c.AnswerQuestion(2, "Camat"))
    story.act(c.AnswerQuestion(2, "Lurah", "Rp578 juta."), c.AskQuestion("q3", "", "Kapan?"))
    story.act(c.BringPromise(2026, "Titi kayu", "VI", 40_000_000, "ACDEFG/4"))
    story.act(c.AnswerPromise(1, "belum", "Lurah", "Dana habis."), c.ChooseScreen("agenda"))
    standing = [proposal.number for proposal in story.meeting.standing()]
    for number, verdict in zip(standing, ("mufakat", "voting"), strict=False):
        story.act(c.DecideProposal(number, verdict))
    if standing:
        story.act(c.DecideProposal(standing[-1], "belum", "lahan", "Milik pribadi."))
        story.act(c.AgreeRanks(tuple(standing[:-1]), reason="Jalan sekolah dahulu."))
    people = [one.number for one in story.meeting.candidates.values() if one.stands]
    story.act(c.AcclaimDelegates(tuple(people[:2])))
    story.act(c.CarryPromise(1, "lanjut-1", content("Titi beton ke sekolah")))


def _ties_for(rule: AnyRule) -> list[tuple[TieRule, ...]]:
    money = isinstance(rule, Budget) or (isinstance(rule, Dots) and rule.ceiling)
    return [ties for ties in TIES if money or "biaya" not in ties]


def finished(story: Story) -> Story:
    """Closed and published; a proposal was hidden after the votes, and the wall emptied last."""
    _agreed(story)
    if 2 in story.meeting.proposals:
        story.act(c.HideProposal(2, "Diminta pengusulnya."))
    if story.meeting.plan.by_card:
        story.act(c.VoidCard(1, "rusak"), c.VoidLeftovers())
    return story.act(c.CloseMeeting(), c.PublishMeeting(), c.BlankScreen(blank=False))
