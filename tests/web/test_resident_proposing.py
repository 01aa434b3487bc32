"""Residents' proposals without any script: handed in, refused and kept, changed, followed."""

import json
import re
from pathlib import Path

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from musrenbang_live.web import rate_limit
from tests.builders import content, plan
from tests.web.browsing import Hall, Page, Visitor, many
from tests.web.residents import Gathering, gathered

NAUGHTY = json.loads((Path(__file__).parent.parent / "data" / "blns.json").read_text("utf-8"))
TOLD = {
    "problem": "Air tergenang berhari-hari.\nAnak sekolah lewat situ.",
    "neighborhood": "III",
    "landmark": "Gg. Nelayan",
    "title": "Bersihkan parit",
}
NIK = "1274054107800001"


@pytest.fixture
async def page(gathering: Gathering, visitor: Visitor) -> Page:
    """The empty form of somebody who has joined, while proposals are taken."""
    await gathering.joined(visitor, name="Siti Aminah")
    await gathering.phase("usulan")
    return await visitor.open(f"{gathering.home}/tulis")


def typed(page: Page, part: str = "/tulis") -> dict[str, str]:
    """What stands in the fields of the form."""
    return {name: value for name, value in page.form(part).fields if name in TOLD}


async def test_three_answers_are_a_proposal(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    page = await visitor.send(page, "/tulis", **TOLD)
    assert page.status == 200
    assert re.search(r"Usulan Bapak/Ibu tercatat pukul \d\d\.\d\d\.", page.text)
    assert "Tampil untuk semua setelah diperiksa panitia." in page.text
    assert "Sedang diperiksa panitia" in page.text
    (proposal,) = gathering.meeting.proposals.values()
    said = proposal.content
    assert {name: getattr(said, name) for name in TOLD} == TOLD
    assert proposal.proposer == ""


async def test_a_name_is_published_only_when_asked_for(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await visitor.send(page, "/tulis", **TOLD, named="1")
    page = await visitor.open(f"{gathering.home}/tulis")
    await visitor.send(page, "/tulis", **TOLD | {"title": "Lampu jalan"})
    await gathering.act(c.ApproveProposal(1), c.ApproveProposal(2))
    first = await visitor.open(f"{gathering.home}/usulan/1")
    second = await visitor.open(f"{gathering.home}/usulan/2")
    assert "Diusulkan oleh Siti Aminah" in first.text
    assert "Diusulkan oleh warga Lingkungan III" in second.text
    assert "Siti" not in second.html


async def test_pressing_twice_is_one_proposal(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await visitor.send(page, "/tulis", **TOLD)
    again = await visitor.send(page, "/tulis", **TOLD)
    assert "tercatat pukul" in again.text
    assert len(gathering.meeting.proposals) == 1


async def test_everything_missing_is_said_at_once_and_in_the_order_asked(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    page = await visitor.send(page, "/tulis", landmark="Gg. Nelayan")
    assert page.status == 422
    assert page.text.count("Bagian ini belum diisi.") == 4, "on top of the form, and at the fields"
    assert "Pilih lingkungan dari daftar." in page.text
    assert typed(page)["landmark"] == "Gg. Nelayan"
    assert re.findall(r'<li><a href="#(\w+)">', page.html) == ["q1", "q2", "q3"]
    assert re.findall(r'<\w+[^>]* id="(\w+)"[^>]* autofocus', page.html) == ["salah"]
    assert gathering.meeting.proposals == {}


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("title", f"Titi beton {NIK}", "NIK tidak perlu ditulis di sini."),
        ("problem", "Hubungi 0812 3456 7890", "Nomor telepon tidak perlu ditulis."),
        ("landmark", f"Rumah {NIK[:6]} {NIK[6:]}", "NIK tidak perlu ditulis di sini."),
        ("title", "x" * 141, "Ringkaslah menjadi paling banyak 140 huruf."),
        ("problem", "x " * 400, "Ringkaslah menjadi paling banyak 600 huruf."),
        ("neighborhood", "XXI", "Pilih lingkungan dari daftar."),
    ],
)
async def test_a_refused_field_is_named_and_every_word_is_kept(
    gathering: Gathering, visitor: Visitor, page: Page, field: str, text: str, sentence: str
) -> None:
    page = await visitor.send(page, "/tulis", **TOLD | {field: text})
    assert page.status == 422
    assert sentence in page.text
    assert f'id="err-{field}"' in page.html
    kept = {name: said for name, said in (TOLD | {field: text}).items() if name != "neighborhood"}
    assert {name: typed(page)[name] for name in kept} == kept
    assert gathering.meeting.proposals == {}


async def test_a_phase_that_closes_meanwhile_loses_nothing(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await gathering.phase("musyawarah")
    page = await visitor.send(page, "/tulis", **TOLD)
    assert page.status == 422
    assert "Usulan belum terkirim. Tulisan Bapak/Ibu masih ada di bawah ini." in page.text
    assert "Tunjukkan kepada panitia bila masih ingin diusulkan." in page.text
    assert typed(page) == TOLD
    await gathering.phase("usulan")
    page = await visitor.send(page, "/tulis")
    assert "tercatat pukul" in page.text
    assert len(gathering.meeting.proposals) == 1


async def test_a_page_that_is_too_old_loses_nothing(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    page = await visitor.send(page, "/tulis", **TOLD, _token="1.stale")
    assert page.status == 403
    assert typed(page) == TOLD
    assert "tercatat pukul" in (await visitor.send(page, "/tulis")).text


async def test_a_database_that_is_away_loses_nothing(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await gathering.hall.site.pool.close()
    page = await visitor.send(page, "/tulis", **TOLD)
    assert page.status == 503
    assert "Penyimpanan belum dapat dihubungi. Tidak ada yang hilang." in page.text
    assert typed(page) == TOLD


async def test_too_many_waiting_is_said_with_the_number(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall, plan(rules=Rules(waiting_limit=1)))
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    await visitor.send(await visitor.open(f"{gathering.home}/tulis"), "/tulis", **TOLD)
    page = await visitor.open(f"{gathering.home}/tulis")
    page = await visitor.send(page, "/tulis", **TOLD)
    assert "Sudah 1 usulan Bapak/Ibu menunggu diperiksa." in page.text
    assert typed(page) == TOLD


async def test_the_form_can_be_read_before_its_time(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.joined(visitor)
    page = await visitor.open(f"{gathering.home}/tulis")
    assert "Tahap usulan belum dibuka." in page.text


async def test_a_waiting_proposal_can_be_changed_by_its_author(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await visitor.send(page, "/tulis", **TOLD)
    page = await visitor.open(f"{gathering.home}/usulan/1/ubah")
    assert typed(page, "/ubah") == TOLD
    page = await visitor.send(page, "/ubah", title="Bersihkan parit besar di Gang Nelayan")
    assert re.search(r"Perubahan tersimpan pukul \d\d\.\d\d\.", page.text)
    said = gathering.meeting.proposals[1].content
    assert said.title == "Bersihkan parit besar di Gang Nelayan"
    assert said.screen_title != "Bersihkan parit"
    assert said.landmark == TOLD["landmark"]


async def test_what_the_committee_filled_in_survives_a_change(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await visitor.send(page, "/tulis", **TOLD)
    page = await visitor.open(f"{gathering.home}/usulan/1/ubah")
    await gathering.act(c.EditProposal(1, content(**TOLD, sector="lain", cost=9_000_000)))
    await visitor.send(page, "/ubah", problem="Air naik.")
    said = gathering.meeting.proposals[1].content
    assert (said.problem, said.sector, said.cost) == ("Air naik.", "lain", 9_000_000)


async def test_a_change_that_comes_too_late_is_kept_and_explained(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await visitor.send(page, "/tulis", **TOLD)
    page = await visitor.open(f"{gathering.home}/usulan/1/ubah")
    await gathering.act(c.ApproveProposal(1))
    page = await visitor.send(page, "/ubah", title="Bersihkan parit besar")
    assert page.status == 422
    assert "Usulan ini sudah diperiksa panitia. Untuk mengubahnya, temui panitia." in page.text
    assert typed(page, "/ubah")["title"] == "Bersihkan parit besar"


async def test_nobody_changes_the_proposal_of_another(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await gathering.proposal()
    answer = await visitor.open(f"{gathering.home}/usulan/1/ubah")
    assert answer.status == 422
    await visitor.send(page, "/tulis", **TOLD)
    mine = await visitor.open(f"{gathering.home}/usulan/2/ubah")
    mine.form("/ubah").action = f"{gathering.home}/usulan/1/ubah"
    answer = await visitor.send(mine, "/usulan/1/ubah", title="Diambil alih")
    assert answer.status == 422
    assert gathering.meeting.proposals[1].content.title == content().title


async def test_an_author_sees_what_became_of_a_proposal(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    await gathering.proposal()
    await visitor.send(page, "/tulis", **TOLD)
    path = f"{gathering.home}/usulan"
    assert "Sedang diperiksa panitia" in (await visitor.open(path)).text
    await gathering.act(c.ApproveProposal(2))
    assert "Tampil untuk semua" in (await visitor.open(path)).text
    await gathering.act(c.HideProposal(2, "Sudah masuk program dinas."))
    page = await visitor.open(f"{path}/2")
    assert page.answer.url.path == path
    assert "Tidak ditampilkan" in page.text
    assert "Alasan panitia: Sudah masuk program dinas." in page.text
    await gathering.act(c.ApproveProposal(2), c.MergeProposal(2, 1))
    assert "Digabung ke usulan 1" in (await visitor.open(path)).text


async def test_code_in_a_proposal_is_shown_as_text_everywhere(
    gathering: Gathering, visitor: Visitor, page: Page
) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}</textarea>"
    told = TOLD | {"title": evil, "problem": evil, "landmark": evil}
    await visitor.send(page, "/tulis", **told)
    pages = [await visitor.open(f"{gathering.home}/usulan/1/ubah")]
    assert typed(pages[0], "/ubah") == told
    await gathering.act(c.ApproveProposal(1))
    for path in ("", "/usulan", "/usulan/1"):
        pages.append(await visitor.open(gathering.home + path))
    await gathering.act(c.FocusProposal(1))
    pages.append(await visitor.open(gathering.home))
    await gathering.phase("pemungutan")
    pages.append(await visitor.open(gathering.home))
    await gathering.act(c.CloseRound(1), c.RevealRound(1))
    pages.append(await visitor.open(gathering.home))
    for shown in pages:
        assert "img" not in shown.tags
        assert "<script>alert" not in shown.html
        assert not {name for name in shown.attributes if name.startswith("on")}
    assert all(evil in shown.text for shown in pages[1:])


async def test_no_string_that_people_can_type_breaks_a_page(
    hall: Hall, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit, "MOST", 10_000)
    gathering = await gathered(hall, plan(rules=Rules(waiting_limit=10_000)))
    await gathering.joined(visitor)
    await gathering.phase("usulan")
    form = (await visitor.open(f"{gathering.home}/tulis")).form("/tulis")

    async def proposed(text: str) -> int:
        told = {"problem": text, "neighborhood": "I", "landmark": text[:100], "title": text}
        answer = await visitor.client.post(
            form.action, data=form.filled(told | {"ref": None}), follow_redirects=False
        )
        return answer.status_code

    for text, status in (await many(proposed, NAUGHTY[::3])).items():
        assert status in (303, 422), text
    taken = gathering.meeting.proposals
    assert len(taken) > len(NAUGHTY) / 6
    await gathering.act(*map(c.ApproveProposal, taken))
    page = await visitor.open(f"{gathering.home}/usulan")
    assert page.html.count('<li id="usulan-') == len(taken)
    assert page.tags.count("article") == 2 * len(taken)
    assert not {"iframe", "object", "video", "style"} & set(page.tags)


async def test_no_name_that_people_can_type_breaks_joining(
    hall: Hall, gathering: Gathering, visitor: Visitor
) -> None:
    page = await visitor.open(gathering.home)
    for text in NAUGHTY[::5]:
        visitor.client.cookies.clear()
        answer = await visitor.send(page, "/ikut", name=text, ref=None)
        assert answer.status in (200, 422), text
        assert "<!doctype html>" in answer.html, text
