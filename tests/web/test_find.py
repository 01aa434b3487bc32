"""Finding: one search, the page of a proposal, and pages of places; for anybody, scriptless."""

import json
from pathlib import Path

from musrenbang_live.core import commands as c
from tests.builders import plan
from tests.web.browsing import Hall, Page, Visitor, many
from tests.web.records import HOUSE, UNSEEN, brief, eventful
from tests.web.test_desk_tiers import brought

BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)


def typed(page: Page, field: str) -> str:
    """What stands in a field of the search form."""
    return dict(page.form("form-cari").fields)[field]


def proposals(page: Page) -> list[str]:
    """The proposals that the page lists."""
    return [link for link in page.links if link.startswith("/usulan/")]


async def test_a_proposal_is_found_by_a_mistyped_word_and_followed_to_its_page(
    hall: Hall, visitor: Visitor
) -> None:
    gathering, _ = await eventful(hall)
    await hall.site.shelving.look()
    code = gathering.room.code
    page = await visitor.open("/cari?cari=drainse")
    assert proposals(page)[0] == f"/usulan/{code}-1"
    assert "Mungkin maksud Bapak/Ibu: drainase" in page.text
    assert typed(page, "cari") == "drainse"
    file = next(link for link in page.links if link.startswith("/usulan.csv"))
    assert "Drainase Gang Mawar" in (await visitor.client.get(file)).text
    again = await visitor.open(next(link for link in page.links if "cari=drainase" in link))
    assert "Mungkin maksud" not in again.text
    assert proposals(again) == proposals(page)

    one = await visitor.open(f"/usulan/{code}-1")
    for sentence in (
        "Drainase Gang Mawar",
        "Perjalanan usulan ini",
        "Langkah 2 dari 5",
        "Usulan yang digabung ke sini",
        "Parit tumpat",
        "Rp85.000.000",
    ):
        assert sentence in one.text, sentence
    assert f"/arsip/{code}#usulan-1" in one.links
    assert f"/kelurahan/{plan().ward_code}" in one.links
    record = await visitor.open(f"/arsip/{code}")
    assert {f"/usulan/{code}-1", f"/usulan/{code}-4"} <= set(proposals(record))
    assert f"/usulan/{code}-5" not in record.links  # hidden: it has no page
    assert "Langkah 2 dari 5: Disepakati." in record.text
    merged = await visitor.open(f"/usulan/{code}-4")
    assert "Digabung ke usulan 1" in merged.text
    small = await visitor.client.get(f"/usulan/{code.lower()}-1", follow_redirects=False)
    assert (small.status_code, small.headers["location"]) == (308, f"/usulan/{code}-1")
    for address in (f"{code}-99", f"{code}-5", "AAAAAA-1", f"{code}-0", "x-1", f"{code}-1x"):
        assert (await visitor.open(f"/usulan/{address}")).status == 404, address


async def test_nothing_personal_and_nothing_hidden_is_found(hall: Hall, visitor: Visitor) -> None:
    gathering, _ = await eventful(hall)
    await brief(hall, "Latihan menjahit", practice=True)
    await hall.site.shelving.look()
    for word in ("Poltak", "Timah", "Ijah", "menjahit"):
        page = await visitor.open(f"/cari?cari={word}")
        assert proposals(page) == []
        assert "Tidak ada yang cocok." in page.text, word
    for path in ("/cari", f"/usulan/{gathering.room.code}-1", f"/kelurahan/{plan().ward_code}"):
        page = await visitor.open(path)
        for secret in (HOUSE, UNSEEN, "Ijah", "Saleh"):
            assert secret not in page.html, (path, secret)


async def test_a_life_has_one_address_through_its_tiers(hall: Hall, visitor: Visitor) -> None:
    below, above, _ = await brought(hall)
    await above.act(
        c.OpenMeeting(),
        c.AgreeRanks((1,)),
        c.DecideProposal(2, "belum", "pagu", "Dana kurang."),
        c.PublishMeeting(),
    )
    await hall.site.shelving.look()
    here, there = below.room.code, above.room.code
    page = await visitor.open(f"/usulan/{there}-1")
    assert page.answer.url.path == f"/usulan/{here}-2"
    stops = [
        page.html.index(f"/arsip/{node}") for node in (f"{here}#usulan-2", f"{there}#usulan-1")
    ]
    assert stops == sorted(stops)
    refused = await visitor.open(f"/usulan/{here}-1")
    assert "Melebihi pagu: Dana kurang." in refused.text
    listed = proposals(await visitor.open("/cari"))
    assert f"/usulan/{here}-2" in listed
    assert not any(link.startswith(f"/usulan/{there}-") for link in listed)
    assert len(listed) == len(set(listed))


async def test_every_state_of_the_search_is_an_address(hall: Hall, visitor: Visitor) -> None:
    here = await brief(hall, "Titi beton")
    there = await brief(hall, "Titi kayu", ward_code="12.74.01.1003", ward="Perwira", year=2026)
    await hall.site.shelving.look()
    a, b = f"/usulan/{here.room.code}-1", f"/usulan/{there.room.code}-1"
    for query, expected in (
        ("", {a, b}),
        ("cari=titi", {a, b}),
        ("cari=titi&tahun=2026", {b}),
        ("kelurahan=12.74.01.1003&lingkungan=II", {b}),
        ("cari=perwira", {b}),
        ("kecamatan=datuk-bandar-timur&status=diusulkan", {a, b}),
        ("kecamatan=tidak-ada", set()),
        ("status=selesai", set()),
        ("tingkat=kota", set()),
        ("cari=titi&halaman=2", set()),
        ("jenis=musyawarah", set()),
        ("jenis=aneh", {a, b}),
    ):
        page = await visitor.open(f"/cari?{query}")
        assert set(proposals(page)) == expected, query
    page = await visitor.open(
        "/cari?cari=titi&tahun=2026&kelurahan=12.74.01.1003&tingkat=kelurahan"
    )
    for field, value in (("cari", "titi"), ("tahun", "2026"), ("tingkat", "kelurahan")):
        assert typed(page, field) == value
    assert f"/arsip/{there.room.code}" in (await visitor.open("/cari?cari=perwira")).links
    assert f"/arsip/{there.room.code}" in (await visitor.open("/cari?jenis=musyawarah")).links


async def test_places_and_bidang_have_pages(hall: Hall, visitor: Visitor) -> None:
    gathering, _ = await eventful(hall)
    await hall.site.shelving.look()
    ward = await visitor.open(f"/kelurahan/{plan().ward_code}")
    assert "Tahun demi tahun" in ward.text
    assert f"/cari?kelurahan={plan().ward_code}&tahun=2027" in ward.links
    assert f"/arsip/{gathering.room.code}" in ward.links
    assert f"/usulan/{gathering.room.code}-1" in ward.links
    district = await visitor.open("/kecamatan/datuk-bandar-timur")
    assert f"/kelurahan/{plan().ward_code}" in district.links
    sector = await visitor.open("/bidang/infra?tahun=2027")
    assert f"/usulan/{gathering.room.code}-1" in sector.links
    empty = await visitor.open("/kelurahan/12.74.01.1003")
    assert "Belum ada hasil yang diterbitkan." in empty.text
    nuls = ("/bidang/%00", "/kelurahan/%00", "/usulan/%00-1", "/usulan/a%00-1.atom", "/janji/%00")
    for path in ("/kelurahan/9", "/kecamatan/x", "/bidang/x", *nuls):
        assert (await visitor.open(path)).status == 404, path
    assert f"/kelurahan/{plan().ward_code}" in (await visitor.open("/")).links


async def test_a_kelurahan_that_the_site_does_not_list_is_named_without_a_link(
    hall: Hall, visitor: Visitor
) -> None:
    gathering = await brief(hall, "Titi beton", ward_code="99.99.99.9999", ward="Entah")
    await hall.site.shelving.look()
    page = await visitor.open(f"/usulan/{gathering.room.code}-1")
    assert "Entah" in page.text
    assert not any(link.startswith("/kelurahan/") for link in page.links)


async def test_any_text_is_a_search_and_comes_back_as_it_was_typed(
    hall: Hall, visitor: Visitor
) -> None:
    await brief(hall, "Titi beton")
    await hall.site.shelving.look()
    strange = ("\x00", "a\x00b", "'; DROP TABLE shelf; --", "%_\\", "x" * 5000)
    found = await many(
        lambda text: visitor.client.get("/cari", params={"cari": text}), (*BLNS[::4], *strange)
    )
    for text, answer in found.items():
        assert answer.status_code == 200, text
        page = Page(answer)
        kept = text.replace("\x00", "").strip()[:200].strip()
        assert typed(page, "cari").splitlines() == kept.splitlines()
        assert {"script", "img", "svg-onload", "iframe"}.isdisjoint(page.tags), text
    for field in ("kecamatan", "kelurahan", "lingkungan", "bidang", "tahun", "status", "halaman"):

        async def asked(text: str, field: str = field) -> int:
            sent = text.encode("utf-8", "surrogatepass")
            answer = await visitor.client.get("/cari", params={"cari": "titi", field: sent})
            return answer.status_code

        texts = ("\x00", "٣", "1e9", "-1", "9" * 400, "²", "501", "' OR 1=1 --", "\ud800")
        for text, status in (await many(asked, texts)).items():
            assert status == 200, (field, text)


async def test_what_is_invented_says_so_above_its_list_or_on_its_line(
    hall: Hall, visitor: Visitor
) -> None:
    await eventful(hall)
    await hall.site.shelving.look()
    for invented, above, on_lines in (("false", 0, 0), ("number = 1", 0, 1), ("true", 1, 0)):
        await hall.site.pool.execute(f"UPDATE shelf SET example = {invented}")
        page = await visitor.open("/cari?jenis=usulan")
        assert len(proposals(page)) > 1
        assert page.text.count("Contoh: semua di daftar ini rekaan") == above, invented
        assert page.text.count("Contoh, data rekaan") == on_lines, invented
