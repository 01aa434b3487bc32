"""Questions of a published meeting, for machines and spreadsheets: part of `record`.

Nobody is named who did not want to be; of a hidden question only why it is hidden.
"""

import csv
import io
from typing import Final

from msgspec import Struct

from musrenbang_live.core.views.archive import ArchiveView
from musrenbang_live.core.views.questions import Fate, QuestionOutcome
from musrenbang_live.web.cells import disarmed, utc

FATES: Final[dict[Fate, str]] = {
    "answered": "dijawab",
    "open": "belum dijawab",
    "hidden": "tidak ditampilkan",
    "waiting": "belum diperiksa",
}
COLUMNS: Final = (
    "kode_sesi",
    "nomor",
    "yang_terjadi",
    "dukungan",
    "pertanyaan",
    "penanya",
    "dijawab_oleh",
    "jawaban",
    "alasan",
    "diterima_utc",
    "dijawab_utc",
)
"""Columns of the CSV. They are only ever added, at the end."""


class QuestionRecord(Struct, frozen=True):
    """A question and what became of it (`fate`).

    `answered` by `by`, a function, aloud where `answer` is empty; `open`: shown, not answered;
    `hidden`: not shown, for `reason`; `waiting`: nobody looked at it before the end. The texts of
    the last two are empty. `name` is there only where the person asked for it; `supports` are
    people who wanted it answered too.
    """

    number: int
    fate: Fate
    supports: int
    text: str
    name: str
    by: str
    answer: str
    reason: str
    asked: str | None
    answered: str | None


def question_record(outcome: QuestionOutcome) -> QuestionRecord:
    """The question as the JSON file tells it."""
    return QuestionRecord(
        number=outcome.number,
        fate=outcome.fate,
        supports=outcome.supports,
        text=outcome.text,
        name=outcome.name,
        by=outcome.by,
        answer=outcome.answer,
        reason=outcome.reason,
        asked=utc(outcome.at),
        answered=utc(outcome.answered_at),
    )


def questions_csv(view: ArchiveView) -> bytes:
    """All questions, one a line: UTF-8 with a byte order mark, otherwise RFC 4180.

    Always in Indonesian, so that a program that reads the columns does not depend on who asks.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    code = view.head.code
    for outcome in view.questions:
        told = question_record(outcome)
        shown = told.fate in ("answered", "open")
        writer.writerow(
            [
                code,
                told.number,
                FATES[told.fate],
                told.supports,
                disarmed(told.text),
                disarmed(told.name or ("Warga" if shown else "")),
                disarmed(told.by),
                disarmed(told.answer),
                disarmed(told.reason),
                told.asked,
                told.answered,
            ]
        )
    return b"\xef\xbb\xbf" + sheet.getvalue().encode()
