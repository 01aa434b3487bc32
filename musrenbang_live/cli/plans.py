"""`plan check`: tell all mistakes of session plans at once, with their places in the file."""

import argparse
from pathlib import Path
from typing import Any

from musrenbang_live.cli.terminal import OUT, Stop, words
from musrenbang_live.config import WARDS, folder
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.plan_reading import PlanMistakes, read_plan
from musrenbang_live.web.desk.plan_sayings import say_mistake
from musrenbang_live.web.wards import read_wards


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this command to the program's."""
    plan = commands.add_parser("plan", help="work with session plans")
    verbs = plan.add_subparsers(title="verbs", required=True, metavar="VERB")
    check = verbs.add_parser("check", help="check session plans and tell every mistake")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--wards", type=Path, default=folder("sessions") / "site" / WARDS)
    check.add_argument("--city", default="Kota Tanjungbalai")
    check.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Check every file; 0 when all can be used."""
    results = [_check(path, chosen.wards, chosen.city) for path in chosen.files]
    return 0 if all(results) else 1


def load(path: Path, wards: Path, city: str) -> SessionPlan:
    """The plan in a file. Raises `Stop` when it cannot be read, `PlanMistakes` when it is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(f"{path}: {error}") from None
    known = {ward.code: (ward.name, ward.district) for ward in read_wards(wards)}
    return read_plan(text, known, city)


def _check(path: Path, wards: Path, city: str) -> bool:
    try:
        plan = load(path, wards, city)
    except PlanMistakes as wrong:
        for mistake in wrong.mistakes:
            OUT.print(f"{path}: {say_mistake(words(), mistake)}", markup=False, soft_wrap=True)
        return False
    about = f"{plan.forum}, {plan.ward}, {len(plan.phases)} tahap, {len(plan.rounds)} pemungutan"
    OUT.print(f"{path}: ok ({about})", markup=False, soft_wrap=True)
    return True
