"""City agencies as people write them, matched with the agencies that have an office here.

A catalogue and a facilitator say `PUPR`, `DINAS PUPR` or the whole name; an office acts for what is
its own (`core.following_rules`). Two writings are of one agency when nothing differs but capitals,
signs, spaces, words that every agency has, and abbreviations that are usual in every city.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from musrenbang_live.core.cataloguing import AgencyMatch, CatalogRead
from musrenbang_live.core.offices import Office, plain_name

_EVERYWHERE: Final = frozenset("dan dinas badan kantor satuan kota kabupaten pemerintah".split())
"""Words that tell no agency from another."""
_USUAL: Final[dict[str, tuple[str, ...]]] = {
    "pupr": ("pekerjaan umum penataan ruang", "pekerjaan umum perumahan rakyat", "putr"),
    "perkim": (
        *("perumahan kawasan permukiman", "perumahan rakyat kawasan permukiman"),
        *("perumahan rakyat permukiman", "disperkim"),
    ),
    "perhubungan": ("dishub",),
    "lingkungan hidup": ("dlh",),
    "kesehatan": ("dinkes", "dikes"),
    "pendidikan": ("disdik", "dindik"),
    "pendidikan kebudayaan": ("disdikbud", "dikbud"),
    "sosial": ("dinsos",),
    "komunikasi informatika": ("diskominfo", "kominfo"),
    "kependudukan pencatatan sipil": ("disdukcapil", "dukcapil"),
    "tenaga kerja": ("disnaker", "ketenagakerjaan"),
    "perindustrian perdagangan": ("disperindag", "perindag"),
    "perdagangan": ("disdag",),
    "koperasi ukm": ("koperasi usaha kecil menengah", "diskop ukm", "diskopukm"),
    "perikanan": ("diskan",),
    "pertanian": ("distan",),
    "ketahanan pangan": ("disketapang",),
    "kepemudaan olahraga": ("pemuda olahraga", "dispora"),
    "pemberdayaan perempuan perlindungan anak": ("pppa", "dp3a", "dpppa"),
    "polisi pamong praja": ("satpol pp", "pol pp"),
    "penanggulangan bencana daerah": ("bpbd",),
    "pemadam kebakaran": ("damkar", "pemadam kebakaran penyelamatan"),
}
"""An agency → how else its name is written, in small letters, without the words above."""
_ONE: Final = {other: name for name, others in _USUAL.items() for other in others}
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_SIGNS: Final = re.compile(r"[\W_]+")


MOST_MATCHED: Final = 200
"""Agencies of one catalogue that are told; a city has some thirty."""


class Agencies:
    """The agencies that have an office here, by the names of these offices."""

    def __init__(self, names: Iterable[str]) -> None:
        self._plain: dict[str, str] = {}
        self._fitting: dict[str, set[str]] = {}
        for name in names:
            self._plain[plain_name(name)] = name
            for key in _keys(name):
                self._fitting.setdefault(key, set()).add(name)

    def named(self, written: str) -> str:
        """The office of the agency that is meant, by its name: the one that is called just so, else
        the one that fits; "" where none does, or several do."""
        if exact := self._plain.get(plain_name(written)):
            return exact
        fitting = {name for key in _keys(written) for name in self._fitting.get(key, ())}
        return fitting.pop() if len(fitting) == 1 else ""


def matched(read: CatalogRead, offices: Iterable[Office]) -> CatalogRead:
    """The catalogue with each agency under the name of its office, and what was matched to what,
    the most frequent first."""
    agencies = Agencies(office.name for office in offices if office.kind == "opd")
    written = Counter(item.agency for item in read.items if item.agency)
    found = {name: agencies.named(name) for name in written}
    items = tuple(
        replace(item, agency=found[item.agency]) if found.get(item.agency) else item
        for item in read.items
    )
    told = (
        AgencyMatch(name, count, found[name]) for name, count in written.most_common(MOST_MATCHED)
    )
    return replace(read, items=items, agencies=tuple(told))


def _keys(name: str) -> Iterator[str]:
    """The name as it is compared: without what stands in brackets, and that alone."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    for part in (_BRACKETS.sub(" ", plain), *_BRACKETS.findall(plain)):
        words = [word for word in _SIGNS.split(part) if word and word not in _EVERYWHERE]
        key = " ".join(words)
        if key:
            yield _ONE.get(key, key)
