"""The licences that a site may choose for its open data."""

from typing import Final

from msgspec import Struct

from musrenbang_live.web.bilingual import Said


class License(Struct, frozen=True):
    """A licence by its SPDX name: what it is called, where its text is, what it asks."""

    name: str
    title: str
    url: str
    meaning: Said


LICENSES: Final[dict[str, License]] = {
    each.name: each
    for each in (
        License(
            "CC0-1.0",
            "Creative Commons Zero 1.0",
            "https://creativecommons.org/publicdomain/zero/1.0/",
            Said(
                "Boleh dipakai untuk apa saja, tanpa syarat.",
                "May be used for anything, without conditions.",
            ),
        ),
        License(
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
            Said(
                "Boleh dipakai untuk apa saja, asal menyebut sumbernya.",
                "May be used for anything where the source is named.",
            ),
        ),
        License(
            "CC-BY-SA-4.0",
            "Creative Commons Attribution-ShareAlike 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
            Said(
                "Boleh dipakai untuk apa saja, asal menyebut sumbernya dan membagikan hasil"
                " olahannya dengan lisensi yang sama.",
                "May be used for anything where the source is named and what is made of it is"
                " shared under the same licence.",
            ),
        ),
    )
}
"""By SPDX name; the same names as `config.LICENSES`."""
