"""Descriptions that exist in both languages at once: of the API and of the data dictionary.

They are no sentences of the interface, and so not in its catalogues: whoever uses data in another
language wants to see the name and the meaning of a column side by side.
"""

from msgspec import Struct


class Said(Struct, frozen=True):
    """The same in Indonesian and in English."""

    id: str
    en: str

    def by(self, language: str) -> str:
        """In the language with this code."""
        return self.en if language == "en" else self.id
