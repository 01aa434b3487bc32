"""The ways by which votes came, in words and figures."""

from typing import Final

from musrenbang_live.core.ballots import AnyRule, Channel
from musrenbang_live.core.ballots.channels import Way
from musrenbang_live.web.formats import number
from musrenbang_live.web.language import Language
from musrenbang_live.web.words import results


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


WAYS: Final[dict[Way, str]] = {
    "ponsel": _("ponsel"),
    "kertas": _("kertas"),
    "angkat tangan": _("angkat tangan"),
}


def way(language: Language, via: Way) -> str:
    """What a way is called."""
    return language.gettext(WAYS[via])


def told(language: Language, ways: list[tuple[Way, int]]) -> str:
    """How many came by each: `ponsel 96 · kertas 12 · angkat tangan 20`."""
    return " · ".join(f"{way(language, via)} {number(n, language.code)}" for via, n in ways)


def of_channels(channels: tuple[Channel, ...]) -> list[tuple[Way, int]]:
    """Ballots, or people who raised hands, by each way."""
    return [(channel.via, channel.ballots + channel.people) for channel in channels]


def figure(language: Language, rule: AnyRule, channel: Channel, option: int) -> str:
    """What an option got by one way: the deciding figure, of agreement all three; – if untold."""
    if channel.figures is None:
        return "–"
    figures = channel.figures[option]
    if rule.kind == "setuju":
        return " / ".join(number(each, language.code) for each in figures)
    return results.total(language, rule, figures[0])
