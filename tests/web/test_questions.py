"""Questions to the officials: asked on a phone, looked at and answered at the desk, published."""

import uuid

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from tests.builders import plan
from tests.web.browsing import Hall, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered

LAMP = "Kapan lampu Gang Mawar diperbaiki?"


async def asks(gathering: Gathering, *texts: str, name: str = "") -> list[int]:
    """Neighbours ask this, each one question, and the committee shows it; the numbers."""
    numbers = []
    for text in texts:
        who = await gathering.neighbour(name=name)
        told = str(uuid.uuid4()), text
        ask = gathering.hall.service.ask
        numbers.append(await ask(gathering.room, who, *told, named=bool(name)))
        await gathering.act(c.ApproveQuestion(numbers[-1]))
    return numbers


async def test_a_question_is_asked_looked_at_and_answered(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("musyawarah")
    await gathering.joined(visitor, name="Siti Aminah")
    page = await visitor.open(f"{gathering.home}/tanya")
    page = await visitor.send(page, "tulis-tanya", text=LAMP)
    assert "Sedang diperiksa panitia" in page.text
    async with at_desk(gathering) as leader:
        waiting = await leader.open(desk(gathering, "/tanya"))
        assert LAMP in waiting.text
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
    assert not page.has_form("dukung-tanya-1")


async def test_a_name_is_shown_only_where_it_was_asked_for(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("musyawarah")
    await gathering.joined(visitor, name="Siti Aminah")
    page = await visitor.open(f"{gathering.home}/tanya")
    await visitor.send(page, "tulis-tanya", text=LAMP, named="1")
    await gathering.act(c.ApproveQuestion(1))
    page = await visitor.open(f"{gathering.home}/tanya")
    assert "dari Siti Aminah" in page.text


async def test_pressing_twice_asks_once(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.phase("musyawarah")
    await gathering.joined(visitor)
    page = await visitor.open(f"{gathering.home}/tanya")
    for _ in range(2):
        await visitor.send(page, "tulis-tanya", text=LAMP)
    assert len(gathering.meeting.questions) == 1


@pytest.mark.parametrize("text", ["", "   ", "Hubungi 0812 3456 7890", "x" * 301])
async def test_what_is_refused_comes_back_as_it_was_typed(
    gathering: Gathering, visitor: Visitor, text: str
) -> None:
    await gathering.phase("musyawarah")
    await gathering.joined(visitor)
    page = await visitor.open(f"{gathering.home}/tanya")
    page = await visitor.send(page, "tulis-tanya", text=text, named="1")
    assert page.status == 422
    form = page.form("tulis-tanya")
    assert dict(form.fields)["text"] == text
    assert dict(form.fields)["named"] == "1"
    assert gathering.meeting.questions == {}


async def test_a_question_before_its_time_is_kept_in_the_form(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    await gathering.joined(visitor)
    page = await visitor.open(f"{gathering.home}/tanya")
    assert "Tanya jawab belum dibuka." in page.text
    page = await visitor.send(page, "tulis-tanya", text=LAMP)
    assert dict(page.form("tulis-tanya").fields)["text"] == LAMP
    assert "Pertanyaan belum terkirim" in page.text


async def test_one_participant_has_only_so_many_waiting(gathering: Gathering) -> None:
    await gathering.phase("musyawarah")
    who = await gathering.neighbour()
    limit = gathering.meeting.plan.rules.waiting_limit
    ask = gathering.hall.service.ask
    for n in range(limit):
        await ask(gathering.room, who, str(uuid.uuid4()), f"Pertanyaan ke-{n}", named=False)
    with pytest.raises(Rejected) as refused:
        await ask(gathering.room, who, str(uuid.uuid4()), LAMP, named=False)
    assert refused.value.code == "question_limit"


async def test_the_most_supported_stands_first(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.phase("musyawarah")
    await asks(gathering, "Berapa pagu tahun depan?", LAMP)
    await gathering.joined(visitor)
    page = await visitor.open(f"{gathering.home}/tanya")
    assert page.text.index("pagu") < page.text.index(LAMP)
    page = await visitor.send(page, "dukung-tanya-2", value="1")
    await gathering.room.refresh()
    page = await visitor.open(f"{gathering.home}/tanya")
    assert page.text.index(LAMP) < page.text.index("pagu")
    await visitor.send(page, "dukung-tanya-2", value="0")
    await gathering.room.refresh()
    page = await visitor.open(f"{gathering.home}/tanya")
    assert page.text.index("pagu") < page.text.index(LAMP)


async def test_a_hidden_question_is_seen_by_nobody_but_its_author(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("musyawarah")
    await asks(gathering, "Pak Anu menyimpan uangnya?")
    await gathering.joined(visitor)
    async with at_desk(gathering) as leader:
        page = await leader.open(desk(gathering, "/tanya"))
        refused = await leader.send(page, "soal-tahan-1")
        assert "Tuliskan alasannya" in said(refused)
        done = await leader.send(page, "soal-tahan-1", reason_text="Menyebut nama orang.")
        assert said(done) == "Pertanyaan 1 ditahan."
        assert "Menyebut nama orang." in done.text
    page = await visitor.open(f"{gathering.home}/tanya")
    assert "Pak Anu" not in page.html


async def test_there_is_no_page_where_the_agenda_has_no_questions(
    hall: Hall, visitor: Visitor
) -> None:
    base = plan()
    phases = tuple(phase for phase in base.phases if phase.kind != "musyawarah")
    gathering = await gathered(hall, plan(phases=phases))
    await gathering.act(c.OpenMeeting())
    page = await gathering.joined(visitor)
    assert f"{gathering.home}/tanya" not in page.links
    assert (await visitor.open(f"{gathering.home}/tanya")).status == 404


async def test_strangers_do_nothing_with_questions(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.phase("musyawarah")
    await asks(gathering, LAMP)
    await gathering.joined(visitor)
    for act in ("question-approve", "question-hide", "question-answer", "question-focus", "screen"):
        answer = await visitor.client.post(desk(gathering, f"/{act}"), data={"number": "1"})
        assert answer.status_code == 403, act


async def published(gathering: Gathering) -> None:
    """A meeting with a question of each fate is published."""
    await gathering.phase("musyawarah")
    await asks(gathering, LAMP, '=1+1; "Berapa" pagunya?', "Pak Anu menyimpan uangnya?")
    await asks(gathering, "Kapan bak sampah diganti?", name="Siti Aminah")
    who = await gathering.neighbour()
    await gathering.hall.service.ask(
        gathering.room, who, str(uuid.uuid4()), "Belum dibaca siapa pun?", named=False
    )
    await gathering.act(
        c.AnswerQuestion(1, "Lurah"),
        c.AnswerQuestion(4, "Camat", "Bulan Mei."),
        c.HideQuestion(3, "Menyebut nama orang."),
        c.PublishMeeting(),
    )


async def test_the_archive_keeps_questions_and_answers(
    gathering: Gathering, visitor: Visitor
) -> None:
    await published(gathering)
    page = await visitor.open(f"/arsip/{gathering.room.code}")
    assert "Lurah: dijawab lisan di musyawarah." in page.text
    assert "Camat: Bulan Mei." in page.text
    assert "Penanya: Siti Aminah." in page.text
    assert "Alasan: Menyebut nama orang." in page.text
    assert f"/arsip/{gathering.room.code}/tanya.csv" in page.links
    for secret in ("Pak Anu", "Belum dibaca"):
        assert secret not in page.html


async def test_questions_are_in_the_files_for_machines(
    gathering: Gathering, visitor: Visitor
) -> None:
    await published(gathering)
    told = (await visitor.client.get(f"/arsip/{gathering.room.code}.json")).json()["questions"]
    fates = ["answered", "open", "hidden", "answered", "waiting"]
    assert [each["fate"] for each in told] == fates
    assert told[3] | {"asked": "", "answered": ""} == {
        "number": 4,
        "fate": "answered",
        "supports": 0,
        "text": "Kapan bak sampah diganti?",
        "name": "Siti Aminah",
        "by": "Camat",
        "answer": "Bulan Mei.",
        "reason": "",
        "asked": "",
        "answered": "",
    }
    assert told[2]["text"] == told[4]["text"] == ""
    answer = await visitor.client.get(f"/arsip/{gathering.room.code}/tanya.csv")
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert lines[2].split(",")[2:6] == [
        "belum dijawab",
        "0",
        '"\'=1+1; ""Berapa"" pagunya?"',
        "Warga",
    ]
    assert lines[3].split(",")[4:6] == ["", ""]
    assert len(lines) == 1 + 5 + 1


async def test_a_record_without_questions_is_as_it_was(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    await gathering.act(c.PublishMeeting())
    assert (
        "questions" not in (await visitor.client.get(f"/arsip/{gathering.room.code}.json")).json()
    )
    page = await visitor.open(f"/arsip/{gathering.room.code}")
    assert "Tanya jawab" not in page.text
