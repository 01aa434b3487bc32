"""`demo`: a meeting of invented people to look at and to join; `--once`: played and checked."""

import argparse
import asyncio
import io
import os
import random
import tempfile
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.table import Table

from musrenbang_live.cli import demo_hall, hosting, processes
from musrenbang_live.cli.demo_site import SHOWN, Prepared, prepare
from musrenbang_live.cli.simulation.checking import differences
from musrenbang_live.cli.simulation.examples import EXAMPLES, read_examples
from musrenbang_live.cli.simulation.play import Play, whole_meeting
from musrenbang_live.cli.simulation.visitor import Visitor
from musrenbang_live.cli.terminal import OUT, Stop, words
from musrenbang_live.cli.verify import verified
from musrenbang_live.config import Settings, folder, from_environment

SEED: Final = 2027
PAPERS: Final = 12
"""People with a voter card and no phone."""
BUNDLE: Final = "bundle.zip"


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this command to the program's."""
    demo = commands.add_parser("demo", help="a ready meeting with simulated residents")
    demo.add_argument("--host", default="0.0.0.0", help="address to listen on")  # noqa: S104
    demo.add_argument("--port", type=int, default=8000, help="port to listen on (0: any)")
    demo.add_argument("--residents", type=int, default=60, metavar="N", help="simulated residents")
    demo.add_argument("--once", action="store_true", help="play a whole meeting fast and check it")
    demo.add_argument("--out", type=Path, metavar="DIR", help="with --once: write the results here")
    demo.add_argument(
        "--processes", type=int, default=1, metavar="N", help="with --once: servers (REDIS_URL)"
    )
    demo.add_argument(
        "--hall-only", action="store_true", help="without the rest of the city: one meeting alone"
    )
    demo.add_argument("--seed", type=int, default=SEED, help="of what the residents like")
    demo.set_defaults(run=run)


async def run(chosen: argparse.Namespace) -> int:
    """Play once, or keep the hall open until interrupted. 1 when the record is not true."""
    if not 1 <= chosen.residents <= 5_000:
        raise Stop("--residents takes a number from 1 to 5000.")
    with tempfile.TemporaryDirectory(prefix="musrenbang-demo-") as data:
        settings = from_environment(_environment(data, chosen.processes))
        if chosen.processes > 1:
            processes.check(settings)
        with hosting.database(settings, lasting=False) as ready:
            prepared = await prepare(ready, SHOWN)
            if chosen.once:
                return await _once(chosen, ready, prepared)
            return await demo_hall.run(chosen, ready, prepared, _play)


def _environment(data: str, processes: int) -> dict[str, str]:
    """Invented people never meet real data: of what is set only the Redis to be tried is used."""
    redis = {"REDIS_URL": os.environ.get("REDIS_URL", "")} if processes > 1 else {}
    return {"MUSRENBANG_DATA": data, **redis}


def _play(bases: list[str], prepared: Prepared, seed: int) -> Play:
    examples = read_examples(folder("sessions").joinpath(*EXAMPLES), prepared.plan.ward_code)
    chance = random.Random(seed)  # noqa: S311
    return Play(bases, prepared.code, prepared.plan, examples, chance)


async def _once(chosen: argparse.Namespace, settings: Settings, prepared: Prepared) -> int:
    async with _served(chosen, settings) as bases:
        play = _play(bases, prepared, chosen.seed)
        with OUT.status("") as status:
            await whole_meeting(
                play,
                chosen.residents,
                prepared.token,
                lambda step: status.update(_step(step)),
                PAPERS,
            )
        files = await _files(bases[-1], prepared.code)
        await play.leave()
    published = msgspec.json.decode(files["hasil.json"])
    _show(published)
    wrong = differences(play, published)
    unproved = [each for each in await verified(files[BUNDLE]) if not each.passed]
    wrong += [f"{BUNDLE}, {each.name}: {each.sentence}" for each in unproved]
    for sentence in wrong:
        OUT.print(sentence, style="red", markup=False)
    if chosen.out:
        await asyncio.to_thread(_write, chosen.out, files)
    OUT.print(_verdict(wrong, play))
    return 1 if wrong else 0


@asynccontextmanager
async def _served(chosen: argparse.Namespace, settings: Settings) -> AsyncIterator[list[str]]:
    if chosen.processes > 1:
        async with processes.servers(settings, chosen.processes) as running:
            yield [server.base for server in running]
        return
    opened = hosting.listening("127.0.0.1", 0)
    base = f"http://127.0.0.1:{opened.getsockname()[1]}"
    async with hosting.running(settings, opened):
        yield [base]


async def _files(base: str, code: str) -> dict[str, bytes]:
    """Everything the meeting yields, fetched as the public would: papers, record and proof."""
    folder_ = await Visitor(base).file(f"/arsip/{code}.zip")
    with zipfile.ZipFile(io.BytesIO(folder_)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _write(out: Path, files: dict[str, bytes]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
        OUT.print(str(out / name), markup=False, soft_wrap=True)


def _step(step: str) -> str:
    _ = words().gettext
    return {
        "join": _("Warga bergabung"),
        "propose": _("Usulan disampaikan dan diperiksa"),
        "support": _("Warga mendukung"),
        "vote": _("Warga memilih"),
        "publish": _("Hasil diterbitkan"),
    }[step]


def _show(published: dict[str, Any]) -> None:
    supports = {proposal["number"]: proposal["supports"] for proposal in published["proposals"]}
    for held in published["rounds"]:
        of_people = held["rule"]["kind"] == "delegasi"
        OUT.print(_result_table(held, {} if of_people else supports))


def _result_table(held: dict[str, Any], supports: dict[int, int]) -> Table:
    """The ranking of one vote; with its supports where it is on proposals."""
    _ = words().gettext
    table = Table(title=held["title"])
    table.add_column("", justify="right")
    table.add_column(_("Usulan") if supports else _("Calon"))
    table.add_column(_("Suara"), justify="right")
    if supports:
        table.add_column(_("Dukungan"), justify="right")
    for line in held["ranking"]:
        place = f"{line['rank']}{'=' if line['tied'] else ''}"
        number = line["proposal"]
        told = (str(supports[number]),) if supports else ()
        table.add_row(place, f"{number}. {line['title']}", str(line["votes"]), *told)
    return table


def _verdict(wrong: list[str], play: Play) -> str:
    _ = words().gettext
    if wrong:
        return _("Yang terbit tidak sama dengan yang dikirim.")
    sent = sum(len(resident.supported) + len(resident.voted) for resident in play.residents)
    sent += sum(map(len, play.on_paper.values()))
    said = _("Sama: %(people)s warga, %(proposals)s usulan, %(sent)s dukungan dan suara.")
    figures = {"people": len(play.residents), "proposals": len(play.numbers), "sent": sent}
    return said % figures
