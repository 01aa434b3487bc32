"""Candidates of a delegate election at the facilitator's desk, with plain forms."""

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Budget, Elect
from musrenbang_live.core.plan import RoundPlan
from tests.builders import PHASES, ROUND, plan
from tests.web.browsing import Hall
from tests.web.desks import desk, opened, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered

DELEGATES = RoundPlan(ROUND, "Delegasi", Elect(seats=2, most=2, women=1), ties=("undian",))
MONEY = RoundPlan(ROUND, "Pagu", Budget(100_000_000), ties=("biaya", "nomor"))
BALLOT = f"/surat-suara?tahap={PHASES['pemungutan']}"


async def election(hall: Hall) -> Gathering:
    """A meeting that will elect delegates, and talks now."""
    gathering = await gathered(hall, plan(rounds=(DELEGATES,)))
    await opened(gathering, "musyawarah")
    return gathering


async def test_candidates_are_added_and_withdrawn(hall: Hall) -> None:
    gathering = await election(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/calon"))
        assert "Belum ada calon." in page.text
        page = await facilitator.send(
            page, "/calon", name="Siti Aminah", gender="P", neighborhood="II"
        )
        assert said(page) == "Siti Aminah tercatat sebagai calon."
        page = await facilitator.send(page, "/calon", name="Budi", gender="L")
        assert "Siti Aminah" in page.text
        assert "Perempuan · Lingkungan II" in page.text
        assert "Budi" in (await facilitator.open(desk(gathering))).text
        page = await facilitator.send(page, "/withdraw", number="1")
        assert "Siti Aminah" not in page.text
    assert [one.stands for one in gathering.meeting.candidates.values()] == [False, True]


async def test_what_was_typed_stays_where_it_is_refused(hall: Hall) -> None:
    gathering = await election(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/calon"))
        page = await facilitator.send(
            page, "/calon", name="Budi 081234567890", gender="L", neighborhood="III"
        )
        assert page.status == 422
        assert "Nomor telepon tidak perlu ditulis." in page.text
        fields = dict(page.form("/calon").fields)
        assert (fields["name"], fields["gender"], fields["neighborhood"]) == (
            "Budi 081234567890", "L", "III",
        )  # fmt: skip
        page = await facilitator.send(page, "/calon", name="Budi", gender=None)
        assert "Bagian ini belum diisi." in page.text
    assert gathering.meeting.candidates == {}


async def test_the_ballot_of_an_election_lists_people(hall: Hall) -> None:
    gathering = await election(hall)
    await gathering.act(c.Nominate("a", "Siti Aminah", True), c.Nominate("b", "Budi", False))
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, BALLOT))
        assert "Calon pada surat suara" in page.text
        assert "Suara terbanyak mengisi 2 kursi." in page.text
        assert "Diharapkan paling sedikit 1 perempuan." in page.text
        assert "Bila suaranya sama: diundi di ruang musyawarah." in page.text
        await facilitator.send(page, "/phase")
        locked = await facilitator.open(desk(gathering, "/calon"))
        assert "Daftar calon tidak dapat diubah sekarang." in locked.text
    assert gathering.meeting.open_round.options == (1, 2)


async def test_what_has_no_cost_is_left_out_of_a_ballot_about_money(hall: Hall) -> None:
    gathering = await gathered(hall, plan(rounds=(MONEY,)))
    await opened(gathering, "usulan")
    await gathering.proposals(1, cost=45_000_000)
    await gathering.proposals(1)
    await gathering.phase("musyawarah")
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, BALLOT))
        assert "biaya belum diisi" in page.text
        ticked = [value for name, value in page.form("/phase").fields if name == "options"]
        assert ticked == ["1"]
        refused = await facilitator.send(page, "/phase", options=["1", "2"])
        assert "Usulan 2 belum punya perkiraan biaya." in said(refused)
        await facilitator.send(page, "/phase")
    assert gathering.meeting.open_round.paper.costs == (45_000_000,)
