"""The archive: what anybody may read afterwards, and what nobody finds in it."""

import json
import re
import uuid
from pathlib import Path

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import Told
from musrenbang_live.core.events import ProposalContent
from tests.builders import content, plan
from tests.web.browsing import Hall, Page, Visitor, opened
from tests.web.records import HOUSE, PEOPLE, UNSEEN, brief, eventful
from tests.web.residents import gathered

BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)
SCRIPT = re.compile(r"<script[^>]*>")
FORMS = ("", ".json", ".csv")
BALLOTS = "/1.pb"


def typed(page: Page, field: str) -> str:
    """What stands in a field of the search form."""
    return dict(page.form("/arsip").fields)[field]


def found(page: Page) -> list[str]:
    """The sessions the page lists."""
    paths = [link for link in page.links if link.startswith("/arsip/") and "#" not in link]
    return [path.removeprefix("/arsip/") for path in paths]


# The record


async def test_every_process_has_it_as_soon_as_it_is_published(
    hall: Hall, database_url: str
) -> None:
    """Also where no bell was heard, and with all that was counted meanwhile."""
    it = await gathered(hall)
    await it.phase("usulan")
    await it.proposals(2)
    await it.phase("pemungutan")
    path = f"/arsip/{it.room.code}.json"
    async with opened(database_url) as elsewhere, elsewhere.visitor() as there:
        assert (await there.client.get(path)).status_code == 404
        for mark in ([1], [2], [1, 2]):
            await it.cast(mark)
        await it.act(c.CloseRound(1), c.RevealRound(1), c.PublishMeeting())
        told = await there.client.get(path)
        async with hall.visitor() as here:
            assert told.json() == (await here.client.get(path)).json()
    assert told.json()["rounds"][0]["ballots"] == 3


async def test_the_record_tells_what_became_of_every_proposal(hall: Hall, visitor: Visitor) -> None:
    gathering, _ = await eventful(hall)
    page = await visitor.open(f"/arsip/{gathering.room.code}")
    assert page.status == 200
    for sentence in (
        "Urutan 1, suara sama",
        "1. Drainase Gang Mawar",
        "Urutan 3",
        "Digabung ke usulan 1",
        "Termasuk usulan 4.",
        "Tidak ditampilkan",
        "Alasan: Menyebut nama orang.",
        "Tidak ikut pemungutan suara",
        "6. Gapura baru",
        "Belum diperiksa sampai musyawarah selesai",
        "Perkiraan biaya Rp85 juta.",
        "Pengusul: Warga Lingkungan II.",
    ):
        assert sentence in page.text, sentence


async def test_the_ranking_stands_beside_its_rule_its_turnout_and_its_bars(
    hall: Hall, visitor: Visitor
) -> None:
    gathering, _ = await eventful(hall)
    page = await visitor.open(f"/arsip/{gathering.room.code}")
    assert "Jajak pendapat, tidak mengikat" in page.text
    assert "4 dari 6 peserta memberi suara." in page.text
    assert "Setiap peserta memilih paling banyak 3 usulan." in page.text
    assert "Suara sama dengan: Lampu jalan" in page.text
    assert "Nomor tidak menentukan urutan." in page.text
    assert page.html.count('<rect width="75%"') == 2
    assert page.html.count('<rect width="25%"') == 1
    for phase in ("Pembukaan", "Usulan", "Musyawarah", "Pemungutan suara", "Hasil"):
        assert phase in page.text


async def test_a_meeting_without_a_vote_and_without_proposals_says_so(
    hall: Hall, visitor: Visitor
) -> None:
    gathering = await brief(hall)
    page = await visitor.open(f"/arsip/{gathering.room.code}")
    assert "Tidak ada pemungutan suara dalam musyawarah ini." in page.text
    assert "Tidak ada usulan yang masuk." in page.text


async def test_practice_says_that_it_was_practice(hall: Hall, visitor: Visitor) -> None:
    gathering = await brief(hall, practice=True)
    page = await visitor.open(f"/arsip/{gathering.room.code}")
    assert "Hanya latihan, bukan musyawarah sungguhan." in page.text


@pytest.mark.parametrize("form", [*FORMS, BALLOTS])
async def test_what_is_not_published_is_as_unknown_as_what_never_was(
    hall: Hall, visitor: Visitor, form: str
) -> None:
    gathering = await gathered(hall)
    await gathering.act(c.OpenMeeting(), c.CloseMeeting())
    closed = await visitor.client.get(f"/arsip/{gathering.room.code}{form}")
    never = await visitor.client.get(f"/arsip/HMX4T7{form}")
    nonsense = await visitor.client.get(f"/arsip/x{form}")
    assert closed.status_code == never.status_code == nonsense.status_code == 404
    assert closed.content == never.content == nonsense.content
    assert dict(closed.headers) == dict(never.headers)


# What is nobody's business


@pytest.mark.parametrize("form", [*FORMS, BALLOTS])
async def test_nobody_is_found_in_the_record(hall: Hall, visitor: Visitor, form: str) -> None:
    gathering, people = await eventful(hall)
    text = (await visitor.client.get(f"/arsip/{gathering.room.code}{form}")).text
    assert "Drainase Gang Mawar" in text
    for secret in (HOUSE, UNSEEN, "Poltak", *people, *(name for name, _ in PEOPLE)):
        assert secret not in text


@pytest.mark.parametrize("form", FORMS)
async def test_who_asked_to_be_named_is_named(hall: Hall, visitor: Visitor, form: str) -> None:
    gathering = await gathered(hall)
    await gathering.phase("usulan")
    author = await gathering.neighbour(name="Ijah binti Saleh")
    ref = "7f0c0d3e-0000-4000-8000-000000000001"
    await hall.service.propose(gathering.room, author, ref, content(), named=True)
    await gathering.act(c.ApproveProposal(1), c.PublishMeeting())
    text = (await visitor.client.get(f"/arsip/{gathering.room.code}{form}")).text
    assert "Ijah binti Saleh" in text
    assert author not in text


@pytest.mark.parametrize("form", FORMS)
async def test_small_groups_are_not_told_by_gender(hall: Hall, visitor: Visitor, form: str) -> None:
    gathering, _ = await eventful(hall)  # three women, three men
    answer = await visitor.client.get(f"/arsip/{gathering.room.code}{form}")
    if form == ".json":
        assert answer.json()["attendance"] == {"joined": 6, "assisted": 0, "by_gender": None}
    assert "erempuan" not in answer.text
    assert "aki-laki" not in answer.text


async def test_groups_of_five_are_told_by_gender(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall)
    await gathering.act(c.OpenMeeting())
    for gender in "PPPPPLLLLLL":
        await gathering.neighbour(gender=gender)
    await gathering.act(c.PublishMeeting())
    page = await visitor.open(f"/arsip/{gathering.room.code}")
    assert "Perempuan 5" in page.text
    assert "Laki-laki 6" in page.text


async def test_who_came_is_told_in_groups_of_five_and_more(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall)
    told = [Told(f"Rahasia {n}", "Lembaga X", "34", "PL"[n % 2], "II") for n in range(10)]
    told += [Told("Rahasia Jauh", neighborhood="III")]
    for each in told:
        await hall.site.attending.check_in(gathering.room, str(uuid.uuid4()), each, "meja")
    await gathering.act(c.OpenMeeting(), c.PublishMeeting())
    page = await visitor.open(f"/arsip/{gathering.room.code}")
    assert "11 orang hadir. Perempuan 5 dari 11 (45%), sasaran 30%." in page.text
    answer = await visitor.client.get(f"/arsip/{gathering.room.code}.json")
    assert answer.json()["present"] == {
        "people": 11,
        "women": 5,
        "men": 5,
        "untold_gender": 1,
        "by_neighborhood": {},
        "elsewhere": 11,
    }
    for text in (page.html, answer.text):
        assert "Rahasia" not in text
        assert "Lembaga X" not in text


HOSTILE = ProposalContent(
    title='<script>alert(1)</script>"><img src=x onerror=alert(2)>',
    problem="<b>tebal</b> &lt;i&gt; {{ 7 * 7 }} ${7*7}",
    sector="infra",
    neighborhood="II",
    screen_title="</b><svg onload=alert(3)>",
)


async def test_html_in_a_proposal_is_only_text(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall, plan(forum="Musrenbang <u>Kelurahan</u>"))
    await gathering.phase("usulan")
    await gathering.proposal(HOSTILE)
    await gathering.act(c.PublishMeeting())
    await hall.site.shelving.look()
    one = f"/usulan/{gathering.room.code}-1"
    for path in (f"/arsip/{gathering.room.code}", "/arsip", "/cari?cari=musrenbang", one, "/"):
        page = await visitor.open(path)
        assert {"img", "u", "i"}.isdisjoint(page.tags), path
        assert page.html.count("<script>") == 1, path  # every page's own
        assert "Musrenbang <u>Kelurahan</u>" in page.text, path
    record = await visitor.open(f"/arsip/{gathering.room.code}")
    assert HOSTILE.title in record.text
    assert "<b>tebal</b> &lt;i&gt; {{ 7 * 7 }} ${7*7}" in record.text


# Keeping, and machines


@pytest.mark.parametrize("path", ["/arsip", "/arsip/{}", "/arsip/{}.json", "/arsip/{}.csv"])
async def test_what_somebody_has_already_is_not_sent_again(
    hall: Hall, visitor: Visitor, path: str
) -> None:
    gathering, _ = await eventful(hall)
    # The page shows the newest signed root and where proposals stand, both made beside all else.
    await hall.site.notary.sign(gathering.room.row.id, gathering.room.code)
    await hall.site.shelving.look()
    await gathering.room.refresh()
    address = path.format(gathering.room.code)
    first = await visitor.client.get(address)
    assert first.headers["cache-control"] == "public, max-age=60"
    tag = first.headers["etag"]
    for offered in (tag, f'"other", {tag}', "*"):
        again = await visitor.client.get(address, headers={"if-none-match": offered})
        assert (again.status_code, again.content) == (304, b""), offered
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == first.headers["cache-control"]
    other = await visitor.client.get(address, headers={"if-none-match": 'W/"other"'})
    assert (other.status_code, other.content) == (200, first.content)


async def test_a_page_kept_in_one_language_is_not_taken_for_the_other(
    hall: Hall, visitor: Visitor
) -> None:
    indonesian = await visitor.client.get("/arsip")
    assert "cookie" in indonesian.headers["vary"].lower()
    visitor.client.cookies.set("bahasa", "en")
    english = await visitor.client.get(
        "/arsip", headers={"if-none-match": indonesian.headers["etag"]}
    )
    assert english.status_code == 200
    assert '<html lang="en"' in english.text


async def test_what_is_said_to_one_visitor_is_kept_by_nobody(hall: Hall, visitor: Visitor) -> None:
    visitor.client.cookies.set("kabar", "Halo")
    assert (await visitor.client.get("/arsip")).headers["cache-control"] == "no-store"


async def test_the_archive_needs_no_script_and_no_login(hall: Hall, visitor: Visitor) -> None:
    gathering, _ = await eventful(hall)
    for path in ("/arsip", f"/arsip/{gathering.room.code}"):
        page = await visitor.open(path)
        assert page.status == 200
        own, *run = (tag for tag in SCRIPT.findall(page.html) if "application/ld+json" not in tag)
        assert own == "<script>"  # allowed by its digest
        assert all('type="module" src="/static/' in tag for tag in run)
        assert "set-cookie" not in page.answer.headers


# The list


async def test_searches_of_the_list_go_to_the_page_that_searches(
    hall: Hall, visitor: Visitor
) -> None:
    answer = await visitor.client.get("/arsip?cari=lampu&tahun=2027", follow_redirects=False)
    assert answer.status_code == 301
    assert answer.headers["location"] == "/cari?cari=lampu&tahun=2027"


async def test_sessions_are_found_by_kelurahan_and_by_year(hall: Hall, visitor: Visitor) -> None:
    here = await brief(hall, "Titi beton")
    there = await brief(hall, ward_code="12.74.01.1003", ward="Perwira", year=2026)
    for query, expected in (
        ("", {here, there}),
        ("kelurahan=12.74.01.1003", {there}),
        ("tahun=2027", {here}),
        ("tingkat=kelurahan", {here, there}),
        ("tingkat=kecamatan", set()),
        ("tahun=2027&kelurahan=12.74.01.1003", set()),
        ("tahun=kosong&halaman=-1&kelurahan=", {here, there}),
    ):
        page = await visitor.open(f"/arsip?{query}")
        assert set(found(page)) == {each.room.code for each in expected}, query
    page = await visitor.open("/arsip?tahun=2026&kelurahan=12.74.01.1003")
    assert (typed(page, "tahun"), typed(page, "kelurahan")) == ("2026", "12.74.01.1003")


async def test_a_long_list_is_turned_page_by_page(hall: Hall, visitor: Visitor) -> None:
    codes = {(await brief(hall, f"Titi beton {n}")).room.code for n in range(21)}
    first = await visitor.open(f"/arsip?kelurahan={plan().ward_code}&tahun=2027")
    following = next((link for link in first.links if "halaman=2" in link), "/")
    second = await visitor.open(following)
    assert len(found(first)) == 20
    assert {*found(first), *found(second)} == codes
    assert typed(second, "tahun") == "2027"
    assert any(link.startswith("/arsip?") and "halaman" not in link for link in second.links)


async def test_practice_is_not_listed(hall: Hall, visitor: Visitor) -> None:
    await brief(hall, practice=True)
    page = await visitor.open("/arsip")
    assert found(page) == []
    assert "Belum ada hasil yang diterbitkan." in page.text


@pytest.mark.parametrize("field", ["kelurahan", "kecamatan", "tahun", "halaman", "tingkat"])
async def test_filters_that_make_no_sense_find_something_or_nothing(
    hall: Hall, visitor: Visitor, field: str
) -> None:
    for text in ("\x00", "٣", "1e9", "-1", "9" * 400, "²", "0", "501", "' OR 1=1 --"):
        answer = await visitor.client.get("/arsip", params={field: text})
        assert answer.status_code == 200, text
