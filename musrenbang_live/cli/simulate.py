"""`simulate`: a real election played through a real server, and compared with what came of it."""

import argparse
import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from musrenbang_live.cli import hosting, open_files
from musrenbang_live.cli.demo_site import prepare_leader
from musrenbang_live.cli.simulation.election import PlayedElection, Told
from musrenbang_live.cli.simulation.election_plan import Unplayable, check, official
from musrenbang_live.cli.terminal import OUT, Stop, complain, words
from musrenbang_live.config import from_environment
from musrenbang_live.core.pabulib import POINTED, Election
from musrenbang_live.core.pabulib_reading import PabulibMistakes, read

BAD_FILE: Final = 2
"""The exit code when the election cannot be played at all."""
NAME_WIDTH: Final = 32
_LINK: Final = re.compile(r"/masuk/([\w-]+)", re.ASCII)


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this command to the program's."""
    simulate = commands.add_parser("simulate", help="play a real election of Pabulib and compare")
    simulate.add_argument("--pabulib", type=Path, required=True, metavar="FILE", help="a .pb file")
    simulate.add_argument("--login", metavar="LINK", help="with URL: a facilitator's login link")
    simulate.add_argument(
        "url", nargs="?", metavar="URL", help="a running server (else one is started for it)"
    )
    simulate.set_defaults(run=run)


async def run(chosen: argparse.Namespace) -> int:
    """0 when the published result is the official one, 1 when not, 2 for a file of no use."""
    try:
        election = read(await asyncio.to_thread(chosen.pabulib.read_bytes))
        check(election)
    except PabulibMistakes as wrong:
        for mistake in wrong.mistakes:
            complain(f"{chosen.pabulib}:{mistake.line}: {mistake.sentence}")
        return BAD_FILE
    except (OSError, Unplayable) as wrong:
        complain(f"{chosen.pabulib}: {wrong}")
        return BAD_FILE
    open_files.allow_many()
    async with _served(chosen) as (base, token):
        played = PlayedElection(base, election)
        with _progress(election) as told:
            published = await played.play(token, told)
    _show(played, published)
    wrong_ones = played.differences(published)
    for sentence in wrong_ones:
        OUT.print(sentence, style="red", markup=False)
    _show_special(election)
    OUT.print(_verdict(election, published, wrong_ones), markup=False, soft_wrap=True)
    return 1 if wrong_ones else 0


@asynccontextmanager
async def _served(chosen: argparse.Namespace) -> AsyncIterator[tuple[str, str]]:
    """Where the server is, and the token of a login link for its facilitator."""
    if chosen.url:
        yield _address(chosen.url), _token(chosen.login or "")
        return
    with (
        tempfile.TemporaryDirectory(prefix="musrenbang-simulate-") as data,
        hosting.database(from_environment({"MUSRENBANG_DATA": data}), lasting=False) as settings,
    ):
        token = await prepare_leader(settings)
        opened = hosting.listening("127.0.0.1", 0)
        base = f"http://127.0.0.1:{opened.getsockname()[1]}"
        async with hosting.running(settings, opened):
            yield base, token


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Stop("URL is the address of a server, for instance https://musrenbang.example.")
    return f"{parts.scheme}://{parts.netloc}"


def _token(link: str) -> str:
    found = _LINK.search(link)
    if found is None:
        raise Stop("With URL, --login takes a facilitator's login link (…/masuk/…).")
    return found.group(1)


@contextmanager
def _progress(election: Election) -> Iterator[Told]:
    _ = words().gettext
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=OUT, transient=True, disable=not OUT.is_terminal) as bars:
        tasks = {
            "project": bars.add_task(_("Proyek dicatat"), total=len(election.projects)),
            "vote": bars.add_task(_("Pemilih memberi suara"), total=len(election.ballots)),
        }
        yield lambda step: bars.advance(tasks[step])


def _show(played: PlayedElection, published: Election) -> None:
    _ = words().gettext
    election = played.election
    pointed = election.vote_type in POINTED
    figures = (
        (_("Poin di sini"), _("Poin resmi")) if pointed else (_("Suara di sini"), _("Suara resmi"))
    )
    table = Table(title=election.meta.get("description"))
    table.add_column(_("Proyek"), overflow="ellipsis", no_wrap=True, max_width=NAME_WIDTH)
    for heading in (*figures, _("Didanai di sini"), _("Didanai resmi")):
        table.add_column(heading, justify="right", min_width=8)
    shown = {project.id: project for project in published.projects}
    for project in election.projects:
        here = shown.get(str(played.numbers[project.id]))
        cells = (
            published.figure(here) if here else None,
            election.figure(project),
            _funded(here.selected if here else None),
            _funded(project.selected),
        )
        name = f"{project.id}. {project.name}" if project.name else project.id
        table.add_row(Text(name), *("–" if cell is None else str(cell) for cell in cells))
    OUT.print(table)


def _show_special(election: Election) -> None:
    """What could not be compared: the file marks it as neither funded nor refused."""
    _ = words().gettext
    special = len(election.projects) - len(official(election.projects))
    if special:
        said = _("%(n)s proyek tidak dibandingkan: pada berkas resmi selected bukan 0 atau 1.")
        OUT.print(said % {"n": special}, markup=False, soft_wrap=True)


def _funded(selected: int | None) -> str | None:
    _ = words().gettext
    told = {0: _("tidak"), 1: _("ya")}
    return None if selected is None else told.get(selected, str(selected))


def _verdict(election: Election, published: Election, wrong: list[str]) -> str:
    _ = words().gettext
    if wrong:
        return _("Hasil yang terbit tidak sama dengan hasil resmi.")
    funded = [project for project in published.projects if project.selected == 1]
    said = _(
        "Hasil yang terbit sama dengan hasil resmi: %(ballots)s surat suara, "
        "%(funded)s dari %(projects)s proyek didanai, %(spent)s dari %(budget)s %(currency)s."
    )
    return said % {
        "ballots": len(published.ballots),
        "funded": len(funded),
        "projects": len(published.projects),
        "spent": sum(project.cost for project in funded),
        "budget": election.budget,
        "currency": election.meta.get("currency", ""),
    }
