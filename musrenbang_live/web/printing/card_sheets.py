"""Printed voter cards: eight to an A4 page, as PDF, set by Typst with the fonts it brings along.

The order on a page is shuffled, so that the order of a stack does not tell the numbers; a page
keeps its eight numbers together, because pages are what a door desk hands out and activates.
Codes are in the file that is returned, and nowhere else.
"""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from musrenbang_live.core.cards import printed
from musrenbang_live.live.cards import NewCard
from musrenbang_live.web.printing.qr import drawn
from musrenbang_live.web.printing.typesetting import typeset

A_PAGE: Final = 8


class Heading(Struct, frozen=True):
    """What stands on every card: which meeting, where to go, and by what the site is known.

    `address` is where a card is entered; the code follows it behind a `#`.
    """

    forum: str
    place: str
    date: str
    host: str
    spoken: str
    fingerprint: str
    address: str
    practice: bool = False


async def card_sheets(template: Path, heading: Heading, cards: Sequence[NewCard]) -> bytes:
    """The PDF. Setting fifty pages takes seconds, so it is done beside everything else."""
    return await typeset(template, await asyncio.to_thread(_data, heading, cards))


def _data(heading: Heading, cards: Sequence[NewCard]) -> dict[str, object]:
    shuffled = random.SystemRandom()
    pages = [cards[start : start + A_PAGE] for start in range(0, len(cards), A_PAGE)]
    return {
        "title": f"Kartu suara – {heading.forum}",
        "called": "KARTU SUARA · LATIHAN" if heading.practice else "KARTU SUARA",
        "forum": heading.forum,
        "place": heading.place,
        "date": heading.date,
        "host": heading.host,
        "spoken_title": "Kode sesi",
        "spoken": heading.spoken,
        "fingerprint": heading.fingerprint,
        "pages": [
            [_card(heading, card) for card in shuffled.sample(page, len(page))] for page in pages
        ],
    }


def _card(heading: Heading, card: NewCard) -> dict[str, str]:
    drawing = str(drawn(f"{heading.address}#{card.code}", f"Kartu {card.number}"))
    standing_alone = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return {"number": str(card.number), "code": printed(card.code), "qr": standing_alone}
