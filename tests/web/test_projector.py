"""The wall: what the hall reads in each moment, who may show it, and what it never shows."""

import re

import msgspec
import pytest
import segno

from musrenbang_live.core import commands as c
from musrenbang_live.core.views.projector import projector
from musrenbang_live.live.gallery import Presence
from musrenbang_live.web import language
from musrenbang_live.web.fragments.projector import sketch
from musrenbang_live.web.identity import access
from tests.builders import content, plan
from tests.web.browsing import ADDRESS, Hall, Page, Visitor
from tests.web.residents import Gathering, gathered


def link(gathering: Gathering) -> str:
    """The device link that the console gives."""
    key = access.screen_key(gathering.hall.site, gathering.room)
    return f"/layar/{gathering.room.code}?kunci={key}"


async def wall(gathering: Gathering, visitor: Visitor) -> Page:
    """The wall as it is now."""
    await gathering.room.recount()
    return await visitor.open(link(gathering))


def band(page: Page) -> str:
    """The instruction at the foot of the wall, as HTML."""
    return page.html.partition('<footer id="pita"')[2].partition("</footer>")[0]


def stage(page: Page) -> str:
    """The middle of the wall, as HTML."""
    return page.html.partition('<main id="isi"')[2].partition("</main>")[0]


async def voted(gathering: Gathering, options: int = 3) -> None:
    """An open vote on `options` proposals in which three people voted: 1, 1 and 2."""
    await gathering.phase("usulan")
    await gathering.proposals(options, screen_title="")
    await gathering.phase("pemungutan")
    for mark in ([1], [1], [2]):
        await gathering.cast(mark)


# Who may show it


async def test_the_link_is_kept_in_a_cookie_and_leaves_the_address(
    gathering: Gathering, visitor: Visitor
) -> None:
    answer = await visitor.client.get(link(gathering), follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/layar/{gathering.room.code}"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    page = await visitor.open(f"/layar/{gathering.room.code}")
    assert page.status == 200
    assert page.answer.url.query == b""
    assert 'data-live="projector"' in page.html


@pytest.mark.parametrize("key", ["", "?kunci=", "?kunci=keliru", "?kunci=a.b.c", "?kunci=%00ä"])
async def test_without_the_right_key_nothing_of_the_meeting_is_shown(
    gathering: Gathering, visitor: Visitor, key: str
) -> None:
    page = await visitor.open(f"/layar/{gathering.room.code}{key}")
    assert page.status == 403
    assert "Layar ini belum terhubung" in page.text
    assert "Buka tautan layar dari meja fasilitator" in page.text
    assert gathering.meeting.plan.ward not in page.html
    assert "data-live" not in page.html


async def test_the_key_of_one_meeting_is_worth_nothing_in_another(
    hall: Hall, gathering: Gathering, visitor: Visitor
) -> None:
    other = await gathered(hall)
    key = access.screen_key(hall.site, gathering.room)
    assert (await visitor.open(f"/layar/{other.room.code}?kunci={key}")).status == 403


async def test_a_new_key_ends_the_old_one(
    hall: Hall, gathering: Gathering, visitor: Visitor
) -> None:
    old = link(gathering)
    assert (await visitor.open(old)).status == 200
    await hall.service.new_screen_key(gathering.room)
    assert (await visitor.open(f"/layar/{gathering.room.code}")).status == 403
    page = await visitor.open(old)
    assert page.status == 403
    assert "Tautan layar ini keliru, atau sudah diganti." in page.text
    assert (await visitor.open(link(gathering))).status == 200


# What the hall reads


async def test_the_join_screen_shows_the_code_the_address_and_the_way_by_camera(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.neighbour()
    page = await wall(gathering, visitor)
    code = gathering.room.code
    assert f"lalu ketik kode {code[:3]} {code[3:]}" in page.text
    assert "musrenbang.test" in page.text
    assert "1 ponsel sudah ikut" in page.text
    assert "Tanpa ponsel? Panggil panitia" in page.text
    side = len(segno.make(f"{ADDRESS}/s/{code}", error="m", micro=False).matrix) + 8
    assert f'aria-label="Kode QR untuk ikut musyawarah" viewBox="0 0 {side} {side}"' in page.html


async def test_proposals_arrive_newest_first_with_their_supports(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    empty = await wall(gathering, visitor)
    assert "Usulan pertama dapat datang dari Bapak/Ibu" in empty.text
    for number in range(1, 7):
        await gathering.proposal(
            content(f"Usulan panjang {number}", screen_title=f"Judul {number}")
        )
    supporter = await gathering.neighbour()
    ref = "7f0c0d3e-0000-4000-8000-000000000001"
    await gathering.hall.service.support(gathering.room, supporter, ref, 1, 6, on=True)
    page = await wall(gathering, visitor)
    assert re.findall(r"Judul \d", page.text) == [f"Judul {n}" for n in (6, 5, 4, 3, 2)]
    assert "Judul 6 1 dukungan" in page.text
    assert "6 usulan sudah masuk" in page.text
    assert f"kode {gathering.room.code[:3]} {gathering.room.code[3:]}" in band(page)
    assert 'class="pj-side"' in page.html  # the style sheet then shows the small QR code


async def test_the_proposal_under_discussion_stands_large(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    said = content("Titi", screen_title="Titi beton", problem="lapuk " * 60, cost=85_000_000)
    await gathering.proposal(said)
    await gathering.act(c.FocusProposal(1))
    page = await wall(gathering, visitor)
    assert '<h1 class="pj-two"><bdi>Titi beton</bdi></h1>' in page.html
    assert "Rp85 juta" in page.text
    assert re.search(r"lapuk…", page.text)
    assert page.text.count("lapuk") < 20
    await gathering.act(c.DecideProposal(1, "mufakat"))
    assert "Disepakati" in band(await wall(gathering, visitor))
    await gathering.act(c.HideProposal(1, "Keliru."))
    assert "Titi beton" not in (await wall(gathering, visitor)).html


async def test_a_vote_shows_how_many_and_never_for_what(
    gathering: Gathering, visitor: Visitor
) -> None:
    await voted(gathering)
    await gathering.neighbour()
    page = await wall(gathering, visitor)
    joined = gathering.room.counts.attendance.joined
    assert f"3 dari {joined} peserta sudah memilih" in page.text
    assert f'<rect width="{round(300 / joined)}%"' in page.html
    assert "Pilih paling banyak 3 usulan" in band(page)
    assert "Jajak pendapat, tidak mengikat" in page.text
    assert "Perbaikan jalan" not in page.html
    assert "pj-rows" not in page.html


async def test_live_totals_are_for_the_phones_not_for_the_wall(
    hall: Hall, visitor: Visitor
) -> None:
    usual = plan()
    open_totals = msgspec.structs.replace(usual.rounds[0], live_totals=True)
    gathering = await gathered(hall, plan(rounds=(open_totals,)))
    await voted(gathering)
    await gathering.room.recount()
    assert gathering.room.counts.tallies[1].lines[0].votes == 2
    page = await wall(gathering, visitor)
    assert "Perbaikan jalan" not in page.html
    assert "pj-rows" not in page.html


async def test_between_closing_and_announcing_only_the_turnout_is_shown(
    gathering: Gathering, visitor: Visitor
) -> None:
    await voted(gathering)
    await gathering.act(c.CloseRound(1))
    page = await wall(gathering, visitor)
    assert "3 suara masuk" in page.text
    assert "Hasil segera diumumkan" in band(page)
    assert re.search(r"Pemungutan ditutup pukul \d\d\.\d\d\.", page.text)
    assert "Perbaikan jalan" not in page.html
    assert "data-deadline" not in page.html


async def test_the_result_has_seven_rows_a_page_and_says_what_is_equal(
    gathering: Gathering, visitor: Visitor
) -> None:
    await voted(gathering, options=9)
    await gathering.act(c.CloseRound(1), c.RevealRound(1))
    page = await wall(gathering, visitor)
    rows = re.findall(r'<li id="hasil-(\d)"( hidden)?>', stage(page))
    assert [number for number, _ in rows] == [str(n) for n in range(1, 10)]
    assert [bool(hidden) for _, hidden in rows] == [False] * 7 + [True] * 2
    assert 'data-page="7" data-reveal="1"' in page.html
    assert "Hasil: Prioritas kelurahan 1–7 dari 9" in page.text
    assert "Nomor 3: suaranya sama, jadi sederajat." in page.text
    assert re.findall(r'<rect width="([\d.]+)%"', stage(page))[:3] == ["100.0", "50.0", "0.0"]
    assert "Jajak pendapat, tidak mengikat" in page.text


async def test_the_end_leads_to_the_archive(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.phase("penutup")
    page = await wall(gathering, visitor)
    assert "Hasil lengkap akan terbit di arsip." in page.text
    assert f"musrenbang.test/arsip/{gathering.room.code}" in page.text
    assert "Terima kasih, Bapak/Ibu" in band(page)
    await gathering.act(c.PublishMeeting())
    page = await wall(gathering, visitor)
    assert "Siapa saja dapat membaca hasil lengkapnya." in page.text


async def test_a_blank_wall_shows_the_mark_alone(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.phase("usulan")
    await gathering.proposal(content("Kata yang tidak pantas"))
    await gathering.act(c.BlankScreen(True))
    page = await wall(gathering, visitor)
    assert "pantas" not in page.html
    assert '<header id="atas" hidden></header>' in page.html
    assert '<footer id="pita" hidden></footer>' in page.html
    assert re.fullmatch(r' class="pj-blank"><svg class="mark".*</svg>\s*', stage(page), re.DOTALL)
    await gathering.act(c.BlankScreen(False))
    assert "Kata yang tidak pantas" in (await wall(gathering, visitor)).text


@pytest.mark.parametrize("kind", ["pembukaan", "usulan", "musyawarah", "pemungutan", "penutup"])
async def test_practice_says_so_in_every_phase(hall: Hall, visitor: Visitor, kind: str) -> None:
    gathering = await gathered(hall, plan(practice=True))
    await gathering.phase("usulan")
    await gathering.proposals(1)
    await gathering.phase(kind)
    assert ">Latihan<" in (await wall(gathering, visitor)).html


async def test_nobody_is_named_on_the_wall(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.phase("usulan")
    author = await gathering.neighbour(name="Ijah binti Saleh")
    ref = "7f0c0d3e-0000-4000-8000-000000000001"
    await gathering.hall.service.propose(gathering.room, author, ref, content(), named=True)
    await gathering.act(c.ApproveProposal(1), c.FocusProposal(1))
    page = await wall(gathering, visitor)
    assert "Perbaikan drainase" in page.text
    assert "Ijah" not in page.html
    assert author not in page.html


# Machinery


async def test_without_a_script_the_wall_loads_itself_again(
    gathering: Gathering, visitor: Visitor
) -> None:
    page = await wall(gathering, visitor)
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in page.html
    assert 'data-stale="Tampilan pukul {clock}" hidden' in band(page)
    assert "form" not in page.tags


async def test_the_wall_is_light_unless_it_is_switched(
    gathering: Gathering, visitor: Visitor
) -> None:
    assert 'data-theme="light"' in (await wall(gathering, visitor)).html
    dark = await visitor.open(f"/layar/{gathering.room.code}?tema=gelap")
    assert 'data-theme="dark"' in dark.html


async def test_a_wall_opened_by_the_computers_own_address_warns(
    gathering: Gathering, visitor: Visitor
) -> None:
    warning = "Alamat ini hanya terbuka di komputer ini."
    assert warning not in (await wall(gathering, visitor)).text
    answer = await visitor.client.get(
        f"/layar/{gathering.room.code}", headers={"host": "localhost:8000"}
    )
    assert warning in Page(answer).text


async def test_text_from_people_is_only_text_on_the_wall(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    hostile = content("<script>alert(1)</script>", screen_title="<img src=x onerror=alert(2)>")
    await gathering.proposal(hostile)
    for focus in (0, 1):
        await gathering.act(c.FocusProposal(focus))
        page = await wall(gathering, visitor)
        assert "img" not in page.tags
        assert page.tags.count("script") == 2
        assert "<img src=x onerror=alert(2)>" in page.text


async def test_a_vote_that_changes_nothing_visible_redraws_nothing(gathering: Gathering) -> None:
    """Only the bar and the numbers move while people vote: the header is not drawn again."""
    await voted(gathering)
    indonesian = language.load()["id"]
    first = sketch(projector(gathering.meeting, gathering.room.counts), Presence(), indonesian)
    await gathering.cast([2])
    await gathering.room.recount()
    second = sketch(projector(gathering.meeting, gathering.room.counts), Presence(), indonesian)
    same = [a == b for a, b in zip(first.fragments, second.fragments, strict=True)]
    assert [fragment.id for fragment in second.fragments] == ["atas", "isi", "pita"]
    assert (same[0], same[2]) == (True, True)
    assert second.text["masuk"] == "4"
