"""The minutes in Word, by the program's form or the kelurahan's own one.

A form is filled by Jinja in a sandbox, from texts and rows of texts alone: there is nothing in
reach that could be read or run. What a form may say at all is checked by `word_check` beforehand.
"""

import io
from datetime import UTC, datetime
from typing import Final

from jinja2.sandbox import ImmutableSandboxedEnvironment

from musrenbang_live.core.minutes import Minutes
from musrenbang_live.web.minutes.words import Told
from musrenbang_live.web.minutes.zips import rezipped

FORM: Final = "berita-acara.docx"
FILTERS: Final = ("upper", "lower", "title", "capitalize", "length", "default")
"""What a form may do with a text."""
AUTHOR: Final = "Musrenbang Live"
LONGEST_PROPERTY: Final = 255
"""Characters that Word keeps in a property of a file."""


def sandbox() -> ImmutableSandboxedEnvironment:
    """Where forms are filled: no globals, few filters, and texts that stay texts."""
    environment = ImmutableSandboxedEnvironment(autoescape=True)
    environment.globals.clear()
    for name in set(environment.filters) - set(FILTERS):
        del environment.filters[name]
    return environment


def filled(form: bytes, of: Minutes, told: Told) -> bytes:
    """The form filled; the same bytes from the same minutes. Raises what Jinja raises."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(form))
    template.render(told, jinja_env=sandbox())
    moment = datetime.fromtimestamp(of.at // 1000, tz=UTC).replace(tzinfo=None)
    about = template.core_properties
    about.author, about.last_modified_by = AUTHOR, AUTHOR
    about.title = told["judul"][:LONGEST_PROPERTY]
    about.created = about.modified = moment
    written = io.BytesIO()
    template.save(written)
    return rezipped(written.getvalue(), of.at)
