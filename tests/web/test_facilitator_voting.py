"""Rounds at the console: the ballot is chosen before, totals are nobody's until the reveal."""

import re

from musrenbang_live.core import commands as c
from tests.builders import PHASES, ROUND
from tests.web.desks import desk, opened, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering


async def test_the_ballot_holds_what_was_left_ticked(gathering: Gathering) -> None:
    one, two, three = await opened(gathering, "musyawarah", 3)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, f"/surat-suara?tahap={PHASES['pemungutan']}"))
        ticked = [value for name, value in page.form("/phase").fields if name == "options"]
        assert ticked == [str(one), str(two), str(three)]
        assert "jajak pendapat, tidak mengikat" in page.text
        await facilitator.send(page, "/phase", options=[str(one), str(three)])
    round_ = gathering.meeting.open_round
    assert round_ is not None
    assert round_.options == (one, three)


async def test_an_empty_ballot_is_refused_and_never_means_everything(gathering: Gathering) -> None:
    await opened(gathering, "musyawarah", 2)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, f"/surat-suara?putaran={ROUND}"))
        page = await facilitator.send(page, "/round", options=None)
    assert page.answer.url.path == desk(gathering, "/surat-suara")
    assert said(page) == "Belum ada usulan yang dapat dipilih. Tampilkan usulan dahulu."
    assert gathering.meeting.open_round is None


async def test_closing_a_round_asks_first(gathering: Gathering) -> None:
    await opened(gathering, "musyawarah", 2)
    await gathering.phase("pemungutan")
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering))
        asked = await facilitator.send(page, "/close-round")
        assert "Tutup pemungutan suara?" in asked.text
        assert gathering.meeting.open_round is not None
        await facilitator.send(asked, "/close-round")
    assert gathering.meeting.open_round is None


async def test_turnout_is_told_and_no_total_before_the_reveal(gathering: Gathering) -> None:
    one, two = await opened(gathering, "musyawarah", 2)
    await gathering.phase("pemungutan")
    for mark in ([one], [one], [one, two]):
        await gathering.cast(mark)
    await gathering.room.recount()
    async with at_desk(gathering) as facilitator:
        voting = await facilitator.open(desk(gathering))
        assert "3 dari 5 peserta sudah memilih" in voting.text
        await gathering.act(c.CloseRound(1))
        counted = await facilitator.open(desk(gathering))
        for page in (voting, counted):
            assert "Jumlah tiap usulan tertutup, juga di meja ini" in page.text
            assert 'class="hasil"' not in page.html
            assert not re.search(r"\b[123] suara", page.text)
        await gathering.act(c.RevealRound(1))
        page = await facilitator.open(desk(gathering))
    assert 'class="hasil"' in page.html
    assert "3 suara" in page.text
    assert "3 dari 5 peserta memberi suara." in page.text


async def test_a_round_is_held_once(gathering: Gathering) -> None:
    await opened(gathering, "musyawarah", 1)
    await gathering.phase("pemungutan")
    await gathering.act(c.CloseRound(1), c.EnterPhase(PHASES["musyawarah"]))
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, f"/surat-suara?tahap={PHASES['pemungutan']}"))
        assert "Pemungutan suara ini sudah pernah diadakan." in page.text
        await facilitator.send(page, "/phase")
        assert gathering.meeting.phase == PHASES["pemungutan"]
        assert (await facilitator.open(desk(gathering, "/surat-suara?tahap=1"))).status == 404
        assert (await facilitator.open(desk(gathering, "/surat-suara?putaran=x"))).status == 404
