"""Lists of the API: from one description follow the parameters of a list, its pages, and how it is
read on.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from msgspec import Struct

from musrenbang_live.web.api.operations import Asked, Operation
from musrenbang_live.web.api.parameters import Number, Parameter, Word
from musrenbang_live.web.bilingual import Said

Row = TypeVar("Row")
Item = TypeVar("Item")
Next = TypeVar("Next", str, int)
Shape = TypeVar("Shape", bound=Struct)

USUAL_LIMIT: Final = 50
MOST_LIMIT: Final = 500
_READ_ON: Final = Said(
    "Lanjutan: isi next dari jawaban sebelumnya.",
    "Where to read on: next of the answer before.",
)

LIMIT: Final = Number(
    name="limit",
    meaning=Said("Paling banyak berapa baris.", "How many lines at most."),
    most=MOST_LIMIT,
    usual=USUAL_LIMIT,
    example="5",
)
BEFORE: Final = Number(name="sesudah", meaning=_READ_ON)
"""Where a list is read on whose entries are numbered, the newest first."""
_ALL: Final = 2**31 - 1
_NO_MORE: Final = Said("", "")


class Page(Struct, Generic[Item, Next], frozen=True):
    """A page of a list. `next`: what `sesudah` is for the following page, null on the last one."""

    items: list[Item]
    next: Next | None


def after(pattern: str) -> Word:
    """The parameter by which a list is read on; `pattern` is of what its next holds."""
    return Word(name="sesudah", pattern=pattern, longest=60, meaning=_READ_ON)


def before(asked: Asked) -> int:
    """The number behind which a list with `BEFORE` is read on."""
    return asked.number("sesudah") or _ALL


def listing(
    *,
    id: str,
    path: str,
    tag: str,
    summary: Said,
    about: Said = _NO_MORE,
    narrowed_by: tuple[Parameter, ...] = (),
    read_on: Parameter = BEFORE,
    read: Callable[[Asked, int], Awaitable[Sequence[Row]]],
    tell: Callable[[Asked, Row], Item],
    place: Callable[[Row], Next],
    answer: type[Page[Item, Next]],
) -> Operation:
    """The operation that tells a list page by page.

    `read` finds at most so many rows of what is asked for, `tell` makes of a row what is told, and
    `place` says what `read_on` must be sent as for the page behind that row.
    """

    async def handler(asked: Asked) -> Page[Item, Next]:
        limit = asked.number("limit")
        # One more than is told: whether there is a following page.
        rows = await read(asked, limit + 1)
        last = place(rows[limit - 1]) if len(rows) > limit else None
        return answer([tell(asked, row) for row in rows[:limit]], last)

    return Operation(
        id=id,
        path=path,
        tag=tag,
        summary=summary,
        about=about,
        parameters=(*narrowed_by, LIMIT, read_on),
        answer=answer,
        handler=handler,
    )


def shaped(shape: type[Shape], row: object, **own: object) -> Shape:
    """`row` as `shape`: its fields of the same names as they are, and `own` for the others.

    The shape decides what is told: a field that only the row has is told nowhere.
    """
    same = {name: getattr(row, name) for name in shape.__struct_fields__ if name not in own}
    return shape(**same, **own)
