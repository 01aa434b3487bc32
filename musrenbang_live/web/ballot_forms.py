"""Ballots that came as plain forms: the fields of each kind, made into a mark."""

from collections.abc import Callable
from typing import Final

from musrenbang_live.core.ballots import Mark
from musrenbang_live.web.forms import Form


def mark_of(kind: str, form: Form) -> Mark:
    """What the fields of this kind of ballot say. Whether it is valid is for the rule to say."""
    return _READERS[kind](form)


def _chosen(form: Form) -> Mark:
    return form.numbers("mark")


_READERS: Final[dict[str, Callable[[Form], Mark]]] = {"pilih": _chosen}
