"""What the council is asked outside of meetings, as files: narrowed, and nobody is named."""

from tests.web.browsing import Hall, Visitor
from tests.web.reporting import SECRET_WORDS, WARD, desk_page, number_in, reported
from tests.web.test_archive_files import runs
from tests.web.test_datasets import rows
from tests.web.test_inquiries import asks
from tests.web.writers import secretary


async def test_files_of_questions_and_reports_are_narrowed_as_their_pages(
    hall: Hall, visitor: Visitor
) -> None:
    for title in ("Kapan lampu jalan menyala?", "Kapan reses?", "Belum diperiksa"):
        await asks(visitor, title, text=f"={title}", name="Nur Canaria")
    sent = [
        number_in(await reported(visitor, title=title))
        for title in ("Lampu mati", "Parit tumpat", "Tidak ditampilkan")
    ]
    async with secretary(hall) as siti:
        for number in (1, 2):
            await siti.send(await siti.open(f"/kantor/tanya/{number}"), "terbitkan")
        for report in sent[:2]:
            await siti.send(await desk_page(hall, siti, report), "/approve")
    listed = (await visitor.client.get("/sitemap/situs.xml")).text
    assert [f"/tanya/{n}<" in listed for n in (1, 2, 3)] == [True, True, False]
    await _questions(visitor)
    await _reports(visitor)
    for path in ("/aspirasi.json", "/tanya.json", "/aspirasi.csv", "/tanya.csv"):
        said = (await visitor.client.get(path)).text
        hidden = ("Canaria", "Tidak ditampilkan", "Belum diperiksa", *SECRET_WORDS[:3])
        assert not [word for word in hidden if word in said], path


async def _questions(visitor: Visitor) -> None:
    assert "/tanya.csv?cari=lampu" in (await visitor.open("/tanya?cari=lampu")).links
    every = await rows(visitor, "/tanya.csv")
    assert [row["judul"] for row in every] == ["Kapan reses?", "Kapan lampu jalan menyala?"]
    found = await rows(visitor, "/tanya.csv?cari=lampu")
    assert [(row["nomor"], row["keadaan"], row["hari_menunggu"]) for row in found] == [
        ("1", "tayang", "")
    ]
    assert not runs(found[0]["keterangan"])
    assert await rows(visitor, "/tanya.csv?urut=dijawab") == []
    assert await rows(visitor, "/tanya.csv?kantor=99") == []


async def _reports(visitor: Visitor) -> None:
    page = await visitor.open(f"/aspirasi?kelurahan={WARD}")
    assert f"/aspirasi.xlsx?kelurahan={WARD}" in page.links
    every = await rows(visitor, "/aspirasi.csv")
    assert [(row["judul"], row["kelurahan"], row["lingkungan"]) for row in every] == [
        ("Parit tumpat", "Beting Kuala Kapias", "II"),
        ("Lampu mati", "Beting Kuala Kapias", "II"),
    ]
    for narrowed, fitting in (
        (f"kelurahan={WARD}", 2),
        ("kelurahan=12.74.06.1001", 0),
        ("cari=parit", 1),
        ("jenis=keluhan", 0),
        ("keadaan=diterima&bidang=infra", 2),
        ("cari=%00&jenis=x", 2),
    ):
        assert len(await rows(visitor, f"/aspirasi.csv?{narrowed}")) == fitting, narrowed
