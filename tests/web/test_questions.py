"""Questions to the officials: asked on a phone, looked at and answered at the desk, published."""

from musrenbang_live.core import commands as c
from tests.web.browsing import Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering


async def asked(gathering: Gathering, visitor: Visitor, text: str, **fields: str) -> None:
    """The visitor, who has joined, asks this."""
    page = await visitor.open(f"{gathering.home}/tanya")
    await visitor.send(page, "tulis-tanya", text=text, **fields)


async def test_a_question_is_asked_looked_at_and_answered(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("musyawarah")
    await gathering.joined(visitor, name="Siti Aminah")
    await asked(gathering, visitor, "Kapan lampu Gang Mawar diperbaiki?")
    page = await visitor.open(f"{gathering.home}/tanya")
    assert "Sedang diperiksa panitia" in page.text
    async with at_desk(gathering) as leader:
        waiting = await leader.open(desk(gathering, "/tanya"))
        assert "Kapan lampu Gang Mawar diperbaiki?" in waiting.text
        done = await leader.send(waiting, "soal-tampilkan-1")
        assert said(done) == "Pertanyaan 1 tampil."
        done = await leader.send(done, "soal-bahas-1")
        assert said(done) == "Pertanyaan 1 tampil di layar."
        assert gathering.meeting.question_focus == 1
        done = await leader.send(done, "soal-jawab-1", by="Lurah", answer="Bulan Maret.")
        assert said(done) == "Jawaban pertanyaan 1 tercatat."
    page = await visitor.open(f"{gathering.home}/tanya")
    assert "dari Warga" in page.text
    assert "Siti" not in page.text
    assert "Dijawab oleh Lurah" in page.text
    assert "Bulan Maret." in page.text
