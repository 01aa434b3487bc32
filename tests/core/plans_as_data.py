"""A small plan as data, with any place of it changed, and written as TOML again."""

import copy
import json
import tomllib
from typing import Any

from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.plan_reading import read_plan

WARDS = {"12.74.04.1005": ("Beting Kuala Kapias", "Teluk Nibung")}
CITY = "Kota Tanjungbalai"
SMALL = """
[musyawarah]
forum = "Musrenbang Kelurahan"
tingkat = "kelurahan"
kode_kelurahan = "12.74.04.1005"
tahun_pelaksanaan = 2027
tahun_rencana = 2028
lingkungan = ["I", "VI"]

[[bidang]]
kunci = "infra"
nama = "Infrastruktur"
ikon = "infra"
kata = ["Parit", "jalan"]

[[bidang]]
kunci = "lain"
nama = "Lainnya"
ikon = "lain"

[[pemungutan]]
kunci = "prioritas"
judul = "Usulan prioritas"
jenis = "pilih"
paling_banyak = 5

[[tahap]]
jenis = "usulan"
menit = 40

[[tahap]]
jenis = "pemungutan"
menit = 20
pemungutan = "prioritas"
"""
GONE = object()


def toml(value: Any, top: bool = True) -> str:
    """The value as TOML; tables inside are written on one line."""
    if isinstance(value, dict):
        pairs = [f"{json_text(key)} = {toml(item, top=False)}" for key, item in value.items()]
        return "\n".join(pairs) if top else "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(item, top=False) for item in value) + "]"
    if isinstance(value, str):
        return json_text(value)
    return str(value).lower()


def json_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def steps(path: str) -> list[str | int]:
    found: list[str | int] = []
    for name in path.split("."):
        name, _, index = name.partition("[")
        found += [name, int(index[:-1]) - 1] if index else [name]
    return found


def changed(*edits: tuple[str, Any], data: dict[str, Any] | None = None) -> dict[str, Any]:
    """The small plan with other values at these places; `GONE` takes the place out."""
    data = tomllib.loads(SMALL) if data is None else data
    for path, value in edits:
        *way, last = steps(path)
        holder: Any = data
        for step in way:
            holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        if value is GONE:
            del holder[last]
        else:
            holder[last] = copy.deepcopy(value)
    return data


def read(data: dict[str, Any]) -> SessionPlan:
    return read_plan(toml(data), WARDS, CITY)
