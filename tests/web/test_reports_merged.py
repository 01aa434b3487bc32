"""Reports that say the same: found, merged into one, supported, and parted again."""

import asyncio

from musrenbang_live.store import reports
from tests.web.browsing import Hall
from tests.web.reporting import (
    WARD,
    WHAT,
    Desks,
    desk_page,
    desks,
    number_in,
    reported,
    seen_by_all,
)


async def test_the_same_complaint_is_merged_supported_and_undone(hall: Hall) -> None:
    first, second = await merged_and_supported(hall)
    lines = await reports.search_lines(hall.site.pool, "lampu jalann", 5)
    assert [line.number for line in lines] == [first]
    for query in (
        "?cari=gelap",
        "?jenis=aspirasi&bidang=infra",
        f"?kelurahan={WARD}&keadaan=diterima",
    ):
        listed = await seen_by_all(hall, f"/aspirasi{query}")
        assert first in listed.text
        assert second not in listed.html
    for query in ("?cari=timbangan", "?keadaan=selesai", "?jenis=keluhan", "?halaman=2"):
        assert "Tidak ada yang cocok" in (await seen_by_all(hall, f"/aspirasi{query}")).text
    for query in ("?halaman=9999999", "?cari=%00%ff", "?jenis=x&bidang=<script>"):
        assert (await seen_by_all(hall, f"/aspirasi{query}")).status == 200


async def merged_and_supported(hall: Hall) -> tuple[str, str]:
    """Two reports that say the same become one, are supported, and are parted again."""
    places = []
    for text in (WHAT["text"], "Gang Nelayan gelap sekali, lampu jalan mati sejak Lebaran"):
        async with hall.visitor() as phone:
            places.append(await reported(phone, text=text))
    async with hall.visitor() as phone:
        await reported(phone, title="Posyandu perlu timbangan", text="Timbangan bayi rusak.")
    first, second = map(number_in, places)
    async with desks(hall) as at:
        await at["setwan"].send(await desk_page(hall, at["setwan"], first), "/approve")
        page = await desk_page(hall, at["setwan"], second)
        assert first in page.text
        assert "Posyandu" not in page.text
        page = await at["setwan"].send(page, "/merge", into=first.lower())
        assert "Digabung" in page.text
        assert first in (await seen_by_all(hall, places[1])).text
        assert "1 juga mengalami" in (await seen_by_all(hall, f"/aspirasi/{first}")).text

        # The same phone counts once, and may take it back.
        async with hall.visitor() as phone:
            for says, count in (("1", "2"), ("1", "2"), ("0", "1"), ("1", "2")):
                form = await phone.open(f"/aspirasi/{first}/dukung")
                token = dict(form.forms[0].fields)["_token"]
                await phone.client.post(
                    f"/aspirasi/{first}/dukung", data={"_token": token, "ya": says}
                )
                shown = await seen_by_all(hall, f"/aspirasi/{first}")
                assert f"{count} juga mengalami" in shown.text
        await answered_for_both(hall, at, first, places[1])
        page = await at["setwan"].send(page, "/undo")
        assert "Digabung" not in page.text.split("Perkembangan")[0]
        assert (await at["setwan"].send(page, "/merge", into=second)).status == 404
        assert (await at["setwan"].send(page, "/merge", into="TB-2026-999999")).status == 404
    return first, second


async def answered_for_both(hall: Hall, at: Desks, first: str, place: str) -> None:
    """Whoever sent the other one reads the answer too; pressed twice, it is there once."""
    page = await desk_page(hall, at["setwan"], first)
    assert "1 laporan lain digabung ke sini" in page.text
    for _ in range(2):
        await at["setwan"].send(page, "/answer", words="PLN sudah dihubungi.")
    assert (await seen_by_all(hall, place)).text.count("PLN sudah dihubungi.") == 1
    refused = await at["setwan"].send(page, "/merge", into=number_in(place))
    assert refused.status == 409  # what ended is no target
    async with hall.visitor() as phone:
        third = number_in(await reported(phone, title="Gelap", text="Gang gelap."))
    refused = await at["setwan"].send(page, "/merge", into=third)
    assert "sudah digabung ke laporan ini" in refused.text
    await merged_into_each_other(hall, at, third)


async def merged_into_each_other(hall: Hall, at: Desks, third: str) -> None:
    """Each of two into the other at the same moment: one comes first, and there is no ring."""
    async with hall.visitor() as phone:
        pair = third, number_in(await reported(phone, title="Gelap lagi", text="Gang tetap gelap."))
    pages = [await desk_page(hall, at["setwan"], number) for number in pair]
    merging = (
        at["setwan"].send(page, "/merge", into=into)
        for page, into in zip(pages, reversed(pair), strict=True)
    )
    await asyncio.gather(*merging)
    found = [await reports.by_number(hall.site.pool, number) for number in pair]
    assert sorted(bool(each.merged_into) for each in found if each) == [False, True]
