"""A session plan in a form: the plan's own data with the few things that differ each time.

What the form does not ask stays as the ready plan has it. The result is written as TOML and read
by `core.plan_reading` like any other plan, so a form allows nothing that a file would not.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

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
        "tahap": _each(data, "tahap", ("menit",), form),
        "pemungutan": _each(data, "pemungutan", FIGURES, form),
    }


def field_of(mistake: Mistake, form: Form) -> str:
    """The form's field that a mistake of the filled plan is about; empty when about none."""
    if mistake.path.startswith("musyawarah."):
        name = mistake.path.removeprefix("musyawarah.").partition("[")[0]
        return "tanggal" if name == "mulai" else name
    found = _PLACE.fullmatch(mistake.path)
    if found is None:
        return "bidang" if mistake.path == "bidang" else ""
    group, number, key = found.group(1), int(found.group(2)), found.group(3)
    if group == "bidang":
        return f"bidang_{_used(form)[number - 1]}"
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
