"""Which proposals ask the same thing: a text brought into one form, and two texts compared.

Trigrams alone cannot tell. On the example proposals PostgreSQL finds *jembatan* in the repair of an
old footbridge and in a bridge for a road, in the same place, more alike than two wordings of one
street light. So trigrams only find candidates (`store.similar`), and judged they are here by the
words they share, weighed by whether they name a thing to be built, by what is to be done with it,
and by the place.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.spellings import KINDS, OBJECTS, PHRASES, ROOTS, STOP, WORDS

EDITION: Final = 1
"""Of `normal` and its table. What is stored by another edition is made anew at the next start."""
SAME: Final = 0.4
"""Score from which two proposals of one lingkungan, with a thing in common, ask the same."""
SAME_WORDS: Final = 0.6
"""The same where no such thing is named: only many common words speak for it."""
RELATED: Final = 0.3
"""Score from which two proposals may be read together."""
OBJECT_WEIGHT: Final = 3
LEAST_WEIGHT: Final = 3
"""A text of less weight counts as this much: one common word must not make it like everything."""
ELSEWHERE: Final = 0.6
"""What a score is worth when the two are in different lingkungan."""
TRIGRAM_SHARE: Final = 0.2
"""The part of the score that is the likeness of letters, for words that are in no table."""

KEPT: Final = 4_000
"""Proposals whose words a process keeps, some 2 kB each; a large meeting has a few hundred."""

Grade = Literal["sama", "mirip"]
"""`sama`: perhaps the same request, to be merged; `mirip`: of the same need, to be read beside."""

_PREFIXES: Final = (
    *("memper", "diper", "meny", "peny", "meng", "peng", "mem", "pem", "men", "pen", "per"),
    *("ber", "ter", "me", "pe", "di", "ke", "te", "be", "se"),
)
_HIDDEN: Final = {"mem": "p", "pem": "p", "men": "t", "pen": "t", "meny": "s", "peny": "s",
                  "meng": "k", "peng": "k"}  # fmt: skip
"""The consonant that a prefix swallows: `pemasangan` is of `pasang`."""
_ENDINGS: Final = ("annya", "kannya", "nya", "kan", "lah", "an", "i")
_SHORTEST_ROOT: Final = 3
_LONG: Final = 6
_FINAL_O: Final = frozenset(("toko", "foto", "video", "radio", "moto", "auto", "solo"))
"""Words that do end in o; in others Malay speakers write it for a: `kito`, `rayo`."""
_PLACE: Final = (
    r"(?:lingkungan|lingkungn|lingk|ling|lkg|lk|rt|rw)\.?\s*(?:[ivx]+\b|\d+\b)"
    r"(?:\s*(?:-|/|dan|s/d)\s*(?:[ivx]+\b|\d+\b))?"
)
_PHRASE: Final = "|".join(
    re.escape(phrase).replace(r"\ ", r"[\s-]+") for phrase in sorted(PHRASES, key=len, reverse=True)
)
_PART: Final = re.compile(
    rf"\b(?P<place>{_PLACE})|\b(?P<phrase>{_PHRASE})\b|(?P<word>[^\W\d_]+\d{{0,2}})", re.IGNORECASE
)


class Said(Struct, frozen=True):
    """What is compared of a proposal: what it asks for, why, and where."""

    title: str
    problem: str = ""
    landmark: str = ""
    neighborhood: str = ""


class Likeness(Struct, frozen=True):
    """How alike two proposals are: `score` from 0 to 1, and the words in common, in one form."""

    grade: Grade
    score: float
    words: frozenset[str]


class Pair(Struct, frozen=True):
    """Two proposals by number, the lower first, of one grade; `apart` when a person said they are
    no duplicates."""

    low: int
    high: int
    grade: Grade
    score: float
    apart: bool = False


def said_by(content: ProposalContent) -> Said:
    """What is compared of a proposal."""
    return Said(content.title, content.problem, content.landmark, content.neighborhood)


def normal(text: str) -> str:
    """`text` in the one form that is compared: words as the table reads them, each once, without
    those that say nothing, without numbers and without the names of lingkungan."""
    return " ".join(dict.fromkeys(word for _, _, word in _parts(text) if word))


def marked(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it is one of `words` (as in `Likeness`)."""
    wanted, pieces, done = set(words), list[tuple[str, bool]](), 0
    for start, end, word in _parts(text):
        if word in wanted:
            pieces += [(text[done:start], False), (text[start:end], True)]
            done = end
    return [piece for piece in [*pieces, (text[done:], False)] if piece[0]]


def likeness(one: Said, other: Said, trigram: float = 0.0) -> Likeness | None:
    """How alike two proposals are, or None when they are not. `trigram`: from PostgreSQL, 0 to 1.

    The same ask (`sama`) is only what shares a thing to be built and the lingkungan, and does not
    want another kind of work. Whoever has not said the place yet may be at the same.
    """
    a, b = _asked(one.title, one.problem), _asked(other.title, other.problem)
    common = a.words & b.words
    is_here = one.neighborhood == other.neighborhood or "" in (one.neighborhood, other.neighborhood)
    least = max(LEAST_WEIGHT, min(a.weight, b.weight))
    score = (1 - TRIGRAM_SHARE) * _weight(common) / least + TRIGRAM_SHARE * trigram
    score *= 1 if is_here else ELSEWHERE
    if score < (RELATED if common & OBJECTS else SAME_WORDS):
        return None
    contradict = bool(a.kinds and b.kinds and not a.kinds & b.kinds)
    is_same = score >= SAME and is_here and not contradict
    return Likeness("sama" if is_same else "mirip", round(score, 3), common)


def groups(pairs: Iterable[Pair], roots: Mapping[int, int] | None = None) -> list[tuple[int, ...]]:
    """Proposals that may be merged, the most alike first; each in one group, none beside one that
    a person told apart from it. `roots` says for merged proposals what they are part of now."""
    root = (roots or {}).get
    found: list[set[int]] = []
    pairs = sorted(pairs, key=lambda pair: (-pair.score, pair.low, pair.high))
    told = {frozenset((root(p.low, p.low), root(p.high, p.high))) for p in pairs if p.apart}
    for pair in pairs:
        ends = {root(pair.low, pair.low), root(pair.high, pair.high)}
        if pair.apart or pair.grade != "sama" or len(ends) == 1:
            continue
        joined = [group for group in found if group & ends]
        whole = ends.union(*joined)
        if not any(apart <= whole for apart in told):
            found = [group for group in found if group not in joined] + [whole]
    return [tuple(sorted(group)) for group in found]


class _Asked(Struct, frozen=True):
    """A proposal as it is compared: its words but those for a kind of work, their weight, and the
    kinds of work that its title names; two that name no kind in common want different things."""

    words: frozenset[str]
    weight: int
    kinds: frozenset[str]


@lru_cache(maxsize=KEPT)
def _asked(title: str, problem: str) -> _Asked:
    """How a proposal is compared. Kept, for each is compared with very many others."""
    words = frozenset(word for _, _, word in _parts(f"{title}\n{problem}") if word) - KINDS.keys()
    kinds = frozenset(KINDS[word] for _, _, word in _parts(title) if word in KINDS)
    return _Asked(words, _weight(words), kinds)


def _weight(words: Iterable[str]) -> int:
    return sum(OBJECT_WEIGHT if word in OBJECTS else 1 for word in words)


def _parts(text: str) -> Iterator[tuple[int, int, str]]:
    """The words of a text: from where to where they stand, and the form they are read in, or ""."""
    for found in _PART.finditer(text):
        start, end = found.span()
        if found["phrase"]:
            yield start, end, PHRASES[" ".join(re.split(r"[\s-]+", found["phrase"].lower()))]
        elif found["word"]:
            yield start, end, _read(found["word"])


@lru_cache(maxsize=20_000)
def _read(word: str) -> str:
    """One word in the form that is compared; "" when it says nothing."""
    bare = unicodedata.normalize("NFKD", word).lower()
    plain = "".join(sign for sign in bare if not unicodedata.combining(sign))
    known = WORDS.get(plain)
    if known is None:
        plain = plain.rstrip("0123456789")  # `jalan2` is jalan-jalan
        known = WORDS.get(plain, plain)
    if (known in STOP and known not in KINDS) or len(known) < 2:
        return ""
    if known.endswith("o") and len(known) > _SHORTEST_ROOT and known not in _FINAL_O:
        known = WORDS.get(known[:-1] + "a", known[:-1] + "a")
    root = _root(known)
    root = WORDS.get(root, root)
    return "" if root in STOP and root not in KINDS else root


def _root(word: str) -> str:
    """The known root that a word is made from; else the word, a long one without its ending."""
    if word in ROOTS:
        return word
    bases = [word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > _SHORTEST_ROOT:
            bases.append(word.removesuffix(ending))
    for base in bases:
        for root in (base, *_without_prefix(base)):
            if root in ROOTS:
                return root
    return bases[-1] if len(word) > _LONG else word


def _without_prefix(word: str) -> Iterator[str]:
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _SHORTEST_ROOT:
            yield rest
            if rest[0] in "aiueo" and prefix in _HIDDEN:
                yield _HIDDEN[prefix] + rest
