"""Decisions of an office from a sheet: previewed, applied as one, and taken back as one."""

import io
from typing import Any

from openpyxl import load_workbook

from musrenbang_live.core.following_reading import state_named
from musrenbang_live.store import following
from musrenbang_live.web.words.states import NAMES
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import said
from tests.web.following import acting, agreed, at, decide
from tests.web.test_officer_proposals import state
from tests.web.test_sheets_reading import xlsx

IMPORTS = "/kantor/usulan/impor"
HEAD = ["Alamat", "Status baru", "Alasan", "Biaya", "Tahun"]


async def send(who: Visitor, rows: list[list[Any]], name: str = "putusan.xlsx") -> Page:
    """The preview of a sheet."""
    form = (await who.open(IMPORTS)).form("impor")
    data = form.filled({"berkas": None})
    return Page(await who.client.post(IMPORTS, data=data, files={"berkas": (name, xlsx(rows))}))


async def test_good_rows_are_applied_and_every_bad_one_is_told(hall: Hall) -> None:
    below = await agreed(hall)
    code = below.room.code
    rows = [
        HEAD,
        [f"{code}-2", "Masuk RKPD", "", 90_000_000, 2028],
        [f"{code}-1", "Ditolak", "pagu", "", ""],
        [f"{code}-1", "Masuk RKPD", "", "", ""],
        [f"{code}-3", "Masuk RKPD", "", "", ""],
        [f"{code}-9", "Masuk RKPD", "", "", ""],
        [f"{code}-2 ", "entah", "", "", ""],
        ["", "", "", "", ""],
    ]
    async with acting(hall, "bapperida") as planner:
        preview = await send(planner, rows)
        assert "baris yang siap 2 baris yang keliru 4" in preview.text
        for words in (
            f"4 {code}-1 Usulan ini sudah ada di baris sebelumnya.",
            f"5 {code}-3 Dari keadaannya sekarang tidak dapat",
            f"6 {code}-9 Usulan ini tidak ditemukan.",
            "7 entah Status ini tidak dikenal.",
        ):
            assert words in preview.text, words
        assert await state(hall, code, 2) == "disepakati", "nothing before it is confirmed"
        again = preview.form("/terapkan").filled({})
        page = await planner.send(preview, "/terapkan")
        assert said(page) == "2 usulan dipindahkan."
        assert await state(hall, code, 2) == "diakomodir_rkpd"
        assert await state(hall, code, 1) == "ditolak"
        answer = await planner.client.post(f"{page.answer.url.path}/terapkan", data=again)
        assert answer.status_code == 200, "pressed twice is once"
        assert len(await following.of_batch(hall.site.pool, 1)) == 2
        await decide(planner, at(below, 2), "masuk_apbd")
        page = await planner.send(await planner.open(page.answer.url.path), "/batalkan")
        assert said(page) == (
            f"1 keputusan dibatalkan. 1 tetap, karena sudah dipindahkan lagi sesudahnya: {code}-2."
        )
        assert await state(hall, code, 1) == "disepakati"
        assert await state(hall, code, 2) == "masuk_apbd"
        assert "putusan.xlsx Dibatalkan" in (await planner.open(IMPORTS)).text


async def test_what_moved_since_the_preview_is_left(hall: Hall) -> None:
    below = await agreed(hall)
    code = below.room.code
    async with acting(hall, "bapperida") as planner, acting(hall, "kecamatan") as camat:
        rows = [HEAD, [f"{code}-2", "RKPD", "", "", ""], [f"{code}-1", "RKPD", "", "", ""]]
        preview = await send(planner, rows)
        await decide(camat, at(below, 2), "diteruskan_kecamatan")
        assert (await camat.open(preview.answer.url.path)).status == 404
        page = await planner.send(preview, "/terapkan")
        assert said(page) == "1 usulan dipindahkan."
        assert f"2 {code}-2 Sudah dipindahkan orang lain" in page.text
        page = await planner.send(page, "/batalkan")
        assert said(page) == "1 keputusan dibatalkan."
        assert not page.has_form("/batalkan")
        gone = await planner.send(await send(planner, rows), "/buang")
        assert said(gone) == "Berkas dibuang. Tidak ada usulan yang berubah."


async def test_files_of_no_use_are_told_so(hall: Hall) -> None:
    async with acting(hall, "opd") as agency:
        page = await send(agency, [["halo"], ["dunia"]])
        assert "Harus ada kolom Alamat" in page.text
        assert not page.has_form("/terapkan")
        form = (await agency.open(IMPORTS)).form("impor").filled({"berkas": None})
        answer = await agency.client.post(IMPORTS, data=form, files={"berkas": ("a", b"%PDF-1.7")})
        assert answer.status_code == 422
        assert "Berkas ini tidak terbaca." in answer.text
        assert (await agency.open(f"{IMPORTS}/99")).status == 404


async def test_the_sheet_to_fill_in_is_read_back(hall: Hall) -> None:
    below = await agreed(hall)
    async with acting(hall, "kecamatan") as camat:
        answer = await camat.client.get(f"{IMPORTS}/isian.xlsx")
        book = load_workbook(io.BytesIO(answer.content))
        sheet = book["Usulan"]
        heads = [cell.value for cell in sheet[1]]
        assert {sheet.cell(row, 1).value for row in (2, 3)} == {
            f"{below.room.code}-1",
            f"{below.room.code}-2",
        }
        sheet.cell(2, heads.index("Status baru") + 1).value = "Diteruskan ke kecamatan"
        kept = io.BytesIO()
        book.save(kept)
        form = (await camat.open(IMPORTS)).form("impor").filled({"berkas": None})
        files = {"berkas": ("isian.xlsx", kept.getvalue())}
        page = Page(await camat.client.post(IMPORTS, data=form, files=files))
        assert "baris yang siap 1 baris yang keliru 0" in page.text
        assert "dilewati 1" in page.text


def test_every_name_that_screens_show_is_understood_in_a_sheet() -> None:
    assert {state_named(name): name for name in NAMES.values()} == NAMES
