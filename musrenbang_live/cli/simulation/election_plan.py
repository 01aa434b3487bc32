"""An election of Pabulib as a meeting of ours: its plan, its rule, its proposals, its marks."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from musrenbang_live.core.ballots import Budget, Dots, Mark, Paper
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.pabulib import POINTED, Ballot, Election, Project
from musrenbang_live.core.proposing import TITLE_LIMIT
from musrenbang_live.core.text import accepted, graphemes, one_line

ROUND: Final = "pilihan"
VOTING_PHASE: Final = 1
"""Where the vote stands in the agenda."""
PLACE: Final = "Semua"
_YEAR: Final = re.compile(r"20\d\d", re.ASCII)


class Unplayable(Exception):
    """The election is read, and its rule is none of ours; the text is one plain sentence."""


def rule_of(election: Election) -> Budget | Dots:
    """Our rule for this type of vote and this way of giving money. Raises `Unplayable`."""
    method = election.meta.get("rule", "")
    if election.budget < 1:
        raise Unplayable("The election has no money to give: its budget is 0.")
    if election.vote_type in ("approval", "choose-1"):
        if method == "greedy":
            return Budget(election.budget, "terbanyak", _fits(election))
        if method == "equalshares/add1":
            return Budget(election.budget, "seimbang", _fits(election))
    elif election.vote_type in POINTED and method == "greedy":
        if _number(election, "default_score"):
            raise Unplayable("A default_score for projects that nobody named is no rule of ours.")
        return Dots(_points(election), _number(election, "max_points") or 0, election.budget)
    told = f"The rule {method!r} for votes of type {election.vote_type!r} is not one of ours."
    raise Unplayable(
        f"{told} Known are greedy and equalshares/add1 for approval and choose-1,"
        " and greedy for cumulative and scoring."
    )


def _fits(election: Election) -> bool:
    """Whether each ballot had to stay within the money."""
    most = _number(election, "max_sum_cost")
    return most is not None and most <= election.budget


def _points(election: Election) -> int:
    """How many points a voter had; where nobody says, the most that anybody gave."""
    given = max((sum(ballot.points) for ballot in election.ballots), default=0)
    return _number(election, "max_sum_points") or max(given, 1)


def _number(election: Election, key: str) -> int | None:
    """A whole number of the file's first table; None where there is none."""
    told = election.meta.get(key, "").partition(".")[0]
    return int(told) if told.isascii() and told.isdigit() else None


def check(election: Election) -> None:
    """Raises `Unplayable` when a ballot is none that our rule allows, or nothing is official."""
    if not any(project.selected is not None for project in election.projects):
        raise Unplayable("The file does not say which projects were funded: no column selected.")
    rule = rule_of(election)
    numbers = {project.id: number for number, project in enumerate(election.projects, 1)}
    paper = Paper(tuple(numbers.values()), tuple(project.cost for project in election.projects))
    for ballot in election.ballots:
        try:
            rule.valid(mark_of(ballot, numbers), paper)
        except Rejected as no:
            told = f"The ballot of voter {ballot.voter} is refused by the rule ({no.code})."
            raise Unplayable(told) from None


def mark_of(ballot: Ballot, numbers: Mapping[str, int]) -> Mark:
    """What the phone of this voter sends; `numbers` are of the proposals, by project."""
    if ballot.points:
        given = zip(ballot.projects, ballot.points, strict=True)
        return sorted([numbers[project], points] for project, points in given)
    return sorted(numbers[project] for project in ballot.projects)


def plan_of(election: Election, ward: str) -> dict[str, Any]:
    """The plan as a facilitator would write it: a rehearsal, because nobody decides anything.

    `ward` is any kelurahan of the server. Equal votes are told apart by the order of the file.
    """
    found = _YEAR.search(election.meta.get("instance", "") + election.meta.get("date_begin", ""))
    year = int(found.group(0)) if found else 2000
    return {
        "musyawarah": {
            "forum": _cut(election.meta.get("description", ""), 80) or "Pabulib",
            "tingkat": "latihan",
            "kode_kelurahan": ward,
            "tahun_pelaksanaan": year,
            "tahun_rencana": year,
            "lingkungan": [PLACE],
            "pagu": election.budget,
        },
        "aturan": {"batas_peserta": max(len(election.ballots), 1)},
        "bidang": [{"kunci": "lain", "nama": "Lainnya", "ikon": "lain"}],
        "pemungutan": [
            {
                "kunci": ROUND,
                "judul": _title(election.meta.get("currency", "")),
                **_rule(rule_of(election)),
                "suara_sama": ["nomor"],
            }
        ],
        "tahap": [
            {"jenis": "pembukaan", "menit": 10},
            {"jenis": "pemungutan", "menit": 60, "pemungutan": ROUND},
            {"jenis": "hasil", "menit": 10},
        ],
    }


def _title(currency: str) -> str:
    """The title of the vote; the one place that can say that the amounts are not rupiah."""
    foreign = currency not in ("", "IDR")
    return _cut(f"Proyek yang didanai{f', jumlah dalam {currency}' if foreign else ''}", 80)


def _rule(rule: Budget | Dots) -> dict[str, Any]:
    if isinstance(rule, Budget):
        return {
            "jenis": rule.kind,
            "pagu": rule.ceiling,
            "penentu": rule.decides,
            "harus_muat": rule.fits,
        }
    return {
        "jenis": rule.kind,
        "poin": rule.points,
        "paling_banyak_tiap_usulan": rule.most_each,
        "pagu": rule.ceiling,
    }


def proposal_of(project: Project) -> dict[str, str]:
    """The fields of the entry form; a name that may not stand on a screen is left out."""
    plain = f"Proyek {project.id}"
    return {
        "title": _allowed(_cut(project.name, TITLE_LIMIT)) or _allowed(plain) or "Proyek",
        "problem": _allowed(f"{plain} dalam berkas Pabulib.") or "Dari berkas Pabulib.",
        "sector": "lain",
        "neighborhood": PLACE,
        "cost": str(project.cost),
    }


def _allowed(text: str) -> str:
    """`text`, or nothing where a proposal may not say it."""
    try:
        return accepted(text, TITLE_LIMIT, field="title")
    except Rejected:
        return ""


def _cut(text: str, limit: int) -> str:
    short = one_line(text)
    if graphemes(short) <= limit and len(short) <= limit:
        return short
    return short[: limit - 1].rstrip() + "…"


def official(projects: Sequence[Project]) -> dict[str, bool]:
    """Whether each project was funded, as far as the file says so: 0 or 1, nothing special."""
    return {each.id: bool(each.selected) for each in projects if each.selected in (0, 1)}
