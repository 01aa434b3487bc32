"""Events are split for the log and joined again; what people wrote stays out of the body."""

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core import events as e
from musrenbang_live.core.ballots import RULES, Paper
from musrenbang_live.core.events import WORDS, AnyEvent, ProposalContent, join, split
from musrenbang_live.core.plan import RoundPlan
from tests.core.making import NOON, PRIORITY, content

WRITTEN = ProposalContent(
    title="Ditulis: judul",
    problem="Ditulis: masalah",
    sector="infra",
    neighborhood="VI",
    landmark="Ditulis: patokan",
    screen_title="Ditulis: layar",
    quantity=180.5,
    unit="Ditulis: satuan",
    cost=153_000_000,
    beneficiaries=65,
    beneficiary_unit="Ditulis: penerima",
    catalog="K-014",
    unit_cost=850_000,
    agency="Ditulis: dinas",
)
ONE_OF_EACH: list[AnyEvent] = [
    e.MeetingOpened(),
    e.PhaseEntered(1, NOON),
    e.TimerMoved(NOON),
    e.ProposalSubmitted(1, "peserta-1", True, "Ditulis: nama", WRITTEN),
    e.ProposalEdited(1, WRITTEN),
    e.ProposalApproved(1),
    e.ProposalHidden(1, "Ditulis: alasan"),
    e.ProposalMerged(2, 1),
    e.ProposalUnmerged(2),
    e.ProposalFocused(0),
    e.CandidateNominated(1, "Ditulis: nama calon", True, "II"),
    e.CandidateWithdrawn(1),
    e.DelegatesAcclaimed((1, 3)),
    e.ProposalDecided(1, "belum", "lahan", "Ditulis: milik pribadi"),
    e.RanksAgreed((2, 1), "Ditulis: jalan dahulu"),
    e.QuestionAsked(1, "peserta-1", "Ditulis: nama", "Ditulis: kapan?"),
    e.QuestionApproved(1),
    e.QuestionHidden(1, "Ditulis: alasan"),
    e.QuestionAnswered(1, "Ditulis: Lurah", "Ditulis: tahun depan"),
    e.QuestionFocused(1),
    e.PromiseBrought(1, 2026, "Ditulis: parit", "VI", 90_000_000, "ACDEFG/4", "belum"),
    e.PromiseAnswered(1, "sebagian", "Ditulis: Lurah", "Ditulis: 40 meter"),
    e.PromiseCarried(1, 7),
    e.RoundOpened(1, PRIORITY, Paper((1, 2))),
    e.RoundClosed(1),
    e.RoundRevealed(1),
    e.LotsDrawn(1, (2, 1)),
    e.HandsCounted(1, 20, ((3, 12), (7, 8)), "Ditulis: Ketua LPM"),
    e.ScreenBlanked(True),
    e.ScreenChosen("pertanyaan", 1),
    e.ParticipantLimitRaised(2500),
    e.CardsPrinted(80),
    e.CardIssued(81),
    e.CardsActivated(1, 8),
    e.CardVoided(3, "Ditulis: alasan"),
    e.CardReplaced(4, 9),
    e.LeftoversVoided(71),
    e.MeetingClosed(),
    e.MeetingPublished(),
]

texts = st.text(max_size=8)
numbers = st.integers(0, 2**53)
some_content = st.builds(
    ProposalContent,
    title=texts,
    problem=texts,
    sector=texts,
    neighborhood=texts,
    landmark=texts,
    screen_title=texts,
    quantity=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    unit=texts,
    cost=st.none() | numbers,
    beneficiaries=st.none() | numbers,
    beneficiary_unit=texts,
)
some_rule = st.one_of(st.from_type(rule) for rule in RULES.values())
some_round = st.builds(RoundPlan, texts, texts, some_rule, st.booleans())
some_paper = st.builds(Paper, st.lists(numbers, max_size=4).map(tuple))
some_event = st.one_of(
    st.builds(e.ProposalSubmitted, numbers, texts, st.booleans(), texts, some_content),
    st.builds(e.ProposalEdited, numbers, some_content),
    st.builds(e.ProposalHidden, numbers, texts),
    st.builds(e.RoundOpened, numbers, some_round, some_paper),
    st.builds(e.PhaseEntered, numbers, numbers),
    st.builds(e.ProposalMerged, numbers, numbers),
    st.builds(e.ScreenBlanked, st.booleans()),
)


def stored(body: dict[str, Any]) -> dict[str, Any]:
    return msgspec.json.decode(msgspec.json.encode(body))


def test_there_is_one_of_each() -> None:
    assert {type(event) for event in ONE_OF_EACH} == set(get_args(AnyEvent))
    assert set(WORDS) <= {type(event).__name__ for event in ONE_OF_EACH}


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_what_people_wrote_is_never_in_the_body(event: AnyEvent) -> None:
    kind, body, words = split(event)
    assert kind == type(event).__name__
    assert "Ditulis" not in msgspec.json.encode(body).decode()
    written = msgspec.json.encode(event).decode().count("Ditulis")
    assert len(words) == written
    assert all(text.startswith("Ditulis") for text in words.values())


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_split_and_join_through_json(event: AnyEvent) -> None:
    kind, body, words = split(event)
    assert join(kind, stored(body), stored(words)) == event


@given(some_event)
def test_any_event_comes_back_whole(event: AnyEvent) -> None:
    kind, body, words = split(event)
    before = stored(body)
    assert join(kind, body, words) == event
    assert stored(body) == before  # joining leaves the body as it was
    assert join(kind, before, stored(words)) == event


def test_erased_words_come_back_empty() -> None:
    kind, body, _ = split(e.ProposalSubmitted(1, "peserta-1", False, "Ucok", WRITTEN))
    erased = join(kind, body, None)
    assert isinstance(erased, e.ProposalSubmitted)
    assert erased.proposer == ""
    kept = content(title="", problem="", screen_title="", sector="infra", neighborhood="VI")
    assert erased.content == msgspec.structs.replace(
        kept,
        quantity=180.5,
        cost=153_000_000,
        beneficiaries=65,
        catalog="K-014",
        unit_cost=850_000,
    )
    partly = join(kind, body, {"content.title": "Parit"})
    assert isinstance(partly, e.ProposalSubmitted)
    assert (partly.content.title, partly.content.problem) == ("Parit", "")


def test_an_unknown_kind_is_not_guessed() -> None:
    with pytest.raises(msgspec.ValidationError):
        join("ProposalSold", {"number": 1}, None)
