"""Lists as files: narrowed like the pages, harmless in spreadsheets, described column by column."""

import contextlib
import csv
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from musrenbang_live.web.archive.proposals_csv import COLUMNS
from musrenbang_live.web.datasets import doors
from musrenbang_live.web.datasets.doors import DATASETS
from tests.builders import content
from tests.web.browsing import Hall, Visitor
from tests.web.records import HOUSE, PEOPLE, UNSEEN, brief, eventful
from tests.web.residents import gathered
from tests.web.test_archive_files import FORMULAS, cells, runs

BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)


async def rows(visitor: Visitor, path: str) -> list[dict[str, str]]:
    answer = await visitor.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_lists_are_whole_or_narrowed_and_the_same_in_every_format(
    hall: Hall, visitor: Visitor
) -> None:
    gathering, _ = await eventful(hall)
    other = await brief(hall, "Taman baca", ward="Pahang", ward_code="12.74.02.1005", year=2026)
    await brief(hall, "Latihan saja", practice=True)
    await hall.site.shelving.look()
    code = gathering.room.code
    every = await rows(visitor, "/usulan.csv")
    assert [(row["kode_sesi"], row["nomor"], row["usulan"]) for row in every] == [
        (code, "1", "Drainase Gang Mawar"),
        (code, "2", "Lampu jalan"),
        (code, "3", "Titi beton"),
        (code, "4", "Parit tumpat"),
        (code, "6", "Gapura baru"),
        (other.room.code, "1", "Taman baca"),
    ]
    assert every[0]["halaman"] == f"http://musrenbang.test/usulan/{code}-1"
    assert (every[0]["perkiraan_biaya_rp"], every[0]["contoh"]) == ("85000000", "tidak")
    for narrowed, fitting in (
        ("cari=drainase", 2),
        ("cari=gapra", 1),
        ("kecamatan=datuk-bandar-timur&tahun=2027", 5),
        ("kelurahan=12.74.02.1005", 1),
        ("lingkungan=III", 1),
        ("bidang=infra&tingkat=kelurahan", 6),
        ("status=selesai", 0),
        ("status=x", 0),
        ("tahun=x&halaman=9&apa=saja", 6),
    ):
        assert len(await rows(visitor, f"/usulan.csv?{narrowed}")) == fitting, narrowed
    for dataset, _read in DATASETS.values():
        names = [column.name for column in dataset.columns]
        assert len(names) == len(set(names))
        in_csv = await rows(visitor, f"{dataset.path}.csv")
        assert not in_csv or list(in_csv[0]) == names
        in_json = (await visitor.client.get(f"{dataset.path}.json")).json()
        assert in_json["license"] == "CC-BY-4.0"
        assert len(in_json["rows"]) == len(in_csv)
        book = await visitor.client.get(f"{dataset.path}.xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(book.content), read_only=True)
        told = list(sheet["Data"].iter_rows(values_only=True))
        assert list(told[0]) == names
        assert len(told) == len(in_csv) + 1
        assert [row[0] for row in sheet["Kamus data"].iter_rows(values_only=True)][1:-2] == names
    assert [row["peserta"] for row in await rows(visitor, "/arsip.csv?tahun=2027")] == ["6"]


async def test_nothing_of_people_and_nothing_that_is_not_public_is_in_a_list(
    hall: Hall, visitor: Visitor
) -> None:
    await eventful(hall)
    await hall.site.shelving.look()
    for path in ("/usulan.csv", "/usulan.json", "/arsip.json", "/tanya-jawab.csv", "/data"):
        said = (await visitor.client.get(path)).text
        assert not [word for word in (HOUSE, UNSEEN) if word in said], path
        assert not [name for name, _ in PEOPLE if name in said], path


async def test_no_cell_of_a_list_is_a_formula(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall)
    await gathering.phase("usulan")
    for text in (*FORMULAS[:12], *BLNS[60:75]):
        with contextlib.suppress(Rejected):  # what cannot be handed in is in no list
            await gathering.proposal(content(f"{text} jalan", problem=f"{text} rusak"))
    await gathering.act(c.PublishMeeting())
    await hall.site.shelving.look()
    lines = await rows(visitor, "/usulan.csv")
    assert len(lines) > 5
    every = [cell for row in lines for value in row.values() for cell in cells(value)]
    assert not [cell for cell in every if runs(cell)]
    book = await visitor.client.get("/usulan.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content))["Data"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr"}, "a formula has the type f"


async def test_long_lists_are_read_piece_by_piece(
    hall: Hall, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await eventful(hall)
    await brief(hall, "Taman baca", year=2026)
    await hall.site.shelving.look()
    monkeypatch.setattr(doors, "PAGE", 2)
    assert len(await rows(visitor, "/usulan.csv")) == 6
    assert len((await visitor.client.get("/usulan.json")).json()["rows"]) == 6
    assert len(await rows(visitor, "/arsip.csv")) == 2


async def test_the_page_tells_every_column_in_both_languages_and_the_licence(
    hall: Hall, visitor: Visitor
) -> None:
    page = await visitor.open("/data")
    assert page.status == 200
    for dataset, _read in DATASETS.values():
        for column in dataset.columns:
            assert f"<code>{column.name}</code>" in page.html
            assert column.meaning.id in page.text
            assert column.meaning.en in page.text
    for name in ("kode_sesi", *COLUMNS):
        assert f"<code>{name}</code>" in page.html, "of the CSV of one meeting"
    assert "Creative Commons Attribution 4.0" in page.text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.html)
    described = [json.loads(block) for block in blocks]
    assert {each["@type"] for each in described} == {"Dataset"}
    for each in described:
        for file in each["distribution"]:
            assert (await visitor.client.get(file["contentUrl"])).status_code == 200


async def test_votes_are_one_zip_of_the_files_that_stand_on_their_pages(
    hall: Hall, visitor: Visitor
) -> None:
    gathering, _ = await eventful(hall)
    await brief(hall, "Taman baca", year=2026)
    code = gathering.room.code
    answer = await visitor.client.get("/arsip.pb.zip?tahun=2027")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        assert whole.testzip() is None
        assert whole.namelist() == [f"{code}-1.pb"]
        page = await visitor.client.get(f"/arsip/{code}/1.pb")
        assert whole.read(f"{code}-1.pb") == page.content
    none = await visitor.client.get("/arsip.pb.zip?tahun=2026")
    assert zipfile.ZipFile(io.BytesIO(none.content)).namelist() == []
