"""What to type where a number is asked for: an example that fits the field."""

import re
from typing import Final


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


_PLACE: Final = re.compile(r"[-_]\d+(-\d+)?$")
"""The number of a row, or of an option and its box, behind the name of a field."""
_RUPIAH: Final = _("Tulis jumlah rupiahnya dengan angka saja, misalnya 153.000.000.")
_PEOPLE: Final = _("Tulis banyaknya orang dengan angka bulat, misalnya 65.")
_AGE: Final = _("Tulis usianya dalam tahun, misalnya 34.")
_OF_FIELD: Final[dict[str, str]] = {
    "quantity": _("Isi dengan angka saja, misalnya 150 atau 12,5."),
    "volume": _("Tulis volumenya beserta satuannya, misalnya 180 m atau 12,5 m."),
    "cost": _RUPIAH,
    "unit_cost": _RUPIAH,
    "beneficiaries": _("Tulis banyaknya penerima manfaat dengan angka bulat, misalnya 65."),
    "people": _PEOPLE,
    "hands": _PEOPLE,
    "year": _("Tulis tahunnya dengan empat angka, misalnya 2028."),
    "minutes": _("Tulis lamanya dalam menit dengan angka bulat, misalnya 5."),
    "age": _AGE,
    "age_band": _AGE,
    "place": _("Tulis urutannya dengan angka bulat, misalnya 3."),
    "which": _("Tulis nomornya dengan angka, misalnya 12, 15-18. Paling banyak 200 nomor."),
}
_ELSEWHERE: Final = _("Isi dengan angka bulat yang wajar, misalnya 150.")


def example(field: str) -> str:
    """The sentence, in Indonesian, for a `number_invalid` about this field of a form."""
    return _OF_FIELD.get(_PLACE.sub("", field), _ELSEWHERE)
