"""Raised hands, entered at the desk: once the result is shown, everybody sees them apart."""

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Agree, AnyRule, Budget, Dots, Elect, Rank, Score
from musrenbang_live.core.plan import RoundPlan
from tests.builders import ROUND, plan
from tests.outcomes import CRITERIA
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered
from tests.web.voters import CardGathering, by_card

LPM = "Ketua LPM"


async def voted(hall: Hall, rule: AnyRule | None = None) -> Gathering:
    """A poll by link on three proposals or candidates, which is on."""
    rounds = {"rounds": (RoundPlan(ROUND, "Prioritas kelurahan", rule),)} if rule else {}
    gathering = await gathered(hall, plan(**rounds))
    await gathering.phase("usulan")
    await gathering.proposals(3, cost=45)
    for number in range(3):
        await gathering.act(c.Nominate(f"{number}", f"Calon {number}", woman=number == 1))
    await gathering.phase("pemungutan")
    return gathering


async def counted(gathering: Gathering, visitor: Visitor, **fields: str) -> Page:
    """The form of the page, filled in and sent."""
    page = await visitor.open(desk(gathering, "/tangan"))
    return await visitor.send(
        page, "tangan", **{name.replace("_", "-"): value for name, value in fields.items()}
    )


async def test_a_count_is_entered_corrected_and_taken_back(hall: Hall) -> None:
    gathering = await voted(hall)
    async with at_desk(gathering) as facilitator:
        page = await counted(gathering, facilitator, people="20", by=LPM, hands_1="12", hands_3="8")
        assert said(page) == "Hitungan tangan tercatat."
        assert page.form("tangan").filled({})["hands-1"] == ["12"]
        page = await counted(gathering, facilitator, people="21", hands_1="13")
        hands = gathering.meeting.rounds[1].hands
        assert hands is not None
        assert (hands.people, hands.figures, hands.by) == (21, ((1, 13), (2, 0), (3, 8)), LPM)
        page = await facilitator.send(page, "cabut")
        assert said(page) == "Hitungan tangan dicabut."
        assert gathering.meeting.rounds[1].hands is None
    kinds = await hall.site.pool.fetch(
        "SELECT body, words FROM event WHERE kind = 'HandsCounted' ORDER BY seq"
    )
    assert [row["body"]["people"] for row in kinds] == [20, 21, 0]
    assert kinds[0]["words"] == {"by": LPM}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"people": "5", "hands_1": "6"}, "lebih banyak tangan daripada 5 orang"),
        (
            {"people": "2", "hands_1": "2", "hands_2": "dua"},
            "Tulis banyaknya orang dengan angka bulat",
        ),
        ({"people": "", "hands_1": "2"}, "Tulis banyaknya orang dengan angka bulat"),
        ({"people": "0"}, "Tulis banyaknya orang dengan angka bulat"),
        ({"people": "9999999"}, "Tulis banyaknya orang dengan angka bulat"),
        ({"people": "5", "by": ""}, "Bagian ini belum diisi."),
        ({"people": "5", "by": "Budi 081234567890"}, "Nomor telepon tidak perlu ditulis."),
    ],
)
async def test_a_mistake_keeps_what_was_typed(hall: Hall, fields: dict, sentence: str) -> None:
    gathering = await voted(hall)
    async with at_desk(gathering) as facilitator:
        page = await counted(gathering, facilitator, **{"by": LPM, **fields})
        assert page.status == 422
        assert sentence in page.text
        assert page.form("tangan").filled({})["people"] == [fields["people"]]
    assert gathering.meeting.rounds[1].hands is None


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (Dots(5), "berapa poin"),
        (Rank(2), "tidak menyebut urutan"),
        (Score(CRITERIA), "tidak menyebut nilai"),
        (Budget(100), "harus muat dalam pagu"),
    ],
)
async def test_other_kinds_say_why_not(hall: Hall, rule: AnyRule, why: str) -> None:
    gathering = await voted(hall, rule)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/tangan"))
        assert why in page.text
        assert not page.has_form("tangan")


async def test_agreement_has_three_figures(hall: Hall) -> None:
    gathering = await voted(hall, Agree())
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/tangan"))
        fields = {"hands-1-setuju": "12", "hands-1-tidak": "7", "hands-1-abstain": "1"}
        page = await facilitator.send(page, "tangan", people="20", by=LPM, **fields)
        assert said(page) == "Hitungan tangan tercatat."
        page = await facilitator.send(page, "tangan", **{"hands-1-abstain": "2"})
        assert "lebih banyak tangan daripada 20 orang" in page.text
    hands = gathering.meeting.rounds[1].hands
    assert hands is not None
    assert hands.figures[0] == (1, 12, 7, 1)


async def test_by_card_hands_are_held_against_the_cards(hall: Hall, visitor: Visitor) -> None:
    voting = await by_card(hall)
    await voting.enter(visitor, 1)
    await voting.mark(visitor, 1, "1")
    async with at_desk(voting) as facilitator:
        page = await facilitator.open(desk(voting, "/tangan"))
        assert "1 dari 4 kartu sudah memilih. Yang mengangkat tangan paling banyak 3" in page.text
        page = await counted(voting, facilitator, people="4", by=LPM, hands_2="4")
        assert "Kartu yang belum dipakai memilih tinggal 3." in page.text
        page = await counted(voting, facilitator, people="3", by=LPM, hands_2="3")
        assert said(page) == "Hitungan tangan tercatat."
        await _one_more(voting)
        page = await facilitator.open(desk(voting))
        assert "Suara dan tangan yang dihitung melebihi kartu yang dibagikan." in page.text
        page = await facilitator.send(page, "close-round")
        assert "Suara dan tangan yang dihitung melebihi kartu yang dibagikan." in page.text
        await facilitator.send(page, "close-round")
    await voting.act(c.RevealRound(1), c.PublishMeeting())
    for place in (voting.home, f"/arsip/{voting.room.code}"):
        page = await visitor.open(place)
        assert "5 suara dari 4 kartu: ada yang memilih dua kali." in page.text


async def _one_more(voting: CardGathering) -> None:
    async with voting.hall.visitor() as other:
        await voting.enter(other, 2)
        await voting.mark(other, 2, "1")
    await voting.room.refresh()


async def test_all_ways_are_told_together_and_apart(hall: Hall, visitor: Visitor) -> None:
    gathering = await voted(hall)
    for mark in ([1], [1, 2], [2], [3], [1]):
        await gathering.cast(mark)
    async with at_desk(gathering) as facilitator:
        await counted(gathering, facilitator, people="20", by=LPM, hands_2="12", hands_3="8")
        page = await facilitator.open(desk(gathering))
        assert "Jalur suara: ponsel 5 · angkat tangan 20" in page.text
        await gathering.act(c.CloseRound(1), c.RevealRound(1))
        page = await facilitator.open(desk(gathering))
        assert "Jalur suara: ponsel 5 · angkat tangan 20. Tangan dihitung oleh Ketua LPM." in (
            page.text
        )
    page = await gathering.joined(visitor)
    assert "Jalur suara: ponsel 5 · angkat tangan 20." in page.text
    wall = gathering.room.gallery("projector", "id").channel.sheet
    assert "ponsel 5 · angkat tangan 20" in wall.html["atas"]
    await gathering.act(c.PublishMeeting())
    page = await visitor.open(f"/arsip/{gathering.room.code}")
    assert "Usulan Ponsel Angkat tangan Semua" in page.text
    assert "Perbaikan jalan 2 2 12 14" in page.text
    record = (await visitor.client.get(f"/arsip/{gathering.room.code}.json")).json()
    [held] = record["rounds"]
    assert (held["ballots"], held["people"]) == (5, 20)
    assert held["channels"] == [
        {
            **{"via": "ponsel", "ballots": 5, "people": 0, "by": None},
            "figures": {"1": [3], "2": [2], "3": [1]},
        },
        {
            **{"via": "angkat tangan", "ballots": 0, "people": 20, "by": LPM},
            "figures": {"1": [0], "2": [12], "3": [8]},
        },
    ]
    assert [(line["proposal"], line["votes"]) for line in held["ranking"]] == [
        (2, 14),
        (3, 9),
        (1, 3),
    ]
    ballots_only = await visitor.client.get(f"/arsip/{gathering.room.code}/1.pb")
    assert ballots_only.status_code == 404, "its ballots would not give its figures"
    listed = await visitor.open("/arsip")
    assert "25 suara" in listed.text


async def test_delegates_are_elected_by_the_sum(hall: Hall) -> None:
    gathering = await voted(hall, Elect(1, 1))
    await gathering.cast([1])
    async with at_desk(gathering) as facilitator:
        await counted(gathering, facilitator, people="3", by=LPM, hands_3="3")
    await gathering.act(c.CloseRound(1), c.RevealRound(1))
    await gathering.room.recount()
    assert gathering.room.counts.tallies[1].decisions[0].chosen == (3,)


async def test_after_the_closing_nothing_can_be_entered(hall: Hall) -> None:
    gathering = await voted(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/tangan"))
        await gathering.act(c.CloseRound(1))
        page = await facilitator.send(page, "tangan", people="3", by=LPM)
        assert "Tidak ada pemungutan suara yang sedang dibuka." in page.text
    assert gathering.meeting.rounds[1].hands is None


async def test_strangers_enter_nothing(hall: Hall, visitor: Visitor) -> None:
    gathering = await voted(hall)
    await gathering.joined(visitor)
    answer = await visitor.client.post(desk(gathering, "/tangan"), data={"people": "3"})
    assert answer.status_code == 403
