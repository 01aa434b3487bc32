"""A session plan in a form: the plan's own data with the few things that differ each time.

What the form does not ask stays as the ready plan has it. The result is written as TOML and read
by `core.plan_reading` like any other plan, so a form allows nothing that a file would not.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from musrenbang_live.core.plan import PHASE_KINDS, PhaseKind, Rules, Targets
from musrenbang_live.core.plan_tables import Mistake
from musrenbang_live.core.text import clean
from musrenbang_live.web.forms import Form

Data = dict[str, Any]
"""A plan as TOML data."""

TEXTS: Final = ("forum", "kode_kelurahan", "tempat", "zona")
NUMBERS: Final = ("tahun_pelaksanaan", "tahun_rencana", "pagu")
FIGURES: Final = ("paling_banyak", "poin", "kursi", "pagu")
"""What can be changed of a vote, where the ready plan has it."""
LISTS: Final = ("lingkungan", "lembaga")
TARGETS: Final = {"kuorum": "quorum", "perempuan_persen": "women", "delegasi": "delegates"}
"""The keys of `[sasaran]` and what they are called in `core.plan.Targets`."""
MORE_PHASES: Final[tuple[PhaseKind, ...]] = (
    "evaluasi",
    "paparan",
    "tanya",
    "delegasi",
    "tandatangan",
)
"""Kinds of phases that a plan can go without: a form may add them, or leave them out."""
ASKED_IN: Final[tuple[PhaseKind, ...]] = (
    "evaluasi",
    "paparan",
    "usulan",
    "tanya",
    "musyawarah",
)
"""Kinds of phases in which a form offers to let residents ask."""
_APART: Final = re.compile(r"[\n,;]")
_PLACE: Final = re.compile(r"(bidang|pemungutan|tahap)\[(\d+)\]\.(\w+)")


def values_of(data: Data) -> dict[str, str]:
    """The fields of the form as this plan fills them."""
    about = data.get("musyawarah", {})
    day, _, time = str(about.get("mulai", "")).replace("T", " ").partition(" ")
    values = {name: str(about.get(name, "")) for name in (*TEXTS, *NUMBERS)}
    values |= {name: ", ".join(map(str, about.get(name, ()))) for name in LISTS}
    values |= {"tanggal": day, "jam": time[:5], "zona": values["zona"] or "WIB"}
    values["pagu"] = (
        "" if values["pagu"] in ("", "0") else f"{int(values['pagu']):,}".replace(",", ".")
    )
    rules = data.get("aturan", {})
    values["pemeriksaan"] = str(rules.get("pemeriksaan", "sebelum"))
    values["akses"] = str(rules.get("akses", "tautan"))
    for number, sector in enumerate(data.get("bidang", ()), 1):
        values |= {f"bidang_{number}": str(sector.get("nama", "")), f"pakai_{number}": "1"}
    asked_in = rules.get("pertanyaan_pada", Rules().ask_in)
    values |= {f"tanya_{kind}": "1" for kind in ASKED_IN if kind in asked_in}
    values["menit_bicara"] = str(rules.get("menit_bicara", Rules().speaking_minutes))
    targets = data.get("sasaran", {})
    for key, name in TARGETS.items():
        values[key] = str(targets.get(key, getattr(Targets(), name)))
    for number, phase in enumerate(data.get("tahap", ()), 1):
        values[f"menit_{number}"] = str(phase.get("menit", ""))
    for number, planned in enumerate(data.get("pemungutan", ()), 1):
        values |= {f"{key}_{number}": str(planned[key]) for key in FIGURES if key in planned}
    return values


def filled(data: Data, form: Form) -> Data:
    """The plan's data with what the form says in its place."""
    about = dict(data.get("musyawarah", {}))
    about |= {name: clean(form.text(name)) for name in TEXTS}
    about |= {name: _whole(form.text(name) or "0") for name in NUMBERS}
    about |= {name: _items(form.text(name)) for name in LISTS}
    about["mulai"] = f"{form.text('tanggal')} {form.text('jam')}".strip()
    rules = data.get("aturan", {}) | {
        "pemeriksaan": form.text("pemeriksaan", "sebelum"),
        "akses": form.text("akses", "tautan"),
        "pertanyaan_pada": _asked_in(rules_of(data), form),
        "menit_bicara": _whole(form.text("menit_bicara")),
    }
    return {
        **data,
        "musyawarah": about,
        "aturan": rules,
        "bidang": [
            sector | {"nama": clean(form.text(f"bidang_{number}"))}
            for number, sector in enumerate(data.get("bidang", ()), 1)
            if form.flag(f"pakai_{number}")
        ],
        "sasaran": {key: _whole(form.text(key)) for key in TARGETS},
        "tahap": [phase for _, phase in _agenda(data, form)],
        "pemungutan": _each(data, "pemungutan", FIGURES, form),
    }


def missing_kinds(data: Data) -> list[PhaseKind]:
    """The kinds of phases that this plan does not have and a form can add."""
    has = {phase.get("jenis") for phase in data.get("tahap", ())}
    return [kind for kind in MORE_PHASES if kind not in has]


def rules_of(data: Data) -> list[str]:
    """The kinds of phases in which residents may ask, as the plan has them."""
    return list(data.get("aturan", {}).get("pertanyaan_pada", Rules().ask_in))


def _asked_in(known: list[str], form: Form) -> list[str]:
    """As ticked; what the form does not offer stays, and so does all on a form without boxes."""
    if not form.flag("tanya_terisi"):
        return known
    ticked = {kind for kind in ASKED_IN if form.flag(f"tanya_{kind}")}
    others = {kind for kind in known if kind not in ASKED_IN}
    return [kind for kind in PHASE_KINDS if kind in ticked | others]


def _agenda(data: Data, form: Form) -> list[tuple[str, Data]]:
    """The phases with the field that holds the minutes of each.

    One that a plan can go without is left out where the field is empty, and one that the ready
    plan has not is put where it belongs by its kind.
    """
    phases: list[tuple[str, Data]] = []
    for number, phase in enumerate(data.get("tahap", ()), 1):
        typed = form.text(f"menit_{number}").strip()
        if typed or phase.get("jenis") not in MORE_PHASES:
            phases.append((f"menit_{number}", phase | {"menit": _whole(typed)}))
    for kind in missing_kinds(data):
        if typed := form.text(f"menit_{kind}").strip():
            phases.insert(_place_of(kind, phases), (f"menit_{kind}", _phase(kind, typed)))
    return phases


def _phase(kind: PhaseKind, minutes: str) -> Data:
    return {"jenis": kind, "menit": _whole(minutes)}


def _place_of(kind: PhaseKind, phases: Sequence[tuple[str, Data]]) -> int:
    """Before the first phase that comes after it in the usual order."""
    rank = PHASE_KINDS.index(kind)
    later = (n for n, (_, phase) in enumerate(phases) if PHASE_KINDS.index(phase["jenis"]) > rank)
    return next(later, len(phases))


def field_of(mistake: Mistake, form: Form, data: Data) -> str:
    """The form's field that a mistake of the filled plan is about; empty when about none."""
    for group in ("sasaran.", "aturan."):
        if mistake.path.startswith(group):
            return mistake.path.removeprefix(group)
    if mistake.path.startswith("musyawarah."):
        name = mistake.path.removeprefix("musyawarah.").partition("[")[0]
        return "tanggal" if name == "mulai" else name
    found = _PLACE.fullmatch(mistake.path)
    if found is None:
        return "bidang" if mistake.path == "bidang" else ""
    group, number, key = found.group(1), int(found.group(2)), found.group(3)
    if group == "bidang":
        return f"bidang_{_used(form)[number - 1]}"
    if group == "tahap" and key == "menit":
        return _agenda(data, form)[number - 1][0]
    return f"{key}_{number}"


def _used(form: Form) -> list[str]:
    """The numbers of the ticked sectors, in order."""
    return sorted(
        (name.removeprefix("pakai_") for name in form.values if name.startswith("pakai_")),
        key=lambda number: (len(number), number),
    )


def _each(data: Data, group: str, keys: Sequence[str], form: Form) -> list[Data]:
    return [
        table | {key: _whole(form.text(f"{key}_{number}")) for key in keys if key in table}
        for number, table in enumerate(data.get(group, ()), 1)
    ]


def _whole(typed: str) -> int | str:
    """The number that was typed; anything else stays as it is, for the reader to refuse."""
    digits = re.sub(r"[\s.]", "", typed).removeprefix("Rp")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 16 else typed


def _items(typed: str) -> list[str]:
    return [item for item in map(clean, _APART.split(typed)) if item]


def written(data: Mapping[str, Any]) -> str:
    """The data as TOML: plain keys first, then tables, then lists of tables."""
    lines: list[str] = []
    for key, value in data.items():
        if isinstance(value, Mapping):
            lines += [f"[{key}]", *_pairs(value), ""]
        elif _is_tables(value):
            lines += [line for table in value for line in (f"[[{key}]]", *_pairs(table), "")]
        else:
            lines.insert(0, f"{key} = {_literal(value)}")
    return "\n".join(lines)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{json.dumps(key)} = {_literal(value)}" for key, value in table.items()]


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
