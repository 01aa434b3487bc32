"""All that is wrong with a form, found together, so that its page can name every field at once."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from musrenbang_live.core.errors import Rejected

_Told = ParamSpec("_Told")
_Kept = TypeVar("_Kept")


class Faults:
    """Keeps what the checks of fields refuse until all of them were made.

        faults = Faults()
        title = faults.of(accepted, typed, LIMIT, field="title")
        text = faults.of(accepted, said, LIMIT, field="text")
        faults.tell()

    What comes back from a check that refused is no value: nothing may be made of it before `tell`.
    """

    def __init__(self) -> None:
        self._found: list[Rejected] = []

    def of(self, check: Callable[_Told, _Kept], *told: _Told.args, **named: _Told.kwargs) -> _Kept:
        """What `check` gives. A refusal about a field is kept for `tell`, any other is raised."""
        try:
            return check(*told, **named)
        except Rejected as refused:
            if not refused.field:
                raise
            self._found += [refused, *refused.also]
            return cast(_Kept, None)

    def tell(self) -> None:
        """Raises the first refusal with the others behind it (`also`); nothing without one."""
        if self._found:
            first, *others = self._found
            raise first.beside(others)
