"""Opinions as live texts: `pendapat-usulan-4-2` is how many hold value 2 about proposal 4."""

from collections.abc import Mapping

from musrenbang_live.core.topics import Topic
from musrenbang_live.web import formats
from musrenbang_live.web.language import Language


def texts(held: Mapping[Topic, tuple[int, ...]], language: Language) -> dict[str, str]:
    """The live texts of all topics."""
    return {
        f"pendapat-{kind}-{number}-{value}": formats.number(people, language.code)
        for (kind, number), values in held.items()
        for value, people in enumerate(values, 1)
    }
