"""The record as JSON and as CSV: complete, stable, and harmless in a spreadsheet."""

import csv
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core import commands as c
from musrenbang_live.web.archive.proposals_csv import COLUMNS
from musrenbang_live.web.archive.record import FORMAT
from musrenbang_live.web.cells import disarmed
from tests.builders import PHASES, content, plan
from tests.web.browsing import Hall, Visitor
from tests.web.records import eventful
from tests.web.residents import gathered

BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)
FORMULAS = (
    *(
        "=1+1",
        "+62",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\x00=1",
        "\n=1",
        " =1",
        "\uff1d1+1",
        "\uff0b1",
    ),
    *(
        "\uff0d1",
        "\uff20A1",
        "\ufe621",
        "\ufe631",
        "\u22121",
        "\u200b=1",
        "\ufeff=1",
        "\u2060@x",
        "\u00a0=1",
        "\u3164=1",
    ),
    *("\u00ad=1", "\u034f=1", "\ufe0f=1", "\u202e=1", "\U000e0001=1", "baris\n=1", "aman;=1"),
    *(
        "a; \t\u200b\uff1d1",
        'kutip";=1',
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://x.test","klik")',
    ),
)
INVISIBLE = {"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"}


def runs(cell: str) -> bool:
    """Whether a spreadsheet could take the cell for a formula; written apart from the program."""
    seen = (
        sign
        for sign in cell
        if unicodedata.category(sign) not in INVISIBLE
        and sign not in "\u115f\u1160\u2800\u3164\uffa0"
    )
    first = unicodedata.normalize("NFKC", next(seen, ""))
    return cell[:1] in ("\t", "\r", "\x00") or first in ("=", "+", "-", "@", "\u2212")


def cells(line: str) -> list[str]:
    """The cells a spreadsheet could see in a text, whichever sign it splits at."""
    return re.split(r"[;\r\n]", line)


async def record(hall: Hall, visitor: Visitor) -> dict[str, Any]:
    gathering, _ = await eventful(hall)
    answer = await visitor.client.get(f"/arsip/{gathering.room.code}.json")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    told: dict[str, Any] = answer.json()
    return told


async def test_the_json_holds_the_figures_and_the_rule_of_the_vote(
    hall: Hall, visitor: Visitor
) -> None:
    told = await record(hall, visitor)
    (round_,) = told["rounds"]
    assert round_ | {"closed": "", "ranking": []} == {
        "number": 1,
        "title": "Prioritas kelurahan",
        "rule": {"kind": "pilih", "most": 3},
        "binding": False,
        "joined": 6,
        "ballots": 4,
        "receipts": 4,
        "used": 4,
        "people": 0,
        "channels": [
            {"via": "ponsel", "ballots": 4, "people": 0, "figures": None, "by": None},
        ],
        "closed": "",
        "ranking": [],
        "decisions": [],
        "ties": [],
        "lots": None,
    }
    assert set(round_["ranking"][0]) == {
        *("rank", "tied", "proposal", "title", "votes", "share", "figures", "parted", "cost"),
        *("given", "woman", "decided"),
    }
    assert [
        (line["rank"], line["tied"], line["proposal"], line["votes"], line["share"])
        for line in round_["ranking"]
    ] == [(1, True, 1, 3, 75), (1, True, 2, 3, 75), (3, False, 3, 1, 25)]


async def test_the_json_tells_the_fate_of_every_proposal(hall: Hall, visitor: Visitor) -> None:
    told = await record(hall, visitor)
    fates = {each["number"]: each for each in told["proposals"]}
    assert {number: each["fate"] for number, each in fates.items()} == {
        1: "ranked",
        2: "ranked",
        3: "ranked",
        4: "merged",
        5: "hidden",
        6: "not_voted",
        7: "waiting",
    }
    assert (fates[4]["merged_into"], fates[4]["votes"]) == (1, None)
    assert (fates[5]["reason"], fates[5]["title"], fates[5]["problem"]) == (
        "Menyebut nama orang.",
        "",
        "",
    )
    assert (fates[1]["cost"], fates[1]["neighborhood"]) == (85_000_000, "II")
    assert fates[1]["proposer"] == "Warga Lingkungan II"


async def test_the_json_has_a_shape_that_programs_may_rely_on(hall: Hall, visitor: Visitor) -> None:
    told = await record(hall, visitor)
    assert told["format"] == FORMAT == "musrenbang-live/arsip/1"
    assert set(told) == {
        *("format", "session", "opened", "closed", "published", "phases", "attendance"),
        *("rounds", "proposals", "budget"),
    }
    assert set(told["session"]) == {
        *("code", "forum", "tier", "ward", "district", "city", "year", "plan_year", "starts"),
        *("zone", "neighborhood_label", "practice", "ceiling"),
    }
    assert set(told["proposals"][0]) == {
        *("number", "fate", "rank", "tied", "votes", "supports", "merged_into", "reason"),
        *("title", "screen_title", "problem", "sector", "neighborhood", "quantity", "unit"),
        *("cost", "beneficiaries", "beneficiary_unit", "proposer", "assisted", "received"),
        *("vote", "decided", "vote_cost", "unit_cost", "agency", "catalog", "beyond"),
    }
    assert set(told["phases"][0]) == {"title", "since", "until"}
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"
    for time in (told["opened"], told["closed"], told["published"], told["phases"][0]["since"]):
        assert re.fullmatch(moment, time)


async def test_the_csv_is_read_by_a_spreadsheet(hall: Hall, visitor: Visitor) -> None:
    gathering, _ = await eventful(hall)
    code = gathering.room.code
    answer = await visitor.client.get(f"/arsip/{code}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="musrenbang-{code}.csv"'
    )
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n") == 8
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == ["kode_sesi", *COLUMNS]
    assert {row["kode_sesi"] for row in rows} == {code}, "as in all other files, to join them"
    assert [(row["nomor"], row["urutan"], row["suara"], row["suara_sama"]) for row in rows[:3]] == [
        ("1", "1", "3", "ya"),
        ("2", "1", "3", "ya"),
        ("3", "3", "1", "tidak"),
    ]
    assert [row["yang_terjadi"] for row in rows[3:]] == [
        "digabung",
        "tidak ditampilkan",
        "tidak ikut pemungutan suara",
        "belum diperiksa",
    ]


async def test_no_cell_of_the_csv_is_a_formula(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall)
    await gathering.phase("usulan")
    for number, text in enumerate(FORMULAS, 1):
        await gathering.proposal(content(f"{text} usulan", problem=f"{text}\n{text} masalah"))
        await gathering.act(c.HideProposal(number, f"{text} alasan"))
        await gathering.act(c.ApproveProposal(number))
    await gathering.act(c.PublishMeeting())
    answer = await visitor.client.get(f"/arsip/{gathering.room.code}.csv")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(FORMULAS) + 1
    assert not [cell for row in rows for cell in row if any(map(runs, cells(cell)))]
    # Read as a spreadsheet with Indonesian settings reads it: lines, then semicolons.
    assert not [part for line in text.split("\r\n") for part in line.split(";") if runs(part)]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_disarmed(text: str) -> None:
    assert any(map(runs, cells(text)))
    assert disarmed(text) != text
    assert not any(map(runs, cells(disarmed(text))))


@pytest.mark.parametrize(
    "text",
    ["Parit Lingkungan VI", "2+2", "a=b", "Rp85 juta", "", "e-mail", "'petik", "Gg. #3; aman"],
)
def test_a_text_that_is_no_formula_stays_as_it_is(text: str) -> None:
    assert disarmed(text) == text


@given(st.text(st.one_of(st.characters(), st.sampled_from("=+-@\uff1d;\t\r\n\x00\u200b '"))))
def test_no_text_at_all_becomes_a_formula(text: str) -> None:
    assert not any(map(runs, cells(disarmed(text))))


def test_none_of_the_naughty_strings_becomes_a_formula() -> None:
    assert sum(any(map(runs, cells(text))) for text in BLNS) > 20
    assert not [text for text in BLNS if any(map(runs, cells(disarmed(text))))]


async def test_money_is_told_against_the_pagu(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall, plan(ceiling=100))
    for command in (
        c.OpenMeeting(),
        c.EnterPhase(PHASES["usulan"]),
        *(
            c.SubmitProposal(f"r{n}", "", content(f"Usulan {n}", **figures), assisted=True)
            for n, figures in enumerate(
                (
                    {"cost": 80, "quantity": 4.0, "unit_cost": 20, "agency": "Dinas PUPR"},
                    {"cost": 50, "catalog": "1.03.01"},
                    {},
                ),
                1,
            )
        ),
        c.EnterPhase(PHASES["musyawarah"]),
        c.AgreeRanks((2, 1, 3)),
        c.CloseMeeting(),
        c.PublishMeeting(),
    ):
        await hall.service.act(gathering.room, "f:1", command)
    code = gathering.room.code
    told = (await visitor.client.get(f"/arsip/{code}.json")).json()
    assert told["budget"] == {
        "ceiling": 100,
        "total": 130,
        "ranked": True,
        "order": [2, 1, 3],
        "uncosted": 1,
        "beyond": [1],
    }
    first, second, _ = sorted(told["proposals"], key=lambda one: one["number"])
    assert (first["unit_cost"], first["agency"], first["beyond"]) == (20, "Dinas PUPR", True)
    assert (second["catalog"], second["unit_cost"], second["beyond"]) == ("1.03.01", None, False)
    sheet = (await visitor.client.get(f"/arsip/{code}.csv")).content.decode("utf-8-sig")
    rows = {row["nomor"]: row for row in csv.DictReader(io.StringIO(sheet, newline=""))}
    assert (rows["1"]["harga_satuan_rp"], rows["1"]["perangkat_daerah"]) == ("20", "Dinas PUPR")
    assert (rows["1"]["melebihi_pagu"], rows["2"]["kode_kamus"]) == ("ya", "1.03.01")
    page = await visitor.open(f"/arsip/{code}")
    assert "Melebihi pagu Rp30. Melebihi pagu: usulan 1." in page.text
    assert "Harga satuan Rp20. Perangkat daerah: Dinas PUPR." in page.text
    assert "1 usulan belum ada biayanya." in page.text


async def test_the_csv_tells_votes_by_the_ways_they_came(hall: Hall, visitor: Visitor) -> None:
    it = await gathered(hall)
    await it.phase("usulan")
    await it.proposals(2)
    await it.phase("pemungutan")
    for mark in ([1], [1], [1, 2], [2], [1]):
        await it.cast(mark)
    await it.act(c.CountHands(1, 6, ((1, 2), (2, 6)), "Ketua LPM"))
    await it.act(c.CloseRound(1), c.RevealRound(1), c.PublishMeeting())
    answer = await visitor.client.get(f"/arsip/{it.room.code}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    ways = ("suara", "suara_ponsel", "suara_kertas", "suara_angkat_tangan")
    told = {row["nomor"]: tuple(row[way] for way in ways) for row in rows}
    assert told == {"1": ("6", "4", "", "2"), "2": ("8", "2", "", "6")}
