"""News and documents: written at a desk or an office, public when their time has come."""

import asyncio
import json
from pathlib import Path

from musrenbang_live.live.clock import now
from musrenbang_live.store import article_search
from tests.web.browsing import Hall, Visitor
from tests.web.desks import said
from tests.web.officers import leads, log_in, officer
from tests.web.residents import Gathering
from tests.web.writers import (
    DESK,
    OFFICE,
    PDF,
    attached,
    link_of,
    office_file,
    picture,
    secretary,
    wrote,
)

BLNS = Path(__file__).parent.parent / "data" / "blns.json"
TOMORROW = {"state": "jadwal", "state-day": "2099-01-14", "state-clock": "09:00"}


async def test_from_a_draft_to_the_public_and_back(hall: Hall, visitor: Visitor) -> None:
    async with secretary(hall) as siti:
        assert "Belum ada kabar." in (await visitor.open("/kabar")).text
        page = await siti.send(
            await siti.open(f"{OFFICE}/baru"),
            "isian",
            title="Rapat RKPD",
            body="# Isi\n<i>x</i>",
            do="pratinjau",
        )
        assert "Pratinjau, belum disimpan" in page.text
        assert "<h2>Isi</h2>" in page.html
        assert "&lt;i&gt;" in page.html
        page = await siti.send(page, "isian", tags="RKPD, paripurna", do="simpan")
        assert said(page) == "Tersimpan sebagai draf. Publik belum melihatnya."
        assert (await visitor.open("/kabar/rapat-rkpd")).status == 404

        page = await siti.send(page, "isian", **TOMORROW)
        assert said(page) == "Tersimpan. Terbit sendiri pada waktunya."
        assert (await visitor.open("/kabar/rapat-rkpd")).status == 404
        assert "Rapat RKPD" not in (await visitor.open("/kabar")).text
        assert "Rapat RKPD" in (await siti.open(f"{OFFICE}?keadaan=terjadwal")).text
        assert "Rapat RKPD" not in (await siti.open(f"{OFFICE}?keadaan=draf")).text
        await hall.site.pool.execute("UPDATE article SET published_at = moment($1)", now())
        await _of_everybody(hall, visitor)
        page = await siti.send(page, "/sembunyi")
        assert said(page) == "Disembunyikan. Publik tidak melihatnya lagi."
        assert (await visitor.open("/kabar/rapat-rkpd")).status == 404
        assert said(await siti.send(page, "/terbit")) == "Tersimpan dan terbit."
        assert (await visitor.open("/kabar/rapat-rkpd")).status == 200


async def _of_everybody(hall: Hall, visitor: Visitor) -> None:
    public = await visitor.open("/kabar/rapat-rkpd")
    assert "Isi" in public.text
    assert public.answer.headers["cache-control"] == "public, max-age=60"
    tag = public.answer.headers["etag"]
    again = await visitor.client.get("/kabar/rapat-rkpd", headers={"if-none-match": tag})
    assert again.status_code == 304
    assert "Sekretaris" not in public.html, "who wrote it is nobody's name on a public page"

    assert "Rapat RKPD" in (await visitor.open("/kabar?tag=rkpd")).text
    assert "Tidak ada yang cocok." in (await visitor.open("/kabar?tag=jalan")).text
    assert "Tidak ada yang cocok." in (await visitor.open("/kabar?halaman=9")).text
    found = await article_search.search_lines(hall.site.pool, "rapt RKPD", 5, at=now())
    assert [hit.slug for hit in found] == ["rapat-rkpd"]
    assert await article_search.search_lines(hall.site.pool, "rapat", 5, at=1) == []


async def test_an_edit_is_undone_and_of_two_the_second_is_told(hall: Hall) -> None:
    async with secretary(hall) as siti:
        first = await wrote(siti, title="Satu", body="Teks pertama")
        twice = [await siti.send(first, "isian", body="Teks kedua") for _ in range(2)]
        second = twice[1]
        assert said(second) == "Tersimpan sebagai draf. Publik belum melihatnya."
        late = await siti.send(first, "isian", body="Teks terlambat")
        assert late.status == 409
        assert "Orang lain menyimpan lebih dahulu." in late.text
        assert "Teks terlambat" in str(late.form("isian").fields)
        stored = await siti.send(late, "isian")
        assert said(stored) == "Tersimpan sebagai draf. Publik belum melihatnya."
        history = await siti.open(link_of(second, "/riwayat"))
        assert all(text in history.text for text in ("Teks pertama", "Teks kedua", "terlambat"))
        back = await siti.send(history, "/riwayat/1")
        assert ("body", "Teks pertama") in back.form("isian").fields
        assert "Riwayat (4)" in back.text
        both = await asyncio.gather(*(wrote(siti, title="Satu", state="terbit") for _ in range(2)))
        assert [link_of(page, "/kabar/satu") for page in both] == ["/kabar/satu-2"] * 2


WRONG: list[tuple[dict[str, str], str]] = [
    ({"title": " "}, "Bagian ini belum diisi."),
    ({"body": "Hubungi 0812 3456 7890"}, "Nomor telepon tidak perlu ditulis."),
    ({"tags": "a,b,c,d,e,f,g,h,i"}, "Topiknya paling banyak 8."),
    ({"state": "jadwal"}, "tanggal"),
    ({"state": "jadwal", "state-day": "2027-01-14", "state-clock": "25:00"}, "seperti 09.00"),
    ({"happens-day": "kapan"}, "tanggal"),
    ({"attach": "HMX4T7:1"}, "Kode HMX 4T7 tidak dikenal."),
    ({"happens-day": "2027-01-14", "happens-clock": "09:00", "minutes": "9999"}, "angka"),
]


async def test_what_is_wrong_is_told_and_nothing_typed_is_lost(hall: Hall) -> None:
    async with secretary(hall) as siti:
        for fields, sentence in WRONG:
            page = await wrote(siti, **{"title": "Judul", "body": "Isi *panjang*", **fields})
            assert page.status in (404, 422), fields
            assert sentence.lower() in page.text.lower()
            kept = dict(page.form("isian").fields)
            assert kept["body"] == fields.get("body", "Isi *panjang*")
        assert await hall.site.pool.fetchval("SELECT count(*) FROM article") == 0


async def test_any_text_of_the_world_is_kept_or_refused(hall: Hall, visitor: Visitor) -> None:
    async with secretary(hall) as siti:
        for number, text in enumerate(json.loads(BLNS.read_text(encoding="utf-8"))[::25]):
            fields = {"summary": text[:300], "body": text, "tags": text[:30], "state": "terbit"}
            page = await wrote(siti, title=f"{number} {text[:120]}", **fields)
            assert page.status in (200, 422), text
    for place in (
        "/kabar",
        "/dokumen",
        "/kabar?halaman=2",
        "/kabar?tag=%00%27",
        "/dokumen?tahun=x",
    ):
        assert (await visitor.open(place)).status == 200
    assert (await visitor.open("/kabar/tidak-ada%00")).status == 404


async def test_files_are_what_their_content_says(hall: Hall, visitor: Visitor) -> None:
    async with secretary(hall) as siti:
        page = await wrote(siti, title="Bahan", kind="dokumen", body="![Peta](peta.jpg)")
        page = await attached(siti, page, PDF, "../rahasia/RKPD  2028.exe")
        assert said(page) == "Berkas RKPD 2028.pdf dilampirkan."
        page = await attached(siti, page, PDF, "RKPD 2028.pdf")
        assert said(page) == "Berkas RKPD 2028 (2).pdf dilampirkan."
        page = await attached(siti, page, picture(), "peta.png")
        page = await attached(siti, page, office_file(), "surat.doc")
        page = await attached(
            siti, page, office_file(mimetype="application/vnd.oasis.opendocument.text"), "a.odt"
        )
        for content in (
            b"<html><script>",
            b"%PDF-1.7 half",
            b"PK\x03\x04 broken",
            office_file("apa.xml"),
            office_file("word/document.xml", "word/vbaProject.bin"),
            b"MZ",
            picture()[:60],
            b"",
        ):
            wrong = await attached(siti, page, content, "x.pdf")
            assert wrong.status in (413, 422), content
            assert wrong.has_form("unggah")

        paper = link_of(page, "RKPD%202028.pdf")
        assert (await visitor.open(paper)).status == 404
        shown = await siti.client.get(paper)
        assert shown.content == PDF
        assert shown.headers["cache-control"] == "no-store"
        await siti.send(page, "/terbit")
        await _of_the_public(visitor, paper)

        gone = await siti.send(await siti.open(str(page.answer.url.path)), "/hapus")
        assert said(gone) == "Berkas dihapus."
        assert (await visitor.client.get(paper)).status_code == 404


async def _of_the_public(visitor: Visitor, paper: str) -> None:
    public = await visitor.client.get(paper)
    assert public.headers["content-type"] == "application/pdf"
    assert public.headers["content-disposition"].startswith("inline; filename*=UTF-8''RKPD%20")
    assert public.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in public.headers["content-security-policy"]
    assert "script" not in public.headers["content-security-policy"]
    tag = {"if-none-match": public.headers["etag"]}
    assert (await visitor.client.get(paper, headers=tag)).status_code == 304
    assert (await visitor.client.head(paper)).headers["content-length"] == str(len(PDF))
    assert (await visitor.client.get(paper.replace("RKPD", "RKPX"))).status_code == 404
    assert (await visitor.client.get("/berkas/x/y.pdf")).status_code == 404
    page = await visitor.open("/kabar/bahan")
    photo = await visitor.client.get(link_of_image(page.html))
    assert photo.content.startswith(b"\xff\xd8\xff")
    assert b"RAHASIA-LETAK" not in photo.content
    word = await visitor.client.get(link_of(page, ".docx"))
    assert word.headers["content-disposition"].startswith("attachment;")
    listed = await visitor.open("/dokumen?tahun=2026")
    assert "RKPD 2028.pdf" in listed.text or "Tidak ada yang cocok." in listed.text
    assert "RKPD 2028.pdf (PDF, 1 kB)" in (await visitor.open("/dokumen")).text


def link_of_image(html: str) -> str:
    """The address of the first picture of a text."""
    return html.partition('<img src="')[2].partition('"')[0]


async def test_a_hall_reads_before_the_public_does(
    gathering: Gathering, visitor: Visitor, hall: Hall
) -> None:
    budi = await officer(hall)
    await leads(gathering, budi)
    code = gathering.room.code
    await gathering.phase("pembukaan")
    joined = await gathering.joined(visitor)
    assert "Bahan" not in joined.text
    async with hall.visitor() as leader, hall.visitor() as other:
        await log_in(leader)
        refused = await wrote(leader, DESK, title="Tanpa sesi", attach="")
        assert refused.status == 422
        assert "Fasilitator menulis untuk sesi yang dipimpinnya." in refused.text
        page = await wrote(leader, DESK, title="Bahan paparan", attach=f"{code}:0", in_hall="1")
        page = await attached(leader, page, PDF, "paparan.pdf")
        now_page = await visitor.open(f"/s/{code}")
        assert "Bahan paparan (PDF, 1 kB)" in now_page.text
        paper = link_of(now_page, "/berkas/")
        assert (await visitor.client.get(paper)).content == PDF
        assert (await other.client.get(paper)).status_code == 404
        assert "Bahan paparan" not in (await other.open("/dokumen")).text
        assert "Bahan paparan" in (await visitor.open(f"/s/{code}/bahan")).text
        assert "1 di ponsel" in (await leader.open(f"/fasilitator/{code}")).text

        await gathering.phase("usulan")
        assert "Bahan paparan" not in (await visitor.open(f"/s/{code}")).text
        assert "Bahan paparan" in (await visitor.open(f"/s/{code}/bahan")).text
        await leader.send(await leader.open(str(page.answer.url.path)), "/sembunyi")
        assert (await visitor.client.get(paper)).status_code == 404
        assert "Bahan paparan" not in (await visitor.open(f"/s/{code}/bahan")).text

        await _no_business_of(hall, other, str(page.answer.url.path))


async def _no_business_of(hall: Hall, other: Visitor, place: str) -> None:
    """Another facilitator neither reads nor changes it."""
    await officer(hall, "ani")
    await log_in(other, "ani")
    assert (await other.client.get(place)).url.path == "/masuk"
    assert (await other.client.get(OFFICE)).url.path == "/masuk"
    form = (await other.open(f"{DESK}/baru")).form("isian")
    for path in (place, f"{place}/terbit", f"{place}/riwayat/1", f"{place}/berkas"):
        sent = await other.client.post(path, data=form.filled({"title": "Rebut"}))
        assert sent.status_code == 403


async def test_news_found_are_leafed_through_also_when_mistyped(
    hall: Hall, visitor: Visitor
) -> None:
    await hall.site.pool.execute(
        """
        INSERT INTO article (slug, kind, title, summary, body, tags, published_at, created_at,
            changed_at)
        SELECT 'drainase-' || n, 'kabar', 'Drainase tahap ' || n, '', '', '{}', now(), now(), now()
        FROM generate_series(1, 23) AS n
        """
    )
    first = await visitor.open("/cari?cari=drainse&jenis=kabar")
    second = await visitor.open("/cari?cari=drainse&jenis=kabar&halaman=2")
    pages = [
        {link for link in page.links if "/kabar/drainase-" in link} for page in (first, second)
    ]
    assert [len(links) for links in pages] == [20, 3]
    assert len(pages[0] | pages[1]) == 23
    assert "Berikutnya" in first.text
    assert "Berikutnya" not in second.text
