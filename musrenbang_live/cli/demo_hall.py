"""The open hall of a demonstration: simulated residents who follow whoever leads the meeting.

They join by and by, bring the examples, support, and vote when a ballot opens. A person leads
from the console; until the proposals are open a simulated colleague helps.
"""

import argparse
import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Final

from musrenbang_live.cli import hosting
from musrenbang_live.cli.demo_city import City, city
from musrenbang_live.cli.demo_site import Prepared
from musrenbang_live.cli.simulation.play import Play
from musrenbang_live.cli.simulation.resident import SimulatedResident
from musrenbang_live.cli.simulation.visitor import UnexpectedAnswer
from musrenbang_live.cli.terminal import OUT, hall_address, show_qr, words
from musrenbang_live.config import Settings
from musrenbang_live.core.cards import printed

GUESTS: Final = 4
"""Voter cards for those who come to look."""
JOIN_PAUSE: Final = 0.15
PROPOSE_PAUSE: Final = 2.0
THINKING: Final = (0.5, 20.0)
"""Seconds a simulated resident takes over a support or a vote."""

MakePlay = Callable[[list[str], Prepared, int], Play]


async def run(
    chosen: argparse.Namespace, settings: Settings, prepared: Prepared, make_play: MakePlay
) -> int:
    """Keep the hall open until interrupted, and the city around it."""
    opened = hosting.listening(chosen.host, chosen.port)
    port = opened.getsockname()[1]
    async with AsyncExitStack() as stack:
        around = None
        if not chosen.hall_only:
            around = await stack.enter_async_context(city(settings, prepared))
        server = await stack.enter_async_context(hosting.running(settings, opened))
        play = make_play([f"http://127.0.0.1:{port}"], prepared, chosen.seed)
        await play.facilitator.log_in(prepared.token)
        await play.hand_out(chosen.residents + GUESTS)
        base = settings.public_url or hall_address(port, chosen.host)
        await _greet(base, prepared, play, play.codes[chosen.residents :], around)
        crowd = asyncio.create_task(_crowd(play, chosen.residents))
        try:
            await hosting.until_stopped(server)
        finally:
            crowd.cancel()
            with suppress(asyncio.CancelledError):
                await crowd
            await play.leave()
    return 0


async def _greet(
    base: str, prepared: Prepared, play: Play, cards: Sequence[str], around: City | None
) -> None:
    _ = words().gettext
    links = {
        _("Warga (buka di ponsel)"): f"{base}/s/{prepared.code}",
        _(
            "Fasilitator (sudah masuk)"
        ): f"{base}/masuk/{prepared.token}?lanjut=/fasilitator/{prepared.code}",
        _("Layar proyektor"): base + await play.facilitator.screen_link(),
        _("Untuk umum: arsip, pencarian, kota hari ini"): f"{base}/kota",
    }
    for desk in around.desks if around else ():
        office = _("Petugas %(office)s (sudah masuk)") % {"office": desk.office.name}
        links[office] = f"{base}/masuk/{desk.token}?lanjut=/kantor"
    OUT.print(_("\nMusyawarah contoh; orang, usulan, dan suaranya rekaan."), style="bold")
    for name, link in links.items():
        OUT.print(f"\n{name}\n  {link}", markup=False, soft_wrap=True)
    if cards:
        told = _("\nKartu suara untuk dicoba: %(cards)s")
        OUT.print(told % {"cards": "  ".join(map(printed, cards))}, markup=False, soft_wrap=True)
    show_qr(links[_("Warga (buka di ponsel)")])
    OUT.print(_("Pimpin dengan tombol kuning pada halaman fasilitator. Berhenti: tekan Ctrl+C.\n"))


async def _crowd(play: Play, count: int) -> None:
    """Everything the simulated people do by themselves; a refusal ends only what it concerns."""
    try:
        await play.facilitator.act("open")
        await play.facilitator.act("phase", index=1)
        await play.join_slowly(count, JOIN_PAUSE)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_bring_examples(play))
            for resident in play.residents:
                tasks.create_task(_live(play, resident))
    except* (UnexpectedAnswer, OSError, TimeoutError) as trouble:
        OUT.print(f"{trouble.exceptions[0]}", style="dim", markup=False)


async def _bring_examples(play: Play) -> None:
    for index in range(len(play.examples)):
        with suppress(UnexpectedAnswer):
            await play.bring(index)
        await asyncio.sleep(PROPOSE_PAUSE)
    with suppress(UnexpectedAnswer):
        await play.nominate()


async def _live(play: Play, resident: SimulatedResident) -> None:
    """Support some of what comes, vote when a ballot comes; for as long as the hall is open."""
    voted: set[int] = set()
    liking = play.chance.uniform(0.1, 0.5)
    looked_at: set[int] = set()
    while True:
        resident.changed.clear()
        for number in [n for n in resident.seen.proposals if n not in looked_at]:
            looked_at.add(number)
            if play.chance.random() < liking:
                await _after_thinking(play)
                with suppress(UnexpectedAnswer):
                    await resident.support(number)
        if resident.seen.ballot and resident.seen.ballot not in voted:
            voted.add(resident.seen.ballot)
            await _after_thinking(play)
            with suppress(UnexpectedAnswer):
                await play.ballot_of(resident)()
        await resident.changed.wait()


async def _after_thinking(play: Play) -> None:
    await asyncio.sleep(play.chance.uniform(*THINKING))
