"""The pagu in figures, as every page that shows it says them."""

from musrenbang_live.core.budget import Budget
from musrenbang_live.web import formats
from musrenbang_live.web.language import Language


def summary(language: Language, found: Budget) -> dict[str, str]:
    """The live texts about a budget by their keys: what is asked for, and what is left or missing.

    `pagu-sisa` says nothing where the plan names no ceiling.
    """
    _ = language.gettext

    def money(amount: int) -> str:
        return formats.rupiah(amount, language.code)

    rest = ""
    if found.over:
        rest = _("Melebihi pagu %(amount)s.") % {"amount": money(found.over)}
    elif found.ceiling:
        rest = _("Sisa pagu %(amount)s.") % {"amount": money(found.left)}
    return {
        "pagu-terpakai": money(found.total),
        "pagu-sisa": rest,
        "pagu-tanpa": uncosted(language, found.uncosted),
        "pagu-lewat": beyond(language, found),
    }


def wall(language: Language, found: Budget) -> str:
    """The pagu in one line for the wall; empty where the plan names none."""
    if not (found.ceiling and found.total):
        return ""
    said = language.gettext("Biaya %(total)s dari pagu %(ceiling)s")
    return said % {
        "total": formats.rupiah_short(found.total, language.code),
        "ceiling": formats.rupiah_short(found.ceiling, language.code),
    }


def uncosted(language: Language, count: int) -> str:
    """How many proposals have no cost; empty where all have one."""
    if not count:
        return ""
    said = language.ngettext(
        "%(num)s usulan belum ada biayanya.", "%(num)s usulan belum ada biayanya.", count
    )
    return said % {"num": formats.number(count, language.code)}


def beyond(language: Language, found: Budget) -> str:
    """Which proposals no longer fit, in order; empty where all do."""
    if not found.beyond:
        return ""
    numbers = ", ".join(map(str, found.beyond))
    return language.gettext("Melebihi pagu: usulan %(numbers)s.") % {"numbers": numbers}
