"""The charts of a record: what they say, the same numbers in the table, and nobody in them."""

import csv
import io

from musrenbang_live.core import commands as c
from musrenbang_live.core.events import ProposalContent
from tests.web.browsing import Hall, Visitor
from tests.web.charts.scene import HIDDEN, charted
from tests.web.records import brief
from tests.web.residents import gathered

SENTENCES = (
    "“Drainase Gang Mawar” di urutan pertama dengan 9 suara.",
    "Usulan memerlukan Rp430 juta, lebih Rp130 juta dari pagu Rp300 juta.",
    "1 usulan belum ada biayanya.",
    "Lingkungan II paling banyak mengusulkan: 3 usulan, 2 disepakati.",
    "Lingkungan VI tidak mengusulkan.",
    "Usulan Lingkungan II paling banyak didukung: 15 dukungan.",
    "Yang terbesar Lingkungan II: Rp205 juta dari seluruhnya Rp390 juta.",
    "Infrastruktur paling banyak mengusulkan: 4 usulan, 3 disepakati.",
    "Dari 7 usulan, 4 disepakati, 0 masuk APBD, dan 0 selesai dibangun.",
    "Perempuan 5 dari 12 (42%), sasaran 30%.",
    "Paling banyak dari Lingkungan II: 6 orang.",
    "Prioritas kelurahan: 9 dari 9 peserta memberi suara (100%).",
)


def lines(text: str) -> list[list[str]]:
    """The cells of a file for spreadsheets."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


async def test_every_chart_says_its_finding_and_has_its_table(hall: Hall, visitor: Visitor) -> None:
    code = (await charted(hall)).room.code
    await hall.site.shelving.look()
    page = await visitor.open(f"/arsip/{code}/grafik")
    for sentence in SENTENCES:
        assert sentence in page.text, sentence
    charts = page.html.count('<svg class="bagan')
    assert charts == page.html.count('<details class="tabelnya">') == 13
    assert "style" not in page.attributes
    assert HIDDEN not in page.html
    assert "Rahasia" not in page.html

    record = await visitor.open(f"/arsip/{code}")
    assert "Lingkungan II paling banyak mengusulkan" in record.text
    assert f"/arsip/{code}/grafik" in record.links

    files = sorted({link for link in page.links if link.endswith(".csv")})
    assert len(files) == charts
    for link in files:
        answer = await visitor.client.get(link)
        assert answer.status_code == 200
        assert len(lines(answer.text)) > 1
    money = (await visitor.client.get(f"/arsip/{code}/grafik/lingkungan.csv")).text
    assert ["Lingkungan II", "3", "15", "2", "205000000"] in lines(money)
    unknown = await visitor.client.get(f"/arsip/{code}/grafik/tidak-ada.csv")
    assert unknown.status_code == 404


async def test_a_meeting_in_which_nothing_happened_says_so(hall: Hall, visitor: Visitor) -> None:
    code = (await brief(hall)).room.code
    page = await visitor.open(f"/arsip/{code}/grafik")
    assert "Belum ada angka untuk digambar" in page.text
    assert 'class="bagan"' not in page.html


async def test_what_is_not_published_has_no_charts(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall)
    await gathering.act(c.OpenMeeting(), c.CloseMeeting())
    for path in ("grafik", "grafik/lingkungan.csv"):
        assert (await visitor.client.get(f"/arsip/{gathering.room.code}/{path}")).status_code == 404


async def test_whatever_people_write_stays_text(hall: Hall, visitor: Visitor) -> None:
    hostile = '<script>alert(1)</script>"><text>=cmd|x'
    gathering = await gathered(hall)
    await gathering.phase("usulan")
    said = ProposalContent(
        title=hostile, problem=hostile, sector="infra", neighborhood="II", landmark="", cost=1000
    )
    await gathering.proposal(said)
    await gathering.act(c.PublishMeeting())
    page = await visitor.open(f"/arsip/{gathering.room.code}/grafik")
    assert "<script>alert" not in page.html
    assert "&lt;script&gt;" in page.html
    table = await visitor.client.get(f"/arsip/{gathering.room.code}/grafik/pagu.csv")
    assert lines(table.text)[1][0] == hostile
