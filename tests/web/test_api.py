"""The API: what it tells, how it refuses, and that its document says what it does."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from musrenbang_live.cli import hosting
from musrenbang_live.config import WARDS, Settings, folder
from musrenbang_live.core import commands as c
from musrenbang_live.web.api.doors import OPERATIONS
from musrenbang_live.web.api.problems import PROBLEMS
from tests.builders import plan
from tests.web.browsing import Hall, Visitor, opened
from tests.web.records import HOUSE, PEOPLE, UNSEEN, brief, eventful
from tests.web.residents import gathered


async def told(visitor: Visitor, path: str, status: int = 200) -> Any:
    answer = await visitor.client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    kind = "application/json" if status == 200 else "application/problem+json"
    assert answer.headers["content-type"] == kind
    return answer.json()


async def shelved(hall: Hall) -> None:
    await hall.site.shelving.look()


async def test_meetings_are_listed_page_by_page_and_told_whole(
    hall: Hall, visitor: Visitor
) -> None:
    gathering, _ = await eventful(hall)
    await brief(hall, "Taman baca", ward="Pahang", ward_code="12.74.02.1005", year=2026)
    await brief(hall, "Latihan saja", practice=True)
    open_ = await gathered(hall, plan(ward="Sirantau"))
    await open_.act(c.OpenMeeting())
    start = await told(visitor, "/api/v1")
    assert start["license"]["name"] == "CC-BY-4.0"
    for place in start["resources"].values():
        await told(visitor, place)
    wards = (await told(visitor, "/api/v1/wards"))["items"]
    assert len(wards) == 31
    assert {ward["name"]: ward["sessions"] for ward in wards if ward["sessions"]} == {
        "Selat Lancang": 1,
        "Matahalasan": 1,
    }
    first = await told(visitor, "/api/v1/sessions?limit=1")
    second = await told(visitor, f"/api/v1/sessions?limit=1&sesudah={first['next']}")
    assert [page["items"][0]["ward"] for page in (first, second)] == ["Pahang", "Selat Lancang"]
    assert second["next"] is None
    assert second["items"][0] | {"opened": "", "closed": "", "published": ""} == {
        "code": gathering.room.code,
        "forum": "Musrenbang Kelurahan Selat Lancang",
        "tier": "kelurahan",
        "ward_code": "12.74.06.1003",
        "ward": "Selat Lancang",
        "district": "Datuk Bandar Timur",
        "city": "Kota Tanjungbalai",
        "year": 2027,
        "plan_year": 2028,
        "example": False,
        "opened": "",
        "closed": "",
        "published": "",
        "participants": 6,
        "proposals": 4,
        "ballots": 4,
        "url": f"http://musrenbang.test/arsip/{gathering.room.code}",
        "record": f"http://musrenbang.test/api/v1/sessions/{gathering.room.code}",
    }
    for narrowed in ("kelurahan=12.74.06.1003", "tahun=2027", "kecamatan=Datuk Bandar Timur"):
        found = await told(visitor, f"/api/v1/sessions?{narrowed}")
        assert gathering.room.code in {each["code"] for each in found["items"]}
    assert (await told(visitor, "/api/v1/sessions?tingkat=kota"))["items"] == []
    whole = await told(visitor, f"/api/v1/sessions/{gathering.room.code}")
    archived = await visitor.client.get(f"/arsip/{gathering.room.code}.json")
    assert whole == archived.json()
    now = await told(visitor, "/api/v1/sessions/open")
    assert [each["ward"] for each in now["items"]] == ["Sirantau"]
    await told(visitor, f"/api/v1/sessions/{open_.room.code}", 404)


async def test_proposals_are_narrowed_and_read_on_and_told_with_their_life(
    hall: Hall, visitor: Visitor
) -> None:
    gathering, _ = await eventful(hall)
    await brief(hall, "Taman baca", ward="Pahang", ward_code="12.74.02.1005", year=2026)
    await shelved(hall)
    titles = list[str]()
    page: dict[str, Any] = {"next": ""}
    while page["next"] is not None:
        after = f"&sesudah={page['next']}" if page["next"] else ""
        page = await told(visitor, f"/api/v1/proposals?limit=2{after}")
        titles += [each["title"] for each in page["items"]]
    assert sorted(titles) == [
        *("Drainase Gang Mawar", "Gapura baru", "Lampu jalan", "Parit tumpat", "Taman baca"),
        "Titi beton",
    ]
    found = await told(visitor, "/api/v1/proposals?cari=drainse&bidang=infra&tahun=2027")
    one, other = found["items"]
    assert other["title"] == "Parit tumpat", "another word for the same"
    assert (one["title"], one["cost"], one["rank"]) == ("Drainase Gang Mawar", 85_000_000, 1)
    assert one["url"] == f"http://musrenbang.test/usulan/{gathering.room.code}-1"
    life = await told(visitor, f"/api/v1/proposals/{gathering.room.code}/1")
    assert life["proposal"] == one
    assert [each["number"] for each in life["merged"]] == [4]
    assert (await told(visitor, "/api/v1/proposals?status=selesai"))["items"] == []
    everything = json.dumps([await told(visitor, "/api/v1/proposals"), life], ensure_ascii=False)
    for secret in (HOUSE, UNSEEN, *(name for name, _ in PEOPLE)):
        assert secret not in everything


@pytest.mark.parametrize(
    ("path", "status", "code", "parameter"),
    [
        ("/sessions?limit=0", 400, "parameter_malformed", "limit"),
        ("/sessions?limit=501", 400, "parameter_malformed", "limit"),
        ("/sessions?limit=٣", 400, "parameter_malformed", "limit"),
        ("/sessions?limit=1&limit=2", 400, "parameter_malformed", "limit"),
        ("/sessions?sesudah=x", 400, "parameter_malformed", "sesudah"),
        ("/sessions?tingkat=latihan", 400, "parameter_malformed", "tingkat"),
        ("/sessions?kelurahan=%00", 400, "parameter_malformed", "kelurahan"),
        ("/proposals?tahn=2027", 400, "parameter_unknown", "tahn"),
        ("/proposals?cari=", 400, "parameter_malformed", "cari"),
        ("/sessions/HMX4T7", 404, "not_found", "code"),
        ("/sessions/hmx4t7", 404, "not_found", "code"),
        ("/proposals/HMX4T7/1", 404, "not_found", "number"),
        ("/proposals/HMX4T7/0", 404, "not_found", "number"),
        ("/proposals/HMX4T7/99999999999", 404, "not_found", "number"),
        ("/nothing", 404, "not_found", None),
    ],
)
async def test_refusals_are_problems_with_a_code(
    visitor: Visitor, path: str, status: int, code: str, parameter: str | None
) -> None:
    said = await told(visitor, f"/api/v1{path}", status)
    assert (said["status"], said["code"], said.get("parameter")) == (status, code, parameter)
    page = await visitor.open("/api")
    assert f'id="{urlsplit(said["type"]).fragment}"' in page.html


async def test_it_is_only_read_and_kept_by_its_tag(visitor: Visitor) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = await visitor.client.request(method, "/api/v1/sessions")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        assert answer.json()["code"] == "method_not_allowed"
    asked = await visitor.client.options("/api/v1/sessions", headers={"origin": "https://a.test"})
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]
    first = await visitor.client.get("/api/v1/sessions")
    again = await visitor.client.get(
        "/api/v1/sessions", headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


async def test_everything_can_be_tried_on_the_page_without_a_script(
    hall: Hall, visitor: Visitor
) -> None:
    gathering, _ = await eventful(hall)
    await shelved(hall)
    page = await visitor.open("/api")
    assert "script" not in page.tags
    for operation in OPERATIONS:
        tried = await visitor.send(page, f"/api/coba/{operation.id}")
        wanted = 404 if "{code}" in operation.path else 200
        assert tried.status == wanted, operation.id
    form = "/api/coba/getProposal"
    tried = await visitor.send(page, form, code=f" {gathering.room.code} ", number="1")
    assert tried.answer.url.path == f"/api/v1/proposals/{gathering.room.code}/1"
    assert tried.answer.json()["proposal"]["title"] == "Drainase Gang Mawar"
    odd = await visitor.send(page, form, code="../../x?", number="#")
    assert odd.answer.json()["code"] == "not_found"
    assert (await visitor.open("/api/coba/nothing")).status == 404


async def test_the_document_describes_every_operation_and_every_code(visitor: Visitor) -> None:
    document = (await visitor.client.get("/api/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    assert document["paths"].keys() == {operation.address for operation in OPERATIONS}
    assert document["info"]["license"]["identifier"] == "CC-BY-4.0"
    told_of = json.dumps(document["components"]["responses"])
    assert all(f"`{code}`" in told_of for code in PROBLEMS)
    assert "session.published" in document["webhooks"]


async def test_it_does_what_its_document_says(database_url: str) -> None:
    """schemathesis asks what the document allows and what it does not, and checks the answers."""
    async with opened(database_url) as hall:
        gathering, _ = await eventful(hall)
        await shelved(hall)
    wards = folder("sessions") / "site" / WARDS
    settings_ = Settings(data=Path(), database_url=database_url, secret=b"s" * 32, wards=wards)
    door = hosting.listening("127.0.0.1", 0)
    base = f"http://127.0.0.1:{door.getsockname()[1]}"
    async with hosting.running(settings_, door):
        counts = await asyncio.to_thread(_checked, base, gathering.room.code)
    assert counts["listProposals"][200] > 5
    assert counts["getSession"][200] > 0
    assert counts["listSessions"][400] > 3
    assert counts.keys() == {operation.id for operation in OPERATIONS}


def _checked(base: str, code: str) -> dict[str, Counter[int]]:
    """What came of the requests to each operation, by HTTP status; fails where one is wrong."""
    schema = schemathesis.openapi.from_url(f"{base}/api/openapi.json")
    counts: dict[str, Counter[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        statuses = counts[operation.definition.raw["operationId"]] = Counter()
        for mode in GenerationMode:
            path = {"code": code} if mode is GenerationMode.POSITIVE else {}
            if "{code}" not in operation.path:
                path = {}
            _asked(operation, mode, path, statuses)
    return counts


def _asked(operation: Any, mode: GenerationMode, path: Any, statuses: Counter[int]) -> None:
    if mode is GenerationMode.NEGATIVE and not list(operation.iter_parameters()):
        return

    @settings(
        max_examples=8,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=path or None))
    def ask(case: schemathesis.Case) -> None:
        statuses[case.call_and_validate().status_code] += 1

    ask()
