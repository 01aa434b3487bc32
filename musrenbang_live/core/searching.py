"""What a search means: words, phrases and exclusions, local spellings, and typing mistakes.

Any text is a search and none is refused. What comes out is written for `to_tsquery`, with nothing
in it but letters, digits and the operators put there here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from musrenbang_live.core.spellings import PHRASES, WORDS

MOST_PARTS: Final = 12
"""Words and phrases of a search that are looked at."""
LONGEST_WORD: Final = 40
SHORTEST_MISTAKE: Final = 4
"""Letters of the shortest word that is taken for a typing mistake."""
MUCH_COMMONER: Final = 20
"""A word that was said is still a mistake where its neighbour was said so many times as often."""

_SMALL_WORDS: Final = frozenset(
    """
    agar atau bagi dan dari dengan dgn di dr itu ini juga karena ke oleh pada para pd serta supaya
    tersebut untuk utk yang yg
    """.split()
)
"""Words that are left out of a search that has others: no text is told by them."""
_NOT_THE_SAME: Final = frozenset({"sekolah", "genang", "jahat", "semen", "meter", "buah", "kikis"})
"""Words of the table whose other forms are kinds of them: who looks for `smp` wants no `sd`."""
_TOKEN: Final = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\W_]+))')


class Part(Struct, frozen=True):
    """One thing that is looked for. `words` in small letters; several are a phrase in this order.

    `exact`: in quotes, so nothing but this; `minus`: what must not be there; `also`: other ways to
    say it, each a word or a phrase; `meant`: the known word that a mistaken one is taken for.
    """

    words: tuple[str, ...]
    exact: bool = False
    minus: bool = False
    also: tuple[tuple[str, ...], ...] = ()
    meant: str = ""

    @property
    def text(self) -> str:
        """As it was typed, in small letters."""
        return " ".join(self.words)

    @property
    def doubtful(self) -> bool:
        """Whether it may be a typing mistake: one long word that no table knows."""
        return (
            len(self.words) == 1
            and not (self.exact or self.minus or self.also)
            and len(self.words[0]) >= SHORTEST_MISTAKE
            and self.words[0].isalpha()
        )


class Known(Struct, frozen=True):
    """A word of what was proposed, and in how many proposals it stands."""

    word: str
    said: int


def read(typed: str) -> tuple[Part, ...]:
    """The parts of a search as typed: words, "phrases", -exclusions; the first `MOST_PARTS`."""
    plain = unicodedata.normalize("NFKC", typed).lower()
    parts: list[Part] = []
    for found in _TOKEN.finditer(plain):
        words = _words(found["phrase"] if found["phrase"] is not None else found["word"])
        if words:
            exact, minus = found["phrase"] is not None, bool(found["minus"])
            parts.append(Part(words, exact=exact, minus=minus))
    telling = [part for part in parts if part.exact or not _SMALL_WORDS.issuperset(part.words)]
    return tuple(_with_spellings((telling or parts)[:MOST_PARTS]))


def corrected(parts: Iterable[Part], known: Mapping[str, list[Known]]) -> tuple[Part, ...]:
    """The same parts, each mistaken word with the one it is `meant` for.

    `known` gives for a doubtful word the known words that look like it, itself (or another form
    of it) first where it is known.
    """
    return tuple(
        _meaning(part, nearest(part.words[0], known[part.words[0]]))
        if part.doubtful and part.words[0] in known
        else part
        for part in parts
    )


def _meaning(part: Part, word: str) -> Part:
    """A mistaken part with the word it is meant for, in all ways that one is said."""
    return Part(part.words, also=_other_ways((word,)), meant=word) if word else part


def nearest(word: str, known: Iterable[Known]) -> str:
    """The known word that `word` is most likely meant for, or "" when it is right or like none."""
    others = list(known)
    own = max((each.said for each in others if each.word == word), default=0)
    allowed = 1 if len(word) <= 5 else 2
    scored = [
        (mistakes(word, each.word), -each.said, each.word)
        for each in others
        if each.word != word
        and each.said > own * MUCH_COMMONER
        and abs(len(each.word) - len(word)) <= allowed
    ]
    fitting = [score for score in scored if score[0] <= allowed]
    return min(fitting)[2] if fitting else ""


def mistakes(one: str, other: str) -> int:
    """Letters to add, to leave out, to change or to swap with their neighbour, from one word to
    the other (restricted Damerau-Levenshtein distance)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        line = [i]
        for j, b in enumerate(other, 1):
            least = min(last[j] + 1, line[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, before[j - 2] + 1)
            line.append(least)
        before, last = last, line
    return last[-1]


def tsquery(parts: Iterable[Part]) -> str:
    """What is looked for, for `to_tsquery`; "" for nothing."""
    return " & ".join(_asked(part, " <-> ") for part in parts)


def told_by_index(parts: Iterable[Part]) -> tuple[str, ...]:
    """What an index can tell of `tsquery`, thing by thing: all that `tsquery` finds is found by all
    of these together. The order of words and phrases that must not be there are left out; single
    words that must not be there stand with the first. Empty where nothing else is asked."""
    listed = list(parts)
    there = [_asked(part, " & ") for part in listed if not part.minus]
    absent = [_asked(part, "") for part in listed if part.minus and len(part.words) == 1]
    return (" & ".join((there[0], *absent)), *there[1:]) if there else ()


def meant(parts: Iterable[Part]) -> str:
    """The search as it was probably meant, to be typed again; "" when nothing was mistaken."""
    listed = list(parts)
    if not any(part.meant for part in listed):
        return ""
    return " ".join(_typed(part) for part in listed)


def _typed(part: Part) -> str:
    text = f'"{part.text}"' if part.exact else part.meant or part.text
    return f"-{text}" if part.minus else text


def _asked(part: Part, joint: str) -> str:
    own = joint if part.exact or part.minus else " & "
    ways = [own.join(part.words), *(joint.join(words) for words in part.also)]
    if part.meant:
        ways.append(part.meant)
    one = f"({' | '.join(f'({way})' for way in ways)})"
    return f"!{one}" if part.minus else one


def _words(text: str) -> tuple[str, ...]:
    return tuple(word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", text))[:MOST_PARTS]


def _with_spellings(parts: list[Part]) -> Iterator[Part]:
    """Phrases of the table joined, and every part with the other ways to say it."""
    at = 0
    while at < len(parts):
        taken = _phrase_at(parts, at)
        if taken:
            yield Part(taken, also=_other_ways(taken))
            at += len(taken)
            continue
        part = parts[at]
        yield part if part.exact or part.minus else Part(part.words, also=_other_ways(part.words))
        at += 1


def _phrase_at(parts: list[Part], at: int) -> tuple[str, ...]:
    """The longest phrase of the table that begins with the part at `at`."""
    words = list[str]()
    best: tuple[str, ...] = ()
    for part in parts[at : at + _LONGEST_PHRASE]:
        if part.exact or part.minus:
            break
        words += part.words
        if " ".join(words) in PHRASES:
            best = tuple(words)
    return best


def _other_ways(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    text = " ".join(words)
    root = PHRASES.get(text) or WORDS.get(text) or text
    ways = _WAYS.get(root, ())
    if root in _NOT_THE_SAME and text != root:
        ways = ((root,),)
    # Who asks for lamps of streets does not ask for all lamps.
    others = [way for way in ways if way != words and not set(way) < set(words)]
    alone = {way[0] for way in (*others, words) if len(way) == 1}
    # What has one of those words in it is found by the word.
    return tuple(way for way in others if len(way) == 1 or alone.isdisjoint(way))


def _all_ways() -> dict[str, tuple[tuple[str, ...], ...]]:
    """For the word that each group of the table is read as: all words and phrases of the group."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for said, root in (*WORDS.items(), *PHRASES.items()):
        if root and root != said:
            groups.setdefault(root, [(root,)]).append(tuple(said.split()))
    return {root: tuple(ways) for root, ways in groups.items()}


_WAYS: Final = _all_ways()
_LONGEST_PHRASE: Final = max(len(phrase.split()) for phrase in PHRASES)
