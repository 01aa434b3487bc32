"""The charts of the city and of a kelurahan: shareable, with a table behind each."""

from tests.store.shelves import line, put_meeting, season
from tests.web.browsing import Hall, Visitor
from tests.web.charts.test_record_charts import lines

WARD = "/kelurahan/12.74.06.1003/grafik"


async def test_the_city_in_one_year(hall: Hall, visitor: Visitor) -> None:
    await season(hall.site.pool)
    page = await visitor.open("/kota/grafik")
    for sentence in (
        "Kota dalam grafik, 2027",
        "Terbanyak di Selat Lancang: 5. Dari 31 kelurahan, 2 sudah ada datanya.",
        "Dari 8 usulan, 5 disepakati, 2 masuk APBD, dan 0 selesai dibangun.",
        "Tahun 2026: 3 usulan, 1 disepakati, 1 selesai dibangun.",
        "Datuk Bandar Timur paling banyak mengusulkan: 5 usulan, 3 disepakati.",
    ):
        assert sentence in page.text, sentence
    assert f"{WARD}?tahun=2027" in page.links
    assert page.html.count('class="ubin') == 31
    assert "style" not in page.attributes
    drawn = page.html.count('<svg class="bagan')
    files = {link for link in page.links if ".csv" in link}
    assert len(files) == drawn + 1, "and one for the tiles"
    for link in files:
        answer = await visitor.client.get(link)
        assert answer.status_code == 200
        assert len(lines(answer.text)) > 1
    flow = await visitor.client.get("/kota/grafik/alur.csv?tahun=2027")
    assert ["Disepakati", "Masih di tahap ini", "3"] in lines(flow.text)

    other = await visitor.send(
        page, "/kota/grafik", tahun="2026", kecamatan="Datuk Bandar Timur", ukuran="selesai"
    )
    assert "Kota dalam grafik: Kecamatan Datuk Bandar Timur, 2026" in other.text
    assert "Terbanyak di Selat Lancang: 1." in other.text
    tiles = next(link for link in other.links if "peta.csv" in link)
    assert "tahun=2026" in tiles
    strange = await visitor.open("/kota/grafik?tahun=1999&kecamatan=<b>&ukuran=%00")
    assert strange.status == 200
    assert "Kota dalam grafik, 2027" in strange.text


async def test_a_kelurahan_from_year_to_year(hall: Hall, visitor: Visitor) -> None:
    await season(hall.site.pool)
    page = await visitor.open(WARD)
    for sentence in (
        "Kelurahan Selat Lancang dalam grafik, 2027",
        "Tahun 2027: 5 usulan, 3 disepakati, 0 selesai dibangun.",
        "Dari 6 usulan, 3 disepakati, 2 masuk APBD, dan 0 selesai dibangun.",
        "Lingkungan II paling banyak mengusulkan: 4 usulan, 3 disepakati.",
    ):
        assert sentence in page.text, sentence
    before = await visitor.open(f"{WARD}?tahun=2026")
    assert "Dari 3 usulan, 1 disepakati, 1 masuk APBD, dan 1 selesai dibangun." in before.text
    table = await visitor.client.get(f"{WARD}/tahun.csv")
    assert lines(table.text)[1:] == [
        ["2027", "5", "13", "3", "2", "2", "0", "2", "20000000"],
        ["2026", "3", "6", "1", "1", "1", "1", "2", "10000000"],
    ]
    for path in ("/kelurahan/12.74.99.1000/grafik", f"{WARD}/tidak.csv"):
        assert (await visitor.client.get(path)).status_code == 404


async def test_nothing_published_is_said_and_invented_data_too(
    hall: Hall, visitor: Visitor
) -> None:
    assert (
        "Belum ada musrenbang kelurahan yang terbit." in (await visitor.open("/kota/grafik")).text
    )
    assert "yang terbit di sini" in (await visitor.open(WARD)).text
    await put_meeting(hall.site.pool, "AAAAAA", [line(1)])
    await hall.site.pool.execute("UPDATE shelf SET example = true")
    for path in ("/kota/grafik", WARD):
        assert "rekaan" in (await visitor.open(path)).text
