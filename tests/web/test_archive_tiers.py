"""The public record of last year's promises, and of what went on from tier to tier."""

import json
from typing import Any

from musrenbang_live.cli.verify import verified
from musrenbang_live.core import commands as c
from tests.builders import content, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered
from tests.web.test_desk_tiers import kecamatan, kelurahan

TITLE = "Titi beton Selat Lancang"


async def record(visitor: Visitor, gathering: Gathering) -> tuple[Page, dict[str, Any]]:
    """The page of a published meeting and its JSON."""
    page = await visitor.open(f"/arsip/{gathering.room.code}")
    answer = await visitor.client.get(f"/arsip/{gathering.room.code}.json")
    return page, json.loads(answer.text)


async def opinion(gathering: Gathering, number: int, value: int) -> None:
    who, ref = await gathering.neighbour(), "7f0c0d3e-0000-4000-8000-00000000000"
    told = ("janji", number, value)
    await gathering.hall.service.opine(gathering.room, who, f"{ref}{value}", 1, *told)


async def test_what_was_promised_and_said_of_it_is_published(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall)
    await gathering.act(
        c.BringPromise(2026, "Parit <b>Mawar</b>", "II", 85_000_000, state="belum"),
        c.BringPromise(2026, "Gapura"),
        c.OpenMeeting(),
        c.AnswerPromise(1, "sebagian", "Lurah", "Sisanya bulan depan."),
        c.CarryPromise(1, "r", content("Parit Mawar")),
    )
    await opinion(gathering, 1, 1)
    await opinion(gathering, 1, 2)
    await opinion(gathering, 1, 2)
    await gathering.act(c.PublishMeeting())
    page, told = await record(visitor, gathering)
    assert "Janji tahun lalu" in page.text
    assert "Lurah: Sisanya bulan depan." in page.text
    assert "Menurut warga: 1 sudah, 2 belum." in page.text
    assert "Tidak ada warga yang menjawab." in page.text
    assert "#usulan-1" in page.links
    assert "Lanjutan 2026" in page.text
    assert told["promises"][0] == {
        "number": 1,
        "year": 2026,
        "title": "Parit <b>Mawar</b>",
        "neighborhood": "II",
        "cost": 85_000_000,
        "origin": "",
        "state": "sebagian",
        "by": "Lurah",
        "answer": "Sisanya bulan depan.",
        "proposal": 1,
        "kept": 1,
        "unkept": 2,
    }
    assert told["proposals"][0]["continues"] == 2026


async def test_a_meeting_without_any_of_it_says_nothing_of_it(hall: Hall, visitor: Visitor) -> None:
    gathering = await kelurahan(hall)
    page, told = await record(visitor, gathering)
    assert "Janji tahun lalu" not in page.text
    assert "promises" not in told
    extra = {"origin", "continues", "tier", "next"}
    assert not any(extra & proposal.keys() for proposal in told["proposals"])


async def test_a_decision_of_the_next_tier_is_told_at_both_ends(
    hall: Hall, visitor: Visitor
) -> None:
    below, above = await kelurahan(hall), await kecamatan(hall)
    async with at_desk(above) as facilitator:
        page = await facilitator.open(desk(above, "/pindahan"))
        await facilitator.send(page, "semua", apa="semua")
    new = content(TITLE, neighborhood="Selat Lancang", cost=60_000_000)
    await above.act(
        c.OpenMeeting(),
        c.EditProposal(1, new),
        c.AgreeRanks((1,)),
        c.DecideProposal(2, "belum", "lahan", "Sengketa."),
    )
    page, told = await record(visitor, below)
    assert not any("next" in proposal for proposal in told["proposals"]), "it is not published"

    await above.act(c.PublishMeeting())
    page, told = await record(visitor, below)
    assert f"/arsip/{above.room.code}#usulan-1" in page.links
    assert "Diterima dengan perubahan, prioritas ke-1" in page.text
    assert "Perkiraan biaya: Rp85.000.000 → Rp60.000.000" in page.text
    assert "Alasan: Lahan milik pribadi atau masih sengketa: Sengketa." in page.text
    by_number = {proposal["number"]: proposal for proposal in told["proposals"]}
    decided = {
        "verdict": "ubah",
        "changes": [{"field": "cost", "before": 85_000_000, "after": 60_000_000}],
        "code": "",
        "reason": "",
        "rank": 1,
        "merged_into": None,
    }
    assert by_number[2]["next"] == [
        {
            "session": above.room.code,
            "number": 1,
            "forum": "Musrenbang Kecamatan",
            "year": 2027,
            "decision": decided,
        }
    ]
    assert by_number[1]["next"][0]["decision"]["verdict"] == "tolak"
    assert "next" not in by_number[3]

    page, told = await record(visitor, above)
    assert f"/arsip/{below.room.code}#usulan-2" in page.links
    assert "Dibawa dari Kelurahan Selat Lancang, prioritas ke-1." in page.text
    first = next(proposal for proposal in told["proposals"] if proposal["number"] == 1)
    assert first["origin"] == f"{below.room.code}/2"
    assert first["proposer"] == "Kelurahan Selat Lancang, prioritas ke-1"
    assert first["tier"] == decided


async def test_what_is_taken_up_again_a_year_later_is_told(hall: Hall, visitor: Visitor) -> None:
    before = await kelurahan(hall, year=2026, plan_year=2027)
    after = await gathered(hall, plan())
    await after.act(
        c.BringPromise(2026, TITLE, "II", 1, f"{before.room.code}/2"),
        c.OpenMeeting(),
        c.CarryPromise(1, "r", content(TITLE)),
        c.PublishMeeting(),
    )
    page, told = await record(visitor, before)
    assert f"/arsip/{after.room.code}#usulan-1" in page.links
    (line,) = next(p["next"] for p in told["proposals"] if p["number"] == 2)
    assert (line["session"], line["decision"]) == (after.room.code, None)
    page, told = await record(visitor, after)
    assert f"/arsip/{before.room.code}#usulan-2" in page.links
    assert "tier" not in told["proposals"][0]


async def test_bundles_of_such_meetings_hold(hall: Hall, visitor: Visitor) -> None:
    below, above = await kelurahan(hall), await kecamatan(hall)
    async with at_desk(above) as facilitator:
        page = await facilitator.open(desk(above, "/pindahan"))
        await facilitator.send(page, "semua", apa="semua")
    await above.act(c.BringPromise(2026, "Parit"), c.OpenMeeting(), c.AgreeRanks((2,)))
    await opinion(above, 1, 2)
    await above.act(c.PublishMeeting())
    for gathering in (below, above):
        answer = await visitor.client.get(f"/arsip/{gathering.room.code}/bundle.zip")
        findings = await verified(answer.content)
        assert [finding.sentence for finding in findings if not finding.passed] == []
