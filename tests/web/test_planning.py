"""Making a session: from a ready plan in a form, or from a plan of one's own."""

import inspect
import re
import tomllib
from typing import Any

import pytest

from musrenbang_live.config import folder
from musrenbang_live.core import plan_reading, plan_rules, plan_tables
from musrenbang_live.core.plan import SessionPlan, Targets
from musrenbang_live.core.plan_reading import Mistake, read_plan
from musrenbang_live.web.desk import plan_form
from musrenbang_live.web.desk.plan_sayings import SENTENCES, say_mistake
from musrenbang_live.web.language import load
from tests.web.browsing import Hall, Page, Visitor
from tests.web.officers import let_in, officer

READY = sorted(path.stem for path in folder("sessions").glob("*.toml"))
FORM = "/fasilitator/baru"
WARD = "12.74.05.1004"
"""Not the kelurahan of any ready plan."""


@pytest.fixture
async def facilitator(hall: Hall, visitor: Visitor) -> Visitor:
    """Somebody who may make sessions."""
    await let_in(hall, visitor, await officer(hall))
    return visitor


async def made(facilitator: Visitor, name: str, **changes: Any) -> Page:
    page = await facilitator.open(f"{FORM}?rencana={name}")
    ticked = re.search(r'name="pemeriksaan" value="(\w+)" checked', page.html)
    assert ticked is not None
    return await facilitator.send(page, FORM, pemeriksaan=ticked.group(1), **changes)


async def test_making_a_session_needs_a_login(visitor: Visitor) -> None:
    assert (await visitor.open(FORM)).answer.url.path == "/masuk"
    token = dict((await visitor.open("/masuk")).form("/masuk").fields)["_token"]
    answer = await visitor.client.post(FORM, data={"_token": token, "toml": "x"})
    assert answer.status_code == 403


async def test_every_ready_plan_is_offered(facilitator: Visitor) -> None:
    page = await facilitator.open(FORM)
    assert {f"{FORM}?rencana={name}" for name in READY} <= {*page.links}


@pytest.mark.parametrize("access", ["tautan", "kartu", "meja"])
async def test_who_can_vote_is_chosen_on_the_form_and_shown_again(
    hall: Hall, facilitator: Visitor, access: str
) -> None:
    page = await made(facilitator, "musrenbang-kelurahan", akses=access, tahun_rencana="1")
    checked = re.findall(r'name="akses" value="(\w+)" checked', page.html)
    assert checked == [access], "a form with a mistake comes back as it was filled"
    page = await made(facilitator, "musrenbang-kelurahan", akses=access)
    room = await hall.service.room(page.answer.url.path.removeprefix("/fasilitator/"))
    assert room.meeting.plan.rules.access == access


@pytest.mark.parametrize("name", READY)
async def test_a_ready_plan_becomes_a_session_as_it_is(
    hall: Hall, facilitator: Visitor, name: str
) -> None:
    page = await made(facilitator, name)
    code = page.answer.url.path.removeprefix("/fasilitator/")
    room = await hall.service.room(code)
    text = (folder("sessions") / f"{name}.toml").read_text("utf-8")
    wards = {ward.code: (ward.name, ward.district) for ward in hall.site.wards}
    assert room.meeting.plan == read_plan(text, wards, hall.site.city)
    assert f"Sesi dibuat. Kode untuk warga: {code[:3]} {code[3:]}." in page.text
    assert code in (await facilitator.open("/fasilitator")).html


async def test_what_the_form_asks_is_what_the_session_gets(
    hall: Hall, facilitator: Visitor
) -> None:
    page = await made(
        facilitator,
        "musrenbang-kelurahan",
        kode_kelurahan=WARD,
        forum='Musbangkel "2027" \\ Baru',
        tanggal="2027-02-03",
        jam="13:30",
        zona="WITA",
        tempat="Mesjid Raya",
        tahun_pelaksanaan="2027",
        tahun_rencana="2029",
        pagu="578.000.000",
        lingkungan="I, II\nIII;",
        lembaga="",
        pakai_2=None,
        bidang_1="Sarana",
        menit_1="7",
        paling_banyak_1="3",
    )
    plan = (await hall.service.room(page.answer.url.path.rpartition("/")[2])).meeting.plan
    assert (plan.ward_code, plan.forum) == (WARD, 'Musbangkel "2027" \\ Baru')
    assert (plan.starts, plan.zone, plan.place) == ("2027-02-03 13:30", "WITA", "Mesjid Raya")
    assert (plan.plan_year, plan.ceiling) == (2029, 578_000_000)
    assert (plan.neighborhoods, plan.organisations) == (("I", "II", "III"), ())
    assert [sector.name for sector in plan.sectors][:2] == ["Sarana", "Sosial Budaya"]
    assert plan.sectors[0].words != ()
    assert (plan.phases[0].minutes, plan.rounds[0].rule.most) == (7, 3)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("kode_kelurahan", "99.99", "Kode kelurahan 99.99 tidak ada di kota ini."),
        ("forum", "", "Bagian ini belum diisi."),
        ("tanggal", "besok", "Tulis tanggal dan jam"),
        ("tahun_rencana", "2020", "Tahun rencana tidak boleh sebelum tahun musyawarah."),
        ("tahun_rencana", "dua ribu", "Isinya harus berupa angka bulat."),
        ("lingkungan", " , ", "Bagian ini belum diisi."),
        ("lingkungan", "I, I", "Ada yang ditulis dua kali: I."),
        ("menit_2", "0", "Isi dengan angka dari 1 sampai 600."),
        ("menit_2", "lama", "Isinya harus berupa angka bulat."),
        ("paling_banyak_1", "", "Isinya harus berupa angka bulat."),
        ("bidang_1", "", "Bagian ini belum diisi."),
    ],
)
async def test_a_mistake_stands_at_its_field(
    hall: Hall, facilitator: Visitor, field: str, value: str, sentence: str
) -> None:
    page = await made(facilitator, "musrenbang-kelurahan", tempat="Aula lama", **{field: value})
    assert page.status == 422
    assert "1 isian perlu diperbaiki" in page.text
    assert re.search(rf'<li><a href="#{field}">[^<]+</a>: {re.escape(sentence)}', page.html)
    assert re.search(rf'id="salah-{field}">{re.escape(sentence)}', page.html)
    assert dict(page.form(FORM).fields)["tempat"] == "Aula lama"
    assert await hall.site.pool.fetchval("SELECT count(*) FROM session") == 0


async def test_all_mistakes_of_a_form_are_shown_at_once(facilitator: Visitor) -> None:
    page = await made(facilitator, "latihan", forum="", menit_1="x", paling_banyak_1="999")
    assert page.html.count('class="err"') == 3
    assert re.findall(r'<li><a href="#(\w+)">', page.html) == [
        "forum",
        "menit_1",
        "paling_banyak_1",
    ]


async def test_a_form_without_any_sector_says_so(facilitator: Visitor) -> None:
    none = {f"pakai_{number}": None for number in range(1, 8)}
    page = await made(facilitator, "latihan", **none)
    assert page.status == 422
    assert 'id="salah-bidang"' in page.html


async def test_a_plan_of_ones_own_is_pasted_or_uploaded(hall: Hall, facilitator: Visitor) -> None:
    text = (folder("sessions") / f"{READY[0]}.toml").read_text("utf-8")
    page = await facilitator.send(await facilitator.open(FORM), FORM, toml=text, berkas=None)
    assert page.answer.url.path.startswith("/fasilitator/")
    form = (await facilitator.open(FORM)).form(FORM)
    answer = await facilitator.client.post(
        FORM,
        data=form.filled({"berkas": None}),
        files={"berkas": ("rencana.toml", b"\xef\xbb\xbf" + text.encode(), "text/plain")},
    )
    assert answer.url.path != FORM
    assert await hall.site.pool.fetchval("SELECT count(*) FROM session") == 2


async def test_a_plan_with_mistakes_is_shown_again_with_all_of_them(
    hall: Hall, facilitator: Visitor
) -> None:
    text = '[musyawarah]\nforum = "<b>Rapat</b>"\ntingkat = "desa"\n'
    page = await facilitator.send(await facilitator.open(FORM), FORM, toml=text, berkas=None)
    assert page.status == 422
    assert "musyawarah.kode_kelurahan : Bagian ini belum ada." in page.text.replace(": ", " : ")
    assert "musyawarah.tingkat" in page.text
    assert "tahap" in page.text
    assert dict(page.form(FORM).fields)["toml"].replace("\r", "") == text
    assert await hall.site.pool.fetchval("SELECT count(*) FROM session") == 0


@pytest.mark.parametrize("text", ["", "= =", "\x00", "a" * 1000, '[musyawarah]\nforum = "\u202e"'])
async def test_whatever_is_pasted_gets_an_answer(facilitator: Visitor, text: str) -> None:
    page = await facilitator.send(await facilitator.open(FORM), FORM, toml=text, berkas=None)
    assert page.status == 422


@pytest.mark.parametrize("name", ["../secret", "nothing", "site/tanjungbalai_kelurahan"])
async def test_only_ready_plans_can_be_named(facilitator: Visitor, name: str) -> None:
    page = await facilitator.open(f"{FORM}?rencana={name}")
    assert page.status == 200
    assert "Pilih rencana yang sudah siap" in page.text


# The pieces


def test_every_mistake_has_a_sentence() -> None:
    sources = (plan_reading, plan_rules, plan_tables)
    source = "".join(map(inspect.getsource, sources))
    codes = set(re.findall(r'(?:wrong|Mistake)\(\s*(?:f?"[^"]*"|\w+), "(\w+)"', source))
    assert codes == SENTENCES.keys()


def test_a_sentence_is_whole_in_every_language() -> None:
    details = dict.fromkeys(
        ("count", "detail", "wanted", "limit", "low", "high", "options", "value"), "x"
    )
    for code in SENTENCES:
        for language in load().values():
            assert "%(" not in say_mistake(language, Mistake("", code, details))


@pytest.mark.parametrize("name", READY)
def test_a_plan_written_again_says_the_same(name: str) -> None:
    data = tomllib.loads((folder("sessions") / f"{name}.toml").read_text("utf-8"))
    assert tomllib.loads(plan_form.written(data)) == data


@pytest.mark.parametrize("text", ['"', "\\", "é\n\t", "\x7f", "\u2028", "]]", "# bukan"])
def test_any_text_survives_being_written(text: str) -> None:
    data = {"title": text, "musyawarah": {"kunci aneh": text, "daftar": [text]}, "x": [{"a": text}]}
    assert tomllib.loads(plan_form.written(data)) == data


async def plan_of(hall: Hall, page: Page) -> SessionPlan:
    """The plan of the session that was made."""
    assert page.status == 200, page.text
    return (await hall.service.room(page.answer.url.path.rpartition("/")[2])).meeting.plan


async def test_phases_are_added_where_they_belong(hall: Hall, facilitator: Visitor) -> None:
    page = await made(
        facilitator,
        "musrenbang-kelurahan",
        menit_evaluasi="15",
        menit_tanya="10",
        menit_tandatangan="5",
    )
    phases = [(phase.kind, phase.minutes) for phase in (await plan_of(hall, page)).phases]
    assert phases == [
        ("pembukaan", 10),
        ("evaluasi", 15),
        ("usulan", 40),
        ("tanya", 10),
        ("musyawarah", 60),
        ("pemungutan", 20),
        ("hasil", 10),
        ("tandatangan", 5),
        ("penutup", 10),
    ]


async def test_phases_a_plan_can_go_without_are_left_out(hall: Hall, facilitator: Visitor) -> None:
    page = await made(facilitator, "musrenbang-kelurahan-lengkap", menit_2="", menit_5="")
    kinds = [phase.kind for phase in (await plan_of(hall, page)).phases]
    assert "evaluasi" not in kinds
    assert "tanya" not in kinds
    assert len(kinds) == 9


async def test_asking_speaking_and_aims_are_set_on_the_form(
    hall: Hall, facilitator: Visitor
) -> None:
    page = await made(
        facilitator,
        "musrenbang-kelurahan",
        tanya_paparan=None,
        tanya_usulan="1",
        menit_bicara="2",
        kuorum="40",
        perempuan_persen="50",
        delegasi="5",
    )
    plan = await plan_of(hall, page)
    assert plan.rules.ask_in == ("usulan", "tanya", "musyawarah")
    assert plan.rules.speaking_minutes == 2
    assert plan.targets == Targets(40, 50, 5)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("menit_evaluasi", "601"),
        ("menit_bicara", "61"),
        ("kuorum", "semua"),
        ("perempuan_persen", "101"),
        ("delegasi", "51"),
    ],
)
async def test_mistakes_of_added_fields_stand_at_them(
    facilitator: Visitor, field: str, value: str
) -> None:
    page = await made(facilitator, "musrenbang-kelurahan", **{field: value})
    assert page.status == 422
    assert f'id="salah-{field}"' in page.html


async def test_a_mistake_after_an_added_phase_stands_at_its_own_field(
    facilitator: Visitor,
) -> None:
    page = await made(facilitator, "musrenbang-kelurahan", menit_evaluasi="15", menit_2="x")
    assert 'id="salah-menit_2"' in page.html
    assert page.html.count('class="err"') == 1
