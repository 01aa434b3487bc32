"""Forms: read with their size bounded and their page token checked, before anything else."""

import re
import uuid
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from musrenbang_live.core.errors import Rejected
from musrenbang_live.web.identity import access

MAX_FIELDS: Final = 400
MAX_DIGITS: Final = 15
_READ: Final = "musrenbang_live.form"
"""Where the form of a request is kept in its scope: a body can be read only once."""
_DIGITS_APART: Final = re.compile(r"[\s.]")


Upload = tuple[str, bytes]
"""A file as it was sent: its name as the browser gave it, and what is in it."""


class Form:
    """The fields of a form that was sent from one of our pages to this visitor."""

    def __init__(self, data: FormData, uploads: Mapping[str, Upload] | None = None) -> None:
        self._data = data
        self._uploads = uploads or {}

    def text(self, name: str, default: str = "") -> str:
        """The field as typed; `default` when absent. NUL characters are dropped."""
        value = self._data.get(name, default)
        return value.replace("\x00", "") if isinstance(value, str) else default

    def flag(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.text(name) not in ("", "0")

    def number(self, name: str) -> int | None:
        """A whole number as people write it (`153.000.000`, `Rp1.000`); None when empty.

        Raises `Rejected` with `number_invalid`.
        """
        typed = _DIGITS_APART.sub("", self.text(name)).removeprefix("Rp").removeprefix("rp")
        if not typed:
            return None
        if not typed.isascii() or not typed.isdigit() or len(typed) > MAX_DIGITS:
            raise Rejected("number_invalid", field=name)
        return int(typed)

    def measure(self, name: str) -> float | None:
        """A number that may have decimals after a comma (`12,5`); None when empty."""
        typed = _DIGITS_APART.sub("", self.text(name)).replace(",", ".")
        if not typed:
            return None
        if not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", typed, re.ASCII):
            raise Rejected("number_invalid", field=name)
        return float(typed)

    def every(self, name: str) -> list[str]:
        """All that was sent under one name, as typed."""
        return [value for value in self._data.getlist(name) if isinstance(value, str)]

    def numbers(self, name: str) -> list[int]:
        """All whole numbers sent under one name. Raises `message_malformed`."""
        values = self.every(name)
        if not all(value.isascii() and value.isdigit() and len(value) < 10 for value in values):
            raise Rejected("message_malformed")
        return [int(value) for value in values]

    def rows(self, name: str) -> list[list[int]]:
        """Fields under one name that each hold whole numbers apart. Raises `message_malformed`."""
        rows = [value.split() for value in self._data.getlist(name) if isinstance(value, str)]
        if not all(word.isascii() and word.isdigit() and len(word) < 10 for row in rows
                   for word in row):  # fmt: skip
            raise Rejected("message_malformed")
        return [[int(word) for word in row] for row in rows]

    @property
    def ref(self) -> str:
        """The id the page made for what is sent; a new one where the page made none."""
        return self.text("ref") or str(uuid.uuid4())

    def upload(self, name: str) -> bytes:
        """The content of an uploaded file; empty when there is none."""
        return self._uploads.get(name, ("", b""))[1]

    def upload_name(self, name: str) -> str:
        """The name of an uploaded file as the browser gave it; empty when there is none."""
        return self._uploads.get(name, ("", b""))[0]

    @property
    def values(self) -> Mapping[str, str]:
        """Everything typed, to show it again."""
        return {key: self.text(key) for key in self._data if key != "_token"}


async def read(request: Request) -> Form:
    """The form of this request. Raises `Rejected`: `page_expired` when the page token is not ours
    for this visitor or too old, `message_malformed` when it cannot be read.
    """
    form: Form | None = request.scope.get(_READ)
    if form is not None:
        return form
    async with request.form(max_fields=MAX_FIELDS, max_files=1) as data:
        return checked(request, data, await files_of(data))


def typed(request: Request) -> Mapping[str, str]:
    """Everything typed in the form of this request, as far as it was read; to show it again."""
    form: Form | None = request.scope.get(_READ)
    return form.values if form else {}


async def files_of(data: FormData) -> dict[str, Upload]:
    """All files of a form by field, read into memory; the first of those under one name."""
    files: dict[str, Upload] = {}
    for name, value in data.multi_items():
        if isinstance(value, UploadFile) and name not in files:
            files[name] = (value.filename or "", await value.read())
    return files


def checked(request: Request, data: FormData, files: Mapping[str, Upload]) -> Form:
    """These fields as the form of this request. Raises `page_expired`, see `read`."""
    form = Form(data, files)
    token = form.text("_token") or request.headers.get("x-page-token", "")
    if not access.is_page_token(request, token):
        raise Rejected("page_expired")
    request.scope[_READ] = form
    return form
