"""The record (notulen) once it is public: no names of who wrote it, nothing that was deleted."""

from musrenbang_live.core import commands as c
from tests.web.browsing import Visitor
from tests.web.desks import desk
from tests.web.officers import at_desk
from tests.web.residents import Gathering


async def noted(gathering: Gathering) -> None:
    """A meeting with three entries, one of them deleted, one only begun; published."""
    async with at_desk(gathering) as siti:
        for kind, text in (("pembukaan", "Sambutan <Lurah>"), ("usulan", "Rahasia"),
                           ("musyawarah", "Disepakati\ndua usulan")):  # fmt: skip
            await gathering.phase(kind)
            page = await siti.send(await siti.open(desk(gathering, "/notulen")), "tulis", text=text)
            if text == "Rahasia":
                gone = next(form for form in page.forms if form.id.startswith("hapus-"))
                last = [form for form in page.forms if form.id.startswith("hapus-")][-1]
                await siti.client.post(gone.action, data=last.filled({}))
        page = await siti.open(desk(gathering, "/notulen"))
        fields = page.form("tulis").filled({"text": "Setengah"})
        await siti.client.post(desk(gathering, "/notulen/draf"), data=fields)
    await gathering.act(c.CloseMeeting())


async def test_nothing_of_it_is_public_before_the_meeting_is(
    gathering: Gathering, visitor: Visitor
) -> None:
    await noted(gathering)
    for path in ("notulen", "notulen.json"):
        assert (await visitor.open(f"/arsip/{gathering.room.code}/{path}")).status == 404


async def test_the_record_is_published_by_phase(gathering: Gathering, visitor: Visitor) -> None:
    await noted(gathering)
    await gathering.act(c.PublishMeeting())
    home = f"/arsip/{gathering.room.code}"

    assert f"{home}/notulen" in (await visitor.open(home)).links
    page = await visitor.open(f"{home}/notulen")
    assert "Pembukaan" in page.text
    assert "Sambutan <Lurah>" in page.text
    for unsaid in ("Rahasia", "Setengah", "Desk"):
        assert unsaid not in page.html
    answer = await visitor.client.get(f"{home}/notulen.json")
    record = answer.json()
    assert [
        (p["phase"], p["title"], [n["text"] for n in p["notes"]]) for p in record["phases"]
    ] == [
        (1, "Pembukaan", ["Sambutan <Lurah>"]),
        (3, "Musyawarah", ["Disepakati\ndua usulan"]),
    ]
    assert "Desk" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_a_meeting_without_notes_says_so(gathering: Gathering, visitor: Visitor) -> None:
    await gathering.phase("pembukaan")
    await gathering.act(c.CloseMeeting(), c.PublishMeeting())
    home = f"/arsip/{gathering.room.code}"
    assert f"{home}/notulen" not in (await visitor.open(home)).links
    assert "Tidak ada notulen" in (await visitor.open(f"{home}/notulen")).text
